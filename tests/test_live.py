"""Live streams of an account: who is followed, what comes at once, what happens when it breaks."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.client import (
    ObicoAuthenticationError,
    Printer,
    Printers,
    PrinterState,
    StreamTiming,
)
from custom_components.obico.const import CONF_LIVE, LIVE_ALWAYS, LIVE_NEVER
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .conftest import is_live, set_up
from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter
from .test_coordinator import paths, pushed, refresh, state


async def viewers(simulator: ObicoSimulator, printer: SimulatedPrinter, n: int) -> None:
    """Wait until a printer has so many viewers."""
    for _ in range(60):
        if simulator.viewers(printer) == n:
            return
        await asyncio.sleep(0.05)
    assert simulator.viewers(printer) == n


async def live(hass: HomeAssistant, entry: MockConfigEntry, printer_id: int) -> None:
    """Wait until a printer's stream tells of it."""
    for _ in range(60):
        if is_live(entry, printer_id):
            return
        await asyncio.sleep(0.05)
    assert is_live(entry, printer_id)


async def burst(printer: SimulatedPrinter) -> None:
    """Push so often that the last pushes wait to be shown together."""
    await asyncio.sleep(0.5)
    for _ in range(3):
        printer.machine.advance(1)
        printer.publish()
        await asyncio.sleep(0.02)


def start(printer: SimulatedPrinter) -> None:
    """Begin to print."""
    printer.start_print("benchy.gcode", duration=3600, layers=100, heated=True)


async def test_followed_while_printing(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A printer is followed live while it prints, and what it does shows at once."""
    await set_up(hass, account_entry)
    assert simulator.viewers(octoprint) == simulator.viewers(klipper) == 0
    start(octoprint)
    await refresh(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    assert simulator.viewers(klipper) == 0

    paths(simulator)
    octoprint.pause()
    await pushed(hass, "sensor.prusa", "paused")
    octoprint.resume()
    await pushed(hass, "sensor.prusa", "printing")
    octoprint.set_failure_score(0.5)
    await pushed(hass, "binary_sensor.prusa_failed_print_alert", "on")
    assert "/api/v1/printers/" not in paths(simulator)

    octoprint.finish()
    await pushed(hass, "sensor.prusa", "operational")
    await refresh(hass, account_entry)
    await viewers(simulator, octoprint, 0)


@pytest.mark.parametrize(("live_when", "count"), [(LIVE_ALWAYS, 1), (LIVE_NEVER, 0)])
async def test_live_option(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    live_when: str,
    count: int,
) -> None:
    """A person chooses whether idle printers are followed, or none at all."""
    hass.config_entries.async_update_entry(
        account_entry, options={CONF_LIVE: live_when}
    )
    start(octoprint)
    await set_up(hass, account_entry)
    await viewers(simulator, octoprint, count)
    await viewers(simulator, klipper, count)


async def test_polling_slows_down_and_takes_over(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """While streams tell of all printers, polls are rare; when one breaks, they are not."""
    start(octoprint)
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    await live(hass, account_entry, octoprint.id)
    assert coordinator.update_interval == timedelta(minutes=5)
    simulator.faults.only = "/ws/"
    simulator.faults.status = 500
    simulator.drop_viewers()
    for _ in range(60):
        if coordinator.update_interval == timedelta(seconds=10):
            break
        await asyncio.sleep(0.05)
    assert coordinator.update_interval == timedelta(seconds=10)
    assert state(hass, "sensor.prusa") == "printing"
    octoprint.pause()
    await asyncio.sleep(0.2)
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == "paused"


async def test_broken_stream_says_nothing(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a stream told before it broke does not come back when its status is over."""
    monkeypatch.setattr(
        "custom_components.obico.streams.StreamTiming",
        partial(StreamTiming, status_life=1.0),
    )
    hass.config_entries.async_update_entry(
        account_entry, options={CONF_LIVE: LIVE_ALWAYS}
    )
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    octoprint.machine.advance(1)
    octoprint.publish()
    simulator.faults.only, simulator.faults.status = "/ws/", 500
    await asyncio.sleep(0.1)
    simulator.drop_viewers()
    while is_live(account_entry, octoprint.id):
        await asyncio.sleep(0.01)
    octoprint.finish()
    octoprint.settle()
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == "operational"
    await asyncio.sleep(1.2)
    assert state(hass, "sensor.prusa") == "operational"
    assert not is_live(account_entry, octoprint.id)


async def test_streams_outlive_polling(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """When only the API fails, printers with a live stream stay available."""
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    simulator.faults.only = "/api/"
    simulator.faults.status = 500
    await refresh(hass, account_entry)
    assert state(hass, "sensor.voron") == STATE_UNAVAILABLE
    assert state(hass, "sensor.prusa") == "printing"
    octoprint.pause()
    await pushed(hass, "sensor.prusa", "paused")
    await simulator.stop()
    await pushed(hass, "sensor.prusa", STATE_UNAVAILABLE)


async def test_burst_is_folded(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Many messages in a moment are few updates, and the last one is shown."""
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    coordinator = account_entry.runtime_data
    await asyncio.sleep(0.4)
    seen: list[Printer] = []

    @callback
    def note() -> None:
        seen.append(coordinator.data.printers[octoprint.id])

    remove = coordinator.async_add_listener(note, octoprint.id)
    for _ in range(20):
        simulator.tick(5)
        octoprint.publish()
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.4)
    remove()
    assert 1 <= len(seen) <= 4
    assert octoprint.machine.job is not None
    job = seen[-1].status.job if seen[-1].status else None
    assert job is not None
    assert job.elapsed == pytest.approx(octoprint.machine.job.total, abs=1)


async def test_older_poll_does_not_win(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A status that is older than the known one does not come back."""
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    coordinator = account_entry.runtime_data
    old = coordinator.data.printers[octoprint.id]
    # OctoPrint's agent tells whole seconds.
    await asyncio.sleep(1.1)
    octoprint.pause()
    await pushed(hass, "sensor.prusa", "paused")
    simulator.faults.only = "/ws/"
    simulator.faults.status = 500
    simulator.drop_viewers()
    assert old.status is not None
    octoprint.publish()
    coordinator._pushed(old)  # noqa: SLF001
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == "paused"


async def test_watched_idle_printer(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Somebody who looks at an idle printer makes its camera upload, once."""
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    uploads = octoprint.uploads
    for _ in range(3):
        await coordinator.viewers.async_watch(octoprint.id, 30)
        assert simulator.viewers(octoprint) == 1
    assert octoprint.uploads == uploads + 3
    await coordinator.viewers.async_watch(octoprint.id, -1)
    await refresh(hass, account_entry)
    await viewers(simulator, octoprint, 0)


async def test_unload_closes_streams(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Unloading leaves no socket and no task."""

    def of_streams() -> list[str]:
        """Return the tasks that belong to live streams."""
        names = [str(task.get_coro()) for task in asyncio.all_tasks()]
        return [name for name in names if "Stream." in name]

    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    assert len(of_streams()) == 2
    assert await hass.config_entries.async_unload(account_entry.entry_id)
    await viewers(simulator, octoprint, 0)
    for _ in range(60):
        if not of_streams():
            break
        await asyncio.sleep(0.05)
    assert of_streams() == []


async def test_server_back(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A poll that sees the server back has broken streams connect at once."""
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    coordinator = account_entry.runtime_data
    await simulator.stop()
    await refresh(hass, account_entry)
    assert coordinator.update_interval < timedelta(seconds=2)
    for _ in range(20):
        await refresh(hass, account_entry)
    assert coordinator.update_interval == timedelta(seconds=30)
    await simulator.start()
    began = asyncio.get_running_loop().time()
    await refresh(hass, account_entry)
    assert state(hass, "sensor.prusa") == "printing"
    await live(hass, account_entry, octoprint.id)
    assert asyncio.get_running_loop().time() - began < 0.5


async def test_stream_sees_the_server_back(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A stream that connects after an outage has all other printers read at once."""
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    coordinator = account_entry.runtime_data
    await simulator.stop()
    for _ in range(20):
        await refresh(hass, account_entry)
    assert state(hass, "sensor.voron") == STATE_UNAVAILABLE
    assert coordinator.update_interval == timedelta(seconds=30)
    await simulator.start()
    coordinator.streams.wake()
    await pushed(hass, "sensor.prusa", "printing")
    await pushed(hass, "sensor.voron", "operational")


# What happens at the same time


async def test_push_during_a_poll(
    hass: HomeAssistant,
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is pushed while a poll's list is gone through is newer than that list."""
    for number in range(20):
        account.add_printer(f"Other {number}", agent=AgentKind.KLIPPER)
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    coordinator = account_entry.runtime_data
    read = coordinator.client.get_printers

    async def read_then_pause() -> Printers:
        """Read the list, which is old at once."""
        listing: Printers = await read()
        assert listing.by_id[octoprint.id].state is PrinterState.PRINTING
        octoprint.pause()
        return listing

    # Others have their turn after each printer.
    monkeypatch.setattr("custom_components.obico.client.turns.TURN", -1.0)
    monkeypatch.setattr(coordinator.client, "get_printers", read_then_pause)
    await coordinator.async_refresh()
    assert coordinator.last_update_success
    assert coordinator.data.printers[octoprint.id].state in (
        PrinterState.PAUSING,
        PrinterState.PAUSED,
    )
    assert octoprint.id in coordinator.data.finishes
    await pushed(hass, "sensor.prusa", "paused")


async def test_push_before_the_answer_to_a_poll(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A print that ended while an answer was on its way does not run again."""
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    coordinator = account_entry.runtime_data
    read = coordinator.client.get_printers

    async def read_then_finish() -> Printers:
        """Have the print end before the list arrives."""
        listing: Printers = await read()
        octoprint.finish()
        await pushed(hass, "sensor.prusa", "operational")
        return listing

    monkeypatch.setattr(coordinator.client, "get_printers", read_then_finish)
    await coordinator.async_refresh()
    assert state(hass, "sensor.prusa") == "operational"
    assert coordinator.data.printers[octoprint.id].current_print is None


async def test_change_before_the_answer_to_a_poll(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A setting that is changed while an answer is on its way does not change back."""
    hass.config_entries.async_update_entry(
        account_entry, options={CONF_LIVE: LIVE_NEVER}
    )
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    read = coordinator.client.get_printers

    async def read_then_change() -> Printers:
        """Change a setting before the list arrives."""
        listing: Printers = await read()
        await coordinator.async_change_settings(
            octoprint.id, {"watching_enabled": False}
        )
        return listing

    monkeypatch.setattr(coordinator.client, "get_printers", read_then_change)
    await coordinator.async_refresh()
    assert not coordinator.data.printers[octoprint.id].watching_enabled
    assert state(hass, "switch.prusa_ai_failure_detection") == "off"


async def test_poll_after_a_push_that_waits(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """What was pushed and waits to be shown does not outdate a poll that came after it."""
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    await burst(octoprint)
    simulator.faults.only, simulator.faults.status = "/ws/", 500
    simulator.drop_viewers()
    octoprint.finish()
    octoprint.settle()
    await account_entry.runtime_data.async_refresh()
    assert state(hass, "sensor.prusa") == "operational"
    await asyncio.sleep(0.5)
    assert state(hass, "sensor.prusa") == "operational"


async def test_push_of_a_printer_that_is_gone(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """What was pushed and waits to be shown does not bring a printer back."""
    start(octoprint)
    await set_up(hass, account_entry)
    await live(hass, account_entry, octoprint.id)
    await burst(octoprint)
    octoprint.archive()
    await account_entry.runtime_data.async_refresh()
    assert octoprint.id not in account_entry.runtime_data.data.printers
    await asyncio.sleep(0.5)
    await hass.async_block_till_done()
    assert list(account_entry.runtime_data.data.printers) == [klipper.id]
    assert hass.states.get("sensor.prusa") is None


async def test_press_at_a_printer_that_was_linked_anew(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A key that the server refuses is looked up anew, and nobody has to sign in again."""
    await set_up(hass, account_entry)
    octoprint.new_key()
    began = asyncio.get_running_loop().time()
    await hass.services.async_call(
        "button", "press", {"entity_id": "button.prusa_home_axes"}, blocking=True
    )
    assert asyncio.get_running_loop().time() - began < 5
    assert octoprint.machine.homed == ["x", "y", "z"]
    assert not hass.config_entries.flow.async_progress()


async def test_key_is_refused_while_somebody_waits(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
) -> None:
    """Whoever waits for a live stream is told at once that its key is refused."""
    await set_up(hass, key_entry)
    coordinator = key_entry.runtime_data
    await live(hass, key_entry, klipper.id)
    simulator.revoke(klipper.key)
    simulator.drop_viewers()
    while is_live(key_entry, klipper.id):
        await asyncio.sleep(0.01)
    began = asyncio.get_running_loop().time()
    with pytest.raises(ObicoAuthenticationError):
        await coordinator.async_connect(klipper.id)
    assert asyncio.get_running_loop().time() - began < 5


async def test_press_with_a_key_that_stays_refused(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A printer's key that opens nothing makes a press fail, and not the account."""
    await set_up(hass, account_entry)
    del simulator.keys[octoprint.key]
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            "button", "press", {"entity_id": "button.prusa_home_axes"}, blocking=True
        )
    assert caught.value.translation_key == "cannot_connect"
    assert not hass.config_entries.flow.async_progress()
