"""What happened to a printer: told by the server, by its agent, or by two snapshots."""

from collections.abc import Iterator, Mapping
from copy import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from .client import (
    EventClass,
    EventNotice,
    EventType,
    Printer,
    PrinterEvent,
    PrinterState,
)
from .client.record import Record
from .data import StoredPicture

# Percent from which a print that is gone counts as finished.
COMPLETE = 99.5


class OccurrenceType(StrEnum):
    """What happened."""

    PRINT_STARTED = "print_started"
    PRINT_PAUSED = "print_paused"
    PRINT_RESUMED = "print_resumed"
    PRINT_FINISHED = "print_finished"
    PRINT_CANCELLED = "print_cancelled"
    PRINT_FAILED = "print_failed"
    FAILURE_ALERTED = "failure_alerted"
    ALERT_MUTED = "alert_muted"
    ALERT_UNMUTED = "alert_unmuted"
    FILAMENT_CHANGE = "filament_change"
    PRINTER_ERROR = "printer_error"
    PRINTER_WARNING = "printer_warning"


TYPES = {
    EventType.STARTED: OccurrenceType.PRINT_STARTED,
    EventType.PAUSED: OccurrenceType.PRINT_PAUSED,
    EventType.RESUMED: OccurrenceType.PRINT_RESUMED,
    EventType.FAILURE_ALERTED: OccurrenceType.FAILURE_ALERTED,
    EventType.ALERT_MUTED: OccurrenceType.ALERT_MUTED,
    EventType.ALERT_UNMUTED: OccurrenceType.ALERT_UNMUTED,
    EventType.FILAMENT_CHANGE: OccurrenceType.FILAMENT_CHANGE,
}


class Occurrence(Record):
    """Something that happened once, at its own time, which may be a while ago."""

    type: OccurrenceType
    printer_id: int
    happened_at: datetime
    print_id: int | None = None
    file_name: str | None = None
    message: str | None = None
    picture: StoredPicture | None = None


class Situation(Record):
    """What of a printer tells, beside an earlier situation, that something happened."""

    print_id: int | None = None
    file_name: str | None = None
    paused: bool = False
    muted: bool = False
    alerted_at: datetime | None = None
    complete: bool = False
    failed: bool = False

    @classmethod
    def of(cls, printer: Printer, before: Self | None) -> Self:
        """Return a printer's situation; what its silence hides stays what it was."""
        before = before or cls()
        current, status = printer.current_print, printer.status
        paused, complete, failed = before.paused, before.complete, before.failed
        if status is not None:
            if status.state is PrinterState.PAUSED:
                paused = True
            elif status.state in (PrinterState.PRINTING, PrinterState.RESUMING):
                paused = False
            complete = (status.job.progress or 0) >= COMPLETE
            failed = status.state is PrinterState.ERROR
        return cls(
            print_id=current.id if current else None,
            file_name=current.file_name if current else None,
            paused=paused and current is not None,
            muted=printer.muted,
            alerted_at=printer.alert.alerted_at if printer.alert else None,
            complete=complete,
            failed=failed,
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return a situation that was stored."""
        alerted_at = data["alerted_at"]
        return cls(
            **{
                **data,
                "alerted_at": datetime.fromisoformat(alerted_at)
                if alerted_at
                else None,
            }
        )

    def to_json(self) -> dict[str, Any]:
        """Return the form in which it is stored."""
        at = self.alerted_at
        return {**vars(self), "alerted_at": at.isoformat() if at else None}


def between(
    before: Situation, after: Situation, printer: Printer, now: datetime
) -> Iterator[Occurrence]:
    """Tell what happened between two situations; `printer` is the later snapshot."""

    def told(
        kind: OccurrenceType, situation: Situation = after, at: datetime | None = None
    ) -> Occurrence:
        return Occurrence(
            type=kind,
            printer_id=printer.id,
            happened_at=at or now,
            print_id=situation.print_id,
            file_name=situation.file_name,
        )

    if after.failed and not before.failed:
        error = printer.status.error if printer.status else None
        yield replace(told(OccurrenceType.PRINTER_ERROR, before), message=error)
    same = before.print_id == after.print_id
    if before.print_id is not None and not same:
        yield told(_end(before, after), before)
    if (current := printer.current_print) is None:
        return
    if not same:
        yield told(OccurrenceType.PRINT_STARTED, at=current.started_at)
    if after.alerted_at is not None and (
        not same or before.alerted_at is None or before.alerted_at < after.alerted_at
    ):
        alert = told(OccurrenceType.FAILURE_ALERTED, at=after.alerted_at)
        yield replace(alert, picture=_live_picture(printer, after.alerted_at))
    if after.paused and not (same and before.paused):
        yield told(OccurrenceType.PRINT_PAUSED)
    elif same and before.paused and not after.paused:
        yield told(OccurrenceType.PRINT_RESUMED)
    if after.muted and not (same and before.muted):
        yield told(OccurrenceType.ALERT_MUTED, at=current.muted_at)
    elif same and before.muted and not after.muted:
        yield told(OccurrenceType.ALERT_UNMUTED)


def _live_picture(printer: Printer, at: datetime) -> StoredPicture | None:
    """Return the picture that a printer shows, taken for that of an alert."""
    if printer.picture is None:
        return None
    return StoredPicture(url=printer.picture.url, taken_at=at, upright=False)


def _end(before: Situation, after: Situation) -> OccurrenceType:
    """Tell how a print ended that is gone."""
    if after.failed:
        return OccurrenceType.PRINT_FAILED
    if before.complete or after.complete:
        return OccurrenceType.PRINT_FINISHED
    return OccurrenceType.PRINT_CANCELLED


def from_notice(
    printer: Printer, notice: EventNotice, now: datetime
) -> Occurrence | None:
    """Return what a printer's agent tells in the moment it happens."""
    if (kind := _type(notice.type, notice.event_class, failed=False)) is None:
        return None
    current = printer.current_print
    return Occurrence(
        type=kind,
        printer_id=printer.id,
        happened_at=now,
        print_id=current.id if current else None,
        file_name=current.file_name if current else None,
        message=_message(kind, notice),
    )


def from_event(
    event: PrinterEvent, now: datetime, *, failed: bool
) -> Occurrence | None:
    """Return what the server tells; `failed`: there was an error when the print ended."""
    kind = _type(event.type, event.event_class, failed=failed)
    if kind is None or event.printer_id is None:
        return None
    return Occurrence(
        type=kind,
        printer_id=event.printer_id,
        happened_at=event.created_at or now,
        print_id=event.print_id,
        file_name=event.file_name,
        message=_message(kind, event),
        picture=picture_of(event),
    )


def picture_of(event: PrinterEvent) -> StoredPicture | None:
    """Return the picture of an alert, which the server keeps and has turned already."""
    if (
        event.type is not EventType.FAILURE_ALERTED
        or event.image_url is None
        or event.created_at is None
    ):
        return None
    return StoredPicture(url=event.image_url, taken_at=event.created_at, upright=True)


def is_error(event: PrinterEvent) -> bool:
    """Tell whether an event is an error, not only a camera that cannot be streamed."""
    return (
        event.type is EventType.PRINTER_ERROR and event.event_class is EventClass.ERROR
    )


def _type(
    event_type: EventType, event_class: EventClass, *, failed: bool
) -> OccurrenceType | None:
    """Return what an event of the server stands for; None for kinds yet to come."""
    if event_type is EventType.PRINTER_ERROR:
        return (
            OccurrenceType.PRINTER_ERROR
            if event_class is EventClass.ERROR
            else OccurrenceType.PRINTER_WARNING
        )
    if event_type is EventType.ENDED:
        # The server calls an error a cancellation, too.
        if event_class is EventClass.SUCCESS:
            return OccurrenceType.PRINT_FINISHED
        return OccurrenceType.PRINT_FAILED if failed else OccurrenceType.PRINT_CANCELLED
    return TYPES.get(event_type)


def _message(kind: OccurrenceType, told: PrinterEvent | EventNotice) -> str | None:
    """Return what a person has to read; of a print it is only the obvious."""
    if kind in (OccurrenceType.PRINTER_ERROR, OccurrenceType.PRINTER_WARNING):
        return "\n".join(text for text in (told.title, told.text) if text) or None
    return None
