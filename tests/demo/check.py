"""The demonstration without a person: whether everything works, as the printers see it."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from io import BytesIO
import time

from PIL import Image

from tests.simulator import Phase, SimulatedPrinter

from .home_assistant import HomeAssistant
from .process import DemoError, HomeAssistantProcess
from .scenario import Demonstration, say
from .table import Row, as_text, read_rows

# Seconds for entities to get their values, and for what follows a press to show.
VALUES_TIME_LIMIT = 45.0
EFFECT_TIME_LIMIT = 15.0
LOOK_AGAIN = 0.5


class Steps:
    """Runs steps one after the other, tells how they went, and counts."""

    def __init__(self, home: HomeAssistant, process: HomeAssistantProcess) -> None:
        """Begin without a complaint."""
        self._home = home
        self._process = process
        self._passed = self._failed = 0

    async def _step(self, name: str, action: Callable[[], Awaitable[str]]) -> None:
        """Run a step, tell how it went, and go on in any case."""
        began = time.monotonic()
        try:
            told = await action()
        except (DemoError, TimeoutError) as error:
            self._failed += 1
            say(f"  FAILED   {name}: {error}")
        else:
            self._passed += 1
            say(f"  ok  {time.monotonic() - began:5.1f} s  {name}: {told}")

    async def _log(self) -> str:
        """Look for complaints in Home Assistant's log."""
        if complaints := self._process.complaints():
            raise DemoError("\n" + "\n".join(complaints))
        return f"{len(self._process.records())} records of others"

    async def _picture_of(self, entity_id: str) -> str:
        """Fetch a picture the way a dashboard does."""
        kind, content = await self._home.get_bytes(f"camera_proxy/{entity_id}")
        if kind != "image/jpeg" or not content.startswith(b"\xff\xd8\xff"):
            msg = f"what comes is no JPEG but {kind}, {content[:8].hex()}"
            raise DemoError(msg)
        try:
            image = Image.open(BytesIO(content))
            image.load()
        except OSError as error:
            msg = f"the JPEG cannot be read: {error}"
            raise DemoError(msg) from error
        return f"JPEG, {image.width}x{image.height}, {len(content)} bytes"

    async def _until(self, entity_id: str, wanted: str) -> str:
        """Wait until an entity has a state."""
        state = ""
        try:
            async with asyncio.timeout(EFFECT_TIME_LIMIT):
                while True:
                    state = (await self._home.states())[entity_id]["state"]
                    if state == wanted:
                        return f"{entity_id} is {state}"
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError as error:
            msg = f"{entity_id} is {state} instead of {wanted}"
            raise DemoError(msg) from error


class Check(Steps):
    """Looks at everything, step by step, and notes what is wrong."""

    def __init__(self, demonstration: Demonstration) -> None:
        """Begin without a complaint."""
        super().__init__(demonstration.home, demonstration.process)
        self._world = demonstration.world
        self._rows: list[Row] = []

    async def run(self) -> bool:
        """Run all steps; return whether all is well."""
        world = self._world
        say("\nWhat is checked:")
        await self._step(
            "All entities have values, or a reason to have none", self._values
        )
        await self._step(
            f"Acknowledge alert of {world.alerted.name}",
            partial(self._acknowledge, world.alerted),
        )
        for printer in (world.printing, world.alerted, world.linked):
            paused = printer.phase is Phase.PAUSED
            road = "live stream" if printer is world.linked else "account"
            for key in ("resume", "pause") if paused else ("pause", "resume"):
                await self._step(
                    f"{key.capitalize()} {printer.name} ({printer.machine.kind}) by the {road}",
                    partial(self._press, printer, key),
                )
        for printer in world.printers.values():
            await self._step(
                f"A picture of {printer.name}",
                partial(self._picture, printer),
            )
        await self._step("All entities still tell the truth", self._values)
        await self._step("Nothing of the integration in the log", self._log)
        say(f"\n{as_text(self._rows)}")
        say(
            f"\n{self._passed} steps passed, {self._failed} failed; {len(self._rows)} entities"
        )
        return not self._failed

    # The steps; each returns what it saw, or raises DemoError

    async def _values(self) -> str:
        """Wait until no entity is wrong."""
        faults: list[str] = []
        try:
            async with asyncio.timeout(VALUES_TIME_LIMIT):
                while True:
                    self._rows = await read_rows(self._home, self._world)
                    faults = [fault for row in self._rows if (fault := row.fault())]
                    if not faults:
                        break
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError as error:
            raise DemoError("; ".join(faults)) from error
        seen = {row.device for row in self._rows}
        return f"{len(self._rows)} entities of {len(seen)} devices"

    async def _acknowledge(self, printer: SimulatedPrinter) -> str:
        """Acknowledge an alert; the simulated server and Home Assistant must both know."""
        alert = self._row(printer, "failure_alert")
        if alert.state != "on":
            msg = f"{alert.entity_id} is {alert.state} before the press"
            raise DemoError(msg)
        await self._home.press(self._row(printer, "acknowledge_alert").entity_id)
        current = printer.current_print
        if current is None or current.alert_acknowledged_at is None:
            msg = "the server knows of no acknowledgement"
            raise DemoError(msg)
        return await self._until(alert.entity_id, "off")

    async def _press(self, printer: SimulatedPrinter, key: str) -> str:
        """Press a button and see the printer obey, then Home Assistant follow."""
        phase = {"pause": Phase.PAUSED, "resume": Phase.PRINTING}[key]
        if printer.phase is phase:
            msg = f"the printer is {phase} before the press"
            raise DemoError(msg)
        await self._home.press(self._row(printer, key).entity_id)
        try:
            async with asyncio.timeout(EFFECT_TIME_LIMIT):
                while printer.phase is not phase:
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError as error:
            msg = f"the printer is {printer.phase} instead of {phase}"
            raise DemoError(msg) from error
        path = f"/api/v1/printers/{printer.id}/{key}_print/"
        by_account = any(path in seen.path for seen in self._world.simulator.requests)
        if by_account is (printer is self._world.linked):
            msg = "the command took the wrong road"
            raise DemoError(msg)
        return await self._until(self._row(printer, "state").entity_id, phase.value)

    async def _picture(self, printer: SimulatedPrinter) -> str:
        """Fetch a picture the way a dashboard does."""
        row = self._row(printer, "camera")
        return await self._picture_of(row.entity_id)

    # What the steps share

    def _row(self, printer: SimulatedPrinter, key: str) -> Row:
        """Return an entity of a printer as it was read last."""
        for row in self._rows:
            if row.printer is printer and row.key == key:
                return row
        msg = f"{printer.name} has no entity {key}"
        raise DemoError(msg)
