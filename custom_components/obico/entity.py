"""What all entities of a printer share."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .audience import ACCOUNT
from .client import Capabilities, Print, Printer, PrinterSettings
from .commands import Command
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .data import Account
from .devices import agent_model
from .errors import async_tell_errors
from .wishes import Wishes


@dataclass(frozen=True, kw_only=True)
class ObicoEntityDescription(EntityDescription):
    """Describes an entity of a printer.

    `needs_fn` tells whether the credentials open it, `exists_fn` whether this printer
    has it, `available_fn` whether its truth is known now (default: the printer is online).
    """

    needs_fn: Callable[[Capabilities], bool] = lambda _: True
    exists_fn: Callable[[Printer], bool] = lambda _: True
    available_fn: Callable[[Printer], bool] = lambda printer: printer.online


def needs_account(capabilities: Capabilities) -> bool:
    """Tell whether the credentials open what only an account can see and do."""
    return capabilities.account


def always_known(_: Printer) -> bool:
    """Tell that the server knows it, whether the printer is online or not."""
    return True


@dataclass(frozen=True, kw_only=True)
class ObicoAccountEntityDescription(EntityDescription):
    """Describes an entity of the account; see ObicoEntityDescription."""

    needs_fn: Callable[[Capabilities], bool] = needs_account
    exists_fn: Callable[[Account], bool] = lambda _: True
    available_fn: Callable[[Account], bool] = lambda _: True


class ObicoBaseEntity[DescriptionT: EntityDescription](
    CoordinatorEntity[ObicoCoordinator]
):
    """What entities of printers and of the account share: writing only what changed."""

    _attr_has_entity_name = True
    entity_description: DescriptionT

    def __init__(
        self,
        coordinator: ObicoCoordinator,
        identifier: tuple[str, str],
        description: DescriptionT,
        context: object,
    ) -> None:
        """Bind the description to a device."""
        super().__init__(coordinator, context)
        self.entity_description = description
        self._attr_unique_id = f"{identifier[1]}_{description.key}"
        self._shown: tuple[bool, object] = (False, None)

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to follow the coordinator, with what is known now."""
        await super().async_added_to_hass()
        self._shown = self._shows()

    @property
    @override
    def available(self) -> bool:
        """Whether the truth is known."""
        return self._shown[0]

    @abstractmethod
    def _is_available(self) -> bool:
        """Return whether the truth is known now."""

    @abstractmethod
    def _value(self) -> object:
        """Return what the entity shows while it is available."""

    def _shows(self) -> tuple[bool, object]:
        """Return what must differ for a state to be worth writing."""
        return (True, self._value()) if self._is_available() else (False, None)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state if it changed."""
        if (shows := self._shows()) != self._shown:
            self._shown = shows
            self.async_write_ha_state()

    async def _tell_errors[ResultT](
        self, name: str, attempt: Awaitable[ResultT]
    ) -> ResultT:
        """Return what an attempt brings; tell a person what went wrong."""
        entry = self.coordinator.config_entry
        return await async_tell_errors(self.hass, entry, name, attempt)


@lru_cache(maxsize=1024)
def _device_info(
    identifier: tuple[str, str],
    name: str,
    model: str | None,
    version: str | None,
    url: str,
) -> DeviceInfo:
    """Describe the device of a printer; its many entities share the description."""
    return DeviceInfo(
        identifiers={identifier},
        name=name,
        manufacturer="Obico",
        model=model,
        sw_version=version,
        configuration_url=url,
    )


class ObicoEntity[DescriptionT: ObicoEntityDescription](ObicoBaseEntity[DescriptionT]):
    """An entity of a printer."""

    def __init__(
        self, coordinator: ObicoCoordinator, printer: Printer, description: DescriptionT
    ) -> None:
        """Bind the description to a printer."""
        identifier = coordinator.device_identifier(printer.id)
        super().__init__(coordinator, identifier, description, printer.id)
        self.printer_id = printer.id
        self._name_of_printer = printer.name
        self._attr_device_info = _device_info(
            identifier,
            printer.name,
            agent_model(printer),
            printer.agent_version,
            f"{coordinator.server}/printers/{printer.id}/control/",
        )

    @property
    def printer(self) -> Printer:
        """The printer's last snapshot; only to be read while it is there."""
        return self.coordinator.data.printers[self.printer_id]

    @property
    def wishes(self) -> Wishes:
        """What was set at the printer and it does not tell yet."""
        return self.coordinator.data.wishes.get(self.printer_id, {})

    @property
    def last_print(self) -> Print | None:
        """The print that runs, else the last one of the history."""
        return self.printer.current_print or self.coordinator.data.last_prints.get(
            self.printer_id
        )

    @property
    def ended_print(self) -> Print | None:
        """The last print that has ended."""
        return self.coordinator.data.ended_prints.get(self.printer_id)

    @override
    def _is_available(self) -> bool:
        """Return whether the printer is known, and what the entity shows of it."""
        return self.coordinator.is_known(
            self.printer_id
        ) and self.entity_description.available_fn(self.printer)

    async def async_execute(self, command: Command) -> None:
        """Have the printer do something; tell a person what went wrong."""
        await self._tell_errors(
            self._name_of_printer,
            self.coordinator.async_execute(command, self.printer_id),
        )

    async def async_change_settings(self, settings: PrinterSettings) -> None:
        """Change settings of the printer; tell a person what went wrong."""
        await self._tell_errors(
            self._name_of_printer,
            self.coordinator.async_change_settings(self.printer_id, settings),
        )


class ObicoAccountEntity[DescriptionT: ObicoAccountEntityDescription](
    ObicoBaseEntity[DescriptionT]
):
    """An entity of the account itself."""

    def __init__(
        self, coordinator: ObicoCoordinator, description: DescriptionT
    ) -> None:
        """Bind the description to the account."""
        identifier = coordinator.account_identifier
        super().__init__(coordinator, identifier, description, ACCOUNT)
        self._attr_device_info = DeviceInfo(
            identifiers={identifier},
            name=coordinator.config_entry.title,
            manufacturer="Obico",
            entry_type=DeviceEntryType.SERVICE,
            configuration_url=f"{coordinator.server}/user_preferences/",
        )

    @property
    def account(self) -> Account:
        """The account's last snapshot; only to be read while it is there."""
        account = self.coordinator.data.account
        assert account is not None
        return account

    @override
    def _is_available(self) -> bool:
        """Return whether the account is known, and what the entity shows of it."""
        return (
            self.coordinator.last_update_success
            and self.coordinator.data.account is not None
            and self.entity_description.available_fn(self.account)
        )


@callback
def async_add_printer_entities[DescriptionT: ObicoEntityDescription](
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entity_class: Callable[[ObicoCoordinator, Printer, DescriptionT], Entity],
    descriptions_fn: Callable[[Printer], Iterable[DescriptionT]],
) -> None:
    """Add the entities of every printer now, and of what appears later.

    `descriptions_fn` returns all entities that a snapshot or the last print may call for,
    those that exist already too.
    """
    coordinator = entry.runtime_data
    added: dict[int, set[str]] = {}

    def missing(printer: Printer) -> Iterator[Entity]:
        """Make the entities that a printer calls for and that do not exist."""
        known = added.setdefault(printer.id, set())
        for description in descriptions_fn(printer):
            if (
                description.key not in known
                and description.needs_fn(coordinator.capabilities)
                and description.exists_fn(printer)
            ):
                known.add(description.key)
                yield entity_class(coordinator, printer, description)

    @callback
    def changed(printer_id: int) -> None:
        """Look at a printer that appeared, changed or disappeared."""
        if (printer := coordinator.data.printers.get(printer_id)) is None:
            added.pop(printer_id, None)
        elif new := list(missing(printer)):
            async_add_entities(new)

    async_add_entities(
        entity
        for printer in coordinator.data.printers.values()
        for entity in missing(printer)
    )
    entry.async_on_unload(coordinator.async_add_printer_listener(changed))


@callback
def async_add_account_entities[DescriptionT: ObicoAccountEntityDescription](
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entity_class: Callable[[ObicoCoordinator, DescriptionT], Entity],
    descriptions: Iterable[DescriptionT],
) -> None:
    """Add the entities of the account as soon as the account was read."""
    coordinator = entry.runtime_data
    waiting = [
        description
        for description in descriptions
        if description.needs_fn(coordinator.capabilities)
    ]

    @callback
    def add() -> None:
        if (account := coordinator.data.account) is None:
            return
        ready = [item for item in waiting if item.exists_fn(account)]
        for item in ready:
            waiting.remove(item)
        if ready:
            async_add_entities(entity_class(coordinator, item) for item in ready)

    add()
    entry.async_on_unload(coordinator.async_add_listener(add, ACCOUNT))
