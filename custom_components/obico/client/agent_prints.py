"""Where prints begin and end, found in what a printer is reported to do.

Nothing here waits, sends or looks at a clock: each report comes with its time.
"""

from copy import replace
from datetime import timedelta

from .agent_memory import PrintEvent, PrintEventKind, RunningPrint
from .agent_reports import AgentReport, PrintEnd, ReportedState
from .agent_status import BUSY, IDLE, status_of
from .record import Record

# Nobody has to call a print anything.
UNNAMED = "Print"
# States in which a print may be met that nobody has told of yet; the other two of a print
# are the rest of one that was over before we came.
BEGINNING = BUSY - {ReportedState.CANCELLING, ReportedState.FINISHING}
# Once it was paused, a print that does one of these goes on again.
GOING_ON = frozenset(
    {ReportedState.STARTING, ReportedState.PRINTING, ReportedState.FINISHING}
)
# The server takes two prints of one file for the same one when their numbers are nearer.
APART = 21
# A print whose progress falls so far (percent) is another one; less is a new estimate.
FALL = 20.0
# So is one whose time falls so far (seconds).
SET_BACK = 300.0


class PrintTiming(Record):
    """How long is waited before something is believed (seconds).

    `settle`: the state of a printer and its file do not arrive together. `name`: a start
    waits that long for the name of a file. `young`: for so long, progress and file may be
    those of the print before. `cancel`: an end that comes so soon after a cancel is due
    to it.
    """

    settle: float = 2.0
    name: float = 30.0
    young: float = 120.0
    cancel: float = 300.0


class _Start(Record):
    """A print that has been seen since a moment, and is not begun yet."""

    since: float
    report: AgentReport


class PrintTracker:
    """Turns reports into prints and their events, each told once.

    A print is held through states that say nothing of it (UNKNOWN, OFFLINE), however long
    they last, and through restarts by way of `running`. It is another one when its
    progress, or its time, has fallen far, or when its file is another one and neither is
    known.
    """

    def __init__(
        self,
        running: RunningPrint | None = None,
        last_timestamp: int = 0,
        timing: PrintTiming | None = None,
    ) -> None:
        """Go on with what was running."""
        self.running = running
        self.last_timestamp = last_timestamp
        self._timing = timing or PrintTiming()
        self._start: _Start | None = None
        self._cancelled_at: float | None = None

    def hear(self, report: AgentReport, now: float) -> list[PrintEvent]:
        """Take a report; return what has happened. `now` is in epoch seconds."""
        events: list[PrintEvent] = []
        running = self.running
        if report.state in IDLE:
            self._start = None
            events = self._end(running, report, now) if running else []
            self._cancelled_at = None
            return events
        if report.state not in BUSY:
            return []
        begins = report.state in BEGINNING
        if running and begins and self._is_another(running, report, now):
            over = replace(report, state=ReportedState.OPERATIONAL)
            events = self._end(running, over, now)
            running = None
        if running:
            return self._go_on(running, report, now)
        self._expect(report, now)
        return events

    # The beginning

    def _expect(self, report: AgentReport, now: float) -> None:
        """Expect a print to begin."""
        if self._start is not None:
            self._start = _Start(since=self._start.since, report=report)
        elif report.state in BEGINNING:
            self._start = _Start(since=now, report=report)

    def start_due(self, now: float) -> float | None:
        """Return in how many seconds a print is to begin; None when none is expected."""
        if (start := self._start) is None:
            return None
        timing = self._timing
        wait = timing.settle if start.report.file_name else timing.name
        if now < start.since:
            # A clock that was set back must not put it off.
            self._start = start = replace(start, since=now)
        return max(0.0, start.since + wait - now)

    @property
    def starting_file(self) -> str:
        """The name of the file of the expected print."""
        report = self._start.report if self._start else None
        return (report.file_name if report else None) or UNNAMED

    def begin(self, file_id: int | None, now: float) -> list[PrintEvent]:
        """Begin the expected print, if it is still expected."""
        if (start := self._start) is None:
            return []
        name = self.starting_file
        self._start = None
        timestamp = max(int(start.since), self.last_timestamp + APART)
        self.last_timestamp = timestamp
        running = RunningPrint(timestamp=timestamp, file_name=name, file_id=file_id)
        report = start.report
        first = report
        if report.state is ReportedState.PAUSED:
            first = replace(report, state=ReportedState.PRINTING)
        started = _event(PrintEventKind.STARTED, running, first, now)
        return [started, *self._go_on(running, report, now)]

    # What goes on

    def _go_on(
        self, running: RunningPrint, report: AgentReport, now: float
    ) -> list[PrintEvent]:
        """Note what the running print does."""
        if report.state is ReportedState.CANCELLING:
            self._cancelled_at = now
        if report.progress is not None:
            running = replace(running, progress=report.progress)
        if (elapsed := _elapsed(report)) is not None:
            running = replace(running, print_time=elapsed)
        kind = None
        if report.state is ReportedState.PAUSED and not running.paused:
            kind = PrintEventKind.PAUSED
        elif report.state in GOING_ON and running.paused:
            kind = PrintEventKind.RESUMED
        if kind is None:
            self.running = running
            return []
        self.running = replace(running, paused=kind is PrintEventKind.PAUSED)
        return [_event(kind, running, report, now)]

    def _is_another(
        self, running: RunningPrint, report: AgentReport, now: float
    ) -> bool:
        """Tell whether what is printed is no longer the running print."""
        if abs(now - running.timestamp) < self._timing.young:
            return False
        falls = [
            before - after > limit
            for before, after, limit in (
                (running.progress, report.progress, FALL),
                (running.print_time, _elapsed(report), SET_BACK),
            )
            if before is not None and after is not None
        ]
        if falls:
            return any(falls)
        return report.file_name not in (None, running.file_name)

    def expect_cancel(self, now: float) -> None:
        """Take an end that comes soon for a cancelled print."""
        self._cancelled_at = now

    def forget_cancel(self) -> None:
        """Take it no longer for that."""
        self._cancelled_at = None

    # The end

    def _end(
        self, running: RunningPrint, report: AgentReport, now: float
    ) -> list[PrintEvent]:
        """End the running print."""
        how = self._how(report, now)
        self.running = None
        self._cancelled_at = None
        # A printer that is idle has often forgotten how far it came.
        last = replace(
            report,
            progress=100.0 if how is PrintEnd.FINISHED else running.progress,
            print_time=None
            if running.print_time is None
            else timedelta(seconds=running.print_time),
        )
        if how is PrintEnd.FINISHED:
            return [_event(PrintEventKind.DONE, running, last, now)]
        failed = _event(PrintEventKind.FAILED, running, last, now)
        if how is PrintEnd.FAILED:
            return [failed]
        cancelling = replace(last, state=ReportedState.CANCELLING)
        return [_event(PrintEventKind.CANCELLED, running, cancelling, now), failed]

    def _how(self, report: AgentReport, now: float) -> PrintEnd:
        """Return how the print ended."""
        if report.ended is not None:
            return report.ended
        if report.state is ReportedState.ERROR:
            return PrintEnd.FAILED
        since = self._cancelled_at
        if since is not None and now - since < self._timing.cancel:
            return PrintEnd.CANCELLED
        return PrintEnd.FINISHED


def _event(
    kind: PrintEventKind, running: RunningPrint, report: AgentReport, now: float
) -> PrintEvent:
    """Make an event of a print."""
    status = status_of(report, running, now)
    return PrintEvent(kind=kind, timestamp=running.timestamp, status=status)


def _elapsed(report: AgentReport) -> float | None:
    """Return for how many seconds the printer says that it has been printing."""
    return None if report.print_time is None else report.print_time.total_seconds()
