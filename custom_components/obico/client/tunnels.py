"""Tunnels: ways to a printer's own web pages through the server."""

from datetime import datetime
from typing import Self

from .errors import ObicoNotAServerError, ObicoRefusedError, Refusal
from .reading import read_integer, read_object, read_text, read_time
from .record import Record, secret
from .subject import Subject, inner, read_record, read_records

PATH = "/api/v1/tunnels/"
# The name of the server's own tunnels.
RESERVED = "Obico"


class TunnelUsage(Record):
    """What went through all tunnels this month, in bytes; no cap is unlimited."""

    total: int
    monthly_cap: int | None

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read it. Raises ObicoNotAServerError without a total."""
        total = read_integer(data, "total") if isinstance(data, dict) else None
        if not isinstance(data, dict) or total is None:
            raise ObicoNotAServerError("the usage of tunnels has no total")
        cap = read_integer(data, "monthly_cap")
        return cls(total=total, monthly_cap=None if cap is None or cap < 0 else cap)


class Tunnel(Record):
    """A tunnel: self-hosted servers give it a port, the hosted one a sub-domain."""

    id: int
    app: str | None
    printer_id: int | None
    port: int | None
    subdomain: str | None = secret()
    created_at: datetime | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a tunnel; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        return cls(
            id=number,
            app=read_text(data, "app"),
            printer_id=read_integer(read_object(data, "printer"), "id"),
            port=read_integer(data, "port"),
            subdomain=read_text(data, "subdomain_code"),
            created_at=read_time(data, "created_at"),
        )


class TunnelEndpoint(Record):
    """The address of a new tunnel, with its user and password: a secret."""

    url: str = secret()


class Tunnels(Subject):
    """Requests about tunnels."""

    async def get_usage(self) -> TunnelUsage:
        """Return what went through all tunnels this month."""
        return TunnelUsage.from_json(
            await self._client.call("GET", "/api/v1/tunnelusage/")
        )

    async def get_all(self) -> tuple[Tunnel, ...]:
        """Return all tunnels of the account."""
        return read_records(await self._client.call("GET", PATH), Tunnel.from_json)

    async def get(self, tunnel_id: int) -> Tunnel:
        """Return one tunnel."""
        data = await self._client.call("GET", f"{PATH}{tunnel_id}/")
        return read_record(data, Tunnel.from_json)

    async def create(self, printer_id: int, app: str) -> TunnelEndpoint:
        """Create a tunnel to a printer, and return what nobody can ask for again.

        Refused are the server's own name (which it would answer like a dead session),
        and any tunnel when it has no port left.
        """
        if app == RESERVED:
            raise ObicoRefusedError(Refusal.RESERVED_NAME)
        data = await self._client.call(
            "POST",
            PATH,
            json={"target_printer_id": printer_id, "app_name": app},
            refusals={400: Refusal.INVALID, 500: Refusal.NO_TUNNEL_PORT},
        )
        if not isinstance(url := inner(data, "tunnel_endpoint"), str):
            raise ObicoNotAServerError("a tunnel was made, but no address came")
        return TunnelEndpoint(url=url)

    async def delete(self, tunnel_id: int) -> None:
        """Delete a tunnel."""
        await self._client.call("DELETE", f"{PATH}{tunnel_id}/")
