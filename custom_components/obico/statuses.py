"""The status that counts of each printer, whatever road it came by, and what it foretells."""

from collections.abc import Iterable
from copy import replace
from datetime import datetime
from time import monotonic

from homeassistant.core import callback

from .client import FreshStatus, Printer
from .data import FinishEstimate

# Seconds after which a status is over; the server itself forgets it after 120.
STATUS_LIFE = 150.0


class Statuses:
    """Remembers the newest status of each printer, and when its print should end."""

    def __init__(self) -> None:
        """Begin without any."""
        self._fresh: dict[int, FreshStatus] = {}
        self._estimates: dict[int, FinishEstimate] = {}

    @callback
    def freshen(self, printer: Printer) -> Printer:
        """Return a printer with the status that counts."""
        fresh = self._fresh.get(printer.id)
        if fresh is None:
            fresh = self._fresh[printer.id] = FreshStatus(STATUS_LIFE, monotonic)
        fresh.hear(printer.status)
        if (status := fresh.current) is printer.status:
            return printer
        return replace(printer, status=status)

    @callback
    def finish(self, printer: Printer) -> datetime | None:
        """Return when the running print of a printer is expected to end."""
        if printer.status is None or printer.current_print is None:
            self._estimates.pop(printer.id, None)
            return None
        estimate = self._estimates.get(printer.id)
        if estimate is None or estimate.print_id != printer.current_print.id:
            estimate = self._estimates[printer.id] = FinishEstimate(
                printer.current_print
            )
        return estimate.update(printer.status)

    @callback
    def keep_only(self, printer_ids: Iterable[int]) -> None:
        """Forget all other printers."""
        for gone in self._fresh.keys() - set(printer_ids):
            del self._fresh[gone]
            self._estimates.pop(gone, None)
