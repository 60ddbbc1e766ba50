"""The one place where data changes: it polls, listens, merges and hands snapshots out."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_EMAIL, CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.config_entry_oauth2_flow import OAuth2Session
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util
from homeassistant.util.variance import ignore_variance

from .client import (
    Capabilities,
    Credentials,
    ObicoAuthenticationError,
    ObicoCommandTimeoutError,
    ObicoConnectionError,
    ObicoError,
    ObicoNotAServerError,
    ObicoThrottledError,
    ObicoTimeoutError,
    Print,
    Printer,
    PrinterKey,
    PrinterState,
    PrinterStream,
    Status,
)
from .commands import Command
from .const import (
    CONF_CREDENTIALS,
    CONF_IGNORED_PRINTERS,
    DOMAIN,
    INTERVAL_ACTIVE,
    INTERVAL_HISTORY,
    INTERVAL_IDLE,
    INTERVAL_TRANSITION,
    LOGGER,
)
from .helpers import (
    async_client,
    async_session,
    credentials_from_data,
    credentials_to_data,
    is_oauth,
)
from .oauth import ObicoOAuth2Implementation

type ObicoConfigEntry = ConfigEntry[ObicoCoordinator]

# How long the live stream may be broken before its printer becomes unavailable.
STREAM_GRACE = 60.0
FIRST_STATUS_TIME_LIMIT = 15.0
# Obico's own app gives a printer 15 seconds to obey; a busy Klipper takes longer.
COMMAND_TIME_LIMIT = 30.0
COMMAND_POLL_INTERVAL = 1.0
# An estimated end that moves by less than this is no news.
FINISH_VARIANCE = timedelta(minutes=2)

TRANSITIONS = frozenset(
    {
        PrinterState.CANCELLING,
        PrinterState.DOWNLOADING,
        PrinterState.PAUSING,
        PrinterState.RESUMING,
        PrinterState.STARTING,
    }
)


@dataclass(frozen=True, kw_only=True)
class ObicoData:
    """What is known of the printers of an entry, each under its id."""

    printers: Mapping[int, Printer] = field(default_factory=dict)
    # The newest print that has ended or runs.
    last_prints: Mapping[int, Print] = field(default_factory=dict)
    # When the running print is expected to end.
    finishes: Mapping[int, datetime] = field(default_factory=dict)


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


class ObicoCoordinator(DataUpdateCoordinator[ObicoData]):
    """Follows all printers of an account, or the single printer of a key."""

    config_entry: ObicoConfigEntry

    def __init__(self, hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
        """Prepare to follow the printers of an entry."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=DOMAIN,
            update_interval=INTERVAL_IDLE,
            always_update=False,
        )
        self.credentials = credentials_from_data(entry.data)
        self.client = async_client(hass, entry.data, self.credentials)
        self.client.on_credentials_changed = self._credentials_changed
        self.capabilities = Capabilities(account=False, passthrough=False)
        self.stream: PrinterStream | None = None
        # The names of all printers that the server lists, the ignored ones included.
        self.listed: Mapping[int, str] = {}
        self._ignored = frozenset(entry.options.get(CONF_IGNORED_PRINTERS, ()))
        self._oauth = (
            OAuth2Session(hass, entry, ObicoOAuth2Implementation(hass, entry.data))
            if is_oauth(entry.data)
            else None
        )
        self.data = ObicoData()
        self._stream_error: ObicoAuthenticationError | None = None
        self._stream_news = asyncio.Event()
        self._stream_lost_at = monotonic()
        self._estimates: dict[int, FinishEstimate] = {}
        self._history_at = -INTERVAL_HISTORY.total_seconds()
        self._unreadable = 0
        # The printers that have devices; None before the first look at these.
        self._present: frozenset[int] | None = None

    @property
    def server(self) -> str:
        """The address of the server, without a slash at its end."""
        server: str = self.config_entry.data[CONF_URL]
        return server

    def device_identifier(self, printer_id: int) -> tuple[str, str]:
        """Return what the device registry knows a printer by."""
        return (DOMAIN, f"{self.config_entry.unique_id}_{printer_id}")

    # Reading

    @override
    async def _async_setup(self) -> None:
        """Find out what the credentials open, and open the stream if it is the source."""
        try:
            await self._renew_token()
            self.capabilities = await self.client.get_capabilities()
        except ObicoError as error:
            raise self._update_error(error) from error
        if self.client.user is not None:
            self._follow_email(self.client.user.email)
        if not self.capabilities.account and isinstance(self.credentials, PrinterKey):
            self._start_stream(self.credentials.key)

    @override
    async def _async_update_data(self) -> ObicoData:
        """Read all printers, and the history when it is due."""
        if self.stream is not None:
            return await self._read_stream()
        try:
            await self._renew_token()
            listing = await self.client.get_printers()
            printers = self._same_where_equal(
                {
                    key: printer
                    for key, printer in listing.by_id.items()
                    if key not in self._ignored
                }
            )
            last_prints = await self._read_history(printers)
        except ObicoError as error:
            raise self._update_error(error) from error
        if listing.unreadable > self._unreadable:
            LOGGER.warning(
                "%s of the printers that %s lists cannot be read",
                listing.unreadable,
                self.server,
            )
        self._unreadable = listing.unreadable
        self.listed = {key: printer.name for key, printer in listing.by_id.items()}
        if not listing.unreadable:
            self._remove_missing_devices(printers)
        return self._assemble(printers, last_prints)

    def _assemble(
        self, printers: Mapping[int, Printer], last_prints: Mapping[int, Print]
    ) -> ObicoData:
        """Make the snapshot that entities see, and choose when to look again."""
        self._follow_names(printers)
        finishes = {
            printer.id: finish
            for printer in printers.values()
            if (finish := self._finish(printer)) is not None
        }
        states = {printer.state for printer in printers.values()}
        if states & TRANSITIONS:
            self.update_interval = INTERVAL_TRANSITION
        elif any(printer.current_print for printer in printers.values()):
            self.update_interval = INTERVAL_ACTIVE
        else:
            self.update_interval = INTERVAL_IDLE
        return ObicoData(printers=printers, last_prints=last_prints, finishes=finishes)

    def _finish(self, printer: Printer) -> datetime | None:
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

    def _same_where_equal(self, printers: Mapping[int, Printer]) -> dict[int, Printer]:
        """Keep the known snapshot of every printer that did not change."""
        known = self.data.printers
        return {
            key: known[key] if known.get(key) == printer else printer
            for key, printer in printers.items()
        }

    async def _read_history(
        self, printers: Mapping[int, Printer]
    ) -> Mapping[int, Print]:
        """Return the newest print of each printer, read anew when a print began or ended.

        Raises ObicoAuthenticationError; any other trouble keeps what was known.
        """
        known = self.data.printers
        if monotonic() - self._history_at < INTERVAL_HISTORY.total_seconds() and all(
            _print_id(printer) == _print_id(known.get(printer.id))
            for printer in printers.values()
        ):
            return self.data.last_prints
        try:
            prints = await self.client.get_prints(
                limit=max(12, 2 * len(printers)),
                printer_ids=printers if self._ignored else (),
            )
        except ObicoAuthenticationError:
            raise
        except ObicoError as error:
            LOGGER.debug("Reading the history failed: %s", error)
            return self.data.last_prints
        self._history_at = monotonic()
        newest = dict(self.data.last_prints)
        for found in reversed(prints):
            if found.printer_id is not None and found.printer_id in printers:
                newest[found.printer_id] = found
        return newest

    @callback
    def _remove_missing_devices(self, printers: Mapping[int, Printer]) -> None:
        """Remove the devices of printers that were deleted or archived in Obico."""
        if printers.keys() == self._present:
            return
        self._present = frozenset(printers)
        registry = dr.async_get(self.hass)
        present = {self.device_identifier(printer_id) for printer_id in printers}
        for device in dr.async_entries_for_config_entry(
            registry, self.config_entry.entry_id
        ):
            if not device.identifiers & present:
                registry.async_remove_device(device.id)
        for printer_id in self._estimates.keys() - printers.keys():
            del self._estimates[printer_id]

    # Names

    @callback
    def _follow_names(self, printers: Mapping[int, Printer]) -> None:
        """Pass a rename in Obico on to the device, and to the entry of a single printer.

        The name in the device registry is the last one that came from Obico: a title
        that is still the same was not chosen by a person.
        """
        known = self.data.printers
        names = {
            self.device_identifier(key): printer.name
            for key, printer in printers.items()
            if key not in known or known[key].name != printer.name
        }
        if not names:
            return
        entry = self.config_entry
        registry = dr.async_get(self.hass)
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id):
            for identifier in device.identifiers & names.keys():
                name = names[identifier]
                if device.name == name:
                    continue
                if isinstance(self.credentials, PrinterKey) and (
                    entry.title == device.name
                ):
                    self.hass.config_entries.async_update_entry(entry, title=name)
                registry.async_update_device(device.id, name=name)

    @callback
    def _follow_email(self, email: str | None) -> None:
        """Pass another e-mail address of the account on to the entry."""
        entry = self.config_entry
        known = entry.data.get(CONF_EMAIL, "")
        if email is None or email == known:
            return
        followed = entry.title.casefold() == known.casefold()
        self.hass.config_entries.async_update_entry(
            entry,
            title=email if followed else entry.title,
            data={**entry.data, CONF_EMAIL: email},
        )

    # The live stream of a printer's key

    def _start_stream(self, key: str) -> None:
        """Follow the printer of a key for as long as the entry is loaded."""
        self.stream = PrinterStream(
            async_session(self.hass, self.config_entry.data),
            self.server,
            key,
            on_printer=self._stream_printer,
            on_connection=self._stream_connection,
        )
        self.config_entry.async_create_background_task(
            self.hass,
            self._run_stream(self.stream),
            f"{DOMAIN} stream {self.config_entry.title}",
        )

    async def _run_stream(self, stream: PrinterStream) -> None:
        """Run the stream until the entry is unloaded or the key is refused."""
        try:
            await stream.run()
        except ObicoAuthenticationError as error:
            self._stream_error = error
            self._stream_news.set()
            await self.async_refresh()

    @callback
    def _stream_printer(self, printer: Printer) -> None:
        """Hand a pushed printer out."""
        first = not self._stream_news.is_set()
        self._stream_news.set()
        if not first:
            last_prints = self.data.last_prints
            if printer.current_print:
                last_prints = {printer.id: printer.current_print}
            self.async_set_updated_data(
                self._assemble({printer.id: printer}, last_prints)
            )

    @callback
    def _stream_connection(self, connected: bool) -> None:
        """Remember since when the stream is broken."""
        if not connected:
            self._stream_lost_at = monotonic()

    async def _read_stream(self) -> ObicoData:
        """Return the last pushed printer while the stream lives."""
        stream = self.stream
        assert stream is not None
        if not self._stream_news.is_set():
            try:
                async with asyncio.timeout(FIRST_STATUS_TIME_LIMIT):
                    await self._stream_news.wait()
            except TimeoutError as error:
                raise self._update_error(ObicoTimeoutError("no status came")) from error
        if self._stream_error is not None:
            raise self._update_error(self._stream_error) from self._stream_error
        lost = (
            not stream.connected and monotonic() - self._stream_lost_at > STREAM_GRACE
        )
        if lost or stream.printer is None:
            raise self._update_error(ObicoConnectionError("the live stream is broken"))
        return self._assemble(
            {stream.printer.id: stream.printer}, self.data.last_prints
        )

    # Errors and credentials

    async def _renew_token(self) -> None:
        """Have an OAuth token renewed when it has ended. Raises ObicoError."""
        if self._oauth is not None:
            await self._oauth.async_ensure_token_valid()
            self.client.credentials = credentials_from_data(self.config_entry.data)

    @callback
    def _credentials_changed(self, credentials: Credentials) -> None:
        """Keep a session that the server renewed."""
        self.hass.config_entries.async_update_entry(
            self.config_entry,
            data={
                **self.config_entry.data,
                CONF_CREDENTIALS: credentials_to_data(credentials),
            },
        )

    @staticmethod
    def _update_error(error: ObicoError) -> ConfigEntryAuthFailed | UpdateFailed:
        """Return what Home Assistant is told when reading failed."""
        if isinstance(error, ObicoAuthenticationError):
            return ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key="credentials_refused"
            )
        keys: dict[type[ObicoError], str] = {
            ObicoTimeoutError: "timed_out",
            ObicoConnectionError: "cannot_connect",
            ObicoNotAServerError: "not_obico",
            ObicoThrottledError: "throttled",
        }
        key = next(
            (keys[kind] for kind in type(error).__mro__ if kind in keys), "server_fault"
        )
        retry_after = (
            error.retry_after if isinstance(error, ObicoThrottledError) else None
        )
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"error": str(error)},
            retry_after=retry_after,
        )

    # Commands

    async def async_execute(self, command: Command, printer_id: int) -> None:
        """Have a printer do something, and return when its status shows that it did.

        Raises an ObicoError; ObicoCommandTimeoutError when the printer did not react.
        """
        before = self.data.printers[printer_id]
        if self.stream is not None and command.stream_fn is not None:
            await command.stream_fn(self.stream)
        else:
            await command.client_fn(self.client, printer_id)
        try:
            async with asyncio.timeout(COMMAND_TIME_LIMIT):
                while True:
                    await self.async_refresh()
                    printer = self.data.printers.get(printer_id)
                    if printer is None or command.done_fn(before, printer):
                        return
                    await asyncio.sleep(COMMAND_POLL_INTERVAL)
        except TimeoutError as error:
            raise ObicoCommandTimeoutError("the printer did not react") from error


def _print_id(printer: Printer | None) -> int | None:
    """Return the id of the print that runs."""
    return printer.current_print.id if printer and printer.current_print else None
