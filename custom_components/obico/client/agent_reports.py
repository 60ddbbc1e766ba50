"""What a reported printer does, as its reporter says it, and as Obico is told it."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from .record import Record


class ReportedState(StrEnum):
    """What the reported printer does.

    `UNKNOWN`: nobody can tell now (an entity is unavailable for a moment): what was said
    before goes on. `OFFLINE`: the printer itself is off or unreachable; neither of the two
    ends a print, for printers print on without a network. `ERROR` ends one as failed.
    """

    UNKNOWN = "unknown"
    OFFLINE = "offline"
    OPERATIONAL = "operational"
    STARTING = "starting"
    PRINTING = "printing"
    PAUSING = "pausing"
    PAUSED = "paused"
    RESUMING = "resuming"
    CANCELLING = "cancelling"
    FINISHING = "finishing"
    ERROR = "error"


class PrintEnd(StrEnum):
    """How a print ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ReportedHeater(Record):
    """A heater (or, without a target, a sensor); temperatures in °C, None when unknown.

    `target` 0 is a heater that is off.
    """

    actual: float | None
    target: float | None = None


NO_HEATERS: Mapping[str, ReportedHeater] = MappingProxyType({})


class AgentReport(Record):
    """Everything that is known of the reported printer at one moment.

    `file_name` None while printing: not known yet, so the start of the print waits for it
    for a while. `progress` is in percent (0 to 100), `z` in millimetres, `layer` counts
    from 1. `heaters` by Obico's names: `tool0`, `tool1` …, `bed`, `chamber`. `error` is
    the printer's own text, shown while the state is `ERROR`. `ended` says how the last
    print ended, where the printer tells it; it counts with the first state that is no
    longer a print, and may stay as it is after that. Without it an end is `CANCELLED`
    after `CANCELLING`, `FAILED` with `ERROR`, else `FINISHED`, as the server takes it.
    """

    state: ReportedState
    file_name: str | None = None
    progress: float | None = None
    print_time: timedelta | None = None
    time_left: timedelta | None = None
    layer: int | None = None
    total_layers: int | None = None
    z: float | None = None
    heaters: Mapping[str, ReportedHeater] = NO_HEATERS
    error: str | None = None
    ended: PrintEnd | None = None
