"""What happens to the printers of an entry, each thing told once, also after a restart."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .client import (
    EventNotice,
    EventType,
    ObicoClient,
    ObicoError,
    Printer,
    PrinterEvent,
)
from .const import DOMAIN, LOGGER
from .data import StoredPicture
from .occurrences import (
    Occurrence,
    OccurrenceType,
    Situation,
    between,
    from_event,
    from_notice,
    is_error,
    picture_of,
)

STORAGE_VERSION = 1
SAVE_DELAY = 10.0

# What happened longer ago, while nobody listened, is not told any more.
LATE = timedelta(minutes=15)
# The same thing of the same print within this time is a repetition.
REPETITION = timedelta(seconds=10)
# A printer's error is seen in its status and told by its agent.
ERROR_REPETITION = timedelta(seconds=60)
# A print that is cancelled so soon before or after an error has failed.
ERROR_NEARNESS = timedelta(seconds=15)
# Seconds until events are read again when they did not tell yet what a printer shows.
PAUSES = (2.0, 5.0, 15.0, 60.0)
# Events need not be read again so soon without a reason.
FRESH = 60.0

ENDS = frozenset(
    {
        OccurrenceType.PRINT_FINISHED,
        OccurrenceType.PRINT_CANCELLED,
        OccurrenceType.PRINT_FAILED,
    }
)
# What happens to a print once at most.
ONCE = ENDS | {OccurrenceType.PRINT_STARTED}
# What may happen again as soon as its opposite happened.
OPPOSITES = {
    OccurrenceType.PRINT_PAUSED: OccurrenceType.PRINT_RESUMED,
    OccurrenceType.PRINT_RESUMED: OccurrenceType.PRINT_PAUSED,
    OccurrenceType.ALERT_MUTED: OccurrenceType.ALERT_UNMUTED,
    OccurrenceType.ALERT_UNMUTED: OccurrenceType.ALERT_MUTED,
}

type Key = tuple[int, int | None, OccurrenceType]


def event_store(hass: HomeAssistant, entry: ConfigEntry) -> Store[dict[str, Any]]:
    """Return where an entry keeps what was told already."""
    return Store(hass, STORAGE_VERSION, f"{DOMAIN}.{entry.entry_id}")


class EventLog:
    """Tells listeners what happens.

    An account's server keeps a list of events: it is read when a snapshot differs so that
    there must be a new one, and every few minutes for those that no snapshot shows. A
    printer's key does not open that list: there the differences themselves tell.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        client: ObicoClient,
        *,
        on_pictures: Callable[[Mapping[int, StoredPicture]], object],
    ) -> None:
        """Begin without knowing anything; `on_pictures` gets pictures of alerts."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._on_pictures = on_pictures
        self._store = event_store(hass, entry)
        self._listeners: dict[int, list[Callable[[Occurrence], object]]] = {}
        self._started = False
        self._account = False
        self._situations: dict[int, Situation] = {}
        self._told: dict[Key, datetime] = {}
        # What concerns accounts only.
        self._newest: int | None = None
        self._errors: dict[int, datetime] = {}
        self._expected: set[int] = set()
        self._wanted = False
        self._reading: asyncio.Task[None] | None = None
        self._read_at: float | None = None
        self._pictures_read = False
        self._attempt = 0
        self._cancel_timer: CALLBACK_TYPE | None = None

    async def async_start(self, printers: Iterable[Printer], *, account: bool) -> None:
        """Begin to tell, with what happened since somebody listened last."""
        stored = await self._store.async_load() or {}
        self._account = account
        self._started = True
        if account:
            self._newest = stored.get("newest_id")
            self.request()
            return
        now = dt_util.utcnow()
        saved_at = dt_util.parse_datetime(stored.get("saved_at", ""))
        if saved_at is not None and now - saved_at < LATE:
            for printer in printers:
                before = stored["situations"].get(str(printer.id))
                after = self._situations.get(printer.id)
                if before is not None and after is not None:
                    self._compare(Situation.from_json(before), after, printer)
        self._save()

    async def async_stop(self) -> None:
        """Tell nothing any more, and remember what was told."""
        if not self._started:
            return
        self._started = False
        self._stop_timer()
        if self._reading is not None:
            self._reading.cancel()
        await self._store.async_save(self._to_store())

    @callback
    def async_listen(
        self, printer_id: int, listener: Callable[[Occurrence], object]
    ) -> CALLBACK_TYPE:
        """Have a listener told what happens to a printer."""
        listeners = self._listeners.setdefault(printer_id, [])
        listeners.append(listener)

        @callback
        def remove() -> None:
            listeners.remove(listener)

        return remove

    # What printers show

    @callback
    def saw(self, printer: Printer) -> None:
        """Compare a snapshot with the one before."""
        before = self._situations.get(printer.id)
        after = Situation.of(printer, before)
        if after == before:
            return
        self._situations[printer.id] = after
        if self._started:
            self._save()
            if before is not None:
                self._compare(before, after, printer)

    @callback
    def _compare(self, before: Situation, after: Situation, printer: Printer) -> None:
        """Tell what differs; with an account it is the server that tells most of it."""
        for occurrence in between(before, after, printer, dt_util.utcnow()):
            if not self._account or occurrence.type is OccurrenceType.PRINTER_ERROR:
                self._tell(occurrence)
            else:
                self._expect(printer.id)

    @callback
    def noticed(self, printer: Printer, notice: EventNotice) -> None:
        """Take what a printer's agent tells its viewers."""
        if not self._started:
            return
        if self._account:
            self._expect(printer.id)
        elif occurrence := from_notice(printer, notice, dt_util.utcnow()):
            self._tell(occurrence)

    # What the server of an account tells

    @callback
    def refresh(self) -> None:
        """Read what no snapshot shows, unless it was just read."""
        if self._read_at is None or monotonic() - self._read_at > FRESH:
            self.request()

    @callback
    def _expect(self, printer_id: int) -> None:
        """Read until there is something new of a printer, for a while."""
        self._expected.add(printer_id)
        self._attempt = 0
        self.request()

    @callback
    def request(self) -> None:
        """Read now, and once more if that is already being done."""
        if not self._started or not self._account:
            return
        self._stop_timer()
        self._wanted = True
        if self._reading is None:
            self._reading = self._entry.async_create_task(
                self._hass,
                self._read(),
                f"{DOMAIN} events of {self._entry.title}",
                eager_start=False,
            )

    async def _read(self) -> None:
        """Read for as long as somebody asks for it."""
        failed = False
        try:
            while self._wanted and not failed:
                self._wanted = False
                try:
                    await self._read_new()
                except ObicoError as error:
                    # The next poll tells whether the credentials are refused.
                    LOGGER.debug("Reading the events failed: %s", error)
                    failed = True
        finally:
            self._reading = None
        if failed or (self._expected and self._attempt < len(PAUSES)):
            self._read_later()
        else:
            self._expected.clear()
            self._attempt = 0

    @callback
    def _read_later(self) -> None:
        """Read again after a pause, which grows."""
        if not self._started:
            return
        pause = PAUSES[min(self._attempt, len(PAUSES) - 1)]
        self._attempt += 1

        @callback
        def again(_now: datetime) -> None:
            self._cancel_timer = None
            self.request()

        self._stop_timer()
        self._cancel_timer = async_call_later(self._hass, pause, again)

    @callback
    def _stop_timer(self) -> None:
        """Do not read again later."""
        if self._cancel_timer:
            self._cancel_timer()
            self._cancel_timer = None

    async def _read_new(self) -> None:
        """Read what is new, and tell it in the order in which it happened.

        Before the first time nothing is new. Only after an absence is anything too old:
        the server's clock may be wrong, so that times are no reason as long as one hears.
        """
        began = monotonic()
        if not self._pictures_read:
            await self._read_pictures()
        absent = self._read_at is None or began - self._read_at > LATE.total_seconds()
        limit = dt_util.utcnow() - LATE if absent else None
        newest, found = None, []
        async for event in self._client.events.iterate():
            newest = newest or event.id
            if self._newest is None or event.id <= self._newest:
                break
            if limit and event.created_at and event.created_at < limit:
                break
            found.append(event)
        self._read_at = began
        if (newest := newest or 0) != self._newest:
            self._newest = newest
            self._save()
        for event in found:
            if is_error(event) and event.printer_id and event.created_at:
                self._errors[event.printer_id] = event.created_at
        for event in reversed(found):
            self._take(event)

    async def _read_pictures(self) -> None:
        """Find the pictures of alerts that were raised before anybody listened."""
        pictures: dict[int, StoredPicture] = {}
        for event in await self._client.events.get_page(
            types=(EventType.FAILURE_ALERTED,)
        ):
            if event.printer_id is not None and (picture := picture_of(event)):
                pictures.setdefault(event.printer_id, picture)
        self._pictures_read = True
        self._on_pictures(pictures)

    @callback
    def _take(self, event: PrinterEvent) -> None:
        """Tell an event of the server."""
        if event.printer_id is None:
            return
        self._expected.discard(event.printer_id)
        situation = self._situations.get(event.printer_id, Situation())
        now = dt_util.utcnow()
        error_at = self._errors.get(event.printer_id)
        failed = situation.failed or (
            error_at is not None
            and abs((event.created_at or now) - error_at) < ERROR_NEARNESS
        )
        if occurrence := from_event(event, now, failed=failed):
            self._tell(occurrence)

    # Telling

    @callback
    def _tell(self, occurrence: Occurrence) -> None:
        """Tell something to whoever listens, unless it was told."""
        if self._is_repetition(occurrence):
            return
        if occurrence.picture is not None:
            self._on_pictures({occurrence.printer_id: occurrence.picture})
        for listener in tuple(self._listeners.get(occurrence.printer_id, ())):
            listener(occurrence)

    def _is_repetition(self, occurrence: Occurrence) -> bool:
        """Tell whether the same was told before; remember it if not."""
        printer_id, print_id = occurrence.printer_id, occurrence.print_id
        kind, at = occurrence.type, occurrence.happened_at
        within = REPETITION
        if kind is OccurrenceType.PRINTER_ERROR:
            within, print_id = ERROR_REPETITION, None
        key = (
            printer_id,
            print_id,
            OccurrenceType.PRINT_FINISHED if kind in ENDS else kind,
        )
        if (told := self._told.get(key)) is not None and (
            (kind in ONCE and print_id is not None) or abs(at - told) < within
        ):
            return True
        if kind is OccurrenceType.PRINT_STARTED:
            # Nothing more will come of earlier prints.
            for old in [k for k in self._told if k[0] == printer_id and k[1]]:
                del self._told[old]
        if (opposite := OPPOSITES.get(kind)) is not None:
            self._told.pop((printer_id, print_id, opposite), None)
        self._told[key] = at
        return False

    # Remembering

    @callback
    def _save(self) -> None:
        """Remember soon what was told."""
        self._store.async_delay_save(self._to_store, SAVE_DELAY)

    def _to_store(self) -> dict[str, Any]:
        """Return what has to outlive a restart."""
        if self._account:
            return {"newest_id": self._newest}
        return {
            "saved_at": dt_util.utcnow().isoformat(),
            "situations": {
                str(printer_id): situation.to_json()
                for printer_id, situation in self._situations.items()
            },
        }
