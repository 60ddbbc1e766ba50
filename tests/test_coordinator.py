"""How printers are followed: requests, outages, printers that come and go."""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
import logging
import re
from time import sleep

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.obico import async_remove_config_entry_device
from custom_components.obico.client import (
    ObicoNotFoundError,
    ObicoUnsupportedError,
    Printers,
)
from custom_components.obico.commands import ACKNOWLEDGE_ALERT, PAUSE
from custom_components.obico.const import CONF_CREDENTIALS, DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    EVENT_STATE_CHANGED,
    EVENT_STATE_REPORTED,
    STATE_UNAVAILABLE,
)
from homeassistant.core import (
    Event,
    EventStateChangedData,
    EventStateReportedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component

from .conftest import polling_only, set_up
from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter
from .test_client_stream import until


def state(hass: HomeAssistant, entity_id: str) -> str:
    """Return the state of an entity."""
    found = hass.states.get(entity_id)
    assert found is not None, entity_id
    return found.state


async def refresh(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Poll once."""
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done()


def paths(simulator: ObicoSimulator) -> list[str]:
    """Return the paths that were asked since the last look."""
    asked = [request[1].partition("?")[0] for request in simulator.requests]
    simulator.requests.clear()
    return asked


async def until_asked(simulator: ObicoSimulator, part: str) -> None:
    """Wait until the server is asked for a path with a part."""
    await until(lambda: any(part in request.path for request in simulator.requests))


async def test_one_request_for_all_printers(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """A refresh is one request; history and events are read when a print began or ended."""
    printers = [
        account.add_printer(f"Printer {number}", agent=AgentKind.OCTOPRINT)
        for number in range(5)
    ]
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert account_entry.state is ConfigEntryState.LOADED
    assert paths(simulator)[0] == "/api/v1/printers/"
    await refresh(hass, account_entry)
    assert paths(simulator) == ["/api/v1/printers/"]

    printers[2].start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await refresh(hass, account_entry)
    begun = [
        "/api/v1/printers/",
        "/api/v1/printer_events/",
        "/api/v1/prints/",
        "/api/v1/users/me/",
        "/api/v1/tunnelusage/",
    ]
    assert sorted(set(paths(simulator))) == sorted(begun)
    await refresh(hass, account_entry)
    assert paths(simulator) == ["/api/v1/printers/"]

    printers[2].finish()
    simulator.tick(10)
    await refresh(hass, account_entry)
    # What the printer's prints add up to has changed: in 30 days and in all.
    ended = [*begun, "/api/v1/prints/stats/", "/api/v1/prints/stats/"]
    assert sorted(paths(simulator)) == sorted(ended)


async def test_intervals(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A print is followed more closely than an idle printer, a change most closely."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    assert coordinator.update_interval == timedelta(seconds=30)
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await refresh(hass, account_entry)
    assert coordinator.update_interval == timedelta(seconds=10)
    octoprint.transition_delay = 60
    octoprint.pause()
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == "pausing"
    assert coordinator.update_interval == timedelta(seconds=3)


async def test_hint_during_a_slow_poll(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What happened after a poll was asked is looked for when that is over."""
    monkeypatch.setattr("custom_components.obico.coordinator.HINT_COOLDOWN", 0.05)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    read = coordinator.client.get_printers

    async def read_slowly() -> Printers:
        """Have a print begin after the list was made, and be told of it at once."""
        monkeypatch.setattr(coordinator.client, "get_printers", read)
        listing: Printers = await read()
        octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
        coordinator.async_hint()
        await asyncio.sleep(0.2)
        return listing

    monkeypatch.setattr(coordinator.client, "get_printers", read_slowly)
    await coordinator.async_refresh()
    await pushed(hass, "sensor.prusa", "printing")


async def test_outage_is_logged_once(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A server that is gone makes entities unavailable and one line in the log."""
    await set_up(hass, account_entry)
    await simulator.stop()
    caplog.clear()
    for _ in range(3):
        await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == STATE_UNAVAILABLE
    errors = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert len(errors) == 1
    assert "No connection to the Obico server" in errors[0].getMessage()

    caplog.clear()
    await simulator.start()
    for _ in range(2):
        await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == "operational"
    back = [r for r in caplog.records if "recovered" in r.getMessage()]
    assert len(back) == 1


@pytest.mark.parametrize(
    ("fault", "value", "text"),
    [
        ("rubbish", True, "it is not Obico"),
        ("status", 500, "failed to answer"),
        ("throttle", 77, "asks to wait"),
        ("cut_off", True, "No connection"),
    ],
)
async def test_server_in_trouble(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    fault: str,
    value: object,
    text: str,
) -> None:
    """Trouble of every kind is one clear line, and no stack trace."""
    await set_up(hass, account_entry)
    setattr(simulator.faults, fault, value)
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == STATE_UNAVAILABLE
    told = [
        r
        for r in caplog.records
        if r.levelno >= logging.WARNING and r.name.startswith("custom_components.obico")
    ]
    assert len(told) == 1
    assert text in told[0].getMessage()
    assert told[0].exc_info is None
    assert account_entry.data["credentials"]["secret"] not in caplog.text


async def test_history_in_trouble_is_no_outage(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Printers stay available when only the history cannot be read."""
    simulator.faults.only = "/api/v1/prints/"
    simulator.faults.status = 500
    await set_up(hass, account_entry)
    assert state(hass, "sensor.prusa") == "operational"


async def test_set_up_waits_for_the_server(
    hass: HomeAssistant, simulator: ObicoSimulator, account_entry: MockConfigEntry
) -> None:
    """An entry whose server is down is tried again."""
    await simulator.stop()
    await set_up(hass, account_entry)
    assert account_entry.state is ConfigEntryState.SETUP_RETRY
    assert "No connection to the Obico server" in (account_entry.reason or "")


@pytest.mark.parametrize("at_set_up", [True, False])
async def test_session_ends(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    at_set_up: bool,
) -> None:
    """A session that the server refuses asks for a new sign-in."""
    if not at_set_up:
        await set_up(hass, account_entry)
    simulator.revoke(account_entry.data["credentials"]["secret"])
    if at_set_up:
        await set_up(hass, account_entry)
        assert account_entry.state is ConfigEntryState.SETUP_ERROR
    else:
        await refresh(hass, account_entry)
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]


async def test_printers_come_and_go(
    hass: HomeAssistant,
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A printer that appears is added while running, one that is deleted leaves."""
    await set_up(hass, account_entry)
    devices = dr.async_get(hass)
    assert hass.states.get("sensor.ender") is None
    ender = account.add_printer("Ender", agent=AgentKind.OCTOPRINT)
    await refresh(hass, account_entry)
    assert state(hass, "sensor.ender") == "operational"

    ender.archive()
    await refresh(hass, account_entry)
    assert hass.states.get("sensor.ender") is None
    names = {
        device.name
        for device in dr.async_entries_for_config_entry(devices, account_entry.entry_id)
    }
    assert "Ender" not in names
    assert "Prusa" in names

    ender.restore()
    await refresh(hass, account_entry)
    assert state(hass, "sensor.ender") == "operational"


async def test_heaters_appear_with_the_printer(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """A printer that is off at the start has its heaters as soon as it is on."""
    octoprint.go_offline()
    await set_up(hass, account_entry)
    assert state(hass, "sensor.prusa") == "offline"
    assert state(hass, "binary_sensor.prusa_online") == "off"
    assert state(hass, "binary_sensor.prusa_printing") == STATE_UNAVAILABLE
    assert state(hass, "sensor.prusa_failure_score") == STATE_UNAVAILABLE
    assert hass.states.get("sensor.prusa_nozzle_temperature") is None
    octoprint.go_online()
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == "operational"
    assert float(state(hass, "sensor.prusa_nozzle_temperature")) > 0


async def test_one_broken_printer(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A record that cannot be read makes its printer unavailable, and no other."""
    await set_up(hass, account_entry)
    klipper.unreadable = True
    for _ in range(3):
        await refresh(hass, account_entry)
    assert state(hass, "sensor.voron") == STATE_UNAVAILABLE
    assert state(hass, "sensor.prusa") == "operational"
    assert caplog.text.count("cannot be read") == 1
    klipper.unreadable = False
    await refresh(hass, account_entry)
    assert state(hass, "sensor.voron") == "operational"


async def test_null_fields(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Fields that are null are unknown, and nothing breaks."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    simulator.faults.null_fields = True
    await refresh(hass, account_entry)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]
    simulator.faults.null_fields = None
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == "printing"


async def test_unload_leaves_nothing(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
) -> None:
    """Unloading closes the live stream and ends its task."""
    await set_up(hass, key_entry)
    assert simulator.viewers(klipper) == 1
    before = len(asyncio.all_tasks())
    assert await hass.config_entries.async_unload(key_entry.entry_id)
    await hass.async_block_till_done()
    for _ in range(20):
        await asyncio.sleep(0.05)
        if simulator.viewers(klipper) == 0:
            break
    assert simulator.viewers(klipper) == 0
    assert len(asyncio.all_tasks()) < before


@pytest.mark.parametrize("path", ["printers/", "printer_events/", "prints/", "users/"])
async def test_unload_while_the_server_is_silent(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    path: str,
) -> None:
    """Unloading waits for no answer, whatever was asked."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    paths(simulator)
    simulator.faults.only, simulator.faults.hang = f"/api/v1/{path}", True
    poll = hass.async_create_task(account_entry.runtime_data.async_refresh())
    await until_asked(simulator, path)
    async with asyncio.timeout(5):
        assert await hass.config_entries.async_unload(account_entry.entry_id)
        await poll
    assert "did not complete in time" not in caplog.text


async def test_unload_during_a_poll(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """The answer to a poll that comes after the entry was unloaded opens no stream."""
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    simulator.faults.only, simulator.faults.delay = "/api/v1/printers/", 0.2
    poll = hass.async_create_task(coordinator.async_refresh(), eager_start=True)
    paths(simulator)
    await until_asked(simulator, "/api/v1/printers/")
    assert await hass.config_entries.async_unload(account_entry.entry_id)
    await poll
    await hass.async_block_till_done()
    assert coordinator.streams.get(octoprint.key) is None
    assert simulator.viewers(octoprint) == 0


# A printer's key alone


async def pushed(hass: HomeAssistant, entity_id: str, wanted: str) -> None:
    """Wait until a pushed message has changed a state."""
    for _ in range(60):
        if (found := hass.states.get(entity_id)) and found.state == wanted:
            return
        await asyncio.sleep(0.05)
    assert state(hass, entity_id) == wanted


async def test_key_follows_the_live_stream(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
) -> None:
    """With a printer's key, one lasting live stream is the source."""
    await set_up(hass, key_entry)
    assert state(hass, "sensor.voron") == "operational"
    klipper.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    await pushed(hass, "sensor.voron", "printing")
    assert simulator.viewers(klipper) == 1
    asked = paths(simulator)
    assert asked.count("/api/v1/printers/") == 1
    assert not [path for path in asked if "g_code_files" in path]
    klipper.go_offline()
    await pushed(hass, "sensor.voron", "offline")
    # What needs an account is not there.
    assert hass.states.get("button.voron_acknowledge_alert") is None
    assert hass.states.get("button.voron_pause_print") is not None


async def test_key_with_a_server_that_opens_the_account(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
) -> None:
    """A server that lets a key read the list of printers is read like an account's."""
    simulator.key_opens_account = True
    await set_up(hass, key_entry)
    assert key_entry.state is ConfigEntryState.LOADED
    assert simulator.viewers(klipper) == 0
    assert hass.states.get("button.voron_acknowledge_alert") is not None


@pytest.mark.parametrize("at_set_up", [True, False])
async def test_key_ends(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
    at_set_up: bool,
) -> None:
    """A key that the server refuses asks for a new one."""
    if not at_set_up:
        await set_up(hass, key_entry)
    simulator.revoke(klipper.key)
    if at_set_up:
        await set_up(hass, key_entry)
        assert key_entry.state is ConfigEntryState.SETUP_ERROR
    else:
        await simulator.stop()
        await simulator.start()
        await pushed(hass, "sensor.voron", STATE_UNAVAILABLE)
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]


async def test_broken_stream_has_a_grace(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A live stream that breaks keeps its last data for a while, then is unavailable."""
    await set_up(hass, key_entry)
    await simulator.stop()
    await asyncio.sleep(0.1)
    await refresh(hass, key_entry)
    assert state(hass, "sensor.voron") == "operational"
    monkeypatch.setattr("custom_components.obico.streams.STREAM_GRACE", 0)
    await refresh(hass, key_entry)
    assert state(hass, "sensor.voron") == STATE_UNAVAILABLE
    assert "No connection to the Obico server" in caplog.text
    assert "recovered" not in caplog.text
    await simulator.start()
    await pushed(hass, "sensor.voron", "operational")
    assert caplog.text.count("recovered") == 1


async def test_silent_stream_at_set_up(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    key_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A live stream that tells nothing makes the set-up wait."""
    monkeypatch.setattr("custom_components.obico.streams.FIRST_STATUS_TIME_LIMIT", 0.2)
    simulator.faults.only = "/ws/"
    simulator.faults.hang = True
    await set_up(hass, key_entry)
    assert key_entry.state is ConfigEntryState.SETUP_RETRY
    assert "did not answer in time" in (key_entry.reason or "")


# Values that must not wander


async def test_finish_does_not_wander(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The expected end stays put until it moved by minutes, and ends as the real end."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    simulator.tick(60)
    await set_up(hass, account_entry)
    first = state(hass, "sensor.prusa_finish_time")
    for _ in range(6):
        freezer.tick(10)
        simulator.tick(7)
        await refresh(hass, account_entry)
        assert state(hass, "sensor.prusa_finish_time") == first
    freezer.tick(600)
    simulator.tick(10)
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa_finish_time") != first

    octoprint.finish()
    simulator.tick(10)
    await refresh(hass, account_entry)
    end = account_entry.runtime_data.data.last_prints[octoprint.id].ended_at
    assert end is not None
    assert (
        state(hass, "sensor.prusa_finish_time")
        == end.replace(microsecond=0).isoformat()
    )
    assert state(hass, "sensor.prusa_current_progress") == "unknown"


async def test_nothing_is_written_when_nothing_changes(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """An idle printer writes no state, and a printing one only its own."""
    await set_up(hass, account_entry)
    written: list[str] = []

    @callback
    def note(
        event: Event[EventStateChangedData] | Event[EventStateReportedData],
    ) -> None:
        written.append(event.data["entity_id"])

    @callback
    def any_state(_data: EventStateReportedData) -> bool:
        return True

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    hass.bus.async_listen(EVENT_STATE_REPORTED, note, event_filter=any_state)
    for _ in range(5):
        await refresh(hass, account_entry)
    assert written == []
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    simulator.tick(30)
    await refresh(hass, account_entry)
    assert written
    # The account counts what happened.
    of_the_account = {
        "button.maker_example_com_mark_events_as_seen",
        "sensor.maker_example_com_unseen_events",
    }
    of_the_printer = re.compile(r"\w+\.prusa(_\w+)?")
    assert {e for e in written if not of_the_printer.fullmatch(e)} <= of_the_account


async def test_polling_goes_on_by_itself(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Time alone brings the next poll."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    freezer.tick(31)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, "sensor.prusa") == "printing"


async def test_unique_ids(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """Unique ids come from the entry and the printer's number, not from names."""
    await set_up(hass, account_entry)
    entities = er.async_get(hass)
    assert (
        entities.async_get_entity_id(
            "sensor", DOMAIN, f"user_0123456789abcdef_{octoprint.id}_state"
        )
        == "sensor.prusa"
    )


async def test_removing_a_device(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """A person may remove the device of a printer that is gone, and no other."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    registry = dr.async_get(hass)
    gone = registry.async_get_or_create(
        config_entry_id=account_entry.entry_id,
        identifiers={(DOMAIN, f"{account_entry.unique_id}_999")},
    )
    devices = dr.async_entries_for_config_entry(registry, account_entry.entry_id)
    # The printer, the account, and the printer that is gone.
    assert len(devices) == 3
    for device in devices:
        removable = await async_remove_config_entry_device(hass, account_entry, device)
        assert removable == (device.id == gone.id), device.name


# What happens at the same time


async def test_told_in_turns(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Many who listen are told in turns, each once, and nobody after the end."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    told: Counter[int] = Counter()

    def listen(number: int) -> None:
        """Take long to listen."""
        told[number] += 1
        sleep(0.003)

    for number in range(100):
        coordinator.async_add_listener(partial(listen, number), f"listener {number}")
    await simulator.stop()
    await coordinator.async_refresh()
    assert len(told) < 100
    # Who waits to be told hears of this, too, in the same turn.
    coordinator.async_update_listeners()
    async with asyncio.timeout(10):
        while len(told) < 100:
            await asyncio.sleep(0.01)
    assert told == dict.fromkeys(range(100), 1)

    told.clear()
    await simulator.start()
    await coordinator.async_refresh()
    await coordinator.async_shutdown()
    count = len(told)
    assert count < 100
    await asyncio.sleep(0.05)
    assert len(told) == count


async def test_printer_goes_during_a_command(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A command whose printer is not listed any more when it is done says so."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    simulator.faults.only = f"/api/v1/printers/{octoprint.id}/"
    simulator.faults.delay = 0.3
    command = hass.async_create_task(
        coordinator.async_execute(PAUSE, octoprint.id), eager_start=True
    )
    octoprint.archive()
    await coordinator.async_refresh()
    # The server does as it is told, for it knows the printer again.
    octoprint.restore()
    with pytest.raises(ObicoNotFoundError, match="not in Obico any more"):
        await command
    assert octoprint.machine.job is not None
    assert coordinator.data.pending == {}
    assert coordinator.data.printers == {}


async def test_two_who_pause(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A second press while the first is on its way changes nothing that is shown."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    simulator.faults.only = f"/api/v1/printers/{octoprint.id}/"
    simulator.faults.delay = 0.1
    presses = [
        hass.async_create_task(
            coordinator.async_execute(PAUSE, octoprint.id), eager_start=True
        )
        for _ in range(2)
    ]
    assert state(hass, "sensor.prusa") == "pausing"
    await asyncio.gather(*presses)
    assert coordinator.data.pending == {}
    octoprint.settle()
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == "paused"


async def test_printer_goes_while_settings_change(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """The answer to a change of settings does not bring a printer back."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    simulator.faults.only = f"/api/v1/printers/{octoprint.id}/"
    simulator.faults.delay = 0.3
    change = hass.async_create_task(
        coordinator.async_change_settings(octoprint.id, {"name": "Renamed"}),
        eager_start=True,
    )
    octoprint.archive()
    await coordinator.async_refresh()
    octoprint.restore()
    await change
    assert octoprint.name == "Renamed"
    assert coordinator.data.printers == {}


async def test_command_that_a_key_does_not_open(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
) -> None:
    """What only an account may do is refused for a printer's key, and nothing is sent."""
    await set_up(hass, key_entry)
    paths(simulator)
    with pytest.raises(ObicoUnsupportedError):
        await key_entry.runtime_data.async_execute(ACKNOWLEDGE_ALERT, klipper.id)
    assert paths(simulator) == []


async def test_printer_without_a_key(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A press that needs the live stream says that a printer without a key has none."""
    simulator.faults.null_fields = {"auth_token"}
    await set_up(hass, account_entry)
    with pytest.raises(HomeAssistantError, match="No connection") as error:
        await hass.services.async_call(
            "button", "press", {"entity_id": "button.prusa_home_axes"}, blocking=True
        )
    assert error.value.translation_key == "cannot_connect"
    assert "no key" in str(error.value.__cause__)
    assert simulator.viewers(octoprint) == 0


async def test_account_that_cannot_be_read(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """What concerns the account works while the account itself cannot be read."""
    simulator.faults.only = "/api/v1/users/me/"
    simulator.faults.status = 500
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    assert state(hass, "sensor.prusa") == "operational"
    assert coordinator.data.account is None
    channels = await coordinator.async_read_channels()
    assert [channel.name for channel in channels] == ["email"]
    await coordinator.async_change_channel(channels[0], enabled=False)
    assert not account.channels[0].enabled
    simulator.faults.clear()
    account.unseen_events = 3
    await coordinator.async_mark_events_seen()
    assert account.unseen_events == 0
    assert coordinator.data.account is None


async def test_renewed_session_is_stored(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A session that the server renews is kept for the next start."""
    old = account_entry.data[CONF_CREDENTIALS]["secret"]
    renewed = account.renew_session(old)
    await set_up(hass, account_entry)
    await hass.async_block_till_done()
    assert renewed != old
    assert account_entry.data[CONF_CREDENTIALS] == {
        "kind": "session",
        "secret": renewed,
    }
    assert await hass.config_entries.async_reload(account_entry.entry_id)
    assert state(hass, "sensor.prusa") == "operational"


async def test_device_removed_by_hand(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A person may remove the device of a printer that is gone, but of no other."""
    assert await async_setup_component(hass, "config", {})
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    registry = dr.async_get(hass)
    stale = registry.async_get_or_create(
        config_entry_id=account_entry.entry_id,
        identifiers={(DOMAIN, f"{account_entry.unique_id}_99")},
    )
    client = await hass_ws_client(hass)
    devices = dr.async_entries_for_config_entry(registry, account_entry.entry_id)
    # The printer, its account, and the stale one.
    assert len(devices) == 3
    removed = []
    for device in devices:
        await client.send_json_auto_id(
            {
                "type": "config/device_registry/remove_config_entry",
                "config_entry_id": account_entry.entry_id,
                "device_id": device.id,
            }
        )
        if (await client.receive_json())["success"]:
            removed.append(device.id)
    assert removed == [stale.id]
    assert registry.async_get(stale.id) is None
