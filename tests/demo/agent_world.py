"""A printer that no agent exists for: helpers of Home Assistant, and a camera that is drawn.

Home Assistant has a list of states, a few numbers and scripts, as it has of any printer
that comes in by MQTT or a smart plug; an automation makes the print go on. The camera is a
file that is drawn anew every two seconds.
"""

import asyncio
from contextlib import suppress
from pathlib import Path

from tests.simulator import Account, ObicoSimulator, SimulatedPrinter
from tests.simulator.pictures import Scene, render

from .world import PASSWORD, USUAL_PORT

NAME = "Workbench"
STATUS = "input_select.workbench_status"
PROGRESS = "input_number.workbench_progress"
CAMERA, CAMERA_NAME = "camera.shelf_camera", "Shelf camera"
# Seconds between two pictures, and from the start of a print to the first spaghetti.
PICTURE_INTERVAL = 2.0
FAILS_AFTER = 60.0
SPAGHETTI = 0.86

CONFIGURATION = """
input_select:
  workbench_status:
    name: Workbench status
    icon: mdi:printer-3d
    options: [Idle, Printing, Paused, Finished, Cancelled, Error]
input_number:
  workbench_progress:
    name: Workbench progress
    min: 0
    max: 100
    step: 0.1
    unit_of_measurement: "%"
  workbench_nozzle_target:
    name: Workbench nozzle target
    min: 0
    max: 300
    unit_of_measurement: "°C"
input_text:
  workbench_file:
    name: Workbench file
template:
  - sensor:
      - name: Workbench nozzle
        unique_id: workbench_nozzle
        device_class: temperature
        unit_of_measurement: "°C"
        state: "{{ [states('input_number.workbench_nozzle_target') | float(0), 23] | max }}"
      - name: Workbench time left
        unique_id: workbench_time_left
        device_class: duration
        unit_of_measurement: min
        state: "{{ ((100 - states('input_number.workbench_progress') | float(0)) / 6) | round(1) }}"
script:
  workbench_print:
    alias: Workbench print
    sequence:
      - action: input_text.set_value
        target: {entity_id: input_text.workbench_file}
        data: {value: gearbox.gcode}
      - action: input_number.set_value
        target: {entity_id: input_number.workbench_progress}
        data: {value: 0}
      - action: input_number.set_value
        target: {entity_id: input_number.workbench_nozzle_target}
        data: {value: 215}
      - action: input_select.select_option
        target: {entity_id: input_select.workbench_status}
        data: {option: Printing}
  workbench_pause:
    alias: Workbench pause
    sequence:
      - action: input_select.select_option
        target: {entity_id: input_select.workbench_status}
        data: {option: Paused}
  workbench_resume:
    alias: Workbench resume
    sequence:
      - action: input_select.select_option
        target: {entity_id: input_select.workbench_status}
        data: {option: Printing}
  workbench_cancel:
    alias: Workbench cancel
    sequence:
      - action: input_select.select_option
        target: {entity_id: input_select.workbench_status}
        data: {option: Cancelled}
"""
AUTOMATIONS = """
- id: workbench_goes_on
  alias: The workbench goes on
  triggers:
    - trigger: time_pattern
      seconds: /2
  conditions:
    - condition: state
      entity_id: input_select.workbench_status
      state: Printing
  actions:
    - action: input_number.set_value
      target: {entity_id: input_number.workbench_progress}
      data:
        value: "{{ [states('input_number.workbench_progress') | float(0) + 0.2, 100] | min }}"
- id: workbench_ends
  alias: The workbench ends
  triggers:
    - trigger: numeric_state
      entity_id: input_number.workbench_progress
      above: 99.9
  actions:
    - action: input_select.select_option
      target: {entity_id: input_select.workbench_status}
      data: {option: Finished}
"""


class AgentWorld:
    """A running Obico server with a person's account, in which no printer is yet."""

    def __init__(self, simulator: ObicoSimulator, folder: Path) -> None:
        """Prepare an account, and a camera in a folder; use `start` instead."""
        self.simulator = simulator
        self.account: Account = simulator.add_account("workshop@example.com", PASSWORD)
        folder.mkdir(parents=True, exist_ok=True)
        # Newer versions of Home Assistant call the camera like its file.
        self.picture = folder / f"{CAMERA_NAME}.jpg"
        self._pictures = 0
        self._life: asyncio.Task[None] | None = None
        # Whether a print fails by itself, for a person to see what happens then.
        self.fails_by_itself = False

    @classmethod
    async def start(cls, folder: Path) -> AgentWorld:
        """Return a world whose server listens and whose camera sees something."""
        world = cls(ObicoSimulator(), folder)
        try:
            await world.simulator.start(port=USUAL_PORT)
        except OSError:
            await world.simulator.start(port=0)
        world._draw()
        world._life = asyncio.create_task(world._live(), name="camera")
        return world

    async def stop(self) -> None:
        """End the server and the camera."""
        if self._life is not None:
            self._life.cancel()
            with suppress(asyncio.CancelledError):
                await self._life
        await self.simulator.stop()

    @property
    def printer(self) -> SimulatedPrinter:
        """The printer that prints, else the one that was linked last."""
        printers = self.account.printers
        busy = (printer for printer in printers if printer.current_print)
        return next(busy, printers[-1])

    def fail(self) -> None:
        """Let the print fail: the camera sees it, and so will Obico's AI."""
        self.printer.watch.next_score = SPAGHETTI

    def mend(self) -> None:
        """Let the print look good again."""
        self.printer.watch.next_score = 0.02

    async def _live(self) -> None:
        """Draw what the camera sees, over and over."""
        printing = 0.0
        while True:
            await asyncio.sleep(PICTURE_INTERVAL)
            self._draw()
            if not self.fails_by_itself or not self.account.printers:
                continue
            runs = self.printer.current_print is not None
            printing = printing + PICTURE_INTERVAL if runs else 0.0
            if not runs:
                self.mend()
            elif printing == FAILS_AFTER:
                self.fail()

    def _draw(self) -> None:
        """Draw what the camera sees now."""
        self._pictures += 1
        printer = self.printer if self.account.printers else None
        runs = printer is not None and printer.current_print is not None
        job = printer.machine.job if printer and runs else None
        fails = printer is not None and printer.watch.next_score == SPAGHETTI
        scene = Scene(
            title=NAME,
            text="printing" if runs else "idle",
            progress=job.elapsed / job.duration if job else 0.0,
            number=self._pictures,
            hot=runs,
            failure=SPAGHETTI if runs and fails else 0.0,
        )
        # Whoever reads it meanwhile gets a whole picture.
        new = self.picture.with_suffix(".new")
        new.write_bytes(render(scene))
        new.replace(self.picture)
