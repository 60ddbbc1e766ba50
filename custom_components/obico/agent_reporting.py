"""Entities of a printer that Home Assistant reports for."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .agent_config import CONF_STATUS
from .agent_reporter import Reporter
from .client import Printer
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .entity import ObicoEntity, ObicoEntityDescription


@dataclass(frozen=True, kw_only=True)
class ReportingEntityDescription(ObicoEntityDescription):
    """Describes an entity of a reported printer.

    `wanted_fn` tells whether the data of a subentry call for it.
    """

    wanted_fn: Callable[[Mapping[str, Any]], bool] = lambda _: True
    value_fn: Callable[[Reporter], bool]


@dataclass(frozen=True, kw_only=True)
class ReportingSensorEntityDescription(
    ReportingEntityDescription, BinarySensorEntityDescription
):
    """Describes a binary sensor of a reported printer."""


@dataclass(frozen=True, kw_only=True)
class ReportingSwitchEntityDescription(
    ReportingEntityDescription, SwitchEntityDescription
):
    """Describes a switch of a reported printer."""

    turn_fn: Callable[[Reporter, bool], None]


REPORTING_SENSORS: tuple[ReportingSensorEntityDescription, ...] = (
    ReportingSensorEntityDescription(
        key="reporting",
        translation_key="reporting",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        value_fn=lambda reporter: reporter.connected,
    ),
)
REPORTING_SWITCHES: tuple[ReportingSwitchEntityDescription, ...] = (
    ReportingSwitchEntityDescription(
        key="report_print",
        translation_key="report_print",
        # Without a status entity a person says what is printed.
        wanted_fn=lambda data: not data.get(CONF_STATUS),
        value_fn=lambda reporter: reporter.said_printing,
        turn_fn=lambda reporter, on: reporter.say(printing=on),
    ),
)


class ReportingEntity[DescriptionT: ReportingEntityDescription](
    ObicoEntity[DescriptionT]
):
    """An entity of a reported printer."""

    @property
    def reporter(self) -> Reporter | None:
        """What reports for the printer."""
        return self.coordinator.reporters.of(self.printer_id)

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the reporter too."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.reporters.async_add_listener(
                self._handle_coordinator_update
            )
        )

    @override
    def _is_available(self) -> bool:
        """Return whether somebody reports; whether the server is there is no matter."""
        return self.reporter is not None

    @override
    def _value(self) -> bool:
        """Return what the description reads from the reporter."""
        reporter = self.reporter
        return reporter is not None and self.entity_description.value_fn(reporter)

    @property
    def is_on(self) -> bool | None:
        """Whether it is on."""
        return cast(bool | None, self._shown[1])


class ObicoReportingSensor(
    ReportingEntity[ReportingSensorEntityDescription], BinarySensorEntity
):
    """A binary sensor of a reported printer."""

    entity_description: ReportingSensorEntityDescription


class ObicoReportingSwitch(
    ReportingEntity[ReportingSwitchEntityDescription], SwitchEntity
):
    """A switch of a reported printer."""

    entity_description: ReportingSwitchEntityDescription

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on."""
        self._turn(on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        self._turn(on=False)

    def _turn(self, *, on: bool) -> None:
        """Tell the reporter."""
        if (reporter := self.reporter) is not None:
            self.entity_description.turn_fn(reporter, on)


@callback
def async_add_reporting_entities[DescriptionT: ReportingEntityDescription](
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    domain: str,
    entity_class: Callable[[ObicoCoordinator, Printer, DescriptionT], Entity],
    descriptions: tuple[DescriptionT, ...],
) -> None:
    """Add the entities of every reported printer now and later, and remove lost ones."""
    coordinator = entry.runtime_data
    added: set[str] | None = None

    @callback
    def follow() -> None:
        nonlocal added
        wanted = {
            f"{coordinator.device_identifier(printer.id)[1]}_{description.key}": (
                printer,
                description,
            )
            for subentry, printer in coordinator.reporters.wanted()
            for description in descriptions
            if description.wanted_fn(subentry.data)
        }
        if wanted.keys() == added:
            return
        _remove_others(wanted.keys())
        async_add_entities(
            entity_class(coordinator, *wanted[unique_id])
            for unique_id in wanted.keys() - (added or set())
        )
        added = set(wanted)

    @callback
    def _remove_others(wanted: Collection[str]) -> None:
        registry = er.async_get(coordinator.hass)
        keys = tuple(f"_{description.key}" for description in descriptions)
        for found in er.async_entries_for_config_entry(registry, entry.entry_id):
            if (
                found.domain == domain
                and found.unique_id.endswith(keys)
                and found.unique_id not in wanted
            ):
                registry.async_remove(found.entity_id)

    follow()
    entry.async_on_unload(coordinator.reporters.async_add_listener(follow))
