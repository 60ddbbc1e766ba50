"""A simulated week of prints, faults and restarts: python -m tests.bench.soak [DAYS].

Prints, for the end of each day, what the process holds; and what the log said that it
should not have said.
"""

import asyncio
from collections import Counter
import gc
import logging
from pathlib import Path
import sys
from typing import override

from .clock import Clock

CLOCK = Clock()
CLOCK.install()

# All that follows takes its time from that clock.
from .home import Home, home, resident_bytes  # noqa: E402
from .servant import Servant, servant  # noqa: E402
from .targets import TARGETS  # noqa: E402

PRINTERS = 4
MINUTE, HOUR = 60.0, 3600.0
# What happens at each hour of a day: the calls, and those that end it ten minutes later.
TROUBLE: dict[int, tuple[tuple[str, dict[str, object]], tuple[str, dict[str, object]]]]
TROUBLE = {
    2: (("stop", {}), ("start", {})),
    5: (("trouble", {"delay": 0.05}), ("trouble", {})),
    7: (("trouble", {"status": 502}), ("trouble", {})),
    9: (("trouble", {"cut_off": True}), ("trouble", {})),
    11: (("trouble", {"rubbish": "html"}), ("trouble", {})),
    12: (("trouble", {"rubbish": "json"}), ("trouble", {})),
    14: (("trouble", {"throttle": 60}), ("trouble", {})),
    16: (("agents", {"connected": False}), ("agents", {"connected": True})),
    18: (("drop_viewers", {}), ("drop_viewers", {})),
    20: (("trouble", {"hang": True}), ("trouble", {})),
    22: (("trouble", {"status": 500}), ("trouble", {})),
}
# A print begins at these hours and is over before the next.
PRINTS = (1, 13)


class Listener(logging.Handler):
    """Counts warnings and errors."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(logging.WARNING)
        self.heard: Counter[str] = Counter()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Count a message; an exception makes it another one."""
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info:
            text += f" ({record.exc_info[1]!r})"
        self.heard[text] += 1


def holds(running: Home) -> tuple[float, int, int, int, int, int]:
    """Return memory in MB, objects, tasks, timers, open files and sockets, listeners."""
    for _ in range(3):
        gc.collect()
    hass = running.hass
    return (
        resident_bytes() / 1e6,
        len(gc.get_objects()),
        len(asyncio.all_tasks()),
        len(hass.loop._scheduled),  # type: ignore[attr-defined]  # noqa: SLF001
        len(list(Path("/proc/self/fd").iterdir())),
        sum(hass.bus.async_listeners().values()),
    )


async def live(running: Home, server: Servant, minutes: int) -> None:
    """Let printers and Home Assistant live."""
    for _ in range(minutes):
        await server.call("tick", MINUTE)
        await running.advance(MINUTE)


async def day(running: Home, server: Servant) -> None:
    """Live through a day."""
    for hour in range(24):
        if hour in PRINTS:
            await server.call("begin", heated=False)
        rest = 60
        if hour in TROUBLE:
            (begin, how), (end, how_then) = TROUBLE[hour]
            await server.call(begin, **how)
            await live(running, server, 10)
            await server.call(end, **how_then)
            rest -= 10
        await live(running, server, rest)


async def soak(days: int, heard: Counter[str]) -> None:
    """Live through the days, and print what the process holds after each."""
    target = TARGETS["obico"]
    target.import_cpu_ms()
    target.choose_platforms(PRINTERS)
    names = ("MB", "objects", "tasks", "timers", "files", "listeners", "states")
    print("  day" + "".join(f"{name:>10}" for name in names), flush=True)
    writes = 0

    def count(_: object) -> None:
        nonlocal writes
        writes += 1

    # A week has many moments; the loop is watched less closely than for figures.
    async with (
        home(CLOCK, quiet=0.001) as running,
        servant("obico", PRINTERS) as server,
    ):
        await server.call("start")
        entries = target.make_entries(await server.call("describe"))
        await running.set_up(entries)
        running.hass.bus.async_listen("state_changed", count)
        for number in range(days + 1):
            if number:
                await day(running, server)
            memory, *others = holds(running)
            cells = "".join(f"{value:>10}" for value in (*others, writes))
            print(f"{number:>5}{memory:>10.1f}{cells}", flush=True)
            writes = 0
        await running.hass.config_entries.async_unload(entries[0].entry_id)
        await running.settle()
        print(f"unloaded: {len(asyncio.all_tasks()) - 1} tasks are left")


def main() -> None:
    """Run the command."""
    listener = Listener()
    logging.basicConfig(level=logging.WARNING, handlers=[listener])
    logging.captureWarnings(True)
    asyncio.run(soak(int(sys.argv[1]) if len(sys.argv) > 1 else 7, listener.heard))
    print(
        "\nWarnings and errors in the log:" if listener.heard else "\nThe log is clean."
    )
    for text, times in listener.heard.most_common():
        print(f"{times:>5} × {text[:400]}")


if __name__ == "__main__":
    main()
