"""How long to wait before the printers are read again."""

from collections.abc import Collection
from datetime import timedelta

from .client import Printer
from .const import (
    INTERVAL_ACTIVE,
    INTERVAL_IDLE,
    INTERVAL_LIVE,
    INTERVAL_RETRY,
    INTERVAL_TRANSITION,
    RETRY_GROWTH,
)
from .data import TRANSITIONS


def interval(unheard: Collection[Printer], *, any_heard: bool) -> timedelta:
    """Return when to look again: soon for printers that no live stream tells of."""
    if any(printer.state in TRANSITIONS for printer in unheard):
        return INTERVAL_TRANSITION
    if any(printer.current_print for printer in unheard):
        return INTERVAL_ACTIVE
    return INTERVAL_LIVE if any_heard and not unheard else INTERVAL_IDLE


def retry_interval(failures: int) -> timedelta:
    """Return when to try again after so many failures in a row."""
    return min(INTERVAL_IDLE, INTERVAL_RETRY * RETRY_GROWTH**failures)
