"""The calendar of a printer, as a person sees it through Home Assistant."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico.calendar import UNKNOWN_END
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import polling_only, set_up
from .simulator import ObicoSimulator, SimulatedPrinter
from .simulator.records import Print
from .test_coordinator import refresh, state

CALENDAR = "calendar.voron_prints"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def past_print(
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    start: datetime,
    hours: float = 2,
    **changes: Any,
) -> Print:
    """Put a print into the history."""
    end = start + timedelta(hours=hours)
    found = Print(
        printer=printer,
        file_name="benchy.gcode",
        started_at=start,
        **{
            "id": simulator.next_id("print"),
            "finished_at": end,
            "print_time": 3600.0 * hours,
            "filament_used": 4321.0,
            **changes,
        },
    )
    simulator.prints.append(found)
    return found


async def events(
    hass: HomeAssistant, start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """Return the events of a range, as the action tells them."""
    answer: Any = await hass.services.async_call(
        "calendar",
        "get_events",
        {"start_date_time": start, "end_date_time": end},
        target={"entity_id": CALENDAR},
        blocking=True,
        return_response=True,
    )
    found: list[dict[str, Any]] = answer[CALENDAR]["events"]
    return found


async def test_history(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """The prints of a range are events, those of other printers and times are not."""
    past_print(simulator, klipper, NOON - timedelta(days=9))
    past_print(simulator, klipper, NOON - timedelta(hours=30), hours=30)
    past_print(simulator, octoprint, NOON)
    past_print(simulator, klipper, NOON, hours=1.5)
    past_print(
        simulator,
        klipper,
        NOON + timedelta(hours=3),
        finished_at=None,
        cancelled_at=NOON + timedelta(hours=4),
        alerted_at=NOON + timedelta(hours=4),
        print_time=None,
        filament_used=None,
    )
    past_print(simulator, klipper, NOON + timedelta(days=9))
    await set_up(hass, account_entry)
    found = await events(hass, NOON - timedelta(minutes=30), NOON + timedelta(days=1))
    assert [event["description"] for event in found] == [
        "Finished\nPrint time: 30:00 h\nFilament: 4.32 m",
        "Finished\nPrint time: 1:30 h\nFilament: 4.32 m",
        "Cancelled or failed\nObico raised a failure alert",
    ]
    assert {event["summary"] for event in found} == {"benchy.gcode"}
    assert dt_util.parse_datetime(found[1]["start"]) == NOON
    assert dt_util.parse_datetime(found[1]["end"]) == NOON + timedelta(hours=1.5)
    assert state(hass, CALENDAR) == "off"


async def test_plan_of_octoprint(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """What OctoPrint calls used filament is called planned; a broken clock breaks nothing."""
    past_print(simulator, octoprint, NOON, hours=-1, print_time=None)
    await set_up(hass, account_entry)
    component = hass.data["calendar"]
    entity = component.get_entity("calendar.prusa_prints")
    (found,) = await entity.async_get_events(hass, NOON, NOON + timedelta(hours=1))
    assert found.description == (
        "Ended, nobody told Obico how\nFilament planned: 4.32 m"
    )
    assert found.end == NOON + timedelta(minutes=1)
    assert found.uid == str(simulator.prints[0].id)


async def test_running(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """A running print is on until it ends, and ends when it is expected to."""
    polling_only(hass, account_entry)
    klipper.start_print("vase.gcode", duration=3600, layers=100, heated=True)
    simulator.tick(600)
    await set_up(hass, account_entry)
    assert state(hass, CALENDAR) == "on"
    attributes = hass.states.get(CALENDAR).attributes  # type: ignore[union-attr]
    assert attributes["message"] == "vase.gcode"
    assert attributes["description"].startswith("Running")
    finish = account_entry.runtime_data.data.finishes[klipper.id]
    assert attributes["end_time"] == dt_util.as_local(finish).strftime(
        "%Y-%m-%d %H:%M:%S"
    )

    # The page of calendars asks so.
    client = await hass_client()
    now = dt_util.utcnow()
    query = {
        "start": (now - timedelta(hours=1)).isoformat(),
        "end": (now + timedelta(hours=9)).isoformat(),
    }
    response = await client.get(f"/api/calendars/{CALENDAR}", params=query)
    (found,) = await response.json()
    assert found["summary"] == "vase.gcode"
    assert dt_util.parse_datetime(found["end"]["dateTime"]) == finish

    klipper.finish()
    await refresh(hass, account_entry)
    assert state(hass, CALENDAR) == "off"


async def test_unknown_end(
    hass: HomeAssistant,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A print whose end nobody knows stays on, whatever time it is."""
    polling_only(hass, account_entry)
    monkeypatch.setattr(
        "custom_components.obico.data.FinishEstimate.update",
        lambda self, status: None,
    )
    klipper.start_print("vase.gcode", duration=3600, layers=100, heated=True)
    await set_up(hass, account_entry)
    entity = hass.data["calendar"].get_entity(CALENDAR)
    ends = set()
    for _ in range(3):
        # What the calendar does by itself at the end of an event.
        entity.async_write_ha_state()
        assert state(hass, CALENDAR) == "on"
        ends.add(hass.states.get(CALENDAR).attributes["end_time"])  # type: ignore[union-attr]
        freezer.tick(UNKNOWN_END)
    assert len(ends) == 3


async def test_server_is_asked_on_demand(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """A poll reads no calendar; a range is read in pages, and an error is told."""
    polling_only(hass, account_entry)
    for day in range(120):
        past_print(simulator, klipper, NOON + timedelta(hours=6 * day), hours=1)
    await set_up(hass, account_entry)
    simulator.requests.clear()
    await refresh(hass, account_entry)
    assert not [r for r in simulator.requests if "from_date" in r.path]
    found = await events(hass, NOON, NOON + timedelta(days=30))
    assert len(found) == 120
    asked = [r.path for r in simulator.requests if "from_date" in r.path]
    assert 3 <= len(asked) <= 4
    assert all("limit=50" in path for path in asked)

    simulator.faults.only = "/api/v1/prints/"
    simulator.faults.status = 500
    with pytest.raises(HomeAssistantError, match="failed to answer"):
        await events(hass, NOON, NOON + timedelta(days=30))


async def test_no_calendar_with_a_key(
    hass: HomeAssistant, key_entry: MockConfigEntry
) -> None:
    """A printer's key opens no history."""
    assert await async_setup_component(hass, "calendar", {})
    await set_up(hass, key_entry)
    assert hass.states.get(CALENDAR) is None
