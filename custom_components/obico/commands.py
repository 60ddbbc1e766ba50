"""What a printer can be told to do, and how its status shows that it did."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from .client import ObicoClient, Printer, PrinterState, PrinterStream, controls
from .wishes import Wish


@dataclass(frozen=True, kw_only=True)
class Command:
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
    wishes: Mapping[str, Wish] = field(default_factory=dict)
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


def _acknowledged(_before: Printer, after: Printer) -> bool:
    """Tell whether no alert is left to acknowledge."""
    return after.alert is None or not after.alert.unacknowledged


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
ACKNOWLEDGE_ALERT = Command(
    client_fn=lambda client, printer_id: client.acknowledge_alert(printer_id),
    done_fn=_acknowledged,
)


# Through the live stream alone

HOME = Command(stream_fn=controls.home, dangerous=True)
DISCONNECT = Command(
    stream_fn=controls.disconnect,
    done_fn=lambda _, after: after.state is PrinterState.OFFLINE,
    dangerous=True,
)


def connect(port: str | None = None, baud_rate: int | None = None) -> Command:
    """Return the command that has OctoPrint connect to its printer."""
    return Command(
        stream_fn=lambda stream: controls.connect(stream, port, baud_rate),
        done_fn=lambda _, after: (
            after.state not in (PrinterState.OFFLINE, PrinterState.ERROR)
        ),
        dangerous=True,
    )


def home(axes: Sequence[str]) -> Command:
    """Return the command that homes axes."""
    return Command(
        stream_fn=lambda stream: controls.home(stream, axes), dangerous=True
    )


def jog(distances: Mapping[str, float]) -> Command:
    """Return the command that moves axes by distances in mm."""
    return Command(
        stream_fn=lambda stream: controls.jog(stream, distances), dangerous=True
    )


def send_g_code(lines: Sequence[str]) -> Command:
    """Return the command that runs lines of G-code."""
    return Command(
        stream_fn=lambda stream: controls.send_g_code(stream, lines), dangerous=True
    )


def start_file(path: str) -> Command:
    """Return the command that prints a file that lies on the printer."""
    return Command(
        stream_fn=lambda stream: controls.start_file(stream, path),
        pending=PrinterState.STARTING,
        done_fn=lambda _, after: after.busy,
        dangerous=True,
    )


def _told_target(printer: Printer, heater: str) -> float | None:
    """Return the target of a heater as the status tells it."""
    found = printer.heater(heater)
    return found.target if found else None


def target_key(heater: str) -> str:
    """Return what the wish for a heater's target is known by."""
    return f"{heater}_target"


def set_temperatures(targets: Mapping[str, float]) -> Command:
    """Return the command that sets the targets of heaters, in °C."""

    async def act(stream: PrinterStream) -> None:
        for heater, celsius in targets.items():
            await controls.set_temperature(stream, heater, celsius)

    return Command(
        stream_fn=act,
        wishes={
            target_key(heater): Wish(
                value=celsius, told_fn=partial(_told_target, heater=heater)
            )
            for heater, celsius in targets.items()
        },
        dangerous=True,
    )
