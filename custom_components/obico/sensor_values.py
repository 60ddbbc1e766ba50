"""What sensors read from a printer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from homeassistant.helpers.typing import StateType

from .client import Job, Print, Printer, PrinterState, Status
from .entity import ObicoEntity

type SensorValue = StateType | datetime
type PrinterEntity = ObicoEntity[Any]
type ValueFn = Callable[[PrinterEntity], SensorValue]


def status_tells(
    value_fn: Callable[[Status], SensorValue],
) -> Callable[[Printer], bool]:
    """Tell whether an agent sends a value at all: not every one measures everything."""
    return lambda printer: (
        printer.status is not None and value_fn(printer.status) is not None
    )


def of_status(value_fn: Callable[[Status], SensorValue]) -> ValueFn:
    """Read a value of the status."""
    return lambda entity: (
        value_fn(entity.printer.status) if entity.printer.status else None
    )


def of_job(value_fn: Callable[[Job], SensorValue]) -> ValueFn:
    """Read a value of the job while a print runs."""

    def value(entity: PrinterEntity) -> SensorValue:
        printer = entity.printer
        if printer.status is None or printer.current_print is None:
            return None
        return value_fn(printer.status.job)

    return value


def of_ended_print(value_fn: Callable[[Print], SensorValue]) -> ValueFn:
    """Read a value of the last print that has ended."""
    return lambda entity: value_fn(entity.ended_print) if entity.ended_print else None


def whole_minutes(seconds: float | None) -> float | None:
    """Round a duration, in seconds, to whole minutes: its seconds interest nobody."""
    return None if seconds is None else round(seconds / 60) * 60


def whole_percent(factor: float | None) -> int | None:
    """Return a factor, of which 1 is all, in percent."""
    return None if factor is None else round(factor * 100)


def state(entity: PrinterEntity) -> str | None:
    """Return what the printer does, or was just told to do."""
    pending = entity.coordinator.data.pending.get(entity.printer_id)
    shown = pending or entity.printer.state
    return None if shown is PrinterState.UNKNOWN else shown.value


def started(entity: PrinterEntity) -> datetime | None:
    """Return when the running print began, else the last one."""
    return entity.last_print.started_at if entity.last_print else None


def finishes(entity: PrinterEntity) -> datetime | None:
    """Return when the running print is expected to end, or the last one ended."""
    if (finish := entity.coordinator.data.finishes.get(entity.printer_id)) is not None:
        return finish
    if entity.printer.current_print is not None or entity.last_print is None:
        return None
    return entity.last_print.ended_at


def duration(ended: Print) -> float | None:
    """Return how long a print took, in seconds."""
    if ended.print_time is not None:
        return ended.print_time
    if ended.started_at is None or ended.ended_at is None:
        return None
    return (ended.ended_at - ended.started_at).total_seconds()
