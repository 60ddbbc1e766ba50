"""Links that show a printer's live view to whoever has them."""

from typing import Self

from .errors import ObicoNotAServerError
from .reading import read_integer, read_text
from .record import Record, secret
from .subject import Subject, read_records

PATH = "/api/v1/sharedresources/"


class SharedLink(Record):
    """A link that is out; a printer has one or none."""

    id: int
    printer_id: int | None
    token: str = secret()

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a link; None without an id or a token."""
        if not isinstance(data, dict):
            return None
        number, token = read_integer(data, "id"), read_text(data, "share_token")
        if number is None or token is None:
            return None
        return cls(id=number, printer_id=read_integer(data, "printer_id"), token=token)

    def url(self, server: str) -> str:
        """Return the address of the page, a secret."""
        return f"{server}/printers/share_token/{self.token}/"


class Sharing(Subject):
    """Requests about shared links."""

    async def get(self, printer_id: int) -> SharedLink | None:
        """Return the link of a printer, if it is shared."""
        data = await self._client.call(
            "GET", PATH, params={"printer_id": str(printer_id)}
        )
        return next(iter(read_records(data, SharedLink.from_json)), None)

    async def share(self, printer_id: int) -> SharedLink:
        """Share a printer, or leave it shared; return the link."""
        data = await self._client.call(
            "POST", PATH, params={"printer_id": str(printer_id)}
        )
        for link in read_records(data, SharedLink.from_json):
            return link
        raise ObicoNotAServerError("a printer was shared, but no link came")

    async def delete(self, link_id: int) -> None:
        """Make a link invalid."""
        await self._client.call("DELETE", f"{PATH}{link_id}/")
