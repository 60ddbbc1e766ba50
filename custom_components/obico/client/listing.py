"""The list of an account's printers, read record by record.

A thousand printers are 6 MB of JSON, most of it the same as at the last poll: read in
one go it would hold the event loop for a tenth of a second every time.
"""

from collections.abc import Iterator, Mapping
from json import JSONDecoder
import re

from .errors import ObicoNotAServerError
from .models import Printer, Printers
from .turns import in_turns

DECODER = JSONDecoder()
MARK = re.compile(r"[ \t\n\r]*([\[,\]])?[ \t\n\r]*")


class Listing:
    """Reads the list again and again; a record that did not change keeps its snapshot."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        # The printers of the last list in its order, each under its record as written.
        self._known: Mapping[str, Printer] = {}

    async def read(self, text: str) -> Printers:
        """Read a list. Raises ObicoNotAServerError when it is none."""
        found: dict[str, Printer] = {}
        printers: list[Printer | None] = []
        try:
            async for record, printer in in_turns(_records(text, self._known)):
                printers.append(printer)
                if printer is not None:
                    found[record] = printer
        except (ValueError, RecursionError) as error:
            raise ObicoNotAServerError("there is no list of printers") from error
        self._known = found
        return Printers.from_records(printers)


def _records(
    text: str, known: Mapping[str, Printer]
) -> Iterator[tuple[str, Printer | None]]:
    """Return each record of a list, and what it says.

    Raises ValueError when the JSON is broken or no list.
    """
    mark, position = _mark(text, 0)
    if mark != "[":
        raise ValueError("no list")
    if _mark(text, position)[0] == "]":
        mark, position = _mark(text, position)
    # Where the last list said the same, nothing has to be parsed.
    expected = iter(known)
    while mark != "]":
        record = next(expected, None)
        if record is not None and text.startswith(record, position):
            end = position + len(record)
            printer: Printer | None = known[record]
        else:
            data, end = DECODER.raw_decode(text, position)
            record = text[position:end]
            printer = known.get(record) or Printer.from_json(data)
        yield record, printer
        mark, position = _mark(text, end)
        if mark not in (",", "]"):
            raise ValueError("no end of a record")
    if position != len(text):
        raise ValueError("more than a list")


def _mark(text: str, position: int) -> tuple[str | None, int]:
    """Return the bracket or comma that is next, and the position after it."""
    found = MARK.match(text, position)
    assert found is not None
    return found[1], found.end()
