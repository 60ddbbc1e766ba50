"""Numbers of a printer: its settings in Obico, and what the printer itself is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
)
from homeassistant.const import EntityCategory, UnitOfLength
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client import Printer, PrinterSettings
from .control_number import ObicoControlNumber, control_numbers
from .coordinator import ObicoConfigEntry
from .entity import (
    ObicoEntity,
    ObicoEntityDescription,
    always_known,
    async_add_printer_entities,
    needs_account,
)

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class ObicoNumberEntityDescription(ObicoEntityDescription, NumberEntityDescription):
    """Describes a number of a printer."""

    value_fn: Callable[[Printer], float | None]
    settings_fn: Callable[[float], PrinterSettings]


NUMBERS: tuple[ObicoNumberEntityDescription, ...] = (
    ObicoNumberEntityDescription(
        key="detective_sensitivity",
        translation_key="detective_sensitivity",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=always_known,
        # What Obico's own app offers; the server would take anything.
        native_min_value=0.8,
        native_max_value=1.2,
        native_step=0.05,
        value_fn=lambda printer: printer.detective_sensitivity,
        settings_fn=lambda value: PrinterSettings(detective_sensitivity=value),
    ),
    ObicoNumberEntityDescription(
        key="retract_on_pause",
        translation_key="retract_on_pause",
        device_class=NumberDeviceClass.DISTANCE,
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=always_known,
        native_unit_of_measurement=UnitOfLength.MILLIMETERS,
        native_min_value=0,
        native_max_value=20,
        native_step=0.5,
        value_fn=lambda printer: printer.retract_on_pause,
        settings_fn=lambda value: PrinterSettings(retract_on_pause=value),
    ),
    ObicoNumberEntityDescription(
        key="lift_z_on_pause",
        translation_key="lift_z_on_pause",
        device_class=NumberDeviceClass.DISTANCE,
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=always_known,
        native_unit_of_measurement=UnitOfLength.MILLIMETERS,
        native_min_value=0,
        native_max_value=50,
        native_step=0.5,
        value_fn=lambda printer: printer.lift_z_on_pause,
        settings_fn=lambda value: PrinterSettings(lift_z_on_pause=value),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the numbers of all printers."""
    async_add_printer_entities(
        entry, async_add_entities, ObicoNumber, lambda _: NUMBERS
    )
    async_add_printer_entities(
        entry, async_add_entities, ObicoControlNumber, control_numbers
    )


class ObicoNumber(ObicoEntity[ObicoNumberEntityDescription], NumberEntity):
    """A number of a printer."""

    entity_description: ObicoNumberEntityDescription

    @override
    def _value(self) -> float | None:
        """Return what the description reads from the printer."""
        return self.entity_description.value_fn(self.printer)

    @property
    @override
    def native_value(self) -> float | None:
        """The number in its native unit."""
        return cast(float | None, self._shown[1])

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the number."""
        await self.async_change_settings(self.entity_description.settings_fn(value))
