"""Takes the pictures of the documents, all or those that are named."""

import argparse
import asyncio
from pathlib import Path
import sys
import tempfile

from playwright.async_api import Browser

from tests.browser.frontend import chromium, open_tab
from tests.demo.process import DemoError, free_port
from tests.demo.scenario import Demonstration, home_assistant_beside, say, set_all_up
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


async def take(browser: Browser, demo: Demonstration, wanted: Picture) -> None:
    """Take a picture, light and dark."""
    for dark in (False, True):
        async with open_tab(
            browser,
            demo.home,
            width=wanted.width,
            height=wanted.height,
            dark=dark,
            scale=SCALE,
            narrow_sidebar=True,
        ) as tab:
            part = await wanted.show(Studio(demo=demo, tab=tab))
            shot = await shot_at_rest(tab.page, part)
        path = wanted.path(dark=dark)
        save_small(shot, path)
        say(f"  {path.name}: {path.stat().st_size // 1000} kB")


async def run(options: argparse.Namespace) -> None:
    """Set everything up and take what is wanted."""
    world = await World.start(alive=False)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            home_assistant_beside(
                world, Path(folder) / "demo", HOST, free_port(HOST), "UTC"
            ) as demo,
            chromium() as browser,
        ):
            await set_all_up(demo)
            # The linked printer's agent shows that it has the new key.
            world.simulator.tick(BUSY_INTERVAL)
            await furnish(demo)
            for name, wanted in PICTURES.items():
                if not options.names or name in options.names:
                    await take(browser, demo, wanted)


try:
    asyncio.run(run(arguments()))
except DemoError as error:
    sys.exit(f"It does not work: {error}")
