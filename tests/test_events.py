"""What happens to printers reaches automations, each thing once."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.client import EventNotice, PrinterKey
from custom_components.obico.const import CONF_CREDENTIALS
from custom_components.obico.helpers import credentials_to_data
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback

from .conftest import is_live, polling_only, set_up
from .simulator import AgentKind, ObicoSimulator, SimulatedPrinter
from .test_coordinator import refresh, state

PRINT = "event.prusa_print"
ALERT = "event.prusa_failed_print_alerts"
ATTENTION = "event.prusa_filament_change_or_error"
LIFE = [
    "print_started",
    "failure_alerted",
    "alert_muted",
    "alert_unmuted",
    "print_paused",
    "print_resumed",
    "print_finished",
    "print_started",
    "print_cancelled",
    "print_started",
]
FAILURE = ["print_failed", "printer_error"]


class Heard:
    """What automations were told, in its order."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin to listen."""
        self.attributes: list[dict[str, Any]] = []
        hass.bus.async_listen(EVENT_STATE_CHANGED, self._take)

    @callback
    def _take(self, event: Event[EventStateChangedData]) -> None:
        """Note a new event, but not what is merely available again."""
        new, old = event.data["new_state"], event.data["old_state"]
        if (
            event.data["entity_id"].startswith("event.")
            and new is not None
            and old is not None
            and new.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
            and old.state != STATE_UNAVAILABLE
        ):
            self.attributes.append(dict(new.attributes))

    @property
    def types(self) -> list[str]:
        """Return the types of events."""
        return [attributes["event_type"] for attributes in self.attributes]

    async def wait(self, count: int) -> None:
        """Wait until as many events were heard, and whether there are more."""
        async with asyncio.timeout(10):
            while len(self.attributes) < count:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.05)
        assert len(self.attributes) == count, self.types


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read again soon what the server has not told yet, and fold nothing for long."""
    monkeypatch.setattr("custom_components.obico.events.PAUSES", (0.05,) * 4)
    monkeypatch.setattr("custom_components.obico.folding.FOLD_SECONDS", 0.01)


@pytest.fixture
def printer(account: Any, agent: AgentKind) -> SimulatedPrinter:
    """Return a printer of a kind."""
    found: SimulatedPrinter = account.add_printer("Prusa", agent=agent)
    return found


@pytest.fixture
def agent() -> AgentKind:
    """Return which agent a printer has."""
    return AgentKind.OCTOPRINT


@pytest.fixture
def entry(
    hass: HomeAssistant,
    printer: SimulatedPrinter,
    account_entry: MockConfigEntry,
    source: str,
) -> MockConfigEntry:
    """Return an entry that hears of the printer in some way."""
    if source == "polls":
        polling_only(hass, account_entry)
    elif source == "key":
        data = credentials_to_data(PrinterKey(printer.key))
        hass.config_entries.async_update_entry(
            account_entry, data={**account_entry.data, CONF_CREDENTIALS: data}
        )
    return account_entry


@pytest.fixture
def source() -> str:
    """Return from where an entry hears of its printers."""
    return "account"


async def live(
    hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter, heard: Heard
) -> None:
    """Let a printer go through everything, step by step."""
    steps: list[tuple[Callable[[], object], int]] = [
        (lambda: printer.start_print("a.gcode", duration=3600, heated=True), 1),
        (lambda: printer.set_failure_score(0.5), 1),
        (lambda: printer.watch.mute(True), 1),
        (lambda: printer.watch.mute(False), 1),
        (printer.pause, 1),
        (printer.resume, 1),
        (printer.finish, 1),
        (lambda: printer.start_print("b.gcode", duration=3600, heated=True), 1),
        (printer.cancel, 1),
        (lambda: printer.start_print("c.gcode", duration=3600, heated=True), 1),
        (lambda: printer.fail("Heater is too hot"), 2),
    ]
    printer.transition_delay = 0
    count = len(heard.types)
    for step, expected in steps:
        step()
        printer.changed()
        count += expected
        await refresh(hass, entry)
        await heard.wait(count)


@pytest.mark.parametrize("source", ["account", "polls", "key"])
@pytest.mark.parametrize("agent", list(AgentKind))
async def test_each_once(
    hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter
) -> None:
    """Whatever the source and the agent, everything is told once, with its print."""
    await set_up(hass, entry)
    heard = Heard(hass)
    await live(hass, entry, printer, heard)
    assert heard.types[:-2] == LIFE
    assert sorted(heard.types[-2:]) == FAILURE
    prints = [a for a in heard.attributes if a["event_type"] != "printer_error"]
    files = ["a.gcode"] * 7 + ["b.gcode"] * 2 + ["c.gcode"] * 2
    assert [a.get("file_name") for a in prints] == [
        # The server keeps no text with this one.
        None if a["event_type"] == "alert_unmuted" and "file_name" not in a else name
        for a, name in zip(prints, files, strict=True)
    ]
    assert len({a["print_id"] for a in prints}) == 3
    assert all("happened_at" in a for a in heard.attributes)
    [error] = [a for a in heard.attributes if a["event_type"] == "printer_error"]
    assert "Heater is too hot" in error["message"]
    assert "://" not in str(heard.attributes)

    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    await refresh(hass, entry)
    await heard.wait(len(LIFE) + 2)
    restored = hass.states.get(PRINT)
    assert restored is not None
    assert restored.attributes["event_type"] == "print_failed"


@pytest.mark.parametrize("source", ["account", "key"])
async def test_no_flood_at_first_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter
) -> None:
    """What happened before is not told, however much it is."""
    printer.transition_delay = 0
    for _ in range(20):
        printer.start_print("a.gcode", heated=True)
        printer.pause()
        printer.finish()
    printer.start_print("b.gcode", heated=True)
    heard = Heard(hass)
    await set_up(hass, entry)
    await refresh(hass, entry)
    await heard.wait(0)
    assert state(hass, PRINT) == STATE_UNKNOWN
    printer.finish()
    await heard.wait(1)
    assert heard.types == ["print_finished"]


@pytest.mark.parametrize("source", ["account", "key"])
async def test_what_happened_meanwhile(
    hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter
) -> None:
    """What somebody would still like to know is told late, once."""
    printer.transition_delay = 0
    printer.start_print("a.gcode", duration=3600, heated=True)
    await set_up(hass, entry)
    heard = Heard(hass)
    await hass.config_entries.async_unload(entry.entry_id)
    printer.finish()
    await set_up(hass, entry)
    await heard.wait(1)
    assert heard.attributes[0]["event_type"] == "print_finished"
    assert heard.attributes[0]["file_name"] == "a.gcode"
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    await heard.wait(1)


@pytest.mark.parametrize("source", ["account", "key"])
async def test_what_happened_long_ago(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    printer: SimulatedPrinter,
    hass_storage: dict[str, Any],
) -> None:
    """Nobody wants to know now what happened while Home Assistant was long away."""
    printer.start_print("a.gcode", duration=3600, heated=True)
    await set_up(hass, entry)
    heard = Heard(hass)
    await hass.config_entries.async_unload(entry.entry_id)
    printer.finish()
    for event in simulator.events:
        event.created_at -= timedelta(minutes=20)
    stored = hass_storage[f"obico.{entry.entry_id}"]["data"]
    if "saved_at" in stored:
        stored["saved_at"] = "2026-11-01T00:00:00+00:00"
    await set_up(hass, entry)
    await refresh(hass, entry)
    await heard.wait(0)
    printer.start_print("b.gcode", duration=3600, heated=True)
    await refresh(hass, entry)
    await heard.wait(1)
    assert heard.types == ["print_started"]


async def test_repetitions_are_dropped(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    printer: SimulatedPrinter,
) -> None:
    """Servers sometimes tell twice that a print started; a second pause is news."""
    printer.transition_delay = 0
    await set_up(hass, entry)
    heard = Heard(hass)
    printer.start_print("a.gcode", duration=3600, heated=True)
    printer.add_event("STARTED", "INFO", "Print Job Started")
    for _ in range(2):
        printer.pause()
        printer.add_event("PAUSED", "INFO", "Print Job Paused")
        printer.resume()
    await refresh(hass, entry)
    await heard.wait(5)
    pauses = ["print_paused", "print_resumed"]
    assert heard.types == ["print_started", *pauses, *pauses]


@pytest.mark.parametrize(
    ("fault", "value"), [("status", 500), ("throttle", 5), ("rubbish", True)]
)
async def test_server_trouble_loses_nothing(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    printer: SimulatedPrinter,
    fault: str,
    value: object,
) -> None:
    """Events that cannot be read are told when the server is well again."""
    await set_up(hass, entry)
    heard = Heard(hass)
    simulator.faults.only = "/api/v1/printer_events/"
    setattr(simulator.faults, fault, value)
    printer.transition_delay = 0
    printer.start_print("a.gcode", duration=3600, heated=True)
    await refresh(hass, entry)
    printer.pause()
    await refresh(hass, entry)
    await asyncio.sleep(0.5)
    await heard.wait(0)
    simulator.faults.clear()
    await heard.wait(2)
    assert heard.types == ["print_started", "print_paused"]


async def test_event_comes_after_the_snapshot(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    printer: SimulatedPrinter,
) -> None:
    """A server that writes its events late is asked again, for a while."""
    await set_up(hass, entry)
    heard = Heard(hass)
    printer.start_print("a.gcode", duration=3600, heated=True)
    events, simulator.events[:] = list(simulator.events), []
    await refresh(hass, entry)
    await heard.wait(0)
    simulator.events[:] = events
    await heard.wait(1)

    def asked() -> int:
        return len([r for r in simulator.requests if "printer_events" in r[1]])

    before = asked()
    await asyncio.sleep(0.3)
    assert asked() == before


async def test_what_no_snapshot_shows(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: SimulatedPrinter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A filament change is found every few minutes, a camera's trouble is no error."""
    await set_up(hass, entry)
    printer.start_print("a.gcode", duration=3600, heated=True)
    heard = Heard(hass)
    await refresh(hass, entry)
    await heard.wait(1)
    printer.ask_for_filament()
    printer.add_event("PRINTER_ERROR", "WARNING", "Webcam Streaming Failed", "Why")
    printer.add_event("SOMETHING_NEW", "INFO", "Hello", "World")
    await refresh(hass, entry)
    await heard.wait(1)
    for name in ("events.FRESH", "extras.INTERVAL_EXTRAS"):
        value: object = -1.0 if "FRESH" in name else timedelta(0)
        monkeypatch.setattr(f"custom_components.obico.{name}", value)
    await refresh(hass, entry)
    await heard.wait(3)
    assert heard.types[1:] == ["filament_change", "printer_warning"]
    assert heard.attributes[1]["file_name"] == "a.gcode"
    assert heard.attributes[2]["message"] == "Webcam Streaming Failed\nWhy"


@pytest.mark.parametrize("source", ["account", "key"])
async def test_what_the_agent_tells(
    hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter
) -> None:
    """A notice is heard at once; a refused command is an error that ends no print."""
    await set_up(hass, entry)
    heard = Heard(hass)
    printer.start_print("a.gcode", duration=3600, heated=True)
    await refresh(hass, entry)
    await heard.wait(1)
    async with asyncio.timeout(5):
        while not is_live(entry, printer.id):
            await asyncio.sleep(0.01)
    printer.report("PRINTER_ERROR", "ERROR", "Moonraker Error", "Move out of range")
    await heard.wait(2)
    printer.report("FILAMENT_CHANGE", "WARNING", "Filament Change", "Please")
    await heard.wait(3)
    assert heard.types[1:] == ["printer_error", "filament_change"]
    assert heard.attributes[1]["message"] == "Moonraker Error\nMove out of range"


async def test_removed_entry_leaves_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: SimulatedPrinter,
    hass_storage: dict[str, Any],
) -> None:
    """What was told is forgotten with the entry."""
    await set_up(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    assert f"obico.{entry.entry_id}" in hass_storage
    await hass.config_entries.async_remove(entry.entry_id)
    assert f"obico.{entry.entry_id}" not in hass_storage


async def test_events_in_an_outage(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    printer: SimulatedPrinter,
) -> None:
    """Event entities are unavailable without a server, and stay for a silent printer."""
    await set_up(hass, entry)
    printer.go_offline()
    await refresh(hass, entry)
    assert state(hass, ALERT) == STATE_UNKNOWN
    await simulator.stop()
    await refresh(hass, entry)
    assert state(hass, ATTENTION) == STATE_UNAVAILABLE


@pytest.mark.parametrize("data", [None, "text", [], 7])
def test_no_notice(data: object) -> None:
    """A notice that is no object is none."""
    assert EventNotice.from_json(data) is None
