"""Blueprints at work: automations made of them, with printers that print and fail."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component

from .acting import ask
from .conftest import is_live, set_up
from .phones import BUTTON_PRESSED, Phone
from .simulator import ObicoSimulator, Phase, SimulatedPrinter
from .simulator.media import VIDEO
from .test_coordinator import state

ALERTS = "event.prusa_failed_print_alerts"
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
    # Not until all is done: what just happened may have the automation wait already.
    await until(
        lambda: [s.state for s in hass.states.async_all("automation")] == [STATE_ON]
    )


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


async def poll(entry: MockConfigEntry) -> None:
    """Ask the server, without waiting for automations, which may wait for hours."""
    await entry.runtime_data.async_refresh()


async def start(entry: MockConfigEntry, printer: SimulatedPrinter) -> None:
    """Begin to print, and wait until Home Assistant knows it."""
    printer.start_print("benchy.gcode", duration=3600, heated=True)
    await poll(entry)
    await until(lambda: is_live(entry, printer.id))


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
    await automate(hass, "print_failure", alerts=[ALERTS], phones=[phone.device_id])
    await start(entry, octoprint)
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
    await automate(hass, "print_failure", alerts=[ALERTS], phones=[phone.device_id])
    await start(entry, octoprint)
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
    await start(entry, octoprint)
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


async def test_another_alert(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    alerted: SimulatedPrinter,
    phone: Phone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each alert has buttons of its own; the run of the one before ends."""
    before = phone.notification
    monkeypatch.setattr("custom_components.obico.events.REPETITION", timedelta(0))
    alerted.watch.acknowledge("NOT_FAILED")
    simulator.tick(100)
    assert alerted.set_failure_score(0.5)
    await until(lambda: before["data"]["tag"] not in phone.shown and phone.shown)
    await until(lambda: runs(hass) == 1)
    hass.bus.async_fire(BUTTON_PRESSED, before["data"]["actions"][2])
    phone.press("Pause")
    await until(lambda: alerted.phase is Phase.PAUSED)


async def test_several_printers_and_phones(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    phone: Phone,
) -> None:
    """Everybody is told of each printer, even when one phone is out of reach."""
    phone.broken = True
    other = Phone(hass, "Grace")
    await poll(entry)
    await automate(
        hass,
        "print_failure",
        alerts=[ALERTS, "event.voron_failed_print_alerts"],
        phones=[phone.device_id, other.device_id],
    )
    for printer in (octoprint, klipper):
        await start(entry, printer)
        printer.transition_delay = 0
        assert printer.set_failure_score(0.5)
    await until(lambda: len(other.shown) == 2)
    titles = {shown["title"] for shown in other.shown.values()}
    assert titles == {"Prusa: print failure?", "Voron: print failure?"}
    assert runs(hass) == 2
    klipper.cancel()
    await until(lambda: len(other.shown) == 1)
    assert other.notification["title"] == "Prusa: print failure?"
    other.press("Pause")
    await until(lambda: octoprint.phase is Phase.PAUSED)


async def test_without_an_account(
    hass: HomeAssistant,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
    phone: Phone,
    tmp_path: Path,
) -> None:
    """A printer's key cannot acknowledge: then fine only means to go on."""
    hass.config.config_dir = str(tmp_path)
    klipper.transition_delay = 0
    klipper.start_print("benchy.gcode", duration=3600, heated=True)
    await set_up(hass, key_entry)
    await ask(hass, "install_blueprints")
    await automate(
        hass,
        "print_failure",
        alerts=["event.voron_failed_print_alerts"],
        phones=[phone.device_id],
    )
    assert klipper.set_failure_score(0.5)
    await until(lambda: phone.shown)
    phone.press("Pause")
    await until(lambda: "Pause" not in phone.buttons)
    phone.press("It's fine")
    await until(lambda: not phone.shown)
    assert klipper.phase is Phase.PRINTING
    await until(lambda: runs(hass) == 0)


async def test_try_it_by_hand(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    phone: Phone,
) -> None:
    """Who runs the automation by hand sees the notification, with buttons that obey."""
    await automate(hass, "print_failure", alerts=[ALERTS], phones=[phone.device_id])
    await start(entry, octoprint)
    (automation,) = hass.states.async_entity_ids("automation")
    await hass.services.async_call("automation", "trigger", {"entity_id": automation})
    await until(lambda: phone.shown)
    phone.press("Pause")
    await until(lambda: octoprint.phase is Phase.PAUSED)


# A print has ended


@pytest.fixture
async def telling(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    phone: Phone,
) -> SimulatedPrinter:
    """Return a printer that prints, of whose end the phone will tell."""
    await automate(
        hass,
        "print_finished",
        prints=[PRINTS],
        phones=[phone.device_id],
        ends=["print_finished", "print_cancelled"],
        patience={"seconds": 3},
    )
    octoprint.min_timelapse_secs_on_finish = 5
    await start(entry, octoprint)
    return octoprint


async def test_finished_with_time_lapse(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    telling: SimulatedPrinter,
    phone: Phone,
    hass_client: ClientSessionGenerator,
) -> None:
    """The last picture comes at once, and the time-lapse as soon as it is there."""
    simulator.tick(60)
    current = telling.current_print
    assert current is not None
    telling.finish()
    video, current.video_url = current.video_url, None
    await until(lambda: phone.shown)
    told = phone.notification
    assert (told["title"], told["message"]) == ("Prusa", "benchy.gcode is finished.")
    app = await hass_client()
    answer = await app.get(told["data"]["image"])
    assert answer.status == HTTPStatus.OK
    assert answer.content_type == "image/jpeg"

    current.video_url = video
    await until(lambda: len(phone.received) == 2)
    told = phone.notification
    assert "image" not in told["data"]
    assert told["data"]["alert_once"] is True
    answer = await app.get(told["data"]["video"])
    assert answer.status == HTTPStatus.OK
    assert answer.content_type == "video/mp4"
    assert await answer.read() == VIDEO
    page = told["data"]["url"]
    # The media browser takes each slash for a step.
    assert page.count("/") == 3
    assert unquote(page) == (
        "/media-browser/browser/,media-source://obico"
        f"/user_0123456789abcdef/print/{current.id}"
    )
    assert "digest" not in str(phone.received)
    await until(lambda: runs(hass) == 0)


async def test_no_time_lapse(
    hass: HomeAssistant, telling: SimulatedPrinter, phone: Phone
) -> None:
    """Of a print for which Obico makes none, there is only the picture."""
    telling.cancel()
    await until(lambda: phone.shown)
    assert phone.notification["message"] == "benchy.gcode was cancelled."
    await until(lambda: runs(hass) == 0)
    assert len(phone.received) == 1


async def test_ends_that_nobody_wants_to_know(
    hass: HomeAssistant, telling: SimulatedPrinter, phone: Phone
) -> None:
    """Nothing is told of an end that was not chosen, nor of anything else."""
    telling.pause()
    telling.fail("Heater is too hot")
    await until(lambda: "print_failed" in str(hass.states.get(PRINTS)))
    await asyncio.sleep(0.1)
    assert phone.received == []
    assert runs(hass) == 0


# The printer is switched off


NOZZLE = "sensor.prusa_nozzle_temperature"
PLUG = "switch.plug"


class Plug:
    """A switch that can be switched."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Be on."""
        self._hass = hass
        self.turn(STATE_ON)
        hass.services.async_register("switch", "turn_off", self._turn_off)

    @property
    def on(self) -> bool:
        """Whether it is on."""
        return state(self._hass, PLUG) == STATE_ON

    def turn(self, wanted: str) -> None:
        """Switch it by hand."""
        self._hass.states.async_set(PLUG, wanted)

    async def _turn_off(self, call: ServiceCall) -> None:
        """Obey."""
        assert call.data["entity_id"] == [PLUG]
        self.turn(STATE_OFF)


@pytest.fixture
def plug(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Return the plug of the printer, whose temperatures show at once."""
    clock = count(step=1000)
    monkeypatch.setattr("custom_components.obico.sensor.monotonic", lambda: next(clock))
    return Plug(hass)


async def cool(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: ObicoSimulator
) -> None:
    """Let the printer cool down."""
    simulator.tick(3600)
    await poll(entry)
    await until(lambda: float(state(hass, NOZZLE)) < 50)


@pytest.fixture
async def hot(
    hass: HomeAssistant, entry: MockConfigEntry, octoprint: SimulatedPrinter, plug: Plug
) -> SimulatedPrinter:
    """Return a printer that prints, and will be switched off."""
    await automate(
        hass, "power_off", print=PRINTS, plug=PLUG, hold={"milliseconds": 300}
    )
    await start(entry, octoprint)
    return octoprint


async def test_off_when_cool(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    hot: SimulatedPrinter,
    plug: Plug,
) -> None:
    """A hot printer stays on after its print, a cool one does not."""
    hot.finish()
    await until(lambda: runs(hass) == 1)
    await poll(entry)
    await asyncio.sleep(0.5)
    assert plug.on
    await cool(hass, entry, simulator)
    await until(lambda: not plug.on)
    await until(lambda: runs(hass) == 0)


async def test_on_for_the_next_print(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    hot: SimulatedPrinter,
    plug: Plug,
) -> None:
    """A printer that prints again stays on, also while it is paused and cool."""
    hot.finish()
    await until(lambda: runs(hass) == 1)
    hot.start_print("next.gcode", duration=3600)
    hot.settle()
    await poll(entry)
    await until(lambda: runs(hass) == 0)
    hot.pause()
    hot.machine.hotend.target = 0.0
    await cool(hass, entry, simulator)
    await asyncio.sleep(0.5)
    assert plug.on


async def test_on_when_it_was_switched_by_hand(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    hot: SimulatedPrinter,
    plug: Plug,
) -> None:
    """Who switches the printer off and on again has something in mind."""
    hot.finish()
    await until(lambda: runs(hass) == 1)
    plug.turn(STATE_OFF)
    await until(lambda: runs(hass) == 0)
    plug.turn(STATE_ON)
    await cool(hass, entry, simulator)
    await asyncio.sleep(0.5)
    assert plug.on


@pytest.mark.parametrize("reloaded", [False, True])
async def test_off_after_a_restart(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    plug: Plug,
    reloaded: bool,
) -> None:
    """A restart in the meantime does not keep the printer on."""
    await start(entry, octoprint)
    octoprint.finish()
    await until(lambda: "print_finished" in str(hass.states.get(PRINTS)))
    if not reloaded:
        hass.set_state(CoreState.not_running)
    await automate(
        hass, "power_off", print=PRINTS, plug=PLUG, hold={"milliseconds": 200}
    )
    if reloaded:
        hass.bus.async_fire("automation_reloaded")
    else:
        await hass.async_start()
    await until(lambda: runs(hass) == 1)
    await cool(hass, entry, simulator)
    await until(lambda: not plug.on)


async def test_on_when_it_is_too_late(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    plug: Plug,
) -> None:
    """A print that ended long ago is no reason any more, nor does anybody wait for ever."""
    await automate(
        hass,
        "power_off",
        print=PRINTS,
        plug=PLUG,
        hold={"milliseconds": 200},
        patience={"milliseconds": 500},
    )
    await start(entry, octoprint)
    octoprint.finish()
    await until(lambda: runs(hass) == 1)
    await until(lambda: runs(hass) == 0)
    await cool(hass, entry, simulator)
    hass.bus.async_fire("automation_reloaded")
    await asyncio.sleep(0.5)
    assert runs(hass) == 0
    assert plug.on


@pytest.mark.parametrize("allowed", [True, False])
async def test_off_only_if(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    plug: Plug,
    allowed: bool,
) -> None:
    """A person can have conditions, and choose after which prints."""
    hass.states.async_set("input_boolean.auto_off", STATE_ON if allowed else STATE_OFF)
    condition = {
        "condition": "state",
        "entity_id": "input_boolean.auto_off",
        "state": STATE_ON,
    }
    await automate(
        hass,
        "power_off",
        print=PRINTS,
        plug=PLUG,
        hold={"milliseconds": 100},
        ends=["print_cancelled"],
        conditions=[condition],
    )
    await start(entry, octoprint)
    octoprint.finish()
    await until(lambda: "print_finished" in str(hass.states.get(PRINTS)))
    await asyncio.sleep(0.1)
    assert runs(hass) == 0
    await start(entry, octoprint)
    octoprint.cancel()
    await until(lambda: runs(hass) == 1)
    await cool(hass, entry, simulator)
    await until(lambda: runs(hass) == 0)
    assert plug.on is not allowed


# Announcements


@pytest.fixture
def said(hass: HomeAssistant) -> list[tuple[str, dict[str, Any]]]:
    """Return what is said, on what."""
    heard: list[tuple[str, dict[str, Any]]] = []

    async def listen(call: ServiceCall) -> None:
        heard.append((f"{call.domain}.{call.service}", dict(call.data)))

    hass.services.async_register("assist_satellite", "announce", listen)
    hass.services.async_register("tts", "speak", listen)
    return heard


async def test_announce(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    said: list[tuple[str, dict[str, Any]]],
) -> None:
    """What was chosen is said, on voice assistants and on speakers."""
    await automate(
        hass,
        "announce",
        events=[PRINTS, ALERTS, "event.prusa_filament_change_or_error"],
        kinds=["print_started", "failure_alerted", "print_finished", "printer_error"],
        satellites=["assist_satellite.kitchen"],
        speakers=["media_player.workshop"],
        voice=["tts.piper"],
        print_started="Now {{ printer }} makes {{ file }}",
    )
    octoprint.start_print("small_boat.gcode", duration=3600, heated=True)
    await poll(entry)
    await until(lambda: len(said) == 2)
    assert dict(said) == {
        "assist_satellite.announce": {
            "entity_id": ["assist_satellite.kitchen"],
            "message": "Now Prusa makes small boat",
        },
        "tts.speak": {
            "entity_id": ["tts.piper"],
            "media_player_entity_id": ["media_player.workshop"],
            "message": "Now Prusa makes small boat",
        },
    }
    said.clear()
    octoprint.pause()
    await poll(entry)
    octoprint.resume()
    await poll(entry)
    octoprint.set_failure_score(0.5)
    await until(lambda: len(said) == 2)
    assert said[0][1]["message"] == "Please look at Prusa, the print seems to fail."
    said.clear()
    octoprint.finish()
    await until(lambda: len(said) == 2)
    assert said[0][1]["message"] == "small boat is finished."


async def test_announce_only_if(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    said: list[tuple[str, dict[str, Any]]],
) -> None:
    """Nothing is said at night, nor where there is nothing to say it on."""
    at_night = {"condition": "template", "value_template": "{{ false }}"}
    await automate(
        hass,
        "announce",
        events=[PRINTS],
        kinds=["print_started"],
        satellites=["assist_satellite.kitchen"],
        conditions=[at_night],
    )
    await start(entry, octoprint)
    await until(lambda: "print_started" in str(hass.states.get(PRINTS)))
    await asyncio.sleep(0.1)
    assert said == []


# Lights

LAMP = "light.lamp"
BLUE, AMBER, GREEN, RED = [0, 90, 255], [255, 160, 0], [0, 255, 60], [255, 0, 0]


class Lamp:
    """A light that can be coloured."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Be off."""
        self._hass = hass
        self.switched: list[str] = []
        hass.services.async_register("light", "turn_on", self._turn_on)
        hass.services.async_register("light", "turn_off", self._turn_off)
        hass.states.async_set(LAMP, STATE_OFF)

    @property
    def color(self) -> list[int] | None:
        """What it shows; None while it is off."""
        shown = self._hass.states.get(LAMP)
        assert shown is not None
        return shown.attributes["rgb_color"] if shown.state == STATE_ON else None

    async def _turn_on(self, call: ServiceCall) -> None:
        """Obey."""
        assert LAMP in call.data["entity_id"]
        color = list(call.data["rgb_color"])
        self.switched.append(STATE_ON)
        self._hass.states.async_set(LAMP, STATE_ON, {"rgb_color": color})

    async def _turn_off(self, call: ServiceCall) -> None:
        """Obey."""
        assert call.data["entity_id"] == [LAMP]
        self.switched.append(STATE_OFF)
        self._hass.states.async_set(LAMP, STATE_OFF)


@pytest.fixture
def lamp(hass: HomeAssistant) -> Lamp:
    """Return a lamp."""
    return Lamp(hass)


async def light(hass: HomeAssistant, **inputs: Any) -> None:
    """Show a printer's state on the lamp."""
    await automate(
        hass,
        "light",
        state="sensor.prusa",
        alert="binary_sensor.prusa_failed_print_alert",
        lights=[LAMP],
        **inputs,
    )


async def test_light(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    lamp: Lamp,
) -> None:
    """Each state has its colour, and in the end the lamp is off."""
    await light(hass, done_time={"milliseconds": 300})
    await start(entry, octoprint)
    await until(lambda: lamp.color == BLUE)
    octoprint.pause()
    await until(lambda: lamp.color == AMBER)
    octoprint.resume()
    await until(lambda: lamp.color == BLUE)
    octoprint.finish()
    await until(lambda: lamp.color == GREEN)
    await until(lambda: lamp.color is None)
    await until(lambda: runs(hass) == 0)
    octoprint.go_offline()
    await poll(entry)
    assert lamp.color is None


async def test_light_of_an_alert(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    lamp: Lamp,
) -> None:
    """An alert flashes, and stays until it was answered, paused or not."""
    await light(hass, flashes=2)
    await start(entry, octoprint)
    await until(lambda: lamp.color == BLUE)
    lamp.switched.clear()
    octoprint.set_failure_score(0.5)
    await until(lambda: lamp.switched == ["on", "off", "on", "off", "on"])
    assert lamp.color == RED
    octoprint.pause()
    await until(lambda: state(hass, "sensor.prusa") == "paused")
    await until(lambda: lamp.color == RED)
    octoprint.watch.acknowledge("NOT_FAILED")
    octoprint.changed()
    await until(lambda: lamp.color == AMBER)
    octoprint.resume()
    octoprint.fail("Heater is too hot")
    await until(lambda: lamp.color == RED)


async def test_light_after_a_restart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    lamp: Lamp,
) -> None:
    """The lamp shows what is true when Home Assistant starts."""
    await start(entry, octoprint)
    hass.set_state(CoreState.not_running)
    await light(hass)
    await hass.async_start()
    await until(lambda: lamp.color == BLUE)


async def test_light_goes_back(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    lamp: Lamp,
) -> None:
    """A lamp that does something else can go back to it."""
    assert await async_setup_component(hass, "scene", {})
    hass.states.async_set(LAMP, STATE_ON, {"rgb_color": [1, 2, 3]})
    await light(hass, afterwards="restore", done_time={"milliseconds": 100})
    await start(entry, octoprint)
    await until(lambda: lamp.color == BLUE)
    octoprint.pause()
    await until(lambda: lamp.color == AMBER)
    octoprint.cancel()
    await until(lambda: lamp.color == [1, 2, 3])
    await until(lambda: runs(hass) == 0)
    assert hass.states.async_all("scene") == []
