"""The live streams of an entry: one lasting socket for each printer that deserves it."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from time import monotonic

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback

from .client import (
    EventNotice,
    ObicoAuthenticationError,
    ObicoConnectionError,
    ObicoTimeoutError,
    Printer,
    PrinterStream,
    StreamTiming,
)
from .const import DOMAIN
from .helpers import async_session

# How long the live stream may be broken before its printer becomes unavailable.
STREAM_GRACE = 60.0
FIRST_STATUS_TIME_LIMIT = 15.0
# Many streams that break together do not each keep trying; a poll wakes them.
POLLED_GROWTH = 3.0
# How many streams connect in a second when the server is back.
CONNECTIONS_PER_SECOND = 20


class LiveStream:
    """One printer's stream, with what its entry has to know of it."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        key: str,
        *,
        timing: StreamTiming,
        on_printer: Callable[[Printer], object],
        on_notice: Callable[[Printer, EventNotice], object],
        on_change: Callable[[], object],
    ) -> None:
        """Begin to follow the printer of a key for as long as the entry is loaded.

        `on_change` is called when the printer begins or ceases to be told of, and when
        the key is refused.
        """
        # Since when the connection is broken, None while it is not.
        self._lost_at: float | None = monotonic()
        self.refused: ObicoAuthenticationError | None = None
        # Whether anything came yet: a printer, or that the key is refused.
        self._answered = asyncio.Event()
        # Whether it is known that the printer is told of, or never will be.
        self._settled = asyncio.Event()
        self._on_printer = on_printer
        self._on_change = on_change
        self.stream = PrinterStream(
            async_session(hass, entry.data),
            entry.data[CONF_URL],
            key,
            on_printer=self._printer,
            on_connection=self._connection,
            on_notice=on_notice,
            timing=timing,
        )
        self._task = entry.async_create_background_task(
            hass,
            self._run(),
            f"{DOMAIN} stream {entry.title}",
            # A thousand may begin at once.
            eager_start=False,
        )

    @property
    def healthy(self) -> bool:
        """Whether the printer is told of as it is now."""
        return self.refused is None and self._settled.is_set()

    async def wait_healthy(self, seconds: float) -> None:
        """Wait until the printer is told of.

        Raises ObicoAuthenticationError, and ObicoTimeoutError when it takes too long.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._settled.wait()
        except TimeoutError as error:
            raise ObicoTimeoutError("no live stream") from error
        if self.refused is not None:
            raise self.refused

    async def wait_picture(self, seconds: float) -> None:
        """Wait, but not too long, for a picture that the agent uploads for its new viewer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stream.wait_picture()

    async def check(self) -> None:
        """Make sure that the printer was told of, and not too long ago.

        Raises ObicoAuthenticationError, ObicoTimeoutError and ObicoConnectionError.
        """
        try:
            async with asyncio.timeout(FIRST_STATUS_TIME_LIMIT):
                await self._answered.wait()
        except TimeoutError as error:
            raise ObicoTimeoutError("no status came") from error
        if self.refused is not None:
            raise self.refused
        lost_at = self._lost_at
        lost = lost_at is not None and monotonic() - lost_at > STREAM_GRACE
        if lost or self.stream.printer is None:
            raise ObicoConnectionError("the live stream is broken")

    async def _run(self) -> None:
        """Run until stopped, or until the key is refused."""
        try:
            await self.stream.run()
        except ObicoAuthenticationError as error:
            self.refused = error
            self._answered.set()
            self._settled.set()
            self._on_change()

    @callback
    def _printer(self, printer: Printer) -> None:
        """Hand a printer on; the first one of a connection shows that all is well."""
        self._answered.set()
        self._on_printer(printer)
        if not self.healthy:
            self._settled.set()
            self._on_change()

    @callback
    def _connection(self, connected: bool) -> None:
        """Remember since when the stream is broken."""
        self._lost_at = None if connected else monotonic()
        if self.healthy:
            self._settled.clear()
            self._on_change()

    @callback
    def stop(self) -> None:
        """End the connection."""
        self._task.cancel()


class LiveStreams:
    """The streams of an entry, by the key of their printer."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        *,
        polled: bool,
        on_printer: Callable[[Printer], object],
        on_notice: Callable[[Printer, EventNotice], object],
        on_change: Callable[[str], object],
    ) -> None:
        """Begin without any; `polled` tells whether polls see when the server is back."""
        self._hass = hass
        self._entry = entry
        self._on_printer = on_printer
        self._on_notice = on_notice
        self._on_change = on_change
        self._timing = StreamTiming(growth=POLLED_GROWTH) if polled else StreamTiming()
        self._streams: dict[str, LiveStream] = {}

    @callback
    def follow(self, keys: Iterable[str]) -> None:
        """Follow exactly the printers of these keys."""
        wanted = set(keys)
        for key in self._streams.keys() - wanted:
            self._streams.pop(key).stop()
        for key in wanted - self._streams.keys():
            self._streams[key] = LiveStream(
                self._hass,
                self._entry,
                key,
                timing=self._timing,
                on_printer=self._on_printer,
                on_notice=self._on_notice,
                on_change=partial(self._on_change, key),
            )

    def get(self, key: str | None) -> LiveStream | None:
        """Return the stream of a key, if it is followed."""
        return self._streams.get(key) if key else None

    @callback
    def wake(self) -> None:
        """Have broken streams connect, one after the other: the server is back."""
        for number, live in enumerate(self._streams.values()):
            live.stream.wake(number / CONNECTIONS_PER_SECOND)
