"""A world to look at: two accounts whose printers print, rest, fail, or are off."""

import asyncio
from dataclasses import dataclass

from .account import Account
from .kinds import AgentKind, Phase
from .printer import SimulatedPrinter
from .server import ObicoSimulator

PASSWORD = "obico-demo"
# The failure score climbs like this, a step every ten seconds of printing (as measured).
CLIMB = (0.001, 0.14, 0.25, 0.345, 0.44, 0.53, 0.59, 0.64, 0.681)
STEP = 10.0
# Seconds of printing before it begins to climb, and rest between two prints.
FINE = 60.0
REST = 120.0


@dataclass
class World:
    """The accounts of the demonstration, and a code that links the workshop's printer."""

    simulator: ObicoSimulator
    maker: Account
    workshop: Account
    failing: SimulatedPrinter
    printing: SimulatedPrinter
    code: str

    def text(self) -> str:
        """Return what a person needs to know."""
        names = "\n".join(
            f"    {printer.name}: {printer.phase if printer.online else 'offline'}"
            for printer in self.maker.printers
        )
        linked = self.workshop.printers[0]
        return (
            f"Simulated Obico server: {self.simulator.url}\n"
            f"  Account {self.maker.email}, password {PASSWORD}\n{names}\n"
            f"  Account {self.workshop.email}, password {PASSWORD}\n"
            f"    {linked.name}: link it with the code {self.code}\n"
            f"    or with its key {linked.key}\n"
            "Ctrl-C ends it."
        )

    async def live(self) -> None:
        """Let one print fail slowly, and begin new prints when the old ones are over."""
        climb = 0
        rests = dict.fromkeys((self.failing, self.printing), 0.0)
        while True:
            await asyncio.sleep(max(0.5, STEP / self.simulator.speed))
            job = self.failing.machine.job
            if self.failing.current_print is None:
                climb = 0
            elif job is not None and job.elapsed > FINE and climb < len(CLIMB):
                self.failing.set_failure_score(CLIMB[climb])
                climb += 1
            for printer in rests:
                last = printer.machine.job
                resting = printer.phase is Phase.OPERATIONAL
                rests[printer] = rests[printer] + STEP if resting else 0.0
                if rests[printer] >= REST and last is not None:
                    printer.start_print(last.file_name)


def demo_world(simulator: ObicoSimulator) -> World:
    """Fill a server with the demonstration's accounts and printers."""
    maker = simulator.add_account("maker@example.com", PASSWORD)
    failing = maker.add_printer("Prusa MK4", agent=AgentKind.OCTOPRINT)
    printing = maker.add_printer(
        "Voron 2.4", agent=AgentKind.KLIPPER, extra_heaters={"chamber": None}
    )
    maker.add_printer("Ender 3", agent=AgentKind.OCTOPRINT)
    away = maker.add_printer("Bambu in the attic", agent=AgentKind.KLIPPER)
    workshop = simulator.add_account("workshop@example.com", PASSWORD)
    linked = workshop.add_printer("Workshop CoreXY", agent=AgentKind.KLIPPER)
    away.start_print("calibration_cube.gcode", duration=1800, layers=100, heated=True)
    away.tick(900)
    away.finish()
    away.go_offline()
    failing.start_print("spool_holder.gcode", duration=5400, layers=180)
    printing.start_print("benchy.gcode", duration=4200, layers=240, heated=True)
    printing.tick(1300)
    linked.start_print("hinge.gcode", duration=7200, layers=90, heated=True)
    linked.tick(600)
    return World(
        simulator, maker, workshop, failing, printing, workshop.link_code(linked)
    )
