"""A reported printer in the words that an Obico server understands.

Texts and flags are OctoPrint's, but for an error: that is Klipper's, "operational" with
an error flag, because the printer can still be spoken to.
"""

from collections.abc import Mapping
from datetime import timedelta
import math

from .agent_memory import RunningPrint
from .agent_reports import AgentReport, ReportedHeater, ReportedState
from .reading import read_object

type Message = dict[str, object]

TEXTS = {
    ReportedState.UNKNOWN: "Offline",
    ReportedState.OFFLINE: "Offline",
    ReportedState.OPERATIONAL: "Operational",
    ReportedState.STARTING: "Starting",
    ReportedState.PRINTING: "Printing",
    ReportedState.PAUSING: "Pausing",
    ReportedState.PAUSED: "Paused",
    ReportedState.RESUMING: "Resuming",
    ReportedState.CANCELLING: "Cancelling",
    ReportedState.FINISHING: "Finishing",
    ReportedState.ERROR: "Operational",
}
UNREACHABLE = frozenset({ReportedState.UNKNOWN, ReportedState.OFFLINE})
IDLE = frozenset({ReportedState.OPERATIONAL, ReportedState.ERROR})
# While these last, Obico looks at pictures; transitions count, as OctoPrint has it.
LAYING_PLASTIC = frozenset(ReportedState) - UNREACHABLE - IDLE - {ReportedState.PAUSED}
# While these last, a print is under way.
BUSY = LAYING_PLASTIC | {ReportedState.PAUSED}

NO_PRINT = -1


def status_message(
    report: AgentReport, running: RunningPrint | None, now: float
) -> Message:
    """Return the message with a status; `now` in epoch seconds."""
    return {
        "current_print_ts": NO_PRINT if running is None else running.timestamp,
        "status": status_of(report, running, now),
    }


def status_of(
    report: AgentReport, running: RunningPrint | None, now: float
) -> dict[str, object]:
    """Return the status; of a print, the file keeps the name that its record has."""
    name = report.file_name if running is None else running.file_name
    file: dict[str, object] = {"name": name, "path": name, "display": name}
    if running is not None and running.file_id is not None:
        file["obico_g_code_file_id"] = running.file_id
    elapsed = _seconds(report.print_time)
    if elapsed is None and running is not None:
        elapsed = round(max(0.0, now - running.timestamp))
    return {
        "_ts": round(now, 3),
        "state": _state(report),
        "job": {"file": file, "estimatedPrintTime": None, "user": None},
        "progress": {
            "completion": _percent(report.progress),
            "filepos": None,
            "printTime": elapsed,
            "printTimeLeft": _seconds(report.time_left),
            "filamentUsed": None,
        },
        "currentZ": _number(report.z),
        "currentLayerHeight": report.layer,
        "file_metadata": {
            "analysis": {"printingArea": {"maxZ": None}},
            "obico": {"totalLayerCount": report.total_layers},
        },
        "temperatures": {}
        if report.state in UNREACHABLE
        else _temperatures(report.heaters),
    }


def _state(report: AgentReport) -> dict[str, object]:
    """Return the state: a text, flags, and an error that is "" when all is well."""
    state = report.state
    failed = state is ReportedState.ERROR
    return {
        "text": TEXTS[state],
        "flags": {
            "operational": state not in UNREACHABLE,
            "printing": state in LAYING_PLASTIC,
            "cancelling": state is ReportedState.CANCELLING,
            "pausing": state is ReportedState.PAUSING,
            "resuming": state is ReportedState.RESUMING,
            "finishing": state is ReportedState.FINISHING,
            "closedOrError": state in UNREACHABLE,
            "error": failed,
            "paused": state is ReportedState.PAUSED,
            "ready": state in IDLE,
        },
        "error": (report.error or "Error") if failed else "",
    }


def _temperatures(heaters: Mapping[str, ReportedHeater]) -> dict[str, object]:
    """Return the heaters of which anything is known; the server wants all three keys."""
    found: dict[str, object] = {}
    for name, heater in heaters.items():
        actual, target = _number(heater.actual), _number(heater.target)
        if actual is not None or target is not None:
            found[name] = {"actual": actual, "target": target, "offset": 0}
    return found


def _number(value: float | None) -> float | None:
    """Return a number that JSON knows, rounded to hundredths."""
    return round(value, 2) if value is not None and math.isfinite(value) else None


def _percent(value: float | None) -> float | None:
    """Return a percentage that is one."""
    number = _number(value)
    return None if number is None else min(max(number, 0.0), 100.0)


def _seconds(value: timedelta | None) -> int | None:
    """Return whole seconds, none below zero."""
    return None if value is None else max(0, round(value.total_seconds()))


def signature(message: Message) -> object:
    """Return what of a status message is told at once when it changes."""
    status = read_object(message, "status")
    state = read_object(status, "state")
    file = read_object(read_object(status, "job"), "file")
    return (
        message.get("current_print_ts"),
        state.get("text"),
        state.get("error"),
        file.get("name"),
        file.get("obico_g_code_file_id"),
    )
