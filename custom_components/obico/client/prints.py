"""The history of prints: what was printed, how well, and what it adds up to."""

from collections.abc import AsyncIterator, Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from .errors import ObicoNotAServerError, Refusal
from .models import AlertVerdict, Print
from .reading import (
    NOTHING,
    Json,
    read_integer,
    read_list,
    read_number,
    read_object,
    read_time,
)
from .record import Record
from .subject import PART_SIZE, Subject, parts, read_record, read_records

PATH = "/api/v1/prints/"


class PrintFilter(StrEnum):
    """Which prints to show."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    NEEDS_VERDICT = "need_alert_overwrite"
    NEEDS_SHOT_ANSWERS = "need_print_shot_feedback"


class Grouping(StrEnum):
    """Periods that statistics add up; weeks begin on Sunday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Days(Record):
    """A range of days, both included, in a time zone by its IANA name."""

    first: date
    last: date
    time_zone: str

    def params(self) -> list[tuple[str, str]]:
        """Return the parameters that ask for it."""
        return [
            ("from_date", self.first.isoformat()),
            ("to_date", self.last.isoformat()),
            ("timezone", self.time_zone),
        ]


class StatisticsPeriod(Record):
    """A period that begins at `start`: print time in seconds, filament in mm."""

    start: datetime
    prints: int
    print_time: float
    filament: float


class PrintStatistics(Record):
    """What prints add up to: times in seconds, filament in mm.

    A print that still runs counts as a success. OctoPrint's filament is what was planned.
    """

    periods: tuple[StatisticsPeriod, ...]
    prints: int
    succeeded: int
    cancelled: int
    print_time: float
    average_print_time: float
    longest_print_time: float
    filament: float

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read statistics. Raises ObicoNotAServerError when they are none."""
        if not isinstance(data, dict) or "total_print_count" not in data:
            raise ObicoNotAServerError("the statistics have no total")
        prints, times, filament = (
            _read_groups(data, f"{name}_groups")
            for name in ("print_count", "print_time", "filament_used")
        )
        return cls(
            periods=tuple(
                StatisticsPeriod(
                    start=start,
                    prints=int(count),
                    print_time=times.get(start, 0),
                    filament=filament.get(start, 0),
                )
                for start, count in prints.items()
            ),
            prints=read_integer(data, "total_print_count") or 0,
            succeeded=read_integer(data, "total_succeeded_print_count") or 0,
            cancelled=read_integer(data, "total_cancelled_print_count") or 0,
            print_time=read_number(data, "total_print_time") or 0,
            average_print_time=read_number(data, "average_print_time") or 0,
            longest_print_time=read_number(data, "longest_print_time") or 0,
            filament=read_number(data, "total_filament_used") or 0,
        )


def _read_groups(data: Json, name: str) -> dict[datetime, float]:
    """Return the values of all periods by their beginnings."""
    groups = {}
    for group in read_list(data, name):
        if isinstance(group, dict) and (start := read_time(group, "key")) is not None:
            groups[start] = read_number(group, "value") or 0
    return groups


class PredictionFrame(Record):
    """What the failure detection found in one picture: 0 to 1, as a printer's score."""

    number: int
    seen_at: datetime | None
    score: float | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a frame; None without a number."""
        fields = read_object(data, "fields") if isinstance(data, dict) else NOTHING
        if (number := read_integer(fields, "current_frame_num")) is None:
            return None
        return cls(
            number=number,
            seen_at=read_time(fields, "updated_at"),
            score=read_number(fields, "normalized_p"),
        )


class Prints(Subject):
    """Requests about prints of all printers of the account."""

    async def get_page(
        self,
        *,
        start: int = 0,
        limit: int = PART_SIZE,
        printer_ids: Collection[int] = (),
        which: PrintFilter | None = None,
        days: Days | None = None,
        oldest_first: bool = False,
    ) -> tuple[Print, ...]:
        """Return some prints, the running ones too; `days` are those of their start."""
        params = [
            ("start", str(start)),
            ("limit", str(limit)),
            *_of_printers(printer_ids),
            *(days.params() if days else ()),
        ]
        if oldest_first:
            params.append(("sorting", "date_asc"))
        if which is not None:
            params.append(("filter", which.value))
        data = await self._client.call("GET", PATH, params=params)
        return read_records(data, Print.from_json)

    def iterate(
        self,
        *,
        printer_ids: Collection[int] = (),
        which: PrintFilter | None = None,
        days: Days | None = None,
        oldest_first: bool = False,
    ) -> AsyncIterator[Print]:
        """Go through prints, and hold no more than a part."""
        return parts(
            lambda start: self.get_page(
                start=start,
                printer_ids=printer_ids,
                which=which,
                days=days,
                oldest_first=oldest_first,
            ),
            oldest_first=oldest_first,
        )

    async def get(self, print_id: int) -> Print:
        """Return one print."""
        data = await self._client.call("GET", f"{PATH}{print_id}/")
        return read_record(data, Print.from_json)

    async def review(self, print_id: int, verdict: AlertVerdict | None) -> Print:
        """Say whether a print really failed, or take it back; return the print."""
        data = await self._client.call(
            "PATCH",
            f"{PATH}{print_id}/",
            json={"alert_overwrite": verdict.value if verdict else None},
            refusals={400: Refusal.INVALID},
        )
        return read_record(data, Print.from_json)

    async def delete(self, print_id: int) -> None:
        """Delete a print from the history."""
        await self._client.call("DELETE", f"{PATH}{print_id}/")

    async def delete_many(self, print_ids: Collection[int]) -> None:
        """Delete prints from the history; unknown ones are ignored."""
        await self._client.call(
            "POST", f"{PATH}bulk_delete/", json={"print_ids": list(print_ids)}
        )

    async def get_prediction(self, print_id: int) -> tuple[PredictionFrame, ...]:
        """Return what was found, picture by picture; nothing without a time-lapse."""
        data = await self._client.call("GET", f"{PATH}{print_id}/prediction_json/")
        return read_records(data, PredictionFrame.from_json)

    async def get_statistics(
        self,
        days: Days,
        grouping: Grouping = Grouping.DAY,
        *,
        printer_ids: Collection[int] = (),
    ) -> PrintStatistics:
        """Return what the prints of some days add up to."""
        data = await self._client.call(
            "GET",
            f"{PATH}stats/",
            params=[
                *days.params(),
                ("group_by", grouping.value),
                *_of_printers(printer_ids),
            ],
        )
        return PrintStatistics.from_json(data)


def _of_printers(printer_ids: Collection[int]) -> list[tuple[str, str]]:
    """Return the parameters that ask for the prints of some printers."""
    return [("filter_by_printer_ids[]", str(number)) for number in printer_ids]
