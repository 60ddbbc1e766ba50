"""Actions: what a printer can be told that needs arguments, or that answers."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service

from .account_actions import ACCOUNT_ACTIONS
from .actions import ATTR_WHILE_PRINTING, PRINTER, Action, invalid, printer, told_time
from .blueprint_actions import BLUEPRINT_ACTIONS
from .client import controls
from .const import DOMAIN
from .control_commands import (
    connect,
    home,
    jog,
    send_g_code,
    set_temperatures,
    start_file,
)
from .file_actions import FILE_ACTIONS
from .heaters import heater_name
from .print_actions import PRINT_ACTIONS
from .printer_actions import PRINTER_ACTIONS

ATTR_AXES: Final = "axes"
ATTR_BAUD_RATE: Final = "baud_rate"
ATTR_COMMANDS: Final = "commands"
ATTR_HEATER: Final = "heater"
ATTR_PATH: Final = "path"
ATTR_PORT: Final = "port"
ATTR_TEMPERATURE: Final = "temperature"

# The longest way in mm, and the highest temperature in °C, that nobody means by mistake.
LONGEST_WAY = 1000
HIGHEST_TEMPERATURE = 500


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
    await printer(call).async_execute(send_g_code(call.data[ATTR_COMMANDS]), call)


async def _jog(call: ServiceCall) -> None:
    """Move axes."""
    distances = {axis: call.data[axis] for axis in controls.AXES if axis in call.data}
    await printer(call).async_execute(jog(distances), call)


async def _home(call: ServiceCall) -> None:
    """Home axes, in their usual order."""
    axes = [axis for axis in controls.AXES if axis in call.data[ATTR_AXES]]
    await printer(call).async_execute(home(axes), call)


async def _set_temperature(call: ServiceCall) -> None:
    """Set the target of a heater, under the printer's name for it or a general one."""
    target, wanted = printer(call), call.data[ATTR_HEATER]
    names = [heater.name for heater in target.printer.heaters if not heater.is_sensor]
    for name in names:
        if wanted in (name, heater_name(name)[0]):
            command = set_temperatures({name: call.data[ATTR_TEMPERATURE]})
            await target.async_execute(command, call)
            return
    raise invalid(
        "heater_not_found",
        printer=target.name,
        heater=wanted,
        heaters=", ".join(names) or "–",
    )


async def _get_printer_files(call: ServiceCall) -> ServiceResponse:
    """Return the files that lie on a printer."""
    files = await printer(call).async_ask_agent(controls.get_files)
    return {
        "files": [
            {
                "path": file.path,
                "name": file.name,
                "size": file.size,
                "modified": told_time(file.modified_at),
            }
            for file in files
        ]
    }


async def _print_printer_file(call: ServiceCall) -> None:
    """Print a file that lies on a printer: agents say little when it does not."""
    target, path = printer(call), call.data[ATTR_PATH]
    files = await target.async_ask_agent(controls.get_files)
    if path not in {file.path for file in files}:
        raise invalid("file_not_found", printer=target.name, path=path)
    await target.async_execute(start_file(path), call)


async def _get_connection_options(call: ServiceCall) -> ServiceResponse:
    """Return how OctoPrint can connect to a printer."""
    options = await printer(call).async_ask_agent(controls.get_connection_options)
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
    await printer(call).async_execute(command, call)


DANGEROUS: Mapping[vol.Marker, Any] = {
    **PRINTER,
    vol.Optional(ATTR_WHILE_PRINTING, default=False): cv.boolean,
}
WAY = vol.All(vol.Coerce(float), vol.Range(min=-LONGEST_WAY, max=LONGEST_WAY))

CONTROL_ACTIONS: Mapping[str, Action] = {
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


ACTIONS: Mapping[str, Action] = {
    **CONTROL_ACTIONS,
    **BLUEPRINT_ACTIONS,
    **ACCOUNT_ACTIONS,
    **FILE_ACTIONS,
    **PRINT_ACTIONS,
    **PRINTER_ACTIONS,
}


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register all actions."""
    for name, action in ACTIONS.items():
        register = (
            partial(async_register_admin_service, hass)
            if action.admin
            else hass.services.async_register
        )
        register(
            DOMAIN,
            name,
            action.handler,
            schema=action.schema,
            supports_response=action.response,
        )
