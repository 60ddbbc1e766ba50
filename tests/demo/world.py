"""The simulated side of the demonstration: two accounts and what their printers do."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from tests.simulator import Account, AgentKind, ObicoSimulator, Phase, SimulatedPrinter

from .past import print_in_the_past

# The port that a self-hosted Obico server has, unless it is taken.
USUAL_PORT = 3334
PASSWORD = "obico-demo"
# How long a printer rests between two prints, and how often that is looked at, in seconds.
REST = 60.0
LOOK = 5.0


@dataclass(frozen=True)
class Plan:
    """What a printer prints over and over: a file, its duration in seconds, its layers."""

    file_name: str
    duration: float
    layers: int

    def start(self, printer: SimulatedPrinter, *, done: float = 0.0) -> None:
        """Begin to print; `done` (0 to 1) is how much of it was printed before."""
        printer.start_print(
            self.file_name, duration=self.duration, layers=self.layers, heated=done > 0
        )
        if done and printer.current_print is not None:
            # Only this printer's past is filled in: the clock of the server goes on.
            passed = self.duration * done
            printer.tick(passed)
            printer.current_print.started_at -= timedelta(seconds=passed)


class World:
    """A running Obico server with two accounts.

    The demo account has a printer that prints, one that the failure detection has
    paused, and one that is switched off. The workshop's printer is not the demo
    account's: it comes into Home Assistant with a code.
    """

    def __init__(self, simulator: ObicoSimulator) -> None:
        """Fill a simulated server; use `start` instead."""
        self.simulator = simulator
        self.demo: Account = simulator.add_account("demo@example.com", PASSWORD)
        self.workshop: Account = simulator.add_account("workshop@example.com", PASSWORD)
        self.printing = self.demo.add_printer(
            "Prusa", agent=AgentKind.OCTOPRINT, extra_heaters={"chamber": None}
        )
        self.alerted = self.demo.add_printer("Voron", agent=AgentKind.KLIPPER)
        self.off = self.demo.add_printer("Ender", agent=AgentKind.OCTOPRINT)
        self.linked = self.workshop.add_printer("Workshop", agent=AgentKind.KLIPPER)
        self.plans = {
            self.printing: Plan("articulated_dragon.gcode", 3 * 3600, 312),
            self.alerted: Plan("planetary_gears.gcode", 5 * 3600, 180),
            self.linked: Plan("cable_clips.gcode", 90 * 60, 64),
        }
        self._life: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, speed: float = 1.0, *, alive: bool = True) -> World:
        """Return a world whose server listens and whose printers live.

        Unless they are `alive`, only `simulator.tick` makes their time pass.
        """
        world = cls(ObicoSimulator(speed=speed, auto=alive))
        try:
            await world.simulator.start(port=USUAL_PORT)
        except OSError:
            await world.simulator.start(port=0)
        print_in_the_past(world.demo.printers)
        world._finish_yesterday(world.off, Plan("calibration_cube.gcode", 2400, 100))
        world.off.go_offline()
        world.plans[world.printing].start(world.printing, done=0.42)
        world.plans[world.linked].start(world.linked, done=0.15)
        world.plans[world.alerted].start(world.alerted, done=0.27)
        world.alerted.set_failure_score(0.78)
        if alive:
            world._life = asyncio.create_task(world._print_on(), name="next prints")
        return world

    @staticmethod
    def _finish_yesterday(printer: SimulatedPrinter, plan: Plan) -> None:
        """Give a printer a print that is over."""
        plan.start(printer, done=0.98)
        ended = printer.current_print
        printer.finish()
        if ended is not None and ended.finished_at is not None:
            ended.started_at -= timedelta(days=1)
            ended.finished_at -= timedelta(days=1)

    async def stop(self) -> None:
        """End the server and everything that its printers do."""
        if self._life is not None:
            self._life.cancel()
            with suppress(asyncio.CancelledError):
                await self._life
        await self.simulator.stop()

    @property
    def printers(self) -> dict[int, SimulatedPrinter]:
        """All printers that Home Assistant is to know, by their ids."""
        return {
            printer.id: printer
            for printer in (*self.demo.printers, *self.workshop.printers)
        }

    def give_agent_its_new_key(self) -> None:
        """Do what the config flow asks a person to do after a printer was linked anew."""
        self.linked.go_online()

    async def _print_on(self) -> None:
        """Let whatever lies idle for a while begin its next print."""
        idle = dict.fromkeys(self.plans, 0.0)
        while True:
            await asyncio.sleep(LOOK)
            for printer, plan in self.plans.items():
                resting = printer.phase is Phase.OPERATIONAL
                idle[printer] = idle[printer] + LOOK if resting else 0.0
                if idle[printer] >= REST:
                    plan.start(printer)
