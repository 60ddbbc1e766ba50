"""What is asked of a person about a printer that Home Assistant is to report for."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import CONF_NAME, Platform
from homeassistant.core import HomeAssistant, callback, split_entity_id
from homeassistant.data_entry_flow import section
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.selector import (
    ActionSelector,
    BooleanSelector,
    DeviceSelector,
    DeviceSelectorConfig,
    EntitySelector,
    EntitySelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    StateSelector,
    StateSelectorConfig,
    TextSelector,
)

from .agent_commands import async_validate
from .agent_config import (
    COMMANDS,
    CONF_CAMERA,
    CONF_FILE_NAME,
    CONF_FLIP_HORIZONTAL,
    CONF_FLIP_VERTICAL,
    CONF_LAYER,
    CONF_PRINTER_DEVICE,
    CONF_PROGRESS,
    CONF_ROTATION,
    CONF_STATES,
    CONF_STATUS,
    CONF_TIME_LEFT,
    CONF_TOTAL_LAYERS,
    ENTITIES,
    HEATERS,
    Meaning,
    pin,
    unpin,
)
from .agent_presets import PRESETS, guess_states, preselect, preset_of
from .const import DOMAIN

CONF_OWN_STATES: Final = "own_states"

# The parts of the form that are folded up.
SECTION_CAMERA: Final = "mounting"
SECTION_JOB: Final = "job"
SECTION_TEMPERATURES: Final = "temperatures"
SECTION_COMMANDS: Final = "commands"
SECTIONS: Final = (SECTION_CAMERA, SECTION_JOB, SECTION_TEMPERATURES, SECTION_COMMANDS)

ROTATIONS: Final = ("0", "90", "180", "270")
# What a person is asked for when the states of an entity are not known.
ASKED: Final = (
    Meaning.PRINTING,
    Meaning.PAUSED,
    Meaning.OPERATIONAL,
    Meaning.FINISHED,
    Meaning.CANCELLED,
    Meaning.ERROR,
    Meaning.OFFLINE,
)


def _entity(*domains: str) -> EntitySelector:
    """Return a field for an entity of some domains."""
    return EntitySelector(EntitySelectorConfig(domain=list(domains)))


STATUS_FIELD: Final = _entity(
    "binary_sensor", "input_boolean", "input_select", "select", "sensor", "switch"
)
NUMBER_FIELD: Final = _entity("input_number", "number", "sensor")
TIME_FIELD: Final = _entity("input_datetime", "input_number", "number", "sensor")
TEXT_FIELD: Final = _entity("input_text", "sensor", "text")
ROTATION_FIELD: Final = SelectSelector(
    SelectSelectorConfig(
        options=list(ROTATIONS),
        mode=SelectSelectorMode.DROPDOWN,
        translation_key="rotation",
    )
)
DEVICE_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_PRINTER_DEVICE): DeviceSelector(
            DeviceSelectorConfig(filter=[{"integration": name} for name in PRESETS])
        )
    }
)


def _section(fields: Mapping[vol.Marker, Any], *, collapsed: bool = True) -> section:
    """Return a part of a form."""
    return section(vol.Schema(dict(fields)), {"collapsed": collapsed})


class AgentForm:
    """What a person says about a printer, from one form to the next."""

    def __init__(
        self,
        hass: HomeAssistant,
        stored: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> None:
        """Begin with what is stored already; `name` is that of a printer yet to be named."""
        self._hass = hass
        self._name = name
        self._values: dict[str, Any] = unpin(hass, stored or {})
        # A person who said what states mean may change it.
        if CONF_STATES in self._values:
            self._values[CONF_OWN_STATES] = True

    @property
    def data(self) -> dict[str, Any]:
        """What is to be stored."""
        data = {
            key: value
            for key, value in self._values.items()
            if key not in (CONF_NAME, CONF_OWN_STATES) and value not in (None, [], "")
        }
        stored: dict[str, Any] = pin(self._hass, data)
        return stored

    @property
    def name(self) -> str:
        """What the printer shall be called, where that was asked."""
        return str(self._values.get(CONF_NAME, "")).strip()

    # The printer's own device

    def choose_device(self, user_input: Mapping[str, Any]) -> None:
        """Take a device, and preselect all that it has."""
        device_id = user_input.get(CONF_PRINTER_DEVICE)
        if device_id == self._values.get(CONF_PRINTER_DEVICE):
            return
        self._values.pop(CONF_PRINTER_DEVICE, None)
        if device_id is None:
            return
        found = preselect(self._hass, device_id)
        status = self._values.get(CONF_STATUS)
        if found.get(CONF_STATUS, status) != status:
            # What the states mean was said of another entity.
            self._values.pop(CONF_STATES, None)
            self._values.pop(CONF_OWN_STATES, None)
        self._values |= found
        self._values[CONF_PRINTER_DEVICE] = device_id
        device = dr.async_get(self._hass).async_get(device_id)
        if device is not None:
            self._values[CONF_NAME] = device.name_by_user or device.name

    # The form itself

    @property
    def fields(self) -> set[str]:
        """The fields of the form at which an error can be said."""
        named = {CONF_NAME} if self._name is not None else set()
        return {CONF_CAMERA, CONF_STATUS, Meaning.PRINTING.value, *named}

    @property
    def schema(self) -> vol.Schema:
        """The form."""
        fields: dict[vol.Marker, Any] = {}
        if self._name is not None:
            fields[vol.Required(CONF_NAME, default=self._name)] = TextSelector()
        fields[vol.Required(CONF_CAMERA)] = EntitySelector(
            EntitySelectorConfig(domain="camera", exclude_entities=self._own_cameras())
        )
        fields[vol.Optional(CONF_STATUS)] = STATUS_FIELD
        if preset_of(self._hass, self._values.get(CONF_STATUS)):
            fields[vol.Required(CONF_OWN_STATES, default=False)] = BooleanSelector()
        return vol.Schema(fields | self._sections())

    def _sections(self) -> dict[vol.Marker, Any]:
        """Return the parts of the form that are folded up."""
        return {
            vol.Required(SECTION_COMMANDS): _section(
                {vol.Optional(command): ActionSelector() for command in COMMANDS},
                collapsed=False,
            ),
            vol.Required(SECTION_JOB): _section(
                {
                    vol.Optional(CONF_PROGRESS): NUMBER_FIELD,
                    vol.Optional(CONF_TIME_LEFT): TIME_FIELD,
                    vol.Optional(CONF_FILE_NAME): TEXT_FIELD,
                    vol.Optional(CONF_LAYER): NUMBER_FIELD,
                    vol.Optional(CONF_TOTAL_LAYERS): NUMBER_FIELD,
                }
            ),
            vol.Required(SECTION_TEMPERATURES): _section(
                {
                    vol.Optional(field): NUMBER_FIELD
                    for pair in HEATERS.values()
                    for field in pair
                }
            ),
            vol.Required(SECTION_CAMERA): _section(
                {
                    vol.Required(CONF_ROTATION, default="0"): ROTATION_FIELD,
                    vol.Required(CONF_FLIP_HORIZONTAL, default=False): (
                        BooleanSelector()
                    ),
                    vol.Required(CONF_FLIP_VERTICAL, default=False): BooleanSelector(),
                }
            ),
        }

    def _own_cameras(self) -> list[str]:
        """Return our own cameras: they show what Obico got."""
        return [
            entity.entity_id
            for entity in er.async_get(self._hass).entities.values()
            if entity.platform == DOMAIN and entity.domain == Platform.CAMERA
        ]

    @property
    def values(self) -> dict[str, Any]:
        """What is known, in the order of the form."""
        return self._values | dict.fromkeys(SECTIONS, self._values)

    async def async_read(self, user_input: Mapping[str, Any]) -> dict[str, str]:
        """Take a filled form, and return what is wrong with it."""
        before = self._values.get(CONF_STATUS)
        flat = dict(user_input)
        for name in SECTIONS:
            flat |= flat.pop(name, {})
        # What was emptied does not come back.
        kept = {
            key: self._values[key]
            for key in (CONF_PRINTER_DEVICE, CONF_STATES)
            if key in self._values
        }
        self._values = kept | flat
        if self._values.get(CONF_STATUS) != before:
            self._values.pop(CONF_STATES, None)
        errors: dict[str, str] = {}
        if self._name is not None and not self.name:
            errors[CONF_NAME] = "no_name"
        for field in ENTITIES:
            if self._is_own(self._values.get(field)):
                errors[_shown_at(field)] = "own_entity"
        for command in COMMANDS:
            try:
                await async_validate(self._hass, self._values.get(command) or [])
            except vol.Invalid, HomeAssistantError:
                errors["base"] = "not_an_action"
        return errors

    def _is_own(self, entity_id: str | None) -> bool:
        """Tell whether an entity shows what Obico says: it would be told its own words."""
        found = er.async_get(self._hass).async_get(entity_id) if entity_id else None
        return found is not None and found.platform == DOMAIN

    # What the states of the status entity mean

    @callback
    def asks_for_states(self) -> bool:
        """Tell whether a person has to say what the states of the status entity mean."""
        status = self._values.get(CONF_STATUS)
        own = self._values.get(CONF_OWN_STATES, False)
        if status and (own or preset_of(self._hass, status) is None):
            return True
        self._values.pop(CONF_STATES, None)
        return False

    @property
    def states_schema(self) -> vol.Schema:
        """The form that asks for the states."""
        field = StateSelector(
            StateSelectorConfig(entity_id=self._values[CONF_STATUS], multiple=True)
        )
        return vol.Schema({vol.Optional(meaning.value): field for meaning in ASKED})

    @property
    def states_values(self) -> dict[str, list[str]]:
        """What the states mean, or may mean."""
        if states := self._values.get(CONF_STATES):
            return dict(states)
        status = self._values[CONF_STATUS]
        if (preset := preset_of(self._hass, status)) is not None:
            return {key.value: list(states) for key, states in preset.states.items()}
        return guess_states(self._hass.states.get(status), split_entity_id(status)[0])

    @property
    def states_name(self) -> str:
        """What a person knows the status entity by."""
        status = self._values[CONF_STATUS]
        state = self._hass.states.get(status)
        return state.name if state else str(status)

    def read_states(self, user_input: Mapping[str, Iterable[str]]) -> dict[str, str]:
        """Take the states, and return what is wrong with them."""
        chosen = {key: list(states) for key, states in user_input.items() if states}
        self._values[CONF_STATES] = chosen
        all_states = [state for states in chosen.values() for state in states]
        if Meaning.PRINTING not in chosen:
            return {Meaning.PRINTING: "no_printing_state"}
        if len(all_states) != len(set(all_states)):
            return {"base": "state_twice"}
        return {}


def _shown_at(field: str) -> str:
    """Return where an error of a field is said: not within a folded part."""
    return field if field in (CONF_CAMERA, CONF_STATUS) else "base"
