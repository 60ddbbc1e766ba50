"""Binary sensors of a printer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client import Printer, PrinterState
from .coordinator import ObicoConfigEntry
from .entity import ObicoEntity, ObicoEntityDescription, async_add_printer_entities

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
        available_fn=lambda _: True,
        value_fn=lambda printer: (
            printer.alert is not None and printer.alert.unacknowledged
        ),
    ),
    ObicoBinarySensorEntityDescription(
        key="online",
        translation_key="online",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        available_fn=lambda _: True,
        value_fn=lambda printer: printer.state is not PrinterState.OFFLINE,
    ),
    ObicoBinarySensorEntityDescription(
        key="printing",
        translation_key="printing",
        device_class=BinarySensorDeviceClass.RUNNING,
        available_fn=lambda printer: printer.state is not PrinterState.OFFLINE,
        value_fn=lambda printer: printer.state is PrinterState.PRINTING,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of all printers."""
    async_add_printer_entities(
        entry, async_add_entities, ObicoBinarySensor, lambda _: BINARY_SENSORS
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
