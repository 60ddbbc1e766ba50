"""What the requests of all subjects share."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from .errors import ObicoNotAServerError

if TYPE_CHECKING:
    from .rest import ObicoClient


class Subject:
    """The requests about one subject, sent by a client."""

    def __init__(self, client: ObicoClient) -> None:
        """Send through a client."""
        self._client = client


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
