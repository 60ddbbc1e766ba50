"""The one place where data changes: it polls, listens, merges and hands snapshots out."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from copy import replace
from datetime import datetime, timedelta
from functools import partial
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_URL
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .access import Access
from .agent_reporters import Reporters
from .audience import Audience
from .client import (
    Capabilities,
    NotificationChannel,
    NotificationKind,
    ObicoAuthenticationError,
    ObicoConnectionError,
    ObicoError,
    ObicoNotFoundError,
    Printer,
    PrinterKey,
    PrinterSettings,
    PrinterState,
    PrinterStream,
)
from .client.turns import in_turns
from .commands import Command
from .const import CONF_IGNORED_PRINTERS, DOMAIN, INTERVAL_IDLE, INTERVAL_NOW, LOGGER
from .data import ObicoData, StoredPicture
from .devices import Devices
from .errors import update_error
from .events import EventLog
from .execution import async_execute
from .extras import ExtrasReader
from .folding import Folder
from .history import PrintHistory
from .names import async_follow_email
from .pace import interval, retry_interval
from .sharing import SharingWatch
from .statuses import Statuses
from .streams import LiveStreams
from .viewers import Viewers
from .wishes import Wishes, WishKeeper

type ObicoConfigEntry = ConfigEntry[ObicoCoordinator]

# Seconds between the polls that a flood of hints makes.
HINT_COOLDOWN = 2.0


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
        self._access = Access(hass, entry)
        self.credentials = self._access.credentials
        self.client = self._access.client
        self.history = PrintHistory(
            hass, entry.unique_id or entry.entry_id, self.client
        )
        self.capabilities = Capabilities(account=False, passthrough=False)
        # The names of all printers that the server lists, the ignored ones included.
        self.listed: Mapping[int, str] = {}
        self._ignored = frozenset(entry.options.get(CONF_IGNORED_PRINTERS, ()))
        self.data = ObicoData()
        self.events = EventLog(
            hass, entry, self.client, on_pictures=self._show_alert_pictures
        )
        self.streams = LiveStreams(
            hass,
            entry,
            polled=not isinstance(self.credentials, PrinterKey),
            on_printer=self._pushed,
            on_notice=self.events.noticed,
            on_change=self._stream_changed,
        )
        self.viewers = Viewers(
            hass,
            entry,
            self.streams,
            printers_fn=lambda: self.data.printers,
            on_end=self._watch_ended,
        )
        self.sharing = SharingWatch(
            hass, entry, self.client, on_change=self._show_shared
        )
        self._folder = Folder(hass, self._pushed)
        self._audience = Audience(hass)
        self._stop_polling: CALLBACK_TYPE | None = None
        self._devices = Devices(hass, entry)
        self._statuses = Statuses()
        self.reporters = Reporters(
            hass,
            entry,
            printers_fn=lambda: self.data.printers,
            key_fn=self._key_of,
            identifier_fn=self.device_identifier,
            on_blind=self._blindness_changed,
            on_news=self._look_after_report,
            on_refused=self._reporter_refused,
        )
        self._extras = ExtrasReader(
            self.client, self.sharing, some_ignored=bool(self._ignored)
        )
        self.wishes = WishKeeper(hass, self._show_wishes)
        # Whether something may have happened that no printer shows.
        self._hinted = False
        self._unreadable = 0
        self._failures = 0
        self._unreachable = False
        # When the printers will be read again, by the loop's clock.
        self._due = 0.0
        # Whether set-up is over: it waits for one request only.
        self._started = False
        self._work: set[asyncio.Task[None]] = set()

    @property
    def server(self) -> str:
        """The address of the server, without a slash at its end."""
        server: str = self.config_entry.data[CONF_URL]
        return server

    def device_identifier(self, printer_id: int) -> tuple[str, str]:
        """Return what the device registry knows a printer by."""
        return self._devices.identifier(printer_id)

    @property
    def account_identifier(self) -> tuple[str, str]:
        """What the device registry knows the account by."""
        return self._devices.account_identifier

    @callback
    def async_start(self) -> None:
        """Begin with all that set-up does not wait for: live streams, history, account."""
        self._started = True
        if self.capabilities.account:
            self.viewers.start()
            self._read_extras_if_due(self.data.printers)
        self.reporters.async_start()
        self.config_entry.async_on_unload(
            self.async_add_printer_listener(lambda _: self.reporters.follow())
        )

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
            raise update_error(error) from error
        if not self.capabilities.account:
            self.viewers.follow_only(self.credentials.key)

    @override
    async def async_refresh(self) -> None:
        """Read everything anew, to the end even if the caller gives up waiting.

        A poll that was cancelled would count as failed, and make everything unavailable.
        """
        await asyncio.wait([self._begin_refresh()])

    @callback
    def _begin_refresh(self) -> asyncio.Task[None]:
        """Begin to read everything anew."""
        return self._begin(super().async_refresh(), "refresh")

    @callback
    def _begin(
        self, work: Coroutine[object, object, None], name: str
    ) -> asyncio.Task[None]:
        """Begin work that goes on until it is done, or until the entry is unloaded."""
        task = self.config_entry.async_create_task(
            self.hass, work, f"{DOMAIN} {name}", eager_start=False
        )
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return task

    @override
    async def _async_update_data(self) -> ObicoData:
        """Read all printers, and have the rest read when it is due."""
        if not self.capabilities.account:
            return await self._read_stream()
        self._folder.unfold()
        before = self.data.printers
        try:
            listing = await self.client.get_printers()
        except ObicoError as error:
            self._failures += 1
            self._unreachable = isinstance(error, ObicoConnectionError)
            self.update_interval = retry_interval(self._failures)
            raise update_error(error) from error
        if self._failures:
            self._failures = 0
            self.streams.wake()
            self.reporters.wake()
        if listing.unreadable > self._unreadable:
            LOGGER.warning(
                "%s of the printers that %s lists cannot be read",
                listing.unreadable,
                self.server,
            )
        self._unreadable = listing.unreadable
        self.listed = {key: printer.name for key, printer in listing.by_id.items()}
        printers, finishes = await self._take_listed(
            (
                printer
                for key, printer in listing.by_id.items()
                if key not in self._ignored
            ),
            before,
        )
        if not listing.unreadable:
            self._devices.remove_missing(printers)
            self._statuses.keep_only(printers)
        self._devices.follow_names(printers, self.data.printers)
        self._read_extras_if_due(printers)
        if self._hinted:
            self._hinted = False
            self.events.request()
        data = replace(
            self.data,
            printers=printers,
            finishes=finishes,
            wishes=self.wishes.lasting(printers),
        )
        self.viewers.follow(data.printers)
        self.update_interval = self._interval(data.printers)
        return data

    async def _take_listed(
        self, listed: Iterable[Printer], before: Mapping[int, Printer]
    ) -> tuple[dict[int, Printer], dict[int, datetime]]:
        """Return the printers of a list as they are known now, and their expected ends.

        `before` are those that were known when the server was asked.
        """
        printers: dict[int, Printer] = {}
        finishes: dict[int, datetime] = {}
        async for printer in in_turns(listed):
            newest = printers[printer.id] = self._newest(printer)
            self.events.saw(newest)
            _put(finishes, printer.id, self._statuses.finish(newest))
        for key, printer in self.data.printers.items():
            if key in printers and printer is not before.get(key):
                # It was pushed or changed since: the list may be older.
                printers[key] = printer
                _put(finishes, key, self.data.finishes.get(key))
        return printers, finishes

    @callback
    def async_hint(self) -> None:
        """Look now, for something may have happened; many hints make few polls."""
        self._hinted = True
        self.config_entry.async_create_background_task(
            self.hass, self._look_after_hint(), f"{DOMAIN} after a hint"
        )

    async def _look_after_hint(self) -> None:
        """Look when no poll is under way: its answer may be older than the hint."""
        async with self._debounced_refresh.async_lock():
            pass
        await self.async_request_refresh()

    def _freshen(self, printer: Printer) -> Printer:
        """Return a printer as it is believed: neither outdated nor said to be watched blindly."""
        return self.reporters.honest(self._statuses.freshen(printer))

    def _newest(self, printer: Printer) -> Printer:
        """Return what is known after reading a printer: the known object if it is equal."""
        printer = self._freshen(printer)
        known = self.data.printers.get(printer.id)
        if known is None:
            return printer
        self._devices.update(printer, known)
        return known if printer == known else printer

    def _interval(self, printers: Mapping[int, Printer]) -> timedelta:
        """Return when to look again: soon for what no live stream tells."""
        unheard = [
            printer
            for printer in printers.values()
            if not self.viewers.is_live(printer)
        ]
        return interval(unheard, any_heard=len(unheard) < len(printers))

    @callback
    @override
    def _schedule_refresh(self) -> None:
        """Look again after the interval."""
        super()._schedule_refresh()
        assert self.update_interval is not None
        self._due = self.hass.loop.time() + self.update_interval.total_seconds()

    @callback
    def _look_within(self, wait: timedelta) -> None:
        """Look again after that time, but not later than it was planned.

        Streams that break and connect one after the other must not put polls off.
        """
        self.update_interval = wait
        if self._listeners and self.hass.loop.time() + wait.total_seconds() < self._due:
            self._schedule_refresh()

    # What changes seldom: the history and the account itself

    @callback
    def _read_extras_if_due(self, printers: Mapping[int, Printer]) -> None:
        """Read them anew when a print began or ended, else every few minutes."""
        if not self._started or not self._extras.take_turn(
            printers, self.data.printers
        ):
            return
        self.events.refresh()
        self._begin(self._read_extras(), "history and account")

    async def _read_extras(self) -> None:
        """Read the newest prints and the account; what fails stays what it was."""
        extras = await self._extras.async_read(lambda: self.data)
        if extras.user is not None:
            async_follow_email(self.hass, self.config_entry, extras.user.email)
        self._publish(extras.merged(self.data))
        if extras.prints is None:
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

    @callback
    def _show_alert_pictures(self, pictures: Mapping[int, StoredPicture]) -> None:
        """Hand out the newest pictures of alerts."""
        alert_pictures = {**self.data.alert_pictures, **pictures}
        self._publish(replace(self.data, alert_pictures=alert_pictures))

    # Printers that Home Assistant itself reports for

    def _key_of(self, printer: Printer) -> str | None:
        """Return the key of a printer."""
        credentials = self.credentials
        return credentials.key if isinstance(credentials, PrinterKey) else printer.key

    @callback
    def _blindness_changed(self, printer_id: int) -> None:
        """Show that Obico has, or has not, any pictures of a printer to look at."""
        if (known := self.data.printers.get(printer_id)) is not None:
            self._show(self.reporters.honest(known))

    @callback
    def _look_after_report(self) -> None:
        """Look what Obico makes of a report, if no live stream tells it."""
        if self.capabilities.account:
            self.async_hint()

    @callback
    def _reporter_refused(self) -> None:
        """Look for a printer's new key, or ask a person for it."""
        if isinstance(self.credentials, PrinterKey):
            self.config_entry.async_start_reauth(self.hass)
        else:
            self._begin_refresh()

    # Live streams

    def is_known(self, printer_id: int) -> bool:
        """Tell whether the truth about a printer is known, from whatever source."""
        printer = self.data.printers.get(printer_id)
        return printer is not None and (
            self.last_update_success or self.viewers.is_live(printer)
        )

    @callback
    def _watch_ended(self) -> None:
        """Have polls take over from the stream that nobody looks at."""
        self._look_within(self._interval(self.data.printers))

    @callback
    def _pushed(self, printer: Printer) -> None:
        """Take a pushed printer: what matters at once, the rest of a burst together."""
        if self.capabilities.account and printer.id not in self.data.printers:
            return
        known = self._folder.get(printer.id) or self.data.printers.get(printer.id)
        printer = self._freshen(printer)
        self.events.saw(printer)
        if not self._folder.keeps(printer, known):
            self._show(printer)

    @callback
    def _show(self, printer: Printer) -> None:
        """Hand a pushed printer out."""
        self._folder.drop(printer.id)
        known = self.data.printers.get(printer.id)
        if printer == known and self.last_update_success:
            return
        if known is not None:
            self._devices.update(printer, known)
        self._devices.follow_names({printer.id: printer}, self.data.printers)
        printers = {**self.data.printers, printer.id: printer}
        finishes = dict(self.data.finishes)
        _put(finishes, printer.id, self._statuses.finish(printer))
        data = replace(
            self.data,
            printers=printers,
            finishes=finishes,
            wishes=self.wishes.lasting(printers),
        )
        if self.capabilities.account:
            self._read_extras_if_due({printer.id: printer})
        else:
            if not self.last_update_success:
                self.last_update_success = True
                LOGGER.info("Fetching %s data recovered", self.name)
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
            self._begin_refresh()
            return
        if not self.capabilities.account or not self.data.printers:
            return
        if self.last_update_success:
            self._look_within(self._interval(self.data.printers))
            return
        # The stream was the only source left.
        self._audience.tell(
            printer.id for printer in self.data.printers.values() if printer.key == key
        )
        if live.healthy and self._unreachable:
            # The server is back, and one poll tells of all printers.
            self._look_within(INTERVAL_NOW)

    async def _read_stream(self) -> ObicoData:
        """Return what the stream of the only printer told, while it lives."""
        live = self.viewers.of(None)
        assert live is not None
        try:
            await live.check()
        except ObicoError as error:
            raise update_error(error) from error
        return self.data

    @override
    async def async_shutdown(self) -> None:
        """Follow nothing any more."""
        await super().async_shutdown()
        self._started = False
        for task in self._work:
            task.cancel()
        await self.events.async_stop()
        self.viewers.stop()
        self._audience.stop()
        self.wishes.stop()
        self._folder.stop()

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
        if not self._audience.present:
            # Home Assistant has the printers read while there is any listener of its own.
            self._stop_polling = super().async_add_listener(self.async_update_listeners)
        self._audience.add(update_callback, context)
        return partial(self._remove_listener, update_callback, context)

    @callback
    def _remove_listener(self, update_callback: CALLBACK_TYPE, context: object) -> None:
        """Listen no longer."""
        self._audience.remove(update_callback, context)
        if not self._audience.present and self._stop_polling is not None:
            self._stop_polling()

    @callback
    def async_add_printer_listener(
        self, listener: Callable[[int], object]
    ) -> CALLBACK_TYPE:
        """Tell a listener the id of each printer that appears, changes or disappears."""
        return self._audience.add_for_printers(listener)

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Call those who listen to what changed since the last time."""
        self._audience.tell_changes(self.data, success=self.last_update_success)

    # Commands

    async def async_execute(
        self, command: Command, printer_id: int, *, while_printing: bool = False
    ) -> None:
        """Have a printer do something, and return when its status shows that it did.

        Raises an ObicoError; ObicoCommandTimeoutError when the printer did not react,
        ObicoBusyError when it prints and the command is not meant for that.
        """
        await async_execute(self, command, printer_id, while_printing=while_printing)

    def known_printer(self, printer_id: int) -> Printer:
        """Return a printer. Raises ObicoNotFoundError when it is gone meanwhile."""
        if (printer := self.data.printers.get(printer_id)) is None:
            raise ObicoNotFoundError("the printer is not in Obico any more")
        return printer

    async def async_connect(self, printer_id: int) -> PrinterStream:
        """Return the live stream of a printer, once it is connected. Raises an ObicoError."""
        try:
            return await self.viewers.async_connect(self.known_printer(printer_id))
        except ObicoAuthenticationError:
            if not self.capabilities.account:
                raise
            # It was linked anew: the list of printers has its new key.
            await self.async_refresh()
        try:
            return await self.viewers.async_connect(self.known_printer(printer_id))
        except ObicoAuthenticationError as error:
            # The account itself is fine, so that nobody has to sign in again.
            raise ObicoConnectionError("the printer's key is refused") from error

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
            self._show(self._freshen(printer))

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
    def show_pending(self, printer_id: int, state: PrinterState | None) -> None:
        """Show what a printer was told to do, until its status tells what it does."""
        pending = {
            key: value for key, value in self.data.pending.items() if key != printer_id
        }
        if state is not None:
            pending[printer_id] = state
        if pending != self.data.pending:
            self._publish(replace(self.data, pending=pending))


def _put(finishes: dict[int, datetime], key: int, finish: datetime | None) -> None:
    """Note when a print is expected to end, or that nobody knows."""
    if finish is None:
        finishes.pop(key, None)
    else:
        finishes[key] = finish
