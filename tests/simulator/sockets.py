"""Live sockets: the full printer on connect and at every change, and pass-through."""

import asyncio
from contextlib import suppress
import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from .kinds import Json
from .pages import dumps, server_error

if TYPE_CHECKING:
    from .known import KnownPrinter
    from .server import ObicoSimulator

# The status is sent again for a keep-alive if the last one is older than this (seconds).
KEEP_ALIVE_AGE = 45.0
PING_INTERVAL = 20.0


class Viewer:
    """One open socket, with what still has to be sent over it."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        """Note a socket; it is not connected to a printer yet."""
        self.path = request.path
        self.socket = socket
        self.waiting: asyncio.Queue[str] = asyncio.Queue()
        # Pings that the viewer has not answered.
        self.unanswered = 0
        self._transport = request.transport

    async def write(self, ping_interval: float) -> None:
        """Send whatever waits, in its order, and a ping after each silence (seconds).

        A viewer that has left two pings unanswered is dropped. The pings are made here
        because aiohttp's own leave a timer behind when a connection is cut.
        """
        with suppress(ConnectionError, RuntimeError):
            while True:
                try:
                    async with asyncio.timeout(ping_interval):
                        text = await self.waiting.get()
                except TimeoutError:
                    if self.unanswered > 1:
                        self.drop()
                        return
                    self.unanswered += 1
                    await self.socket.ping()
                else:
                    await self.socket.send_str(text)

    def drop(self) -> None:
        """Cut the connection without a farewell, as a server that stops does."""
        if self._transport is not None:
            self._transport.abort()


class Hub:
    """All live sockets of a server."""

    def __init__(self, simulator: ObicoSimulator) -> None:
        """Begin without any viewer."""
        self._simulator = simulator
        self._viewers: dict[int, set[Viewer]] = {}
        self._sent_at: dict[int, float] = {}

    def count(self, printer: KnownPrinter) -> int:
        """Return how many sockets of a printer are open."""
        return len(self._viewers.get(printer.id, ()))

    def push(self, printer: KnownPrinter) -> None:
        """Send the printer to everybody who looks at it."""
        if viewers := self._viewers.get(printer.id):
            self._sent_at[printer.id] = self._simulator.clock()
            text = printer.text()
            for viewer in viewers:
                self._put(viewer, text)

    def broadcast(self, printer: KnownPrinter, message: Json) -> None:
        """Send a message to everybody who looks at a printer."""
        if viewers := self._viewers.get(printer.id):
            text = dumps(message)
            for viewer in viewers:
                self._put(viewer, text)

    def _put(self, viewer: Viewer, text: str) -> None:
        """Let a message wait to be sent."""
        viewer.waiting.put_nowait(self._simulator.faults.message(viewer.path, text))

    def drop(self, printer: KnownPrinter | None = None) -> int:
        """Cut the sockets of a printer, or all; return how many there were."""
        dropped = 0
        for printer_id, viewers in self._viewers.items():
            if printer is None or printer.id == printer_id:
                for viewer in list(viewers):
                    viewer.drop()
                    dropped += 1
        return dropped

    async def serve(
        self, request: web.Request, printer: KnownPrinter
    ) -> web.StreamResponse:
        """Serve one viewer until it goes."""
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        viewer = Viewer(request, socket)
        viewers = self._viewers.setdefault(printer.id, set())
        viewers.add(viewer)
        writer = asyncio.create_task(viewer.write(self._simulator.ping_interval))
        try:
            self._sent_at[printer.id] = self._simulator.clock()
            self._put(viewer, printer.text())
            self._presence_changed(printer)
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(printer, viewer, message.data)
                elif message.type is WSMsgType.PING:
                    await socket.pong(message.data)
                elif message.type is WSMsgType.PONG:
                    viewer.unanswered = 0
        finally:
            viewers.discard(viewer)
            self._presence_changed(printer)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    def _presence_changed(self, printer: KnownPrinter) -> None:
        """Let the agent know that a viewer came or went."""
        if printer.agent is not None:
            printer.agent.presence_changed(self.count(printer))

    def _receive(self, printer: KnownPrinter, viewer: Viewer, text: str) -> None:
        """Understand a viewer's message: a keep-alive, a pass-through request, or nothing."""
        try:
            message: Any = json.loads(text)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        if not message:
            age = self._simulator.clock() - self._sent_at.get(printer.id, 0.0)
            if age > KEEP_ALIVE_AGE:
                self._sent_at[printer.id] = self._simulator.clock()
                self._put(viewer, printer.text())
            return
        request = message.get("passthru")
        if isinstance(request, dict) and printer.agent is not None:
            printer.agent.passthru(
                request, lambda answer: self.broadcast(printer, answer)
            )


async def by_key(
    simulator: ObicoSimulator, request: web.Request, key: str
) -> web.StreamResponse:
    """Open the socket of the printer that a key belongs to."""
    printer = simulator.printer_of_key(key)
    return await _open(simulator, request, printer)


async def by_id(
    simulator: ObicoSimulator, request: web.Request, printer_id: int
) -> web.StreamResponse:
    """Open the socket of a printer for its owner, signed in by a session cookie."""
    account = simulator.sessions.get(request.cookies.get("tsd_sessionid", ""))
    printer = simulator.printers.get(printer_id)
    if account is None or printer is None or printer.account is not account:
        printer = None
    return await _open(simulator, request, printer)


async def _open(
    simulator: ObicoSimulator, request: web.Request, printer: KnownPrinter | None
) -> web.StreamResponse:
    """Accept a viewer, or refuse the handshake."""
    if printer is None or not printer.active:
        return web.Response(status=403)
    if request.headers.get("Upgrade", "").lower() != "websocket":
        return server_error()
    return await simulator.hub.serve(request, printer)
