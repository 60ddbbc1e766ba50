"""Troubles of printers that Home Assistant reports for, as issues that go by themselves."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlow
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .agent_reporter import Reporter
from .client import ObicoAgentOwnedError, ObicoAgentReplacedError
from .const import DOMAIN
from .coordinator import ObicoConfigEntry

if TYPE_CHECKING:
    # Home Assistant 2026.3 does not have it yet.
    from homeassistant.components.repairs import RepairsFlowResult

REPLACED_ISSUE = "agent_replaced"
OWNED_ISSUE = "agent_owned"
REMOVED_ISSUE = "agent_entities_removed"


class ReporterWatch:
    """Raises and withdraws the issues of all reported printers of an entry."""

    def __init__(self, hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
        """Begin with nothing raised."""
        self._hass = hass
        self._entry = entry
        self._raised: dict[str, Mapping[str, str]] = {}

    @callback
    def check(self) -> None:
        """Look at all reporters."""
        found: dict[str, Mapping[str, str]] = {}
        for reporter in self._entry.runtime_data.reporters:
            for key, placeholders in _troubles(reporter):
                issue_id = f"{key}_{reporter.subentry.subentry_id}"
                found[issue_id] = placeholders
                if self._raised.get(issue_id) != placeholders:
                    self._raise(issue_id, key, reporter, placeholders)
        for issue_id in self._raised.keys() - found.keys():
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._raised = found

    @callback
    def withdraw(self) -> None:
        """Withdraw everything: the entry is not loaded any more."""
        for issue_id in self._raised:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._raised = {}

    def _raise(
        self,
        issue_id: str,
        key: str,
        reporter: Reporter,
        placeholders: Mapping[str, str],
    ) -> None:
        """Raise one issue."""
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            data={
                "entry_id": self._entry.entry_id,
                "subentry_id": reporter.subentry.subentry_id,
            },
            is_fixable=key == REPLACED_ISSUE,
            severity=ir.IssueSeverity.WARNING,
            translation_key=key,
            translation_placeholders=dict(placeholders),
        )


def _troubles(reporter: Reporter) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield what is wrong, as the key of a text with what fills it in."""
    printer = {"printer": reporter.name}
    match reporter.ended_by:
        case ObicoAgentReplacedError():
            yield REPLACED_ISSUE, printer
        case ObicoAgentOwnedError() as error:
            yield OWNED_ISSUE, {**printer, "agent": error.owner}
    if reporter.trouble is not None:
        yield reporter.trouble, {**printer, "camera": reporter.camera_name}
    if missing := reporter.missing:
        yield REMOVED_ISSUE, {**printer, "entities": ", ".join(missing)}


class ReportAgainFlow(RepairsFlow):
    """Has Home Assistant report again, which ends the other agent."""

    def __init__(self, entry: ObicoConfigEntry, subentry_id: str) -> None:
        """Remember for whom."""
        self._entry = entry
        self._subentry_id = subentry_id

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_report_again()

    async def async_step_report_again(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask whether it shall."""
        subentry = self._entry.subentries.get(self._subentry_id)
        if user_input is not None:
            await self._entry.runtime_data.reporters.async_restart(self._subentry_id)
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="report_again",
            data_schema=vol.Schema({}),
            description_placeholders={"printer": subentry.title if subentry else "?"},
        )
