"""Reading JSON of which any field may be missing, null or of another type than promised.

Each reader returns the field as it should be, or None.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from html.parser import HTMLParser
import math
import re
from typing import override

type Json = Mapping[str, object]

NOTHING: Json = {}

# Servers make keys of 20 hexadecimal digits; what else a URL and a header can carry as
# it is may have been written by hand.
KEY = re.compile(r"[0-9A-Za-z_-]{1,128}")


def read_object(source: Json, name: str) -> Json:
    """Return an object, empty when there is none."""
    value = source.get(name)
    return value if isinstance(value, dict) else NOTHING


def read_list(source: Json, name: str) -> list[object]:
    """Return a list, empty when there is none."""
    value = source.get(name)
    return value if isinstance(value, list) else []


def read_text(source: Json, name: str) -> str | None:
    """Return a text that is not empty."""
    value = source.get(name)
    return value if isinstance(value, str) and value else None


def read_key(source: Json) -> str | None:
    """Return the key of a printer."""
    key = read_text(source, "auth_token")
    return key if key and KEY.fullmatch(key) else None


def read_choice[T: StrEnum](source: Json, name: str, choices: type[T]) -> T | None:
    """Return a text that is one of some choices."""
    value = source.get(name)
    return choices(value) if isinstance(value, str) and value in choices else None


def read_flag(source: Json, name: str) -> bool | None:
    """Return true or false."""
    value = source.get(name)
    return value if isinstance(value, bool) else None


def read_integer(source: Json, name: str) -> int | None:
    """Return a whole number; 3.0 is one, true is none."""
    number = read_number(source, name)
    return int(number) if number is not None and number == int(number) else None


def read_number(source: Json, name: str) -> float | None:
    """Return a finite number; true is none."""
    value = source.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return value if math.isfinite(value) else None
    except OverflowError:
        return None


def read_time(source: Json, name: str) -> datetime | None:
    """Return a time of the form 2026-11-23T21:43:54.123456Z, in UTC."""
    value = source.get(name)
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except ValueError, OverflowError:
        return None


class _Plain(HTMLParser):
    """Collects the text of a piece of HTML, a line for each block."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.text = ""

    @override
    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("br", "div", "li", "p"):
            self.text += "\n"

    @override
    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, ())

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


def read_html(source: Json, name: str) -> str | None:
    """Return a text without its HTML that is not empty."""
    parser = _Plain()
    parser.feed(read_text(source, name) or "")
    parser.close()
    lines = (" ".join(line.split()) for line in parser.text.splitlines())
    return "\n".join(line for line in lines if line) or None
