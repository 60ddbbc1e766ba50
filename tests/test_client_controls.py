"""What agents answer and printers tell, of which anything may be missing or strange."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.obico.client import (
    ConnectionOptions,
    PrinterFile,
    TemperatureProfile,
)

RUBBISH: list[Any] = [None, 1, "x", [], {}, {"path": 1}, {"name": "x"}]


def test_files_of_octoprint() -> None:
    """Folders are looked into; what cannot be printed or has no path is left out."""
    tree = {
        "toys": {
            "type": "folder",
            "children": {
                "a": {"type": "machinecode", "path": "toys/a.gcode", "size": "big"},
                "b": {"type": "model", "path": "toys/b.stl"},
            },
        },
        "empty": {"type": "folder", "children": None},
        **{str(number): item for number, item in enumerate(RUBBISH)},
    }
    assert list(PrinterFile.all_from_tree(tree)) == [
        PrinterFile(path="toys/a.gcode", name="a.gcode", size=None, modified_at=None)
    ]


def test_files_of_klipper() -> None:
    """Each path is a file; a time that no clock knows is none."""
    answer = [
        *RUBBISH,
        {"path": "a/b.gcode", "size": 5, "modified": 0},
        {"path": "c.gcode", "modified": 1e300},
    ]
    assert list(PrinterFile.all_from_list(answer)) == [
        PrinterFile(
            path="a/b.gcode",
            name="b.gcode",
            size=5,
            modified_at=datetime(1970, 1, 1, tzinfo=UTC),
        ),
        PrinterFile(path="c.gcode", name="c.gcode", size=None, modified_at=None),
    ]
    assert list(PrinterFile.all_from_list("nothing")) == []


@pytest.mark.parametrize("answer", RUBBISH)
def test_no_connection_options(answer: object) -> None:
    """An answer that tells nothing leaves nothing to choose from."""
    assert ConnectionOptions.from_json(answer) == ConnectionOptions(
        ports=(),
        baud_rates=(),
        preferred_port=None,
        preferred_baud_rate=None,
        connects_itself=None,
    )


def test_temperature_profiles() -> None:
    """OctoPrint calls its first nozzle otherwise in a status; Klipper does not."""
    settings: dict[str, Any] = {
        "temp_profiles": [
            *RUBBISH,
            {"name": "ABS", "extruder": 210, "bed": 100, "chamber": None},
            {"extruder": 210},
            {"name": "Hot", "extruder": "very"},
        ]
    }
    (octoprint,) = TemperatureProfile.all_from_json(settings, "octoprint_obico")
    assert octoprint.name == "ABS"
    assert octoprint.targets == (("bed", 100), ("tool0", 210))
    (klipper,) = TemperatureProfile.all_from_json(settings, "moonraker_obico")
    assert klipper.targets == (("bed", 100), ("extruder", 210))
    assert TemperatureProfile.all_from_json({"temp_profiles": 5}, None) == ()
