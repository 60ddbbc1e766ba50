"""Sensors of a printer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, UnitOfTemperature, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .account_sensor import ACCOUNT_SENSORS, ObicoAccountSensor
from .client import Heater, Job, Printer, PrinterState, Status
from .coordinator import ObicoConfigEntry
from .entity import (
    ObicoEntity,
    ObicoEntityDescription,
    async_add_account_entities,
    async_add_printer_entities,
)

PARALLEL_UPDATES = 0

type SensorValue = StateType | datetime


@dataclass(frozen=True, kw_only=True)
class ObicoSensorEntityDescription(ObicoEntityDescription, SensorEntityDescription):
    """Describes a sensor of a printer."""

    value_fn: Callable[[ObicoSensor], SensorValue]


def _status(
    value_fn: Callable[[Status], SensorValue],
) -> Callable[[ObicoSensor], SensorValue]:
    """Read a value of the status."""
    return lambda sensor: (
        value_fn(sensor.printer.status) if sensor.printer.status else None
    )


def _job(
    value_fn: Callable[[Job], SensorValue],
) -> Callable[[ObicoSensor], SensorValue]:
    """Read a value of the job while a print runs."""

    def value(sensor: ObicoSensor) -> SensorValue:
        printer = sensor.printer
        if printer.status is None or printer.current_print is None:
            return None
        return value_fn(printer.status.job)

    return value


def _whole_minutes(seconds: float | None) -> float | None:
    """Round a duration, in seconds, to whole minutes: its seconds interest nobody."""
    return None if seconds is None else round(seconds / 60) * 60


def _state(sensor: ObicoSensor) -> str | None:
    """Return the printer's state; one that nobody knows is Home Assistant's unknown."""
    pending = sensor.coordinator.data.pending
    state = pending.get(sensor.printer_id) or sensor.printer.state
    return None if state is PrinterState.UNKNOWN else state.value


def _file_name(sensor: ObicoSensor) -> str | None:
    """Return the file that is printed, or lies ready."""
    printer = sensor.printer
    if printer.current_print and printer.current_print.file_name:
        return printer.current_print.file_name
    return printer.status.job.file_name if printer.status else None


def _started(sensor: ObicoSensor) -> datetime | None:
    """Return when the running print began, else the last one."""
    return sensor.last_print.started_at if sensor.last_print else None


def _finish(sensor: ObicoSensor) -> datetime | None:
    """Return when the running print is expected to end, or the last one ended."""
    if (finish := sensor.coordinator.data.finishes.get(sensor.printer_id)) is not None:
        return finish
    if sensor.printer.current_print is not None or sensor.last_print is None:
        return None
    return sensor.last_print.ended_at


def _failure_score(sensor: ObicoSensor) -> int | None:
    """Return how sure Obico is that the print fails, in percent."""
    score = sensor.printer.failure_score
    return None if score is None else round(score * 100)


SENSORS: tuple[ObicoSensorEntityDescription, ...] = (
    ObicoSensorEntityDescription(
        key="state",
        translation_key="state",
        device_class=SensorDeviceClass.ENUM,
        options=[
            state.value for state in PrinterState if state is not PrinterState.UNKNOWN
        ],
        available_fn=lambda _: True,
        value_fn=_state,
    ),
    ObicoSensorEntityDescription(
        key="progress",
        translation_key="progress",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        value_fn=_job(lambda job: None if job.progress is None else int(job.progress)),
    ),
    ObicoSensorEntityDescription(
        key="file_name",
        translation_key="file_name",
        value_fn=_file_name,
    ),
    ObicoSensorEntityDescription(
        key="print_started",
        translation_key="print_started",
        device_class=SensorDeviceClass.TIMESTAMP,
        available_fn=lambda _: True,
        value_fn=_started,
    ),
    ObicoSensorEntityDescription(
        key="print_finishes",
        translation_key="print_finishes",
        device_class=SensorDeviceClass.TIMESTAMP,
        available_fn=lambda _: True,
        value_fn=_finish,
    ),
    ObicoSensorEntityDescription(
        key="elapsed",
        translation_key="elapsed",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        value_fn=_job(lambda job: _whole_minutes(job.elapsed)),
    ),
    ObicoSensorEntityDescription(
        key="remaining",
        translation_key="remaining",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        value_fn=_job(lambda job: _whole_minutes(job.remaining)),
    ),
    ObicoSensorEntityDescription(
        key="current_layer",
        translation_key="current_layer",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=_status(lambda status: status.layer),
    ),
    ObicoSensorEntityDescription(
        key="layer_count",
        translation_key="layer_count",
        value_fn=_status(lambda status: status.layer_count),
    ),
    ObicoSensorEntityDescription(
        key="failure_score",
        translation_key="failure_score",
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=_failure_score,
    ),
)

# The heaters that most printers have, under the names that OctoPrint and Klipper give them.
KNOWN_HEATERS = {
    "tool0": "nozzle",
    "extruder": "nozzle",
    "bed": "bed",
    "heater_bed": "bed",
    "chamber": "chamber",
}


def _heater(sensor: ObicoSensor, name: str) -> Heater | None:
    """Return a heater of the printer by its name."""
    status = sensor.printer.status
    return next((h for h in status.heaters if h.name == name), None) if status else None


def _temperature(
    heater: Heater, key: str, value_fn: Callable[[Heater], float | None]
) -> ObicoSensorEntityDescription:
    """Describe a temperature of a heater; one that is not well known keeps its own name."""
    name = heater.name

    def value(sensor: ObicoSensor) -> float | None:
        found = _heater(sensor, name)
        return value_fn(found) if found else None

    known = KNOWN_HEATERS.get(name)
    return ObicoSensorEntityDescription(
        key=f"{name}_{key}",
        translation_key=f"{known or 'heater'}_{key}",
        translation_placeholders=None
        if known
        else {"name": name.replace("_", " ").capitalize()},
        device_class=SensorDeviceClass.TEMPERATURE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        suggested_display_precision=1,
        value_fn=value,
    )


def heater_descriptions(printer: Printer) -> Iterable[ObicoSensorEntityDescription]:
    """Describe the temperature of each heater and sensor, and the target of each heater."""
    for heater in printer.status.heaters if printer.status else ():
        yield _temperature(heater, "temperature", lambda found: found.actual)
        if not heater.is_sensor:
            yield _temperature(heater, "target", lambda found: found.target)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of all printers and of the account."""

    async_add_printer_entities(
        entry,
        async_add_entities,
        ObicoSensor,
        lambda printer: (*SENSORS, *heater_descriptions(printer)),
    )
    async_add_account_entities(
        entry, async_add_entities, ObicoAccountSensor, ACCOUNT_SENSORS
    )


class ObicoSensor(ObicoEntity[ObicoSensorEntityDescription], SensorEntity):
    """A sensor of a printer."""

    entity_description: ObicoSensorEntityDescription

    @override
    def _value(self) -> SensorValue:
        """Return what the description reads from the printer."""
        return self.entity_description.value_fn(self)

    @property
    @override
    def native_value(self) -> SensorValue:
        """The sensor's value in its native unit."""
        return cast(SensorValue, self._shown[1])
