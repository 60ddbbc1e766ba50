"""Switches, selects, numbers and the buttons of an alert: what they do at the printer."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.number import NUMBERS
from custom_components.obico.select import SELECTS
from custom_components.obico.switch import SWITCHES
from homeassistant.components.number import DOMAIN as NUMBER_DOMAIN, SERVICE_SET_VALUE
from homeassistant.components.select import (
    DOMAIN as SELECT_DOMAIN,
    SERVICE_SELECT_OPTION,
)
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .conftest import polling_only, set_up
from .simulator import ObicoSimulator, SimulatedPrinter
from .test_commands import press
from .test_coordinator import pushed, refresh, state

pytestmark = pytest.mark.usefixtures("quick_commands")

WATCHING = "switch.prusa_ai_failure_detection"
MUTE = "switch.prusa_mute_alerts_for_this_print"


async def turn(hass: HomeAssistant, entity_id: str, *, on: bool) -> None:
    """Turn a switch on or off, and wait until it is done."""
    await hass.services.async_call(
        SWITCH_DOMAIN,
        SERVICE_TURN_ON if on else SERVICE_TURN_OFF,
        {ATTR_ENTITY_ID: entity_id},
        blocking=True,
    )


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize(
    ("entity_id", "setting"),
    [
        (WATCHING, "watching_enabled"),
        ("switch.prusa_hotend_off_on_pause", "tools_off_on_pause"),
        ("switch.prusa_bed_off_on_pause", "bed_off_on_pause"),
    ],
)
async def test_switches(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    entity_id: str,
    setting: str,
    live: bool,
) -> None:
    """A switch writes its setting, and shows at once what the server then holds."""
    if live:
        octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    else:
        polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    before = getattr(octoprint, setting)
    assert state(hass, entity_id) == ("on" if before else "off")
    for wanted in (not before, before):
        await turn(hass, entity_id, on=wanted)
        assert getattr(octoprint, setting) is wanted
        assert state(hass, entity_id) == ("on" if wanted else "off")


async def test_detection_that_is_switched_off(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """All that depends on a setting follows in the same moment."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert state(hass, "sensor.prusa_ai_verdict") == "looking_good"
    await turn(hass, WATCHING, on=False)
    assert state(hass, "sensor.prusa_ai_verdict") == "not_watching"
    assert state(hass, "sensor.prusa_ai_not_watching_reason") == "disabled"


async def test_mute(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """Alerts can be muted for the print that runs, and only then."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert state(hass, MUTE) == STATE_UNAVAILABLE
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await refresh(hass, account_entry)
    assert state(hass, MUTE) == "off"
    await turn(hass, MUTE, on=True)
    assert octoprint.current_print is not None
    assert octoprint.current_print.alert_muted_at is not None
    assert state(hass, MUTE) == "on"
    assert state(hass, "binary_sensor.prusa_alerts_muted") == "on"
    assert state(hass, "sensor.prusa_ai_not_watching_reason") == "muted"
    await turn(hass, MUTE, on=False)
    assert octoprint.current_print.alert_muted_at is None
    assert state(hass, MUTE) == "off"


async def test_mute_after_the_end(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """A print that ended since the last poll cannot be muted."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    octoprint.finish()
    with pytest.raises(HomeAssistantError) as error:
        await turn(hass, MUTE, on=True)
    assert error.value.translation_key == "command_refused"


@pytest.mark.parametrize(("option", "action"), [("notify", "NONE"), ("pause", "PAUSE")])
async def test_action_on_failure(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    option: str,
    action: str,
) -> None:
    """The action on a failure is chosen, an action that nobody knows is unknown."""
    octoprint.action_on_failure = "EXPLODE"
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert state(hass, "select.prusa_action_on_failure") == STATE_UNKNOWN
    await hass.services.async_call(
        SELECT_DOMAIN,
        SERVICE_SELECT_OPTION,
        {ATTR_ENTITY_ID: "select.prusa_action_on_failure", "option": option},
        blocking=True,
    )
    assert octoprint.action_on_failure == action
    assert state(hass, "select.prusa_action_on_failure") == option


@pytest.mark.parametrize(
    ("entity_id", "setting", "default", "value"),
    [
        ("number.prusa_ai_sensitivity", "detective_sensitivity", 1.0, 1.15),
        ("number.prusa_filament_retraction_on_pause", "retract_on_pause", 6.5, 0),
        ("number.prusa_z_lift_on_pause", "lift_z_on_pause", 2.5, 10.5),
    ],
)
async def test_numbers(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    entity_id: str,
    setting: str,
    default: float,
    value: float,
) -> None:
    """A number writes its setting; the server's own default is among its steps."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert float(state(hass, entity_id)) == default
    for wanted in (value, default):
        await hass.services.async_call(
            NUMBER_DOMAIN,
            SERVICE_SET_VALUE,
            {ATTR_ENTITY_ID: entity_id, "value": wanted},
            blocking=True,
        )
        assert getattr(octoprint, setting) == wanted
        assert float(state(hass, entity_id)) == wanted
    attributes = hass.states.get(entity_id)
    assert attributes is not None
    steps = (default - attributes.attributes["min"]) / attributes.attributes["step"]
    assert steps == pytest.approx(round(steps))


@pytest.mark.parametrize(
    ("button", "verdict"),
    [
        ("acknowledge_alert", None),
        ("confirm_failure", "FAILED"),
        ("not_a_failure", "NOT_FAILED"),
    ],
)
async def test_verdicts(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    button: str,
    verdict: str | None,
) -> None:
    """An alert is acknowledged with what a person says of it."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    octoprint.set_failure_score(0.5)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    await press(hass, f"button.prusa_{button}")
    assert octoprint.current_print is not None
    assert octoprint.current_print.alert_acknowledged_at is not None
    assert octoprint.current_print.alert_overwrite == verdict
    assert state(hass, "binary_sensor.prusa_failed_print_alert") == "off"
    assert state(hass, f"button.prusa_{button}") == STATE_UNAVAILABLE


async def test_settings_of_a_printer_that_is_off(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """Settings are the server's, which keeps them while the printer is off."""
    octoprint.go_offline()
    await set_up(hass, account_entry)
    await turn(hass, WATCHING, on=False)
    assert octoprint.watching_enabled is False
    assert state(hass, WATCHING) == "off"


async def test_change_elsewhere(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """What somebody changes in Obico's own app comes over the live stream."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    octoprint.watching_enabled = False
    octoprint.changed()
    await pushed(hass, WATCHING, "off")


def fail(simulator: ObicoSimulator, _entry: MockConfigEntry) -> None:
    """Let the server fail."""
    simulator.faults.status = 500


def throttle(simulator: ObicoSimulator, _entry: MockConfigEntry) -> None:
    """Let the server say that there were too many requests."""
    simulator.faults.throttle = 77


def sign_out(simulator: ObicoSimulator, entry: MockConfigEntry) -> None:
    """End the session."""
    simulator.revoke(entry.data["credentials"]["secret"])


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (fail, "server_fault"),
        (throttle, "throttled"),
        (sign_out, "credentials_refused"),
    ],
)
async def test_trouble(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    trouble: Callable[[ObicoSimulator, MockConfigEntry], Any],
    told: str,
) -> None:
    """A setting that cannot be changed stays what it is, and a person is told why."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    trouble(simulator, account_entry)
    with pytest.raises(HomeAssistantError) as error:
        await turn(hass, WATCHING, on=False)
    assert error.value.translation_key == told
    assert octoprint.watching_enabled is True
    assert state(hass, WATCHING) == "on"


async def test_a_printers_key_changes_nothing(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
) -> None:
    """Settings and the history need an account; a key has no entities of them."""
    await set_up(hass, key_entry)
    settings = {item.translation_key for item in (*NUMBERS, *SELECTS, *SWITCHES)}
    assert settings.isdisjoint(
        entity.translation_key
        for entity in er.async_entries_for_config_entry(
            entity_registry, key_entry.entry_id
        )
    )
    assert hass.states.get("sensor.voron_last_print") is None
    assert hass.states.get("sensor.voron_ai_verdict") is not None
