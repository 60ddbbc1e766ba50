"""The demonstration of the agent without a person: one print, from its start to its end."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from aiohttp import ClientSession

from tests.simulator import Phase
from tests.simulator.inspection import Inspector

from .agent_scenario import AgentDemonstration
from .agent_world import CAMERA, NAME, PROGRESS, STATUS
from .check import Steps
from .process import DemoError
from .scenario import say

TIME_LIMIT = 40.0
LOOK_AGAIN = 0.1
# Seconds that a pause may take from the server's message to the printer.
PAUSE_LIMIT = 1.0
PREFIX = "workbench"
EVENTS = ["PrintStarted", "PrintPaused", "PrintResumed", "PrintDone"]


class AgentCheck(Steps):
    """Lives through a print that fails, is paused by Obico's AI, and goes on."""

    def __init__(self, demonstration: AgentDemonstration) -> None:
        """Begin without a complaint."""
        super().__init__(demonstration.home, demonstration.process)
        self._world = demonstration.world

    async def run(self) -> bool:
        """Run all steps; return whether all is well."""
        say("\nWhat is checked:")
        await self._step("Obico hears of the printer", self._online)
        await self._step("A print begins in Home Assistant", self._begin)
        await self._step("Obico's AI watches it by the camera", self._watched)
        await self._step("The print fails, and Obico pauses it", self._paused)
        await self._step("Home Assistant shows the alert", self._alert)
        await self._step("A person acknowledges it in Obico", self._acknowledge)
        await self._step("Obico's app resumes the print", self._resume)
        await self._step("The print ends", self._end)
        await self._step("What Obico was told of it", self._told)
        await self._step("Nothing was misunderstood", self._understood)
        await self._step("Nothing of the integration in the log", self._log)
        say(f"\n{self._messages()}")
        say(f"\n{self._passed} steps passed, {self._failed} failed")
        return not self._failed

    # The steps; each returns what it saw, or raises DemoError

    async def _online(self) -> str:
        """Wait until Obico knows who reports, and that nothing is printed."""
        printer = self._world.printer
        await self._wait(lambda: printer.phase is Phase.OPERATIONAL, "ready in Obico")
        await self._until(f"binary_sensor.{PREFIX}_reporting_to_obico", "on")
        await self._until(f"sensor.{PREFIX}", "operational")
        return f"{printer.name}, reported by {printer.agent_name}"

    async def _begin(self) -> str:
        """Start a print, and see it in Obico."""
        await self._home.call("script.workbench_print")
        printer = self._world.printer
        await self._wait(lambda: printer.current_print is not None, "a print in Obico")
        current = printer.current_print
        if current is None or current.file_name != "gearbox.gcode":
            msg = f"Obico knows another print: {current}"
            raise DemoError(msg)
        await self._until(f"sensor.{PREFIX}", "printing")
        return f"{current.file_name} is printed"

    async def _watched(self) -> str:
        """See pictures of the camera in Obico, and in Home Assistant again."""
        printer = self._world.printer
        await self._until(f"binary_sensor.{PREFIX}_ai_watching", "on")
        before = printer.uploads
        await self._wait(lambda: printer.uploads > before, "a picture in Obico")
        return await self._picture_of(f"camera.{PREFIX}_camera")

    async def _paused(self) -> str:
        """Let the print fail, and see how long the pause takes to reach the printer."""
        world = self._world
        world.fail()
        current = world.printer.current_print
        assert current is not None
        await self._wait(lambda: current.alerted_at is not None, "an alert in Obico")
        await self._until(STATUS, "Paused")
        state = (await self._home.states())[STATUS]
        assert current.alerted_at is not None
        paused = datetime.fromisoformat(state["last_changed"])
        took = (paused - current.alerted_at).total_seconds()
        if not 0 <= took <= PAUSE_LIMIT:
            msg = f"the pause takes {took:.3f} s"
            raise DemoError(msg)
        await self._wait(
            lambda: world.printer.phase is Phase.PAUSED, "the pause in Obico"
        )
        world.mend()
        return f"{STATUS} is Paused {took * 1000:.0f} ms after the alert"

    async def _alert(self) -> str:
        """See the alert where a person looks."""
        await self._until(f"sensor.{PREFIX}", "paused")
        return await self._until(f"binary_sensor.{PREFIX}_failed_print_alert", "on")

    async def _acknowledge(self) -> str:
        """Say in Obico that it was no failure."""
        await self._post("acknowledge_alert/?alert_overwrite=NOT_FAILED")
        return await self._until(f"binary_sensor.{PREFIX}_failed_print_alert", "off")

    async def _resume(self) -> str:
        """Press resume in Obico's app."""
        await self._post("resume_print/")
        await self._until(STATUS, "Printing")
        await self._until(f"sensor.{PREFIX}", "printing")
        return f"{STATUS} is Printing"

    async def _end(self) -> str:
        """Let the print be complete."""
        await self._home.call("input_number.set_value", entity_id=PROGRESS, value=100)
        await self._until(STATUS, "Finished")
        printer = self._world.printer
        await self._wait(lambda: printer.current_print is None, "the end in Obico")
        await self._until(f"sensor.{PREFIX}", "operational")
        ended = self._world.simulator.prints[-1]
        if ended.finished_at is None or ended.cancelled_at is not None:
            msg = "Obico does not think that it is finished"
            raise DemoError(msg)
        return "finished in Obico's history"

    async def _told(self) -> str:
        """Look whether each event was told once."""
        events = [
            message["event"]["event_type"]
            for message in self._inspector.messages
            if "event" in message
        ]
        if events != EVENTS:
            msg = f"{', '.join(events)} instead of {', '.join(EVENTS)}"
            raise DemoError(msg)
        prints = {
            message["current_print_ts"]
            for message in self._inspector.messages
            if message.get("current_print_ts", -1) > 0
        }
        if len(prints) != 1:
            msg = f"one print has the numbers {sorted(prints)}"
            raise DemoError(msg)
        return f"{', '.join(events)}, each once, all of the print {prints.pop()}"

    async def _understood(self) -> str:
        """Ask the server, which is stricter than a real one."""
        if violations := self._world.simulator.violations:
            raise DemoError("; ".join(violations))
        return (
            f"{len(self._inspector.messages)} messages, "
            f"{self._world.printer.uploads} pictures of {CAMERA}"
        )

    # What the steps share

    @property
    def _inspector(self) -> Inspector:
        """What looks at all that is said of the printer."""
        return self._world.printer.remote_agent.inspector

    async def _wait(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until something is so in the simulated server."""
        try:
            async with asyncio.timeout(TIME_LIMIT):
                while not condition():
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError as error:
            msg = f"there is never {what}"
            raise DemoError(msg) from error

    async def _post(self, path: str) -> None:
        """Do something in Obico's app, signed in as the owner of the printer."""
        world = self._world
        cookie = {"Cookie": f"tsd_sessionid={world.account.session()}"}
        url = f"{world.simulator.url}/api/v1/printers/{world.printer.id}/{path}"
        async with ClientSession(headers=cookie) as session, session.post(url) as reply:
            if reply.status != 200:
                msg = f"Obico answers {reply.status} to {path}"
                raise DemoError(msg)

    def _messages(self) -> str:
        """Return what was sent of the print, for a person to compare."""
        lines = [f"What {NAME}'s agent sent:"]
        for message in self._inspector.messages:
            status = message.get("status") or {}
            completion = (status.get("progress") or {}).get("completion")
            lines.append(
                f"  {(status.get('state') or {}).get('text', ''):12}"
                f" print {message.get('current_print_ts', ''):>10}"
                f"  {'' if completion is None else f'{completion:5.1f} %':>8}"
                f"  {(message.get('event') or {}).get('event_type', '')}"
                f"{' + settings' if 'settings' in message else ''}".rstrip()
            )
        return "\n".join(lines)
