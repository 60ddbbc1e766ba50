"""Runs the demonstration: for a person with a browser, or as a check of everything."""

import argparse
import asyncio
from pathlib import Path
import shutil
import signal
import sys
import tempfile

from tests.simulator import RealJanus

from .agent_check import AgentCheck
from .agent_scenario import agent_demonstration, what_to_look_at as what_to_do
from .check import Check
from .home_assistant import PASSWORD, USER
from .process import ROOT, DemoError, ensure_port_is_free, free_port
from .scenario import Demonstration, demonstration, say
from .world import PASSWORD as ACCOUNT_PASSWORD

FOLDER = ROOT / ".demo"
DEFAULT_PORT = 8123
LOCAL = "127.0.0.1"


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Shows the Obico integration in a real Home Assistant with simulated printers.",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="needs no person: check that everything works, and exit with 0 if it does",
    )
    parser.add_argument(
        "--agent",
        action="store_true",
        help="show Home Assistant as the agent of a printer that is made of its helpers",
    )
    parser.add_argument(
        "--port",
        type=int,
        help=f"of Home Assistant (default {DEFAULT_PORT}; any free one to check)",
    )
    parser.add_argument(
        "--host",
        default=LOCAL,
        help=f"where it listens (default {LOCAL}: only this machine)",
    )
    parser.add_argument(
        "--speed",
        type=float,
        default=1.0,
        help="how many times as fast as real ones the printers print (default 1)",
    )
    parser.add_argument(
        "--janus",
        metavar="URL",
        help="of a real Janus (ws://127.0.0.1:8188/) whose stream 1 is Prusa's live video",
    )
    return parser.parse_args()


def what_to_look_at(demo: Demonstration) -> str:
    """Return what a person needs to know."""
    home, world = demo.home, demo.world
    new_code = world.workshop.link_code()
    return f"""
Open   {home.url}   user: {USER}   password: {PASSWORD}

What to look at:
  {home.url}/home/areas-print_room
      all printers at a glance
  {home.url}/config/integrations/integration/obico
      two entries: the account {world.demo.email}, and {world.linked.name}, linked with a code
  - {world.printing.name} prints (OctoPrint): press Pause print, then Resume print
  - {world.alerted.name} (Klipper) was paused by the failure detection: press Acknowledge alert, then Resume print
  - {world.off.name} is switched off: only what is known of it has a value
  - {world.linked.name} prints (Klipper): no account is behind it, its buttons use the live stream
  A printer that lies idle begins its next print after a minute.

To go through the set-up yourself, delete an entry or choose Add integration, Obico, with
  server    {world.simulator.url}
  account   {world.demo.email}   password: {ACCOUNT_PASSWORD}
            {world.workshop.email}   password: {ACCOUNT_PASSWORD}
  code      {new_code} (makes a new printer; works once)
  key       {world.linked.key} (of {world.linked.name})

Home Assistant's log: {demo.process.log_file.relative_to(ROOT)}
Ctrl-C ends everything."""


async def show(options: argparse.Namespace) -> bool:
    """Run until somebody has seen enough."""
    port = options.port or DEFAULT_PORT
    ensure_port_is_free(options.host, port)
    folder = FOLDER / f"port-{port}"
    if options.agent:
        async with agent_demonstration(folder, options.host, port) as agent:
            agent.world.fails_by_itself = True
            say(what_to_do(agent))
            await agent.process.run_on()
        return True
    async with demonstration(folder, options.host, port, options.speed) as demo:
        if options.janus:
            demo.world.printing.set_video(RealJanus(options.janus))
        say(what_to_look_at(demo))
        await demo.process.run_on()
    return True


async def check(options: argparse.Namespace) -> bool:
    """Run until everything was looked at; return whether all is well."""
    port = options.port or free_port(options.host)
    ensure_port_is_free(options.host, port)
    FOLDER.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="check-", dir=FOLDER))
    good = False
    try:
        if options.agent:
            async with agent_demonstration(folder, options.host, port) as agent:
                good = await AgentCheck(agent).run()
        else:
            async with demonstration(folder, options.host, port, options.speed) as demo:
                good = await Check(demo).run()
    finally:
        if good:
            shutil.rmtree(folder)
        else:
            say(f"Home Assistant's folder with its log: {folder.relative_to(ROOT)}")
    return good


async def until_stopped(options: argparse.Namespace) -> int:
    """Return the exit code; the first signal to stop ends everything in good order."""
    task = asyncio.create_task(check(options) if options.check else show(options))
    stopping = False

    def stop() -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            say("\nEnding everything …")
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop)
    try:
        return 0 if await task else 1
    except asyncio.CancelledError:
        # Whoever only looks ends it this way; a check that was stopped has checked nothing.
        return 1 if options.check else 0
    except DemoError as error:
        say(f"\nIt does not work: {error}")
        return 1


sys.exit(asyncio.run(until_stopped(arguments())))
