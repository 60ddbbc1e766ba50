"""From the states of Home Assistant to what is reported of a printer: functions only."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
import math
from typing import Final

from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.core import State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import DurationConverter, TemperatureConverter

from .agent_config import (
    CONF_FILE_NAME,
    CONF_LAYER,
    CONF_PROGRESS,
    CONF_STATUS,
    CONF_TIME_LEFT,
    CONF_TOTAL_LAYERS,
    HEATERS,
    Meaning,
    States,
    plain_state,
)
from .client import AgentReport, ReportedHeater, ReportedState

NOTHING: Final = frozenset({STATE_UNAVAILABLE, STATE_UNKNOWN, ""})
UNREACHABLE: Final = AgentReport(state=ReportedState.UNKNOWN)

type Look = Callable[[str], State | None]


def read_report(look: Look, states: States, now: datetime) -> AgentReport:
    """Return what the entities say; `look` returns the state of a field's entity.

    A status that tells nothing, or nothing known, is `UNKNOWN`.
    """
    meaning = read_meaning(look(CONF_STATUS), states)
    return AgentReport(
        state=meaning.state if meaning else ReportedState.UNKNOWN,
        ended=meaning.ended if meaning else None,
        file_name=read_text(look(CONF_FILE_NAME)),
        progress=read_percent(look(CONF_PROGRESS)),
        time_left=read_time_left(look(CONF_TIME_LEFT), now),
        layer=read_count(look(CONF_LAYER)),
        total_layers=read_count(look(CONF_TOTAL_LAYERS)),
        heaters=read_heaters(look),
        error=None,
    )


def read_meaning(state: State | None, states: States) -> Meaning | None:
    """Return what the status means, None when it tells nothing."""
    text = read_text(state)
    return states.get(plain_state(text)) if text else None


def read_text(state: State | None) -> str | None:
    """Return the state of an entity that tells something."""
    if state is None or state.state in NOTHING:
        return None
    return state.state.strip() or None


def read_number(state: State | None) -> float | None:
    """Return a number."""
    try:
        number = float(read_text(state) or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def read_percent(state: State | None) -> float | None:
    """Return a number from 0 to 100."""
    number = read_number(state)
    return None if number is None else min(100.0, max(0.0, number))


def read_count(state: State | None) -> int | None:
    """Return a whole number that is not negative."""
    number = read_number(state)
    return None if number is None or number < 0 else int(number)


def read_time_left(state: State | None, now: datetime) -> timedelta | None:
    """Return a duration, be it told as one or by its end.

    It may be a number with a unit (else seconds), "1:23:45", or a time.
    """
    if state is None or (text := read_text(state)) is None:
        return None
    try:
        if (number := read_number(state)) is not None:
            unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, UnitOfTime.SECONDS)
            seconds = DurationConverter.convert(number, unit, UnitOfTime.SECONDS)
            return _not_negative(timedelta(seconds=seconds))
        if (end := dt_util.parse_datetime(text)) is not None:
            return _not_negative(dt_util.as_utc(end) - now)
        return dt_util.parse_duration(text)
    except HomeAssistantError, OverflowError, ValueError:
        # Some say that there is no time by one of the year 0 or 1.
        return None


def _not_negative(duration: timedelta) -> timedelta | None:
    """Return a duration, none for what is over: nobody knows how long it takes then."""
    return duration if duration > timedelta(0) else None


def read_temperature(state: State | None) -> float | None:
    """Return a temperature in °C."""
    if state is None or (number := read_number(state)) is None:
        return None
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, UnitOfTemperature.CELSIUS)
    try:
        celsius = TemperatureConverter.convert(number, unit, UnitOfTemperature.CELSIUS)
    except HomeAssistantError:
        return None
    return round(celsius, 2)


def read_heaters(look: Look) -> Mapping[str, ReportedHeater]:
    """Return the heaters of which anything is known, under Obico's names."""
    heaters = {}
    for name, (temperature, target) in HEATERS.items():
        heater = ReportedHeater(
            actual=read_temperature(look(temperature)),
            target=read_temperature(look(target)),
        )
        if heater.actual is not None or heater.target is not None:
            heaters[name] = heater
    return heaters
