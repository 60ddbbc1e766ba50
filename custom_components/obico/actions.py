"""What all actions share: how they are described, and what they are about."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from datetime import datetime
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr

from .client import ObicoClient, ObicoNotFoundError, Printer, PrinterStream
from .client.record import Record
from .commands import Command
from .const import DOMAIN
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .errors import async_tell_errors

ATTR_LIMIT: Final = "limit"
ATTR_NAME: Final = "name"
ATTR_WHILE_PRINTING: Final = "while_printing"

# The most that a list returns, and that one call changes.
LONGEST_LIST = 1000
MOST_AT_ONCE = 100

ACCOUNT: Final[Mapping[vol.Marker, Any]] = {
    vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string
}
PRINTER: Final[Mapping[vol.Marker, Any]] = {vol.Required(ATTR_DEVICE_ID): cv.string}
PRINTERS: Final[Mapping[vol.Marker, Any]] = {
    vol.Optional(ATTR_DEVICE_ID): vol.All(cv.ensure_list, [cv.string])
}
ONE_PRINTER: Final[Mapping[vol.Marker, Any]] = {
    vol.Optional(ATTR_DEVICE_ID): vol.All(
        cv.ensure_list, [cv.string], vol.Length(max=1)
    )
}
LIMIT: Final[Mapping[vol.Marker, Any]] = {
    vol.Optional(ATTR_LIMIT, default=50): vol.All(
        vol.Coerce(int), vol.Range(min=1, max=LONGEST_LIST)
    )
}
NUMBERS: Final = vol.All(
    cv.ensure_list, [cv.positive_int], vol.Length(min=1, max=MOST_AT_ONCE)
)
NAME: Final = vol.All(cv.string, str.strip, vol.Length(min=1))


class Action(Record):
    """An action: the fields that it takes, what it does, whether it answers.

    `admin`: whether only administrators may call it.
    """

    fields: Mapping[vol.Marker, Any]
    handler: Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]
    validator: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    response: SupportsResponse = SupportsResponse.NONE
    admin: bool = False

    @property
    def schema(self) -> vol.All:
        """The schema of its data."""
        checks = [self.validator] if self.validator else []
        return vol.All(vol.Schema(dict(self.fields)), *checks)


class AccountTarget(Record):
    """The account that an action is about."""

    coordinator: ObicoCoordinator

    @property
    def client(self) -> ObicoClient:
        """What speaks to the server."""
        return self.coordinator.client

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.coordinator.config_entry.title

    async def async_ask[ResultT](
        self,
        attempt: Awaitable[ResultT],
        missing: ServiceValidationError | None = None,
    ) -> ResultT:
        """Return what an attempt brings; tell a person what went wrong.

        `missing` is what is told when there is no such thing.
        """

        async def ask() -> ResultT:
            try:
                return await attempt
            except ObicoNotFoundError as error:
                raise missing or error from None

        coordinator = self.coordinator
        return await async_tell_errors(
            coordinator.hass, coordinator.config_entry, self.name, ask()
        )


class Target(AccountTarget):
    """The printer that an action is about."""

    printer: Printer

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.printer.name

    async def async_execute(self, command: Command, call: ServiceCall) -> None:
        """Have the printer do something; tell a person what went wrong."""
        await self.async_ask(
            self.coordinator.async_execute(
                command,
                self.printer.id,
                while_printing=call.data.get(ATTR_WHILE_PRINTING, False),
            )
        )

    async def async_ask_agent[ResultT](
        self, ask_fn: Callable[[PrinterStream], Awaitable[ResultT]]
    ) -> ResultT:
        """Return what the printer's agent answers; tell a person what went wrong."""

        async def ask() -> ResultT:
            return await ask_fn(await self.coordinator.async_connect(self.printer.id))

        return await self.async_ask(ask())


@callback
def account(call: ServiceCall) -> AccountTarget:
    """Return the account whose entry an action names."""
    entry_id = call.data[ATTR_CONFIG_ENTRY_ID]
    entry: ObicoConfigEntry | None = call.hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.domain != DOMAIN:
        raise invalid("account_not_found", account=entry_id)
    if entry.state is not ConfigEntryState.LOADED:
        raise invalid("account_not_loaded", account=entry.title)
    if not entry.runtime_data.capabilities.account:
        raise invalid("not_an_account", account=entry.title)
    return AccountTarget(coordinator=entry.runtime_data)


@callback
def printer(call: ServiceCall) -> Target:
    """Return the printer whose device an action names."""
    return find_printer(call.hass, call.data[ATTR_DEVICE_ID])


@callback
def account_printer(call: ServiceCall) -> Target:
    """Return the printer whose device an action names, for what only accounts can do."""
    target = printer(call)
    if not target.coordinator.capabilities.account:
        raise invalid("needs_account", printer=target.name)
    return target


@callback
def printers_of(account_target: AccountTarget, call: ServiceCall) -> list[Target]:
    """Return the account's printers whose devices an action names, if any."""
    found = [
        find_printer(call.hass, device_id)
        for device_id in call.data.get(ATTR_DEVICE_ID, ())
    ]
    for target in found:
        if target.coordinator is not account_target.coordinator:
            raise invalid(
                "printer_of_another_account",
                printer=target.name,
                account=account_target.name,
            )
    return found


@callback
def find_printer(hass: HomeAssistant, device_id: str) -> Target:
    """Return the printer of a device."""
    device = dr.async_get(hass).async_get(device_id)
    if device is None:
        raise invalid("device_not_found", device=device_id)
    name = device.name_by_user or device.name or device_id
    own = [name_of for domain, name_of in device.identifiers if domain == DOMAIN]
    entries: list[ObicoConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    for entry in entries:
        if not any(name_of.startswith(f"{entry.unique_id}_") for name_of in own):
            continue
        if entry.state is not ConfigEntryState.LOADED:
            raise invalid("entry_not_loaded", device=name)
        coordinator = entry.runtime_data
        for found in coordinator.data.printers.values():
            if coordinator.device_identifier(found.id) in device.identifiers:
                return Target(coordinator=coordinator, printer=found)
    raise invalid("not_a_printer", device=name)


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return what a person is told of a field that cannot be meant."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )


async def take[T](
    items: AsyncIterator[T],
    limit: int,
    wanted_fn: Callable[[T], bool] = lambda _: True,
    *,
    patience: int | None = None,
) -> tuple[list[T], bool]:
    """Return the first items that are wanted, and whether there may be more.

    With `patience` no more items than that are looked at.
    """
    found: list[T] = []
    seen = 0
    async for item in items:
        if len(found) == limit or seen == patience:
            return found, True
        seen += 1
        if wanted_fn(item):
            found.append(item)
    return found, False


def told_time(moment: datetime | None) -> str | None:
    """Return a time as responses have it."""
    return moment.isoformat() if moment else None
