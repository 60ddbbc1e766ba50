"""What an agent must still know after a restart."""

from enum import StrEnum
from typing import Self

from .reading import (
    read_choice,
    read_flag,
    read_integer,
    read_list,
    read_number,
    read_object,
    read_text,
)
from .record import Record, secret

# How many events wait for a server; the oldest of more are given up.
MOST_EVENTS = 100


class PrintEventKind(StrEnum):
    """What Obico is told of a print."""

    STARTED = "PrintStarted"
    PAUSED = "PrintPaused"
    RESUMED = "PrintResumed"
    DONE = "PrintDone"
    CANCELLED = "PrintCancelled"
    FAILED = "PrintFailed"


class RunningPrint(Record):
    """The print that runs; `timestamp` (epoch seconds) is what Obico knows it by.

    `file_name` and `file_id` are as they were told at its start. `progress` is the last
    known one in percent, `print_time` in seconds. `paused`: Obico was told so.
    """

    timestamp: int
    file_name: str
    file_id: int | None = None
    progress: float | None = None
    print_time: float | None = None
    paused: bool = False

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a print; None without its number and name."""
        if not isinstance(data, dict):
            return None
        timestamp, name = read_integer(data, "timestamp"), read_text(data, "file_name")
        if timestamp is None or timestamp <= 0 or name is None:
            return None
        return cls(
            timestamp=timestamp,
            file_name=name,
            file_id=read_integer(data, "file_id"),
            progress=read_number(data, "progress"),
            print_time=read_number(data, "print_time"),
            paused=read_flag(data, "paused") or False,
        )

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        return {
            "timestamp": self.timestamp,
            "file_name": self.file_name,
            "file_id": self.file_id,
            "progress": self.progress,
            "print_time": self.print_time,
            "paused": self.paused,
        }


class PrintEvent(Record):
    """Something that happened to a print, with the printer's status of that moment.

    `timestamp` is the print's number. `sent`: it was written to the server, which has not
    yet shown that it read it.
    """

    kind: PrintEventKind
    timestamp: int
    status: dict[str, object] = secret()
    sent: bool = False

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read an event; None without all that the server needs of it."""
        if not isinstance(data, dict):
            return None
        kind = read_choice(data, "kind", PrintEventKind)
        timestamp = read_integer(data, "timestamp")
        status = dict(read_object(data, "status"))
        if kind is None or timestamp is None or timestamp <= 0:
            return None
        if read_number(status, "_ts") is None:
            return None
        return cls(
            kind=kind,
            timestamp=timestamp,
            status=status,
            sent=read_flag(data, "sent") or False,
        )

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        return {
            "kind": self.kind.value,
            "timestamp": self.timestamp,
            "status": self.status,
            "sent": self.sent,
        }

    @property
    def file_name(self) -> str | None:
        """The file of the print."""
        return read_text(read_object(read_object(self.status, "job"), "file"), "name")

    def message(self) -> dict[str, object]:
        """Return it as the server is told."""
        return {
            "current_print_ts": self.timestamp,
            "status": self.status,
            "event": {"event_type": self.kind.value},
        }


class AgentMemory(Record):
    """The running print, and the events that Obico has not been told yet, in order.

    `last_timestamp` is the highest number that any print had.
    """

    running: RunningPrint | None = None
    last_timestamp: int = 0
    events: tuple[PrintEvent, ...] = ()

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read what `to_json` made; rubbish, or None, is an empty memory."""
        if not isinstance(data, dict):
            return cls()
        events = map(PrintEvent.from_json, read_list(data, "events"))
        return cls(
            running=RunningPrint.from_json(data.get("running")),
            last_timestamp=read_integer(data, "last_timestamp") or 0,
            events=tuple(event for event in events if event)[-MOST_EVENTS:],
        )

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        return {
            "running": self.running.to_json() if self.running else None,
            "last_timestamp": self.last_timestamp,
            "events": [event.to_json() for event in self.events],
        }
