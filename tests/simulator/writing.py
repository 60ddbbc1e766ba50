"""Writing straight into a printer's columns, as the server does: hardly checked."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .rest import ServerFailure

if TYPE_CHECKING:
    from .printer import SimulatedPrinter


def _number(value: Any) -> float:
    """Accept a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ServerFailure
    return float(value)


def _whole(value: Any) -> int:
    """Accept a whole number."""
    return int(_number(value))


def _switch(value: Any) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise ServerFailure
    return value


def _text(value: Any) -> str:
    """Accept any text."""
    if not isinstance(value, str):
        raise ServerFailure
    return value


def _time(value: Any) -> datetime | None:
    """Accept a time or null."""
    return None if value is None else datetime.fromisoformat(_text(value))


COLUMNS: Mapping[str, Callable[[Any], Any]] = {
    "name": _text,
    "action_on_failure": _text,
    "watching_enabled": _switch,
    "tools_off_on_pause": _switch,
    "bed_off_on_pause": _switch,
    "retract_on_pause": _number,
    "lift_z_on_pause": _number,
    "detective_sensitivity": _number,
    "min_timelapse_secs_on_finish": _whole,
    "min_timelapse_secs_on_cancel": _whole,
    "archived_at": _time,
    "auth_token": _text,
}


def write_columns(printer: SimulatedPrinter, changes: Mapping[str, Any]) -> None:
    """Write any known column; unknown ones and wrong types make the server fail."""
    try:
        values = {name: COLUMNS[name](value) for name, value in changes.items()}
    except (KeyError, ValueError) as error:
        raise ServerFailure from error
    for name, value in values.items():
        if name == "auth_token":
            printer.new_key(value)
        else:
            setattr(printer, name, value)
    printer.changed()
