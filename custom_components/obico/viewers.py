"""Which printers deserve a live stream: those that print, and those that somebody looks at."""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .client import Printer
from .const import CONF_LIVE, LIVE_ALWAYS, LIVE_WHILE_PRINTING
from .data import TRANSITIONS
from .streams import LiveStreams

# Home Assistant has at most 100 connections to a host; some must be left for requests.
MOST_STREAMS = 80


class Viewers:
    """Opens a stream for each printer that deserves one, and closes the others."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        streams: LiveStreams,
        *,
        on_end: Callable[[], object],
    ) -> None:
        """Begin with nobody looking; `on_end` is called when somebody ceases to."""
        self._hass = hass
        self._entry = entry
        self._streams = streams
        self._on_end = on_end
        # Until when the stream of a printer is kept although nothing is printed.
        self._until: dict[int, float] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    @callback
    def watch(self, printer_id: int, seconds: float) -> None:
        """Have a printer deserve its stream for a while."""
        self._until[printer_id] = monotonic() + seconds
        if (timer := self._timers.pop(printer_id, None)) is not None:
            timer.cancel()
        self._timers[printer_id] = self._hass.loop.call_later(
            seconds, self._end, printer_id
        )

    @callback
    def remaining(self, printer_id: int) -> float:
        """Return for how many seconds somebody goes on looking at a printer."""
        return self._until.get(printer_id, 0.0) - monotonic()

    @callback
    def _end(self, printer_id: int) -> None:
        """Be a viewer no longer, unless something else asks for it."""
        del self._timers[printer_id], self._until[printer_id]
        self._on_end()

    @callback
    def follow(self, printers: Mapping[int, Printer]) -> None:
        """Follow those of the printers that deserve it."""
        deserving = [
            printer
            for printer in printers.values()
            if printer.key and self._deserves(printer)
        ]
        # Whom somebody looks at comes first, then whoever is followed already.
        deserving.sort(
            key=lambda printer: (
                self.remaining(printer.id) <= 0,
                self._streams.get(printer.key) is None,
            )
        )
        self._streams.follow(
            printer.key for printer in deserving[:MOST_STREAMS] if printer.key
        )

    def _deserves(self, printer: Printer) -> bool:
        """Tell whether a printer is to be followed now."""
        live = self._entry.options.get(CONF_LIVE, LIVE_WHILE_PRINTING)
        return (
            live == LIVE_ALWAYS
            or self.remaining(printer.id) > 0
            or (
                live == LIVE_WHILE_PRINTING
                and (printer.current_print is not None or printer.state in TRANSITIONS)
            )
        )

    @callback
    def stop(self) -> None:
        """Wait for nobody any more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
