"""The simulated Obico server, as the bench needs it: counting, and with a time of its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
import time
from typing import override
from unittest.mock import patch

from aiohttp import web

from tests.simulator import AgentKind, ObicoSimulator, Phase, SimulatedPrinter
from tests.simulator.rest import Dispatcher

from .server import DURATION, FILE_NAME, HOST, LAYERS, BenchServer, Json, trembling


class ObicoServer(BenchServer):
    """An account with printers of OctoPrint agents."""

    def __init__(self, count: int) -> None:
        """Make idle printers."""
        super().__init__()
        self._passed = timedelta()
        # What agents and the server write into their records follows the ticks.
        patch("tests.simulator.kinds.datetime", self).start()
        patch("tests.simulator.server.Dispatcher", self._counting).start()
        self.simulator = ObicoSimulator(auto=False)
        self.account = self.simulator.add_account("maker@example.com", "bench")
        self.printers = [self._printer(number) for number in range(count)]

    def _printer(self, number: int) -> SimulatedPrinter:
        """Add a printer whose thermometers tremble."""
        printer = self.account.add_printer(
            f"Printer {number + 1}", agent=AgentKind.OCTOPRINT
        )
        printer.transition_delay = 0.0
        agent = printer.agent
        assert agent is not None
        plain = agent.status

        def status() -> Json | None:
            found = plain()
            for heater in found["temperatures"].values() if found else ():
                heater["actual"] = trembling(heater["actual"])
            return found

        patch.object(agent, "status", status).start()
        return printer

    def now(self, time_zone: tzinfo) -> datetime:
        """Stand in for datetime.now in the simulator."""
        return datetime.now(time_zone) + self._passed

    def _counting(self, simulator: ObicoSimulator) -> Dispatcher:
        """Return what answers requests, and have it count all but live sockets."""
        dispatcher = Dispatcher(simulator)
        plain = dispatcher.answer

        async def answer(request: web.Request) -> web.StreamResponse:
            arrival = time.monotonic()
            response = await plain(request)
            if isinstance(response, web.Response):
                self.arrivals.append(arrival)
                body = response.body
                self.bytes += len(body) if isinstance(body, bytes) else 0
            return response

        patch.object(dispatcher, "answer", answer).start()
        return dispatcher

    @override
    async def start(self) -> None:
        """Listen."""
        await self.simulator.start(HOST)

    @override
    async def stop(self) -> None:
        """Stop listening."""
        await self.simulator.stop()

    @override
    def describe(self) -> Json:
        """Return the address, a session, and the printers with their keys."""
        return {
            "url": self.simulator.url,
            "session": self.account.session(),
            "printers": {printer.id: printer.key for printer in self.printers},
        }

    @override
    def tick(self, seconds: float) -> None:
        """Let the printers live; a printing one sends a status and a picture."""
        self._passed += timedelta(seconds=seconds)
        self.simulator.tick(seconds)
        # Nobody reads them here, and a week is long.
        self.simulator.requests.clear()
        self.simulator.events.clear()

    @override
    def begin(self, *, heated: bool) -> None:
        """Let all printers begin to print."""
        for printer in self.printers:
            if printer.phase is not Phase.OPERATIONAL:
                continue
            printer.start_print(
                FILE_NAME, duration=DURATION, layers=LAYERS, heated=heated
            )

    @override
    def end(self) -> None:
        """Let all printers end their print."""
        for printer in self.printers:
            printer.finish()

    @override
    def toggle(self, indices: Iterable[int]) -> None:
        """Pause or resume."""
        for index in indices:
            printer = self.printers[index]
            if printer.phase is Phase.PAUSED:
                printer.resume()
            else:
                printer.pause()

    @override
    def resume(self) -> None:
        """Resume."""
        for printer in self.printers:
            if printer.phase is Phase.PAUSED:
                printer.resume()

    @override
    def push(self, indices: Iterable[int]) -> None:
        """Let some agents send a status."""
        for index in indices:
            self.printers[index].publish()

    @override
    def followed(self) -> list[int]:
        """Return the printers that have live sockets."""
        return [
            index
            for index, printer in enumerate(self.printers)
            if self.simulator.viewers(printer)
        ]

    # For the soak

    def agents(self, *, connected: bool) -> None:
        """Let all agents go, or come back."""
        for printer in self.printers:
            if connected:
                printer.go_online()
            else:
                printer.go_offline()

    def trouble(self, **faults: object) -> None:
        """Begin some trouble, instead of what there was; none without arguments."""
        self.simulator.faults.release()
        self.simulator.faults.clear()
        for name, value in faults.items():
            setattr(self.simulator.faults, name, value)

    def drop_viewers(self) -> None:
        """Cut all live sockets."""
        self.simulator.drop_viewers()
