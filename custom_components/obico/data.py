"""What is known of the printers of an entry: the snapshot that entities show."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Self

from homeassistant.util import dt as dt_util
from homeassistant.util.variance import ignore_variance

from .client import (
    NotificationChannel,
    Print,
    Printer,
    PrinterState,
    PrintStatistics,
    Status,
    TunnelUsage,
    UnlinkedAgent,
    User,
)
from .client.record import Record, secret
from .wishes import Wishes

# The states of a printer that is about to do something else.
TRANSITIONS = frozenset(
    {
        PrinterState.CANCELLING,
        PrinterState.DOWNLOADING,
        PrinterState.PAUSING,
        PrinterState.RESUMING,
        PrinterState.STARTING,
    }
)

# Of no printer.
NONE: Final[Mapping[int, Any]] = {}

# An estimated end that moves by less than this is no news.
FINISH_VARIANCE = timedelta(minutes=2)


class Account(Record):
    """What is known of the account itself."""

    user: User
    tunnel_usage: TunnelUsage | None = None
    # None until they were read once.
    channels: tuple[NotificationChannel, ...] | None = None
    # The agents that the server heard of on our network and that wait to be linked.
    unlinked_agents: tuple[UnlinkedAgent, ...] = ()


class StoredPicture(Record):
    """A picture that stays the same; `upright` tells whether the server turned it."""

    url: str = secret()
    taken_at: datetime
    upright: bool


class PrintTotals(Record):
    """What prints that have ended add up to: time in seconds, filament in mm."""

    prints: int
    succeeded: int
    cancelled: int
    print_time: float
    filament: float

    @property
    def success_rate(self) -> float | None:
        """How many were not cancelled, in percent."""
        ended = self.succeeded + self.cancelled
        return round(100 * self.succeeded / ended, 1) if ended else None

    @classmethod
    def of(cls, statistics: PrintStatistics, *, running: bool) -> Self:
        """Take the server's sums, in which a running print is a success already."""
        return cls(
            prints=max(0, statistics.prints - running),
            succeeded=max(0, statistics.succeeded - running),
            cancelled=statistics.cancelled,
            print_time=statistics.print_time,
            filament=statistics.filament,
        )


class Totals(Record):
    """What the prints of a printer add up to, in the last 30 days and in all."""

    recent: PrintTotals
    ever: PrintTotals


class ObicoData(Record):
    """What is known of the printers of an entry, each under its id."""

    printers: Mapping[int, Printer] = NONE
    # The newest print that has ended or runs.
    last_prints: Mapping[int, Print] = NONE
    # The newest print that has ended.
    ended_prints: Mapping[int, Print] = NONE
    # When the running print is expected to end.
    finishes: Mapping[int, datetime] = NONE
    # What printers were told to do and do not show yet.
    pending: Mapping[int, PrinterState] = NONE
    # What was set at printers and they do not tell yet.
    wishes: Mapping[int, Wishes] = NONE
    # The picture of the last failure alert.
    alert_pictures: Mapping[int, StoredPicture] = NONE
    # What its prints add up to.
    totals: Mapping[int, Totals] = NONE
    account: Account | None = None
    # Whether the live view of a printer is shared, for those that somebody asked for.
    shared: Mapping[int, bool] = NONE

    def changed_printers(self, before: ObicoData) -> set[int]:
        """Return the printers of which something changed since an earlier snapshot."""
        pairs: tuple[tuple[Mapping[int, object], Mapping[int, object]], ...] = (
            (before.printers, self.printers),
            (before.last_prints, self.last_prints),
            (before.ended_prints, self.ended_prints),
            (before.finishes, self.finishes),
            (before.pending, self.pending),
            (before.wishes, self.wishes),
            (before.alert_pictures, self.alert_pictures),
            (before.totals, self.totals),
            (before.shared, self.shared),
        )
        return {
            printer_id
            for old, new in pairs
            if old is not new
            for printer_id in old.keys() | new.keys()
            if old.get(printer_id) is not new.get(printer_id)
            and old.get(printer_id) != new.get(printer_id)
        }


class FinishEstimate:
    """The expected end of the running print, which changes only when it moved noticeably."""

    def __init__(self, current: Print) -> None:
        """Begin to follow a print."""
        self.print_id = current.id
        self._timestamp: float | None = None
        self._value: datetime | None = None
        self._steady = ignore_variance(lambda end: end, FINISH_VARIANCE)

    def update(self, status: Status) -> datetime | None:
        """Return the expected end after a new status, None when nobody knows it."""
        if not status.job.remaining:
            return None
        if status.state is PrinterState.PAUSED and self._value is not None:
            # It would move on for as long as the pause lasts.
            return self._value
        if self._value is None or status.timestamp != self._timestamp:
            # The remaining time counts from the moment of its status, not from every poll.
            self._timestamp = status.timestamp
            end = dt_util.utcnow() + timedelta(seconds=status.job.remaining)
            self._value = self._steady(end.replace(microsecond=0))
        return self._value


def print_id(printer: Printer | None) -> int | None:
    """Return the id of the print that runs."""
    return printer.current_print.id if printer and printer.current_print else None
