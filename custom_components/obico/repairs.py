"""Troubles that a person can mend: when they are there, and how they are mended."""

from collections.abc import Callable
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Final

from awesomeversion import AwesomeVersion, AwesomeVersionException
import voluptuous as vol
from yarl import URL

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .agent_troubles import REPLACED_ISSUE, ReportAgainFlow, ReporterWatch
from .audience import ACCOUNT
from .client import NotWatchingReason, Printer, PrinterKey
from .client.record import Record
from .const import CONF_RELINKED, DOMAIN, LOCAL_NAMES
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .helpers import async_own_device_id
from .unlinked_agents import AGENT_ISSUE, AgentWatch, LinkAgentFlow

if TYPE_CHECKING:
    # Home Assistant 2026.3 does not have it yet.
    from homeassistant.components.repairs import RepairsFlowResult

# Seconds in which a printing printer that is watched must have sent a picture: its
# agent uploads one every 10 seconds.
PICTURE_PATIENCE = 300.0

# The oldest agents that tell of all states, and of video.
OLDEST_AGENTS: Final = {"octoprint_obico": "2.3.7", "moonraker_obico": "1.4.2"}


class Trouble(Record):
    """A trouble of a printer: its text is the issue of this key in the translations."""

    key: str
    applies_fn: Callable[[TroubleWatch, Printer], bool]
    fixable: bool = False
    learn_more_fn: Callable[[ObicoCoordinator], str | None] = lambda _: None


class TroubleWatch:
    """Raises and withdraws the issues of one entry."""

    def __init__(self, hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
        """Begin with nothing raised."""
        self._hass = hass
        self._entry = entry
        self.coordinator = entry.runtime_data
        # The issues of each printer.
        self._raised: dict[int, set[str]] = {}
        # The last picture of each printer, and since when it is the last one.
        self._pictures: dict[int, tuple[str | None, float]] = {}
        # Whether the agent was gone since the entry's key was replaced.
        self._was_offline = False

    @callback
    def check(self, printer_id: int) -> None:
        """Look at a printer that appeared, changed or disappeared."""
        raised = self._raised.pop(printer_id, set())
        found: set[str] = set()
        if (printer := self.coordinator.data.printers.get(printer_id)) is not None:
            self._follow_relinked_agent(printer)
            self._follow_picture(printer)
            for trouble in TROUBLES:
                if trouble.applies_fn(self, printer):
                    issue_id = f"{trouble.key}_{self._entry.entry_id}_{printer.id}"
                    found.add(issue_id)
                    if issue_id not in raised:
                        self._raise(issue_id, trouble, printer)
        for issue_id in raised - found:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        if found:
            self._raised[printer_id] = found

    @callback
    def withdraw(self) -> None:
        """Withdraw everything: the entry is not loaded any more."""
        for raised in self._raised.values():
            for issue_id in raised:
                ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._raised.clear()

    def _raise(self, issue_id: str, trouble: Trouble, printer: Printer) -> None:
        """Raise one issue."""
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            data={"entry_id": self._entry.entry_id, "printer": printer.name},
            is_fixable=trouble.fixable,
            learn_more_url=trouble.learn_more_fn(self.coordinator),
            severity=ir.IssueSeverity.WARNING,
            translation_key=trouble.key,
            translation_placeholders={
                "printer": printer.name,
                "server": self.coordinator.server,
            },
        )

    def _follow_picture(self, printer: Printer) -> None:
        """Remember since when a printer's picture is the same."""
        url = printer.picture.url if printer.picture else None
        known = self._pictures.get(printer.id)
        if known is None or known[0] != url or not _is_watched(printer):
            self._pictures[printer.id] = (url, monotonic())

    def has_no_new_picture(self, printer: Printer) -> bool:
        """Tell whether a print is to be watched, but no pictures come to be looked at."""
        return (
            _is_watched(printer)
            and monotonic() - self._pictures[printer.id][1] > PICTURE_PATIENCE
        )

    def _follow_relinked_agent(self, printer: Printer) -> None:
        """Note that the agent is back: with the old key, it could neither connect nor upload."""
        if not self.is_relinked(printer):
            return
        last, _ = self._pictures.get(printer.id, (None, 0.0))
        uploads = last is not None and printer.picture and printer.picture.url != last
        if not printer.online:
            self._was_offline = True
        elif self._was_offline or uploads:
            self._hass.config_entries.async_update_entry(
                self._entry,
                data={
                    key: value
                    for key, value in self._entry.data.items()
                    if key != CONF_RELINKED
                },
            )

    def is_relinked(self, _printer: Printer) -> bool:
        """Tell whether a code replaced the key of a printer whose agent has the old one."""
        return CONF_RELINKED in self._entry.data


def _is_watched(printer: Printer) -> bool:
    """Tell whether the server waits for pictures of a print."""
    return (
        printer.online
        and printer.current_print is not None
        and printer.watching_enabled is True
        and printer.not_watching_reason is None
    )


def _is_out_of_hours(_watch: TroubleWatch, printer: Printer) -> bool:
    """Tell whether the account's detection hours are used up."""
    return printer.not_watching_reason is NotWatchingReason.OUT_OF_HOURS


def _has_old_agent(_watch: TroubleWatch, printer: Printer) -> bool:
    """Tell whether an agent is too old to tell of all states."""
    oldest = OLDEST_AGENTS.get(printer.agent_name or "")
    if oldest is None or printer.agent_version is None:
        return False
    return _is_older(printer.agent_version, oldest)


@lru_cache
def _is_older(version: str, oldest: str) -> bool:
    """Tell whether a version is older, remembered: printers seldom change theirs."""
    try:
        return AwesomeVersion(version) < AwesomeVersion(oldest)
    except AwesomeVersionException:
        return False


def _has_local_site(watch: TroubleWatch, printer: Printer) -> bool:
    """Tell whether the server's pictures carry an address that only itself can reach."""
    if printer.picture is None:
        return False
    try:
        site = URL(printer.picture.url).host
    except ValueError:
        return False
    server = URL(watch.coordinator.server).host
    return site in LOCAL_NAMES and server not in LOCAL_NAMES


TROUBLES: tuple[Trouble, ...] = (
    Trouble(
        key="agent_needs_key",
        fixable=True,
        applies_fn=TroubleWatch.is_relinked,
    ),
    Trouble(
        key="detection_hours_used_up",
        applies_fn=_is_out_of_hours,
        learn_more_fn=lambda coordinator: f"{coordinator.server}/ent_pub/pricing/",
    ),
    Trouble(
        key="no_pictures",
        applies_fn=TroubleWatch.has_no_new_picture,
    ),
    Trouble(
        key="old_agent",
        applies_fn=_has_old_agent,
    ),
    Trouble(
        key="local_site",
        applies_fn=_has_local_site,
        learn_more_fn=lambda coordinator: f"{coordinator.server}/admin/sites/site/",
    ),
)


async def async_watch_troubles(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Raise issues for as long as an entry is loaded."""
    coordinator = entry.runtime_data
    watch = TroubleWatch(hass, entry)
    for printer_id in coordinator.data.printers:
        watch.check(printer_id)
    entry.async_on_unload(coordinator.async_add_printer_listener(watch.check))
    entry.async_on_unload(watch.withdraw)
    agents = AgentWatch(hass, entry, await async_own_device_id(hass))
    agents.check()
    entry.async_on_unload(coordinator.async_add_listener(agents.check, ACCOUNT))
    entry.async_on_unload(agents.withdraw)
    reporters = ReporterWatch(hass, entry)
    entry.async_on_unload(coordinator.reporters.async_add_listener(reporters.check))
    entry.async_on_unload(reporters.withdraw)


class NewKeyFlow(RepairsFlow):
    """Shows the new key of a printer once more, and where to put it."""

    def __init__(self, key: str, printer: str) -> None:
        """Remember what to show."""
        self._placeholders = {"key": key, "printer": printer}

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Show the key; the issue goes when the agent comes back with it."""
        if user_input is not None:
            # Home Assistant would take an entry for the end of the trouble.
            return self.async_abort(reason="waiting_for_agent")
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders=self._placeholders,
        )


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return what mends an issue."""
    entry = hass.config_entries.async_get_entry(str((data or {}).get("entry_id")))
    if entry is None or not hasattr(entry, "runtime_data"):
        return ConfirmRepairFlow()
    if issue_id.startswith(f"{AGENT_ISSUE}_"):
        return LinkAgentFlow(entry, str((data or {}).get("agent")))
    if issue_id.startswith(f"{REPLACED_ISSUE}_"):
        return ReportAgainFlow(entry, str((data or {}).get("subentry_id")))
    credentials = entry.runtime_data.credentials
    key = credentials.key if isinstance(credentials, PrinterKey) else ""
    return NewKeyFlow(key, str((data or {}).get("printer")))
