"""Totals of prints, and their long-term statistics in a real recorder."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, override
from weakref import WeakSet

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.obico.client import PrintStatistics
from custom_components.obico.client.prints import Prints
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.statistics import (
    list_statistic_ids,
    statistics_during_period,
)
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .conftest import polling_only, set_up
from .simulator import ObicoSimulator, SimulatedPrinter
from .simulator.records import Print
from .test_calendar import past_print
from .test_coordinator import refresh, state, until_asked

TIME = "obico:user_0123456789abcdef_{}_print_time"
# How a request for all prints begins.
WHOLE_HISTORY = "/api/v1/prints/?start=0&limit=50"
FILAMENT = "obico:user_0123456789abcdef_{}_filament"


class HeldPage(list[Any]):
    """A page that can be watched while it is held."""

    @override
    def __hash__(self) -> int:  # type: ignore[override]
        """Tell pages apart by what they are, not by what is on them."""
        return id(self)


def hours_ago(hours: float) -> datetime:
    """Return a moment that lies so many whole hours and ten minutes back."""
    now = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    return now - timedelta(hours=hours) + timedelta(minutes=10)


def ended(
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    end: datetime,
    hours: float = 0.5,
    **changes: Any,
) -> Print:
    """Put a print into the history by when it ended."""
    return past_print(
        simulator, printer, end - timedelta(hours=hours), hours, **changes
    )


def five_minutes_pass(entry: MockConfigEntry) -> None:
    """Make it time to read the history again."""
    entry.runtime_data._extras._read_at -= 1000  # noqa: SLF001


def asked(simulator: ObicoSimulator, part: str) -> list[str]:
    """Return the requests with a part since the last look."""
    found = [request.path for request in simulator.requests if part in request.path]
    simulator.requests.clear()
    return found


async def read_anew(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let the five minutes pass after which the history is read again."""
    five_minutes_pass(entry)
    await refresh(hass, entry)
    await kept(hass)


async def kept(hass: HomeAssistant) -> None:
    """Wait until the recorder has everything."""
    await hass.async_block_till_done(wait_background_tasks=True)
    await async_wait_recording_done(hass)


async def sums(
    hass: HomeAssistant, printer: SimulatedPrinter, statistic: str = TIME
) -> list[float]:
    """Return the sums that a dashboard draws, hour by hour."""
    name = statistic.format(printer.id)
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        datetime(2000, 1, 1, tzinfo=UTC),
        None,
        {name},
        "hour",
        None,
        {"sum"},
    )
    return [round(row["sum"] or 0, 6) for row in found.get(name, [])]


async def test_totals(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A printer's prints are added up, without the running one, whatever Obico calls it."""
    polling_only(hass, account_entry)
    for entity in ("prints", "success_rate", "print_time", "filament"):
        er.async_get(hass).async_get_or_create(
            "sensor",
            "obico",
            f"user_0123456789abcdef_{klipper.id}_{entity}_recent",
            suggested_object_id=f"recent_{entity}",
            disabled_by=None,
        )
    ended(simulator, klipper, hours_ago(24 * 400))
    ended(simulator, klipper, hours_ago(48), 1.5)
    ended(
        simulator, klipper, hours_ago(24), finished_at=None, cancelled_at=hours_ago(24)
    )
    klipper.start_print("vase.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    assert state(hass, "sensor.voron_total_prints") == "3"
    assert state(hass, "sensor.voron_success_rate") == "66.7"
    assert float(state(hass, "sensor.voron_total_print_time")) == pytest.approx(2.5)
    assert float(state(hass, "sensor.voron_total_filament")) == pytest.approx(12.963)
    assert state(hass, "sensor.recent_prints") == "2"
    assert state(hass, "sensor.recent_success_rate") == "50.0"
    # These were registered by hand, without a unit that people like.
    assert float(state(hass, "sensor.recent_print_time")) == pytest.approx(7200)
    assert float(state(hass, "sensor.recent_filament")) == pytest.approx(8642)
    # Nothing was printed, so nothing succeeded.
    assert state(hass, "sensor.prusa_total_prints") == "0"
    assert state(hass, "sensor.prusa_success_rate") == STATE_UNKNOWN
    assert hass.states.get("sensor.prusa_prints_in_30_days") is None


async def test_totals_are_read_seldom(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Polls read no totals: only the end of a print does, and a new day."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)

    assert len(asked(simulator, "/stats/")) == 2
    klipper.start_print("vase.gcode", duration=3600, layers=100, heated=True)
    for _ in range(3):
        await refresh(hass, account_entry)
        five_minutes_pass(account_entry)
    assert len(asked(simulator, "/stats/")) == 0
    klipper.finish()
    await refresh(hass, account_entry)
    assert len(asked(simulator, "/stats/")) == 2
    assert state(hass, "sensor.voron_total_prints") == "1"


async def test_print_ends_while_totals_are_read(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Totals that take long to read do not outdate those of a print that ended meanwhile."""
    octoprint.start_print("vase.gcode", duration=3600, layers=100, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    read = Prints.get_statistics
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def slow(prints: Prints, *args: Any, printer_ids: Any) -> PrintStatistics:
        """Read the last printer's totals only when the others' have changed."""
        if tuple(printer_ids) == (klipper.id,) and not begun.is_set():
            begun.set()
            await goes_on.wait()
        return await read(prints, *args, printer_ids=printer_ids)

    monkeypatch.setattr(Prints, "get_statistics", slow)
    # Another day begins.
    coordinator.history._stamps.clear()  # noqa: SLF001
    five_minutes_pass(account_entry)
    await coordinator.async_refresh()
    await begun.wait()
    octoprint.finish()
    await coordinator.async_refresh()
    while octoprint.id not in coordinator.data.ended_prints:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    goes_on.set()
    await hass.async_block_till_done()
    assert state(hass, "sensor.prusa_total_prints") == "1"


async def test_print_ends_while_the_account_is_read(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A history that was read before a print ended does not come after one that was not."""
    octoprint.start_print("vase.gcode", duration=3600, layers=100, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    coordinator = account_entry.runtime_data
    # A server that is slow with what is seldom read.
    simulator.faults.only = channels = "/api/v1/notification_settings/"
    simulator.faults.hang = True
    five_minutes_pass(account_entry)
    coordinator._extras._account_at -= 1000  # noqa: SLF001
    asked(simulator, channels)
    await coordinator.async_refresh()
    await until_asked(simulator, channels)
    octoprint.finish()
    await coordinator.async_refresh()
    await asyncio.sleep(0.1)
    simulator.faults.release()
    await hass.async_block_till_done()
    assert state(hass, "sensor.prusa_finish_time") != STATE_UNKNOWN


async def test_totals_in_trouble(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Totals that cannot be read are unavailable, until they can."""
    polling_only(hass, account_entry)
    simulator.faults.only = "/api/v1/prints/stats/"
    simulator.faults.status = 500
    await set_up(hass, account_entry)
    assert state(hass, "sensor.voron_total_prints") == STATE_UNAVAILABLE
    simulator.faults.clear()
    five_minutes_pass(account_entry)
    await refresh(hass, account_entry)
    assert state(hass, "sensor.voron_total_prints") == "0"


async def test_no_recorder(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Without a recorder nobody goes through the history."""
    polling_only(hass, account_entry)
    ended(simulator, klipper, hours_ago(5))
    await set_up(hass, account_entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not asked(simulator, WHOLE_HISTORY)


async def test_years_of_prints(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """What was printed before Home Assistant came is in its statistics, by the hour."""
    polling_only(hass, account_entry)
    ended(simulator, klipper, hours_ago(24 * 900), 10)
    ended(simulator, klipper, hours_ago(50), 0.25)
    ended(simulator, klipper, hours_ago(50) + timedelta(minutes=30), 0.25)
    ended(simulator, klipper, hours_ago(40), 2, filament_used=None, print_time=None)
    ended(simulator, octoprint, hours_ago(30), 7)
    await set_up(hass, account_entry)
    await kept(hass)
    assert await sums(hass, klipper) == [10, 10.5, 10.5]
    assert await sums(hass, klipper, FILAMENT) == [4.321, 12.963, 12.963]
    assert await sums(hass, octoprint) == [7]
    found = await get_instance(hass).async_add_executor_job(
        list_statistic_ids, hass, {TIME.format(klipper.id), FILAMENT.format(klipper.id)}
    )
    assert {
        (item["name"], item["statistics_unit_of_measurement"]) for item in found
    } == {
        ("Voron print time", "h"),
        ("Voron filament", "m"),
    }


async def test_nothing_counts_twice(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Restarts, lost prints and new numbers change no sum; new prints are added."""
    polling_only(hass, account_entry)
    first = ended(simulator, klipper, hours_ago(60), 3)
    second = ended(simulator, klipper, hours_ago(20), 2)
    await set_up(hass, account_entry)
    await kept(hass)
    assert await sums(hass, klipper) == [3, 5]

    # Home Assistant restarts.
    await hass.config_entries.async_reload(account_entry.entry_id)
    await kept(hass)
    assert await sums(hass, klipper) == [3, 5]

    # The server loses a print, and numbers the other anew.
    first.deleted = True
    second.id = simulator.next_id("print") + 1000
    await read_anew(hass, account_entry)
    await hass.config_entries.async_reload(account_entry.entry_id)
    await kept(hass)
    assert await sums(hass, klipper) == [3, 5]

    # Two prints end, one of them in this very hour.
    now = dt_util.utcnow().replace(minute=10)
    monkeypatch.setattr("custom_components.obico.long_term.dt_util.utcnow", lambda: now)
    ended(simulator, klipper, now - timedelta(hours=5), 1, id=2000)
    ended(simulator, klipper, now - timedelta(minutes=5), 0.5, id=2001)
    await hass.config_entries.async_reload(account_entry.entry_id)
    await kept(hass)
    assert await sums(hass, klipper) == [3, 5, 6]
    simulator.requests.clear()
    await read_anew(hass, account_entry)
    assert not asked(simulator, WHOLE_HISTORY)

    # The hour is over.
    now += timedelta(hours=1)
    await read_anew(hass, account_entry)
    assert await sums(hass, klipper) == [3, 5, 6, 6.5]
    assert len(asked(simulator, WHOLE_HISTORY)) == 1
    # With nothing new, nothing is read.
    now += timedelta(hours=1)
    await read_anew(hass, account_entry)
    assert not asked(simulator, WHOLE_HISTORY)
    assert await sums(hass, klipper) == [3, 5, 6, 6.5]


async def test_clock_set_back(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A clock that was ahead when Home Assistant began does not put prints off."""
    polling_only(hass, account_entry)
    ahead = dt_util.utcnow() + timedelta(days=2)
    with monkeypatch.context() as patches:
        patches.setattr(
            "custom_components.obico.long_term.dt_util.utcnow", lambda: ahead
        )
        await set_up(hass, account_entry)
        await kept(hass)
    ended(simulator, klipper, hours_ago(3), 2)
    await read_anew(hass, account_entry)
    assert await sums(hass, klipper) == [2]


async def test_history_breaks_off(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that fails on the way leaves nothing half-written; it is tried again."""
    polling_only(hass, account_entry)
    for number in range(120):
        ended(simulator, klipper, hours_ago(400 - 2 * number), 1)
    handler = simulator.faults.apply
    broken = True

    async def apply(request: Any, answer: Any) -> Any:
        if broken and request.query.get("start") == "100":
            request.transport.abort()
        return await handler(request, answer)

    monkeypatch.setattr(simulator.faults, "apply", apply)
    await set_up(hass, account_entry)
    await kept(hass)
    assert await sums(hass, klipper) == []
    broken = False
    await read_anew(hass, account_entry)
    assert await sums(hass, klipper) == list(range(1, 121))


async def test_five_thousand_prints(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long history is read in pages, of which two are held at most."""
    polling_only(hass, account_entry)
    for number in range(5000):
        end = hours_ago(50 - number // 100) + timedelta(seconds=number % 100)
        ended(simulator, klipper, end, 0.01)
    alive: WeakSet[HeldPage] = WeakSet()
    most = 0
    get_page = Prints.get_page

    async def watched(*args: Any, **kwargs: Any) -> Any:
        nonlocal most
        page = HeldPage(await get_page(*args, **kwargs))
        alive.add(page)
        most = max(most, len(alive))
        return page

    monkeypatch.setattr(Prints, "get_page", watched)
    await set_up(hass, account_entry)
    await kept(hass)
    assert await sums(hass, klipper) == list(range(1, 51))
    # One is the coordinator's own, of the newest prints.
    assert most <= 3
