"""What a person said about a printer that Home Assistant reports for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .client import AGENT_NAME, PrintEnd, ReportedState

# The type of a subentry: one for each printer that is reported.
SUBENTRY_AGENT: Final = "agent"

CONF_PRINTER_ID: Final = "printer_id"
CONF_PRINTER_DEVICE: Final = "printer_device"

CONF_CAMERA: Final = "camera"
CONF_ROTATION: Final = "rotation"
CONF_FLIP_HORIZONTAL: Final = "flip_horizontal"
CONF_FLIP_VERTICAL: Final = "flip_vertical"

CONF_STATUS: Final = "status"
CONF_STATES: Final = "states"
CONF_PROGRESS: Final = "progress"
CONF_TIME_LEFT: Final = "time_left"
CONF_FILE_NAME: Final = "file_name"
CONF_LAYER: Final = "layer"
CONF_TOTAL_LAYERS: Final = "total_layers"

CONF_NOZZLE_TEMPERATURE: Final = "nozzle_temperature"
CONF_NOZZLE_TARGET: Final = "nozzle_target"
CONF_BED_TEMPERATURE: Final = "bed_temperature"
CONF_BED_TARGET: Final = "bed_target"
CONF_CHAMBER_TEMPERATURE: Final = "chamber_temperature"
CONF_CHAMBER_TARGET: Final = "chamber_target"

CONF_PAUSE: Final = "pause"
CONF_RESUME: Final = "resume"
CONF_CANCEL: Final = "cancel"

# Obico's names of heaters, with the fields of their temperature and their target.
HEATERS: Final[Mapping[str, tuple[str, str]]] = {
    "tool0": (CONF_NOZZLE_TEMPERATURE, CONF_NOZZLE_TARGET),
    "bed": (CONF_BED_TEMPERATURE, CONF_BED_TARGET),
    "chamber": (CONF_CHAMBER_TEMPERATURE, CONF_CHAMBER_TARGET),
}
TEMPERATURES: Final = tuple(field for pair in HEATERS.values() for field in pair)
COMMANDS: Final = (CONF_PAUSE, CONF_RESUME, CONF_CANCEL)
# The fields that name an entity to be read.
SOURCES: Final = (
    CONF_STATUS,
    CONF_PROGRESS,
    CONF_TIME_LEFT,
    CONF_FILE_NAME,
    CONF_LAYER,
    CONF_TOTAL_LAYERS,
    *TEMPERATURES,
)
ENTITIES: Final = (CONF_CAMERA, *SOURCES)


class Meaning(StrEnum):
    """What a state of the status entity says of the printer."""

    STARTING = "starting"
    PRINTING = "printing"
    PAUSING = "pausing"
    PAUSED = "paused"
    RESUMING = "resuming"
    CANCELLING = "cancelling"
    FINISHING = "finishing"
    OPERATIONAL = "operational"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ERROR = "error"
    OFFLINE = "offline"

    @property
    def ended(self) -> PrintEnd | None:
        """How the last print ended, where the state tells it."""
        return ENDS.get(self)

    @property
    def state(self) -> ReportedState:
        """What the printer does; after the end of a print it is ready for another."""
        return ReportedState.OPERATIONAL if self.ended else ReportedState(self.value)


ENDS: Final[Mapping[Meaning, PrintEnd]] = {
    Meaning.FINISHED: PrintEnd.FINISHED,
    Meaning.CANCELLED: PrintEnd.CANCELLED,
    Meaning.FAILED: PrintEnd.FAILED,
}

type States = Mapping[str, Meaning]


@dataclass(frozen=True, kw_only=True)
class AgentConfig:
    """What a subentry stores; entities by id, or by what the registry knows them by.

    Empty `states`: those of the status entity's integration are known.
    """

    printer_id: int
    device_id: str | None
    rotation: int
    flip_horizontal: bool
    flip_vertical: bool
    states: States
    entities: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read the data of a subentry."""
        return cls(
            printer_id=data[CONF_PRINTER_ID],
            device_id=data.get(CONF_PRINTER_DEVICE),
            rotation=int(data.get(CONF_ROTATION, 0)),
            flip_horizontal=data.get(CONF_FLIP_HORIZONTAL, False),
            flip_vertical=data.get(CONF_FLIP_VERTICAL, False),
            states=read_states(data.get(CONF_STATES, {})),
            entities={key: data[key] for key in ENTITIES if data.get(key)},
            commands={key: data[key] for key in COMMANDS if data.get(key)},
        )


def is_free(agent_name: str | None) -> bool:
    """Tell whether a printer has no agent but us, so that we may report for it."""
    return agent_name in (None, "", AGENT_NAME)


def read_states(meanings: Mapping[str, Iterable[str]]) -> States:
    """Return what each state means, from the states of each meaning."""
    return {
        plain_state(state): Meaning(meaning)
        for meaning, states in meanings.items()
        for state in states
    }


def plain_state(state: str) -> str:
    """Return a state as it is compared: nobody cares for capitals."""
    return state.strip().casefold()


@callback
def pin(hass: HomeAssistant, value: Any) -> Any:
    """Return what was chosen with entities as their registry knows them, renamed or not.

    Goes into actions too, whose targets Home Assistant takes either way.
    """
    registry = er.async_get(hass)

    def registered(entity_id: str) -> str:
        found = registry.async_get(entity_id)
        return found.id if found else entity_id

    return _with_entities(value, registered)


@callback
def unpin(hass: HomeAssistant, value: Any) -> Any:
    """Return what is stored with entities under their present ids."""
    registry = er.async_get(hass)
    return _with_entities(
        value,
        lambda stored: er.async_resolve_entity_id(registry, stored) or stored,
    )


def _with_entities(value: Any, change: Any, key: str = "") -> Any:
    """Return data with each entity in it changed."""
    if isinstance(value, Mapping):
        return {
            name: _with_entities(item, change, name) for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_with_entities(item, change, key) for item in value]
    if isinstance(value, str) and (key in ENTITIES or key == "entity_id"):
        return change(value)
    return value
