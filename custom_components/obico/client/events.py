"""What happened to the printers, as the server tells a person of it."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from enum import StrEnum
from typing import Self

from .reading import read_choice, read_html, read_integer, read_text, read_time
from .record import Record, secret
from .subject import PART_SIZE, Subject, parts, read_record, read_records

PATH = "/api/v1/printer_events/"


class EventType(StrEnum):
    """What happened."""

    STARTED = "STARTED"
    ENDED = "ENDED"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    FAILURE_ALERTED = "FAILURE_ALERTED"
    ALERT_MUTED = "ALERT_MUTED"
    ALERT_UNMUTED = "ALERT_UNMUTED"
    FILAMENT_CHANGE = "FILAMENT_CHANGE"
    PRINTER_ERROR = "PRINTER_ERROR"
    UNKNOWN = "UNKNOWN"


class EventClass(StrEnum):
    """How serious it is; the end of a print is a success, or a warning if cancelled."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    SUCCESS = "SUCCESS"
    INFO = "INFO"
    NONE = ""


# How the text of an event begins the line that names the file.
FILE_LINE = "G-Code: "

# The server shows nothing unless both classes and types are asked for.
ALL_TYPES = tuple(kind for kind in EventType if kind is not EventType.UNKNOWN)


class PrinterEvent(Record):
    """Something that happened to a printer; numbers grow with time."""

    id: int
    type: EventType
    event_class: EventClass
    title: str | None
    text: str | None
    created_at: datetime | None
    printer_id: int | None
    print_id: int | None
    image_url: str | None = secret()
    info_url: str | None

    @property
    def file_name(self) -> str | None:
        """The printed file, which an event names only in its text."""
        for line in (self.text or "").splitlines():
            if line.startswith(FILE_LINE):
                return line.removeprefix(FILE_LINE)
        return None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read an event; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        return cls(
            id=number,
            type=read_choice(data, "event_type", EventType) or EventType.UNKNOWN,
            event_class=read_choice(data, "event_class", EventClass) or EventClass.NONE,
            title=read_html(data, "event_title"),
            text=read_html(data, "event_text"),
            created_at=read_time(data, "created_at"),
            printer_id=read_integer(data, "printer"),
            print_id=read_integer(data, "print"),
            image_url=read_text(data, "image_url"),
            info_url=read_text(data, "info_url"),
        )


class EventNotice(Record):
    """Something that a printer's agent tells its viewers in the moment it happens."""

    type: EventType
    event_class: EventClass
    title: str | None
    text: str | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a notice; None when it is no object."""
        if not isinstance(data, dict):
            return None
        return cls(
            type=read_choice(data, "event_type", EventType) or EventType.UNKNOWN,
            event_class=read_choice(data, "event_class", EventClass) or EventClass.NONE,
            title=read_html(data, "event_title"),
            text=read_html(data, "event_text"),
        )

    def to_json(self) -> dict[str, str]:
        """Return it as agents tell it."""
        return {
            "event_title": self.title or "",
            "event_text": self.text or "",
            "event_class": self.event_class.value,
            "event_type": self.type.value,
        }


class Events(Subject):
    """Requests about events of all printers of the account."""

    async def get(self, event_id: int) -> PrinterEvent:
        """Return one event."""
        data = await self._client.call("GET", f"{PATH}{event_id}/")
        return read_record(data, PrinterEvent.from_json)

    async def get_page(
        self,
        *,
        start: int = 0,
        limit: int = PART_SIZE,
        types: Collection[EventType] = ALL_TYPES,
        classes: Collection[EventClass] = tuple(EventClass),
    ) -> tuple[PrinterEvent, ...]:
        """Return some events, the newest first."""
        data = await self._client.call(
            "GET",
            PATH,
            params=[
                *(("filter_by_classes[]", serious.value) for serious in classes),
                *(("filter_by_types[]", kind.value) for kind in types),
                ("start", str(start)),
                ("limit", str(limit)),
            ],
        )
        return read_records(data, PrinterEvent.from_json)

    def iterate(
        self,
        *,
        types: Collection[EventType] = ALL_TYPES,
        classes: Collection[EventClass] = tuple(EventClass),
    ) -> AsyncIterator[PrinterEvent]:
        """Go through all events, the newest first, and hold no more than a part."""
        return parts(
            lambda start: self.get_page(start=start, types=types, classes=classes)
        )
