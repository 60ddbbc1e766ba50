"""Actions about printers themselves: making, linking, archiving, sharing, tunnels."""

from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from custom_components.obico.client import AccessToken, SharedLink
from custom_components.obico.const import DOMAIN
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .acting import ask, device_id, refusal
from .conftest import entry_data, polling_only, set_up
from .simulator import Account, ObicoSimulator, SimulatedPrinter


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    account_entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    everything_enabled: None,
) -> MockConfigEntry:
    """Return the loaded entry of an account with one printer."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    return account_entry


def devices(hass: HomeAssistant, entry: MockConfigEntry) -> set[str | None]:
    """Return the names of an entry's devices."""
    return {
        device.name
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
    }


async def test_create_printer(
    hass: HomeAssistant, account: Account, entry: MockConfigEntry
) -> None:
    """A new printer comes with the code that links it, and its device at once."""
    answer = await ask(
        hass, "create_printer", config_entry_id=entry.entry_id, name=" New one "
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    created = account.printers[-1]
    assert answer["printer_id"] == created.id
    assert answer["name"] == created.name == "New one"
    (code,) = account.simulator.codes
    assert code.printer is created
    assert answer["code"] == code.code
    assert "New one" in devices(hass, entry)
    assert created.key not in str(answer)


@pytest.mark.parametrize("action", ["archive_printer", "delete_printer"])
async def test_remove_printer(
    hass: HomeAssistant,
    account: Account,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    action: str,
) -> None:
    """A printer goes, with its device, but never while it prints."""
    data = {"device_id": device_id(hass, entry, klipper)}
    # Home Assistant does not know of this print yet.
    klipper.start_print("benchy.gcode", duration=600, heated=True)
    assert await refusal(hass, action, **data) == "printer_prints"
    klipper.pause()
    klipper.settle()
    assert await refusal(hass, action, **data) == "printer_prints"
    assert klipper.active
    klipper.cancel()
    klipper.settle()
    answer = await ask(hass, action, **data)
    (told,) = answer.values()
    assert told == {"printer_id": klipper.id, "name": "Voron"}
    assert not klipper.active
    assert "Voron" not in devices(hass, entry)
    assert await refusal(hass, action, **data) == "device_not_found"


async def test_restore_printer(
    hass: HomeAssistant, entry: MockConfigEntry, klipper: SimulatedPrinter
) -> None:
    """A printer comes back from the archive."""
    data = {"config_entry_id": entry.entry_id}
    await ask(hass, "archive_printer", device_id=device_id(hass, entry, klipper))
    answer = await ask(hass, "restore_printer", **data, printer_id=klipper.id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert answer == {"restored": {"printer_id": klipper.id, "name": "Voron"}}
    assert klipper.active
    assert "Voron" in devices(hass, entry)
    assert (
        await refusal(hass, "restore_printer", **data, printer_id=999)
        == "printer_id_not_found"
    )


async def test_rename_printer(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    key_entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """A printer is renamed with the account, and with its own key."""
    device = device_id(hass, entry, klipper)
    answer = await ask(hass, "rename_printer", device_id=device, name="Second")
    assert answer == {"name": "Second", "old_name": "Voron"}
    assert klipper.name == "Second"
    assert "Second" in devices(hass, entry)
    await set_up(hass, key_entry)
    device = device_id(hass, key_entry, klipper)
    await ask(hass, "rename_printer", device_id=device, name="Third")
    assert klipper.name == "Third"


async def test_create_link_code(
    hass: HomeAssistant,
    account: Account,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """A code is for a new printer, or for an existing one if that is said."""
    data = {"config_entry_id": entry.entry_id}
    answer = await ask(hass, "create_link_code", **data)
    assert answer["printer"] is None
    assert answer["expires_at"] is not None
    assert account.simulator.codes[0].printer is None
    assert answer["code"] == account.simulator.codes[0].code
    data["device_id"] = device_id(hass, entry, klipper)
    assert await refusal(hass, "create_link_code", **data) == "key_would_be_replaced"
    assert len(account.simulator.codes) == 1
    answer = await ask(hass, "create_link_code", **data, replace_key=True)
    assert answer["printer"] == "Voron"
    assert account.simulator.codes[1].printer is klipper


async def test_link_agent(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    entry: MockConfigEntry,
) -> None:
    """The agent that shows a passcode gets the account's code."""
    passcode = simulator.lobby.new_passcode()
    data = {"config_entry_id": entry.entry_id}
    assert (
        await refusal(hass, "link_agent", **data, passcode="wrong") == "wrong_passcode"
    )
    await ask(hass, "link_agent", **data, passcode=f" {passcode.upper()}")
    assert simulator.lobby.passcodes[passcode] == simulator.codes[0].code


async def test_link_agent_needs_session(
    hass: HomeAssistant,
    custom_integrations: None,
    simulator: ObicoSimulator,
    account: Account,
    klipper: SimulatedPrinter,
) -> None:
    """An access token opens no passcodes: nobody is asked to sign in again for it."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id="user_0123456789abcdef",
        data=entry_data(simulator, AccessToken(account.access_token())),
    )
    entry.add_to_hass(hass)
    await set_up(hass, entry)
    assert (
        await refusal(
            hass, "link_agent", config_entry_id=entry.entry_id, passcode="ab3de"
        )
        == "needs_session"
    )
    assert hass.config_entries.flow.async_progress() == []
    assert not any("printer_discovery" in path for _, path, _ in simulator.requests)


async def turn(hass: HomeAssistant, entity_id: str, service: str) -> None:
    """Turn a switch."""
    await hass.services.async_call(
        "switch", service, {"entity_id": entity_id}, blocking=True
    )


async def test_share_live_view(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The switch shares a printer; its link is in the answer of an action and nowhere else."""
    await hass.async_block_till_done(wait_background_tasks=True)
    switch = "switch.voron_share_live_view"
    data = {"device_id": device_id(hass, entry, klipper)}

    def shown() -> str:
        state = hass.states.get(switch)
        assert state
        return state.state

    assert shown() == STATE_OFF
    assert await ask(hass, "get_share_link", **data) == {"shared": False, "link": None}
    await turn(hass, switch, "turn_on")
    assert shown() == STATE_ON
    (link,) = account.links
    answer = await ask(hass, "get_share_link", **data)
    assert answer["shared"] is True
    assert answer["link"] == f"{simulator.url}/printers/share_token/{link.token}/"
    assert link.token not in str(hass.states.async_all())
    assert link.token not in caplog.text
    await turn(hass, switch, "turn_off")
    assert shown() == STATE_OFF
    assert account.links == []
    simulator.faults.only, simulator.faults.status = "/api/v1/sharedresources/", 500
    assert await refusal(hass, "get_share_link", **data) == "server_fault"


async def test_sharing_is_looked_after(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """What is shared elsewhere shows some time later, and a broken answer changes nothing."""
    await hass.async_block_till_done(wait_background_tasks=True)
    watch = entry.runtime_data.sharing
    await entry.runtime_data.client.sharing.share(klipper.id)
    await watch.async_read_if_due()
    assert entry.runtime_data.data.shared == {klipper.id: False}
    with patch("custom_components.obico.sharing.SHARING_INTERVAL", 0.0):
        await watch.async_read_if_due()
        assert entry.runtime_data.data.shared == {klipper.id: True}
        simulator.faults.only, simulator.faults.status = "/api/v1/sharedresources/", 500
        await watch.async_read_if_due()
    assert entry.runtime_data.data.shared == {klipper.id: True}


async def test_shared_while_it_is_looked_after(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A printer that is shared before an older answer comes does not look unshared."""
    await hass.async_block_till_done(wait_background_tasks=True)
    coordinator = entry.runtime_data
    sharing = coordinator.client.sharing
    read = sharing.get

    async def read_then_share(printer_id: int) -> SharedLink | None:
        """Read what is out of date at once."""
        link: SharedLink | None = await read(printer_id)
        await turn(hass, "switch.voron_share_live_view", "turn_on")
        return link

    monkeypatch.setattr(sharing, "get", read_then_share)
    with patch("custom_components.obico.sharing.SHARING_INTERVAL", 0.0):
        await coordinator.sharing.async_read_if_due()
    assert coordinator.data.shared == {klipper.id: True}


async def test_share_switch_is_disabled(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account_entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """Nobody asks the server printer by printer unless somebody wants to know."""
    await set_up(hass, account_entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    found = er.async_get(hass).async_get("switch.voron_share_live_view")
    assert found
    assert found.disabled
    assert not any("sharedresources" in path for _, path, _ in simulator.requests)


async def test_tunnels(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A tunnel's address is told once, in the answer; then it can be listed and deleted."""
    printer = {"device_id": device_id(hass, entry, klipper)}
    data: dict[str, Any] = {"config_entry_id": entry.entry_id}
    answer = await ask(hass, "create_tunnel", **printer, app="Slicer")
    address = URL(answer["address"])
    (tunnel,) = account.tunnels
    assert address.user == tunnel.user
    assert address.password
    assert address.password not in caplog.text
    assert address.password not in str(hass.states.async_all())
    (listed,) = (await ask(hass, "get_tunnels", **data))["tunnels"]
    assert listed["app"] == "Slicer"
    assert listed["printer_id"] == klipper.id
    assert listed["port"] == address.port
    assert address.password not in str(listed)

    assert await refusal(hass, "create_tunnel", **printer, app="Obico") == (
        "reserved_name"
    )
    simulator.tunnel_ports = 1
    assert await refusal(hass, "create_tunnel", **printer, app="More") == (
        "no_tunnel_port"
    )
    assert await refusal(hass, "delete_tunnel", **data, tunnel_id=99) == (
        "tunnel_not_found"
    )
    answer = await ask(hass, "delete_tunnel", **data, tunnel_id=listed["id"])
    assert answer["deleted"] == {
        "id": listed["id"],
        "app": "Slicer",
        "printer_id": klipper.id,
    }
    assert account.tunnels == []
