"""What the server keeps in its database beside printers and accounts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from .kinds import Json, iso, utc_now
from .library import GCodeFile

if TYPE_CHECKING:
    from .account import Account
    from .known import KnownPrinter
    from .printer import SimulatedPrinter

GROUPS = {
    "ALERT": ("FAILURE_ALERTED", "ALERT_MUTED", "ALERT_UNMUTED"),
    "PAUSE_RESUME": ("PAUSED", "RESUMED"),
}


@dataclass
class Print:
    """A print, running or over; filament in mm, time in seconds."""

    id: int
    printer: KnownPrinter
    file_name: str
    g_code_file: GCodeFile | None = None
    started_at: datetime = field(default_factory=utc_now)
    finished_at: datetime | None = None
    cancelled_at: datetime | None = None
    alerted_at: datetime | None = None
    alert_acknowledged_at: datetime | None = None
    alert_muted_at: datetime | None = None
    paused_at: datetime | None = None
    video_url: str | None = None
    tagged_video_url: str | None = None
    poster_url: str | None = None
    alert_overwrite: str | None = None
    filament_used: float | None = None
    print_time: float | None = None
    access_consented_at: str | None = None
    deleted: bool = False
    # The number that a real agent knows it by (epoch seconds).
    timestamp: int | None = None
    # The failure score and the print time at which it was given.
    frames: list[tuple[float, float]] = field(default_factory=list)
    shots: list[Json] = field(default_factory=list)
    # What paid servers find in first layers.
    inspections: list[Json] = field(default_factory=list)

    @property
    def ended_at(self) -> datetime | None:
        """When it was over, in whatever way."""
        return self.cancelled_at or self.finished_at

    @property
    def alert_unacknowledged(self) -> bool:
        """Whether somebody should look."""
        return self.alerted_at is not None and (
            self.alert_acknowledged_at is None
            or self.alert_acknowledged_at < self.alerted_at
        )

    @property
    def need_alert_overwrite(self) -> bool:
        """Whether the server would like to know if the print really failed."""
        return self.video_url is not None and self.alert_overwrite is None

    @property
    def need_shot_feedback(self) -> bool:
        """Whether there are pictures that nobody has judged."""
        return any(shot["answer"] is None for shot in self.shots)

    def to_json(self) -> Json:
        """Return the print as part of a printer."""
        return {
            "id": self.id,
            "printer": self.printer.columns(),
            "g_code_file": self.g_code_file.to_json() if self.g_code_file else None,
            "filename": self.file_name,
            "started_at": iso(self.started_at),
            "ended_at": iso(self.ended_at),
            "finished_at": iso(self.finished_at),
            "cancelled_at": iso(self.cancelled_at),
            "uploaded_at": None,
            "alerted_at": iso(self.alerted_at),
            "alert_acknowledged_at": iso(self.alert_acknowledged_at),
            "alert_muted_at": iso(self.alert_muted_at),
            "paused_at": iso(self.paused_at),
            "video_url": self.video_url,
            "tagged_video_url": self.tagged_video_url,
            "poster_url": self.poster_url,
            "alert_overwrite": self.alert_overwrite,
            "filament_used": self.filament_used,
            "print_time": self.print_time,
            "access_consented_at": self.access_consented_at,
            "video_archived_at": None,
            "need_alert_overwrite": self.need_alert_overwrite,
            "need_print_shot_feedback": self.need_shot_feedback,
        }

    def to_full_json(self) -> Json:
        """Return the print as the endpoints below `prints/` show it."""
        return {
            **self.to_json(),
            "prediction_json_url": f"/api/v1/prints/{self.id}/prediction_json/",
            "printshotfeedback_set": self.shots,
            "firstlayerinspection_set": self.inspections,
        }


@dataclass
class PrinterEvent:
    """Something that the server's own page would tell a person."""

    id: int
    event_type: str
    event_class: str
    title: str | None
    text: str | None
    printer: KnownPrinter
    print_id: int | None
    image_url: str | None
    created_at: datetime = field(default_factory=utc_now)

    def to_json(self) -> Json:
        """Return the event as the API shows it."""
        return {
            "id": self.id,
            "event_type": self.event_type,
            "event_class": self.event_class,
            "event_title": self.title,
            "event_text": self.text,
            "image_url": self.image_url,
            "info_url": None,
            "created_at": iso(self.created_at),
            "print": self.print_id,
            "printer": self.printer.id,
        }


@dataclass
class LinkCode:
    """A six-digit code; it makes a printer, or gives one a new key."""

    id: int
    code: str
    account: Account
    printer: SimulatedPrinter | None
    expired_at: datetime
    verified_at: datetime | None = None

    def to_json(self) -> Json:
        """Return the code as the API shows it."""
        return {
            "id": self.id,
            "printer": self.printer.to_json() if self.printer else None,
            "code": self.code,
            "expired_at": iso(self.expired_at),
            "verified_at": iso(self.verified_at),
        }
