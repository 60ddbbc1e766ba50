"""Which status of a printer counts: the newest one, and that only while it is fresh."""

from collections.abc import Callable

from .models import Status
from .record import Record


class Heard(Record):
    """A status, and when it was first heard on our own clock."""

    status: Status
    at: float

    def said_by(self, status: Status) -> bool:
        """Tell whether a status is this one, repeated."""
        if status.timestamp is None:
            return status == self.status
        return status.timestamp == self.status.timestamp

    def outdates(self, status: Status) -> bool:
        """Tell whether a status is older, by the clock of the agent."""
        ours, theirs = self.status.timestamp, status.timestamp
        return ours is not None and theirs is not None and theirs < ours


class FreshStatus:
    """Chooses the status that counts from all that are heard.

    Order is told by the agent's clock, which may be wrong and may be set back; age is
    told by ours alone. So an older status is put aside only while the newer one is
    fresh, and the last of those put aside counts when the newer one is over.
    """

    def __init__(self, life: float, clock: Callable[[], float]) -> None:
        """Begin with nothing heard; a status lives for `life` seconds of `clock`."""
        self._life = life
        self._clock = clock
        self._newest: Heard | None = None
        self._aside: Heard | None = None

    @property
    def current(self) -> Status | None:
        """The status that counts now."""
        if self._newest and not self._is_fresh(self._newest):
            if self._aside and self._is_fresh(self._aside):
                self._newest, self._aside = self._aside, None
            else:
                return None
        return self._newest.status if self._newest else None

    @property
    def ends_at(self) -> float | None:
        """When the status that counts now will be over."""
        return self._newest.at + self._life if self.current and self._newest else None

    def hear(self, status: Status | None) -> None:
        """Take a status, or that there is none."""
        now = self._clock()
        newest, aside = self._newest, self._aside
        if status is None:
            self._newest = self._aside = None
        elif newest and newest.said_by(status):
            # OctoPrint counts whole seconds, so it may say more; its age stays.
            self._newest = Heard(status=status, at=newest.at)
        elif newest and self._is_fresh(newest) and newest.outdates(status):
            if aside is None or not aside.said_by(status):
                self._aside = Heard(status=status, at=now)
        else:
            self._newest, self._aside = Heard(status=status, at=now), None

    def _is_fresh(self, heard: Heard) -> bool:
        """Tell whether a status still lives."""
        return self._clock() < heard.at + self._life
