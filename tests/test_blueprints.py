"""Blueprints at work: automations made of them, with printers that print and fail."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .acting import ask
from .conftest import set_up
from .phones import Phone
from .simulator import Phase, SimulatedPrinter
from .test_coordinator import refresh, state

ALERTS = "event.prusa_failed_print_alert"
PRINTS = "event.prusa_print"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, quick_commands: None) -> None:
    """Let nobody wait for long."""
    monkeypatch.setattr("custom_components.obico.events.PAUSES", (0.05,) * 4)
    monkeypatch.setattr("custom_components.obico.folding.FOLD_SECONDS", 0.01)


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    tmp_path: Path,
) -> MockConfigEntry:
    """Return an account that is set up in a configuration with all blueprints."""
    hass.config.config_dir = str(tmp_path)
    octoprint.transition_delay = 0
    await set_up(hass, account_entry)
    await ask(hass, "install_blueprints")
    return account_entry


async def automate(hass: HomeAssistant, blueprint: str, **inputs: Any) -> None:
    """Make an automation of a blueprint, as a person does with the editor."""
    config = {"path": f"obico/{blueprint}.yaml", "input": inputs}
    assert await async_setup_component(
        hass, "automation", {"automation": {"use_blueprint": config, "id": blueprint}}
    )
    await hass.async_block_till_done()
    (automation,) = hass.states.async_all("automation")
    assert automation.state == STATE_ON


async def until(condition: Callable[[], object]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.02)


def runs(hass: HomeAssistant) -> int:
    """Return how many runs the automation has now."""
    (automation,) = hass.states.async_all("automation")
    current: int = automation.attributes["current"]
    return current


async def start(
    hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter
) -> None:
    """Begin to print, and wait until Home Assistant knows it."""
    printer.start_print("benchy.gcode", duration=3600, heated=True)
    await refresh(hass, entry)
    await until(lambda: entry.runtime_data.stream(printer.id))


# A print fails


@pytest.fixture
def phone(hass: HomeAssistant) -> Phone:
    """Return a phone."""
    return Phone(hass, "Ada's phone")


@pytest.fixture
async def alerted(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    phone: Phone,
) -> SimulatedPrinter:
    """Return a printer whose print seems to fail, of which the phone tells."""
    await automate(
        hass, "print_failure", alerts=[ALERTS], phones=[phone.device_id]
    )
    await start(hass, entry, octoprint)
    assert octoprint.set_failure_score(0.5)
    await until(lambda: phone.shown)
    return octoprint


async def test_failure_is_told_with_its_picture(
    hass: HomeAssistant,
    alerted: SimulatedPrinter,
    phone: Phone,
    hass_client: ClientSessionGenerator,
) -> None:
    """The phone shows what the failure detection saw, and three buttons."""
    told = phone.notification
    assert told["title"] == "Prusa: print failure?"
    assert told["message"] == "Obico thinks that benchy.gcode fails."
    assert phone.buttons == ["Pause", "It's fine", "Cancel print"]
    assert told["data"]["image"] == "/api/image_proxy/image.prusa_picture_at_last_alert"
    app = await hass_client()
    answer = await app.get(told["data"]["image"])
    assert answer.status == HTTPStatus.OK
    assert await answer.read() == alerted.picture_bytes()
    assert "digest" not in str(phone.received)


async def test_it_is_fine(
    hass: HomeAssistant, alerted: SimulatedPrinter, phone: Phone
) -> None:
    """The alert is acknowledged as no failure, and the notification goes."""
    phone.press("It's fine")
    await until(lambda: not phone.shown)
    current = alerted.current_print
    assert current is not None
    assert current.alert_overwrite == "NOT_FAILED"
    assert alerted.phase is Phase.PRINTING
    await until(lambda: runs(hass) == 0)


async def test_cancel(
    hass: HomeAssistant, alerted: SimulatedPrinter, phone: Phone
) -> None:
    """The print is cancelled, and the notification goes."""
    phone.press("Cancel print")
    await until(lambda: not phone.shown)
    assert alerted.phase is Phase.OPERATIONAL
    assert alerted.current_print is None
    await until(lambda: runs(hass) == 0)


async def test_pause_and_go_on(
    hass: HomeAssistant, alerted: SimulatedPrinter, phone: Phone
) -> None:
    """Who has paused can still decide, without a second sound; fine means to go on."""
    phone.press("Pause")
    await until(lambda: len(phone.received) == 2)
    assert alerted.phase is Phase.PAUSED
    assert phone.buttons == ["It's fine", "Cancel print"]
    assert phone.notification["message"].endswith("The print is paused.")
    assert phone.notification["data"]["alert_once"] is True
    phone.press("It's fine")
    await until(lambda: not phone.shown)
    assert alerted.phase is Phase.PRINTING
    await until(lambda: runs(hass) == 0)


async def test_obico_pauses_itself(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    phone: Phone,
) -> None:
    """A print that Obico has paused needs no button for that."""
    octoprint.action_on_failure = "PAUSE"
    await automate(
        hass, "print_failure", alerts=[ALERTS], phones=[phone.device_id]
    )
    await start(hass, entry, octoprint)
    assert octoprint.set_failure_score(0.9)
    await until(lambda: phone.shown and "Pause" not in phone.buttons)
    assert octoprint.phase is Phase.PAUSED
    assert phone.buttons == ["It's fine", "Cancel print"]


async def test_somebody_else_answers(
    hass: HomeAssistant, alerted: SimulatedPrinter, phone: Phone
) -> None:
    """Whoever acknowledges the alert in Obico takes the notification away."""
    alerted.watch.acknowledge("NOT_FAILED")
    alerted.changed()
    await until(lambda: not phone.shown)
    await until(lambda: runs(hass) == 0)


async def test_nobody_answers(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    phone: Phone,
) -> None:
    """After a while no button is left, but the notification is."""
    await automate(
        hass,
        "print_failure",
        alerts=[ALERTS],
        phones=[phone.device_id],
        patience={"milliseconds": 200},
    )
    await start(hass, entry, octoprint)
    octoprint.set_failure_score(0.5)
    await until(lambda: len(phone.received) == 2)
    assert phone.buttons == []
    assert "benchy.gcode" in phone.notification["message"]
    await until(lambda: runs(hass) == 0)


async def test_printer_does_not_obey(
    hass: HomeAssistant, alerted: SimulatedPrinter, phone: Phone
) -> None:
    """A press in vain is told, and can be repeated."""
    alerted.transition_delay = 3600
    alerted.go_offline()
    phone.press("Pause")
    await until(lambda: len(phone.received) > 1)
    assert phone.notification["message"].startswith("Prusa did not obey!")
    assert phone.notification["data"]["alert_once"] is False
