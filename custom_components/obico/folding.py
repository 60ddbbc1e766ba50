"""Bursts of pushed messages, folded so that entities are not written for each of them."""

import asyncio
from collections.abc import Callable

from homeassistant.core import HomeAssistant, callback

from .client import Printer
from .data import print_id

# A burst of pushed messages is folded into one update.
FOLD_SECONDS = 0.25


class Folder:
    """Keeps back what may wait; the last of a burst is handed on when it is over."""

    def __init__(
        self, hass: HomeAssistant, on_printer: Callable[[Printer], object]
    ) -> None:
        """Begin with nothing kept back; `on_printer` gets what was."""
        self._hass = hass
        self._on_printer = on_printer
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._kept: dict[int, Printer] = {}

    @callback
    def get(self, printer_id: int) -> Printer | None:
        """Return a printer that is kept back."""
        return self._kept.get(printer_id)

    @callback
    def keeps(self, printer: Printer, known: Printer | None) -> bool:
        """Keep a printer back if it may wait; tell whether it does."""
        timer = self._timers.get(printer.id)
        if timer is not None and known is not None and not _is_urgent(known, printer):
            self._kept[printer.id] = printer
            return True
        if timer is not None:
            timer.cancel()
        self._timers[printer.id] = self._hass.loop.call_later(
            FOLD_SECONDS, self._unfold, printer.id
        )
        return False

    @callback
    def drop(self, printer_id: int) -> None:
        """Forget a printer that is kept back: a newer one is shown."""
        self._kept.pop(printer_id, None)

    @callback
    def unfold(self) -> None:
        """Hand on what is kept back now: something newer is about to be read."""
        for printer_id in tuple(self._kept):
            self._timers[printer_id].cancel()
            self._unfold(printer_id)

    @callback
    def _unfold(self, printer_id: int) -> None:
        """Hand on what came meanwhile."""
        del self._timers[printer_id]
        if (printer := self._kept.pop(printer_id, None)) is not None:
            self._on_printer(printer)

    @callback
    def stop(self) -> None:
        """Wait for nothing any more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()


def _is_urgent(before: Printer, after: Printer) -> bool:
    """Tell whether a change may not wait: what it does, which print, an alert, a picture."""
    return (before.state, print_id(before), before.alert, before.picture is None) != (
        after.state,
        print_id(after),
        after.alert,
        after.picture is None,
    )
