"""The steps in which a person has Home Assistant report for a printer."""

from abc import abstractmethod
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentryData,
    ConfigSubentryFlow,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.data_entry_flow import FlowContext, FlowHandler, FlowResult
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .agent_config import CONF_PRINTER_ID, SUBENTRY_AGENT, is_free
from .agent_form import DEVICE_SCHEMA, AgentForm
from .client import ObicoError, Printer
from .const import LOGGER
from .coordinator import ObicoConfigEntry

CONF_PRINTER: Final = "printer"
NEW_PRINTER: Final = "new_printer"
# What a new printer is called unless its device has a name.
NEW_NAME: Final = "3D printer"


class AgentSteps[
    ContextT: FlowContext,
    ResultT: FlowResult[Any, Any],
    HandlerT,
](FlowHandler[ContextT, ResultT, HandlerT]):
    """Asks for the printer's device, for its entities, and for what their states mean."""

    _form: AgentForm
    _errors: dict[str, str]

    @abstractmethod
    async def _finish_agent(self) -> ResultT | None:
        """Store what was said; None with the error noted when that failed."""

    async def async_step_agent_device(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Ask for the printer's own device, from which all else is known."""
        if user_input is not None:
            self._form.choose_device(user_input)
            return await self.async_step_agent()
        return self.async_show_form(
            step_id="agent_device",
            data_schema=self.add_suggested_values_to_schema(
                DEVICE_SCHEMA, self._form.values
            ),
        )

    async def async_step_agent(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Ask for camera, status and all else."""
        self._errors = {}
        if user_input is not None:
            self._errors = await self._form.async_read(user_input)
            if not self._errors:
                if self._form.asks_for_states():
                    return await self.async_step_agent_states()
                if (result := await self._finish_agent()) is not None:
                    return result
        return self.async_show_form(
            step_id="agent",
            data_schema=self.add_suggested_values_to_schema(
                self._form.schema, self._form.values
            ),
            errors=self._at_base(),
        )

    async def async_step_agent_states(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Ask what the states of the status entity mean."""
        self._errors = {}
        if user_input is not None:
            self._errors = self._form.read_states(user_input)
            if not self._errors and (result := await self._finish_agent()) is not None:
                return result
        return self.async_show_form(
            step_id="agent_states",
            data_schema=self.add_suggested_values_to_schema(
                self._form.states_schema, self._form.states_values
            ),
            errors=self._at_base(),
            description_placeholders={"status": self._form.states_name},
        )

    def _at_base(self) -> dict[str, str]:
        """Return the errors; those of fields that are not asked for here above the form."""
        shown = {str(field) for field in (*self._form.fields, "base")}
        return {
            field if field in shown else "base": key
            for field, key in self._errors.items()
        }


def agent_subentry(printer: Printer, form: AgentForm) -> ConfigSubentryData:
    """Return what is stored of a printer that Home Assistant reports for."""
    return ConfigSubentryData(
        data={CONF_PRINTER_ID: printer.id, **form.data},
        subentry_type=SUBENTRY_AGENT,
        title=printer.name,
        unique_id=str(printer.id),
    )


class ObicoAgentFlow(
    AgentSteps[SubentryFlowContext, SubentryFlowResult, tuple[str, str]],
    ConfigSubentryFlow,
):
    """Has Home Assistant report for a printer of an entry, or changes how it does."""

    _printer_id: int | None = None

    @property
    def _entry(self) -> ObicoConfigEntry:
        """The entry that the printer is of."""
        return self._get_entry()

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for which printer; none that has another agent is offered."""
        if self._entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        choices = self._choices()
        if not choices:
            return self.async_abort(reason="no_printer")
        if user_input is None and len(choices) > 1:
            options = [
                SelectOptionDict(value=value, label=label)
                for value, label in choices.items()
            ]
            field = SelectSelector(
                SelectSelectorConfig(
                    options=options,
                    mode=SelectSelectorMode.LIST,
                    translation_key="agent_printer",
                )
            )
            return self.async_show_form(
                step_id="user",
                data_schema=vol.Schema({vol.Required(CONF_PRINTER): field}),
            )
        chosen = user_input[CONF_PRINTER] if user_input else next(iter(choices))
        if chosen == NEW_PRINTER:
            self._form = AgentForm(self.hass, name=NEW_NAME)
        else:
            self._printer_id = int(chosen)
            self._form = AgentForm(self.hass)
        return await self.async_step_agent_device()

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change how a printer is reported."""
        subentry = self._get_reconfigure_subentry()
        self._printer_id = subentry.data[CONF_PRINTER_ID]
        self._form = AgentForm(self.hass, subentry.data)
        return await self.async_step_agent_device()

    def _choices(self) -> dict[str, str]:
        """Return the printers that nobody reports for, and a new one, by their ids."""
        coordinator = self._entry.runtime_data
        taken = {subentry.unique_id for subentry in self._entry.subentries.values()}
        choices = {
            str(printer.id): printer.name
            for printer in coordinator.data.printers.values()
            if is_free(printer.agent_name) and str(printer.id) not in taken
        }
        if coordinator.capabilities.account:
            choices[NEW_PRINTER] = NEW_PRINTER
        return choices

    @override
    async def _finish_agent(self) -> SubentryFlowResult | None:
        """Store what was said; a new printer is made only now."""
        if self.source == SOURCE_RECONFIGURE:
            subentry = self._get_reconfigure_subentry()
            return self.async_update_and_abort(
                self._entry,
                subentry,
                data={CONF_PRINTER_ID: self._printer_id, **self._form.data},
            )
        coordinator = self._entry.runtime_data
        try:
            if self._printer_id is None:
                made = await coordinator.client.create_printer(self._form.name)
                self._printer_id = made.id
            await coordinator.async_refresh()
            printer = coordinator.known_printer(self._printer_id)
        except ObicoError as error:
            LOGGER.debug("Nothing can be reported yet: %s", error)
            self._errors = {"base": "cannot_connect"}
            return None
        if not is_free(printer.agent_name):
            return self.async_abort(
                reason="has_agent",
                description_placeholders={
                    "printer": printer.name,
                    "agent": str(printer.agent_name),
                },
            )
        subentry_data = agent_subentry(printer, self._form)
        return self.async_create_entry(
            title=subentry_data["title"],
            data=subentry_data["data"],
            unique_id=subentry_data["unique_id"],
        )
