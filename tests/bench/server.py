"""What the simulated servers of the bench share: they count, and obey over a pipe."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
import math
import random
import time
from typing import Any

from aiohttp import web

from tests.simulator.job import Heater, Job
from tests.simulator.kinds import AgentKind, MachineEvent, Phase
from tests.simulator.machine import Machine

type Json = dict[str, Any]

HOST = "127.0.0.1"
# A print of three hours with a layer a minute.
FILE_NAME, DURATION, LAYERS = "bracket.gcode", 10800.0, 180
# How far a thermometer at rest trembles, in °C.
TREMBLE = 0.3


def trembling(value: float | None) -> float | None:
    """Return a temperature as a real thermometer shows it."""
    if value is None:
        return None
    return round(value + random.uniform(-TREMBLE, TREMBLE), 2)


class BenchServer(ABC):
    """Simulated printers; the public methods are what the measuring process may call."""

    def __init__(self) -> None:
        """Begin to count."""
        # When each request came, by the clock that all processes share.
        self.arrivals: list[float] = []
        self.bytes = 0

    @abstractmethod
    async def start(self) -> None:
        """Listen, at the same address each time."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop listening, and cut all connections."""

    @abstractmethod
    def describe(self) -> Json:
        """Return what entries need to know of the server."""

    @abstractmethod
    def tick(self, seconds: float) -> None:
        """Let the printers live for simulated seconds; their agents tell it."""

    @abstractmethod
    def begin(self, *, heated: bool) -> None:
        """Let all printers begin to print."""

    @abstractmethod
    def end(self) -> None:
        """Let all printers end their print."""

    @abstractmethod
    def toggle(self, indices: Iterable[int]) -> None:
        """Pause the printers that print, and resume those that are paused."""

    @abstractmethod
    def resume(self) -> None:
        """Resume all printers that are paused."""

    def push(self, indices: Iterable[int]) -> None:
        """Let some agents send a status; nothing where nobody is told."""

    def followed(self) -> list[int]:
        """Return the printers that have live connections."""
        return []

    def take_count(self, until: float = math.inf) -> tuple[int, int]:
        """Return the requests that came since the last time, and the bytes of all answers."""
        counted = sum(arrival <= until for arrival in self.arrivals), self.bytes
        self.arrivals.clear()
        self.bytes = 0
        return counted


class Bare:
    """A printer that no agent watches over: nobody hears of it until he asks."""

    transition_seconds = 0.0

    def __init__(self) -> None:
        """Make an idle printer."""
        heaters = [
            Heater("tool0", 21.3, 0.0),
            Heater("bed", 21.3, 0.0, heats=1.0, cools=0.5),
        ]
        self.machine = Machine(AgentKind.OCTOPRINT, heaters, self)

    def machine_event(self, event: MachineEvent) -> None:
        """Tell nobody."""

    def machine_changed(self) -> None:
        """Tell nobody."""

    def call_later(self, seconds: float, callback: object) -> None:
        """Have no timer: transitions take no time."""


class PollingServer(BenchServer):
    """Printers that are asked over HTTP, each below a path of its own."""

    def __init__(self, count: int) -> None:
        """Make idle printers."""
        super().__init__()
        self.printers = [Bare() for _ in range(count)]
        self._port = 0
        self._runner: web.AppRunner | None = None

    @abstractmethod
    async def answer(self, machine: Machine, request: web.Request) -> web.Response:
        """Answer a request to a printer; its path follows the printer's own."""

    async def _handle(self, request: web.Request) -> web.Response:
        """Answer and count a request."""
        self.arrivals.append(time.monotonic())
        machine = self.printers[int(request.match_info["index"])].machine
        response = await self.answer(machine, request)
        self.bytes += len(response.body) if isinstance(response.body, bytes) else 0
        return response

    async def start(self) -> None:
        """Listen."""
        app = web.Application()
        app.router.add_route("*", "/{index:\\d+}/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def describe(self) -> Json:
        """Return the address, and how many printers there are."""
        return {"host": HOST, "port": self._port, "printers": len(self.printers)}

    def tick(self, seconds: float) -> None:
        """Let the printers live."""
        for printer in self.printers:
            printer.machine.advance(seconds)

    def begin(self, *, heated: bool) -> None:
        """Let all printers begin to print."""
        for printer in self.printers:
            printer.machine.start(
                Job(FILE_NAME, DURATION, LAYERS, FILE_NAME, 2_000_000, 9000.0),
                heated=heated,
            )

    def end(self) -> None:
        """Let all printers end their print."""
        for printer in self.printers:
            printer.machine.finish()

    def toggle(self, indices: Iterable[int]) -> None:
        """Pause or resume."""
        for index in indices:
            machine = self.printers[index].machine
            if machine.phase is Phase.PAUSED:
                machine.resume()
            else:
                machine.pause()

    def resume(self) -> None:
        """Resume."""
        for printer in self.printers:
            if printer.machine.phase is Phase.PAUSED:
                printer.machine.resume()
