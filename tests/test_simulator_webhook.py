"""The simulated server calls a user's webhook as a real one does."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from . import situations as s
from .shapes import differences
from .simulator import ObicoSimulator
from .simulator.channels import FLAGS, WEBHOOK, WEBHOOK_URL, Channel
from .situations import Situation, Stage

RECORDINGS = Path(__file__).parent / "recordings" / "webhook"


@dataclass
class Receiver:
    """A user's own server, and what it was called with."""

    url: str = ""
    status: int = 200
    bodies: list[Any] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Take a call."""
        assert request.content_type == "application/json"
        self.bodies.append(await request.json())
        return web.Response(status=self.status)

    async def wait_for(self, kind: str, event: Any = None) -> Any:
        """Return the last call about some kind of event, as soon as there is one."""
        async with asyncio.timeout(3):
            while True:
                for body in reversed(self.bodies):
                    if body["event"]["type"] == kind and event in (None, body["event"]):
                        return body
                await asyncio.sleep(0.01)


@pytest.fixture
async def receiver() -> AsyncGenerator[Receiver]:
    """Return a user's own server."""
    found = Receiver()
    app = web.Application()
    app.router.add_post("/hook", found.take)
    server = TestServer(app)
    await server.start_server()
    found.url = str(server.make_url("/hook"))
    yield found
    await server.close()


@pytest.fixture
async def stage(receiver: Receiver) -> AsyncGenerator[Stage]:
    """Return a running server that calls the user's server at everything."""
    simulator = ObicoSimulator(auto=False)
    found = s.stage_of(simulator)
    channel = Channel(2, WEBHOOK, {WEBHOOK_URL: receiver.url})
    channel.flags = dict.fromkeys(FLAGS, True)
    found.account.channels.append(channel)
    await simulator.start()
    yield found
    await simulator.stop()


def cube_resumed(stage: Stage) -> None:
    """Klipper goes on."""
    s.cube_paused(stage)
    stage.klipper.resume()
    stage.klipper.settle()


def benchy_finished(stage: Stage) -> None:
    """OctoPrint has finished a print of which there is a time-lapse."""
    stage.octoprint.min_timelapse_secs_on_finish = 5
    s.finished(stage)


def filament_asked(stage: Stage) -> None:
    """OctoPrint asks for other filament."""
    s.benchy(stage)
    stage.octoprint.ask_for_filament()


def _heat(stage: Stage, seconds: float) -> None:
    """Heat Klipper's nozzle, without any print."""
    stage.klipper.machine.hotend.target = 60.0
    stage.klipper.tick(seconds)
    stage.klipper.publish()


def heated(stage: Stage) -> None:
    """Klipper's nozzle is hot, without any print."""
    _heat(stage, 60)


def heated_in_print(stage: Stage) -> None:
    """OctoPrint's nozzle gets hot at the beginning of a print."""
    stage.octoprint.start_print(s.LONG, duration=18777.9, layers=0)
    stage.octoprint.settle()
    stage.octoprint.tick(120)


def cooled(stage: Stage) -> None:
    """Klipper's nozzle has cooled down again."""
    heated(stage)
    stage.klipper.machine.hotend.target = 0.0
    stage.klipper.tick(60)
    stage.klipper.publish()


def cooled_in_print(stage: Stage) -> None:
    """OctoPrint's nozzle has cooled down in a print that is paused."""
    s.long_print(stage)
    stage.octoprint.pause()
    stage.octoprint.settle()
    stage.octoprint.machine.hotend.target = 0.0
    stage.octoprint.tick(300)
    stage.octoprint.publish()


SITUATIONS: dict[str, Situation] = {
    "filament_change": filament_asked,
    "heater_cooled_down": cooled_in_print,
    "heater_cooled_down_no_print": cooled,
    "heater_target_reached": heated_in_print,
    "heater_target_reached_no_print": heated,
    "print_cancelled": s.cancelled,
    "print_done": benchy_finished,
    "print_failure_paused": s.stopped,
    "print_failure_warning": s.warned,
    "print_paused": s.cube_paused,
    "print_resumed": cube_resumed,
    "print_started": s.long_print,
}


@pytest.mark.parametrize("name", sorted(SITUATIONS))
async def test_recorded_call(stage: Stage, receiver: Receiver, name: str) -> None:
    """Something happens, and the webhook is called as it was recorded."""
    recorded = json.loads((RECORDINGS / f"{name}.json").read_text())["request"]["body"]
    SITUATIONS[name](stage)
    body = await receiver.wait_for(recorded["event"]["type"], recorded["event"])
    found = list(differences(recorded, body))
    assert not found, "\n".join(found)


async def test_every_recording_has_a_situation() -> None:
    """No recording is left out."""
    names = {path.stem for path in RECORDINGS.glob("*.json")}
    assert names == {*SITUATIONS, "test_event"}


async def test_test_message(stage: Stage, receiver: Receiver) -> None:
    """A test message is as it was recorded."""
    recorded = json.loads((RECORDINGS / "test_event.json").read_text())
    await stage.account.channels[1].send({"event": "TestEvent"})
    assert receiver.bodies == [recorded["request"]["body"]]


async def test_short_prints_end_unheard(stage: Stage, receiver: Receiver) -> None:
    """Nobody hears of the end of a print without a time-lapse."""
    s.benchy(stage)
    stage.octoprint.finish()
    s.cube_cancelled(stage)
    stage.klipper.start_print("next.gcode", duration=60, heated=True)
    await receiver.wait_for("PrintStarted")
    async with asyncio.timeout(3):
        while receiver.bodies[-1]["print"]["filename"] != "next.gcode":
            await asyncio.sleep(0.01)
    kinds = {body["event"]["type"] for body in receiver.bodies}
    assert "PrintStarted" in kinds
    assert not kinds & {"PrintDone", "PrintCancelled"}


@pytest.mark.parametrize("silence", ["account", "channel", "flag"])
async def test_silence(stage: Stage, receiver: Receiver, silence: str) -> None:
    """Only what was asked for is told; failures even when the account is silent."""
    channel = stage.account.channels[1]
    match silence:
        case "account":
            stage.account.patch({"notification_enabled": False})
        case "channel":
            channel.enabled = False
        case _:
            channel.flags |= {"notify_on_print_start": False}
            channel.flags |= {"notify_on_heater_status": False}
    s.warned(stage)
    if silence == "channel":
        await asyncio.sleep(0.1)
        assert not receiver.bodies
    else:
        await receiver.wait_for("PrintFailure")
        assert len(receiver.bodies) == 1


async def test_lost_calls(stage: Stage, receiver: Receiver) -> None:
    """A user's server in trouble costs that call, and not the next."""
    receiver.status = 500
    s.long_print(stage)
    await receiver.wait_for("PrintStarted")
    receiver.status = 200
    stage.octoprint.pause()
    await receiver.wait_for("PrintPaused")
