"""The live WebSocket of a printer: pushes, keep-alive, reconnect, pass-through commands.

Whoever is connected counts as a viewer, which makes the printer's camera upload three
pictures: so there is one lasting socket, never short ones in a loop.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import replace
import json
import secrets
from time import monotonic

import aiohttp

from .agent_settings import AGENT_NAME
from .auth import PrinterKey
from .errors import ObicoCommandError, ObicoCommandTimeoutError, ObicoConnectionError
from .events import EventNotice
from .freshness import FreshStatus
from .models import Printer
from .reconnecting import Pauses, open_socket, socket_url
from .record import Record


class StreamTiming(Record):
    """Times in seconds.

    The server pings after 20 to 30 seconds of silence; a status lives for 120 seconds,
    and nothing is pushed when that time is over; a viewer is somebody who was heard of
    within 120 seconds.
    """

    connect: float = 15.0
    keep_alive: float = 30.0
    silence: float = 90.0
    status_life: float = 150.0
    first_pause: float = 1.0
    growth: float = 1.5
    longest_pause: float = 300.0
    steady: float = 60.0
    reply: float = 30.0
    farewell: float = 2.0


# How each agent is told to do something: target, function, keyword arguments.
type PassThrough = tuple[str, str, Mapping[str, object]]

OCTOPRINT_COMMANDS: Mapping[str, PassThrough] = {
    command: ("_printer", f"{command}_print", {})
    for command in ("pause", "resume", "cancel")
}
# Klipper's agent obeys `_printer.pause` but answers that it is not supported.
KLIPPER_COMMANDS: Mapping[str, PassThrough] = {
    command: ("moonraker_api", f"printer/print/{command}", {"verb": "post"})
    for command in ("pause", "resume", "cancel")
}
COMMANDS = {
    "octoprint_obico": OCTOPRINT_COMMANDS,
    "moonraker_obico": KLIPPER_COMMANDS,
    AGENT_NAME: OCTOPRINT_COMMANDS,
}


class PrinterStream:
    """Follows one printer by its key."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        key: str,
        *,
        on_printer: Callable[[Printer], object],
        on_connection: Callable[[bool], object] | None = None,
        on_notice: Callable[[Printer, EventNotice], object] | None = None,
        timing: StreamTiming | None = None,
    ) -> None:
        """Prepare to follow a printer.

        `on_printer` gets the first snapshot of every connection, then those that differ.
        Raises ValueError when `key` is no key.
        """
        self._url = socket_url(server, "token", "web", PrinterKey(key).key)
        self._session = session
        self._on_printer = on_printer
        self._on_connection = on_connection
        self._on_notice = on_notice
        self._timing = timing or StreamTiming()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._replies: dict[str, asyncio.Future[object]] = {}
        self._fresh = FreshStatus(self._timing.status_life, monotonic)
        self._expiry: asyncio.TimerHandle | None = None
        self._greeted = False
        self._pauses = Pauses(
            first=self._timing.first_pause,
            growth=self._timing.growth,
            longest=self._timing.longest_pause,
            steady=self._timing.steady,
        )
        self._repeated = asyncio.Event()
        self.printer: Printer | None = None

    @property
    def connected(self) -> bool:
        """Whether the socket is open."""
        return self._socket is not None

    async def run(self) -> None:
        """Follow the printer until cancelled, connecting again after growing pauses.

        Raises ObicoAuthenticationError when the key is dead: the server refuses it before
        it accepts the socket.
        """
        await self._pauses.repeat(self._follow)

    async def wait_picture(self) -> None:
        """Wait for the first picture that the agent uploads for this viewer.

        The server repeats the printer at each upload, even where nothing in it differs.
        """
        await self._repeated.wait()

    def wake(self, delay: float = 0.0) -> None:
        """Try to connect after that many seconds: the server was seen to answer."""
        self._pauses.wake(delay)

    async def _follow(self) -> None:
        """Connect, and read until the connection ends."""
        socket = await open_socket(
            self._session,
            self._url,
            time_limit=self._timing.connect,
            farewell=self._timing.farewell,
        )
        self._socket, self._greeted = socket, False
        keep_alive = asyncio.create_task(self._keep_alive(socket))
        try:
            self._tell_connection(True)
            await self._read(socket)
        except (ConnectionError, aiohttp.ClientError) as error:
            # A ping was to be answered over a connection that had just broken.
            raise ObicoConnectionError(type(error).__name__) from None
        finally:
            self._socket = None
            # What was told last is no news when nobody knows what came after it.
            self._cancel_expiry()
            keep_alive.cancel()
            for reply in self._replies.values():
                with suppress(asyncio.InvalidStateError):
                    reply.set_exception(ObicoConnectionError("the live stream ended"))
            await socket.close()
            self._tell_connection(False)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Take messages until the socket ends or is silent for too long."""
        while True:
            try:
                message = await socket.receive(timeout=self._timing.silence)
            except TimeoutError:
                return
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            self._take(message.data)

    async def _keep_alive(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Go on counting as a viewer; it also has an expired status answered."""
        with suppress(ConnectionError, aiohttp.ClientError):
            while True:
                await asyncio.sleep(self._timing.keep_alive)
                await socket.send_str("{}")

    def _tell_connection(self, connected: bool) -> None:
        """Say that the connection begins or ends."""
        if self._on_connection:
            self._on_connection(connected)

    def _take(self, text: str) -> None:
        """Take a message: a reply, or a printer."""
        try:
            data = json.loads(text)
        except ValueError, RecursionError:
            return
        if not isinstance(data, dict):
            return
        if "passthru" in data:
            self._take_reply(data["passthru"])
        elif (printer := Printer.from_json(data)) is not None:
            self._take_printer(printer)

    def _take_printer(self, printer: Printer) -> None:
        """Take a snapshot. Whatever its status is worth, the rest of it is news."""
        self._fresh.hear(printer.status)
        first, self._greeted = not self._greeted, True
        if not first:
            self._repeated.set()
        self._show(printer, first=first)

    def _show(self, printer: Printer, *, first: bool = False) -> None:
        """Tell of a printer, with the status that counts, unless it says nothing new."""
        printer = replace(printer, status=self._fresh.current)
        self._cancel_expiry()
        if (end := self._fresh.ends_at) is not None:
            # Nobody tells when a status is over.
            self._expiry = asyncio.get_running_loop().call_later(
                end - monotonic(), self._show, printer
            )
        if first or printer != self.printer:
            self.printer = printer
            self._on_printer(printer)

    def _cancel_expiry(self) -> None:
        """Stop waiting for a status to expire."""
        if self._expiry:
            self._expiry.cancel()
            self._expiry = None

    # Commands

    async def pause_print(self) -> None:
        """Pause. Raises ObicoCommandError, ObicoConnectionError."""
        await self._command("pause")

    async def resume_print(self) -> None:
        """Resume. Raises ObicoCommandError, ObicoConnectionError."""
        await self._command("resume")

    async def cancel_print(self) -> None:
        """Cancel. Raises ObicoCommandError, ObicoConnectionError."""
        await self._command("cancel")

    async def _command(self, command: str) -> None:
        """Send a command in the dialect of the printer's agent."""
        agent = self.printer.agent_name if self.printer else None
        if agent not in COMMANDS:
            raise ObicoCommandError("the printer's agent is not known")
        target, function, kwargs = COMMANDS[agent][command]
        await self.request(target, function, kwargs=kwargs)

    async def request(
        self,
        target: str,
        function: str,
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        """Have the printer's agent call a function, and return what it answers.

        Raises ObicoCommandError with the agent's reason, ObicoCommandTimeoutError when it
        stays silent (OctoPrint's does on what it does not know), ObicoConnectionError.
        """
        if (socket := self._socket) is None:
            raise ObicoConnectionError("the live stream is broken")
        # Agents ignore a reference that they have seen before.
        reference = secrets.token_hex(8)
        reply = self._replies[reference] = asyncio.get_running_loop().create_future()
        call: dict[str, object] = {
            "target": target,
            "func": function,
            "args": list(args),
            "kwargs": dict(kwargs or {}),
            "ref": reference,
        }
        try:
            async with asyncio.timeout(self._timing.reply):
                await socket.send_str(json.dumps({"passthru": call}))
                return await reply
        except TimeoutError as error:
            raise ObicoCommandTimeoutError("the printer's agent is silent") from error
        except (ConnectionError, aiohttp.ClientError) as error:
            raise ObicoConnectionError("the live stream is broken") from error
        finally:
            del self._replies[reference]

    def _take_reply(self, data: object) -> None:
        """Hand on a notice, or a reply; replies to others come along, too."""
        if not isinstance(data, dict):
            return
        if (notice := EventNotice.from_json(data.get("printer_event"))) is not None:
            if self._on_notice and self.printer:
                self._on_notice(self.printer, notice)
            return
        reply = self._replies.get(str(data.get("ref")))
        if reply is None or reply.done():
            return
        value = data.get("ret")
        hidden = value.get("error") if isinstance(value, dict) else None
        if (error := data.get("error") or hidden) is not None:
            reply.set_exception(ObicoCommandError("the agent refused", str(error)))
        else:
            reply.set_result(value)
