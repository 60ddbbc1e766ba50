"""The calendar of a printer: what it prints, and what it printed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .client import Days, Print
from .coordinator import ObicoConfigEntry
from .entity import (
    ObicoEntity,
    ObicoEntityDescription,
    always_known,
    async_add_printer_entities,
    needs_account,
)
from .texts import async_load_texts, async_text

PARALLEL_UPDATES = 1

# Obico finds prints by the day on which they began: one that began so long before a
# range may still reach into it.
LONGEST_PRINT = timedelta(days=14)
SHORTEST_EVENT = timedelta(minutes=1)
# Where nobody knows the end of a running print, it is one of the next quarter-hours.
UNKNOWN_END = timedelta(minutes=15)
OCTOPRINT = "octoprint_obico"


@dataclass(frozen=True, kw_only=True)
class ObicoCalendarEntityDescription(ObicoEntityDescription, CalendarEntityDescription):
    """Describes a calendar of a printer."""


CALENDARS: tuple[ObicoCalendarEntityDescription, ...] = (
    ObicoCalendarEntityDescription(
        key="prints",
        translation_key="prints",
        needs_fn=needs_account,
        available_fn=always_known,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendars of all printers."""
    await async_load_texts(hass)
    async_add_printer_entities(
        entry, async_add_entities, ObicoCalendar, lambda _: CALENDARS
    )


class Entry(NamedTuple):
    """What the calendar shows of a print."""

    start: datetime
    end: datetime
    summary: str
    description: str
    uid: str

    def event(self) -> CalendarEvent:
        """Return it as Home Assistant wants it."""
        return CalendarEvent(**self._asdict())


class ObicoCalendar(ObicoEntity[ObicoCalendarEntityDescription], CalendarEntity):
    """A calendar of a printer, with an event for each print."""

    entity_description: ObicoCalendarEntityDescription

    @override
    def _value(self) -> Entry | None:
        """Return the running print."""
        current = self.printer.current_print
        if current is None or current.ended_at is not None:
            return None
        return self._entry(current)

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """The running print, which goes on when it should have ended."""
        entry = self._value() if self._is_available() else None
        return entry.event() if entry else None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the prints of a range, read from the server a page at a time."""
        await async_load_texts(hass)
        return await self._tell_errors(
            self._name_of_printer, self._read_events(start_date, end_date)
        )

    async def _read_events(self, start: datetime, end: datetime) -> list[CalendarEvent]:
        """Read the prints that lie in a range, or reach into it."""
        prints = self.coordinator.client.prints.iterate(
            printer_ids=(self.printer_id,),
            days=Days(
                first=dt_util.as_local(start - LONGEST_PRINT).date(),
                last=dt_util.as_local(end).date(),
                time_zone=self.hass.config.time_zone,
            ),
            oldest_first=True,
        )
        return [
            entry.event()
            async for found in prints
            if (entry := self._entry(found)) and entry.start < end and entry.end > start
        ]

    def _entry(self, found: Print) -> Entry | None:
        """Return what the calendar shows of a print; nothing if nobody knows its start."""
        if (start := found.started_at) is None:
            return None
        end = found.ended_at or self._expected_end(found)
        return Entry(
            start=start,
            end=max(end, start + SHORTEST_EVENT),
            summary=found.file_name or async_text(self.hass, "unnamed_print"),
            description="\n".join(self._lines(found)),
            uid=str(found.id),
        )

    def _expected_end(self, found: Print) -> datetime:
        """Return when a running print is expected to end, but never that it has."""
        now = dt_util.utcnow()
        current = self.printer.current_print
        if current is not None and current.id == found.id:
            expected = self.coordinator.data.finishes.get(self.printer_id)
            if expected is not None and expected > now:
                return expected
        quarters = now.timestamp() // UNKNOWN_END.total_seconds() + 1
        return dt_util.utc_from_timestamp(quarters * UNKNOWN_END.total_seconds())

    def _lines(self, found: Print) -> list[str]:
        """Return what became of a print, how long it took, and what it used."""
        lines = [async_text(self.hass, _result(found))]
        if found.print_time:
            minutes = round(found.print_time / 60)
            time = f"{minutes // 60}:{minutes % 60:02}"
            lines.append(async_text(self.hass, "print_time", time=time))
        if found.filament_used:
            # What OctoPrint calls used is what the whole file needs.
            planned = self.printer.agent_name == OCTOPRINT
            key = "filament_planned" if planned else "filament_used"
            metres = f"{found.filament_used / 1000:.2f}"
            lines.append(async_text(self.hass, key, length=metres))
        if found.alert:
            lines.append(async_text(self.hass, "print_alerted"))
        return lines


def _result(found: Print) -> str:
    """Return the text for how a print ended; Obico knows less of it than it says."""
    if found.cancelled_at:
        return "print_stopped"
    if found.finished_at is None:
        return "print_running"
    # One that merely vanished counts as finished, but nobody measured it.
    return "print_ended" if found.print_time is None else "print_finished"
