"""Buttons: when they can be pressed, what a press does, and what a failed one says."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import polling_only, set_up
from .simulator import AgentKind, ObicoSimulator, SimulatedPrinter
from .test_coordinator import pushed, refresh, state

pytestmark = pytest.mark.usefixtures("quick_commands")

BUTTONS = ("pause_print", "resume_print", "cancel_print", "acknowledge_alert")


async def press(hass: HomeAssistant, entity_id: str) -> None:
    """Press a button and wait until it is done."""
    await hass.services.async_call(
        BUTTON_DOMAIN, SERVICE_PRESS, {ATTR_ENTITY_ID: entity_id}, blocking=True
    )


def available(hass: HomeAssistant, printer: str) -> set[str]:
    """Return which buttons of a printer can be pressed."""
    return {
        button
        for button in BUTTONS
        if (found := hass.states.get(f"button.{printer}_{button}"))
        and found.state != STATE_UNAVAILABLE
    }


@pytest.mark.parametrize("printer_fixture", ["octoprint", "klipper"])
async def test_pause_resume_cancel(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account_entry: MockConfigEntry,
    request: pytest.FixtureRequest,
    printer_fixture: str,
) -> None:
    """A press is done when the printer's status says so, and shows at once."""
    printer: SimulatedPrinter = request.getfixturevalue(printer_fixture)
    name = printer.name.lower()
    await set_up(hass, account_entry)
    assert available(hass, name) == set()
    printer.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await refresh(hass, account_entry)
    assert available(hass, name) == {"pause_print", "cancel_print"}

    await press(hass, f"button.{name}_pause_print")
    assert state(hass, f"sensor.{name}") in ("pausing", "paused")
    await settle(hass, account_entry, printer, "paused")
    assert available(hass, name) == {"resume_print", "cancel_print"}

    await press(hass, f"button.{name}_resume_print")
    await settle(hass, account_entry, printer, "printing")

    await press(hass, f"button.{name}_cancel_print")
    await settle(hass, account_entry, printer, "operational")
    assert available(hass, name) == set()


async def settle(
    hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter, wanted: str
) -> None:
    """Poll until a transition is over."""
    for _ in range(100):
        await asyncio.sleep(0.05)
        await refresh(hass, entry)
        if state(hass, f"sensor.{printer.name.lower()}") == wanted:
            return
    assert state(hass, f"sensor.{printer.name.lower()}") == wanted


@pytest.mark.parametrize("agent", [AgentKind.OCTOPRINT, AgentKind.KLIPPER])
async def test_with_a_printers_key(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
    agent: AgentKind,
) -> None:
    """A printer's key sends commands through the live stream, in the agent's dialect."""
    simulator.attach_agent(klipper, agent)
    await set_up(hass, key_entry)
    klipper.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await pushed(hass, "sensor.voron", "printing")
    await press(hass, "button.voron_pause_print")
    await pushed(hass, "sensor.voron", "paused")
    await press(hass, "button.voron_resume_print")
    await pushed(hass, "sensor.voron", "printing")
    await press(hass, "button.voron_cancel_print")
    await pushed(hass, "sensor.voron", "operational")
    assert not [r for r in simulator.requests if r[1].endswith("_print/")]


async def test_acknowledge(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """An alert is on until it is acknowledged, and again after the next one."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    assert state(hass, "binary_sensor.prusa_failed_print_alert") == "off"
    octoprint.set_failure_score(0.5)
    await refresh(hass, account_entry)
    assert state(hass, "binary_sensor.prusa_failed_print_alert") == "on"
    assert state(hass, "sensor.prusa_failure_score") == "50"
    assert "acknowledge_alert" in available(hass, "prusa")
    await press(hass, "button.prusa_acknowledge_alert")
    assert state(hass, "binary_sensor.prusa_failed_print_alert") == "off"
    assert "acknowledge_alert" not in available(hass, "prusa")


async def test_printer_that_does_not_obey(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """The server says yes, the printer does nothing: the person is told."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    octoprint.deaf = True
    await set_up(hass, account_entry)
    with pytest.raises(HomeAssistantError, match="did not react") as error:
        await press(hass, "button.prusa_pause_print")
    assert error.value.translation_key == "command_timed_out"


async def test_time_is_up_while_asking(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """Whoever gives up on a printer does not make everything unavailable."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    octoprint.deaf = True
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    octoprint.simulator.faults.delay = 0.7
    with pytest.raises(HomeAssistantError, match="did not react"):
        await press(hass, "button.prusa_pause_print")
    assert account_entry.runtime_data.last_update_success
    await hass.async_block_till_done()
    assert state(hass, "sensor.prusa") == "printing"


async def test_print_ended_meanwhile(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """A print that ended since the last poll cannot be paused."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    octoprint.finish()
    octoprint.simulator.tick(10)
    with pytest.raises(HomeAssistantError) as error:
        await press(hass, "button.prusa_pause_print")
    assert error.value.translation_key == "command_refused"


async def test_server_gone(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A press without a server says that there is none."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    await simulator.stop()
    with pytest.raises(HomeAssistantError) as error:
        await press(hass, "button.prusa_pause_print")
    assert error.value.translation_key == "cannot_connect"


async def test_session_ended(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A press with a session that ended asks for a new sign-in."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    simulator.revoke(account_entry.data["credentials"]["secret"])
    with pytest.raises(HomeAssistantError) as error:
        await press(hass, "button.prusa_pause_print")
    assert error.value.translation_key == "credentials_refused"
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]
