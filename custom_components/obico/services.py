"""Actions: what a printer can be told that needs arguments, or that answers."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr

from .client import Printer, PrinterStream, controls
from .commands import Command
from .const import DOMAIN
from .control_commands import (
    connect,
    home,
    jog,
    send_g_code,
    set_temperatures,
    start_file,
)
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .errors import async_tell_errors
from .heaters import heater_name

ATTR_AXES: Final = "axes"
ATTR_BAUD_RATE: Final = "baud_rate"
ATTR_COMMANDS: Final = "commands"
ATTR_HEATER: Final = "heater"
ATTR_PATH: Final = "path"
ATTR_PORT: Final = "port"
ATTR_TEMPERATURE: Final = "temperature"
ATTR_WHILE_PRINTING: Final = "while_printing"

# The longest way in mm, and the highest temperature in °C, that nobody means by mistake.
LONGEST_WAY = 1000
HIGHEST_TEMPERATURE = 500


@dataclass(frozen=True, kw_only=True)
class Action:
    """An action: the fields that it takes, what it does, whether it answers."""

    fields: Mapping[vol.Marker, Any]
    handler: Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]
    validator: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    response: SupportsResponse = SupportsResponse.NONE

    @property
    def schema(self) -> vol.All:
        """The schema of its data."""
        checks = [self.validator] if self.validator else []
        return vol.All(vol.Schema(dict(self.fields)), *checks)


@dataclass(frozen=True, kw_only=True)
class Target:
    """The printer that an action is about."""

    coordinator: ObicoCoordinator
    printer: Printer

    async def async_execute(self, command: Command, call: ServiceCall) -> None:
        """Have the printer do something; tell a person what went wrong."""
        await self._tell_errors(
            self.coordinator.async_execute(
                command,
                self.printer.id,
                while_printing=call.data.get(ATTR_WHILE_PRINTING, False),
            )
        )

    async def async_ask[ResultT](
        self, ask_fn: Callable[[PrinterStream], Awaitable[ResultT]]
    ) -> ResultT:
        """Return what the printer's agent answers; tell a person what went wrong."""

        async def ask() -> ResultT:
            return await ask_fn(await self.coordinator.async_connect(self.printer.id))

        return await self._tell_errors(ask())

    async def _tell_errors[ResultT](self, attempt: Awaitable[ResultT]) -> ResultT:
        """Return what an attempt brings; tell a person what went wrong."""
        entry = self.coordinator.config_entry
        hass = self.coordinator.hass
        return await async_tell_errors(hass, entry, self.printer.name, attempt)


@callback
def _printer(call: ServiceCall) -> Target:
    """Return the printer whose device an action names."""
    device_id = call.data[ATTR_DEVICE_ID]
    device = dr.async_get(call.hass).async_get(device_id)
    if device is None:
        raise _invalid("device_not_found", device=device_id)
    name = device.name_by_user or device.name or device_id
    entries: list[ObicoConfigEntry] = [
        entry
        for entry_id in device.config_entries
        if (entry := call.hass.config_entries.async_get_entry(entry_id))
        and entry.domain == DOMAIN
    ]
    if not entries:
        raise _invalid("not_a_printer", device=name)
    for entry in entries:
        if entry.state is not ConfigEntryState.LOADED:
            continue
        coordinator = entry.runtime_data
        for printer in coordinator.data.printers.values():
            if coordinator.device_identifier(printer.id) in device.identifiers:
                return Target(coordinator=coordinator, printer=printer)
        raise _invalid("not_a_printer", device=name)
    raise _invalid("entry_not_loaded", device=name)


def _invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return what a person is told of a field that cannot be meant."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )


def _lines(value: object) -> list[str]:
    """Return lines of G-code, written as a list or as one text."""
    lines = [
        line.strip()
        for text in cv.ensure_list(value)
        for line in cv.string(text).splitlines()
        if line.strip()
    ]
    if not lines:
        raise vol.Invalid("at least one line of G-code is needed")
    return lines


async def _send_gcode(call: ServiceCall) -> None:
    """Run lines of G-code."""
    await _printer(call).async_execute(send_g_code(call.data[ATTR_COMMANDS]), call)


async def _jog(call: ServiceCall) -> None:
    """Move axes."""
    distances = {axis: call.data[axis] for axis in controls.AXES if axis in call.data}
    await _printer(call).async_execute(jog(distances), call)


async def _home(call: ServiceCall) -> None:
    """Home axes, in their usual order."""
    axes = [axis for axis in controls.AXES if axis in call.data[ATTR_AXES]]
    await _printer(call).async_execute(home(axes), call)


async def _set_temperature(call: ServiceCall) -> None:
    """Set the target of a heater, under the printer's name for it or a general one."""
    target, wanted = _printer(call), call.data[ATTR_HEATER]
    status = target.printer.status
    names = [h.name for h in status.heaters if not h.is_sensor] if status else []
    for name in names:
        if wanted in (name, heater_name(name)[0]):
            command = set_temperatures({name: call.data[ATTR_TEMPERATURE]})
            await target.async_execute(command, call)
            return
    raise _invalid(
        "heater_not_found",
        printer=target.printer.name,
        heater=wanted,
        heaters=", ".join(names) or "–",
    )


async def _get_printer_files(call: ServiceCall) -> ServiceResponse:
    """Return the files that lie on a printer."""
    files = await _printer(call).async_ask(controls.get_files)
    return {
        "files": [
            {
                "path": file.path,
                "name": file.name,
                "size": file.size,
                "modified": file.modified_at.isoformat() if file.modified_at else None,
            }
            for file in files
        ]
    }


async def _print_printer_file(call: ServiceCall) -> None:
    """Print a file that lies on a printer: agents say little when it does not."""
    target, path = _printer(call), call.data[ATTR_PATH]
    files = await target.async_ask(controls.get_files)
    if path not in {file.path for file in files}:
        raise _invalid("file_not_found", printer=target.printer.name, path=path)
    await target.async_execute(start_file(path), call)


async def _get_connection_options(call: ServiceCall) -> ServiceResponse:
    """Return how OctoPrint can connect to a printer."""
    options = await _printer(call).async_ask(controls.get_connection_options)
    return {
        "ports": list(options.ports),
        "baud_rates": list(options.baud_rates),
        "preferred_port": options.preferred_port,
        "preferred_baud_rate": options.preferred_baud_rate,
        "connects_itself": options.connects_itself,
    }


async def _connect_printer(call: ServiceCall) -> None:
    """Have OctoPrint connect to a printer."""
    command = connect(call.data.get(ATTR_PORT), call.data.get(ATTR_BAUD_RATE))
    await _printer(call).async_execute(command, call)


PRINTER: Mapping[vol.Marker, Any] = {vol.Required(ATTR_DEVICE_ID): cv.string}
DANGEROUS: Mapping[vol.Marker, Any] = {
    **PRINTER,
    vol.Optional(ATTR_WHILE_PRINTING, default=False): cv.boolean,
}
WAY = vol.All(vol.Coerce(float), vol.Range(min=-LONGEST_WAY, max=LONGEST_WAY))

ACTIONS: Mapping[str, Action] = {
    "connect_printer": Action(
        fields={
            **PRINTER,
            vol.Optional(ATTR_PORT): cv.string,
            vol.Optional(ATTR_BAUD_RATE): cv.positive_int,
        },
        handler=_connect_printer,
    ),
    "get_connection_options": Action(
        fields=PRINTER,
        handler=_get_connection_options,
        response=SupportsResponse.ONLY,
    ),
    "get_printer_files": Action(
        fields=PRINTER,
        handler=_get_printer_files,
        response=SupportsResponse.ONLY,
    ),
    "home": Action(
        fields={
            **DANGEROUS,
            vol.Optional(ATTR_AXES, default=list(controls.AXES)): vol.All(
                cv.ensure_list, vol.Length(min=1), [vol.In(controls.AXES)]
            ),
        },
        handler=_home,
    ),
    "jog": Action(
        fields={**DANGEROUS, **{vol.Optional(axis): WAY for axis in controls.AXES}},
        validator=cv.has_at_least_one_key(*controls.AXES),
        handler=_jog,
    ),
    "print_printer_file": Action(
        fields={**PRINTER, vol.Required(ATTR_PATH): cv.string},
        handler=_print_printer_file,
    ),
    "send_gcode": Action(
        fields={**DANGEROUS, vol.Required(ATTR_COMMANDS): _lines},
        handler=_send_gcode,
    ),
    "set_temperature": Action(
        fields={
            **DANGEROUS,
            vol.Required(ATTR_HEATER): cv.string,
            vol.Required(ATTR_TEMPERATURE): vol.All(
                vol.Coerce(float), vol.Range(min=0, max=HIGHEST_TEMPERATURE)
            ),
        },
        handler=_set_temperature,
    ),
}


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register all actions."""
    for name, action in ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            action.handler,
            schema=action.schema,
            supports_response=action.response,
        )
