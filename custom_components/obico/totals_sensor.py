"""Sensors of what the prints of a printer add up to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import cast, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfLength, UnitOfTime
from homeassistant.helpers.typing import StateType

from .client import Capabilities, Printer
from .data import PrintTotals, Totals
from .entity import ObicoEntity, ObicoEntityDescription, always_known, needs_account


@dataclass(frozen=True, kw_only=True)
class ObicoTotalsSensorEntityDescription(
    ObicoEntityDescription, SensorEntityDescription
):
    """Describes a sensor of totals; `totals_fn` chooses the period."""

    needs_fn: Callable[[Capabilities], bool] = needs_account
    available_fn: Callable[[Printer], bool] = always_known
    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    totals_fn: Callable[[Totals], PrintTotals]
    value_fn: Callable[[PrintTotals], StateType]


def _sensors(
    period: str,
    totals_fn: Callable[[Totals], PrintTotals],
    *,
    state_class: SensorStateClass,
    enabled: bool,
) -> Iterable[ObicoTotalsSensorEntityDescription]:
    """Describe the sensors of a period."""
    describe = partial(
        ObicoTotalsSensorEntityDescription,
        entity_registry_enabled_default=enabled,
        totals_fn=totals_fn,
    )
    yield describe(
        key=f"prints_{period}",
        translation_key=f"prints_{period}",
        state_class=state_class,
        value_fn=lambda totals: totals.prints,
    )
    yield describe(
        key=f"success_rate_{period}",
        translation_key=f"success_rate_{period}",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        value_fn=lambda totals: totals.success_rate,
    )
    yield describe(
        key=f"print_time_{period}",
        translation_key=f"print_time_{period}",
        device_class=SensorDeviceClass.DURATION,
        state_class=state_class,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=1,
        value_fn=lambda totals: totals.print_time,
    )
    yield describe(
        key=f"filament_{period}",
        translation_key=f"filament_{period}",
        device_class=SensorDeviceClass.DISTANCE,
        state_class=state_class,
        native_unit_of_measurement=UnitOfLength.MILLIMETERS,
        suggested_unit_of_measurement=UnitOfLength.METERS,
        suggested_display_precision=1,
        value_fn=lambda totals: totals.filament,
    )


TOTALS_SENSORS: tuple[ObicoTotalsSensorEntityDescription, ...] = (
    *_sensors(
        "total",
        lambda totals: totals.ever,
        state_class=SensorStateClass.TOTAL,
        enabled=True,
    ),
    *_sensors(
        "recent",
        lambda totals: totals.recent,
        state_class=SensorStateClass.MEASUREMENT,
        enabled=False,
    ),
)


class ObicoTotalsSensor(ObicoEntity[ObicoTotalsSensorEntityDescription], SensorEntity):
    """A sensor of what the prints of a printer add up to."""

    entity_description: ObicoTotalsSensorEntityDescription

    @override
    def _is_available(self) -> bool:
        """Return whether the totals were read."""
        return (
            super()._is_available() and self.printer_id in self.coordinator.data.totals
        )

    @override
    def _value(self) -> StateType:
        """Return what the description reads from the totals."""
        totals = self.coordinator.data.totals[self.printer_id]
        return self.entity_description.value_fn(
            self.entity_description.totals_fn(totals)
        )

    @property
    @override
    def native_value(self) -> StateType:
        """The sensor's value in its native unit."""
        return cast(StateType, self._shown[1])
