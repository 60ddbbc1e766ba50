"""An agent without a printer announces itself, and waits for somebody to link it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp


@dataclass(frozen=True, slots=True, kw_only=True)
class Passcode:
    """What a person types (or opens) at Obico to link us; it lives for two hours."""

    code: str = field(repr=False)  # five characters
    link: str | None = field(repr=False)


class Announcer:
    """Tells a server of a device that waits to be linked."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        *,
        device_id: str,
        host_name: str,
        version: str,
        on_passcode: Callable[[Passcode], object],
    ) -> None:
        """Prepare to announce; `device_id` has 32 characters and is the same every time.

        `on_passcode` is called with the first passcode, and with a new one when the old
        one is over.
        """
        raise NotImplementedError

    async def wait_for_code(self) -> str:
        """Announce until a person links us; return the six-digit code to verify.

        Goes on through failures of the network, with growing pauses. Raises
        ObicoNotAServerError when the server knows no passcodes.
        """
        raise NotImplementedError
