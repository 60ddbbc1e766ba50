"""Sensors of a printer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
import math
from time import monotonic
from typing import cast, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    MAX_LENGTH_STATE_STATE,
    PERCENTAGE,
    EntityCategory,
    UnitOfLength,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import sensor_values as values
from .account_sensor import ACCOUNT_SENSORS, ObicoAccountSensor
from .client import DetectionVerdict, Heater, NotWatchingReason, Printer, PrinterState
from .control_number import takes_commands
from .coordinator import ObicoConfigEntry
from .entity import (
    ObicoEntity,
    ObicoEntityDescription,
    always_known,
    async_add_account_entities,
    async_add_printer_entities,
    needs_account,
)
from .heaters import heater_name
from .totals_sensor import TOTALS_SENSORS, ObicoTotalsSensor

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ObicoSensorEntityDescription(ObicoEntityDescription, SensorEntityDescription):
    """Describes a sensor of a printer.

    A live printer tells something every few seconds, and most of it only trembles.
    `patience` keeps that out of the history: a change by 1 waits for so many seconds
    until it is written, a change by 2 for half of them, and so on. A change by `leap` or
    more does not wait. A change by less than `least` is none. The default is to write
    every change at once.
    """

    value_fn: values.ValueFn
    patience: float = 0
    least: float = 0
    leap: float = math.inf


SENSORS: tuple[ObicoSensorEntityDescription, ...] = (
    ObicoSensorEntityDescription(
        key="state",
        name=None,
        translation_key="state",
        device_class=SensorDeviceClass.ENUM,
        options=[
            state.value for state in PrinterState if state is not PrinterState.UNKNOWN
        ],
        available_fn=always_known,
        value_fn=values.state,
    ),
    ObicoSensorEntityDescription(
        key="progress",
        translation_key="progress",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        value_fn=values.of_job(
            lambda job: None if job.progress is None else int(job.progress)
        ),
    ),
    ObicoSensorEntityDescription(
        key="file_name",
        translation_key="file_name",
        value_fn=lambda sensor: sensor.printer.file_name,
    ),
    ObicoSensorEntityDescription(
        key="print_started",
        translation_key="print_started",
        device_class=SensorDeviceClass.TIMESTAMP,
        available_fn=always_known,
        value_fn=values.started,
    ),
    ObicoSensorEntityDescription(
        key="print_finishes",
        translation_key="print_finishes",
        device_class=SensorDeviceClass.TIMESTAMP,
        available_fn=always_known,
        value_fn=values.finishes,
    ),
    ObicoSensorEntityDescription(
        key="elapsed",
        translation_key="elapsed",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        value_fn=values.of_job(lambda job: values.whole_minutes(job.elapsed)),
    ),
    ObicoSensorEntityDescription(
        key="remaining",
        translation_key="remaining",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        # Of four minutes, four minutes late.
        patience=240 * 240,
        leap=600,
        value_fn=values.of_job(lambda job: values.whole_minutes(job.remaining)),
    ),
    ObicoSensorEntityDescription(
        key="estimated_total",
        translation_key="estimated_total",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        exists_fn=values.status_tells(lambda status: status.job.estimated_total),
        value_fn=values.of_status(
            lambda status: values.whole_minutes(status.job.estimated_total)
        ),
    ),
    ObicoSensorEntityDescription(
        key="current_layer",
        translation_key="current_layer",
        state_class=SensorStateClass.MEASUREMENT,
        patience=90,
        value_fn=values.of_status(lambda status: status.layer),
    ),
    ObicoSensorEntityDescription(
        key="layer_count",
        translation_key="layer_count",
        value_fn=values.of_status(lambda status: status.layer_count),
    ),
    ObicoSensorEntityDescription(
        key="z_height",
        translation_key="z_height",
        device_class=SensorDeviceClass.DISTANCE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfLength.MILLIMETERS,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,
        patience=20,
        value_fn=values.of_status(lambda status: status.z_height),
    ),
    ObicoSensorEntityDescription(
        key="fan_speed",
        translation_key="fan_speed",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        exists_fn=values.status_tells(lambda status: status.fan_speed),
        patience=600,
        value_fn=values.of_status(
            lambda status: values.whole_percent(status.fan_speed)
        ),
    ),
    ObicoSensorEntityDescription(
        key="feed_rate",
        translation_key="feed_rate",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        exists_fn=values.status_tells(lambda status: status.feed_rate),
        patience=600,
        value_fn=values.of_status(
            lambda status: values.whole_percent(status.feed_rate)
        ),
    ),
    ObicoSensorEntityDescription(
        key="flow_rate",
        translation_key="flow_rate",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        exists_fn=values.status_tells(lambda status: status.flow_rate),
        patience=600,
        value_fn=values.of_status(
            lambda status: values.whole_percent(status.flow_rate)
        ),
    ),
    ObicoSensorEntityDescription(
        key="filament_used",
        translation_key="filament_used",
        device_class=SensorDeviceClass.DISTANCE,
        state_class=SensorStateClass.TOTAL_INCREASING,
        native_unit_of_measurement=UnitOfLength.MILLIMETERS,
        suggested_unit_of_measurement=UnitOfLength.METERS,
        suggested_display_precision=2,
        # Only where it is measured: what OctoPrint calls used is the plan.
        exists_fn=values.status_tells(lambda status: status.job.filament_used),
        # Of one metre, ten minutes late.
        patience=1000 * 600,
        value_fn=values.of_job(lambda job: job.filament_used),
    ),
    ObicoSensorEntityDescription(
        key="filament_planned",
        translation_key="filament_planned",
        device_class=SensorDeviceClass.DISTANCE,
        native_unit_of_measurement=UnitOfLength.MILLIMETERS,
        suggested_unit_of_measurement=UnitOfLength.METERS,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,
        exists_fn=values.status_tells(lambda status: status.job.filament_planned),
        value_fn=values.of_status(lambda status: status.job.filament_planned),
    ),
    ObicoSensorEntityDescription(
        key="failure_score",
        translation_key="failure_score",
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        patience=4000,
        leap=15,
        value_fn=lambda sensor: values.whole_percent(sensor.printer.failure_score),
    ),
    ObicoSensorEntityDescription(
        key="verdict",
        translation_key="verdict",
        device_class=SensorDeviceClass.ENUM,
        options=[verdict.value for verdict in DetectionVerdict],
        value_fn=lambda sensor: sensor.printer.verdict,
    ),
    ObicoSensorEntityDescription(
        key="not_watching_reason",
        translation_key="not_watching_reason",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=["none", *(reason.value for reason in NotWatchingReason)],
        available_fn=always_known,
        value_fn=lambda sensor: sensor.printer.not_watching_reason or "none",
    ),
    ObicoSensorEntityDescription(
        key="error_text",
        translation_key="error_text",
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=values.of_status(lambda status: status.error),
    ),
    ObicoSensorEntityDescription(
        key="last_print",
        translation_key="last_print",
        entity_category=EntityCategory.DIAGNOSTIC,
        needs_fn=needs_account,
        available_fn=always_known,
        value_fn=values.of_ended_print(lambda ended: ended.file_name),
    ),
    ObicoSensorEntityDescription(
        key="last_print_result",
        translation_key="last_print_result",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=["cancelled", "finished"],
        needs_fn=needs_account,
        available_fn=always_known,
        value_fn=values.of_ended_print(
            lambda ended: "cancelled" if ended.cancelled_at else "finished"
        ),
    ),
    ObicoSensorEntityDescription(
        key="last_print_duration",
        translation_key="last_print_duration",
        device_class=SensorDeviceClass.DURATION,
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        needs_fn=needs_account,
        available_fn=always_known,
        value_fn=values.of_ended_print(values.duration),
    ),
    ObicoSensorEntityDescription(
        key="last_print_ended",
        translation_key="last_print_ended",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        needs_fn=needs_account,
        available_fn=always_known,
        value_fn=values.of_ended_print(lambda ended: ended.ended_at),
    ),
)


HEATER_VALUES: Mapping[str, Callable[[Heater], float | None]] = {
    "temperature": lambda heater: heater.actual,
    "target": lambda heater: heater.target,
}


@cache
def _temperature(
    name: str, key: str, *, is_sensor: bool, enabled: bool = True
) -> ObicoSensorEntityDescription:
    """Describe a temperature of a heater; a thermometer that nobody knows is diagnostic.

    All printers share the descriptions of heaters of the same name.
    """
    kind, placeholders = heater_name(name)
    value_fn = HEATER_VALUES[key]

    def value(sensor: values.PrinterEntity) -> float | None:
        found = sensor.printer.heater(name)
        return value_fn(found) if found else None

    return ObicoSensorEntityDescription(
        key=f"{name}_{key}",
        translation_key=f"{kind}_{key}",
        translation_placeholders=placeholders,
        device_class=SensorDeviceClass.TEMPERATURE,
        entity_category=EntityCategory.DIAGNOSTIC
        if is_sensor and kind == "heater"
        else None,
        entity_registry_enabled_default=enabled,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        suggested_display_precision=1,
        # One degree waits for minutes; a heater that heats is hardly delayed.
        patience=400 if key == "temperature" else 0,
        # A thermometer at rest trembles by some tenths of a degree.
        least=1 if key == "temperature" else 0,
        value_fn=value,
    )


def heater_descriptions(printer: Printer) -> Iterable[ObicoSensorEntityDescription]:
    """Describe the temperature of each heater and sensor, and the target of each heater.

    A target that a number sets is disabled: the number shows it too.
    """
    settable = takes_commands(printer)
    for heater in printer.heaters:
        yield _temperature(heater.name, "temperature", is_sensor=heater.is_sensor)
        if not heater.is_sensor:
            yield _temperature(
                heater.name, "target", is_sensor=False, enabled=not settable
            )


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
    async_add_printer_entities(
        entry, async_add_entities, ObicoTotalsSensor, lambda _: TOTALS_SENSORS
    )
    async_add_account_entities(
        entry, async_add_entities, ObicoAccountSensor, ACCOUNT_SENSORS
    )


class ObicoSensor(ObicoEntity[ObicoSensorEntityDescription], SensorEntity):
    """A sensor of a printer."""

    entity_description: ObicoSensorEntityDescription

    _changed_at = 0.0

    @override
    def _value(self) -> values.SensorValue:
        """Return what the description reads from the printer."""
        value = self.entity_description.value_fn(self)
        return value[:MAX_LENGTH_STATE_STATE] if isinstance(value, str) else value

    @override
    def _shows(self) -> tuple[bool, object]:
        """Return what is worth writing, which is the old value while a change waits."""
        shows = super()._shows()
        if shows != self._shown:
            if self._waits(shows[1]):
                return self._shown
            self._changed_at = monotonic()
        return shows

    def _waits(self, value: object) -> bool:
        """Tell whether a change is too small for its age."""
        shown = self._shown[1]
        if not isinstance(value, int | float) or not isinstance(shown, int | float):
            return False
        change = abs(value - shown)
        description = self.entity_description
        return change < description.least or (
            change < description.leap
            and change * (monotonic() - self._changed_at) < description.patience
        )

    @property
    @override
    def options(self) -> list[str] | None:
        """What an enum can be: also a text that Obico says and nobody knows yet."""
        options, value = self.entity_description.options, self._shown[1]
        if options is None or not isinstance(value, str) or value in options:
            return options
        return [*options, value]

    @property
    @override
    def native_value(self) -> values.SensorValue:
        """The sensor's value in its native unit."""
        return cast(values.SensorValue, self._shown[1])
