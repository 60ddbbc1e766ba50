"""An agent without a printer announces itself, and waits for somebody to link it."""

import asyncio
from collections.abc import Callable
import platform

import aiohttp

from .auth import normalise_code
from .errors import (
    ObicoConnectionError,
    ObicoNotAServerError,
    ObicoServerError,
    ObicoThrottledError,
)
from .reading import Json, read_list, read_object, read_text
from .record import Record, secret
from .wire import Wire

PATH = "/api/v1/octo/unlinked/"


class AnnounceTiming(Record):
    """Times in seconds: an agent counts as present for 4 after each announcement."""

    interval: float = 2.0
    growth: float = 2.0
    longest_pause: float = 60.0


class Passcode(Record):
    """What a person types (or opens) at Obico to link us: five characters, for two hours."""

    code: str = secret()
    link: str | None = secret()


class Announcement(Record):
    """Who waits to be linked.

    `device_id` has 32 characters and is the same every time. `host` is our address on the
    local network: Obico shows us to people on the same network. `secret` proves that a
    code comes from somebody who could ask us for it there; None: nobody can.
    """

    device_id: str = secret()
    host_name: str
    host: str
    port: int
    version: str
    secret: str | None = secret(default=None)

    def to_json(self, passcode: str) -> dict[str, object]:
        """Return it as the server wants it."""
        return {
            "device_id": self.device_id,
            "hostname": self.host_name,
            "host_or_ip": self.host,
            "port": self.port,
            "os": platform.system(),
            "arch": platform.machine(),
            "rpi_model": "",
            "octopi_version": "",
            "plugin_version": self.version,
            "agent": "Home Assistant",
            "printerprofile": "",
            "machine_type": "",
            "one_time_passcode": passcode,
            "meta": {},
        }


class Announcer:
    """Tells a server of a device that waits to be linked."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        announcement: Announcement,
        *,
        on_passcode: Callable[[Passcode], object],
        timing: AnnounceTiming | None = None,
    ) -> None:
        """Prepare to announce.

        `on_passcode` is called with the first passcode, and with a new one when the old
        one is over.
        """
        self._wire = Wire(session, server)
        self._announcement = announcement
        self._on_passcode = on_passcode
        self._timing = timing or AnnounceTiming()
        self._passcode = ""

    async def wait_for_code(self) -> str:
        """Announce until a person links us; return the six-digit code to verify.

        Goes on through failures of the network and the server, with growing pauses.
        Raises ObicoNotAServerError when the server knows no passcodes.
        """
        pause = self._timing.interval
        while True:
            asked = 0.0
            try:
                data = await self._wire.call(
                    "POST", PATH, json=self._announcement.to_json(self._passcode)
                )
            except (ObicoServerError, ObicoThrottledError) as error:
                asked = error.retry_after or 0.0
                pause = min(pause * self._timing.growth, self._timing.longest_pause)
            except ObicoConnectionError:
                pause = min(pause * self._timing.growth, self._timing.longest_pause)
            else:
                pause = self._timing.interval
                if code := self._take(data):
                    return code
            await asyncio.sleep(max(pause, asked))

    def _take(self, data: object) -> str | None:
        """Take an answer; return the code that it brings, if any."""
        if not isinstance(data, dict):
            raise ObicoNotAServerError("the answer is no object")
        if (passcode := read_text(data, "one_time_passcode")) is None:
            raise ObicoNotAServerError("there is no passcode")
        if passcode != self._passcode:
            self._passcode = passcode
            link = read_text(data, "one_time_passlink")
            self._on_passcode(Passcode(code=passcode, link=link))
        codes = [read_text(data, "verification_code"), self._delivered(data)]
        for code in codes:
            try:
                return normalise_code(code or "")
            except ValueError:
                continue
        return None

    def _delivered(self, data: Json) -> str | None:
        """Return the code that somebody on our network has sent us, with our secret."""
        for message in read_list(data, "messages"):
            if isinstance(message, dict) and message.get("type") == "verify_code":
                found = read_object(message, "data")
                if self._announcement.secret is not None and (
                    read_text(found, "secret") == self._announcement.secret
                ):
                    return read_text(found, "code")
        return None
