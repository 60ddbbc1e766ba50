"""What the tests in a browser share: Home Assistant, the Obico server, a tab."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from playwright.async_api import Browser, expect
import pytest

from tests.demo.process import free_port
from tests.demo.scenario import (
    Demonstration,
    ensure_loaded,
    home_assistant_beside,
    link_with_code,
    sign_in,
)
from tests.demo.world import World
from tests.simulator import Phase, SimulatedPrinter

from .frontend import PATIENCE, Tab, chromium, open_tab

HOST = "127.0.0.1"
expect.set_options(PATIENCE)


@pytest.fixture(scope="session")
async def demo(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncGenerator[Demonstration]:
    """Return a Home Assistant beside an Obico server whose time stands still."""
    world = await World.start(alive=False)
    folder = tmp_path_factory.mktemp("home_assistant") / "demo"
    async with home_assistant_beside(
        world, folder, HOST, free_port(HOST), "UTC"
    ) as running:
        yield running


@pytest.fixture
def world(demo: Demonstration) -> World:
    """Return the Obico server's side."""
    return demo.world


@pytest.fixture
def printer(world: World) -> SimulatedPrinter:
    """Return a printer that lies idle."""
    world.printing.settle()
    if world.printing.phase is not Phase.OPERATIONAL:
        world.printing.finish()
    return world.printing


@pytest.fixture
async def no_entries(demo: Demonstration) -> None:
    """Let Home Assistant know of no account and no printer."""
    for entry in await demo.home.entries():
        await demo.home.remove_entry(entry["entry_id"])


@pytest.fixture
async def entries(demo: Demonstration, no_entries: None) -> None:
    """Let Home Assistant know the account and the linked printer, and follow them live."""
    await link_with_code(demo.home, demo.world)
    await sign_in(demo.home, demo.world)
    await ensure_loaded(demo.home)
    await demo.home.set_options(
        demo.world.demo.email,
        printers=[str(printer.id) for printer in demo.world.demo.printers],
        live="always",
    )
    # The entry is loaded anew for that: now even a printer that is off has a stream.
    async with asyncio.timeout(PATIENCE / 1000):
        while not demo.world.simulator.viewers(demo.world.off) or any(
            entry["state"] != "loaded" for entry in await demo.home.entries()
        ):
            await asyncio.sleep(0.05)


@pytest.fixture(scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """Return the browser."""
    async with chromium() as running:
        yield running


@pytest.fixture
async def tab(
    browser: Browser,
    demo: Demonstration,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> AsyncGenerator[Tab]:
    """Return a tab whose console must stay silent."""
    async with open_tab(browser, demo.home) as opened:
        yield opened
        await opened.page.screenshot(path=tmp_path / "last_seen.png")
    assert opened.complaints == []
