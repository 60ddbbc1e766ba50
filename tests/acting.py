"""What tests of actions share: calling them, and what they are about."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr

from .simulator import ObicoSimulator, SimulatedPrinter


async def ask(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call an action and return its answer."""
    answer: Any = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert isinstance(answer, dict)
    return answer


async def refusal(hass: HomeAssistant, action: str, **data: Any) -> str | None:
    """Call an action that must fail, and return the key of what a person is told."""
    try:
        await ask(hass, action, **data)
    except HomeAssistantError as error:
        return error.translation_key
    return None


def device_id(
    hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter
) -> str:
    """Return the device of a printer."""
    identifier = (DOMAIN, f"{entry.unique_id}_{printer.id}")
    device = next(
        device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        if identifier in device.identifiers
    )
    return device.id


def alerted_print(simulator: ObicoSimulator, printer: SimulatedPrinter) -> int:
    """Have a print with an alert, of which pictures are kept; return its number."""
    printer.min_timelapse_secs_on_finish = 5
    printer.start_print("benchy.gcode", duration=600, layers=60, heated=True)
    for _ in range(3):
        simulator.tick(10)
    assert printer.current_print
    number = printer.current_print.id
    assert printer.set_failure_score(0.5)
    printer.finish()
    return number


def printed(printer: SimulatedPrinter, name: str = "benchy.gcode") -> int:
    """Have a finished print, and return its number."""
    printer.start_print(name, duration=600, heated=True)
    assert printer.current_print
    number = printer.current_print.id
    printer.finish()
    printer.settle()
    return number


def sent(simulator: ObicoSimulator, method: str) -> list[str]:
    """Return the paths of all requests of a method, without those about printers' state."""
    return [record.path for record in simulator.requests if record.method == method]
