"""The course of the demonstration, up to the moment when everything is set up."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import sys
import time
import zoneinfo
from zoneinfo import ZoneInfoNotFoundError

from .home_assistant import HomeAssistant
from .process import DemoError, HomeAssistantProcess
from .world import PASSWORD, World


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """All that runs."""

    world: World
    process: HomeAssistantProcess
    home: HomeAssistant


def say(text: str = "") -> None:
    """Tell whoever watches."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def time_zone() -> str:
    """Return this machine's time zone, UTC where it does not tell."""
    place = str(Path("/etc/localtime").resolve())
    name = os.environ.get("TZ") or place.partition("zoneinfo/")[2]
    try:
        zoneinfo.ZoneInfo(name)
    except ZoneInfoNotFoundError, ValueError, OSError:
        return "UTC"
    return name


@asynccontextmanager
async def demonstration(
    folder: Path, host: str, port: int, speed: float
) -> AsyncGenerator[Demonstration]:
    """Start everything and set it up; end everything in the end, whatever happens.

    Raises DemoError when something does not work.
    """
    began = time.monotonic()

    def done(text: str) -> None:
        say(f"  {time.monotonic() - began:5.1f} s  {text}")

    world = await World.start(speed)
    done(f"A simulated Obico server runs at {world.simulator.url}")
    async with home_assistant_beside(world, folder, host, port, time_zone()) as demo:
        done(f"Home Assistant runs at {demo.home.url}")
        await set_all_up(demo)
        done("A printer is linked with a 6-digit code, and an account is signed in")
        yield demo


@asynccontextmanager
async def home_assistant_beside(
    world: World, folder: Path, host: str, port: int, zone: str
) -> AsyncGenerator[Demonstration]:
    """Run a Home Assistant that knows nothing of a world yet; end both in the end.

    `zone` is its time zone. Raises DemoError when something does not work.
    """
    reachable = "127.0.0.1" if host == "0.0.0.0" else host
    process = HomeAssistantProcess(folder, host, port)
    try:
        await process.start()
        async with HomeAssistant(f"http://{reachable}:{port}") as home:
            await home.wait_until_it_answers(process)
            await home.onboard(zone)
            await home.settle()
            process.forget_address()
            yield Demonstration(world=world, process=process, home=home)
    finally:
        await process.stop()
        await world.stop()


async def set_all_up(demo: Demonstration) -> None:
    """Bring all printers into Home Assistant, and into one room."""
    await link_with_code(demo.home, demo.world)
    await sign_in(demo.home, demo.world)
    await ensure_loaded(demo.home)
    await demo.home.put_devices_into("Print room")


async def link_with_code(home: HomeAssistant, world: World) -> None:
    """Link the workshop's printer, and do what the config flow then asks for.

    Raises DemoError when the key that the flow shows is not the printer's.
    """
    form = await home.fill_in(
        await home.start_flow("code"),
        url=world.simulator.url,
        code=world.workshop.link_code(world.linked),
    )
    if form["description_placeholders"]["key"] != world.linked.key:
        msg = "The config flow does not show the printer's new key"
        raise DemoError(msg)
    world.give_agent_its_new_key()
    await home.fill_in(form)


async def sign_in(home: HomeAssistant, world: World) -> None:
    """Sign in to the demo account."""
    await home.fill_in(
        await home.start_flow("account"),
        url=world.simulator.url,
        email=world.demo.email,
        password=PASSWORD,
    )


async def ensure_loaded(home: HomeAssistant) -> None:
    """Raise DemoError when Home Assistant could not set up what was added."""
    for entry in await home.entries():
        if entry["state"] != "loaded":
            msg = f"The entry {entry['title']} is not loaded: {entry['reason']}"
            raise DemoError(msg)
