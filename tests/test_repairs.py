"""Repairs: troubles are told when they are there, and go by themselves."""

import asyncio
from collections.abc import Generator
from http import HTTPStatus
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico.const import CONF_RELINKED, DOMAIN
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .conftest import set_up
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .test_coordinator import pushed, refresh, state


def issues(hass: HomeAssistant) -> set[str]:
    """Return the troubles that are told now."""
    return {
        issue.translation_key or ""
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    }


@pytest.fixture
def impatient() -> Generator[None]:
    """Miss a picture at once."""
    with patch("custom_components.obico.repairs.PICTURE_PATIENCE", -1.0):
        yield


async def test_all_is_well(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Nothing is told of printers that are well."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    # The simulator, like a fresh server, calls itself localhost; here, so do we.
    assert issues(hass) <= {"local_site"}


async def test_agent_needs_its_new_key(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
) -> None:
    """A re-linked printer's issue shows the key, and goes when the agent is back."""
    hass.config_entries.async_update_entry(
        key_entry, data={**key_entry.data, CONF_RELINKED: True}
    )
    await set_up(hass, key_entry)
    assert "agent_needs_key" in issues(hass)

    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()
    issue_id = next(
        issue.issue_id
        for issue in ir.async_get(hass).issues.values()
        if issue.translation_key == "agent_needs_key"
    )
    response = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_id}
    )
    assert response.status == HTTPStatus.OK
    form = await response.json()
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"]["key"] == klipper.key
    # Whoever has read it can close it; the trouble lasts until the agent is back.
    response = await client.post(f"/api/repairs/issues/fix/{form['flow_id']}", json={})
    assert response.status == HTTPStatus.OK
    assert (await response.json())["reason"] == "waiting_for_agent"
    assert "agent_needs_key" in issues(hass)

    klipper.go_offline()
    await pushed(hass, "sensor.voron", "offline")
    assert "agent_needs_key" in issues(hass)
    klipper.go_online()
    await pushed(hass, "sensor.voron", "operational")
    await refresh(hass, key_entry)
    assert "agent_needs_key" not in issues(hass)
    assert CONF_RELINKED not in key_entry.data


async def test_agent_uploads_with_its_new_key(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
) -> None:
    """A new picture shows that the agent got the key, though it was never away."""
    hass.config_entries.async_update_entry(
        key_entry, data={**key_entry.data, CONF_RELINKED: True}
    )
    klipper.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    simulator.tick(20)
    await set_up(hass, key_entry)
    assert "agent_needs_key" in issues(hass)
    for _ in range(60):
        simulator.tick(11)
        await asyncio.sleep(0.05)
        if "agent_needs_key" not in issues(hass):
            break
    assert "agent_needs_key" not in issues(hass)


async def test_hours_used_up(
    hass: HomeAssistant,
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """An account without detection hours is told, until it has some again."""
    account.detection_hours = -1
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    assert "detection_hours_used_up" in issues(hass)
    account.detection_hours = 10
    octoprint.changed()
    await refresh(hass, account_entry)
    assert "detection_hours_used_up" not in issues(hass)


@pytest.mark.usefixtures("impatient")
async def test_no_pictures(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A print that should be watched without pictures is told of."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    assert state(hass, "sensor.prusa") == "printing"
    assert "no_pictures" in issues(hass)
    octoprint.finish()
    simulator.tick(10)
    await refresh(hass, account_entry)
    assert "no_pictures" not in issues(hass)


@pytest.mark.parametrize(
    ("version", "told"),
    [("2.3.6", True), ("2.3.7", False), ("2.6.1", False), ("who knows", False)],
)
async def test_old_agent(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    version: str,
    told: bool,
) -> None:
    """An agent that does not tell all states is to be updated."""
    assert octoprint.agent is not None
    octoprint.agent.version = version
    octoprint.changed()
    await set_up(hass, account_entry)
    assert ("old_agent" in issues(hass)) is told


async def test_local_site(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that calls itself localhost is told of when it is another machine."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    simulator.tick(30)
    monkeypatch.setattr("custom_components.obico.repairs.LOCAL_NAMES", ("localhost",))
    assert "127.0.0.1" in account_entry.data[CONF_URL]
    await set_up(hass, account_entry)
    assert "local_site" in issues(hass)
    assert await hass.config_entries.async_unload(account_entry.entry_id)
    assert issues(hass) == set()


async def test_unlinked_agent(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """An agent that waits is told of, and linked by the passcode that its screen shows."""
    announcement = {
        "device_id": "d" * 32,
        "hostname": "voron-pi",
        "host_or_ip": "192.168.1.7",
        "agent": "moonraker_obico",
        "one_time_passcode": "",
    }
    passcode = simulator.lobby.announce("127.0.0.1", announcement)["one_time_passcode"]
    await set_up(hass, account_entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "unlinked_agent" in issues(hass)
    (issue,) = [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.translation_key == "unlinked_agent"
    ]
    assert announcement["device_id"] not in str(issue)
    assert issue.translation_placeholders
    assert issue.translation_placeholders["agent"] == "moonraker_obico (voron-pi)"

    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()
    response = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue.issue_id}
    )
    form = await response.json()
    assert form["step_id"] == "link"
    (code,) = simulator.codes
    assert form["description_placeholders"]["code"] == code.code
    for typed, errors in (("wrong", {"passcode": "wrong_passcode"}), (passcode, None)):
        response = await client.post(
            f"/api/repairs/issues/fix/{form['flow_id']}", json={"passcode": typed}
        )
        assert response.status == HTTPStatus.OK
        assert (await response.json()).get("errors") == errors
    assert simulator.lobby.passcodes[passcode] == code.code
    assert "unlinked_agent" not in issues(hass)


async def test_unlinked_agent_is_gone(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """The issue goes with the agent; meanwhile its code can be typed into the agent."""
    simulator.lobby.announce(
        "127.0.0.1", {"device_id": "d" * 32, "host_or_ip": "192.168.1.7"}
    )
    await set_up(hass, account_entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    (issue_id,) = [
        issue.issue_id
        for issue in ir.async_get(hass).issues.values()
        if issue.translation_key == "unlinked_agent"
    ]
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()
    fix = {"handler": DOMAIN, "issue_id": issue_id}
    simulator.faults.only, simulator.faults.status = "/api/v1/one", 500
    response = await client.post("/api/repairs/issues/fix", json=fix)
    assert (await response.json())["reason"] == "cannot_connect"
    simulator.faults.clear()
    form = await (await client.post("/api/repairs/issues/fix", json=fix)).json()
    path = f"/api/repairs/issues/fix/{form['flow_id']}"
    simulator.faults.only, simulator.faults.status = "/api/v1/one", 500
    answer = await (await client.post(path, json={"passcode": "ab3de"})).json()
    assert answer["errors"] == {"base": "cannot_connect"}
    simulator.faults.clear()
    simulator.tick(10)
    with patch("custom_components.obico.extras.ACCOUNT_INTERVAL", 0.0):
        await account_entry.runtime_data._read_extras()  # noqa: SLF001
    assert "unlinked_agent" not in issues(hass)
    answer = await (await client.post(path, json={})).json()
    assert answer["type"] == "create_entry"
