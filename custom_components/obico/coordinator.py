"""The one place where data changes: it polls, listens, merges and hands snapshots out."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic, perf_counter
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_URL
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.config_entry_oauth2_flow import OAuth2Session
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .client import (
    AccountSession,
    Capabilities,
    Credentials,
    FreshStatus,
    NotificationChannel,
    NotificationKind,
    ObicoAuthenticationError,
    ObicoBusyError,
    ObicoCommandTimeoutError,
    ObicoConnectionError,
    ObicoError,
    ObicoNotAServerError,
    ObicoNotFoundError,
    ObicoThrottledError,
    ObicoTimeoutError,
    ObicoUnsupportedError,
    Print,
    Printer,
    PrinterKey,
    PrinterSettings,
    PrinterState,
    PrinterStream,
)
from .client.turns import TURN, in_turns
from .commands import Command
from .const import (
    AGENT_MODELS,
    CONF_CREDENTIALS,
    CONF_IGNORED_PRINTERS,
    CONF_LIVE,
    DOMAIN,
    INTERVAL_ACTIVE,
    INTERVAL_EXTRAS,
    INTERVAL_IDLE,
    INTERVAL_LIVE,
    INTERVAL_RETRY,
    INTERVAL_TRANSITION,
    LIVE_ALWAYS,
    LIVE_NEVER,
    LIVE_WHILE_PRINTING,
    LOGGER,
    RETRY_GROWTH,
)
from .data import Account, FinishEstimate, ObicoData, StoredPicture
from .events import EventLog
from .helpers import async_client, credentials_from_data, credentials_to_data, is_oauth
from .history import PrintHistory
from .names import async_follow_email, async_follow_printers
from .oauth import ObicoOAuth2Implementation
from .sharing import SharingWatch
from .streams import LiveStream, LiveStreams
from .wishes import Wishes, WishKeeper

type ObicoConfigEntry = ConfigEntry[ObicoCoordinator]

# What entities of the account itself listen to.
ACCOUNT: Final = "account"

# Home Assistant has at most 100 connections to a host; some must be left for requests.
MOST_STREAMS = 80
# How long the live stream may be broken before its printer becomes unavailable.
STREAM_GRACE = 60.0
FIRST_STATUS_TIME_LIMIT = 15.0
# Seconds between two looks at what only a person changes: channels, agents, sharing.
# A little less than the rest of the account waits, so that they are read together.
ACCOUNT_INTERVAL = 290.0
# Seconds after which a status is over; the server itself forgets it after 120.
STATUS_LIFE = 150.0
# Prints of the history that are read at once.
HISTORY_PART = 50
# A burst of pushed messages is folded into one update.
FOLD_SECONDS = 0.25
# Obico's own app gives a printer 15 seconds to obey; a busy Klipper takes longer.
COMMAND_TIME_LIMIT = 30.0
COMMAND_POLL_INTERVAL = 1.0
# How long a printer that is not followed has a viewer for a command, and may take to be.
COMMAND_WATCH = 30.0
STREAM_TIME_LIMIT = 15.0
# Seconds between the polls that a flood of hints makes.
HINT_COOLDOWN = 2.0

TRANSITIONS = frozenset(
    {
        PrinterState.CANCELLING,
        PrinterState.DOWNLOADING,
        PrinterState.PAUSING,
        PrinterState.RESUMING,
        PrinterState.STARTING,
    }
)


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
            request_refresh_debouncer=Debouncer(
                hass, LOGGER, cooldown=HINT_COOLDOWN, immediate=True
            ),
        )
        self.credentials = credentials_from_data(entry.data)
        self.client = async_client(hass, entry.data, self.credentials)
        self.client.on_credentials_changed = self._credentials_changed
        self.history = PrintHistory(
            hass, entry.unique_id or entry.entry_id, self.client
        )
        self.capabilities = Capabilities(account=False, passthrough=False)
        # The names of all printers that the server lists, the ignored ones included.
        self.listed: Mapping[int, str] = {}
        self._ignored = frozenset(entry.options.get(CONF_IGNORED_PRINTERS, ()))
        self._oauth = (
            OAuth2Session(hass, entry, ObicoOAuth2Implementation(hass, entry.data))
            if is_oauth(entry.data)
            else None
        )
        self.data = ObicoData()
        self.events = EventLog(
            hass, entry, self.client, on_pictures=self._show_alert_pictures
        )
        self.streams = LiveStreams(
            hass,
            entry,
            on_printer=self._pushed,
            on_notice=self.events.noticed,
            on_change=self._stream_changed,
        )
        self.sharing = SharingWatch(
            hass, entry, self.client, on_change=self._show_shared
        )
        # Until when the stream of a printer is kept although nothing is printed.
        self._watched_until: dict[int, float] = {}
        self._watch_timers: dict[int, asyncio.TimerHandle] = {}
        self._wishes = WishKeeper(hass, self._show_wishes)
        self._first_push = asyncio.Event()
        self._fold_timers: dict[int, asyncio.TimerHandle] = {}
        self._folded: dict[int, Printer] = {}
        self._fresh: dict[int, FreshStatus] = {}
        self._estimates: dict[int, FinishEstimate] = {}
        self._extras_at = -INTERVAL_EXTRAS.total_seconds()
        # Whether something may have happened that no printer shows.
        self._hinted = False
        self._account_at = -ACCOUNT_INTERVAL
        self._unreadable = 0
        self._failures = 0
        # The printers that have devices; None before the first look at these.
        self._present: frozenset[int] | None = None
        self._told = self.data
        self._told_success = True
        self._callbacks: dict[object, list[CALLBACK_TYPE]] = {}
        self._printer_listeners: list[Callable[[int], object]] = []
        # What changed and was not told yet, in the order in which it will be.
        self._untold: dict[object, None] = {}
        self._telling: asyncio.Handle | None = None
        # Whether set-up is over: it waits for one request only.
        self._started = False

    @property
    def server(self) -> str:
        """The address of the server, without a slash at its end."""
        server: str = self.config_entry.data[CONF_URL]
        return server

    def device_identifier(self, printer_id: int) -> tuple[str, str]:
        """Return what the device registry knows a printer by."""
        return (DOMAIN, f"{self.config_entry.unique_id}_{printer_id}")

    @callback
    def async_start(self) -> None:
        """Begin with all that set-up does not wait for: live streams, history, account."""
        self._started = True
        if self.capabilities.account:
            self._follow_streams(self.data.printers)
            self._read_extras_if_due(self.data.printers)

    # Polling

    @override
    async def _async_setup(self) -> None:
        """Find out what the credentials open, and open the stream if it is the source."""
        if not isinstance(self.credentials, PrinterKey):
            # Reading the printers proves it in the same moment.
            self.capabilities = Capabilities(account=True, passthrough=True)
            return
        try:
            self.capabilities = await self.client.get_capabilities()
        except ObicoError as error:
            raise self._update_error(error) from error
        if not self.capabilities.account:
            self.streams.follow([self.credentials.key])

    @override
    async def _async_update_data(self) -> ObicoData:
        """Read all printers, and have the rest read when it is due."""
        if not self.capabilities.account:
            return await self._read_stream()
        try:
            await self._renew_token()
            listing = await self.client.get_printers()
        except ObicoError as error:
            self._failures += 1
            self.update_interval = min(
                INTERVAL_IDLE, INTERVAL_RETRY * RETRY_GROWTH**self._failures
            )
            raise self._update_error(error) from error
        if self._failures:
            self._failures = 0
            self.streams.wake()
        if listing.unreadable > self._unreadable:
            LOGGER.warning(
                "%s of the printers that %s lists cannot be read",
                listing.unreadable,
                self.server,
            )
        self._unreadable = listing.unreadable
        self.listed = {key: printer.name for key, printer in listing.by_id.items()}
        printers, finishes = await self._take_listed(
            printer
            for key, printer in listing.by_id.items()
            if key not in self._ignored
        )
        if not listing.unreadable:
            self._remove_missing_devices(printers)
        self._follow_names(printers)
        self._read_extras_if_due(printers)
        if self._hinted:
            self._hinted = False
            self.events.request()
        data = replace(
            self.data,
            printers=printers,
            finishes=finishes,
            wishes=self._wishes.lasting(printers),
        )
        self._follow_streams(data.printers)
        self._choose_interval(data.printers)
        return data

    async def _take_listed(
        self, listed: Iterable[Printer]
    ) -> tuple[dict[int, Printer], dict[int, datetime]]:
        """Return the printers of a list as they are known now, and their expected ends."""
        before = self.data.printers
        printers: dict[int, Printer] = {}
        finishes: dict[int, datetime] = {}
        async for printer in in_turns(listed):
            newest = printers[printer.id] = self._newest(printer)
            self.events.saw(newest)
            if (finish := self._finish(newest)) is not None:
                finishes[printer.id] = finish
        for key, printer in self.data.printers.items():
            if key in printers and printer is not before.get(key):
                # It was pushed while others were looked at.
                printers[key] = printer
                if key in self.data.finishes:
                    finishes[key] = self.data.finishes[key]
        return printers, finishes

    @callback
    def async_hint(self) -> None:
        """Look now, for something may have happened; many hints make few polls."""
        self._hinted = True
        self.config_entry.async_create_background_task(
            self.hass, self.async_request_refresh(), f"{DOMAIN} after a hint"
        )

    def _newest(self, printer: Printer) -> Printer:
        """Return what is known after reading a printer: the known object if it is equal."""
        printer = self._with_fresh_status(printer)
        known = self.data.printers.get(printer.id)
        if known is None:
            return printer
        self._update_device(printer, known)
        return known if printer == known else printer

    def _with_fresh_status(self, printer: Printer) -> Printer:
        """Return a printer with the status that counts, whatever road it came by."""
        fresh = self._fresh.get(printer.id)
        if fresh is None:
            fresh = self._fresh[printer.id] = FreshStatus(STATUS_LIFE, monotonic)
        fresh.hear(printer.status)
        if (status := fresh.current) is printer.status:
            return printer
        return replace(printer, status=status)

    @callback
    def _choose_interval(self, printers: Mapping[int, Printer]) -> None:
        """Choose when to look again: soon for what no live stream tells."""
        unheard = [
            printer for printer in printers.values() if not self.is_live(printer)
        ]
        if any(printer.state in TRANSITIONS for printer in unheard):
            self.update_interval = INTERVAL_TRANSITION
        elif any(printer.current_print for printer in unheard):
            self.update_interval = INTERVAL_ACTIVE
        elif unheard or not printers:
            self.update_interval = INTERVAL_IDLE
        else:
            self.update_interval = INTERVAL_LIVE

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

    @callback
    def _remove_missing_devices(self, printers: Mapping[int, Printer]) -> None:
        """Remove the devices of printers that were deleted or archived in Obico."""
        if frozenset(printers) == self._present:
            return
        self._present = frozenset(printers)
        registry = dr.async_get(self.hass)
        present = {self.device_identifier(printer_id) for printer_id in printers}
        present.add(self.account_identifier)
        for device in dr.async_entries_for_config_entry(
            registry, self.config_entry.entry_id
        ):
            if not device.identifiers & present:
                registry.async_remove_device(device.id)
        for gone in self._fresh.keys() - printers.keys():
            del self._fresh[gone]
            self._estimates.pop(gone, None)

    @callback
    def _update_device(self, printer: Printer, known: Printer) -> None:
        """Keep a device's model and version true when the agent came or was updated."""
        if (printer.agent_name, printer.agent_version) == (
            known.agent_name,
            known.agent_version,
        ):
            return
        registry = dr.async_get(self.hass)
        identifier = self.device_identifier(printer.id)
        for device in dr.async_entries_for_config_entry(
            registry, self.config_entry.entry_id
        ):
            if identifier in device.identifiers:
                registry.async_update_device(
                    device.id,
                    model=agent_model(printer),
                    sw_version=printer.agent_version,
                )

    @callback
    def _follow_names(self, printers: Mapping[int, Printer]) -> None:
        """Pass the names on that are new since the last snapshot."""
        known = self.data.printers
        async_follow_printers(
            self.hass,
            self.config_entry,
            {
                self.device_identifier(key): printer.name
                for key, printer in printers.items()
                if key not in known or known[key].name != printer.name
            },
        )

    @property
    def account_identifier(self) -> tuple[str, str]:
        """What the device registry knows the account by."""
        return (DOMAIN, f"{self.config_entry.unique_id}_account")

    # What changes seldom: the history and the account itself

    @callback
    def _read_extras_if_due(self, printers: Mapping[int, Printer]) -> None:
        """Read them anew when a print began or ended, else every few minutes."""
        known = self.data.printers
        if not self._started or (
            monotonic() - self._extras_at < INTERVAL_EXTRAS.total_seconds()
            and all(
                _print_id(printer) == _print_id(known.get(printer.id))
                for printer in printers.values()
            )
        ):
            return
        self._extras_at = monotonic()
        self.events.refresh()
        self.config_entry.async_create_task(
            self.hass,
            self._read_extras(),
            f"{DOMAIN} history and account",
            eager_start=False,
        )

    async def _read_extras(self) -> None:
        """Read the newest prints and the account; what fails stays what it was."""
        prints = await self._try_extra(self._read_history())
        account = await self._read_account()
        newest, ended = dict(self.data.last_prints), dict(self.data.ended_prints)
        for found in reversed(prints or ()):
            if found.printer_id is not None and found.printer_id in self.data.printers:
                newest[found.printer_id] = found
                if found.ended_at is not None:
                    ended[found.printer_id] = found
        self._publish(
            replace(self.data, last_prints=newest, ended_prints=ended, account=account)
        )
        if prints is None:
            return
        if totals := await self.history.async_read(self.data):
            totals = {**self.data.totals, **totals}
            self._publish(replace(self.data, totals=totals))
        # The first time this goes through years of prints.
        self.config_entry.async_create_background_task(
            self.hass,
            self.history.async_keep(self.data),
            f"{DOMAIN} long-term statistics",
        )

    async def _read_history(self) -> list[Print]:
        """Return the newest prints, part by part: there may be thousands."""
        wanted = max(12, 2 * len(self.data.printers))
        found: list[Print] = []
        while len(found) < wanted:
            limit = min(HISTORY_PART, wanted - len(found))
            part = await self.client.get_prints(
                start=len(found),
                limit=limit,
                printer_ids=self.data.printers if self._ignored else (),
            )
            found += part
            if len(part) < limit:
                break
        return found

    async def _read_account(self) -> Account | None:
        """Return the account as it is now; what cannot be read stays what it was."""
        user = await self._try_extra(self.client.get_user())
        usage = await self._try_extra(self.client.tunnels.get_usage())
        agents = channels = None
        if monotonic() - self._account_at >= ACCOUNT_INTERVAL:
            self._account_at = monotonic()
            await self.sharing.async_read_if_due()
            if isinstance(self.credentials, AccountSession):
                agents = await self._try_extra(
                    self.client.linking.get_unlinked_agents()
                )
            # Last, so that a switch that is turned meanwhile is not shown as it was.
            channels = await self._try_extra(self.client.notifications.get_channels())
        known = self.data.account
        if user is None:
            return known
        async_follow_email(self.hass, self.config_entry, user.email)
        if known is not None:
            channels = known.channels if channels is None else channels
            agents = known.unlinked_agents if agents is None else agents
        return Account(
            user=user,
            tunnel_usage=usage,
            channels=channels,
            unlinked_agents=agents or (),
        )

    @staticmethod
    async def _try_extra[ResultT](reading: Awaitable[ResultT]) -> ResultT | None:
        """Return what is read, None when that fails: the next poll tells of refusals."""
        try:
            return await reading
        except ObicoError as error:
            LOGGER.debug("Reading something on the side failed: %s", error)
            return None

    @callback
    def _show_alert_pictures(self, pictures: Mapping[int, StoredPicture]) -> None:
        """Hand out the newest pictures of alerts."""
        alert_pictures = {**self.data.alert_pictures, **pictures}
        self._publish(replace(self.data, alert_pictures=alert_pictures))

    # Live streams

    def stream(self, printer_id: int) -> PrinterStream | None:
        """Return the live stream of a printer while it is connected."""
        live = self._live_stream(self.data.printers.get(printer_id))
        return live.stream if live is not None and live.healthy else None

    def is_live(self, printer: Printer) -> bool:
        """Tell whether a live stream tells of a printer as it is now."""
        live = self._live_stream(printer)
        return live is not None and live.healthy

    def is_known(self, printer_id: int) -> bool:
        """Tell whether the truth about a printer is known, from whatever source."""
        printer = self.data.printers.get(printer_id)
        return printer is not None and (
            self.last_update_success or self.is_live(printer)
        )

    def _live_stream(self, printer: Printer | None) -> LiveStream | None:
        """Return what there is of a printer's stream."""
        if isinstance(self.credentials, PrinterKey) and not self.capabilities.account:
            return self.streams.get(self.credentials.key)
        return self.streams.get(printer.key) if printer else None

    @callback
    def watch(self, printer_id: int, seconds: float) -> None:
        """Be a viewer of a printer for a while, though nothing is printed.

        Its agent uploads fresh pictures when a viewer comes, so that whoever goes on
        looking prolongs one connection.
        """
        if self.config_entry.options.get(CONF_LIVE) != LIVE_NEVER:
            self._watch(printer_id, seconds)

    @callback
    def _watch(self, printer_id: int, seconds: float) -> None:
        """Be a viewer of a printer for a while, whatever the options say."""
        self._watched_until[printer_id] = monotonic() + seconds
        if not self.capabilities.account:
            return
        self._follow_streams(self.data.printers)
        if (timer := self._watch_timers.pop(printer_id, None)) is not None:
            timer.cancel()
        self._watch_timers[printer_id] = self.hass.loop.call_later(
            seconds, self._end_watch, printer_id
        )

    @callback
    def _end_watch(self, printer_id: int) -> None:
        """Be a viewer no longer, unless something else asks for it."""
        del self._watch_timers[printer_id], self._watched_until[printer_id]
        self._follow_streams(self.data.printers)
        self._choose_interval(self.data.printers)
        if self._listeners:
            self._schedule_refresh()

    @callback
    def _follow_streams(self, printers: Mapping[int, Printer]) -> None:
        """Open a stream for each printer that deserves one, and close the others."""
        if not self._started:
            return
        now = monotonic()
        live = self.config_entry.options.get(CONF_LIVE, LIVE_WHILE_PRINTING)

        def is_watched(printer: Printer) -> bool:
            return self._watched_until.get(printer.id, 0) > now

        deserving = [
            printer
            for printer in printers.values()
            if printer.key
            and (
                live == LIVE_ALWAYS
                or is_watched(printer)
                or (
                    live == LIVE_WHILE_PRINTING
                    and (
                        printer.current_print is not None
                        or printer.state in TRANSITIONS
                    )
                )
            )
        ]
        # Whom somebody looks at comes first, then whoever is followed already.
        deserving.sort(
            key=lambda printer: (
                not is_watched(printer),
                self.streams.get(printer.key) is None,
            )
        )
        self.streams.follow(
            printer.key for printer in deserving[:MOST_STREAMS] if printer.key
        )

    @callback
    def _pushed(self, printer: Printer) -> None:
        """Take a pushed printer: what matters at once, the rest of a burst together."""
        self._first_push.set()
        if self.capabilities.account and printer.id not in self.data.printers:
            return
        known = self._folded.get(printer.id) or self.data.printers.get(printer.id)
        printer = self._with_fresh_status(printer)
        self.events.saw(printer)
        timer = self._fold_timers.get(printer.id)
        if timer is not None and known is not None and not _is_urgent(known, printer):
            self._folded[printer.id] = printer
            return
        if timer is not None:
            timer.cancel()
        self._fold_timers[printer.id] = self.hass.loop.call_later(
            FOLD_SECONDS, self._unfold, printer.id
        )
        self._show(printer)

    @callback
    def _unfold(self, printer_id: int) -> None:
        """Show what came meanwhile."""
        del self._fold_timers[printer_id]
        if (printer := self._folded.pop(printer_id, None)) is not None:
            self._pushed(printer)

    @callback
    def _show(self, printer: Printer) -> None:
        """Hand a pushed printer out."""
        self._folded.pop(printer.id, None)
        known = self.data.printers.get(printer.id)
        if printer == known and self.last_update_success:
            return
        if known is not None:
            self._update_device(printer, known)
        self._follow_names({printer.id: printer})
        printers = {**self.data.printers, printer.id: printer}
        finishes = dict(self.data.finishes)
        if (finish := self._finish(printer)) is not None:
            finishes[printer.id] = finish
        else:
            finishes.pop(printer.id, None)
        data = replace(
            self.data,
            printers=printers,
            finishes=finishes,
            wishes=self._wishes.lasting(printers),
        )
        if self.capabilities.account:
            self._read_extras_if_due({printer.id: printer})
        else:
            self.last_update_success = True
            if printer.current_print:
                data = replace(data, last_prints={printer.id: printer.current_print})
        self._publish(data)

    @callback
    def _stream_changed(self, key: str) -> None:
        """Let polling take over when a stream breaks, and slow down when it is back."""
        live = self.streams.get(key)
        if live is None or self._shutdown_requested:
            return
        if live.refused is not None:
            self._first_push.set()
            self.config_entry.async_create_task(
                self.hass, self.async_refresh(), f"{DOMAIN} after a refused key"
            )
            return
        if self.capabilities.account and self.data.printers:
            self._choose_interval(self.data.printers)
            if self._listeners:
                self._schedule_refresh()
            if not self.last_update_success:
                # The stream was the only source left.
                self._untold.update(
                    (printer.id, None)
                    for printer in self.data.printers.values()
                    if printer.key == key
                )
                self._tell()

    async def _read_stream(self) -> ObicoData:
        """Return what the stream of the only printer told, while it lives."""
        try:
            async with asyncio.timeout(FIRST_STATUS_TIME_LIMIT):
                await self._first_push.wait()
        except TimeoutError as error:
            raise self._update_error(ObicoTimeoutError("no status came")) from error
        live = self._live_stream(None)
        assert live is not None
        if live.refused is not None:
            raise self._update_error(live.refused) from live.refused
        lost = live.lost_at is not None and monotonic() - live.lost_at > STREAM_GRACE
        if lost or live.stream.printer is None:
            raise self._update_error(ObicoConnectionError("the live stream is broken"))
        return self.data

    @override
    async def async_shutdown(self) -> None:
        """Follow nothing any more."""
        await super().async_shutdown()
        await self.events.async_stop()
        self.streams.follow(())
        if self._telling is not None:
            self._telling.cancel()
        self._untold.clear()
        self._wishes.stop()
        for timers in (self._fold_timers, self._watch_timers):
            for timer in timers.values():
                timer.cancel()
            timers.clear()

    # Handing out

    @callback
    def _publish(self, data: ObicoData) -> None:
        """Hand data out that no poll brought; polls go on as they were planned."""
        self.data = data
        self.async_update_listeners()

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: object = None
    ) -> Callable[[], None]:
        """Listen to a printer (its id as context), to the account, or to everything."""
        remove = super().async_add_listener(update_callback, context)
        callbacks = self._callbacks.setdefault(context, [])
        callbacks.append(update_callback)

        @callback
        def remove_both() -> None:
            remove()
            callbacks.remove(update_callback)

        return remove_both

    @callback
    def async_add_printer_listener(
        self, listener: Callable[[int], object]
    ) -> CALLBACK_TYPE:
        """Tell a listener the id of each printer that appears, changes or disappears."""
        self._printer_listeners.append(listener)
        return partial(self._printer_listeners.remove, listener)

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Call those who listen to what changed since the last time."""
        before, self._told = self._told, self.data
        success, self._told_success = self._told_success, self.last_update_success
        if success != self.last_update_success:
            self._untold.update(dict.fromkeys(self._callbacks))
        self._untold[None] = None
        if before.account != self.data.account:
            self._untold[ACCOUNT] = None
        self._untold.update(dict.fromkeys(self.data.changed_printers(before)))
        if self._telling is None:
            self._tell()

    @callback
    def _tell(self) -> None:
        """Call those who listen to what changed; others have their turn in between."""
        self._telling = None
        end = perf_counter() + TURN
        while self._untold:
            context = next(iter(self._untold))
            del self._untold[context]
            if isinstance(context, int):
                for listener in self._printer_listeners:
                    listener(context)
            for update_callback in tuple(self._callbacks.get(context, ())):
                update_callback()
            if self._untold and self._telling is None and perf_counter() > end:
                self._telling = self.hass.loop.call_soon(self._tell)
                return

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

    async def async_execute(
        self, command: Command, printer_id: int, *, while_printing: bool = False
    ) -> None:
        """Have a printer do something, and return when its status shows that it did.

        Raises an ObicoError; ObicoCommandTimeoutError when the printer did not react,
        ObicoBusyError when it prints and the command is not meant for that.
        """
        act: Callable[[], Awaitable[None]]
        if self.capabilities.account and command.client_fn:
            act = partial(command.client_fn, self.client, printer_id)
        elif command.stream_fn:
            act = partial(command.stream_fn, await self.async_connect(printer_id))
        else:
            raise ObicoUnsupportedError("a printer's key does not open it")
        before = self._known_printer(printer_id)
        if command.dangerous and not while_printing and before.busy:
            raise ObicoBusyError("a print is under way")
        # Moonraker answers only when the printer has paused, resumed or cancelled.
        if command.pending is not None:
            self._show_pending(printer_id, command.pending)
        try:
            await act()
            self._wishes.make(self._known_printer(printer_id), command.wishes)
            if command.done_fn is not None:
                await self._wait_until(partial(command.done_fn, before), before)
        finally:
            if command.pending is not None:
                self._show_pending(printer_id, None)

    def _known_printer(self, printer_id: int) -> Printer:
        """Return a printer. Raises ObicoNotFoundError when it is gone meanwhile."""
        if (printer := self.data.printers.get(printer_id)) is None:
            raise ObicoNotFoundError("the printer is not in Obico any more")
        return printer

    async def _wait_until(
        self, done_fn: Callable[[Printer], bool], before: Printer
    ) -> None:
        """Wait until a printer's status shows something, or for too long."""
        changed = asyncio.Event()
        remove = self.async_add_listener(changed.set, before.id)
        try:
            async with asyncio.timeout(COMMAND_TIME_LIMIT):
                while True:
                    if not self.is_live(before):
                        await self.async_refresh()
                    printer = self.data.printers.get(before.id)
                    if printer is None or done_fn(printer):
                        return
                    with suppress(TimeoutError):
                        async with asyncio.timeout(COMMAND_POLL_INTERVAL):
                            await changed.wait()
                    changed.clear()
        except TimeoutError as error:
            raise ObicoCommandTimeoutError("the printer did not react") from error
        finally:
            remove()

    async def async_connect(self, printer_id: int) -> PrinterStream:
        """Return the live stream of a printer, once it is connected.

        A printer that is not followed gets a viewer for half a minute, which lets its
        camera upload three pictures. The option to follow no printer live does not
        forbid that: it is about what Home Assistant does by itself, while this happens
        only because somebody pressed something, who would rather have it done.
        """
        wanted = self._watched_until.get(printer_id, 0.0) - monotonic()
        self._watch(printer_id, max(wanted, COMMAND_WATCH))
        live = self._live_stream(self._known_printer(printer_id))
        if live is None:
            raise ObicoConnectionError("the printer has no key to a live stream")
        await live.wait_healthy(STREAM_TIME_LIMIT)
        return live.stream

    @callback
    def _show_wishes(self, wishes: Mapping[int, Wishes]) -> None:
        """Show what was set at printers and no status tells yet."""
        if wishes != self.data.wishes:
            self._publish(replace(self.data, wishes=wishes))

    async def async_change_settings(
        self, printer_id: int, settings: PrinterSettings
    ) -> None:
        """Change settings of a printer, and show the printer that the server returns.

        Raises an ObicoError.
        """
        printer = await self.client.update_printer(printer_id, **settings)
        if printer_id in self.data.printers:
            self._show(self._with_fresh_status(printer))

    # The account itself

    async def async_read_channels(self) -> tuple[NotificationChannel, ...]:
        """Read the notification channels, show them and return them. Raises ObicoError."""
        channels = await self.client.notifications.get_channels()
        self._show_channels(channels)
        return channels

    async def async_change_channel(
        self,
        channel: NotificationChannel,
        *,
        enabled: bool | None = None,
        kinds: Mapping[NotificationKind, bool] | None = None,
    ) -> None:
        """Change a notification channel, and show what became of it. Raises ObicoError."""
        changed = await self.client.notifications.update(
            channel, enabled=enabled, kinds=kinds
        )
        known = self.data.account.channels if self.data.account else None
        self._show_channels(
            tuple(changed if item.id == changed.id else item for item in known or ())
        )

    async def async_mark_events_seen(self) -> None:
        """Tell the server that its events were seen. Raises ObicoError."""
        user = await self.client.update_user(unseen_printer_events=0)
        if (account := self.data.account) is not None:
            account = replace(account, user=user)
            self._publish(replace(self.data, account=account))

    @callback
    def _show_channels(self, channels: tuple[NotificationChannel, ...]) -> None:
        """Show the notification channels as they are now."""
        if (account := self.data.account) is not None:
            account = replace(account, channels=channels)
            self._publish(replace(self.data, account=account))

    @callback
    def _show_shared(self, shared: Mapping[int, bool]) -> None:
        """Show which printers are shared."""
        self._publish(replace(self.data, shared=shared))

    @callback
    def _show_pending(self, printer_id: int, state: PrinterState | None) -> None:
        """Show what a printer was told to do, until its status tells what it does."""
        pending = {
            key: value for key, value in self.data.pending.items() if key != printer_id
        }
        if state is not None:
            pending[printer_id] = state
        if pending != self.data.pending:
            self._publish(replace(self.data, pending=pending))


def agent_model(printer: Printer) -> str | None:
    """Return the name of the software that connects a printer to Obico."""
    return AGENT_MODELS.get(printer.agent_name or "", printer.agent_name)


def _is_urgent(before: Printer, after: Printer) -> bool:
    """Tell whether a change may not wait: what a printer does, which print, an alert."""
    return (before.state, _print_id(before), before.alert) != (
        after.state,
        _print_id(after),
        after.alert,
    )


def _print_id(printer: Printer | None) -> int | None:
    """Return the id of the print that runs."""
    return printer.current_print.id if printer and printer.current_print else None
