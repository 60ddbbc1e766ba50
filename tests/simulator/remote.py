"""An agent that is no part of the simulation: a real program, connected to `/ws/dev/`."""

import asyncio
from contextlib import suppress
import json
from typing import TYPE_CHECKING, Any, override

from aiohttp import WSMsgType, web

from .agents import Agent, Reply, Webcam
from .inspection import Inspector
from .job import Heater, Job
from .kinds import AgentKind, Json, MachineEvent, Phase
from .machine import Machine
from .octoprint import TEXTS
from .pages import dumps, server_error
from .records import Print

if TYPE_CHECKING:
    from .printer import SimulatedPrinter
    from .server import ObicoSimulator

REPLACED = 4321
PHASES = {text: phase for phase, text in TEXTS.items()}
# Two numbers of one file that are nearer than that (seconds) are one print.
SAME = 20
# What changes a print beside its number.
TOLD = frozenset(MachineEvent) - {MachineEvent.STARTED, MachineEvent.ERROR}


class RemoteMachine(Machine):
    """A printer of which only a status is known."""

    def __init__(self, agent: RemoteAgent) -> None:
        """Know nothing yet."""
        super().__init__(AgentKind.OCTOPRINT, [], agent)
        self.phase = Phase.DISCONNECTED

    @override
    def advance(self, seconds: float) -> bool:
        """Leave its time to whoever has it."""
        return False

    def show(self, status: Json) -> None:
        """Take a status."""
        state = status.get("state") or {}
        self.phase = PHASES.get(state.get("text") or "", Phase.OPERATIONAL)
        self.error = state.get("error") or None
        self.heaters = [
            Heater(name, heater.get("actual"), heater.get("target"))
            for name, heater in (status.get("temperatures") or {}).items()
            if isinstance(heater, dict)
        ]
        file = (status.get("job") or {}).get("file") or {}
        progress = status.get("progress") or {}
        name = file.get("name")
        self.job = None
        if isinstance(name, str):
            total = float(progress.get("printTime") or 0)
            done = float(progress.get("completion") or 0) / 100
            self.job = Job(
                name, total / done if done else 3600.0, None, name, 0, 0.0, heated=True
            )
            self.job.elapsed = self.job.duration * done
            self.job.total = total
            self.job.g_code_file_id = file.get("obico_g_code_file_id")


class RemoteAgent(Agent):
    """What the server knows of such an agent, and how it speaks to it."""

    remote = True

    def __init__(self, printer: SimulatedPrinter) -> None:
        """Know a printer's agent, which has not connected yet."""
        super().__init__(printer, AgentKind.OCTOPRINT)
        self.machine: RemoteMachine = RemoteMachine(self)
        self.connected = False
        self.inspector = Inspector(printer.simulator.clock, self._knows_file)
        self.webcam: Webcam | None = None
        self.name = self.version = None
        self._settings: Json = {}
        self._socket: web.WebSocketResponse | None = None
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        # The event with which the connection breaks next: before it is read, or after.
        self.loses: str | None = None
        self.breaks_after: str | None = None
        self._transport: asyncio.Transport | None = None
        # Nothing is read of a connection that was cut.
        self._broken = False
        self._watched = False

    # What is known

    @override
    def settings(self) -> Json:
        """Return what the agent told about itself."""
        return self._settings

    def _knows_file(self, number: object) -> bool:
        """Return whether a file's number is one of this printer."""
        files = self.printer.account.files
        return any(f.id == number and f.printer is self.printer for f in files)

    # What it is told

    def _put(self, message: Json) -> None:
        """Let a message wait to be sent."""
        if self.connected and not self.printer.deaf:
            self._waiting.put_nowait(dumps(message))

    def _put_remote_status(self, **status: bool) -> None:
        """Tell who looks at the printer."""
        self.inspector.looked_at()
        self._put({"remote_status": status, "type": "printer.message"})

    @override
    def command(self, command: str, initiator: str = "api") -> None:
        """Pass a command on."""
        printer = self.printer
        args: Json = {}
        if command == "pause":
            args = {
                "retract": printer.retract_on_pause,
                "lift_z": printer.lift_z_on_pause,
            }
            if printer.tools_off_on_pause:
                args["tools_off"] = True
            if printer.bed_off_on_pause:
                args["bed_off"] = True
        order = {"cmd": command, "args": args, "initiator": initiator}
        self._put({"commands": [order], "type": "printer.message"})

    @override
    def passthru(self, request: Json, broadcast: Reply) -> None:
        """Pass a viewer's request on as it is; the answer comes to everybody."""
        if self.connected:
            self.inspector.asked(request.get("ref"))
        self._put({"passthru": request, "type": "printer.message"})

    @override
    def presence_changed(self, viewers: int) -> None:
        """Tell whether anybody looks, whenever somebody comes or goes."""
        self._put_remote_status(viewing=viewers > 0)

    @override
    def printer_changed(self) -> None:
        """Tell whether the print is to be watched, if that is news."""
        if (watched := self.printer.watch.wanted) != self._watched:
            self._watched = watched
            self._put_remote_status(should_watch=watched)

    # What it says

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve the agent's socket until it ends, or until another one comes."""
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        printer = self.printer
        previous, self._socket = self._socket, socket
        self._transport = request.transport
        in_use = previous is not None and not (previous.closed or self._broken)
        self.inspector.connected(printer.agent_name, self.name, second=in_use)
        if previous is not None and in_use:
            await previous.close(code=REPLACED)
        printer.take_over(self)
        waiting: asyncio.Queue[str] = asyncio.Queue()
        self._waiting = waiting
        self.connected, self._broken = True, False
        self._watched = printer.watch.wanted
        viewing = printer.simulator.hub.count(printer) > 0
        # The first one has no type.
        self.inspector.looked_at()
        status = {"viewing": viewing, "should_watch": self._watched}
        self._put({"remote_status": status})
        writer = asyncio.create_task(self._write(socket, waiting))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self.take(message.data)
        finally:
            if self._socket is socket:
                self._socket = None
                printer.go_offline()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    @staticmethod
    async def _write(
        socket: web.WebSocketResponse, waiting: asyncio.Queue[str]
    ) -> None:
        """Send whatever waits, in its order."""
        with suppress(ConnectionError, RuntimeError):
            while True:
                await socket.send_str(await waiting.get())

    def drop(self) -> None:
        """Cut the connection without a farewell."""
        if self.connected and self._transport is not None:
            self._broken = True
            self._transport.abort()

    def take(self, text: str) -> None:
        """Take a message: inspect it, and understand it as the server does."""
        try:
            message: Any = json.loads(text)
        except ValueError:
            message = None
        event = (message.get("event") or {}) if isinstance(message, dict) else {}
        kind = event.get("event_type")
        if kind is not None and kind == self.loses:
            self.loses = None
            self.drop()
        if self._broken:
            return
        if kind is not None and kind == self.breaks_after:
            self.breaks_after = None
            self.drop()
        self.inspector.message(message)
        if not isinstance(message, dict):
            return
        if "passthru" in message:
            self.printer.notify(message["passthru"])
            return
        if isinstance(settings := message.get("settings"), dict):
            self._take_settings(settings)
        status = message.get("status")
        status = status if isinstance(status, dict) else {}
        if status.get("_ts") is not None or not status:
            self.machine.show(status)
            self.printer.take_status(status or None)
        timestamp = message.get("current_print_ts")
        if isinstance(timestamp, int):
            self._take_print(timestamp, status, event)
        self.printer.changed()

    def _take_settings(self, settings: Json) -> None:
        """Take what the agent tells about itself."""
        agent = settings.get("agent") or {}
        self.name, self.version = agent.get("name"), agent.get("version")
        webcams = settings.get("webcams") or []
        self.webcam = None
        if webcams:
            first = webcams[0]
            self.webcam = Webcam(
                name=first.get("name") or "",
                flip_horizontal=bool(first.get("flipH")),
                flip_vertical=bool(first.get("flipV")),
                rotation=first.get("rotation") or 0,
                ratio=first.get("streamRatio") or "4:3",
            )
        self._settings = {
            **({"webcams": webcams} if webcams else {}),
            "temp_profiles": (settings.get("temperature") or {}).get("profiles", []),
            "data_channel_id": str(settings.get("data_channel_id") or ""),
            "tsd_plugin_version": "",
            "octoprint_version": settings.get("octoprint_version") or "",
            **{
                name: json.dumps(settings.get(name) or default)
                for name, default in (
                    ("installed_plugins", []),
                    ("platform_uname", []),
                    ("printer_metadata", {}),
                )
            },
        }

    def _take_print(self, timestamp: int, status: Json, event: Json) -> None:
        """Take the number of a print, then what happened to it."""
        printer, kind = self.printer, event.get("event_type")
        historian = printer.historian
        current = printer.current_print
        if timestamp == -1:
            if current is not None:
                historian.close(finished=True)
            return
        name = ((status.get("job") or {}).get("file") or {}).get("name")
        if current is not None and not self._is_same(current, timestamp, name):
            historian.close(finished=True)
            current = None
        if current is None:
            ended = any(
                p.timestamp == timestamp
                for p in printer.simulator.prints
                if p.printer is printer
            )
            if not name or ended:
                return
            historian.begin_reported(name, timestamp)
        if isinstance(kind, str) and kind in TOLD:
            historian.agent_event(MachineEvent(kind))

    @staticmethod
    def _is_same(current: Print, timestamp: int, name: object) -> bool:
        """Return whether a number means the running print."""
        known = current.timestamp
        if known is None:
            return False
        near = abs(known - timestamp) < SAME and current.file_name == name
        return known == timestamp or near


async def serve(simulator: ObicoSimulator, request: web.Request) -> web.StreamResponse:
    """Open an agent's socket, or refuse its handshake."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme != "bearer":
        simulator.complaints.append("an agent without a bearer's key")
        return server_error()
    printer = simulator.printer_of_key(key)
    if printer is None:
        return web.Response(status=403)
    if request.headers.get("Upgrade", "").lower() != "websocket":
        return server_error()
    return await printer.remote_agent.serve(request)
