"""What two snapshots tell of what happened between them."""

from copy import replace
from datetime import UTC, datetime, timedelta
import json
from typing import Any

import pytest

from custom_components.obico.client import (
    EventClass,
    EventNotice,
    EventType,
    Printer,
    PrinterEvent,
)
from custom_components.obico.occurrences import (
    Situation,
    between,
    from_event,
    from_notice,
)

from .simulator import AgentKind, SimulatedPrinter

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def snapshot(printer: SimulatedPrinter) -> Printer:
    """Return what the server shows of a printer."""
    printer.send_status()
    found = Printer.from_json(json.loads(json.dumps(printer.to_json())))
    assert found is not None
    return found


def story(*snapshots: Printer) -> list[str]:
    """Return what happens in a row of snapshots."""
    told: list[str] = []
    before = Situation.of(snapshots[0], None)
    for printer in snapshots[1:]:
        after = Situation.of(printer, before)
        told += [o.type.value for o in between(before, after, printer, NOW)]
        before = after
    return told


@pytest.fixture
def printing(octoprint: SimulatedPrinter) -> SimulatedPrinter:
    """Return a printer that prints."""
    octoprint.transition_delay = 0
    octoprint.start_print("a.gcode", duration=3600, heated=True)
    return octoprint


def test_silence_tells_nothing(printing: SimulatedPrinter) -> None:
    """A pause that is hidden by an outage is neither over nor a new one."""
    printing.pause()
    paused = snapshot(printing)
    silent = replace(paused, status=None)
    assert story(silent, paused) == ["print_paused"]
    assert story(paused, silent, paused) == []


def test_print_after_print(printing: SimulatedPrinter) -> None:
    """What no snapshot shows between two prints is told all the same."""
    first = snapshot(printing)
    printing.finish()
    printing.start_print("b.gcode", duration=3600, heated=True)
    printing.pause()
    printing.set_webcam()
    printing.watch.mute(True)
    second = snapshot(printing)
    assert story(first, second) == [
        "print_cancelled",
        "print_started",
        "print_paused",
        "alert_muted",
    ]


def test_second_alert(printing: SimulatedPrinter) -> None:
    """A later alert is another one; its picture comes in the same snapshot."""
    printing.set_failure_score(0.5)
    first = snapshot(printing)
    current = first.current_print
    assert current is not None
    assert current.alert is not None
    later = current.alert.alerted_at + timedelta(minutes=2)
    alert = replace(current.alert, alerted_at=later)
    second = replace(first, current_print=replace(current, alert=alert))
    assert story(first, first) == []
    before = Situation.of(first, None)
    [told] = between(before, Situation.of(second, before), second, NOW)
    assert (told.type, told.happened_at) == ("failure_alerted", later)
    assert told.picture is not None
    assert not told.picture.upright
    [blind] = between(
        before, Situation.of(second, before), replace(second, picture=None), NOW
    )
    assert blind.picture is None


@pytest.mark.parametrize("kind", list(AgentKind))
@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("finish", ["print_finished"]),
        ("cancel", ["print_cancelled"]),
        ("fail", ["printer_error", "print_failed"]),
    ],
)
def test_ends(account: Any, kind: AgentKind, end: str, told: list[str]) -> None:
    """A print ends in one of three ways, though the key shows only that it is gone."""
    printer = account.add_printer("Prusa", agent=kind)
    printer.transition_delay = 0
    printer.start_print("a.gcode", duration=3600, heated=True)
    before = snapshot(printer)
    getattr(printer, end)(*(["Too hot"] if end == "fail" else []))
    assert story(before, snapshot(printer)) == told


def test_stored_situation(printing: SimulatedPrinter) -> None:
    """A situation outlives a restart as it is."""
    for score in (0.1, 0.5):
        printing.set_failure_score(score)
        situation = Situation.of(snapshot(printing), None)
        text = json.dumps(situation.to_json())
        assert Situation.from_json(json.loads(text)) == situation


def test_unknown_kinds(printing: SimulatedPrinter) -> None:
    """Kinds of events yet to come, and events without a printer, are let be."""
    notice = EventNotice(
        type=EventType.UNKNOWN, event_class=EventClass.INFO, title=None, text=None
    )
    assert from_notice(snapshot(printing), notice, NOW) is None
    event = PrinterEvent.from_json({"id": 1, "event_type": "STARTED"})
    assert event is not None
    assert from_event(event, NOW, failed=False) is None
    event = PrinterEvent.from_json({"id": 1, "event_type": "STARTED", "printer": 7})
    assert event is not None
    told = from_event(event, NOW, failed=False)
    assert told is not None
    assert told.happened_at == NOW
