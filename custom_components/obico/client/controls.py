"""What a printer's agent does when it is told to: heat, move, run G-code, print a file.

Everything goes through a printer's live stream. All functions raise ObicoCommandError
with the agent's reason, ObicoUnsupportedError when the agent cannot do it,
ObicoCommandTimeoutError when it stays silent, and ObicoConnectionError. That an agent
agrees means that it passed the request on: what came of it, the status shows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Self

from .errors import ObicoUnsupportedError
from .files import GCodeFile
from .reading import (
    NOTHING,
    Json,
    read_flag,
    read_integer,
    read_list,
    read_number,
    read_object,
    read_text,
)
from .record import Record
from .stream import PrinterStream

AXES = ("x", "y", "z")
FULL_FAN = 255


class PrinterFile(Record):
    """A file that lies on a printer and that it can print; `size` is in bytes."""

    path: str
    name: str
    size: int | None
    modified_at: datetime | None

    @classmethod
    def all_from_tree(cls, entries: Json) -> Iterable[Self]:
        """Read OctoPrint's tree of folders and files."""
        for entry in entries.values():
            if not isinstance(entry, dict):
                continue
            if entry.get("type") == "folder":
                yield from cls.all_from_tree(read_object(entry, "children"))
            elif entry.get("type") == "machinecode" and (
                path := read_text(entry, "path")
            ):
                yield cls(
                    path=path,
                    name=read_text(entry, "display") or path.rpartition("/")[2],
                    size=read_integer(entry, "size"),
                    modified_at=_read_seconds(entry, "date"),
                )

    @classmethod
    def all_from_list(cls, entries: object) -> Iterable[Self]:
        """Read Moonraker's list of paths."""
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and (path := read_text(entry, "path")):
                yield cls(
                    path=path,
                    name=path.rpartition("/")[2],
                    size=read_integer(entry, "size"),
                    modified_at=_read_seconds(entry, "modified"),
                )


def _read_seconds(source: Json, name: str) -> datetime | None:
    """Return a time that is given in seconds since 1970."""
    if (seconds := read_number(source, name)) is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except OSError, OverflowError, ValueError:
        return None


class ConnectionOptions(Record):
    """How OctoPrint can connect to its printer; None leaves a choice to OctoPrint."""

    ports: tuple[str, ...]
    baud_rates: tuple[int, ...]
    preferred_port: str | None
    preferred_baud_rate: int | None
    connects_itself: bool | None

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read them."""
        data = data if isinstance(data, dict) else NOTHING
        rates = [rate for rate in read_list(data, "baudrates") if type(rate) is int]
        ports = [port for port in read_list(data, "ports") if isinstance(port, str)]
        return cls(
            ports=tuple(ports),
            baud_rates=tuple(rates),
            preferred_port=read_text(data, "portPreference"),
            preferred_baud_rate=read_integer(data, "baudratePreference") or None,
            connects_itself=read_flag(data, "autoconnect"),
        )


class Call(Record):
    """A function of an agent with its arguments."""

    target: str
    function: str
    args: Sequence[object] = ()
    kwargs: Mapping[str, object] = NOTHING


def _printer(function: str, *args: object) -> Call:
    """Return a call of what both agents call their printer."""
    return Call(target="_printer", function=function, args=args)


def _moonraker(path: str, **parameters: object) -> Call:
    """Return a POST to a path of Moonraker's interface."""
    return Call(
        target="moonraker_api",
        function=path,
        kwargs={"verb": "post", **parameters},
    )


def _script(*lines: str) -> Call:
    """Return the call that runs lines of G-code with Klipper."""
    return _moonraker("printer/gcode/script", script="\n".join(lines))


class Dialect(Record):
    """How an agent is told what no two agents do alike."""

    g_code: Callable[[Sequence[str]], Call]
    feed_rate: Callable[[int], Call]
    flow_rate: Callable[[int], Call]
    files: Call
    read_files: Callable[[object], Iterable[PrinterFile]]
    start_file: Callable[[str], Call]
    # Whether the agent connects to the printer, and can be told to.
    connects: bool


DIALECTS: Mapping[str, Dialect] = {
    "octoprint_obico": Dialect(
        g_code=lambda lines: _printer("commands", list(lines)),
        feed_rate=lambda percent: _printer("feed_rate", percent),
        flow_rate=lambda percent: _printer("flow_rate", percent),
        files=Call(
            target="_file_manager", function="list_files", kwargs={"recursive": True}
        ),
        read_files=lambda answer: PrinterFile.all_from_tree(
            # What lies on the SD card of the printer itself has another way to start.
            read_object(answer if isinstance(answer, dict) else NOTHING, "local")
        ),
        # Path, whether it is on the SD card, whether to print it at once.
        start_file=lambda path: _printer("select_file", path, False, True),
        connects=True,
    ),
    "moonraker_obico": Dialect(
        g_code=lambda lines: _script(*lines),
        feed_rate=lambda percent: _script(f"M220 S{percent}"),
        flow_rate=lambda percent: _script(f"M221 S{percent}"),
        files=Call(target="moonraker_api", function="server/files/list"),
        read_files=PrinterFile.all_from_list,
        start_file=lambda path: _moonraker("printer/print/start", filename=path),
        connects=False,
    ),
}


def _dialect(stream: PrinterStream) -> Dialect:
    """Return how a printer's agent is told things."""
    agent = stream.printer.agent_name if stream.printer else None
    if (dialect := DIALECTS.get(agent or "")) is None:
        raise ObicoUnsupportedError("it is not known how to talk to it")
    return dialect


def can_connect(agent_name: str | None) -> bool:
    """Tell whether an agent can be told to connect to its printer."""
    dialect = DIALECTS.get(agent_name or "")
    return dialect is not None and dialect.connects


async def _call(stream: PrinterStream, call: Call) -> object:
    """Make a call, and return what the agent answers."""
    return await stream.request(call.target, call.function, call.args, call.kwargs)


async def set_temperature(stream: PrinterStream, heater: str, celsius: float) -> None:
    """Set the target of a heater, named as the status names it."""
    _dialect(stream)
    await _call(stream, _printer("set_temperature", heater, celsius))


async def jog(stream: PrinterStream, distances: Mapping[str, float]) -> None:
    """Move axes (x, y, z) by distances in mm, one after the other.

    OctoPrint's agent looks only at the first axis of a request when it decides which
    ones run the other way round.
    """
    _dialect(stream)
    for axis, distance in distances.items():
        await _call(stream, _printer("jog", {axis: distance}))


async def home(stream: PrinterStream, axes: Iterable[str] = AXES) -> None:
    """Home axes."""
    _dialect(stream)
    await _call(stream, _printer("home", list(axes)))


async def send_g_code(stream: PrinterStream, lines: Sequence[str]) -> None:
    """Run lines of G-code; Klipper answers when it has run them."""
    await _call(stream, _dialect(stream).g_code(lines))


async def set_fan_speed(stream: PrinterStream, percent: float) -> None:
    """Set the speed of the fan that cools the print."""
    speed = round(percent / 100 * FULL_FAN)
    await send_g_code(stream, [f"M106 S{speed}"])


async def set_feed_rate(stream: PrinterStream, percent: int) -> None:
    """Set how fast the printer moves, in percent of what the file says."""
    await _call(stream, _dialect(stream).feed_rate(percent))


async def set_flow_rate(stream: PrinterStream, percent: int) -> None:
    """Set how much filament the printer extrudes, in percent of what the file says."""
    await _call(stream, _dialect(stream).flow_rate(percent))


async def get_files(stream: PrinterStream) -> list[PrinterFile]:
    """Return the files that lie on the printer, by path."""
    dialect = _dialect(stream)
    answer = await _call(stream, dialect.files)
    return sorted(dialect.read_files(answer), key=lambda file: file.path)


async def start_file(stream: PrinterStream, path: str) -> None:
    """Print a file that lies on the printer."""
    await _call(stream, _dialect(stream).start_file(path))


async def download_file(stream: PrinterStream, file: GCodeFile, url: str) -> None:
    """Have the agent download a file of the server from an address, and print it."""
    _dialect(stream)
    content = {
        "id": file.id,
        "url": url,
        "filename": file.name,
        "safe_filename": file.safe_name or file.name,
    }
    await _call(
        stream, Call(target="file_downloader", function="download", args=[content])
    )


async def start_known_file(stream: PrinterStream, file: GCodeFile) -> None:
    """Print a file that the server knows on the printer, unless it was changed there."""
    _dialect(stream)
    content = {
        "id": file.id,
        "url": file.url,
        "agent_signature": file.agent_signature,
        "filename": file.name,
        "safe_filename": file.safe_name,
    }
    await _call(
        stream,
        Call(
            target="file_operations",
            function="start_printer_local_print",
            args=[content],
        ),
    )


async def get_connection_options(stream: PrinterStream) -> ConnectionOptions:
    """Return how the agent can connect to its printer."""
    _must_connect(stream)
    return ConnectionOptions.from_json(
        await _call(stream, _printer("get_connection_options"))
    )


async def connect(
    stream: PrinterStream, port: str | None = None, baud_rate: int | None = None
) -> None:
    """Have the agent connect to its printer, in its own way where nothing is said."""
    _must_connect(stream)
    await _call(stream, _printer("connect", port, baud_rate))


async def disconnect(stream: PrinterStream) -> None:
    """Have the agent let go of its printer."""
    _must_connect(stream)
    await _call(stream, _printer("disconnect"))


def _must_connect(stream: PrinterStream) -> None:
    """Refuse what agents that do not connect to their printer do not know."""
    if not _dialect(stream).connects:
        raise ObicoUnsupportedError("it does not connect to its printer itself")
