"""The socket of an agent: what the server hears, and what it says."""

import asyncio
from contextlib import suppress
import json
import math
from time import monotonic
from typing import Protocol

import aiohttp

from .agent_memory import PrintEvent
from .agent_outbox import Outbox
from .agent_pictures import PicturePoster, PictureTiming
from .agent_prints import PrintTiming
from .agent_settings import AgentSettings
from .agent_status import Message, signature
from .auth import PrinterKey
from .errors import (
    ObicoAgentOwnedError,
    ObicoAgentReplacedError,
    ObicoConnectionError,
    ObicoNotAServerError,
)
from .models import Printer
from .reading import Json
from .reconnecting import open_socket, socket_url
from .record import Record
from .together import first_of, until_broken, wait_for

# What the server says when another agent connects with the same key.
REPLACED = 4321


class AgentTiming(Record):
    """Times in seconds.

    A status is sent at once when it says something new of the state, else every `busy`
    seconds while printing and for `attention` seconds after anything has happened, and
    every `idle` seconds otherwise: the server forgets it after 120. `doubt`: for so long,
    a printer of which nothing is known goes on as before. `obey`: for so long, it seems
    to do what it was told. `register`: the start of a print waits that long for the
    record of its file.
    """

    connect: float = 15.0
    ping: float = 20.0
    silence: float = 60.0
    farewell: float = 2.0
    first_pause: float = 1.0
    growth: float = 1.5
    longest_pause: float = 300.0
    steady: float = 60.0
    busy: float = 10.0
    idle: float = 50.0
    attention: float = 15.0
    settings: float = 1800.0
    doubt: float = 60.0
    obey: float = 60.0
    register: float = 5.0
    prints: PrintTiming = PrintTiming()
    pictures: PictureTiming = PictureTiming()


class Speaker(Protocol):
    """Who knows what is to be told, and listens to what the server says."""

    def status(self) -> Message:
        """Return the newest status."""

    @property
    def busy(self) -> bool:
        """Whether a print is under way."""

    @property
    def next_change(self) -> float | None:
        """When the status will be another one by itself, on the clock `monotonic`."""

    def take(self, message: Json) -> None:
        """Take a message."""

    def connection_changed(self) -> None:
        """Hear that a connection begins or ends."""


class AgentLink:
    """Connects to a server as the agent of a printer."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        key: PrinterKey,
        *,
        settings: AgentSettings,
        speaker: Speaker,
        outbox: Outbox,
        pictures: PicturePoster,
        timing: AgentTiming,
    ) -> None:
        """Prepare to connect."""
        self._session = session
        self._server = server
        self._key = key
        self._settings = settings
        self._speaker = speaker
        self._outbox = outbox
        self._pictures = pictures
        self._timing = timing
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._news = asyncio.Event()
        self._attention_until = 0.0
        self._settings_due = 0.0
        self.connects = 0
        self.statuses = 0
        self.events = 0

    @property
    def connected(self) -> bool:
        """Whether the server hears us."""
        return self._socket is not None

    def introduce(self, settings: AgentSettings) -> None:
        """Tell who we are with the next message, if that is news."""
        if settings != self._settings:
            self._settings, self._settings_due = settings, 0.0

    def wake(self) -> None:
        """Look whether there is something to tell."""
        self._news.set()

    def pay_attention(self) -> None:
        """Report often for a while: something has happened."""
        self._attention_until = monotonic() + self._timing.attention
        self.wake()

    async def send(self, message: Message) -> None:
        """Send what is worth nothing later, if we are connected."""
        if self._socket is not None:
            with suppress(ConnectionError, aiohttp.ClientError):
                await self._socket.send_str(json.dumps(message))

    async def connection(self) -> None:
        """Be connected once, for as long as it lasts.

        Raises ObicoAgentOwnedError, ObicoAgentReplacedError, and the errors of a
        connection.
        """
        printer = await read_printer(
            self._session, self._server, self._key, time_limit=self._timing.connect
        )
        if (owner := printer.agent_name) not in (None, self._settings.name):
            raise ObicoAgentOwnedError(owner)
        self._outbox.settle(printer)
        socket = await open_socket(
            self._session,
            socket_url(self._server, "dev"),
            time_limit=self._timing.connect,
            farewell=self._timing.farewell,
            # In lower case: the server knows no other.
            headers={"Authorization": f"bearer {self._key.key}"},
            answer_pings=False,
        )
        self._socket = socket
        self.connects += 1
        self._settings_due = 0.0
        self._speaker.connection_changed()
        try:
            await first_of(
                self._read(socket),
                until_broken(self._tell(socket)),
                until_broken(self._keep_alive(socket)),
                self._pictures.run(),
            )
        except (ConnectionError, aiohttp.ClientError) as error:
            # A ping was to be answered over a connection that had just broken.
            raise ObicoConnectionError(type(error).__name__) from None
        finally:
            self._socket = None
            self._speaker.connection_changed()
            await socket.close()
        if socket.close_code == REPLACED:
            raise ObicoAgentReplacedError("another agent took our place")

    # What the server hears

    async def _tell(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Tell events and the newest status, in that order, whenever it is time."""
        told: object = None
        told_at = -math.inf
        while True:
            self._news.clear()
            while (event := self._outbox.next()) is not None:
                told = await self._tell_event(socket, event)
            message, now = self._speaker.status(), monotonic()
            quick = self._speaker.busy or now < self._attention_until
            due = told_at + (self._timing.busy if quick else self._timing.idle)
            if signature(message) != told or now >= due:
                await self._write(socket, message)
                self.statuses += 1
                told, told_at = signature(message), now
                continue
            if (change := self._speaker.next_change) is not None:
                due = min(due, change)
            await wait_for(self._news, due - now)

    async def _tell_event(
        self, socket: aiohttp.ClientWebSocketResponse, event: PrintEvent
    ) -> object:
        """Tell an event, and ask for a sign that it arrived; return what it showed."""
        message = event.message()
        await self._write(socket, message)
        await socket.ping(self._outbox.question())
        self.events += 1
        self.pay_attention()
        return signature(message)

    async def _write(
        self, socket: aiohttp.ClientWebSocketResponse, message: Message
    ) -> None:
        """Write a message, with our settings when it is time for them."""
        if (now := monotonic()) >= self._settings_due:
            self._settings_due = now + self._timing.settings
            message = {**message, "settings": self._settings.to_json()}
        await socket.send_str(json.dumps(message))

    async def _keep_alive(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Have the server show that it is there."""
        while True:
            await asyncio.sleep(self._timing.ping)
            await socket.ping()

    # What the server says

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Take messages until the socket ends or is silent for too long."""
        while True:
            try:
                message = await socket.receive(timeout=self._timing.silence)
            except TimeoutError:
                return
            match message.type:
                case aiohttp.WSMsgType.TEXT:
                    self._take(message.data)
                case aiohttp.WSMsgType.PING:
                    await socket.pong(message.data)
                case aiohttp.WSMsgType.PONG:
                    self._outbox.confirm(bytes(message.data))
                case aiohttp.WSMsgType.BINARY:
                    # Tunnels, of which we have none.
                    pass
                case _:
                    return

    def _take(self, text: str) -> None:
        """Take a message, unless it is rubbish."""
        try:
            data = json.loads(text)
        except ValueError, RecursionError:
            return
        if isinstance(data, dict):
            self._speaker.take(data)


async def read_printer(
    session: aiohttp.ClientSession,
    server: str,
    key: PrinterKey,
    *,
    time_limit: float = 15.0,
) -> Printer:
    """Return a printer as its viewers see it, by its key alone.

    Counts as a short view of it. Raises ObicoAuthenticationError when the key is refused,
    ObicoNotAServerError when there is no printer, and the other errors of a connection.
    """
    socket = await open_socket(
        session,
        socket_url(server, "token", "web", key.key),
        time_limit=time_limit,
        farewell=1.0,
    )
    try:
        async with asyncio.timeout(time_limit):
            message = await socket.receive()
    except TimeoutError:
        raise ObicoConnectionError("no printer in time") from None
    finally:
        await socket.close()
    if message.type is not aiohttp.WSMsgType.TEXT:
        raise ObicoConnectionError("the live stream ended")
    try:
        printer = Printer.from_json(json.loads(message.data))
    except ValueError, RecursionError:
        printer = None
    if printer is None:
        raise ObicoNotAServerError("no printer")
    return printer
