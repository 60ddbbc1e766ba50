"""How a person has Home Assistant report for a printer, and changes it."""

import asyncio
from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.agent_config import CONF_PRINTER_ID, SUBENTRY_AGENT
from custom_components.obico.client import AGENT_NAME
from custom_components.obico.const import CONF_CREDENTIALS, CONF_RELINKED
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigFlowResult,
    ConfigSubentry,
    SubentryFlowResult,
)
from homeassistant.const import CONF_CODE, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)

from .conftest import set_up
from .reported import add_bambu, add_printer_device
from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter
from .test_config_flow import begin, go_on

pytestmark = pytest.mark.usefixtures("custom_integrations")

PAUSE = [{"action": "button.press", "target": {"entity_id": "button.p1s_pause"}}]


def suggested(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form is filled in with, its sections included."""
    schema: Any = result["data_schema"]
    return _suggested(schema)


def _suggested(schema: Any) -> dict[str, Any]:
    found = {}
    for marker, field in schema.schema.items():
        if isinstance(field, section):
            found[str(marker)] = _suggested(field.schema)
        elif marker.description and "suggested_value" in marker.description:
            found[str(marker)] = marker.description["suggested_value"]
        elif marker.default is not None and callable(marker.default):
            found[str(marker)] = marker.default()
    return found


async def link(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> ConfigFlowResult:
    """Link a new printer with a code, and have Home Assistant report for it."""
    result = await begin(hass, "code")
    code = account.link_code()
    result = await go_on(hass, result, {CONF_URL: simulator.url, CONF_CODE: code})
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "linked_new"
    return await go_on(hass, result, {"next_step_id": "agent_device"})


async def test_everything_preselected(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """Where the device is known, a person only confirms."""
    device_id = add_bambu(hass)
    result = await link(hass, simulator, account)
    assert result["step_id"] == "agent_device"
    result = await go_on(hass, result, {"printer_device": device_id})
    assert result["step_id"] == "agent"
    form = suggested(result)
    assert form == {
        "name": "P1S",
        "camera": "camera.p1s_camera",
        "status": "sensor.p1s_print_status",
        "own_states": False,
        "commands": {
            "pause": PAUSE,
            "resume": [
                {"action": "button.press", "target": {"entity_id": "button.p1s_resume"}}
            ],
            "cancel": [
                {"action": "button.press", "target": {"entity_id": "button.p1s_stop"}}
            ],
        },
        "job": {
            "progress": "sensor.p1s_print_progress",
            "time_left": "sensor.p1s_remaining_time",
            "file_name": "sensor.p1s_subtask_name",
            "layer": "sensor.p1s_current_layer",
            "total_layers": "sensor.p1s_total_layers",
        },
        "temperatures": {
            "nozzle_temperature": "sensor.p1s_nozzle_temp",
            "nozzle_target": "number.p1s_target_nozzle_temperature",
            "bed_temperature": "sensor.p1s_bed_temp",
            "bed_target": "number.p1s_target_bed_temperature",
            "chamber_temperature": "sensor.p1s_chamber_temp",
        },
        "mounting": {
            "rotation": "0",
            "flip_horizontal": False,
            "flip_vertical": False,
        },
    }
    result = await go_on(hass, result, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "P1S"
    printer = account.printers[-1]
    assert printer.name == "P1S"

    (subentry,) = result["result"].subentries.values()
    assert subentry.subentry_type == SUBENTRY_AGENT
    assert subentry.title == "P1S"
    assert subentry.unique_id == str(printer.id)
    assert subentry.data[CONF_PRINTER_ID] == printer.id
    # It is known by what the registry knows it by, and survives another name.
    registry = er.async_get(hass)
    status = registry.async_get("sensor.p1s_print_status")
    pause = registry.async_get("button.p1s_pause")
    assert status is not None
    assert pause is not None
    assert subentry.data["status"] == status.id
    assert subentry.data["pause"][0]["target"] == {"entity_id": pause.id}
    assert "states" not in subentry.data
    assert "name" not in subentry.data


UNIQUE_IDS = {
    "anycubic_cloud": (
        {
            "sensor.aa:bb-job_state": "status",
            "sensor.aa:bb-job_progress": "progress",
            "sensor.aa:bb-job_time_remaining": "time_left",
            "sensor.aa:bb-job_name": "file_name",
            "sensor.aa:bb-target_nozzle_temp": "nozzle_target",
            "sensor.aa:bb-curr_nozzle_temp": "nozzle_temperature",
            "button.aa:bb-pause_print": "pause",
            "button.aa:bb-cancel_print": "cancel",
        },
        {"sensor.aa:bb-job_time_elapsed", "button.aa:bb-drying_stop"},
    ),
    "elegoo_printer": (
        {
            "sensor.f00d_print_status": "status",
            "sensor.f00d_percent_complete": "progress",
            "sensor.f00d_ticks_remaining": "time_left",
            "sensor.f00d_filename": "file_name",
            "sensor.f00d_bed_temp": "bed_temperature",
            "number.f00d_target_bed_temp": "bed_target",
            "sensor.f00d_temp_of_box": "chamber_temperature",
            "camera.f00d_chamber_camera": "camera",
            "button.f00d_stop_print": "cancel",
        },
        {"sensor.f00d_current_status", "button.f00d_home_all"},
    ),
    "ha_creality_ws": (
        {
            "sensor.192.168.1.9-print_status": "status",
            "sensor.192.168.1.9-print_progress": "progress",
            "sensor.192.168.1.9-print_left_time": "time_left",
            "number.192.168.1.9-nozzle_target": "nozzle_target",
            "number.192.168.1.9-bed_target_0": "bed_target",
            "camera.192.168.1.9-camera": "camera",
            "button.192.168.1.9-resume_print": "resume",
        },
        {"sensor.192.168.1.9-print_job_time", "button.192.168.1.9-home_all"},
    ),
    "moonraker": (
        {
            "sensor.01ABC_print_state": "status",
            "sensor.01ABC_progress": "progress",
            "sensor.01ABC_print_time_left": "time_left",
            "sensor.01ABC_filename": "file_name",
            "sensor.01ABC_extruder_temp": "nozzle_temperature",
            "number.01ABC_extruder_target": "nozzle_target",
            "sensor.01ABC_heater_bed_temp": "bed_temperature",
            "camera.01ABC_webcam_0": "camera",
            "button.01ABC_pause_print": "pause",
        },
        {
            "sensor.01ABC_state",
            "sensor.01ABC_slicer_print_time_left_estimate",
            "camera.01ABC_thumbnail",
        },
    ),
    "octoprint": (
        {
            "sensor.Current State-b00c": "status",
            "sensor.Job Percentage-b00c": "progress",
            "sensor.Estimated Finish Time-b00c": "time_left",
            "sensor.Current File-b00c": "file_name",
            "sensor.actual tool0 temp-b00c": "nozzle_temperature",
            "number.b00c_tool0_temperature": "nozzle_target",
            "sensor.target bed temp-b00c": "bed_target",
            "camera.b00c": "camera",
            "button.Stop Job-b00c": "cancel",
        },
        {
            "sensor.Current File Size-b00c",
            "sensor.target tool0 temp-b00c",
            "sensor.Start Time-b00c",
        },
    ),
    "prusalink": (
        {
            "sensor.01ABC_printer.state": "status",
            "sensor.01ABC_job.progress": "progress",
            "sensor.01ABC_job.finish": "time_left",
            "sensor.01ABC_job.filename": "file_name",
            "sensor.01ABC_printer.telemetry.temp-bed": "bed_temperature",
            "sensor.01ABC_printer.telemetry.temp-bed.target": "bed_target",
            "button.01ABC_job.pause_job": "pause",
        },
        {"camera.01ABC_job_preview", "sensor.01ABC_job.start"},
    ),
}


@pytest.mark.parametrize("integration", UNIQUE_IDS)
async def test_known_integrations(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, integration: str
) -> None:
    """The entities of each integration are found by the unique ids that it gives them."""
    expected, others = UNIQUE_IDS[integration]
    device_id = add_printer_device(hass, integration, [*expected, *others])
    registry = er.async_get(hass)
    result = await link(hass, simulator, account)
    result = await go_on(hass, result, {"printer_device": device_id})
    form = suggested(result)
    flat = {**form, **form["commands"], **form["job"], **form["temperatures"]}
    for unique_id, field in expected.items():
        domain, _, own = unique_id.partition(".")
        entity_id = registry.async_get_entity_id(domain, integration, own)
        chosen = flat[field]
        if field in ("pause", "resume", "cancel"):
            chosen = chosen[0]["target"]["entity_id"]
        assert chosen == entity_id, field
    found = {value for value in flat.values() if isinstance(value, str)}
    for unique_id in others:
        domain, _, own = unique_id.partition(".")
        assert registry.async_get_entity_id(domain, integration, own) not in found
    # Its states are known: nobody is asked.
    assert flat["own_states"] is False


def own_form(**fields: Any) -> dict[str, Any]:
    """Return a form that was filled in by hand."""
    return {
        "name": "Ender",
        "camera": "camera.shelf",
        "commands": {},
        "job": {},
        "temperatures": {},
        "mounting": {"rotation": "90"},
        **fields,
    }


async def test_by_hand(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """Any entity may tell the status; what its states mean is guessed and confirmed."""
    hass.states.async_set(
        "input_select.ender",
        "Idle",
        {"options": ["Idle", "Printing", "Paused", "Nozzle cleaning"]},
    )
    result = await go_on(hass, await link(hass, simulator, account), {})
    assert "own_states" not in suggested(result)
    result = await go_on(hass, result, own_form(status="input_select.ender"))
    assert result["step_id"] == "agent_states"
    assert result["description_placeholders"] == {"status": "ender"}
    form = suggested(result)
    assert form == {
        "printing": ["Printing"],
        "paused": ["Paused"],
        "operational": ["Idle"],
    }
    result = await go_on(hass, result, {**form, "printing": []})
    assert result["errors"] == {"printing": "no_printing_state"}
    result = await go_on(hass, result, {**form, "error": ["Paused"]})
    assert result["errors"] == {"base": "state_twice"}
    states = {**form, "printing": ["Printing", "Nozzle cleaning"]}
    result = await go_on(hass, result, states)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (subentry,) = result["result"].subentries.values()
    assert subentry.data["states"] == states
    assert subentry.data["rotation"] == "90"
    assert result["title"] == "Ender"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("input_boolean.printing", {"printing": ["on"], "operational": ["off"]}),
        ("sensor.printer", {"printing": ["busy"]}),
        ("sensor.unknown", {}),
    ],
)
async def test_guesses(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    status: str,
    expected: dict[str, list[str]],
) -> None:
    """What the states of an entity may mean is guessed from what is known of them."""
    hass.states.async_set("sensor.printer", "busy")
    result = await go_on(hass, await link(hass, simulator, account), {})
    result = await go_on(hass, result, own_form(status=status))
    assert result["step_id"] == "agent_states"
    assert suggested(result) == expected


async def test_no_status(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A camera is enough."""
    result = await go_on(hass, await link(hass, simulator, account), {})
    result = await go_on(hass, result, own_form())
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (subentry,) = result["result"].subentries.values()
    assert "status" not in subentry.data
    assert "states" not in subentry.data


async def test_errors_of_the_form(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """What makes no sense is told, and everything can be mended."""
    own = er.async_get(hass).async_get_or_create("sensor", "obico", "1_state")
    result = await go_on(hass, await link(hass, simulator, account), {})
    form = own_form(
        name=" ",
        status=own.entity_id,
        job={"progress": own.entity_id},
        commands={"pause": [{"nonsense": True}]},
    )
    result = await go_on(hass, result, form)
    assert result["step_id"] == "agent"
    assert result["errors"] == {
        "name": "no_name",
        "status": "own_entity",
        "base": "not_an_action",
    }
    assert suggested(result)["job"] == form["job"]
    simulator.faults.only = "/api/v1/octo/printer/"
    simulator.faults.status = 500
    result = await go_on(hass, result, own_form())
    assert result["errors"] == {"base": "server_fault"}
    simulator.faults.status = None
    result = await go_on(hass, result, own_form())
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_another_device(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A device that has nothing of a known printer fills nothing in."""
    device_id = add_printer_device(hass, "esphome", ["sensor.printing"])
    result = await link(hass, simulator, account)
    result = await go_on(hass, result, {"printer_device": device_id})
    assert suggested(result) == {
        "name": "P1S",
        "commands": {},
        "job": {},
        "temperatures": {},
        "mounting": {
            "rotation": "0",
            "flip_horizontal": False,
            "flip_vertical": False,
        },
    }
    result = await go_on(hass, result, own_form())
    (subentry,) = result["result"].subentries.values()
    assert subentry.data["printer_device"] == device_id


async def test_own_states_of_a_known_integration(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A person may know better what a state means."""
    device_id = add_bambu(hass)
    result = await link(hass, simulator, account)
    result = await go_on(hass, result, {"printer_device": device_id})
    result = await go_on(hass, result, {**suggested(result), "own_states": True})
    assert result["step_id"] == "agent_states"
    form = suggested(result)
    assert form["printing"] == ["running"]
    assert form["offline"] == ["offline"]
    result = await go_on(hass, result, form)
    (subentry,) = result["result"].subentries.values()
    assert subentry.data["states"] == form


# Printers that are in Home Assistant already


async def begin_subentry(
    hass: HomeAssistant, entry: MockConfigEntry
) -> SubentryFlowResult:
    """Begin to have a printer of an entry reported."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_AGENT), context={"source": SOURCE_USER}
    )


async def fill(
    hass: HomeAssistant, result: SubentryFlowResult, user_input: dict[str, Any]
) -> SubentryFlowResult:
    """Fill in a form."""
    return await hass.config_entries.subentries.async_configure(
        result["flow_id"], user_input
    )


def only_subentry(entry: MockConfigEntry) -> ConfigSubentry:
    """Return the subentry of an entry that has one."""
    (found,) = entry.subentries.values()
    subentry: ConfigSubentry = found
    return subentry


def device_called(
    hass: HomeAssistant, entry: MockConfigEntry, name: str
) -> dr.DeviceEntry | None:
    """Return the device of a printer of an entry."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return next((device for device in devices if device.name == name), None)


async def test_printer_of_an_account(
    hass: HomeAssistant,
    account: Account,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
) -> None:
    """Of an account's printers those without an agent are offered, and a new one."""
    waiting = account.add_printer("Waiting")
    await set_up(hass, account_entry)
    result = await begin_subentry(hass, account_entry)
    assert result["step_id"] == "user"
    schema: Any = result["data_schema"]
    options = schema.schema["printer"].config["options"]
    assert [option["value"] for option in options] == [str(waiting.id), "new_printer"]
    result = await fill(hass, result, {"printer": str(waiting.id)})
    assert result["step_id"] == "agent_device"
    result = await fill(hass, result, {})
    form = own_form()
    del form["name"]
    result = await fill(hass, result, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    subentry = only_subentry(account_entry)
    assert subentry.title == "Waiting"
    assert subentry.unique_id == str(waiting.id)


async def test_new_printer_of_an_account(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
) -> None:
    """A new printer is made when all is said, and not before."""
    await set_up(hass, account_entry)
    result = await begin_subentry(hass, account_entry)
    # There is no other choice.
    assert result["step_id"] == "agent_device"
    device_id = add_printer_device(hass, "bambu_lab", [])
    result = await fill(hass, result, {"printer_device": device_id})
    assert account.printers == [octoprint]
    simulator.faults.only = "/api/v1/printers/"
    simulator.faults.status = 500
    result = await fill(hass, result, own_form())
    assert result["errors"] == {"base": "cannot_connect"}
    simulator.faults.status = None
    result = await fill(hass, result, own_form())
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert account.printers[-1].name == "Ender"
    assert only_subentry(account_entry).unique_id == str(account.printers[-1].id)
    # Its device appears meanwhile, and leads to the printer's own.
    async with asyncio.timeout(10):
        while (
            own := device_called(hass, account_entry, "Ender")
        ) is None or own.via_device_id != device_id:
            await asyncio.sleep(0.02)


async def test_printer_that_got_an_agent(
    hass: HomeAssistant, account: Account, account_entry: MockConfigEntry
) -> None:
    """Nobody takes the place of an agent that came meanwhile."""
    waiting = account.add_printer("Waiting")
    await set_up(hass, account_entry)
    result = await begin_subentry(hass, account_entry)
    result = await fill(hass, result, {"printer": str(waiting.id)})
    result = await fill(hass, result, {})
    waiting.attach_agent(AgentKind.OCTOPRINT)
    form = own_form()
    del form["name"]
    result = await fill(hass, result, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "has_agent"
    assert not account_entry.subentries


async def test_no_printer_without_an_agent(
    hass: HomeAssistant, key_entry: MockConfigEntry
) -> None:
    """A key's printer that has an agent leaves nothing to report."""
    await set_up(hass, key_entry)
    result = await begin_subentry(hass, key_entry)
    assert result["reason"] == "no_printer"


async def test_entry_that_is_not_loaded(
    hass: HomeAssistant, key_entry: MockConfigEntry
) -> None:
    """Without a connection it is not known which printers there are."""
    result = await begin_subentry(hass, key_entry)
    assert result["reason"] == "not_loaded"


async def test_reconfigure(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """What is reported can be changed: everything stands in the form as it is now."""
    device_id = add_bambu(hass)
    account.add_printer("Waiting")
    await set_up(hass, account_entry)
    result = await begin_subentry(hass, account_entry)
    result = await fill(hass, result, {"printer": str(account.printers[-1].id)})
    result = await fill(hass, result, {"printer_device": device_id})
    result = await fill(hass, result, suggested(result))
    subentry = only_subentry(account_entry)
    registry = er.async_get(hass)
    registry.async_update_entity("button.p1s_pause", new_entity_id="button.halt")

    result = await account_entry.start_subentry_reconfigure_flow(
        hass, subentry.subentry_id
    )
    assert suggested(result) == {"printer_device": device_id}
    result = await fill(hass, result, suggested(result))
    form = suggested(result)
    assert "name" not in form
    assert form["commands"]["pause"][0]["target"] == {"entity_id": "button.halt"}
    del form["temperatures"]["chamber_temperature"]
    form["status"] = "sensor.unknown"
    result = await fill(hass, result, form)
    assert result["step_id"] == "agent_states"
    result = await fill(hass, result, {"printing": ["yes"], "paused": []})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    data = only_subentry(account_entry).data
    assert data["states"] == {"printing": ["yes"]}
    assert data["status"] == "sensor.unknown"
    assert "chamber_temperature" not in data
    assert data[CONF_PRINTER_ID] == account.printers[-1].id

    # What the states mean is asked again, and forgotten where it is known.
    for status in ("sensor.unknown", "sensor.p1s_print_status"):
        result = await account_entry.start_subentry_reconfigure_flow(
            hass, subentry.subentry_id
        )
        result = await fill(hass, result, {})
        result = await fill(hass, result, suggested(result) | {"status": status})
        if result["type"] is FlowResultType.FORM:
            assert suggested(result) == {"printing": ["yes"]}
            result = await fill(hass, result, suggested(result))
        assert result["reason"] == "reconfigure_successful"
    data = only_subentry(account_entry).data
    assert "states" not in data
    assert "printer_device" not in data


async def test_reconfigure_for_another_device(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """What was said of the states of one printer does not count for another one."""
    device_id = add_bambu(hass)
    account.add_printer("Waiting")
    await set_up(hass, account_entry)
    result = await begin_subentry(hass, account_entry)
    result = await fill(hass, result, {"printer": str(account.printers[-1].id)})
    result = await fill(hass, result, {})
    form = own_form(status="sensor.unknown")
    del form["name"]
    result = await fill(hass, result, form)
    result = await fill(hass, result, {"printing": ["yes"]})
    subentry = only_subentry(account_entry)
    assert subentry.data["states"] == {"printing": ["yes"]}

    result = await account_entry.start_subentry_reconfigure_flow(
        hass, subentry.subentry_id
    )
    result = await fill(hass, result, {"printer_device": device_id})
    form = suggested(result)
    assert form["status"] == "sensor.p1s_print_status"
    result = await fill(hass, result, form)
    assert result["type"] is FlowResultType.ABORT
    assert "states" not in only_subentry(account_entry).data


# Found from Obico's side


def passcode_of(result: ConfigFlowResult) -> str:
    """Return the passcode that a flow shows."""
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    return placeholders["passcode"]


async def announce(
    hass: HomeAssistant, simulator: ObicoSimulator
) -> tuple[ConfigFlowResult, str]:
    """Have Home Assistant announce itself; return what is shown, and the passcode."""
    result = await begin(hass, "announce")
    result = await go_on(hass, result, {CONF_URL: simulator.url})
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    (passcode,) = simulator.lobby.passcodes
    assert passcode_of(result) == passcode
    return result, passcode


async def after_progress(
    hass: HomeAssistant, result: ConfigFlowResult
) -> ConfigFlowResult:
    """Return what a flow shows when it has waited, as the frontend asks for it."""
    async with asyncio.timeout(10):
        while result["type"] is FlowResultType.SHOW_PROGRESS:
            await asyncio.sleep(0.02)
            result = await hass.config_entries.flow.async_configure(result["flow_id"])
    return result


async def test_found_by_obico(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """Obico finds Home Assistant by a passcode, and brings the code itself."""
    result, passcode = await announce(hass, simulator)
    (announced,) = simulator.lobby.present("127.0.0.1")
    assert announced["agent"] == "Home Assistant"
    assert announced["hostname"] == hass.config.location_name
    simulator.lobby.passcodes[passcode] = account.link_code()
    result = await after_progress(hass, result)
    assert result["step_id"] == "linked_new"
    assert account.printers
    result = await go_on(hass, result, {"next_step_id": "agent_device"})
    result = await go_on(hass, result, {})
    result = await go_on(hass, result, own_form())
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_is_no_stranger_to_itself(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Others that wait to be linked are a repair, but not Home Assistant's own passcode."""
    result, _ = await announce(hass, simulator)
    other = {"device_id": "d" * 32, "host_or_ip": "192.168.1.7", "agent": "other"}
    simulator.lobby.announce("127.0.0.1", other)
    assert len(simulator.lobby.present("127.0.0.1")) == 2
    assert await hass.config_entries.async_setup(account_entry.entry_id)
    issues = ir.async_get(hass).issues.values()
    async with asyncio.timeout(10):
        while not (
            told := [
                (issue.translation_placeholders or {})["agent"]
                for issue in issues
                if issue.translation_key == "unlinked_agent"
            ]
        ):
            await asyncio.sleep(0.02)
    assert told == ["other (192.168.1.7)"]
    hass.config_entries.flow.async_abort(result["flow_id"])


async def test_stop_while_waiting_to_be_found(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A passcode that nobody types does not keep Home Assistant from stopping."""
    await announce(hass, simulator)
    await hass.async_stop(force=True)
    assert "waits to be linked" not in caplog.text


async def test_found_with_a_bad_code(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A code that is over when it comes is told, and everything begins anew."""
    result, passcode = await announce(hass, simulator)
    simulator.lobby.passcodes[passcode] = "123456"
    result = await after_progress(hass, result)
    assert result["step_id"] == "announce"
    assert result["errors"] == {"base": "wrong_code"}
    result = await go_on(hass, result, {CONF_URL: simulator.url})
    assert result["type"] is FlowResultType.SHOW_PROGRESS


@pytest.mark.parametrize(
    ("fault", "error"),
    [({"hang": True}, "timed_out"), ({"rubbish": "json"}, "not_obico")],
)
async def test_nobody_to_announce_to(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    fault: dict[str, Any],
    error: str,
) -> None:
    """A server that gives no passcode is told."""
    result = await begin(hass, "announce")
    simulator.faults.only = "/api/v1/octo/unlinked/"
    for name, value in fault.items():
        setattr(simulator.faults, name, value)
    with patch("custom_components.obico.code_flow.PASSCODE_TIME_LIMIT", 0.3):
        result = await go_on(hass, result, {CONF_URL: simulator.url})
    assert result["errors"] == {CONF_URL: error}
    result = await go_on(hass, result, {CONF_URL: "nowhere at all"})
    assert result["errors"] == {CONF_URL: "not_an_address"}


async def test_announcing_ends_with_the_flow(
    hass: HomeAssistant, simulator: ObicoSimulator
) -> None:
    """Whoever closes the dialog is not announced any more."""
    result, _ = await announce(hass, simulator)
    hass.config_entries.flow.async_abort(result["flow_id"])
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not hass.config_entries.flow.async_progress()


# Printers that are linked again


async def test_reported_printer_linked_again(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A new code for a printer that we report gives its entry the new key, and no more."""
    result = await go_on(hass, await link(hass, simulator, account), {})
    result = await go_on(hass, result, own_form())
    entry = result["result"]
    await hass.async_block_till_done()
    printer = account.printers[-1]
    async with asyncio.timeout(10):
        while printer.agent_name != AGENT_NAME:
            await asyncio.sleep(0.02)
    result = await begin(hass, "code")
    code = account.link_code(printer)
    result = await go_on(hass, result, {CONF_URL: simulator.url, CONF_CODE: code})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "printer_relinked"
    assert entry.data[CONF_CREDENTIALS]["secret"] == printer.key
    assert CONF_RELINKED not in entry.data
    await hass.async_block_till_done()


@pytest.mark.parametrize("missing", ["printer.id", "printer.created_at"])
async def test_code_that_tells_little(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, missing: str
) -> None:
    """What the answer to a code does not tell of the printer, its live stream does."""
    simulator.faults.only = "/api/v1/octo/verify/"
    simulator.faults.null_fields = {missing}
    result = await go_on(hass, await link(hass, simulator, account), {})
    printer = account.printers[-1]
    result = await go_on(hass, result, own_form(name=printer.name))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (subentry,) = result["result"].subentries.values()
    assert subentry.unique_id == str(printer.id)


async def test_reauth_of_a_reported_printer(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """Whoever brings a new key for a printer that we report is asked nothing else."""
    result = await go_on(hass, await link(hass, simulator, account), {})
    result = await go_on(hass, result, own_form())
    entry = result["result"]
    await hass.async_block_till_done()
    printer = account.printers[-1]
    async with asyncio.timeout(10):
        while printer.agent_name != AGENT_NAME:
            await asyncio.sleep(0.02)
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"next_step_id": "code"}
    )
    result = await go_on(hass, result, {CONF_CODE: account.link_code(printer)})
    assert result["reason"] == "reauth_successful"
    assert entry.data[CONF_CREDENTIALS]["secret"] == printer.key
    await hass.async_block_till_done()


async def test_device_that_is_gone(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A device that was removed meanwhile fills nothing in."""
    result = await link(hass, simulator, account)
    result = await go_on(hass, result, {"printer_device": "gone"})
    assert "camera" not in suggested(result)
