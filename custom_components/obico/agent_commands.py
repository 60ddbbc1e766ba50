"""What Obico wants done with a reported printer, done as a person said it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    UnitOfTemperature,
)
from homeassistant.core import Context, CoreState, HomeAssistant, split_entity_id
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.script import Script, async_validate_actions_config
from homeassistant.util.unit_conversion import TemperatureConverter

from .agent_config import HEATERS, AgentConfig
from .client import (
    AgentCommand,
    AgentCommandKind,
    ObicoCommandError,
    ObicoUnsupportedError,
    ReportedState,
)
from .const import DOMAIN, LOGGER

# Seconds that an action may take: who waits in Obico is told that it failed then.
TIME_LIMIT: Final = 30.0

# What can be set to a number, with the action that does it.
SETTABLE: Final = ("input_number", "number")

# What a printer does when it was told to.
WANTED: Final = {
    AgentCommandKind.PAUSE: ReportedState.PAUSED,
    AgentCommandKind.RESUME: ReportedState.PRINTING,
}


async def async_validate(hass: HomeAssistant, actions: Any) -> list[dict[str, Any]]:
    """Return actions ready to run. Raises vol.Invalid, or HomeAssistantError."""
    return await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(actions))


class AgentCommands:
    """Runs what is configured for pausing, resuming and cancelling."""

    def __init__(
        self,
        hass: HomeAssistant,
        name: str,
        config: AgentConfig,
        entity_id_fn: Callable[[str], str | None],
    ) -> None:
        """Begin; `name` is what a person knows the printer by.

        `entity_id_fn` returns the entity of a field as it is called now.
        """
        self._hass = hass
        self._name = name
        self._config = config
        self._entity_id_fn = entity_id_fn
        self._scripts: dict[str, Script] = {}

    async def async_prepare(self) -> None:
        """Make ready what is configured, so that a command runs at once."""
        for command in self._config.commands:
            try:
                await self._prepare(command)
            except (vol.Invalid, HomeAssistantError) as error:
                if self._hass.state is CoreState.running:
                    LOGGER.warning(
                        "What shall %s %s cannot be done: %s",
                        command,
                        self._name,
                        error,
                    )

    async def _prepare(self, command: str) -> Script:
        """Return what does a command. Raises vol.Invalid, or HomeAssistantError.

        While Home Assistant starts, the device that an action is of may not be there yet.
        """
        if (script := self._scripts.get(command)) is None:
            script = self._scripts[command] = Script(
                self._hass,
                await async_validate(self._hass, self._config.commands[command]),
                f"{self._name}: {command}",
                DOMAIN,
                log_exceptions=False,
                max_exceeded="SILENT",
                running_description=f"{command} of {self._name}",
            )
        return script

    async def async_execute(self, command: AgentCommand, state: ReportedState) -> None:
        """Do what Obico wants, and return when it is done.

        `state` is what the printer does: it may have no button for what it does already.

        Raises ObicoUnsupportedError when nothing is configured for it, ObicoCommandError
        when nothing of it can be reached, HomeAssistantError and what else actions raise,
        TimeoutError when they take too long.
        """
        if command.kind not in self._config.commands:
            raise ObicoUnsupportedError(
                "nothing is configured for it",
                f"Home Assistant was not told how to {command.kind} this printer.",
            )
        variables = {
            "initiator": command.initiator.value,
            "retract": command.retract,
            "lift_z": command.lift_z,
            "tools_off": command.tools_off,
            "bed_off": command.bed_off,
        }
        try:
            if state is not WANTED.get(command.kind):
                self._require_reachable(command.kind)
            script = await self._prepare(command.kind)
            async with asyncio.timeout(TIME_LIMIT):
                await script.async_run(variables, Context())
        except Exception as error:
            LOGGER.warning(
                "Obico wanted to %s %s, which failed: %s",
                command.kind,
                self._name,
                str(error) or type(error).__name__,
            )
            raise

    def _require_reachable(self, command: str) -> None:
        """Refuse what Home Assistant would skip without a word.

        That is an action for entities alone that are all unavailable.
        """
        found = [self._skipped(step) for step in self._config.commands[command]]
        if all(found):
            names = ", ".join(name for names in found for name in names)
            # Obico need not know what they are called.
            raise ObicoCommandError(
                f"{names} is unavailable",
                "What does that is unavailable in Home Assistant.",
            )

    def _skipped(self, step: Mapping[str, Any]) -> list[str]:
        """Return the entities of a step that will be skipped, if it is for no others."""
        target = step.get("target")
        if not isinstance(target, Mapping) or target.keys() != {ATTR_ENTITY_ID}:
            return []
        domain, _, _ = str(step.get("action")).partition(".")
        registry = er.async_get(self._hass)
        names: list[str] = []
        for stored in cv.ensure_list(target[ATTR_ENTITY_ID]):
            entity_id = er.async_resolve_entity_id(registry, str(stored))
            state = self._hass.states.get(entity_id) if entity_id else None
            # An action of another domain does with an entity what it likes.
            if (
                entity_id is None
                or split_entity_id(entity_id)[0] != domain
                or (state is not None and state.state != STATE_UNAVAILABLE)
            ):
                return []
            names.append(entity_id)
        return names

    @property
    def heats(self) -> bool:
        """Whether there is any heater whose target can be set."""
        return any(self._target(heater) for heater in HEATERS)

    def _target(self, heater: str) -> str | None:
        """Return what sets the target of a heater, known by Obico's name."""
        _, field = HEATERS.get(heater, (None, None))
        entity_id = self._entity_id_fn(field) if field else None
        if entity_id and split_entity_id(entity_id)[0] in SETTABLE:
            return entity_id
        return None

    async def async_set_temperature(self, heater: str, celsius: float) -> None:
        """Set the target of a heater. Raises ValueError when nothing sets it."""
        if (entity_id := self._target(heater)) is None:
            raise ValueError(f"nothing sets the temperature of {heater}")
        state = self._hass.states.get(entity_id)
        unit = (state.attributes if state else {}).get(
            ATTR_UNIT_OF_MEASUREMENT, UnitOfTemperature.CELSIUS
        )
        value = TemperatureConverter.convert(celsius, UnitOfTemperature.CELSIUS, unit)
        async with asyncio.timeout(TIME_LIMIT):
            await self._hass.services.async_call(
                split_entity_id(entity_id)[0],
                "set_value",
                {ATTR_ENTITY_ID: entity_id, "value": round(value, 1)},
                blocking=True,
                context=Context(),
            )

    async def async_stop(self) -> None:
        """End what still runs."""
        for script in self._scripts.values():
            await script.async_stop()
