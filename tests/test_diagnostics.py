"""Diagnostics and system health: everything that helps, nothing that is secret."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component

from .conftest import EMAIL, PASSWORD, set_up
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .test_coordinator import refresh


def secrets_of(simulator: ObicoSimulator) -> set[str]:
    """Return everything of a server that must not be told."""
    return {
        *simulator.sessions,
        *simulator.tokens,
        *simulator.keys,
        EMAIL,
        PASSWORD,
        "digest=",
        "/media/",
        *(account.to_json()["unsub_token"] for account in simulator.accounts),
    }


def assert_no_secret(simulator: ObicoSimulator, told: Any) -> None:
    """Search everything that is told for every secret."""
    text = json.dumps(told)
    assert [secret for secret in secrets_of(simulator) if secret in text] == []


async def test_entry_diagnostics(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """An account's file tells of all printers, and no secret."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    simulator.tick(600)
    octoprint.set_failure_score(0.5)
    klipper.start_print("hinge.gcode", duration=3600, layers=100, heated=True)
    klipper.finish()
    await set_up(hass, account_entry)
    await refresh(hass, account_entry)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, account_entry)
    assert told["entry"]["kind"] == "session"
    assert told["capabilities"]["account"] is True
    assert told["account"]["user"]["email"] == "**REDACTED**"
    prusa = next(p for p in told["printers"] if p["snapshot"]["name"] == "Prusa")
    assert prusa["snapshot"]["status"]["state"] == "printing"
    assert prusa["snapshot"]["picture"]["url"] == "**REDACTED**"
    voron = next(p for p in told["printers"] if p["snapshot"]["name"] == "Voron")
    assert voron["last_print"]["file_name"] == "hinge.gcode"
    assert_no_secret(simulator, told)


async def test_device_diagnostics(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A printer's file tells of that printer, the account's of the account."""
    await set_up(hass, account_entry)
    await refresh(hass, account_entry)
    coordinator = account_entry.runtime_data
    assert await async_setup_component(hass, "diagnostics", {})
    registry = dr.async_get(hass)
    devices = {
        next(iter(device.identifiers)): device
        for device in dr.async_entries_for_config_entry(
            registry, account_entry.entry_id
        )
    }
    told: Any = await get_diagnostics_for_device(
        hass,
        hass_client,
        account_entry,
        devices[coordinator.device_identifier(klipper.id)],
    )
    assert told["snapshot"]["name"] == "Voron"
    assert_no_secret(simulator, told)
    told = await get_diagnostics_for_device(
        hass, hass_client, account_entry, devices[coordinator.account_identifier]
    )
    assert told["account"]["user"]["is_pro"] is True
    assert_no_secret(simulator, told)


@pytest.mark.parametrize("down", [False, True])
async def test_system_health(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    down: bool,
) -> None:
    """The system information page shows whether the server answers."""
    await set_up(hass, account_entry)
    assert await async_setup_component(hass, "system_health", {})
    # It asks integrations for theirs in the background.
    await hass.async_block_till_done()
    if down:
        await simulator.stop()
    info = await get_system_health_info(hass, DOMAIN)
    reached = await info.pop("can_reach_server")
    assert reached == ({"type": "failed", "error": "unreachable"} if down else "ok")
    assert info["signed_in_with"] == "session"
    assert info["printers"] == 1
    assert info["version"]


async def test_phones_are_counted(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: ObicoSimulator,
    account: Account,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    key_entry: MockConfigEntry,
) -> None:
    """The phones that an account tells are counted, and nothing else of them is told."""
    account.phones.append({"id": 1, "device_token": "phone-secret", "platform": "ios"})
    await set_up(hass, account_entry)
    told = await get_diagnostics_for_config_entry(hass, hass_client, account_entry)
    assert told["mobile_devices"] == 1
    assert "phone-secret" not in json.dumps(told)
    simulator.faults.only, simulator.faults.status = "/api/v1/mobile_devices/", 500
    told = await get_diagnostics_for_config_entry(hass, hass_client, account_entry)
    assert told["mobile_devices"] is None
    told = await get_diagnostics_for_config_entry(hass, hass_client, key_entry)
    assert told["mobile_devices"] is None
