"""The temperatures that a printer's agent keeps for materials."""

from typing import Self

from .reading import Json, read_list, read_number, read_text
from .record import Record


class TemperatureProfile(Record):
    """Temperatures for a material, each under the name that the printer gives its heater."""

    name: str
    targets: tuple[tuple[str, float], ...]

    @classmethod
    def all_from_json(cls, settings: Json, agent_name: str | None) -> tuple[Self, ...]:
        """Read all of a printer's settings; one without a name or a target is left out."""
        # OctoPrint names its first nozzle in a status otherwise than here.
        names = {"extruder": "tool0"} if agent_name == "octoprint_obico" else {}
        profiles = []
        for record in read_list(settings, "temp_profiles"):
            if not isinstance(record, dict) or not (name := read_text(record, "name")):
                continue
            targets = tuple(
                (names.get(heater, heater), target)
                for heater in sorted(record, key=str)
                if isinstance(heater, str)
                and (target := read_number(record, heater)) is not None
            )
            if targets:
                profiles.append(cls(name=name, targets=targets))
        return tuple(profiles)
