"""Binary sensors of a printer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.binary_sensor import (
    DOMAIN as BINARY_SENSOR_DOMAIN,
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .agent_reporting import (
    REPORTING_SENSORS,
    ObicoReportingSensor,
    async_add_reporting_entities,
)
from .client import Printer, PrinterState
from .coordinator import ObicoConfigEntry
from .entity import (
    ObicoEntity,
    ObicoEntityDescription,
    always_known,
    async_add_printer_entities,
)

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ObicoBinarySensorEntityDescription(
    ObicoEntityDescription, BinarySensorEntityDescription
):
    """Describes a binary sensor of a printer."""

    value_fn: Callable[[Printer], bool]


BINARY_SENSORS: tuple[ObicoBinarySensorEntityDescription, ...] = (
    ObicoBinarySensorEntityDescription(
        key="failure_alert",
        translation_key="failure_alert",
        device_class=BinarySensorDeviceClass.PROBLEM,
        available_fn=always_known,
        value_fn=lambda printer: printer.alert_waits,
    ),
    ObicoBinarySensorEntityDescription(
        key="online",
        translation_key="online",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        available_fn=always_known,
        value_fn=lambda printer: printer.state is not PrinterState.OFFLINE,
    ),
    ObicoBinarySensorEntityDescription(
        key="printing",
        translation_key="printing",
        device_class=BinarySensorDeviceClass.RUNNING,
        available_fn=lambda printer: printer.state is not PrinterState.OFFLINE,
        value_fn=lambda printer: printer.state is PrinterState.PRINTING,
    ),
    ObicoBinarySensorEntityDescription(
        key="paused",
        translation_key="paused",
        available_fn=lambda printer: printer.state is not PrinterState.OFFLINE,
        value_fn=lambda printer: printer.state is PrinterState.PAUSED,
    ),
    ObicoBinarySensorEntityDescription(
        key="printer_error",
        translation_key="printer_error",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=BinarySensorDeviceClass.PROBLEM,
        value_fn=lambda printer: (
            printer.state is PrinterState.ERROR
            or (printer.status is not None and printer.status.error is not None)
        ),
    ),
    ObicoBinarySensorEntityDescription(
        key="attention_needed",
        translation_key="attention_needed",
        device_class=BinarySensorDeviceClass.PROBLEM,
        # Most agents never tell.
        exists_fn=lambda printer: (
            printer.status is not None
            and printer.status.user_interaction_required is not None
        ),
        value_fn=lambda printer: (
            printer.status is not None
            and printer.status.user_interaction_required is True
        ),
    ),
    ObicoBinarySensorEntityDescription(
        key="watching",
        translation_key="watching",
        entity_category=EntityCategory.DIAGNOSTIC,
        available_fn=always_known,
        value_fn=lambda printer: printer.not_watching_reason is None,
    ),
    ObicoBinarySensorEntityDescription(
        key="alert_muted",
        translation_key="alert_muted",
        entity_category=EntityCategory.DIAGNOSTIC,
        available_fn=always_known,
        value_fn=lambda printer: printer.muted,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of all printers, and of those that are reported."""
    async_add_printer_entities(
        entry, async_add_entities, ObicoBinarySensor, lambda _: BINARY_SENSORS
    )
    async_add_reporting_entities(
        entry,
        async_add_entities,
        BINARY_SENSOR_DOMAIN,
        ObicoReportingSensor,
        REPORTING_SENSORS,
    )


class ObicoBinarySensor(
    ObicoEntity[ObicoBinarySensorEntityDescription], BinarySensorEntity
):
    """A binary sensor of a printer."""

    entity_description: ObicoBinarySensorEntityDescription

    @override
    def _value(self) -> bool:
        """Return what the description reads from the printer."""
        return self.entity_description.value_fn(self.printer)

    @property
    @override
    def is_on(self) -> bool:
        """Whether the sensor is on."""
        return bool(self._shown[1])
