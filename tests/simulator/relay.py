"""The relay between viewers and the Janus beside a printer.

Whatever a viewer says goes to the printer's agent and from there to Janus; whatever Janus
says comes back to every viewer. Nobody hears that a viewer has gone.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from .janus import PROTOCOL, Tell

if TYPE_CHECKING:
    from .known import KnownPrinter
    from .server import ObicoSimulator


class Relay:
    """All viewers of live video of a server."""

    def __init__(self, simulator: ObicoSimulator) -> None:
        """Begin without any viewer."""
        self._simulator = simulator
        self._viewers: dict[int, dict[web.WebSocketResponse, web.Request]] = {}

    def count(self, printer: KnownPrinter) -> int:
        """Return how many sockets of a printer are open."""
        return len(self._viewers.get(printer.id, ()))

    async def drop(self) -> None:
        """Cut all sockets without a farewell, and let the agents leave Janus."""
        for viewers in self._viewers.values():
            for request in viewers.values():
                if request.transport is not None:
                    request.transport.abort()
        for printer in self._simulator.printers.values():
            if printer.agent is not None and printer.agent.janus is not None:
                await printer.agent.janus.close()

    async def by_key(self, request: web.Request, key: str) -> web.StreamResponse:
        """Serve one viewer of the printer that a key belongs to, until it goes."""
        printer = self._simulator.printer_of_key(key)
        if printer is None or not printer.active:
            return web.Response(status=403)
        socket = web.WebSocketResponse(protocols=(PROTOCOL,))
        await socket.prepare(request)
        viewers = self._viewers.setdefault(printer.id, {})
        viewers[socket] = request
        try:
            async for message in socket:
                agent = printer.agent
                if message.type is WSMsgType.TEXT and agent and agent.connected:
                    if agent.janus is not None:
                        await agent.janus.send(message.data, self._teller(printer))
        finally:
            del viewers[socket]
        return socket

    def _teller(self, printer: KnownPrinter) -> Tell:
        """Return what sends a text to every viewer of a printer."""

        async def tell(text: str) -> None:
            for socket in list(self._viewers.get(printer.id, ())):
                with suppress(ConnectionError):
                    await socket.send_str(text)

        return tell
