"""All entities of three printers, and how they follow what printers and agents do."""

from collections.abc import Callable, Mapping
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.obico import PLATFORMS
from custom_components.obico.heaters import heater_name
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import polling_only, set_up
from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter
from .test_coordinator import refresh, state

NOW = "2026-11-24 12:00:00+00:00"
# What differs between runs, or between versions of Home Assistant.
PASSING = {"access_token", "entity_picture", "friendly_name", "supported_features"}


def printing_with_alert(account: Account) -> SimulatedPrinter:
    """Return an OctoPrint printer with two nozzles whose print may be failing."""
    printer = account.add_printer(
        "Prusa", agent=AgentKind.OCTOPRINT, extra_heaters={"tool1": 0.0}
    )
    printer.start_print("dragon.gcode", duration=7200, layers=240, heated=True)
    printer.tick(1830)
    printer.set_failure_score(0.5)
    return printer


def paused_with_heaters(account: Account) -> SimulatedPrinter:
    """Return a paused Klipper printer with a heated chamber and a thermometer."""
    printer = account.add_printer(
        "Voron",
        agent=AgentKind.KLIPPER,
        extra_heaters={"heater_generic chamber": 45.0, "mcu_temp": None},
    )
    printer.start_print("gears.gcode", duration=7200, layers=240, heated=True)
    printer.tick(1830)
    printer.pause()
    printer.settle()
    return printer


def offline(account: Account) -> SimulatedPrinter:
    """Return a printer that is off since it finished a print."""
    printer = account.add_printer("Ender", agent=AgentKind.OCTOPRINT)
    printer.start_print("cube.gcode", duration=2400, layers=100, heated=True)
    printer.tick(1200)
    printer.finish()
    printer.go_offline()
    return printer


def shown(
    hass: HomeAssistant, entities: er.EntityRegistry, entry: MockConfigEntry
) -> Mapping[str, Mapping[str, Any]]:
    """Return what a person sees of all entities, platform by platform."""
    found: dict[str, dict[str, Any]] = {platform.value: {} for platform in PLATFORMS}
    for entity in er.async_entries_for_config_entry(entities, entry.entry_id):
        current = hass.states.get(entity.entity_id)
        assert current is not None, entity.entity_id
        found[entity.domain][entity.entity_id] = {
            "unique_id": entity.unique_id,
            "name": current.name,
            "category": entity.entity_category and entity.entity_category.value,
            "state": current.state,
            "attributes": {
                str(name): str(value) if isinstance(value, str) else value
                for name, value in sorted(current.attributes.items())
                if name not in PASSING
            },
        }
    return found


@pytest.mark.usefixtures("everything_enabled")
@pytest.mark.parametrize("printer", [printing_with_alert, paused_with_heaters, offline])
async def test_all_entities(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    account: Account,
    account_entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    snapshot: SnapshotAssertion,
    printer: Callable[[Account], SimulatedPrinter],
) -> None:
    """Every entity of every platform is what it was when it was looked at last."""
    freezer.move_to(NOW)
    printer(account)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    for platform, entities in shown(hass, entity_registry, account_entry).items():
        assert entities == snapshot(name=platform)


async def test_disabled_by_default(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    snapshot: SnapshotAssertion,
) -> None:
    """What only experts look at waits until somebody enables it."""
    octoprint.start_print("dragon.gcode", duration=7200, layers=240, heated=True)
    klipper.start_print("gears.gcode", duration=7200, layers=240, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    disabled = {
        entity.entity_id
        for entity in er.async_entries_for_config_entry(
            entity_registry, account_entry.entry_id
        )
        if entity.disabled
    }
    assert sorted(disabled) == snapshot


# What printers say of themselves


async def test_verdict(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """The verdict follows the score, and says when nobody looks, with the reason."""
    octoprint.action_on_failure = "NONE"
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    told = {
        "sensor.prusa_ai_verdict": "not_watching",
        "sensor.prusa_ai_not_watching_reason": "not_printing",
        "binary_sensor.prusa_ai_watching": "off",
    }
    assert {entity_id: state(hass, entity_id) for entity_id in told} == told
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    for score, verdict in (
        (0.0, "looking_good"),
        (0.33, "looking_good"),
        (0.34, "fishy"),
        (0.66, "fishy"),
        (0.67, "failing"),
        (0.1, "looking_good"),
    ):
        octoprint.set_failure_score(score)
        await refresh(hass, account_entry)
        assert state(hass, "sensor.prusa_ai_verdict") == verdict, score
    assert state(hass, "sensor.prusa_ai_not_watching_reason") == "none"
    assert state(hass, "binary_sensor.prusa_ai_watching") == "on"


async def test_verdict_without_a_score(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """While the failure detection looks and tells no score, its verdict is unknown."""
    polling_only(hass, account_entry)
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    octoprint.set_failure_score(0.1)
    await set_up(hass, account_entry)
    assert state(hass, "sensor.prusa_ai_verdict") == "looking_good"
    simulator.faults.null_fields = {"normalized_p"}
    await refresh(hass, account_entry)
    assert state(hass, "binary_sensor.prusa_ai_watching") == "on"
    assert state(hass, "sensor.prusa_ai_verdict") == STATE_UNKNOWN


async def test_reason_that_nobody_knows(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reason that Obico has not given so far is shown in its words."""
    monkeypatch.setattr(octoprint.watch, "reason_not_to", lambda: "The moon is full")
    await set_up(hass, account_entry)
    reason = hass.states.get("sensor.prusa_ai_not_watching_reason")
    assert reason is not None
    assert reason.state == "The moon is full"
    assert reason.attributes["options"][-1] == "The moon is full"


@pytest.mark.parametrize("agent", [AgentKind.OCTOPRINT, AgentKind.KLIPPER])
async def test_printer_error(
    hass: HomeAssistant,
    account: Account,
    account_entry: MockConfigEntry,
    agent: AgentKind,
) -> None:
    """An error is a problem with a text, and the print that it ended was cancelled."""
    printer = account.add_printer("Ender", agent=agent)
    printer.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert state(hass, "binary_sensor.ender_printer_error") == "off"
    assert state(hass, "sensor.ender_printer_error_message") == STATE_UNKNOWN
    assert state(hass, "sensor.ender_last_print") == STATE_UNKNOWN
    printer.fail("Thermal runaway" + "!" * 300)
    await refresh(hass, account_entry)
    assert state(hass, "binary_sensor.ender_printer_error") == "on"
    assert state(hass, "binary_sensor.ender_online") == "on"
    text = state(hass, "sensor.ender_printer_error_message")
    assert text.startswith("Thermal runaway!")
    assert len(text) == 255
    assert state(hass, "sensor.ender_last_print_result") == "cancelled"


async def test_last_print(
    hass: HomeAssistant,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """The last print stays that while the next one runs."""
    klipper.start_print("first.gcode", duration=600, layers=10, heated=True)
    klipper.tick(120)
    klipper.finish()
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert state(hass, "sensor.voron_last_print") == "first.gcode"
    assert state(hass, "sensor.voron_last_print_result") == "finished"
    assert state(hass, "sensor.voron_last_print_duration") == "2.0"
    ended = state(hass, "sensor.voron_last_print_ended")
    klipper.start_print("second.gcode", duration=600, layers=10, heated=True)
    await refresh(hass, account_entry)
    assert state(hass, "sensor.voron_print_file") == "second.gcode"
    assert state(hass, "sensor.voron_last_print") == "first.gcode"
    assert state(hass, "sensor.voron_last_print_ended") == ended
    klipper.cancel()
    klipper.settle()
    await refresh(hass, account_entry)
    assert state(hass, "sensor.voron_last_print") == "second.gcode"
    assert state(hass, "sensor.voron_last_print_result") == "cancelled"


async def test_attention_where_the_agent_tells(
    hass: HomeAssistant,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A printer that asks for a person has an entity for it, others have none."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    entity_id = "binary_sensor.voron_attention_needed"
    assert hass.states.get(entity_id) is None
    assert klipper.agent is not None
    status = klipper.agent.status() or {}
    for asks, shows in ((True, "on"), (False, "off")):
        monkeypatch.setattr(
            klipper.agent,
            "status",
            lambda asks=asks: {**status, "user_interaction_required": asks},
        )
        klipper.publish()
        await refresh(hass, account_entry)
        assert state(hass, entity_id) == shows


async def test_filament_is_used_only_where_it_is_measured(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Klipper measures filament; OctoPrint only knows the plan of the file."""
    for printer in (octoprint, klipper):
        printer.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
        printer.tick(1800)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert float(state(hass, "sensor.voron_used_filament")) == pytest.approx(2.7)
    for missing in ("sensor.prusa_used_filament", "sensor.voron_planned_filament"):
        assert entity_registry.async_get(missing) is None
    assert entity_registry.async_get("sensor.prusa_planned_filament") is not None


@pytest.mark.parametrize(
    ("name", "kind", "placeholders"),
    [
        ("tool0", "nozzle", None),
        ("tool1", "nozzle_number", {"number": "2"}),
        ("extruder", "nozzle", None),
        ("extruder1", "nozzle_number", {"number": "2"}),
        ("heater_bed", "bed", None),
        ("heater_generic chamber", "chamber", None),
        ("heater_generic chamber_heater", "heater", {"name": "Chamber heater"}),
        ("temperature_sensor mcu_temp", "heater", {"name": "MCU"}),
        ("mcu_temp", "heater", {"name": "MCU"}),
        ("raspberry_pi", "heater", {"name": "Raspberry pi"}),
        ("temp", "heater", {"name": "Temp"}),
        ("toolbox", "heater", {"name": "Toolbox"}),
    ],
)
def test_heater_names(
    name: str, kind: str, placeholders: Mapping[str, str] | None
) -> None:
    """Heaters that people know have names that people know."""
    assert heater_name(name) == (kind, placeholders)


# The device


async def test_device_follows_its_agent(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """A device learns of its software when the agent comes, and when it is updated."""
    printer = account.add_printer("Ender")
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)

    def software() -> tuple[str | None, str | None]:
        (device,) = [
            found
            for found in dr.async_entries_for_config_entry(
                device_registry, account_entry.entry_id
            )
            if found.name == "Ender"
        ]
        return device.model, device.sw_version

    assert software() == (None, None)
    printer.attach_agent(AgentKind.KLIPPER)
    await refresh(hass, account_entry)
    assert software() == ("Klipper", "2.1.4")
    assert printer.agent is not None
    printer.agent.version = "2.2.0"
    printer.publish()
    await refresh(hass, account_entry)
    assert software() == ("Klipper", "2.2.0")
