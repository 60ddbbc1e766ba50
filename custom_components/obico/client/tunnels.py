"""Tunnels: ways to a printer's own web pages through the server."""

from dataclasses import dataclass
from typing import Self

from .errors import ObicoNotAServerError
from .reading import read_integer
from .subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelUsage:
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


class Tunnels(Subject):
    """Requests about tunnels."""

    async def get_usage(self) -> TunnelUsage:
        """Return what went through all tunnels this month."""
        return TunnelUsage.from_json(
            await self._client.call("GET", "/api/v1/tunnelusage/")
        )
