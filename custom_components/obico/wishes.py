"""What was set at a printer and shows at once, until the printer's status tells the truth."""

from asyncio import TimerHandle
from collections.abc import Callable, Mapping
import math
from typing import Final

from homeassistant.core import HomeAssistant, callback

from .client import Printer
from .client.record import Record

# An idle Klipper tells of a new target within 30 seconds, a busy one within 60.
WISH_TIME_LIMIT = 60.0

type Wishes = Mapping[str, Wish]

NO_WISHES: Final[Wishes] = {}


class Wish(Record):
    """A value that was set.

    `told_fn` returns what the status tells of it. OctoPrint tells nothing of fan and
    rates: such a wish is all that is known until the print changes.
    """

    value: float
    told_fn: Callable[[Printer], float | None]
    print_id: int | None = None

    def lasts(self, printer: Printer) -> bool:
        """Tell whether the printer may still come to what was set."""
        if not printer.online:
            return False
        told = self.told_fn(printer)
        if told is None:
            current = printer.current_print
            return self.print_id == (current.id if current else None)
        return not math.isclose(told, self.value, abs_tol=0.5)


class WishKeeper:
    """Keeps what was set at printers until it is told, or for a while."""

    def __init__(
        self, hass: HomeAssistant, on_change: Callable[[Mapping[int, Wishes]], object]
    ) -> None:
        """Begin without any; `on_change` hears of those that were made or given up."""
        self._hass = hass
        self._on_change = on_change
        self._wishes: dict[int, Wishes] = {}
        self._timers: dict[int, TimerHandle] = {}

    @callback
    def make(self, printer: Printer, wishes: Wishes) -> None:
        """Note what was set at a printer."""
        if not wishes:
            return
        self._wishes[printer.id] = {**self._wishes.get(printer.id, {}), **wishes}
        if (timer := self._timers.pop(printer.id, None)) is not None:
            timer.cancel()
        self._timers[printer.id] = self._hass.loop.call_later(
            WISH_TIME_LIMIT, self._give_up, printer
        )
        self._on_change(self.lasting({printer.id: printer}))

    @callback
    def _give_up(self, printer: Printer) -> None:
        """Let the truth show again, where there is one."""
        del self._timers[printer.id]
        wishes = self._wishes.get(printer.id, {})
        self._wishes[printer.id] = {
            key: wish for key, wish in wishes.items() if wish.told_fn(printer) is None
        }
        self._on_change(dict(self._wishes))

    @callback
    def lasting(self, printers: Mapping[int, Printer]) -> Mapping[int, Wishes]:
        """Return all that was set and these printers do not tell yet."""
        for printer_id in self._wishes.keys() & printers.keys():
            self._wishes[printer_id] = {
                key: wish
                for key, wish in self._wishes[printer_id].items()
                if wish.lasts(printers[printer_id])
            }
        return dict(self._wishes)

    @callback
    def stop(self) -> None:
        """Wait for nothing any more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
