"""What the requests of all subjects share."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from typing import Protocol

from .errors import ObicoNotAServerError, ObicoNotFoundError
from .reading import read_integer, read_text
from .record import Record
from .wire import Wire

PART_SIZE = 50


class Subject:
    """The requests about one subject, sent by a client."""

    def __init__(self, client: Wire) -> None:
        """Send through a client."""
        self._client = client


class Page[T](Record):
    """Some of a list, how many there are in all, and whether a page follows."""

    items: tuple[T, ...]
    total: int
    more: bool


async def read_page[T](
    client: Wire,
    path: str,
    params: Mapping[str, str],
    read: Callable[[object], T | None],
) -> Page[T]:
    """Fetch a page; one beyond the end is empty."""
    try:
        data = await client.call("GET", path, params=params)
    except ObicoNotFoundError:
        return Page(items=(), total=0, more=False)
    if not isinstance(data, dict):
        raise ObicoNotAServerError("a page is no object")
    items = read_records(data.get("results"), read)
    return Page(
        items=items,
        total=read_integer(data, "count") or len(items),
        more=read_text(data, "next") is not None,
    )


async def pages[T](get_page: Callable[[int], Awaitable[Page[T]]]) -> AsyncIterator[T]:
    """Go through all pages, and hold no more than two.

    What comes or goes meanwhile moves the rest: nothing is shown twice in a row of pages.
    """
    number, previous = 1, frozenset[T]()
    while True:
        page = await get_page(number)
        fresh = [item for item in page.items if item not in previous]
        for item in fresh:
            yield item
        if not page.more or not fresh:
            return
        number, previous = number + 1, frozenset(page.items)


class Numbered(Protocol):
    """Something that a higher number makes newer."""

    @property
    def id(self) -> int:
        """Return its number."""


async def parts[T: Numbered](
    get_part: Callable[[int], Awaitable[Collection[T]]], *, oldest_first: bool = False
) -> AsyncIterator[T]:
    """Go through a list by where its parts start, and hold no more than one part.

    What comes meanwhile moves the rest to the next part, and is not shown twice. A part
    without anything new is the last one.
    """
    start, last = 0, None
    while part := await get_part(start):
        before = last
        for item in part:
            if last is None or (item.id > last if oldest_first else item.id < last):
                last = item.id
                yield item
        if last == before:
            return
        start += PART_SIZE


def read_records[T](data: object, read: Callable[[object], T | None]) -> tuple[T, ...]:
    """Read a list, but for the records without an identity.

    Raises ObicoNotAServerError when it is no list.
    """
    if not isinstance(data, list):
        raise ObicoNotAServerError("a list is no list")
    return tuple(found for record in data if (found := read(record)) is not None)


def read_record[T](data: object, read: Callable[[object], T | None]) -> T:
    """Read a record. Raises ObicoNotAServerError when it has no identity."""
    if (found := read(data)) is None:
        raise ObicoNotAServerError("a record has no identity")
    return found


def inner(data: object, name: str) -> object:
    """Return what is wrapped in an object under a name."""
    return data.get(name) if isinstance(data, dict) else None
