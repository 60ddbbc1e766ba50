"""What the heaters and thermometers of a printer are called."""

from collections.abc import Mapping
from functools import cache
import re

# The heaters that most printers have, under the names that OctoPrint and Klipper give them.
KNOWN_HEATERS = {
    "tool0": "nozzle",
    "extruder": "nozzle",
    "bed": "bed",
    "heater_bed": "bed",
    "chamber": "chamber",
}
FURTHER_NOZZLE = re.compile(r"(?:tool|extruder)([1-9]\d*)")
# Klipper puts its kind of a thing before the name that its owner gave it.
KIND = re.compile(r"(?:heater_generic|temperature_\w+) ")
# What each thermometer's name in Home Assistant ends with anyway.
ENDING = re.compile(r"[ _](?:temp|temperature)$")


@cache
def heater_name(name: str) -> tuple[str, Mapping[str, str] | None]:
    """Return what a heater is: the key of its translated name, and what fills it in.

    One that is not well known keeps its own name.
    """
    own = KIND.sub("", name, count=1)
    if known := KNOWN_HEATERS.get(own):
        return known, None
    if nozzle := FURTHER_NOZZLE.fullmatch(own):
        return "nozzle_number", {"number": str(int(nozzle[1]) + 1)}
    own = ENDING.sub("", own).replace("_", " ")
    own = re.sub(r"\b(?:mcu|cpu)\b", lambda found: found[0].upper(), own)
    return "heater", {"name": own[:1].upper() + own[1:]}
