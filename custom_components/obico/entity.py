"""What all entities of a printer share."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .client import (
    Capabilities,
    ObicoAuthenticationError,
    ObicoCommandError,
    ObicoCommandTimeoutError,
    ObicoConnectionError,
    ObicoError,
    ObicoNotFoundError,
    ObicoThrottledError,
    ObicoTimeoutError,
    Print,
    Printer,
)
from .commands import Command
from .const import DOMAIN
from .coordinator import ObicoConfigEntry, ObicoCoordinator

# The software that connects a printer to Obico, by the name of its agent.
AGENT_MODELS = {"octoprint_obico": "OctoPrint", "moonraker_obico": "Klipper"}

# What went wrong with a command, as the key of a translated text.
COMMAND_ERRORS: dict[type[ObicoError], str] = {
    ObicoAuthenticationError: "credentials_refused",
    ObicoCommandTimeoutError: "command_timed_out",
    ObicoCommandError: "command_refused",
    ObicoNotFoundError: "command_refused",
    ObicoThrottledError: "throttled",
    ObicoTimeoutError: "timed_out",
    ObicoConnectionError: "cannot_connect",
    ObicoError: "server_fault",
}


@dataclass(frozen=True, kw_only=True)
class ObicoEntityDescription(EntityDescription):
    """Describes an entity of a printer.

    `needs_fn` tells whether the credentials open it, `exists_fn` whether this printer
    has it, `available_fn` whether its truth is known now (default: the printer is online).
    """

    needs_fn: Callable[[Capabilities], bool] = lambda _: True
    exists_fn: Callable[[Printer], bool] = lambda _: True
    available_fn: Callable[[Printer], bool] = lambda printer: printer.online


class ObicoEntity[DescriptionT: ObicoEntityDescription](
    CoordinatorEntity[ObicoCoordinator]
):
    """An entity of a printer."""

    _attr_has_entity_name = True
    entity_description: DescriptionT

    def __init__(
        self, coordinator: ObicoCoordinator, printer: Printer, description: DescriptionT
    ) -> None:
        """Bind the description to a printer."""
        super().__init__(coordinator)
        self.entity_description = description
        self.printer_id = printer.id
        identifier = coordinator.device_identifier(printer.id)
        self._attr_unique_id = f"{identifier[1]}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={identifier},
            name=printer.name,
            manufacturer="Obico",
            model=AGENT_MODELS.get(printer.agent_name or "", printer.agent_name),
            sw_version=printer.agent_version,
            configuration_url=f"{coordinator.server}/printers/{printer.id}/control/",
        )
        self._shown = self._shows()

    @property
    def printer(self) -> Printer:
        """The printer's last snapshot; only to be read while it is there."""
        return self.coordinator.data.printers[self.printer_id]

    @property
    def last_print(self) -> Print | None:
        """The print that runs, else the last one of the history."""
        return self.printer.current_print or self.coordinator.data.last_prints.get(
            self.printer_id
        )

    @property
    @override
    def available(self) -> bool:
        """Whether the truth is known."""
        return (
            super().available
            and self.printer_id in self.coordinator.data.printers
            and self.entity_description.available_fn(self.printer)
        )

    @abstractmethod
    def _value(self) -> object:
        """Return what the entity shows while it is available."""

    def _shows(self) -> object:
        """Return what must differ for a state to be worth writing."""
        return (True, self._value()) if self.available else (False, None)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state if it changed."""
        if (shows := self._shows()) != self._shown:
            self._shown = shows
            self.async_write_ha_state()

    async def async_execute(self, command: Command) -> None:
        """Have the printer do something; tell a person what went wrong."""
        try:
            await self.coordinator.async_execute(command, self.printer_id)
        except ObicoError as error:
            if isinstance(error, ObicoAuthenticationError):
                self.coordinator.config_entry.async_start_reauth(self.hass)
            kind = next(kind for kind in type(error).__mro__ if kind in COMMAND_ERRORS)
            reason = error.reason if isinstance(error, ObicoCommandError) else None
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=COMMAND_ERRORS[kind],
                translation_placeholders={
                    "printer": self.printer.name
                    if self.available
                    else str(self.printer_id),
                    "error": reason or str(error),
                },
            ) from error


@callback
def async_add_printer_entities(
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    make_fn: Callable[[ObicoCoordinator, Printer], Iterable[Entity]],
) -> None:
    """Add the entities of every printer now, and of what appears later.

    `make_fn` returns all entities that a snapshot calls for; those that exist already
    are dropped by their unique id.
    """
    coordinator = entry.runtime_data
    seen: dict[int, Printer] = {}
    added: set[str | None] = set()

    @callback
    def add() -> None:
        new: list[Entity] = []
        for gone in seen.keys() - coordinator.data.printers.keys():
            del seen[gone]
            prefix = f"{coordinator.device_identifier(gone)[1]}_"
            added.difference_update(
                {key for key in added if key and key.startswith(prefix)}
            )
        for printer in coordinator.data.printers.values():
            if seen.get(printer.id) is not printer:
                seen[printer.id] = printer
                new += [
                    e for e in make_fn(coordinator, printer) if e.unique_id not in added
                ]
        added.update(entity.unique_id for entity in new)
        if new:
            async_add_entities(new)

    add()
    entry.async_on_unload(coordinator.async_add_listener(add))


def described[DescriptionT: ObicoEntityDescription](
    coordinator: ObicoCoordinator,
    printer: Printer,
    descriptions: Iterable[DescriptionT],
) -> Iterable[DescriptionT]:
    """Return those descriptions that this printer has and these credentials open."""
    return (
        description
        for description in descriptions
        if description.needs_fn(coordinator.capabilities)
        and description.exists_fn(printer)
    )
