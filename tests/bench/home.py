"""A real Home Assistant whose time jumps from one timer to the next."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
import time
from unittest.mock import patch
from weakref import WeakSet

from aiohttp import ThreadedResolver
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from homeassistant import loader
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .clock import Clock, real_monotonic

# The loop has settled when it spent less than QUIET_CPU in a pause of QUIET (seconds).
QUIET, QUIET_CPU = 0.003, 0.0003
# Timers that are due so soon after each other, in seconds, run together.
TOGETHER = 0.02
# A task that waits for so long, without any work being done, lives on.
LASTING, LASTING_CPU = 0.4, 0.02
SET_UP_LIMIT = 600.0
# What every Home Assistant has loaded; it belongs to no printer integration.
BASE = (
    "binary_sensor",
    "button",
    "event",
    "image",
    "number",
    "select",
    "sensor",
    "switch",
    "update",
)


class Resolver(ThreadedResolver):
    """Finds hosts without looking for them in the local network."""

    async def real_close(self) -> None:
        """Close; Home Assistant calls it by this name."""
        await self.close()


class Home:
    """Home Assistant, and the hand that turns its clock."""

    def __init__(self, hass: HomeAssistant, clock: Clock, quiet: float) -> None:
        """Take a Home Assistant that runs."""
        self._quiet = quiet
        self.hass = hass
        self._clock = clock
        self._lasting: WeakSet[asyncio.Task[object]] = WeakSet()
        # What this object itself has spent on the loop, CPU seconds.
        self.own = 0.0

    def _fresh_tasks(self) -> list[asyncio.Task[object]]:
        """Return the tasks that will end."""
        begin = time.thread_time()
        fresh = [
            task
            for task in asyncio.all_tasks()
            if task not in self._lasting and not task.done()
        ]
        self.own += time.thread_time() - begin
        return fresh

    async def settle(self) -> None:
        """Wait until nothing is under way; this does not move the clock."""
        if (current := asyncio.current_task()) is not None:
            self._lasting.add(current)
        while True:
            spent = time.thread_time()
            if fresh := self._fresh_tasks():
                done, pending = await asyncio.wait(fresh, timeout=LASTING)
                if not done and time.thread_time() - spent < LASTING_CPU:
                    self._lasting.update(pending)
                continue
            spent = time.thread_time()
            await asyncio.sleep(self._quiet)
            if (spent := time.thread_time() - spent) < QUIET_CPU:
                # This was but the looking.
                self.own += spent
                return

    async def advance(
        self, seconds: float, stop: Callable[[], bool] = lambda: False
    ) -> None:
        """Let time pass, from timer to timer, until it is over or `stop` says so."""
        loop = self.hass.loop
        end = loop.time() + seconds
        while not stop():
            begin = time.thread_time()
            timers: list[asyncio.TimerHandle] = loop._scheduled  # type: ignore[attr-defined]  # noqa: SLF001
            due = min(timers[0].when() + TOGETHER, end) if timers else end
            self._clock.jump(max(0.0, due - loop.time()))
            self.own += time.thread_time() - begin
            await self.settle()
            if loop.time() >= end:
                return

    async def set_up(self, entries: Sequence[MockConfigEntry]) -> tuple[float, float]:
        """Set up entries of one integration, as Home Assistant does when it starts.

        Returns the seconds until all are loaded, those that had to be tried again
        included, and when that was by the real clock.
        """
        begin = self.hass.loop.time()
        taken = loaded_at = 0.0
        loaded: set[str] = set()

        def note(entry: MockConfigEntry) -> None:
            """Note when the last entry was loaded."""
            nonlocal taken, loaded_at
            if entry.state is ConfigEntryState.LOADED:
                loaded.add(entry.entry_id)
                taken, loaded_at = self.hass.loop.time() - begin, real_monotonic()

        for entry in entries:
            entry.add_to_hass(self.hass)
            entry.async_on_state_change(partial(note, entry))
        await async_setup_component(self.hass, entries[0].domain, {})
        await self.hass.async_block_till_done()
        while len(loaded) < len(entries):
            if self.hass.loop.time() - begin > SET_UP_LIMIT:
                raise RuntimeError("not all entries could be set up")
            await self.settle()
            await self.advance(1.0)
            await self.hass.async_block_till_done()
        return taken, loaded_at


@asynccontextmanager
async def home(clock: Clock, quiet: float = QUIET) -> AsyncGenerator[Home]:
    """Run a Home Assistant without a recorder for as long as the context lasts."""
    with (
        patch(
            "homeassistant.helpers.aiohttp_client._async_make_resolver",
            lambda hass: Resolver(),
        ),
        # Another Home Assistant may listen on this machine.
        patch("homeassistant.components.http.server.HomeAssistantHTTP.async_bind"),
    ):
        async with async_test_home_assistant() as hass:
            # Otherwise it would know none.
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
            for component in BASE:
                await async_setup_component(hass, component, {})
            await hass.async_block_till_done()
            yield Home(hass, clock, quiet)
            await hass.async_stop(force=True)


def resident_bytes() -> int:
    """Return how much memory the process holds."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("this system does not tell a process's memory")


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]
