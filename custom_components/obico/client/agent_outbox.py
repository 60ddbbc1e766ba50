"""The events of prints on their way to a server: in order, and each once.

A socket does not say what has been read at its other end. So each batch of events is
followed by a ping: its pong, which comes in order, shows that the server has the events.
When a connection breaks between the two, nobody can tell; then the server's own view of
the printer, read before the next connection, decides:

- The start of a print is told again unless that print is there. Told twice, it is the
  same print: its number makes it so.
- The end is told again while a print is there. Told twice, it is ignored: a number whose
  print is over makes no other one.
- A pause or resumption is not told again: it would be announced to people twice, and the
  next status shows it anyway.
"""

from collections.abc import Callable, Iterable
from copy import replace

from .agent_memory import MOST_EVENTS, PrintEvent, PrintEventKind
from .models import Printer


class Outbox:
    """Events that a server has not shown to have."""

    def __init__(
        self, events: Iterable[PrintEvent], on_change: Callable[[], object]
    ) -> None:
        """Go on with events of before; `on_change` is called whenever they change."""
        self._events = list(events)
        self._on_change = on_change
        self._pings = 0
        # How many of the first events each ping asks for.
        self._asked: dict[bytes, list[PrintEvent]] = {}

    @property
    def events(self) -> tuple[PrintEvent, ...]:
        """All that are not known to have arrived."""
        return tuple(self._events)

    def add(self, events: Iterable[PrintEvent]) -> None:
        """Take what has happened."""
        if new := list(events):
            self._events = [*self._events, *new][-MOST_EVENTS:]
            self._on_change()

    def next(self) -> PrintEvent | None:
        """Return the next event to be sent, and count it as sent."""
        for number, event in enumerate(self._events):
            if not event.sent:
                self._events[number] = replace(event, sent=True)
                self._on_change()
                return event
        return None

    def question(self) -> bytes:
        """Return the payload of a ping whose pong shows that all sent events arrived."""
        self._pings += 1
        payload = str(self._pings).encode()
        self._asked[payload] = [event for event in self._events if event.sent]
        return payload

    def confirm(self, payload: bytes) -> None:
        """Take a pong."""
        arrived = self._asked.pop(payload, [])
        left = [e for e in self._events if not any(e is one for one in arrived)]
        if len(left) < len(self._events):
            self._events = left
            self._on_change()

    def settle(self, printer: Printer) -> None:
        """Decide what is to be sent again, now that the server shows the printer."""
        self._asked.clear()
        kept: list[PrintEvent] = []
        # The numbers of prints that are told from their start again.
        anew: set[int] = set()
        for event in self._events:
            if not event.sent:
                kept.append(event)
            elif event.timestamp in anew or _is_missing(event, printer):
                kept.append(replace(event, sent=False))
                if event.kind is PrintEventKind.STARTED:
                    anew.add(event.timestamp)
        if kept != self._events:
            self._events = kept
            self._on_change()


def _is_missing(event: PrintEvent, printer: Printer) -> bool:
    """Tell whether a server that shows a printer like this has not heard of an event."""
    current = printer.current_print
    match event.kind:
        case PrintEventKind.STARTED:
            return current is None or current.file_name != event.file_name
        case PrintEventKind.CANCELLED:
            return current is not None and current.cancelled_at is None
        case PrintEventKind.DONE | PrintEventKind.FAILED:
            return current is not None
        case _:
            return False
