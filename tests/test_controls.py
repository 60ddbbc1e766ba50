"""What goes to the printer itself: its effect there, what shows meanwhile, what is refused."""

import asyncio
from collections.abc import Generator
from typing import Any
from unittest.mock import PropertyMock, patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.obico.client import StreamTiming
from custom_components.obico.const import DOMAIN
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.const import ATTR_ASSUMED_STATE, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component

from .conftest import polling_only, set_up
from .simulator import AgentKind, ObicoSimulator, SimulatedPrinter
from .test_coordinator import pushed, refresh, state
from .test_live import viewers

pytestmark = pytest.mark.usefixtures("quick_commands")

NOZZLE = {AgentKind.OCTOPRINT: "tool0", AgentKind.KLIPPER: "extruder"}


@pytest.fixture(params=[AgentKind.OCTOPRINT, AgentKind.KLIPPER])
def printer(
    request: pytest.FixtureRequest,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> SimulatedPrinter:
    """Return a printer named Voron, once with each agent."""
    simulator.attach_agent(klipper, request.param)
    return klipper


@pytest.fixture(params=["account_entry", "key_entry"])
async def entry(
    request: pytest.FixtureRequest, hass: HomeAssistant, printer: SimulatedPrinter
) -> MockConfigEntry:
    """Return the loaded entry of an account, and the one of the printer's key."""
    entry: MockConfigEntry = request.getfixturevalue(request.param)
    await set_up(hass, entry)
    return entry


@pytest.fixture
def all_enabled() -> Generator[None]:
    """Enable also what is disabled by default."""
    with patch.object(
        Entity, "entity_registry_enabled_default", PropertyMock(return_value=True)
    ):
        yield


@pytest.fixture
def short_patience() -> Generator[None]:
    """Let nobody wait long for a live stream or an agent's answer."""
    with (
        patch("custom_components.obico.viewers.STREAM_TIME_LIMIT", 0.5),
        patch(
            "custom_components.obico.client.stream.StreamTiming",
            lambda: StreamTiming(reply=0.3),
        ),
    ):
        yield


def kind(printer: SimulatedPrinter) -> AgentKind:
    """Return what connects a printer to Obico."""
    assert printer.agent is not None
    return printer.agent.kind


def start(printer: SimulatedPrinter) -> None:
    """Begin to print."""
    printer.start_print("benchy.gcode", duration=3600, layers=100, heated=True)


async def act(
    hass: HomeAssistant, entry: MockConfigEntry, action: str, **data: Any
) -> Any:
    """Call an action of Obico for the printer of an entry, and return its answer."""
    (device,) = (
        device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        if device.name == "Voron"
    )
    return await hass.services.async_call(
        DOMAIN,
        action,
        {"device_id": device.id, **data},
        blocking=True,
        return_response=action.startswith("get_"),
    )


async def set_number(hass: HomeAssistant, name: str, value: float) -> None:
    """Set a number of the printer."""
    await hass.services.async_call(
        "number",
        "set_value",
        {"entity_id": f"number.voron_{name}", "value": value},
        blocking=True,
    )


async def choose(hass: HomeAssistant, option: str) -> None:
    """Preheat the printer."""
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": "select.voron_preheat", "option": option},
        blocking=True,
    )


async def press(hass: HomeAssistant, name: str) -> None:
    """Press a button of the printer."""
    await hass.services.async_call(
        "button", "press", {"entity_id": f"button.voron_{name}"}, blocking=True
    )


# Heaters


@pytest.mark.usefixtures("everything_enabled")
async def test_target_shows_at_once(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """A target is set at the printer, shows at once, and follows the printer afterwards."""
    await set_number(hass, "nozzle_target", 205)
    assert printer.machine.hotend.target == 205
    assert state(hass, "number.voron_nozzle_target") == "205.0"
    assert state(hass, "sensor.voron_nozzle_target_temperature") == "0.0"
    printer.publish()
    await pushed(hass, "sensor.voron_nozzle_target_temperature", "205.0")
    printer.machine.hotend.target = 150
    printer.publish()
    await pushed(hass, "number.voron_nozzle_target", "150")


async def test_target_that_never_comes(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """A target that the printer does not take gives way to the truth after a while."""
    with patch("custom_components.obico.wishes.WISH_TIME_LIMIT", 0.3):
        await set_number(hass, "bed_target", 60)
        printer.machine.bed.target = 0.0
        assert state(hass, "number.voron_bed_target") == "60.0"
        await pushed(hass, "number.voron_bed_target", "0.0")


@pytest.mark.usefixtures("everything_enabled")
async def test_target_that_was_taken(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """Nothing is written for a target that the printer took long ago."""
    with patch("custom_components.obico.wishes.WISH_TIME_LIMIT", 0.5):
        await set_number(hass, "bed_target", 60)
        printer.publish()
        await pushed(hass, "sensor.voron_bed_target_temperature", "60.0")
        written = hass.states.get("number.voron_bed_target")
        await asyncio.sleep(0.6)
        assert hass.states.get("number.voron_bed_target") is written
    assert state(hass, "number.voron_bed_target") == "60.0"


async def test_target_limits(
    hass: HomeAssistant, account_entry: MockConfigEntry, klipper: SimulatedPrinter
) -> None:
    """A nozzle takes 300 °C, or what the hottest profile of the printer says."""
    hot = [{"name": "PEEK", "extruder": 400.0, "heater_bed": 90.0}, "rubbish", {}]
    with patch("tests.simulator.klipper.PROFILES", [hot[0]]):
        await set_up(hass, account_entry)
    nozzle, bed = (
        hass.states.get(f"number.voron_{name}_target") for name in ("nozzle", "bed")
    )
    assert nozzle is not None and bed is not None
    assert (nozzle.attributes["min"], nozzle.attributes["max"]) == (0, 400)
    assert (bed.attributes["min"], bed.attributes["max"]) == (0, 130)


@pytest.mark.usefixtures("everything_enabled")
async def test_preheat(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """A material heats nozzle and bed, and shows for as long as they have its targets."""
    found = hass.states.get("select.voron_preheat")
    assert found is not None
    assert found.state == "off"
    assert found.attributes["options"][0] == "off"
    assert "PLA" in found.attributes["options"]
    await choose(hass, "PLA")
    assert state(hass, "select.voron_preheat") == "PLA"
    machine = printer.machine
    expected = (180, 60) if kind(printer) is AgentKind.OCTOPRINT else (215, 60)
    assert (machine.hotend.target, machine.bed.target) == expected
    printer.publish()
    await pushed(hass, "sensor.voron_bed_target_temperature", "60.0")
    assert state(hass, "select.voron_preheat") == "PLA"
    machine.bed.target = 55
    printer.publish()
    await pushed(hass, "select.voron_preheat", STATE_UNKNOWN)
    await choose(hass, "off")
    assert (machine.hotend.target, machine.bed.target) == (0, 0)
    assert state(hass, "select.voron_preheat") == "off"


async def test_set_temperature(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """The action knows a heater by its general name and by the printer's own."""
    for heater in ("nozzle", NOZZLE[kind(printer)]):
        printer.machine.hotend.target = 0
        await act(hass, entry, "set_temperature", heater=heater, temperature=210)
        assert printer.machine.hotend.target == 210
    with pytest.raises(ServiceValidationError, match=NOZZLE[kind(printer)]) as error:
        await act(hass, entry, "set_temperature", heater="grill", temperature=210)
    assert error.value.translation_key == "heater_not_found"
    with pytest.raises(vol.Invalid, match="temperature"):
        await act(hass, entry, "set_temperature", heater="bed", temperature=501)


# Moves and G-code


async def test_moves(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """Axes are homed and moved, those that run the other way round, too."""
    machine = printer.machine
    await press(hass, "home_axes")
    assert machine.homed == ["x", "y", "z"]
    await act(hass, entry, "home", axes=["y", "x"])
    assert machine.homed == ["x", "y"]
    assert printer.agent is not None
    printer.agent.inverted_axes = {"y"}
    await act(hass, entry, "jog", x=10, y=5, z=-0.5)
    inverted = kind(printer) is AgentKind.OCTOPRINT
    assert machine.position == {"x": 10, "y": -5 if inverted else 5, "z": -0.5}
    with pytest.raises(vol.Invalid, match="x.*y.*z"):
        await act(hass, entry, "jog")
    with pytest.raises(vol.Invalid, match="'z'"):
        await act(hass, entry, "jog", z=2000)
    with pytest.raises(vol.Invalid, match="axes"):
        await act(hass, entry, "home", axes=["e"])


async def test_g_code(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """Lines of G-code are run as they stand, whether they come as a text or a list."""
    assert printer.agent is not None
    await act(hass, entry, "send_gcode", commands="M117 Hello\n\n G4 P1 ")
    assert printer.agent.g_code == ["M117 Hello", "G4 P1"]
    assert printer.machine.message == "Hello"
    await act(hass, entry, "send_gcode", commands=["M140 S50"])
    assert printer.machine.bed.target == 50
    with pytest.raises(vol.Invalid, match="commands"):
        await act(hass, entry, "send_gcode", commands=" \n")


@pytest.mark.usefixtures("all_enabled")
async def test_rates(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """Rates and fan are set while printing; OctoPrint never tells what they are."""
    start(printer)
    await refresh(hass, entry)
    await pushed(hass, "sensor.voron", "printing")
    silent = kind(printer) is AgentKind.OCTOPRINT
    before = hass.states.get("number.voron_feed_rate")
    assert before is not None
    assert before.state == (STATE_UNKNOWN if silent else "100")
    assert before.attributes.get(ATTR_ASSUMED_STATE, False) is silent
    for name, value in (("feed_rate", 120), ("flow_rate", 95), ("fan_speed", 40)):
        await set_number(hass, name, value)
        assert float(state(hass, f"number.voron_{name}")) == value
    machine = printer.machine
    assert machine.feed_rate == 1.2
    assert machine.flow_rate == 0.95
    assert machine.fan_speed == pytest.approx(0.4)
    printer.publish()
    await asyncio.sleep(0.4)
    printer.machine.feed_rate = 1.0
    printer.cancel()
    printer.settle()
    wanted = STATE_UNKNOWN if silent else "100"
    await pushed(hass, "number.voron_feed_rate", wanted)


# Files


async def test_files(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """The files on the printer are listed, those in folders, too, and one is printed."""
    printer.add_file("cube.gcode", 1234)
    printer.add_file("toys/dragon.gcode")
    answer = await act(hass, entry, "get_printer_files")
    assert [(file["path"], file["name"]) for file in answer["files"]] == [
        ("cube.gcode", "cube.gcode"),
        ("toys/dragon.gcode", "dragon.gcode"),
    ]
    assert answer["files"][0]["size"] == 1234
    assert answer["files"][0]["modified"].startswith("20")
    with pytest.raises(ServiceValidationError, match="nothing.gcode") as error:
        await act(hass, entry, "print_printer_file", path="nothing.gcode")
    assert error.value.translation_key == "file_not_found"
    await act(hass, entry, "print_printer_file", path="toys/dragon.gcode")
    assert printer.machine.job is not None
    assert printer.machine.job.path == "toys/dragon.gcode"
    assert state(hass, "sensor.voron") in ("starting", "printing")
    with pytest.raises(ServiceValidationError) as error:
        await act(hass, entry, "print_printer_file", path="cube.gcode")
    assert error.value.translation_key == "print_under_way"


# The connection between OctoPrint and its printer


async def test_connect(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
) -> None:
    """OctoPrint lets go of its printer and connects to it again, as it is told."""
    simulator.attach_agent(klipper, AgentKind.OCTOPRINT)
    await set_up(hass, key_entry)
    assert klipper.agent is not None
    assert state(hass, "button.voron_connect_to_printer") == STATE_UNAVAILABLE
    await press(hass, "disconnect_from_printer")
    assert state(hass, "sensor.voron") == "offline"
    assert state(hass, "button.voron_disconnect_from_printer") == STATE_UNAVAILABLE
    assert state(hass, "number.voron_nozzle_target") == STATE_UNAVAILABLE
    assert state(hass, "select.voron_preheat") == STATE_UNAVAILABLE
    await press(hass, "connect_to_printer")
    assert state(hass, "sensor.voron") == "operational"
    assert klipper.agent.connection == (None, None)

    options = await act(hass, key_entry, "get_connection_options")
    assert options == {
        "ports": ["/dev/ttyS0", "VIRTUAL"],
        "baud_rates": [250000, 115200],
        "preferred_port": "VIRTUAL",
        "preferred_baud_rate": None,
        "connects_itself": True,
    }
    await press(hass, "disconnect_from_printer")
    await act(hass, key_entry, "connect_printer", port="VIRTUAL", baud_rate=115200)
    assert klipper.agent.connection == ("VIRTUAL", 115200)


async def test_klipper_does_not_connect(
    hass: HomeAssistant, klipper: SimulatedPrinter, key_entry: MockConfigEntry
) -> None:
    """Klipper has no such buttons, and the actions say that it cannot do it."""
    await set_up(hass, key_entry)
    assert hass.states.get("button.voron_connect_to_printer") is None
    for action in ("connect_printer", "get_connection_options"):
        with pytest.raises(ServiceValidationError) as error:
            await act(hass, key_entry, action)
        assert error.value.translation_key == "not_supported"


# What is refused, and what goes wrong


async def test_dangerous_while_printing(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """What can spoil a print is refused, unless the action's own field says otherwise."""
    start(printer)
    if not entry.runtime_data.capabilities.account:
        # What an account is told when it connects for the command, a key knows before.
        await pushed(hass, "sensor.voron", "printing")
    machine, agent = printer.machine, printer.agent
    assert agent is not None
    attempts: dict[str, dict[str, Any]] = {
        "home": {},
        "jog": {"x": 1},
        "send_gcode": {"commands": "M117 Hello"},
        "set_temperature": {"heater": "nozzle", "temperature": 207},
    }
    for action, data in attempts.items():
        with pytest.raises(ServiceValidationError) as error:
            await act(hass, entry, action, **data)
        assert error.value.translation_key == "print_under_way"
    assert machine.homed == agent.g_code == []
    assert machine.position["x"] == 0
    assert machine.hotend.target != 207
    await pushed(hass, "sensor.voron", "printing")
    assert state(hass, "button.voron_home_axes") == STATE_UNAVAILABLE
    for attempt in (set_number(hass, "nozzle_target", 207), choose(hass, "off")):
        with pytest.raises(ServiceValidationError, match="under way"):
            await attempt

    printer.pause()
    printer.settle()
    await pushed(hass, "sensor.voron", "paused")
    with pytest.raises(ServiceValidationError):
        await act(hass, entry, "jog", x=1)
    for action, data in attempts.items():
        await act(hass, entry, action, while_printing=True, **data)
    assert machine.homed == ["x", "y", "z"]
    assert agent.g_code == ["M117 Hello"]
    assert machine.hotend.target == 207


@pytest.mark.usefixtures("short_patience")
async def test_refusals_in_words(
    hass: HomeAssistant, printer: SimulatedPrinter, entry: MockConfigEntry
) -> None:
    """What an agent says reaches the person; so does that it says nothing."""
    path = "tests.simulator.{}._printer".format(
        "octoprint" if kind(printer) is AgentKind.OCTOPRINT else "klipper"
    )
    with (
        patch(path, side_effect=ValueError("the door is open")),
        pytest.raises(HomeAssistantError, match="the door is open") as error,
    ):
        await act(hass, entry, "home")
    assert error.value.translation_key == "command_refused"


@pytest.mark.usefixtures("short_patience")
async def test_silent_agent(
    hass: HomeAssistant, klipper: SimulatedPrinter, key_entry: MockConfigEntry
) -> None:
    """An agent that does not answer is given up, and nothing is shown of the attempt."""
    await set_up(hass, key_entry)
    klipper.deaf = True
    with pytest.raises(HomeAssistantError, match="did not react") as error:
        await set_number(hass, "bed_target", 60)
    assert error.value.translation_key == "command_timed_out"
    assert state(hass, "number.voron_bed_target") == "0.0"


@pytest.mark.usefixtures("short_patience")
async def test_no_live_stream(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A press that cannot reach the printer says so in time."""
    await set_up(hass, account_entry)
    simulator.faults.only = "/ws/"
    simulator.faults.status = 500
    with pytest.raises(HomeAssistantError) as error:
        await press(hass, "home_axes")
    assert error.value.translation_key == "timed_out"
    assert klipper.machine.homed == []


async def test_unknown_agent(
    hass: HomeAssistant, klipper: SimulatedPrinter, key_entry: MockConfigEntry
) -> None:
    """An agent whose language nobody knows gets nothing, and offers nothing."""
    klipper.agent = None
    klipper.publish()
    await set_up(hass, key_entry)
    assert hass.states.get("button.voron_home_axes") is None
    with pytest.raises(ServiceValidationError) as error:
        await act(hass, key_entry, "home")
    assert error.value.translation_key == "not_supported"


# Viewers


async def test_viewer_for_a_command(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A press works although no printer is followed live, and costs one short visit."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    await account_entry.runtime_data.viewers.async_watch(klipper.id, 30)
    await asyncio.sleep(0.1)
    assert simulator.viewers(klipper) == 0
    with patch("custom_components.obico.viewers.COMMAND_WATCH", 0.5):
        await press(hass, "home_axes")
        await press(hass, "home_axes")
    assert klipper.machine.homed == ["x", "y", "z"]
    assert simulator.viewers(klipper) == 1
    await viewers(simulator, klipper, 0)
    start(klipper)
    await refresh(hass, account_entry)
    assert state(hass, "sensor.voron") == "printing"
    assert simulator.viewers(klipper) == 0


# Which device, and who may


async def test_device_of_an_action(
    hass: HomeAssistant, klipper: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """An action says what is wrong with its device."""
    await set_up(hass, account_entry)
    registry = dr.async_get(hass)
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    foreign = registry.async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "1")}, name="Lamp"
    )
    devices = {
        device.name: device.id
        for device in dr.async_entries_for_config_entry(
            registry, account_entry.entry_id
        )
    }
    for device_id, key in (
        ("nonsense", "device_not_found"),
        (foreign.id, "not_a_printer"),
        (devices[account_entry.title], "not_a_printer"),
    ):
        with pytest.raises(ServiceValidationError) as error:
            await hass.services.async_call(
                DOMAIN, "home", {"device_id": device_id}, blocking=True
            )
        assert error.value.translation_key == key
    await hass.config_entries.async_unload(account_entry.entry_id)
    with pytest.raises(ServiceValidationError, match="Voron") as error:
        await act(hass, account_entry, "home")
    assert error.value.translation_key == "entry_not_loaded"


async def test_nothing_dangerous_for_voice(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """No assistant may press, heat or move anything unless a person allows it."""
    assert await async_setup_component(hass, "homeassistant", {})
    await set_up(hass, account_entry)
    entities = er.async_entries_for_config_entry(
        entity_registry, account_entry.entry_id
    )
    told = [e.entity_id for e in entities if e.domain in ("button", "number", "select")]
    assert "number.voron_nozzle_target" in told
    assert "select.voron_preheat" in told
    assert not [e for e in told if async_should_expose(hass, "conversation", e)]
