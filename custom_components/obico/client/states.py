"""What a printer does, from the text and the flags of its status together."""

from enum import StrEnum

from .reading import Json


class PrinterState(StrEnum):
    """What a printer does."""

    OFFLINE = "offline"
    OPERATIONAL = "operational"
    DOWNLOADING = "downloading"
    STARTING = "starting"
    PRINTING = "printing"
    PAUSING = "pausing"
    PAUSED = "paused"
    RESUMING = "resuming"
    CANCELLING = "cancelling"
    ERROR = "error"
    UNKNOWN = "unknown"


# While a print is under way.
BUSY = frozenset(
    {
        PrinterState.DOWNLOADING,
        PrinterState.STARTING,
        PrinterState.PRINTING,
        PrinterState.PAUSING,
        PrinterState.PAUSED,
        PrinterState.RESUMING,
        PrinterState.CANCELLING,
    }
)

# The texts come first: while pausing, resuming and cancelling, OctoPrint still sets the
# flag `printing`, and Klipper sets none.
TEXTS = {
    "offline": PrinterState.OFFLINE,
    "opening serial connection": PrinterState.OFFLINE,
    "detecting serial connection": PrinterState.OFFLINE,
    "connecting": PrinterState.OFFLINE,
    "operational": PrinterState.OPERATIONAL,
    "g-code downloading": PrinterState.DOWNLOADING,
    "downloading g-code": PrinterState.DOWNLOADING,
    "transferring file to sd": PrinterState.DOWNLOADING,
    "sending file to sd": PrinterState.DOWNLOADING,
    "starting": PrinterState.STARTING,
    "starting print from sd": PrinterState.STARTING,
    "starting to send file to sd": PrinterState.DOWNLOADING,
    "printing": PrinterState.PRINTING,
    "printing from sd": PrinterState.PRINTING,
    "finishing": PrinterState.PRINTING,
    "pausing": PrinterState.PAUSING,
    "paused": PrinterState.PAUSED,
    "resuming": PrinterState.RESUMING,
    "cancelling": PrinterState.CANCELLING,
}

# Where the text says nothing.
FLAGS = (
    ("cancelling", PrinterState.CANCELLING),
    ("pausing", PrinterState.PAUSING),
    ("resuming", PrinterState.RESUMING),
    ("paused", PrinterState.PAUSED),
    ("printing", PrinterState.PRINTING),
    ("closedOrError", PrinterState.OFFLINE),
    ("ready", PrinterState.OPERATIONAL),
)


def read_state(text: str | None, flags: Json) -> PrinterState:
    """Return what a printer does.

    Klipper's error is operational and ready with an error flag; OctoPrint's is the text
    "Offline after error" without one.
    """
    words = (text or "").lower().strip()
    if flags.get("error") is True or "error" in words:
        return PrinterState.ERROR
    if (state := TEXTS.get(words)) is not None:
        return state
    for flag, state in FLAGS:
        if flags.get(flag) is True:
            return state
    return PrinterState.UNKNOWN
