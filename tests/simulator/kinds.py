"""Words that all parts of the simulated server share."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

type Json = dict[str, Any]


class AgentKind(StrEnum):
    """Which program connects a printer to the server; the value is its `agent_name`."""

    OCTOPRINT = "octoprint_obico"
    KLIPPER = "moonraker_obico"


class Phase(StrEnum):
    """What a printer is doing, before an agent puts it into its own words."""

    DISCONNECTED = "disconnected"
    CONNECTING = "connecting"
    OPERATIONAL = "operational"
    DOWNLOADING = "downloading"
    STARTING = "starting"
    PRINTING = "printing"
    PAUSING = "pausing"
    PAUSED = "paused"
    RESUMING = "resuming"
    CANCELLING = "cancelling"
    FINISHING = "finishing"
    ERROR = "error"


class MachineEvent(StrEnum):
    """What an agent tells the server about a print."""

    STARTED = "PrintStarted"
    PAUSED = "PrintPaused"
    RESUMED = "PrintResumed"
    CANCELLING = "PrintCancelling"
    CANCELLED = "PrintCancelled"
    FAILED = "PrintFailed"
    DONE = "PrintDone"
    ERROR = "Error"


# Phases in which a job is under way.
ACTIVE_PHASES = frozenset(
    {
        Phase.STARTING,
        Phase.PRINTING,
        Phase.PAUSING,
        Phase.PAUSED,
        Phase.RESUMING,
        Phase.CANCELLING,
        Phase.FINISHING,
    }
)


def utc_now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime | None) -> str | None:
    """Write a time as the server does: UTC with a final Z, microseconds unless zero."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
