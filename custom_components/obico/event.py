"""What happens to a printer, for automations to react to."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ObicoConfigEntry
from .entity import ObicoEntity, ObicoEntityDescription, async_add_printer_entities
from .occurrences import Occurrence, OccurrenceType

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ObicoEventEntityDescription(ObicoEntityDescription, EventEntityDescription):
    """Describes an event entity of a printer."""


EVENTS = (
    ObicoEventEntityDescription(
        key="print",
        translation_key="print",
        event_types=[
            OccurrenceType.PRINT_STARTED,
            OccurrenceType.PRINT_PAUSED,
            OccurrenceType.PRINT_RESUMED,
            OccurrenceType.PRINT_FINISHED,
            OccurrenceType.PRINT_CANCELLED,
            OccurrenceType.PRINT_FAILED,
        ],
        available_fn=lambda _: True,
    ),
    ObicoEventEntityDescription(
        key="alert",
        translation_key="alert",
        event_types=[
            OccurrenceType.FAILURE_ALERTED,
            OccurrenceType.ALERT_MUTED,
            OccurrenceType.ALERT_UNMUTED,
        ],
        available_fn=lambda _: True,
    ),
    ObicoEventEntityDescription(
        key="attention",
        translation_key="attention",
        event_types=[
            OccurrenceType.FILAMENT_CHANGE,
            OccurrenceType.PRINTER_ERROR,
            OccurrenceType.PRINTER_WARNING,
        ],
        available_fn=lambda _: True,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entities of all printers."""
    async_add_printer_entities(
        entry, async_add_entities, ObicoEventEntity, lambda _: EVENTS
    )


class ObicoEventEntity(ObicoEntity[ObicoEventEntityDescription], EventEntity):
    """What happens to a printer, of one subject."""

    entity_description: ObicoEventEntityDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to listen."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.events.async_listen(self.printer_id, self._happened)
        )

    @override
    def _value(self) -> None:
        """Show nothing but whether it would be heard: what happened stays."""

    @callback
    def _happened(self, occurrence: Occurrence) -> None:
        """Tell automations what happened."""
        if occurrence.type not in self.event_types:
            return
        attributes = {
            "happened_at": occurrence.happened_at.isoformat(),
            "print_id": occurrence.print_id,
            "file_name": occurrence.file_name,
            "message": occurrence.message,
        }
        self._trigger_event(
            occurrence.type,
            {name: value for name, value in attributes.items() if value is not None},
        )
        self.async_write_ha_state()
