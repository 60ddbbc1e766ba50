"""Takes the pictures of the documents, all or those that are named."""

import argparse
import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
import sys
import tempfile

from playwright.async_api import Browser

from tests.browser.frontend import chromium, open_tab
from tests.demo.agent_scenario import agent_demonstration
from tests.demo.home_assistant import HomeAssistant
from tests.demo.process import DemoError, free_port
from tests.demo.scenario import home_assistant_beside, say, set_all_up
from tests.demo.world import World
from tests.simulator.known import BUSY_INTERVAL

from .furniture import furnish
from .paint import save_small, shot_at_rest
from .pictures import PICTURES
from .table import Picture, Studio

HOST = "127.0.0.1"
# Pixels that a point has, for screens that are finer than ours.
SCALE = 1.5


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="scripts/screenshots",
        description="Takes the pictures of the documents anew, light and dark.",
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"take only these of {', '.join(PICTURES)}",
    )
    options = parser.parse_args()
    if unknown := set(options.names) - PICTURES.keys():
        parser.error(f"there is no picture {', '.join(sorted(unknown))}")
    return options


async def take(browser: Browser, home: HomeAssistant, wanted: Picture) -> None:
    """Take a picture, light and dark."""
    for dark in (False, True):
        async with open_tab(
            browser,
            home,
            width=wanted.width,
            height=wanted.height,
            dark=dark,
            scale=SCALE,
            narrow_sidebar=True,
        ) as tab:
            part = await wanted.show(Studio(home=home, tab=tab))
            shot = await shot_at_rest(tab.page, part)
        path = wanted.path(dark=dark)
        save_small(shot, path)
        say(f"  {path.name}: {path.stat().st_size // 1000} kB")


async def run(options: argparse.Namespace) -> None:
    """Set everything up and take what is wanted."""
    wanted = [PICTURES[name] for name in options.names or PICTURES]
    async with chromium() as browser:
        for home_for, agent in (
            (printers_of_agents, False),
            (printer_of_helpers, True),
        ):
            if pictures := [one for one in wanted if one.agent is agent]:
                with tempfile.TemporaryDirectory() as folder:
                    async with home_for(Path(folder) / "demo") as home:
                        for one in pictures:
                            await take(browser, home, one)


@asynccontextmanager
async def printers_of_agents(folder: Path) -> AsyncGenerator[HomeAssistant]:
    """Set up a Home Assistant with all kinds of printers, whose time stands still."""
    world = await World.start(alive=False)
    async with home_assistant_beside(
        world, folder, HOST, free_port(HOST), "UTC"
    ) as demo:
        await set_all_up(demo)
        # The linked printer's agent shows that it has the new key.
        world.simulator.tick(BUSY_INTERVAL)
        await furnish(demo)
        yield demo.home


@asynccontextmanager
async def printer_of_helpers(folder: Path) -> AsyncGenerator[HomeAssistant]:
    """Set up a Home Assistant that is the agent of a printer itself."""
    async with agent_demonstration(folder, HOST, free_port(HOST)) as demo:
        yield demo.home


try:
    asyncio.run(run(arguments()))
except DemoError as error:
    sys.exit(f"It does not work: {error}")
