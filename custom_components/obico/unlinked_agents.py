"""Agents on the network that wait to be linked, as an issue with a flow that links them."""

from hashlib import sha256
from typing import TYPE_CHECKING

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlow
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from .client import LinkCode, ObicoError, ObicoRefusedError, Refusal, UnlinkedAgent
from .const import DOMAIN
from .coordinator import ObicoConfigEntry

if TYPE_CHECKING:
    # Home Assistant 2026.3 does not have it yet.
    from homeassistant.components.repairs import RepairsFlowResult

AGENT_ISSUE = "unlinked_agent"
CONF_PASSCODE = "passcode"


class AgentWatch:
    """Raises and withdraws the issues about agents that the server heard of."""

    def __init__(
        self, hass: HomeAssistant, entry: ObicoConfigEntry, own_device_id: str
    ) -> None:
        """Begin with nothing raised; `own_device_id` is what we announce ourselves with."""
        self._hass = hass
        self._entry = entry
        self._own_device_id = own_device_id
        self._raised: set[str] = set()

    @callback
    def check(self) -> None:
        """Look at the agents that wait."""
        account = self._entry.runtime_data.data.account
        waiting = {
            self._issue_id(agent): agent
            for agent in (account.unlinked_agents if account else ())
            # The flow that announces us shows its passcode itself.
            if agent.device_id != self._own_device_id
        }
        for issue_id in waiting.keys() - self._raised:
            self._raise(issue_id, _name(waiting[issue_id]))
        for issue_id in self._raised - waiting.keys():
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._raised = set(waiting)

    @callback
    def withdraw(self) -> None:
        """Withdraw everything: the entry is not loaded any more."""
        for issue_id in self._raised:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._raised = set()

    def _issue_id(self, agent: UnlinkedAgent) -> str:
        """Return what tells an agent from others without telling its id."""
        digest = sha256(agent.device_id.encode()).hexdigest()[:16]
        return f"{AGENT_ISSUE}_{self._entry.entry_id}_{digest}"

    def _raise(self, issue_id: str, name: str) -> None:
        """Raise one issue."""
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            data={"entry_id": self._entry.entry_id, "agent": name},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="unlinked_agent",
            translation_placeholders={"agent": name, "account": self._entry.title},
        )


def _name(agent: UnlinkedAgent) -> str:
    """Return what a person knows an agent by."""
    where = agent.host_name or agent.host or "?"
    return f"{agent.agent} ({where})" if agent.agent else where


class LinkAgentFlow(RepairsFlow):
    """Shows a code to type into the agent, or takes the passcode that its screen shows."""

    def __init__(self, entry: ObicoConfigEntry, agent: str) -> None:
        """Remember who waits for what."""
        self._coordinator = entry.runtime_data
        self._placeholders = {"agent": agent, "account": entry.title}
        self._code: LinkCode | None = None

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Get a code."""
        try:
            self._code = await self._coordinator.client.linking.get_code()
        except ObicoError:
            return self.async_abort(
                reason="cannot_connect", description_placeholders=self._placeholders
            )
        return await self.async_step_link()

    async def async_step_link(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Give the code to the agent that shows a passcode, or to a person."""
        errors: dict[str, str] = {}
        code = self._code
        assert code is not None
        if user_input is not None:
            passcode = user_input.get(CONF_PASSCODE, "").strip().lower()
            try:
                if passcode:
                    await self._coordinator.client.linking.redeem_passcode(
                        passcode, code.code or ""
                    )
                return self.async_create_entry(data={})
            except ObicoRefusedError:
                errors[CONF_PASSCODE] = Refusal.WRONG_PASSCODE.value
            except ObicoError:
                errors["base"] = "cannot_connect"
        expires = dt_util.as_local(code.expires_at) if code.expires_at else None
        return self.async_show_form(
            step_id="link",
            data_schema=vol.Schema({vol.Optional(CONF_PASSCODE): str}),
            errors=errors,
            description_placeholders={
                **self._placeholders,
                "code": code.code or "?",
                "expires": f"{expires:%H:%M}" if expires else "?",
            },
        )
