"""What a printer can be told through its live stream alone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from .client import GCodeFile, Printer, PrinterState, PrinterStream, controls
from .commands import Command
from .wishes import Wish

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


CONNECT = connect()


def home(axes: Sequence[str]) -> Command:
    """Return the command that homes axes."""
    return Command(stream_fn=lambda stream: controls.home(stream, axes), dangerous=True)


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


def told_target(printer: Printer, heater: str) -> float | None:
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
                value=celsius, told_fn=partial(told_target, heater=heater)
            )
            for heater, celsius in targets.items()
        },
        dangerous=True,
    )


def set_number(
    key: str,
    printer: Printer,
    value: float,
    told_fn: Callable[[Printer], float | None],
    stream_fn: Callable[[PrinterStream, float], Awaitable[None]],
) -> Command:
    """Return the command that sets a number, which is harmless while printing."""
    current = printer.current_print
    wish = Wish(value=value, told_fn=told_fn, print_id=current.id if current else None)
    return Command(
        stream_fn=lambda stream: stream_fn(stream, value), wishes={key: wish}
    )


def print_server_file(file: GCodeFile, address_fn: Callable[[str], str]) -> Command:
    """Return the command that prints a file of the server, or one it knows on the printer.

    `address_fn` returns the address by which the agent reaches a file of the server.
    """

    async def act(stream: PrinterStream) -> None:
        if file.printer_id is not None:
            await controls.start_known_file(stream, file)
        else:
            await controls.download_file(stream, file, address_fn(file.url or ""))

    return Command(
        stream_fn=act,
        pending=PrinterState.STARTING,
        done_fn=lambda _, after: after.busy,
        dangerous=True,
    )
