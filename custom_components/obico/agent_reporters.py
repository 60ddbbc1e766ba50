"""All printers of an entry that Home Assistant reports for, as its subentries say."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigSubentry,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .agent_config import CONF_PRINTER_ID, SUBENTRY_AGENT
from .agent_reporter import Reporter, agent_store
from .client import NotWatchingReason, ObicoAuthenticationError, Printer
from .const import DOMAIN


class Reporters:
    """Keeps one reporter running for each subentry whose printer is known."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        *,
        printers_fn: Callable[[], Mapping[int, Printer]],
        key_fn: Callable[[Printer], str | None],
        identifier_fn: Callable[[int], tuple[str, str]],
        on_blind: Callable[[int], object],
        on_news: Callable[[], object],
        on_refused: Callable[[], object],
    ) -> None:
        """Begin without any.

        `on_blind` hears that Obico has or has not pictures of a printer to look at,
        `on_news` that Obico should show something else in a moment, `on_refused` that a
        printer's key is refused.
        """
        self._hass = hass
        self._entry = entry
        self._printers_fn = printers_fn
        self._key_fn = key_fn
        self._identifier_fn = identifier_fn
        self._on_blind = on_blind
        self._on_news = on_news
        self._on_refused = on_refused
        self._reporters: dict[str, Reporter] = {}
        self._blind: set[int] = set()
        # The subentries whose printer's device leads where it should.
        self._linked: set[str] = set()
        self._listeners: list[Callable[[], object]] = []
        self._lock = asyncio.Lock()
        self._started = False

    def __iter__(self) -> Iterator[Reporter]:
        """Yield those that run, and those that the server does not want."""
        return iter(self._reporters.values())

    def of(self, printer_id: int) -> Reporter | None:
        """Return the one that reports for a printer."""
        return next((one for one in self if one.printer_id == printer_id), None)

    def honest(self, printer: Printer) -> Printer:
        """Return a printer that does not say to be watched while nobody can see it.

        Obico itself does not look for pictures: it thinks that it watches.
        """
        blind, reason = printer.id in self._blind, printer.not_watching_reason
        if blind and reason is None:
            return replace(printer, not_watching_reason=NotWatchingReason.NO_PICTURES)
        if not blind and reason is NotWatchingReason.NO_PICTURES:
            return replace(printer, not_watching_reason=None)
        return printer

    # Who runs

    @callback
    def async_start(self) -> None:
        """Begin to report, and follow what subentries there are."""
        self._started = True
        self._entry.async_on_unload(
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
            )
        )
        self._entry.async_on_unload(self._async_stop)
        self.follow()

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Look whether subentries were added, changed or removed."""
        if entry is self._entry and change is ConfigEntryChange.UPDATED:
            self.follow()

    @callback
    def follow(self) -> None:
        """Start and stop reporters, as subentries, printers and keys call for it."""
        if self._started and self._differs():
            self._entry.async_create_task(
                self._hass, self._async_follow(), f"{DOMAIN} reporters"
            )

    def wanted(self) -> Iterator[tuple[ConfigSubentry, Printer]]:
        """Yield each subentry whose printer is known, with the printer."""
        printers = self._printers_fn()
        for subentry in self._entry.subentries.values():
            if subentry.subentry_type == SUBENTRY_AGENT and (
                printer := printers.get(subentry.data[CONF_PRINTER_ID])
            ):
                yield subentry, printer

    def _wanted(self) -> Iterator[tuple[ConfigSubentry, Printer, str]]:
        """Yield each subentry whose printer is known, with the printer and its key."""
        for subentry, printer in self.wanted():
            if (key := self._key_fn(printer)) is not None:
                yield subentry, printer, key

    def _differs(self) -> bool:
        """Tell whether anything must be started or stopped."""
        wanted = {
            subentry.subentry_id: (subentry.data, subentry.title, key)
            for subentry, _, key in self._wanted()
        }
        running = {
            key: (one.data, one.name, one.key) for key, one in self._reporters.items()
        }
        return wanted != running

    async def _async_follow(self) -> None:
        """Start and stop; one after the other, so that nothing kept gets lost."""
        async with self._lock:
            wanted = {
                subentry.subentry_id: (subentry, printer, key)
                for subentry, printer, key in self._wanted()
            }
            for subentry_id, reporter in list(self._reporters.items()):
                found = wanted.get(subentry_id)
                if found and _is_same(reporter, found[0], found[2]):
                    continue
                del self._reporters[subentry_id]
                self._linked.discard(subentry_id)
                await reporter.async_stop()
                if subentry_id not in self._entry.subentries:
                    await agent_store(self._hass, subentry_id).async_remove()
                    self._lead(reporter.printer_id, None)
                self._note_blindness(reporter.printer_id, blind=False)
            if self._started:
                for subentry_id, (subentry, printer, key) in wanted.items():
                    if subentry_id not in self._reporters:
                        self._start(subentry, printer, key)
        self._tell()

    def _start(self, subentry: ConfigSubentry, printer: Printer, key: str) -> None:
        """Start a reporter."""
        reporter = self._reporters[subentry.subentry_id] = Reporter(
            self._hass,
            self._entry,
            subentry,
            printer,
            key,
            on_change=self._changed,
            on_news=self._on_news,
            on_end=self._ended,
        )
        reporter.start()

    @callback
    def _link(self, reporter: Reporter) -> None:
        """Have the device of a printer in Obico lead to the printer's own.

        The former comes with the first entity of a printer that has just appeared.
        """
        subentry_id = reporter.subentry.subentry_id
        if subentry_id not in self._linked and self._lead(
            reporter.printer_id, reporter.config.device_id
        ):
            self._linked.add(subentry_id)

    def _lead(self, printer_id: int, device_id: str | None) -> bool:
        """Have a printer's device lead to another, or to none; tell whether it is there."""
        registry = dr.async_get(self._hass)
        if device_id is not None and registry.async_get(device_id) is None:
            device_id = None
        identifier = self._identifier_fn(printer_id)
        for device in dr.async_entries_for_config_entry(registry, self._entry.entry_id):
            if identifier in device.identifiers:
                registry.async_update_device(device.id, via_device_id=device_id)
                return True
        return False

    async def _async_stop(self) -> None:
        """Report no more: the entry is not loaded any more."""
        self._started = False
        async with self._lock:
            for reporter in self._reporters.values():
                await reporter.async_stop()
            self._reporters.clear()

    async def async_restart(self, subentry_id: str) -> None:
        """Report again for a printer that another agent had taken over."""
        async with self._lock:
            if (reporter := self._reporters.pop(subentry_id, None)) is not None:
                reporter.ended_by = None
                await reporter.async_stop()
        self.follow()

    # What happens

    @callback
    def wake(self) -> None:
        """Try to connect now: the server was heard."""
        for reporter in self:
            reporter.wake()

    @callback
    def _changed(self, reporter: Reporter) -> None:
        """Tell those who show anything of it."""
        self._link(reporter)
        self._note_blindness(reporter.printer_id, blind=reporter.blind)
        self._tell()

    @callback
    def _note_blindness(self, printer_id: int, *, blind: bool) -> None:
        """Tell whether Obico has anything to look at."""
        if blind is (printer_id in self._blind):
            return
        if blind:
            self._blind.add(printer_id)
        else:
            self._blind.discard(printer_id)
        self._on_blind(printer_id)

    @callback
    def _ended(self, reporter: Reporter) -> None:
        """Look for another key when one is refused."""
        if isinstance(reporter.ended_by, ObicoAuthenticationError):
            self._on_refused()

    # Who listens

    @callback
    def async_add_listener(self, listener: Callable[[], object]) -> CALLBACK_TYPE:
        """Tell a listener that reporters came, went or changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def _tell(self) -> None:
        """Tell the listeners."""
        for listener in list(self._listeners):
            listener()


def _is_same(reporter: Reporter, subentry: ConfigSubentry, key: str) -> bool:
    """Tell whether a reporter does what a subentry says."""
    return (reporter.data, reporter.name, reporter.key) == (
        subentry.data,
        subentry.title,
        key,
    )
