"""Which prints a query chooses, and what they add up to."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .kinds import Json
from .records import Print
from .rest import ServerFailure

if TYPE_CHECKING:
    from .rest import Call


def _period(call: Call) -> tuple[date, date, ZoneInfo]:
    """Return first day, last day and time zone; the server fails if one is missing."""
    try:
        return (
            date.fromisoformat(call.query["from_date"]),
            date.fromisoformat(call.query["to_date"]),
            ZoneInfo(call.query["timezone"]),
        )
    except (KeyError, ValueError, ZoneInfoNotFoundError) as error:
        raise ServerFailure from error


def chosen(call: Call) -> list[Print]:
    """Return the prints that a query chooses, newest first."""
    found = call.account.prints()
    if "with_deleted" not in call.query:
        found = [entry for entry in found if not entry.deleted]
    if wanted := call.queries("filter_by_printer_ids[]"):
        try:
            ids = {int(number) for number in wanted}
        except ValueError as error:
            raise ServerFailure from error
        found = [entry for entry in found if entry.printer.id in ids]
    if {"from_date", "to_date", "timezone"} & call.query.keys():
        first, last, zone = _period(call)
        found = [
            entry
            for entry in found
            if first <= entry.started_at.astimezone(zone).date() <= last
        ]
    return found


def _start(day: date, group_by: str) -> date:
    """Return the first day of the period that a day lies in; weeks begin on Sunday."""
    match group_by:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.isoweekday() % 7)
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            raise ServerFailure


def statistics(call: Call) -> Json:
    """Return sums by period and in all: seconds, mm, numbers of prints."""
    first, last, zone = _period(call)
    group_by = call.query.get("group_by", "")
    starts: list[date] = []
    day = first
    while day <= last:
        if (start := _start(day, group_by)) not in starts:
            starts.append(start)
        day += timedelta(days=1)
    groups: dict[date, list[Print]] = {start: [] for start in starts}
    found = chosen(call)
    for entry in found:
        day = entry.started_at.astimezone(zone).date()
        groups[_start(day, group_by)].append(entry)

    def by_period(values: dict[date, float]) -> list[Json]:
        return [
            {
                "key": datetime.combine(start, time(), zone).isoformat(),
                "value": values[start],
            }
            for start in starts
        ]

    times = [entry.print_time or 0 for entry in found]
    cancelled = sum(entry.cancelled_at is not None for entry in found)
    return {
        "print_count_groups": by_period({s: len(g) for s, g in groups.items()}),
        "print_time_groups": by_period(
            {s: sum(p.print_time or 0 for p in g) for s, g in groups.items()}
        ),
        "filament_used_groups": by_period(
            {s: sum(p.filament_used or 0 for p in g) for s, g in groups.items()}
        ),
        "total_print_count": len(found),
        "total_print_time": sum(times),
        "total_filament_used": sum(entry.filament_used or 0 for entry in found),
        "total_cancelled_print_count": cancelled,
        "longest_print_time": max(times, default=0),
        "average_print_time": sum(times) / len(times) if times else 0,
        # A print that still runs counts as a success.
        "total_succeeded_print_count": len(found) - cancelled,
    }
