"""How many states a printing printer writes into the history of Home Assistant."""

import asyncio
from collections import Counter
import random
import sys

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback

from .conftest import polling_only, set_up
from .simulator import AgentKind, ObicoSimulator, SimulatedPrinter
from .test_coordinator import refresh, state

# States that a printer may write in an hour of printing.
BUDGET = 300
SECONDS = 3600


class Trembling:
    """A printer whose measurements tremble, as those of real ones do."""

    def __init__(
        self, hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter
    ) -> None:
        """Tell how an entry follows a printer."""
        self._printer = printer
        self._random = random.Random(printer.id)
        self._told = asyncio.Event()
        entry.async_on_unload(
            entry.runtime_data.async_add_listener(self._told.set, printer.id)
        )

    def _noise(self, width: float) -> float:
        """Return how far a measurement is off."""
        return self._random.uniform(-width, width)

    async def send_status(self, seconds: float) -> None:
        """Let time pass, and have the agent send its status."""
        machine = self._printer.machine
        machine.advance(seconds)
        steady = [(heater, heater.actual) for heater in machine.heaters]
        for heater, actual in steady:
            heater.actual = actual + self._noise(0.5) if actual else actual
        machine.feed_rate = machine.flow_rate = 1 + self._noise(0.02)
        self._printer.publish()
        for heater, actual in steady:
            heater.actual = actual
        await self._arrived()

    async def send_picture(self) -> None:
        """Have the agent upload a picture, for which the server finds a score."""
        self._printer.watch.score = self._random.uniform(0, 0.08)
        self._printer.take_picture()
        await self._arrived()

    async def _arrived(self) -> None:
        """Wait until Home Assistant knows; no clock runs meanwhile."""
        for _ in range(5000):
            if self._told.is_set():
                self._told.clear()
                return
            await asyncio.sleep(0)
        pytest.fail("Nothing came over the live stream")


@pytest.mark.parametrize("agent", [AgentKind.OCTOPRINT, AgentKind.KLIPPER])
async def test_an_hour_of_printing(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    agent: AgentKind,
) -> None:
    """A printer that is followed live writes few states, and nothing important late."""
    simulator.attach_agent(octoprint, agent)
    await set_up(hass, account_entry)
    written: Counter[str] = Counter()

    @callback
    def count(event: Event[EventStateChangedData]) -> None:
        written[event.data["entity_id"]] += 1

    hass.bus.async_listen(EVENT_STATE_CHANGED, count)
    octoprint.start_print("dragon.gcode", duration=SECONDS, layers=240)
    octoprint.settle()
    # Nothing but what is sent below is told.
    octoprint.camera.off = True
    await refresh(hass, account_entry)
    while simulator.viewers(octoprint) == 0:
        await asyncio.sleep(0)
    printer = Trembling(hass, account_entry, octoprint)
    for _ in range(0, SECONDS, 10):
        freezer.tick(5)
        await printer.send_status(10)
        job = octoprint.machine.job
        assert job is not None
        if job.heated:
            progress = state(hass, "sensor.prusa_current_progress")
            assert progress == str(int(100 * job.fraction))
        freezer.tick(5)
        await printer.send_picture()
    sys.stdout.write(f"{agent}: {written.total()} states, {written.most_common()}\n")
    assert written["sensor.prusa_current_progress"] > 90
    assert written.total() <= BUDGET


async def test_small_changes_wait(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The smaller a change is, the longer it waits; trembling is no change."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    nozzle = octoprint.machine.hotend

    async def shows(actual: float, seconds: float) -> float:
        freezer.tick(seconds)
        nozzle.actual = actual
        octoprint.publish()
        await refresh(hass, account_entry)
        return float(state(hass, "sensor.prusa_nozzle_temperature"))

    assert await shows(200, 60) == 200
    assert await shows(201, 60) == 200
    assert await shows(204, 10) == 200
    assert await shows(204, 40) == 204
    assert await shows(204.9, 3000) == 204
    # A printer that was away is not compared with what it was before.
    octoprint.go_offline()
    await refresh(hass, account_entry)
    octoprint.go_online()
    assert await shows(204.6, 1) == 204.6


async def test_leap_does_not_wait(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """A failure score that jumps is shown at once, one that trembles is not."""
    octoprint.start_print("dragon.gcode", duration=SECONDS, layers=240, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    for score, shown in ((0.1, "0"), (0.16, "16"), (0.2, "16"), (0.02, "16")):
        octoprint.set_failure_score(score)
        await refresh(hass, account_entry)
        assert state(hass, "sensor.prusa_failure_score") == shown
