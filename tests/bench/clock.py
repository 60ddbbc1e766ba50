"""A clock that can jump: hours of Home Assistant's life pass in seconds."""

from datetime import UTC, datetime, timedelta, tzinfo
import time
from unittest.mock import patch

real_monotonic = time.monotonic
_real_time = time.time


class Clock:
    """The real time, and the jumps that were made."""

    def __init__(self) -> None:
        """Show the real time."""
        self.jumped = 0.0

    def jump(self, seconds: float) -> None:
        """Let time have passed."""
        self.jumped += seconds

    def monotonic(self) -> float:
        """Stand in for time.monotonic, which is also the event loop's clock."""
        return real_monotonic() + self.jumped

    def time(self) -> float:
        """Stand in for time.time."""
        return _real_time() + self.jumped

    def now(self, time_zone: tzinfo | None = None) -> datetime:
        """Stand in for datetime.now."""
        return datetime.now(time_zone) + timedelta(seconds=self.jumped)

    def utcnow(self) -> datetime:
        """Stand in for Home Assistant's utcnow."""
        return self.now(UTC)

    def install(self) -> None:
        """Show this time to a whole process; to be called before Home Assistant is imported."""
        patch.object(time, "monotonic", self.monotonic).start()
        patch.object(time, "time", self.time).start()
        # Everything else takes its time from this module, by a name that it imports.
        from homeassistant.util import dt as dt_util  # noqa: PLC0415

        patch.object(dt_util, "utcnow", self.utcnow).start()
        patch.object(
            dt_util,
            "now",
            lambda zone=None: self.now(zone or dt_util.DEFAULT_TIME_ZONE),
        ).start()
