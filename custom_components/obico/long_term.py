"""Print time and filament in the recorder's long-term statistics, from the first print on.

A print counts in the hour in which it ended. Only hours that are over are written, and no
hour twice: what a server loses, gets back or numbers anew later changes nothing. How far
it got is what the recorder itself remembers.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    get_last_statistics,
)
from homeassistant.const import UnitOfLength, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util, slugify
from homeassistant.util.unit_conversion import DistanceConverter, DurationConverter

from .client import ObicoClient, Print, Printer
from .client.record import Record
from .const import DOMAIN
from .texts import async_load_texts, async_text

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Quantity(Record):
    """Something of prints that is added up; `key` is also that of its name."""

    key: str
    unit: str
    unit_class: str
    value_fn: Callable[[Print], float]


QUANTITIES = (
    Quantity(
        key="statistic_print_time",
        unit=UnitOfTime.HOURS,
        unit_class=DurationConverter.UNIT_CLASS,
        value_fn=lambda found: (found.print_time or 0) / 3600,
    ),
    Quantity(
        key="statistic_filament",
        unit=UnitOfLength.METERS,
        unit_class=DistanceConverter.UNIT_CLASS,
        value_fn=lambda found: (found.filament_used or 0) / 1000,
    ),
)


class Reached(Record):
    """The last hour that the recorder has, and the sum until its end."""

    hour: datetime | None
    sum: float


class LongTermStatistics:
    """Keeps the statistics of an account's printers up."""

    def __init__(self, hass: HomeAssistant, account: str, client: ObicoClient) -> None:
        """Begin to keep up; `account` tells its printers from those of others."""
        self._hass = hass
        self._account = account
        self._client = client
        # The newest print that is written, and the hour that was the last one to be.
        self._kept: dict[int, int | None] = {}
        self._looked: dict[int, datetime] = {}

    async def async_keep(self, printer: Printer, ended: Print | None) -> None:
        """Write the hours that are over. Raises ObicoError."""
        newest = ended.id if ended else None
        this_hour = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
        # No hour is awaited: the clock may be set back.
        if self._looked.get(printer.id) == this_hour or (
            printer.id in self._kept and self._kept[printer.id] == newest
        ):
            return
        reached = [
            await get_instance(self._hass).async_add_executor_job(
                self._reached, self._statistic_id(printer, quantity)
            )
            for quantity in QUANTITIES
        ]
        hours, waiting = await self._read(
            printer, min(reached, key=lambda r: r.hour or BEGINNING).hour, this_hour
        )
        await async_load_texts(self._hass)
        for number, (quantity, until) in enumerate(
            zip(QUANTITIES, reached, strict=True)
        ):
            self._write(
                printer,
                quantity,
                until,
                {hour: values[number] for hour, values in hours.items()},
            )
        self._looked[printer.id] = this_hour
        if not waiting:
            self._kept[printer.id] = newest

    def _statistic_id(self, printer: Printer, quantity: Quantity) -> str:
        """Return the id of a printer's statistic."""
        name = quantity.key.removeprefix("statistic_")
        return f"{DOMAIN}:{slugify(f'{self._account}_{printer.id}_{name}')}"

    def _reached(self, statistic_id: str) -> Reached:
        """Return how far the recorder got; not to be called in the event loop."""
        rows = get_last_statistics(self._hass, 1, statistic_id, False, {"sum"})
        if not (found := rows.get(statistic_id)):
            return Reached(hour=None, sum=0)
        return Reached(
            hour=dt_util.utc_from_timestamp(found[0]["start"]),
            sum=found[0].get("sum") or 0,
        )

    async def _read(
        self, printer: Printer, reached: datetime | None, this_hour: datetime
    ) -> tuple[dict[datetime, list[float]], bool]:
        """Read the prints after an hour, the newest first; tell whether some must wait."""
        hours: dict[datetime, list[float]] = {}
        waiting = False
        async for found in self._client.prints.iterate(printer_ids=(printer.id,)):
            if found.ended_at is None:
                continue
            hour = found.ended_at.astimezone(UTC).replace(
                minute=0, second=0, microsecond=0
            )
            if hour >= this_hour:
                waiting = True
                continue
            if reached is not None and hour <= reached:
                break
            values = hours.setdefault(hour, [0.0] * len(QUANTITIES))
            for number, quantity in enumerate(QUANTITIES):
                values[number] += quantity.value_fn(found)
        return hours, waiting

    def _write(
        self,
        printer: Printer,
        quantity: Quantity,
        reached: Reached,
        hours: dict[datetime, float],
    ) -> None:
        """Hand the hours that the recorder does not have to it."""
        total = reached.sum
        rows = []
        for hour, value in sorted(hours.items()):
            if reached.hour is None or hour > reached.hour:
                total += value
                rows.append(StatisticData(start=hour, state=total, sum=total))
        if not rows:
            return
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            name=async_text(self._hass, quantity.key, printer=printer.name),
            source=DOMAIN,
            statistic_id=self._statistic_id(printer, quantity),
            unit_class=quantity.unit_class,
            unit_of_measurement=quantity.unit,
        )
        async_add_external_statistics(self._hass, metadata, rows)
