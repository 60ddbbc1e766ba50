"""Measure one integration with some printers: python -m tests.bench.measure DOMAIN COUNT.

Prints one JSON object: the figures, and why some of them could not be told.
"""

import asyncio
from collections.abc import Callable
import cProfile
import gc
import json
import logging
import pstats
import random
from statistics import median
import sys
import time
from typing import Any

from .clock import Clock, real_monotonic

CLOCK = Clock()
CLOCK.install()

# All that follows takes its time from that clock.
from pytest_homeassistant_custom_component.common import MockConfigEntry  # noqa: E402

from homeassistant.const import STATE_UNAVAILABLE  # noqa: E402
from homeassistant.core import Event, EventStateChangedData, callback  # noqa: E402
from homeassistant.helpers import entity_registry as er  # noqa: E402

from .figures import NAMES  # noqa: E402
from .home import Home, home, percentile, resident_bytes  # noqa: E402
from .probe import Probe  # noqa: E402
from .servant import Servant, servant  # noqa: E402
from .targets import MOST_WITH_ALL_ENTITIES, TARGETS, Target  # noqa: E402

REFRESHES = 20
TICK = 10.0
HOUR = 3600.0
# Of many printers an hour's beginning and a part as long are measured; the rest of the
# hour is taken to be like that part. (A print begins with more changes than it goes on.)
MANY = 100
SHORT_PART, SHORTEST_PART = 300.0, 120.0
# After so many seconds every integration knows that a print is over.
SETTLING = 180.0
# No integration may take longer than that to notice anything, in seconds.
PATIENCE = 900.0


class Measurement:
    """One integration, some printers, and what was found out."""

    def __init__(self, target: Target, count: int, home: Home, server: Servant) -> None:
        """Begin with no figures."""
        self.target = target
        self.count = count
        self.home = home
        self.hass = home.hass
        self.server = server
        self.probe = Probe(home)
        self.entries: list[MockConfigEntry] = []
        # The entity that shows each printer's state.
        self.states: dict[str, int] = {}
        # The printers that have one.
        self.shown: list[int] = []
        self.figures: dict[str, float | None] = dict.fromkeys(NAMES)
        self.reasons: dict[str, str] = {}
        self.profile: cProfile.Profile | None = None
        # When each printer's state changed last: by the loop's clock, and by the real one.
        self.seen: dict[int, tuple[float, float]] = {}
        self.writes = 0
        self.hass.bus.async_listen("state_changed", self._state_changed)

    @callback
    def _state_changed(self, event: Event[EventStateChangedData]) -> None:
        """Note a change."""
        self.writes += 1
        new = event.data["new_state"]
        if new is None or new.state == STATE_UNAVAILABLE:
            return
        if (index := self.states.get(event.data["entity_id"])) is not None:
            self.seen.setdefault(index, (self.hass.loop.time(), real_monotonic()))

    async def run(self) -> None:
        """Find out everything."""
        await self.server.call("begin", heated=True)
        await self.set_up()
        if self.target.polls_only is not None:
            await self.reload(self.target.polls_only)
        await self.refreshes()
        await self.polled_changes()
        if self.target.polls_only is not None:
            await self.reload({})
            await self.pushed_changes()
        await self.hours()
        await self.outages()
        self.figures["longest_hold_ms"] = 1000 * self.probe.longest
        self.reasons["longest_hold_ms"] = (
            f"beside it, the interpreter tidied its memory for up to {1000 * self.probe.longest_tidying:.0f} ms"
        )

    async def set_up(self) -> None:
        """Set the entries up."""
        world = await self.server.call("describe")
        self.entries = self.target.make_entries(world)
        await self.server.call("take_count")
        gc.collect()
        memory = resident_bytes()
        taken, loaded_at = await self.home.set_up(self.entries)
        self.figures["setup_ms"] = 1000 * taken
        self.figures["setup_requests"], _ = await self.server.call(
            "take_count", loaded_at
        )
        await self.home.settle()
        gc.collect()
        memory = resident_bytes() - memory
        registry = er.async_get(self.hass)
        enabled = sum(
            entity.platform == self.target.domain and entity.disabled_by is None
            for entity in registry.entities.values()
        )
        self.figures["entities_per_printer"] = enabled / self.count
        self.figures["kb_per_entity"] = memory / 1000 / enabled if enabled else None
        for index, unique_id in enumerate(self.target.state_ids(self.entries, world)):
            found = registry.async_get_entity_id(
                "sensor", self.target.domain, unique_id
            )
            if found is not None and self.hass.states.get(found) is not None:
                self.states[found] = index
        self.shown = sorted(self.states.values())
        if not self.shown:
            msg = f"{self.target.domain} shows no state of any printer"
            raise RuntimeError(msg)
        if self.count > MOST_WITH_ALL_ENTITIES:
            self.reasons["entities_per_printer"] = (
                "some sensors only: Home Assistant has at most 10,000 entities for an entry"
            )

    async def reload(self, options: Any) -> None:
        """Load the entries anew, with other options."""
        for entry in self.entries:
            self.hass.config_entries.async_update_entry(entry, options=options)
            await self.hass.config_entries.async_reload(entry.entry_id)
        await self.hass.async_block_till_done()
        await self.home.settle()

    # Refreshes

    async def refreshes(self) -> None:
        """Read all printers several times, each time with other values."""
        spent, requests, received = [], [], []
        await self.home.advance(self.target.interval * 1.5)
        for _ in range(REFRESHES):
            await self.server.call("tick", TICK)
            await self.server.call("take_count")
            spent.append(await self._refresh())
            asked, bytes_ = await self.server.call("take_count")
            requests.append(asked)
            received.append(bytes_)
        with self.probe.watching():
            for _ in range(3):
                await self.server.call("tick", TICK)
                await self._refresh()
        self.figures["loop_ms_per_printer_refresh"] = 1000 * median(spent) / self.count
        self.figures["requests_per_refresh"] = median(requests)
        self.figures["bytes_per_refresh"] = median(received)

    async def _refresh(self) -> float:
        """Let one interval pass, and return what the loop's thread spent, in seconds."""
        if self.profile:
            self.profile.enable()
        own, begin = self.home.own, time.thread_time()
        await self.home.advance(self.target.interval)
        spent = time.thread_time() - begin - (self.home.own - own)
        if self.profile:
            self.profile.disable()
        return spent

    # Changes

    async def pushed_changes(self) -> None:
        """Change printers that are followed live, while 5 % of the others push."""
        await self.server.call("tick", TICK)
        await self.home.advance(TICK)
        followed = set(await self.server.call("followed")) & set(self.shown)
        if not followed:
            why = "no printer was followed live"
            self.reasons["change_to_state_ms_p50"] = why
            self.reasons["change_to_state_ms_p99"] = why
            return
        if (missing := len(self.shown) - len(followed)) > 0:
            self.reasons["change_to_state_ms_p50"] = (
                f"of those that are followed live; {missing} are not, for want of connections"
            )
        shown = sorted(followed)
        latencies: list[float] = []
        group = min(5, len(shown))
        rounds = (100 if self.count <= MANY else 50) // group
        for number in range(rounds):
            begin = number * group
            chosen = [shown[(begin + i) % len(shown)] for i in range(group)]
            others = random.sample(range(self.count), self.count // 20)
            self.seen.clear()
            with self.probe.watching():
                await self.server.call("push", others)
                await self.server.call("toggle", chosen)
                await self._until_seen(chosen)
            latencies += [
                1000 * (self.seen[index][1] - self.server.called_at)
                for index in chosen
                if index in self.seen
            ]
            if missing := len(set(chosen) - self.seen.keys()):
                self.reasons["change_to_state_ms_p99"] = (
                    f"{missing} of {group} changes were not seen within 2 s"
                )
            await self.home.advance(2.0)
        await self._resume()
        if latencies:
            self.figures["change_to_state_ms_p50"] = percentile(latencies, 50)
            self.figures["change_to_state_ms_p99"] = percentile(latencies, 99)

    async def _until_seen(self, chosen: list[int]) -> None:
        """Wait in real time until the states of printers changed."""
        end = real_monotonic() + 2.0
        all_seen = self._all_seen(chosen)
        while not all_seen() and real_monotonic() < end:
            await asyncio.sleep(0.005)

    def _all_seen(self, printers: list[int]) -> Callable[[], bool]:
        """Return what tells whether the states of all these printers changed."""
        wanted = set(printers)
        return lambda: self.seen.keys() >= wanted

    async def _resume(self) -> None:
        """Let all printers print again."""
        await self.server.call("resume")
        await self.home.advance(2 * self.target.interval)

    async def polled_changes(self) -> None:
        """Change printers at any moment between two refreshes, without pushing."""
        interval = self.target.interval
        group = min(10, len(self.shown))
        latencies: list[float] = []
        for _ in range(20 // group):
            moments = sorted(random.uniform(0, interval) for _ in range(group))
            chosen = random.sample(self.shown, group)
            self.seen.clear()
            changed: dict[int, float] = {}
            passed = 0.0
            for moment, index in zip(moments, chosen, strict=True):
                await self.home.advance(moment - passed)
                passed = moment
                self.seen.pop(index, None)
                await self.server.call("toggle", [index])
                changed[index] = self.hass.loop.time()
            await self.home.advance(PATIENCE, self._all_seen(chosen))
            latencies += [
                1000 * (self.seen[index][0] - changed[index])
                for index in chosen
                if index in self.seen
            ]
        await self._resume()
        if not latencies:
            self.reasons["polled_change_to_state_ms_p50"] = "no change was seen"
            return
        self.figures["polled_change_to_state_ms_p50"] = percentile(latencies, 50)
        if self.target.polls_only is None:
            self.figures["change_to_state_ms_p50"] = percentile(latencies, 50)
            self.figures["change_to_state_ms_p99"] = percentile(latencies, 99)

    # Hours

    async def hours(self) -> None:
        """Count the states of an hour without a print, and of one with a print."""
        await self.server.call("end")
        # The heaters cool down.
        await self.server.call("tick", 900)
        await self.home.settle()
        await self._live(SETTLING)
        self.figures["states_per_hour_idle"] = await self._hour(3 * TICK)
        await self.server.call("begin", heated=False)
        self.figures["states_per_hour_printing"] = await self._hour(TICK)

    async def _hour(self, tick: float) -> float:
        """Let an hour pass, or parts of it, and return the states by hour and printer."""
        part = HOUR / 2
        if self.count >= MANY:
            part = SHORT_PART if self.count == MANY else SHORTEST_PART
        self.writes = 0
        await self._live(part, tick)
        begun, self.writes = self.writes, 0
        await self._live(part, tick)
        return (begun + self.writes * (HOUR - part) / part) / self.count

    async def _live(self, seconds: float, tick: float = TICK) -> None:
        """Let printers and Home Assistant live."""
        for _ in range(round(seconds / tick)):
            await self.server.call("tick", tick)
            await self.home.settle()
            await self.home.advance(tick)

    # Outages

    async def outages(self) -> None:
        """Stop the server for a while, and see how soon it is found again."""
        times: list[float] = []
        every_seen = self._all_seen(self.shown)
        for _ in range(3 if self.count < MANY else 1):
            await self.server.call("stop")
            await self.home.advance(PATIENCE, lambda: not self._available())
            if self._available():
                self.reasons["recover_s"] = "the outage was not noticed"
                return
            await self.home.advance(random.uniform(0, self.target.interval))
            self.seen.clear()
            await self.server.call("start")
            begin = self.hass.loop.time()
            await self.home.advance(PATIENCE, every_seen)
            if not every_seen():
                self.reasons["recover_s"] = f"not within {PATIENCE:.0f} s"
                return
            times.append(median(at - begin for at, _ in self.seen.values()))
            await self.home.advance(self.target.interval)
        self.figures["recover_s"] = median(times)

    def _available(self) -> list[str]:
        """Return the printers whose state is known."""
        return [
            entity_id
            for entity_id in self.states
            if (state := self.hass.states.get(entity_id))
            and state.state != STATE_UNAVAILABLE
        ]


async def measure(target: Target, count: int, profile: bool) -> Measurement:
    """Measure an integration."""
    target.import_cpu_ms()
    target.choose_platforms(count)
    async with home(CLOCK) as running, servant(target.domain, count) as server:
        await server.call("start")
        measurement = Measurement(target, count, running, server)
        measurement.profile = cProfile.Profile(time.thread_time) if profile else None
        await measurement.run()
    return measurement


def main() -> None:
    """Measure what the command line names."""
    domain, count, *more = sys.argv[1:]
    # An outage is told at once, a hundred times.
    logging.disable(logging.CRITICAL)
    found = asyncio.run(measure(TARGETS[domain], int(count), "--profile" in more))
    if found.profile:
        for order in ("tottime", "cumtime"):
            pstats.Stats(found.profile, stream=sys.stderr).sort_stats(
                order
            ).print_stats(40)
        sys.stderr.write(f"longest hold: {found.probe.where}\n")
    print(json.dumps({"figures": found.figures, "reasons": found.reasons}))


if __name__ == "__main__":
    main()
