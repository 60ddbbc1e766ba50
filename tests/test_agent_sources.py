"""What states of Home Assistant say of a reported printer, and the pictures of its camera."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
import random
from typing import Any

from PIL import Image
import pytest

from custom_components.obico.agent_config import (
    CONF_BED_TARGET,
    CONF_BED_TEMPERATURE,
    CONF_CHAMBER_TEMPERATURE,
    CONF_FILE_NAME,
    CONF_LAYER,
    CONF_NOZZLE_TARGET,
    CONF_NOZZLE_TEMPERATURE,
    CONF_PROGRESS,
    CONF_STATUS,
    CONF_TIME_LEFT,
    CONF_TOTAL_LAYERS,
    Meaning,
    read_states,
)
from custom_components.obico.agent_pictures import HUGE_SIDE, prepare
from custom_components.obico.agent_presets import GUESSES, PRESETS
from custom_components.obico.agent_sources import (
    read_count,
    read_percent,
    read_report,
    read_temperature,
    read_time_left,
)
from custom_components.obico.client import (
    PICTURE_HEIGHT,
    PICTURE_WIDTH,
    AgentReport,
    PrintEnd,
    ReportedHeater,
    ReportedState,
)
from homeassistant.core import State

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
STATES = read_states({"printing": ["Running"], "finished": ["finish"]})


def told(**states: Any) -> AgentReport:
    """Return what is reported when these fields have these states."""
    known: Mapping[str, State] = {
        name: State(f"sensor.{name}", value) if isinstance(value, str) else value
        for name, value in states.items()
    }
    return read_report(known.get, STATES, NOW)


def with_unit(state: str, unit: str) -> State:
    """Return a state with its unit."""
    return State("sensor.any", state, {"unit_of_measurement": unit})


def as_id(value: object) -> str:
    """Return what a test case is called."""
    if isinstance(value, State):
        return f"{value.state} {value.attributes.get('unit_of_measurement', '')}"
    return str(value)


def test_everything() -> None:
    """All that is known is told, in the units of Obico."""
    report = told(
        **{
            CONF_STATUS: "running",
            CONF_PROGRESS: "42.5",
            CONF_TIME_LEFT: with_unit("1.5", "h"),
            CONF_FILE_NAME: " dragon.3mf ",
            CONF_LAYER: "12.0",
            CONF_TOTAL_LAYERS: "312",
            CONF_NOZZLE_TEMPERATURE: with_unit("428.0", "°F"),
            CONF_NOZZLE_TARGET: with_unit("220", "°C"),
            CONF_BED_TEMPERATURE: "60.25",
            CONF_BED_TARGET: "unknown",
        }
    )
    assert report == AgentReport(
        state=ReportedState.PRINTING,
        file_name="dragon.3mf",
        progress=42.5,
        time_left=timedelta(minutes=90),
        layer=12,
        total_layers=312,
        heaters={
            "tool0": ReportedHeater(actual=220.0, target=220.0),
            "bed": ReportedHeater(actual=60.25),
        },
    )


@pytest.mark.parametrize("status", ["unavailable", "unknown", "", "calibrating"])
def test_nothing_known(status: str) -> None:
    """A status that says nothing, or nothing that is known, changes nothing."""
    names = (CONF_PROGRESS, CONF_TIME_LEFT, CONF_FILE_NAME, CONF_CHAMBER_TEMPERATURE)
    report = told(**dict.fromkeys(names, "unavailable"), **{CONF_STATUS: status})
    assert report == AgentReport(state=ReportedState.UNKNOWN)
    assert told() == report


def test_end_of_a_print() -> None:
    """A status may say how the last print ended; the printer is ready again."""
    report = told(**{CONF_STATUS: "FINISH"})
    assert report.state is ReportedState.OPERATIONAL
    assert report.ended is PrintEnd.FINISHED


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (with_unit("90", "min"), timedelta(minutes=90)),
        (with_unit("5400000", "ms"), timedelta(minutes=90)),
        (with_unit("90", "s"), timedelta(seconds=90)),
        (with_unit("90", "%"), None),
        (State("sensor.any", "90"), timedelta(seconds=90)),
        (State("sensor.any", "1:30:00"), timedelta(minutes=90)),
        (State("sensor.any", "2026-11-26T11:30:00+00:00"), timedelta(minutes=90)),
        (State("sensor.any", "2026-11-26T09:30:00+00:00"), None),
        (State("sensor.any", "0"), None),
        (State("sensor.any", "-3"), None),
        (State("sensor.any", "soon"), None),
        (State("sensor.any", "0000-00-00 00:00:00"), None),
        (State("sensor.any", "0001-01-01T00:00:00+02:00"), None),
        (State("sensor.any", "9" * 40), None),
        (State("sensor.any", "unavailable"), None),
        (None, None),
    ],
    ids=as_id,
)
def test_time_left(state: State | None, expected: timedelta | None) -> None:
    """The time that is left is told as a duration, or by the end."""
    assert read_time_left(state, NOW) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("-1", 0.0),
        ("0", 0.0),
        ("99.6", 99.6),
        ("130", 100.0),
        ("nan", None),
        ("", None),
    ],
)
def test_percent(state: str, expected: float | None) -> None:
    """Progress is from 0 to 100."""
    assert read_percent(State("sensor.any", state)) == expected


@pytest.mark.parametrize(
    ("state", "expected"), [("3", 3), ("3.7", 3), ("-1", None), ("?", None)]
)
def test_count(state: str, expected: int | None) -> None:
    """Layers are whole numbers."""
    assert read_count(State("sensor.any", state)) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (with_unit("50", "°F"), 10.0),
        (with_unit("300", "K"), 26.85),
        (with_unit("50", "%"), None),
        (with_unit("hot", "°C"), None),
    ],
    ids=as_id,
)
def test_temperature(state: State, expected: float | None) -> None:
    """Temperatures are in °C."""
    assert read_temperature(state) == expected


@pytest.mark.parametrize("name", PRESETS)
def test_meanings(name: str) -> None:
    """Each known state has one meaning, and printing and being paused are told apart."""
    preset = PRESETS[name]
    states = [state for states in preset.states.values() for state in states]
    assert len(states) == len(set(states)) == len(preset.meanings)
    assert {Meaning.PRINTING, Meaning.PAUSED} <= preset.states.keys()


@pytest.mark.parametrize("meaning", Meaning)
def test_meaning(meaning: Meaning) -> None:
    """Every meaning is something that can be reported."""
    assert meaning.state in ReportedState
    if meaning.ended is not None:
        assert meaning.state is ReportedState.OPERATIONAL


def test_guesses() -> None:
    """Whatever is guessed is something that a person is asked for."""
    assert set(GUESSES.values()) <= {
        Meaning.PRINTING,
        Meaning.PAUSED,
        Meaning.OPERATIONAL,
        Meaning.FINISHED,
        Meaning.CANCELLED,
        Meaning.ERROR,
        Meaning.OFFLINE,
    }


# Pictures


def picture(
    width: int = 640, height: int = 480, *, kind: str = "JPEG", black: bool = False
) -> bytes:
    """Return a picture with something to see, or nearly nothing."""
    noise = random.Random(1)
    image = Image.new("RGB", (width, height), (3, 2, 4))
    if not black:
        image.paste((180, 90, 30), (width // 4, height // 4, width // 2, height // 2))
    else:
        # A hot pixel, as sensors have in the dark.
        image.putpixel((noise.randrange(width), 9), (255, 255, 255))
    output = BytesIO()
    image.save(output, kind)
    return output.getvalue()


def test_picture_that_fits() -> None:
    """A JPEG of the right size is taken as it is."""
    content = picture()
    found = prepare(content)
    assert found.content is content
    assert not found.black
    assert not found.huge


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_picture_that_does_not_fit(kind: str) -> None:
    """Another format, and what is too large, becomes a JPEG that Obico keeps as it is."""
    found = prepare(picture(1920, 1080, kind=kind))
    with Image.open(BytesIO(found.content)) as image:
        assert image.format == "JPEG"
        assert image.size == (PICTURE_WIDTH, 720)
    assert not found.black
    assert not found.huge


def test_picture_with_transparency() -> None:
    """A picture with transparent parts becomes a JPEG too."""
    output = BytesIO()
    Image.new("RGBA", (64, 64), (200, 100, 50, 128)).save(output, "PNG")
    with Image.open(BytesIO(prepare(output.getvalue()).content)) as image:
        assert image.format == "JPEG"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_black_picture(kind: str) -> None:
    """A picture on which there is nothing to see is told, hot pixels or not."""
    assert prepare(picture(kind=kind, black=True)).black


def test_huge_picture() -> None:
    """A picture that costs much is told, and taken all the same."""
    found = prepare(picture(HUGE_SIDE + 8, 512))
    assert found.huge
    with Image.open(BytesIO(found.content)) as image:
        assert image.width <= PICTURE_WIDTH
        assert image.height <= PICTURE_HEIGHT


@pytest.mark.parametrize("content", [b"", b"<html>", picture()[:200]])
def test_no_picture(content: bytes) -> None:
    """What is no picture is told as an error."""
    with pytest.raises(OSError):
        prepare(content)
