"""The printers that a voice may hear of: those of which something is exposed to it."""

from collections.abc import Iterator

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from .client import Printer, PrinterState
from .client.record import Record
from .const import DOMAIN
from .coordinator import ObicoConfigEntry, ObicoCoordinator

# The entity whose aliases are other names of its printer.
MAIN_ENTITY = "state"


class ExposedPrinter(Record):
    """A printer as it is now, and what it is called in Home Assistant."""

    coordinator: ObicoCoordinator
    printer: Printer
    names: tuple[str, ...]
    areas: tuple[str, ...]
    area_id: str | None

    @property
    def name(self) -> str:
        """The name of its device."""
        return self.names[0]

    @property
    def known(self) -> bool:
        """Whether the truth about it is known."""
        return self.coordinator.is_known(self.printer.id)

    @property
    def state(self) -> PrinterState:
        """What it does, or was just told to do."""
        pending = self.coordinator.data.pending.get(self.printer.id)
        return pending or self.printer.state

    @property
    def busy(self) -> bool:
        """Whether a print is known to be under way, paused or not."""
        return self.known and self.printer.online and self.printer.busy

    @property
    def progress(self) -> int | None:
        """How much of the print is done, in whole percent."""
        progress = self.printer.status.job.progress if self.printer.status else None
        return None if progress is None else int(progress)

    @property
    def remaining(self) -> float | None:
        """How long the print will take, in seconds."""
        return self.printer.status.job.remaining if self.printer.status else None


@callback
def async_exposed_printers(
    hass: HomeAssistant, assistant: str
) -> tuple[ExposedPrinter, ...]:
    """Return the printers of which an assistant may know, sorted by name."""
    found = _exposed_printers(hass, assistant)
    return tuple(sorted(found, key=lambda exposed: exposed.name.casefold()))


def _exposed_printers(hass: HomeAssistant, assistant: str) -> Iterator[ExposedPrinter]:
    """Yield the printers that have an entity which is exposed to an assistant."""
    devices, entities = dr.async_get(hass), er.async_get(hass)
    entries: list[ObicoConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    for entry in entries:
        coordinator = entry.runtime_data
        printers = {
            coordinator.device_identifier(printer.id): printer
            for printer in coordinator.data.printers.values()
        }
        for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
            identifier = next(iter(device.identifiers & printers.keys()), None)
            if identifier is None:
                continue
            printer = printers[identifier]
            own = er.async_entries_for_device(entities, device.id)
            if not any(
                async_should_expose(hass, assistant, entity.entity_id) for entity in own
            ):
                continue
            main = f"{identifier[1]}_{MAIN_ENTITY}"
            aliases = next(
                (entity.aliases for entity in own if entity.unique_id == main), ()
            )
            yield ExposedPrinter(
                coordinator=coordinator,
                printer=printer,
                names=(
                    device.name_by_user or device.name or printer.name,
                    *(alias for alias in aliases if isinstance(alias, str)),
                ),
                areas=_names_of_area(hass, device.area_id),
                area_id=device.area_id,
            )


def _names_of_area(hass: HomeAssistant, area_id: str | None) -> tuple[str, ...]:
    """Return the name of an area and its aliases."""
    area = ar.async_get(hass).async_get_area(area_id) if area_id else None
    return (area.name, *area.aliases) if area else ()
