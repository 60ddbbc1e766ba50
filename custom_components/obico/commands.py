"""What a printer can be told to do, and how its status shows that it did."""

from collections.abc import Awaitable, Callable, Mapping

from .client import AlertVerdict, ObicoClient, Printer, PrinterState, PrinterStream
from .client.record import Record
from .wishes import NO_WISHES, Wish


class Command(Record):
    """One command: the road through the API, the one through the live stream, its effect.

    An account takes the first, where there is one. `done_fn` compares the printer before
    the command with a later one: the answer of the server proves nothing (it only means
    that there is a print), the status does. What no status shows soon is done when the
    printer's agent says so.
    """

    client_fn: Callable[[ObicoClient, int], Awaitable[None]] | None = None
    stream_fn: Callable[[PrinterStream], Awaitable[None]] | None = None
    done_fn: Callable[[Printer, Printer], bool] | None = None
    # What the printer is shown to do from the press until its status tells.
    pending: PrinterState | None = None
    # What was set, by the key of what shows it, for as long as no status tells.
    wishes: Mapping[str, Wish] = NO_WISHES
    # Whether it can spoil a print.
    dangerous: bool = False


def _print_over(before: Printer, after: Printer) -> bool:
    """Tell whether the print that ran is over or being cancelled."""
    if after.state is PrinterState.CANCELLING or after.current_print is None:
        return True
    if after.current_print.cancelled_at is not None:
        return True
    return (
        before.current_print is not None
        and after.current_print.id != before.current_print.id
    )


def _acknowledge(verdict: AlertVerdict | None) -> Command:
    """Return the command that acknowledges an alert with a person's verdict."""
    return Command(
        client_fn=lambda client, printer_id: client.acknowledge_alert(
            printer_id, verdict
        ),
        done_fn=lambda _, after: not after.alert_waits,
    )


def _mute(*, muted: bool) -> Command:
    """Return the command that mutes the running print, or that unmutes it."""
    return Command(
        client_fn=lambda client, printer_id: client.mute_print(printer_id, muted=muted),
        done_fn=lambda _, after: after.current_print is None or after.muted is muted,
    )


PAUSE = Command(
    client_fn=ObicoClient.pause_print,
    stream_fn=PrinterStream.pause_print,
    pending=PrinterState.PAUSING,
    done_fn=lambda _, after: after.state in (PrinterState.PAUSING, PrinterState.PAUSED),
)
RESUME = Command(
    client_fn=ObicoClient.resume_print,
    stream_fn=PrinterStream.resume_print,
    pending=PrinterState.RESUMING,
    done_fn=lambda _, after: (
        after.state in (PrinterState.RESUMING, PrinterState.PRINTING)
    ),
)
CANCEL = Command(
    client_fn=ObicoClient.cancel_print,
    stream_fn=PrinterStream.cancel_print,
    pending=PrinterState.CANCELLING,
    done_fn=_print_over,
)
ACKNOWLEDGE_ALERT = _acknowledge(None)
ACKNOWLEDGE_FAILURE = _acknowledge(AlertVerdict.FAILED)
ACKNOWLEDGE_NO_FAILURE = _acknowledge(AlertVerdict.NOT_FAILED)
MUTE = _mute(muted=True)
UNMUTE = _mute(muted=False)
