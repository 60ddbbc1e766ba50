"""A simulated Obico server: accounts, printers that live, REST, live sockets, media.

simulator = ObicoSimulator(auto=False)
await simulator.start()
account = simulator.add_account("maker@example.com", "correct horse")
printer = account.add_printer("Voron", agent=AgentKind.KLIPPER)
printer.start_print("benchy.gcode", duration=3600, layers=120, heated=True)
simulator.tick(600)
printer.set_failure_score(0.5)
await simulator.stop()
"""

from .account import Account
from .faults import Faults
from .janus import JanusDouble, RealJanus
from .kinds import AgentKind, Phase
from .oauth import Application
from .printer import SimulatedPrinter
from .server import ObicoSimulator, RequestRecord

__all__ = [
    "Account",
    "AgentKind",
    "Application",
    "Faults",
    "JanusDouble",
    "ObicoSimulator",
    "Phase",
    "RealJanus",
    "RequestRecord",
    "SimulatedPrinter",
]
