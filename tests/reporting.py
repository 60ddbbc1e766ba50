"""An agent of ours at the simulated server, and the printer that it reports for."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from copy import replace
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp

from custom_components.obico.client import (
    AgentCommand,
    AgentCommandKind,
    AgentMemory,
    AgentReport,
    AgentSettings,
    AgentTiming,
    AgentWebcam,
    ObicoAgent,
    PictureTiming,
    PrintTiming,
    ReportedHeater,
    ReportedState,
)

from .simulator import ObicoSimulator, SimulatedPrinter
from .simulator.pictures import Scene, render

# How long a second is in these tests.
SECOND = 0.01
QUICK = AgentTiming(
    connect=2.0,
    ping=20 * SECOND,
    silence=1.0,
    farewell=0.2,
    first_pause=0.02,
    longest_pause=0.1,
    steady=10.0,
    busy=10 * SECOND,
    idle=50 * SECOND,
    attention=15 * SECOND,
    doubt=30 * SECOND,
    obey=30 * SECOND,
    register=1.0,
    prints=PrintTiming(settle=0.02, name=0.2),
    pictures=PictureTiming(
        watched=10 * SECOND, kept=120 * SECOND, camera=0.2, longest=50 * SECOND
    ),
)
HOT = {
    "tool0": ReportedHeater(actual=209.8, target=210.0),
    "bed": ReportedHeater(actual=60.1, target=60.0),
    "chamber": ReportedHeater(actual=31.0),
}
IDLE = AgentReport(
    state=ReportedState.OPERATIONAL,
    heaters={
        "tool0": ReportedHeater(actual=21.0, target=0.0),
        "bed": ReportedHeater(actual=20.5, target=0.0),
    },
)
PRINTING = AgentReport(
    state=ReportedState.PRINTING,
    file_name="vase.gcode",
    progress=1.0,
    print_time=timedelta(seconds=60),
    time_left=timedelta(seconds=5940),
    layer=1,
    total_layers=100,
    z=0.2,
    heaters=HOT,
)
PICTURE = render(
    Scene(title="cam", text="a vase", progress=0.5, number=1, hot=True, failure=0.0)
)


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


@dataclass
class Reporter:
    """Who has an agent: a printer that obeys, a camera, and what was heard."""

    agent: ObicoAgent = field(init=False)
    task: asyncio.Task[None] = field(init=False)
    report: AgentReport = IDLE
    # What the camera gives, or does instead.
    picture: bytes | BaseException | None = PICTURE
    camera_takes: float = 0.0
    commands: list[AgentCommand] = field(default_factory=list)
    failure: Exception | None = None
    # How long a command takes, in seconds.
    takes: float = 0.0
    targets: list[tuple[str, float]] = field(default_factory=list)
    changes: list[tuple[bool, bool, bool]] = field(default_factory=list)
    memories: list[AgentMemory] = field(default_factory=list)
    # States that a command leads to, unless it fails.
    obeys: bool = True

    def tell(self, state: ReportedState | None = None, **more: Any) -> None:
        """Report something, the rest as before."""
        changes = more if state is None else {"state": state, **more}
        self.report = replace(self.report, **changes)
        self.agent.report(self.report)

    def print(self, file_name: str | None = "vase.gcode", **more: Any) -> None:
        """Begin to print."""
        self.report = replace(PRINTING, file_name=file_name)
        self.tell(**more)

    async def take_picture(self) -> bytes | None:
        """Take a picture."""
        await asyncio.sleep(self.camera_takes)
        if isinstance(self.picture, BaseException):
            raise self.picture
        return self.picture

    async def execute(self, command: AgentCommand) -> None:
        """Obey."""
        self.commands.append(command)
        await asyncio.sleep(self.takes)
        if self.failure:
            raise self.failure
        if self.obeys:
            match command.kind:
                case AgentCommandKind.PAUSE:
                    self.tell(ReportedState.PAUSED)
                case AgentCommandKind.RESUME:
                    self.tell(ReportedState.PRINTING)
                case AgentCommandKind.CANCEL:
                    self.tell(ReportedState.OPERATIONAL, progress=None)

    async def set_temperature(self, heater: str, target: float) -> None:
        """Heat."""
        if heater not in self.report.heaters:
            raise ValueError(heater)
        if self.failure:
            raise self.failure
        self.targets.append((heater, target))

    def changed(self) -> None:
        """Hear that a property is another one."""
        agent = self.agent
        self.changes.append((agent.connected, agent.watched, agent.viewed))

    @property
    def stored(self) -> AgentMemory:
        """What a restart would bring back."""
        return AgentMemory.from_json(self.agent.memory.to_json())


SETTINGS = AgentSettings(
    version="1.0.0",
    webcam=AgentWebcam(name="Kitchen", rotation=90, flip_h=True),
    metadata={"manufacturer": "Bambu Lab"},
)


@asynccontextmanager
async def reporting(
    session: aiohttp.ClientSession,
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    *,
    memory: AgentMemory | None = None,
    timing: AgentTiming = QUICK,
    settings: AgentSettings = SETTINGS,
    camera: bool = True,
    heats: bool = True,
    reporter: Reporter | None = None,
    strict: bool = True,
    **more: Any,
) -> AsyncGenerator[Reporter]:
    """Have an agent; afterwards it has done nothing that the server would not like."""
    printer.second = printer.remote_agent.inspector.second = SECOND
    reporter = reporter or Reporter()
    reporter.agent = agent = ObicoAgent(
        session,
        simulator.url,
        printer.key,
        settings=settings,
        memory=memory or AgentMemory(),
        execute=reporter.execute,
        take_picture=reporter.take_picture if camera else None,
        set_temperature=reporter.set_temperature if heats else None,
        on_change=reporter.changed,
        on_memory=reporter.memories.append,
        timing=timing,
        **more,
    )
    agent.report(reporter.report)
    reporter.task = asyncio.create_task(agent.run())
    try:
        yield reporter
    finally:
        reporter.task.cancel()
        await asyncio.gather(reporter.task, return_exceptions=True)
        assert not agent.connected
    if strict:
        await until(lambda: not printer.remote_agent.connected)
        assert not simulator.violations, simulator.violations


@asynccontextmanager
async def printing_for(
    session: aiohttp.ClientSession,
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    **more: Any,
) -> AsyncGenerator[Reporter]:
    """Have an agent whose printer prints."""
    async with reporting(session, simulator, printer, **more) as reporter:
        await until(lambda: printer.agent_name)
        reporter.print()
        await until(lambda: printer.current_print)
        yield reporter


def told(printer: SimulatedPrinter) -> list[str]:
    """Return the events that the server was told, in order."""
    return [
        message["event"]["event_type"]
        for message in printer.remote_agent.inspector.messages
        if "event" in message
    ]
