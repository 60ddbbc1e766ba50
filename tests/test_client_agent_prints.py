"""Prints found in reports, what is remembered of them, and how they are told."""

from collections.abc import Iterable
from copy import replace
from datetime import timedelta
import json
from typing import Any

import pytest

from custom_components.obico.client import (
    AgentMemory,
    AgentReport,
    PrintEnd,
    Printer,
    ReportedHeater,
    ReportedState as State,
)
from custom_components.obico.client.agent_memory import (
    MOST_EVENTS,
    PrintEvent,
    PrintEventKind as Kind,
    RunningPrint,
)
from custom_components.obico.client.agent_outbox import Outbox
from custom_components.obico.client.agent_prints import APART, PrintTracker
from custom_components.obico.client.agent_status import signature, status_message

from .reporting import HOT, IDLE, PRINTING
from .test_client_models import body

NOW = 1_000_000.0


class Life:
    """A tracker, and time that passes when it is told to."""

    def __init__(self, tracker: PrintTracker | None = None) -> None:
        """Begin with a printer of which nothing is known."""
        self.tracker = tracker or PrintTracker()
        self.now = NOW
        self.events: list[PrintEvent] = []

    def hear(self, report: AgentReport, *, after: float = 10.0) -> None:
        """Report something, some seconds later."""
        self.now += after
        self.events += self.tracker.hear(report, self.now)

    def begin(self, report: AgentReport = PRINTING) -> RunningPrint:
        """Begin to print, and return the print."""
        self.hear(report)
        due = self.tracker.start_due(self.now)
        assert due is not None
        self.now += due
        self.events += self.tracker.begin(7, self.now)
        assert self.tracker.running is not None
        return self.tracker.running

    @property
    def told(self) -> list[str]:
        """What happened, by name."""
        return [event.kind.name for event in self.events]


def progress(percent: float | None, **more: Any) -> AgentReport:
    """Return a report of a print that came so far."""
    return replace(PRINTING, progress=percent, print_time=None, **more)


def test_ordinary_print() -> None:
    """Each event comes once, however often the state is repeated."""
    life = Life()
    life.hear(IDLE)
    running = life.begin()
    for state in (
        State.PRINTING,
        State.PAUSING,
        State.PAUSED,
        State.PAUSED,
        State.RESUMING,
        State.PAUSED,
        State.PRINTING,
        State.PRINTING,
        State.FINISHING,
        State.OPERATIONAL,
        State.OPERATIONAL,
    ):
        life.hear(replace(PRINTING, state=state))
    assert life.told == ["STARTED", "PAUSED", "RESUMED", "DONE"]
    assert {event.timestamp for event in life.events} == {running.timestamp}
    done = life.events[-1].status
    assert done["progress"]["completion"] == 100.0  # type: ignore[index]
    assert done["state"]["text"] == "Operational"  # type: ignore[index]
    assert life.tracker.running is None


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (replace(IDLE, ended=PrintEnd.FINISHED), ["DONE"]),
        (replace(IDLE, ended=PrintEnd.CANCELLED), ["CANCELLED", "FAILED"]),
        (replace(IDLE, ended=PrintEnd.FAILED), ["FAILED"]),
        (IDLE, ["DONE"]),
        (replace(IDLE, state=State.ERROR), ["FAILED"]),
        (replace(IDLE, state=State.OFFLINE), []),
        (replace(IDLE, state=State.UNKNOWN), []),
    ],
)
def test_ends(last: AgentReport, told: list[str]) -> None:
    """How a print ends; what says nothing of it ends nothing."""
    life = Life()
    life.begin()
    life.hear(last)
    assert life.told == ["STARTED", *told]


def test_cancelled_at_the_printer() -> None:
    """An end after cancelling is a cancel, unless the printer knows better."""
    life = Life()
    life.begin()
    life.hear(replace(PRINTING, state=State.CANCELLING))
    life.hear(IDLE)
    assert life.told == ["STARTED", "CANCELLED", "FAILED"]
    cancelled, failed = life.events[1:]
    assert cancelled.status["state"]["text"] == "Cancelling"  # type: ignore[index]
    assert failed.status["state"]["text"] == "Operational"  # type: ignore[index]


def test_progress_that_is_forgotten_while_cancelling() -> None:
    """A print whose progress a cancel sets to nothing is not another one."""
    life = Life()
    life.begin(progress(50.0))
    life.hear(progress(50.0), after=600)
    life.hear(progress(0.0, state=State.CANCELLING))
    life.hear(IDLE)
    assert life.told == ["STARTED", "CANCELLED", "FAILED"]


@pytest.mark.parametrize(
    ("after", "forgotten", "told"),
    [
        (200.0, False, ["CANCELLED", "FAILED"]),
        (400.0, False, ["DONE"]),
        (10.0, True, ["DONE"]),
    ],
)
def test_cancelled_by_command(after: float, forgotten: bool, told: list[str]) -> None:
    """An end is due to a cancel command for a while, unless that failed."""
    life = Life()
    life.begin()
    life.tracker.expect_cancel(life.now)
    if forgotten:
        life.tracker.forget_cancel()
    life.hear(replace(PRINTING, state=State.PAUSED))
    life.hear(IDLE, after=after)
    assert life.told == ["STARTED", "PAUSED", *told]


def test_cancelled_before_it_was_told() -> None:
    """A cancel that comes while the start still waits counts for that print alone."""
    life = Life()
    life.hear(replace(PRINTING, file_name=None))
    life.tracker.expect_cancel(life.now)
    life.begin(replace(PRINTING, file_name=None))
    life.hear(IDLE)
    assert life.told == ["STARTED", "CANCELLED", "FAILED"]
    life.hear(PRINTING)
    life.tracker.expect_cancel(life.now)
    life.hear(IDLE)
    life.begin()
    life.hear(IDLE)
    assert life.told[3:] == ["STARTED", "DONE"]


def test_clock_that_is_set_back() -> None:
    """A start waits no longer because the clock was set back."""
    tracker = PrintTracker()
    tracker.hear(PRINTING, NOW)
    due = tracker.start_due(NOW - 3600)
    assert due is not None and due > 0
    assert tracker.start_due(NOW - 3600 + due) == 0


def test_met_while_paused() -> None:
    """A print that is met while it is paused is told as such."""
    life = Life()
    life.begin(replace(PRINTING, state=State.PAUSED))
    assert life.told == ["STARTED", "PAUSED"]
    assert life.events[0].status["state"]["text"] == "Printing"  # type: ignore[index]


@pytest.mark.parametrize("state", [State.CANCELLING, State.FINISHING])
def test_rest_of_a_print(state: State) -> None:
    """The rest of a print that nobody has told of is none."""
    life = Life()
    life.hear(replace(PRINTING, state=state))
    assert life.tracker.start_due(life.now) is None
    assert life.tracker.begin(None, life.now) == []
    assert life.tracker.starting_file == "Print"


def test_start_waits_for_the_name() -> None:
    """A name may come a moment after the state; without any, the print has a common one."""
    life = Life()
    life.hear(replace(PRINTING, file_name=None))
    assert life.tracker.start_due(life.now) == 30.0
    life.hear(PRINTING, after=1.0)
    assert life.tracker.start_due(life.now) == 1.0
    life.hear(replace(PRINTING, file_name="newer.gcode"), after=0.5)
    assert life.tracker.starting_file == "newer.gcode"
    # The clock is set back.
    assert life.tracker.start_due(life.now - 3600) == 2.0
    assert life.tracker.start_due(life.now + 3600) == 0.0
    life.hear(IDLE, after=0.1)
    assert life.tracker.start_due(life.now) is None
    assert life.told == []


def test_numbers_are_apart() -> None:
    """Two prints of one file that follow quickly are two for the server."""
    life = Life()
    first = life.begin()
    life.hear(IDLE, after=1.0)
    life.now = NOW
    second = life.begin()
    assert second.timestamp >= first.timestamp + APART


@pytest.mark.parametrize(
    ("before", "after", "another"),
    [
        (progress(50.0), progress(40.0), False),
        (progress(50.0), progress(2.0), True),
        (progress(50.0), progress(51.0, file_name="renamed.gcode"), False),
        (progress(50.0), progress(2.0, file_name="other.gcode"), True),
        (progress(None), progress(None, file_name="other.gcode"), True),
        (progress(None), progress(None, file_name=None), False),
        (progress(None), progress(None), False),
        (
            replace(PRINTING, print_time=timedelta(hours=2)),
            replace(PRINTING, print_time=timedelta(minutes=1)),
            True,
        ),
        (
            replace(PRINTING, print_time=timedelta(hours=2)),
            replace(PRINTING, print_time=timedelta(minutes=118)),
            False,
        ),
    ],
)
def test_next_print_without_a_pause(
    before: AgentReport, after: AgentReport, another: bool
) -> None:
    """A print that began while nobody looked is told from a new estimate of the old one."""
    life = Life()
    first = life.begin(before)
    life.hear(before, after=600)
    life.hear(replace(before, state=State.OFFLINE))
    life.hear(after, after=600)
    assert life.told == ["STARTED"] + ["DONE"] * another
    if another:
        life.begin(after)
        assert life.told == ["STARTED", "DONE", "STARTED"]
    else:
        assert life.tracker.running is not None
        assert life.tracker.running.timestamp == first.timestamp


def test_young_print_settles() -> None:
    """Progress and name of the print before do not make a third one."""
    life = Life()
    running = life.begin(progress(100.0, file_name="old.gcode"))
    life.hear(progress(0.0, file_name="new.gcode"), after=30.0)
    assert life.tracker.running is not None
    assert life.tracker.running.timestamp == running.timestamp


def test_restart() -> None:
    """What is remembered goes on."""
    life = Life()
    life.begin()
    life.hear(replace(PRINTING, state=State.PAUSED, progress=40.0), after=600)
    memory = AgentMemory(
        running=life.tracker.running,
        last_timestamp=life.tracker.last_timestamp,
        events=tuple(life.events),
    )
    stored = AgentMemory.from_json(json.loads(json.dumps(memory.to_json())))
    assert stored == memory
    later = Life(PrintTracker(stored.running, stored.last_timestamp))
    later.now = life.now + 3600
    later.hear(replace(PRINTING, progress=41.0))
    assert later.told == ["RESUMED"]


@pytest.mark.parametrize(
    "rubbish",
    [
        None,
        [],
        "text",
        {},
        {"running": 1, "last_timestamp": "x", "events": 5},
        {"running": {"timestamp": 5}, "events": [None, {}, {"kind": "PrintDone"}]},
        {"running": {"timestamp": -1, "file_name": "x"}},
        {"events": [{"kind": "PrintDone", "timestamp": 5, "status": {}}]},
        {"events": [{"kind": "Nothing", "timestamp": 5, "status": {"_ts": 1}}]},
    ],
)
def test_memory_of_rubbish(rubbish: object) -> None:
    """Rubbish is an empty memory."""
    assert AgentMemory.from_json(rubbish) == AgentMemory()


def event(kind: Kind, *, sent: bool = False, timestamp: int = 5) -> PrintEvent:
    """Return an event of a print of the file vase.gcode."""
    status = {"_ts": 1.0, "job": {"file": {"name": "vase.gcode"}}}
    return PrintEvent(kind=kind, timestamp=timestamp, status=status, sent=sent)


def kinds(events: Iterable[PrintEvent]) -> list[Kind]:
    """Return what events tell."""
    return [found.kind for found in events]


def test_outbox() -> None:
    """Events leave in their order, and are kept until the server has them."""
    changes: list[int] = []
    outbox = Outbox([event(Kind.STARTED)], lambda: changes.append(1))
    outbox.add([])
    assert not changes
    outbox.add([event(Kind.DONE)])
    assert outbox.next() == event(Kind.STARTED)
    first = outbox.question()
    assert outbox.next() == event(Kind.DONE)
    assert outbox.next() is None
    assert outbox.events == (
        event(Kind.STARTED, sent=True),
        event(Kind.DONE, sent=True),
    )
    outbox.confirm(b"nothing that was asked")
    outbox.confirm(first)
    outbox.confirm(first)
    assert kinds(outbox.events) == [Kind.DONE]
    assert len(changes) == 4
    outbox.add([event(Kind.PAUSED)] * (2 * MOST_EVENTS))
    assert len(outbox.events) == MOST_EVENTS


IDLE_PRINTER = Printer.from_json(body("rest/printers/detail_idle"))
BUSY_PRINTER = Printer.from_json(body("rest/printers/detail_printing"))


@pytest.mark.parametrize(
    ("sent", "running", "again"),
    [
        ([Kind.STARTED], None, [Kind.STARTED]),
        ([Kind.STARTED], "vase.gcode", []),
        ([Kind.STARTED], "other.gcode", [Kind.STARTED]),
        ([Kind.PAUSED, Kind.RESUMED], "vase.gcode", []),
        ([Kind.DONE], "vase.gcode", [Kind.DONE]),
        ([Kind.DONE], None, []),
        ([Kind.CANCELLED, Kind.FAILED], "vase.gcode", [Kind.CANCELLED, Kind.FAILED]),
        ([Kind.CANCELLED, Kind.FAILED], "cancelled", [Kind.FAILED]),
        ([Kind.CANCELLED, Kind.FAILED], None, []),
        ([Kind.STARTED, Kind.DONE], None, [Kind.STARTED, Kind.DONE]),
    ],
)
def test_events_in_doubt(
    sent: list[Kind], running: str | None, again: list[Kind]
) -> None:
    """What may have been lost is told again where that does no harm."""
    assert IDLE_PRINTER is not None and BUSY_PRINTER is not None
    printer = IDLE_PRINTER
    if running is not None:
        assert BUSY_PRINTER.current_print is not None
        current = replace(BUSY_PRINTER.current_print, file_name="vase.gcode")
        if running == "cancelled":
            current = replace(current, cancelled_at=current.started_at)
        else:
            current = replace(current, file_name=running)
        printer = replace(BUSY_PRINTER, current_print=current)
    changes: list[int] = []
    waiting = event(Kind.PAUSED, timestamp=99)
    outbox = Outbox(
        [*(event(kind, sent=True) for kind in sent), waiting],
        lambda: changes.append(1),
    )
    outbox.settle(printer)
    assert kinds(outbox.events) == [*again, Kind.PAUSED]
    assert not any(found.sent for found in outbox.events)
    assert len(changes) == 1
    outbox.settle(printer)
    assert len(changes) == 1


# The words


def test_status() -> None:
    """A status has everything that Obico shows."""
    running = RunningPrint(timestamp=5, file_name="vase.gcode", file_id=7)
    message = status_message(replace(PRINTING, progress=12.345), running, NOW)
    assert message["current_print_ts"] == 5
    status: Any = message["status"]
    assert status["_ts"] == NOW
    assert status["progress"] == {
        "completion": 12.35,
        "filepos": None,
        "printTime": 60,
        "printTimeLeft": 5940,
        "filamentUsed": None,
    }
    assert status["job"]["file"]["obico_g_code_file_id"] == 7
    assert status["currentLayerHeight"] == 1
    assert status["file_metadata"]["obico"]["totalLayerCount"] == 100
    assert status["temperatures"] == {
        "tool0": {"actual": 209.8, "target": 210.0, "offset": 0},
        "bed": {"actual": 60.1, "target": 60.0, "offset": 0},
        "chamber": {"actual": 31.0, "target": None, "offset": 0},
    }
    assert signature(message) == (5, "Printing", "", "vase.gcode", 7)


def test_status_of_nonsense() -> None:
    """Numbers that JSON does not know are not told; the rest stays within its bounds."""
    nan = float("nan")
    report = replace(
        PRINTING,
        progress=float("inf"),
        z=nan,
        time_left=timedelta(seconds=-5),
        heaters={
            **HOT,
            "tool0": ReportedHeater(actual=nan, target=None),
            "bed": ReportedHeater(actual=None, target=60.0),
        },
    )
    status: Any = status_message(report, None, NOW)["status"]
    json.dumps(status, allow_nan=False)
    assert status["progress"]["completion"] is None
    assert status["progress"]["printTimeLeft"] == 0
    assert "tool0" not in status["temperatures"]
    assert status["temperatures"]["bed"]["actual"] is None
    for percent, shown in ((-3.0, 0.0), (104.0, 100.0)):
        message: Any = status_message(replace(report, progress=percent), None, NOW)
        assert message["status"]["progress"]["completion"] == shown


def test_print_time_of_a_silent_printer() -> None:
    """A printer that does not count its time has it counted."""
    running = RunningPrint(timestamp=int(NOW), file_name="vase.gcode")
    report = replace(PRINTING, print_time=None)
    message: Any = status_message(report, running, NOW + 90)
    assert message["status"]["progress"]["printTime"] == 90
    early: Any = status_message(report, running, NOW - 20)
    assert early["status"]["progress"]["printTime"] == 0
