"""What was set at a printer and shows at once, until the printer's status tells the truth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import math

from .client import Printer

# An idle Klipper tells a new target after 30 seconds at the latest.
WISH_TIME_LIMIT = 60.0

type Wishes = Mapping[str, Wish]


@dataclass(frozen=True, kw_only=True)
class Wish:
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


def lasting(wishes: Wishes, printer: Printer) -> Wishes:
    """Return the wishes that still last; the same object when all do."""
    left = {key: wish for key, wish in wishes.items() if wish.lasts(printer)}
    return left if len(left) < len(wishes) else wishes
