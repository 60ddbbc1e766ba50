"""Run the simulated server by itself: python -m tests.simulator --port 3334 --speed 30."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import suppress
import signal

from .demo import demo_world
from .server import ObicoSimulator


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=3334)
    parser.add_argument("--speed", type=float, default=1.0, help="times real time")
    return parser.parse_args(given)


async def run(options: argparse.Namespace) -> None:
    """Serve the demonstration until somebody interrupts it."""
    simulator = ObicoSimulator(speed=options.speed)
    world = demo_world(simulator)
    await simulator.start(options.host, options.port)
    life = asyncio.create_task(world.live())
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupted.set)
    print(world.text(), flush=True)
    try:
        await asyncio.wait(
            (life, asyncio.ensure_future(interrupted.wait())),
            return_when=asyncio.FIRST_COMPLETED,
        )
        if life.done():
            life.result()
    finally:
        life.cancel()
        with suppress(asyncio.CancelledError):
            await life
        await simulator.stop()


def main(given: Sequence[str] | None = None) -> None:
    """Run the command."""
    options = arguments(given)
    try:
        asyncio.run(run(options))
    except OSError as error:
        raise SystemExit(f"Cannot listen at port {options.port}: {error}") from error


if __name__ == "__main__":
    main()
