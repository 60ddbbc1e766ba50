"""Many printers: what set-up waits for, how many are followed, who has a turn when."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.setup import async_setup_component

from .conftest import polling_only, set_up
from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter
from .test_coordinator import paths, refresh, state
from .test_live import start, viewers


async def test_set_up_waits_for_one_request(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An entry is loaded after one request; history, account and events come after it."""

    async def read_slowly(_: HomeAssistant) -> str:
        await asyncio.sleep(0.1)
        return "0123456789abcdef"

    monkeypatch.setattr("homeassistant.helpers.instance_id.async_get", read_slowly)
    start(octoprint)
    asked: list[str] = []

    @callback
    def note() -> None:
        if account_entry.state is ConfigEntryState.LOADED:
            asked.extend(paths(simulator))

    account_entry.async_on_state_change(note)
    assert await async_setup_component(hass, "obico", {})
    assert asked == ["/api/v1/printers/"]
    await hass.async_block_till_done()
    assert {"/api/v1/prints/", "/api/v1/users/me/"} <= set(paths(simulator))


async def test_connections_are_left_for_requests(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only so many printers are followed live; whom somebody looks at comes first."""
    monkeypatch.setattr("custom_components.obico.viewers.MOST_STREAMS", 1)
    await set_up(hass, account_entry)
    start(klipper)
    await refresh(hass, account_entry)
    await viewers(simulator, klipper, 1)
    start(octoprint)
    await refresh(hass, account_entry)
    await viewers(simulator, octoprint, 0)
    await viewers(simulator, klipper, 1)
    await account_entry.runtime_data.viewers.async_watch(octoprint.id, 60)
    await viewers(simulator, octoprint, 1)
    await viewers(simulator, klipper, 0)


async def test_others_have_their_turn(
    hass: HomeAssistant,
    account: Account,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The entities of many printers are not all told in one step of the event loop."""
    printers = [
        account.add_printer(f"Printer {number}", agent=AgentKind.OCTOPRINT)
        for number in range(1, 6)
    ]
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    monkeypatch.setattr("custom_components.obico.audience.TURN", -1.0)
    for printer in printers:
        start(printer)
    await account_entry.runtime_data.async_refresh()
    told = [state(hass, f"sensor.printer_{n}") for n in range(1, 6)]
    assert "operational" in told
    for _ in range(20):
        await asyncio.sleep(0)
    told = [state(hass, f"sensor.printer_{n}") for n in range(1, 6)]
    assert told == ["printing"] * 5
