"""What the prints of each printer add up to, read seldom: when one ended, and every day."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .client import Days, Grouping, ObicoClient, ObicoError
from .const import LOGGER
from .data import ObicoData, PrintTotals, Totals

if TYPE_CHECKING:
    from .long_term import LongTermStatistics

RECENT = timedelta(days=30)
# Nobody has prints from before Obico.
EVER = date(2015, 1, 1)

# The day, the newest print that has ended, and its end.
type Stamp = tuple[date, int | None, datetime | None]


class PrintHistory:
    """Reads totals, and has the recorder keep what years of prints added up to."""

    def __init__(self, hass: HomeAssistant, account: str, client: ObicoClient) -> None:
        """Begin without having read anything."""
        self._hass = hass
        self._account = account
        self._client = client
        self._stamps: dict[int, Stamp] = {}
        self._reading = asyncio.Lock()
        self._lock = asyncio.Lock()
        self._long_term: LongTermStatistics | None = None

    async def async_read(self, data: ObicoData) -> Mapping[int, Totals]:
        """Return the totals that are due; what fails is due again the next time.

        One after the other: what was read first must not come last.
        """
        async with self._reading:
            return await self._read(data)

    async def _read(self, data: ObicoData) -> Mapping[int, Totals]:
        """Read the totals that are due."""
        found = {}
        for printer_id in data.printers:
            stamp = _stamp(data, printer_id)
            if self._stamps.get(printer_id) == stamp:
                continue
            try:
                found[printer_id] = await self._read_totals(data, printer_id)
            except ObicoError as error:
                LOGGER.debug("Reading the totals failed: %s", error)
                break
            self._stamps[printer_id] = stamp
        return found

    async def _read_totals(self, data: ObicoData, printer_id: int) -> Totals:
        """Read what the prints of a printer add up to."""
        today = dt_util.now().date()
        newest = data.last_prints.get(printer_id)
        running = newest is not None and newest.ended_at is None

        async def totals_since(first: date) -> PrintTotals:
            days = Days(first=first, last=today, time_zone=self._hass.config.time_zone)
            return PrintTotals.of(
                await self._client.prints.get_statistics(
                    days, Grouping.YEAR, printer_ids=(printer_id,)
                ),
                running=running,
            )

        return Totals(
            recent=await totals_since(today - RECENT + timedelta(days=1)),
            ever=await totals_since(EVER),
        )

    async def async_keep(self, data: ObicoData) -> None:
        """Pass prints that have ended on to the recorder, if there is one."""
        if "recorder" not in self._hass.config.components or self._lock.locked():
            return
        async with self._lock:
            if self._long_term is None:
                # A Home Assistant without a recorder does without its code.
                from .long_term import LongTermStatistics  # noqa: PLC0415

                self._long_term = LongTermStatistics(
                    self._hass, self._account, self._client
                )
            for printer_id, printer in data.printers.items():
                try:
                    await self._long_term.async_keep(
                        printer, data.ended_prints.get(printer_id)
                    )
                except ObicoError as error:
                    LOGGER.debug("Reading the history failed: %s", error)
                    return


def _stamp(data: ObicoData, printer_id: int) -> Stamp:
    """Return what changes when totals do."""
    ended = data.ended_prints.get(printer_id)
    return (
        dt_util.now().date(),
        ended.id if ended else None,
        ended.ended_at if ended else None,
    )
