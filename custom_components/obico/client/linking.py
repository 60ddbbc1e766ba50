"""How printers get linked: codes, agents found on the network, passcodes."""

from datetime import datetime
from typing import Self

from .errors import Refusal
from .models import Printer
from .reading import read_integer, read_text, read_time
from .record import Record, secret
from .subject import Subject, read_record, read_records

CODES = "/api/v1/onetimeverificationcodes/"
DISCOVERY = "/api/v1/printer_discovery/"


class LinkCode(Record):
    """A six-digit code: for a new printer, or to give `printer` another key.

    When it was used, `verified_at` is set and `printer` is the one that it made.
    """

    id: int
    code: str | None = secret()
    expires_at: datetime | None
    verified_at: datetime | None
    printer: Printer | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a code; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        return cls(
            id=number,
            code=read_text(data, "code"),
            expires_at=read_time(data, "expired_at"),
            verified_at=read_time(data, "verified_at"),
            printer=Printer.from_json(data.get("printer")),
        )


class UnlinkedAgent(Record):
    """An agent on our network that waits to be linked."""

    device_id: str = secret()
    host_name: str | None
    host: str | None
    port: int | None
    agent: str | None
    version: str | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read an agent; None without its id."""
        if not isinstance(data, dict):
            return None
        if (device_id := read_text(data, "device_id")) is None:
            return None
        return cls(
            device_id=device_id,
            host_name=read_text(data, "hostname"),
            host=read_text(data, "host_or_ip"),
            port=read_integer(data, "port"),
            agent=read_text(data, "agent"),
            version=read_text(data, "plugin_version"),
        )


class Linking(Subject):
    """Requests about linking; all but those about codes want a session."""

    async def get_code(self, printer_id: int | None = None) -> LinkCode:
        """Return the unused code for a new printer, or the one that re-links a printer.

        The latter locks out the printer's agent once it is used. Refused is a printer
        that does not exist.
        """
        data = await self._client.call(
            "GET",
            CODES,
            params=None if printer_id is None else {"printer_id": str(printer_id)},
            refusals={500: Refusal.UNKNOWN_PRINTER},
        )
        return read_record(data, LinkCode.from_json)

    async def read_code(self, code_id: int) -> LinkCode:
        """Return a code as it is now, used and expired ones too."""
        data = await self._client.call("GET", f"{CODES}{code_id}/")
        return read_record(data, LinkCode.from_json)

    async def get_unlinked_agents(self) -> tuple[UnlinkedAgent, ...]:
        """Return the agents that the server heard of on our network in these seconds.

        More than two are none for the server.
        """
        data = await self._client.call("GET", DISCOVERY)
        return read_records(data, UnlinkedAgent.from_json)

    async def send_code(self, device_id: str, device_secret: str, code: str) -> None:
        """Send a code to an agent, which links itself with it.

        The secret is the agent's own, asked for on the local network.
        """
        await self._client.call(
            "POST",
            DISCOVERY,
            json={"code": code, "device_id": device_id, "device_secret": device_secret},
            refusals={400: Refusal.INVALID},
        )

    async def redeem_passcode(self, passcode: str, code: str) -> None:
        """Give a code to the agent that shows a passcode; refused when either is wrong."""
        await self._client.call(
            "POST",
            "/api/v1/one_time_passcodes/",
            json={"one_time_passcode": passcode, "verification_code": code},
            refusals={404: Refusal.WRONG_PASSCODE},
        )
