"""Live sockets of a server: where they are, and connecting again after growing pauses."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
import random
from typing import Never

import aiohttp
from yarl import URL

from .answers import telling_connection_errors
from .errors import (
    ObicoConnectionError,
    ObicoNotAServerError,
    ObicoServerError,
    ObicoThrottledError,
)


def socket_url(server: str, *parts: str) -> URL:
    """Return where a live socket of a server is."""
    base = URL(server)
    scheme = "wss" if base.scheme == "https" else "ws"
    return base.with_scheme(scheme).joinpath("ws", *parts, "")


async def open_socket(
    session: aiohttp.ClientSession,
    url: URL,
    *,
    time_limit: float,
    farewell: float,
    headers: dict[str, str] | None = None,
    answer_pings: bool = True,
) -> aiohttp.ClientWebSocketResponse:
    """Connect, within `time_limit` seconds; a close waits `farewell` seconds for an answer.

    Raises ObicoAuthenticationError when the key is refused, and the errors of a
    connection.
    """
    with telling_connection_errors():
        async with asyncio.timeout(time_limit):
            return await session.ws_connect(
                url,
                headers=headers,
                timeout=aiohttp.ClientWSTimeout(ws_close=farewell),
                autoping=answer_pings,
            )


class Pauses:
    """The pauses between attempts to connect, in seconds: they grow, and may be cut short."""

    def __init__(
        self, *, first: float, growth: float, longest: float, steady: float
    ) -> None:
        """Begin with the first; a connection of `steady` seconds begins anew."""
        self._first = first
        self._growth = growth
        self._longest = longest
        self._steady = steady
        self._woken = asyncio.Event()
        self._delay = 0.0

    def wake(self, delay: float = 0.0) -> None:
        """End the present pause after that many seconds: the server was seen to answer."""
        self._delay = delay
        self._woken.set()

    async def repeat(self, connection: Callable[[], Awaitable[None]]) -> Never:
        """Have a connection, again and again; ends with what no pause can help."""
        loop = asyncio.get_running_loop()
        pause = self._first
        while True:
            begin, asked = loop.time(), 0.0
            self._woken.clear()
            try:
                await connection()
            except (ObicoServerError, ObicoThrottledError) as error:
                asked = error.retry_after or 0.0
            except ObicoConnectionError, ObicoNotAServerError:
                pass
            if loop.time() - begin > self._steady:
                pause = self._first
                # What woke it was about an earlier trouble.
                self._woken.clear()
            await self._rest(pause * random.uniform(0.5, 1.0), asked)
            pause = min(pause * self._growth, self._longest)

    async def _rest(self, seconds: float, asked: float) -> None:
        """Rest until woken, but in any case for as long as the server asked to wait.

        An attempt that was under way when the server was seen to answer may still fail.
        """
        await asyncio.sleep(asked)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds - asked)):
                await self._woken.wait()
                await asyncio.sleep(self._delay)
