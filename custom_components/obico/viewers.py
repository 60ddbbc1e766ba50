"""Which printers deserve a live stream: those that print, and those that somebody looks at."""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .client import ObicoConnectionError, Printer, PrinterStream
from .const import CONF_LIVE, LIVE_ALWAYS, LIVE_NEVER, LIVE_WHILE_PRINTING
from .data import TRANSITIONS
from .streams import LiveStream, LiveStreams

# Home Assistant has at most 100 connections to a host; some must be left for requests.
MOST_STREAMS = 80
# How long a printer that is not followed has a viewer for a command, and may take to be.
COMMAND_WATCH = 30.0
STREAM_TIME_LIMIT = 15.0
# How long a new viewer waits for a picture: agents need about a second.
FIRST_PICTURE_TIME_LIMIT = 5.0


class Viewers:
    """Opens a stream for each printer that deserves one, and closes the others."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        streams: LiveStreams,
        *,
        printers_fn: Callable[[], Mapping[int, Printer]],
        on_end: Callable[[], object],
    ) -> None:
        """Begin with nobody looking; `on_end` is called when somebody ceases to."""
        self._hass = hass
        self._entry = entry
        self._streams = streams
        self._printers_fn = printers_fn
        self._on_end = on_end
        self._started = False
        # The key of the printer that is followed always, if that is the only source.
        self._only: str | None = None
        # Until when the stream of a printer is kept although nothing is printed.
        self._until: dict[int, float] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    @callback
    def follow_only(self, key: str) -> None:
        """Follow the printer of a key, whatever it does."""
        self._only = key
        self._streams.follow([key])

    @callback
    def start(self) -> None:
        """Begin to follow the printers that deserve it."""
        self._started = True
        self.follow(self._printers_fn())

    @callback
    def stop(self) -> None:
        """Follow nobody any more."""
        self._started = False
        self._streams.follow(())
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    # The streams

    def of(self, printer: Printer | None) -> LiveStream | None:
        """Return what there is of a printer's stream."""
        return self._streams.get(self._only or (printer.key if printer else None))

    def is_live(self, printer: Printer) -> bool:
        """Tell whether a live stream tells of a printer as it is now."""
        live = self.of(printer)
        return live is not None and live.healthy

    async def async_connect(self, printer: Printer) -> PrinterStream:
        """Return the live stream of a printer, once it is connected.

        A printer that is not followed gets a viewer for half a minute, which lets its
        camera upload three pictures. The option to follow no printer live does not
        forbid that: it is about what Home Assistant does by itself, while this happens
        only because somebody pressed something, who would rather have it done.

        Raises ObicoAuthenticationError, ObicoTimeoutError and ObicoConnectionError.
        """
        self._watch(printer.id, max(self._remaining(printer.id), COMMAND_WATCH))
        if (live := self.of(printer)) is None:
            raise ObicoConnectionError("the printer has no key to a live stream")
        await live.wait_healthy(STREAM_TIME_LIMIT)
        return live.stream

    # Who looks

    @property
    def may_watch(self) -> bool:
        """Whether looking at a printer makes Home Assistant its viewer."""
        return self._entry.options.get(CONF_LIVE) != LIVE_NEVER

    async def async_watch(self, printer_id: int, seconds: float) -> None:
        """Be a viewer of a printer for a while, though nothing is printed.

        Its agent uploads fresh pictures when a viewer comes, which a new viewer waits
        for; whoever goes on looking prolongs one connection.
        """
        printer = self._printers_fn().get(printer_id)
        if printer is None or not printer.online or not self.may_watch:
            return
        is_new = self.of(printer) is None
        self._watch(printer_id, seconds)
        if is_new and (live := self.of(printer)) is not None:
            await live.wait_picture(FIRST_PICTURE_TIME_LIMIT)

    @callback
    def _watch(self, printer_id: int, seconds: float) -> None:
        """Have a printer deserve its stream for a while, whatever the options say."""
        if not self._started:
            return
        self._until[printer_id] = monotonic() + seconds
        if (timer := self._timers.pop(printer_id, None)) is not None:
            timer.cancel()
        self._timers[printer_id] = self._hass.loop.call_later(
            seconds, self._end, printer_id
        )
        self.follow(self._printers_fn())

    def _remaining(self, printer_id: int) -> float:
        """Return for how many seconds somebody goes on looking at a printer."""
        return self._until.get(printer_id, 0.0) - monotonic()

    @callback
    def _end(self, printer_id: int) -> None:
        """Be a viewer no longer, unless something else asks for it."""
        del self._timers[printer_id], self._until[printer_id]
        self.follow(self._printers_fn())
        self._on_end()

    # Who deserves it

    @callback
    def follow(self, printers: Mapping[int, Printer]) -> None:
        """Follow those of the printers that deserve it, once that has begun."""
        if not self._started:
            return
        deserving = [
            printer
            for printer in printers.values()
            if printer.key and self._deserves(printer)
        ]
        # Whom somebody looks at comes first, then whoever is followed already.
        deserving.sort(
            key=lambda printer: (
                self._remaining(printer.id) <= 0,
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
            or self._remaining(printer.id) > 0
            or (
                live == LIVE_WHILE_PRINTING
                and (printer.current_print is not None or printer.state in TRANSITIONS)
            )
        )
