"""What the printers of the demonstration printed in the weeks before it begins."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from tests.simulator import SimulatedPrinter
from tests.simulator.kinds import utc_now
from tests.simulator.media import TAGGED_VIDEO, VIDEO
from tests.simulator.pictures import Scene, render
from tests.simulator.records import Print

# How many hours a file takes, and how many metres of filament.
FILES = {
    "cable_clips.gcode": (1.5, 6.2),
    "drawer_divider.gcode": (5.5, 31.0),
    "flower_pot.gcode": (7.25, 44.5),
    "headphone_hook.gcode": (2.75, 12.9),
    "phone_stand.gcode": (3.25, 17.4),
    "tool_holder.gcode": (4.5, 24.8),
}
DAYS = 45
# How often a printer prints on a day, and how often that fails.
PRINTS_A_DAY = 0.4
FAILURES = 0.12


def print_in_the_past(printers: Iterable[SimulatedPrinter]) -> None:
    """Give printers the prints of the last weeks, up to the day before yesterday."""
    chance = Random(11)
    today = utc_now().replace(hour=0, minute=0, second=0, microsecond=0)
    printers = list(printers)
    for days in range(DAYS, 1, -1):
        morning = today - timedelta(days=days)
        for number, printer in enumerate(printers):
            if chance.random() < PRINTS_A_DAY:
                start = morning + timedelta(hours=8, minutes=17 * number)
                file_name = chance.choice(list(FILES))
                _print(printer, file_name, start, failed=chance.random() < FAILURES)


def _print(
    printer: SimulatedPrinter, file_name: str, start: datetime, *, failed: bool
) -> None:
    """Add a print that is over, with its picture and its time-lapses."""
    hours, metres = FILES[file_name]
    share = 0.4 if failed else 1.0
    seconds = hours * 3600 * share
    end = start + timedelta(seconds=seconds)
    simulator = printer.simulator
    ended = Print(
        id=simulator.next_id("print"),
        printer=printer,
        file_name=file_name,
        started_at=start,
        finished_at=None if failed else end,
        cancelled_at=end if failed else None,
        alerted_at=end if failed else None,
        alert_acknowledged_at=end if failed else None,
        print_time=seconds,
        filament_used=metres * 1000 * share,
    )
    scene = Scene(
        title=printer.name,
        text=file_name,
        progress=share,
        number=ended.id,
        failure=0.7 if failed else 0.0,
    )
    media = simulator.media
    ended.poster_url = media.add(f"past/{ended.id}.jpg", partial(render, scene))
    ended.video_url = media.add(f"past/{ended.id}.mp4", VIDEO, "video/mp4")
    ended.tagged_video_url = media.add(
        f"past/{ended.id}_tagged.mp4", TAGGED_VIDEO, "video/mp4"
    )
    simulator.prints.append(ended)
