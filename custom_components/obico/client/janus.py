"""Live video: a signalling session with the Janus beside a printer, through Obico's relay.

The relay hands whatever Janus says to everybody who looks at the printer, and Janus does
not learn that somebody left: so messages are told apart by transaction and session, and
a session is kept alive and ended by hand. The video itself takes another way.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
import json
import secrets

import aiohttp
from yarl import URL

from .answers import telling_connection_errors
from .errors import (
    ObicoCommandError,
    ObicoCommandTimeoutError,
    ObicoConnectionError,
    ObicoError,
    ObicoNotAServerError,
)
from .reading import Json, read_integer, read_object, read_text
from .record import Record

PROTOCOL = "janus-protocol"
PLUGIN = "janus.plugin.streaming"
# The first Janus whose streaming plugin takes a viewer's offer; older ones make their own.
TAKES_OFFERS_SINCE = (1, 1, 4)
# What Janus says when a session is over.
ENDINGS = ("detached", "hangup", "timeout")


class JanusTiming(Record):
    """Times in seconds. Janus drops a session that it has not heard of for 60."""

    connect: float = 15.0
    reply: float = 10.0
    keep_alive: float = 25.0
    farewell: float = 2.0


class IceCandidate(Record):
    """A way by which one side of a video can be reached."""

    candidate: str
    sdp_mid: str | None = None
    sdp_m_line_index: int | None = None

    def to_json(self) -> Json:
        """Return it as Janus and browsers write it."""
        fields = {
            "candidate": self.candidate,
            "sdpMid": self.sdp_mid,
            "sdpMLineIndex": self.sdp_m_line_index,
        }
        return {name: value for name, value in fields.items() if value is not None}


class _Reply(Record):
    """Somebody waits for the reply to a request, or for the event behind a mere receipt."""

    future: asyncio.Future[Json]
    after_receipt: bool


class JanusSession:
    """One viewer's session, used once: `open`, then `watch` or `make_offer`, then `close`.

    Every method raises ObicoConnectionError, ObicoAuthenticationError when the printer's
    key is refused, ObicoCommandTimeoutError when nobody answers (no agent, no Janus), and
    ObicoCommandError with Janus's reason.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        key: str,
        *,
        on_candidate: Callable[[IceCandidate], object] | None = None,
        on_end: Callable[[ObicoError], object] | None = None,
        timing: JanusTiming | None = None,
    ) -> None:
        """Prepare a session; `on_end` is called when it ends without `close`."""
        base = URL(server)
        scheme = "wss" if base.scheme == "https" else "ws"
        self._url = base.with_scheme(scheme) / "ws" / "token" / "janus" / key / ""
        self._session = session
        self._on_candidate = on_candidate
        self._on_end = on_end
        self._timing = timing or JanusTiming()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._over = False
        self._tasks: list[asyncio.Task[None]] = []
        self._replies: dict[str, _Reply] = {}
        self._ids: dict[str, int] = {}
        self._early: list[IceCandidate] = []

    # Life

    async def open(self) -> None:
        """Connect to the relay."""
        with telling_connection_errors():
            async with asyncio.timeout(self._timing.connect):
                self._socket = await self._session.ws_connect(
                    self._url,
                    protocols=(PROTOCOL,),
                    timeout=aiohttp.ClientWSTimeout(ws_close=self._timing.farewell),
                )
        if self._over:
            await self._socket.close()
            raise ObicoConnectionError("the session is over")
        self._tasks.append(asyncio.create_task(self._read(self._socket)))

    async def close(self) -> None:
        """End the session, also one that opens just now; closing twice does nothing."""
        self._on_end = None
        self._end(ObicoConnectionError("the session is over"))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if (socket := self._socket) is not None:
            self._ids.pop("handle_id", None)
            with suppress(ConnectionError, aiohttp.ClientError, TimeoutError):
                async with asyncio.timeout(self._timing.farewell):
                    if "session_id" in self._ids:
                        await socket.send_str(self._message_text("destroy", "bye"))
            await socket.close()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Take messages until the relay ends."""
        with suppress(ConnectionError, aiohttp.ClientError):
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(message.data)
        self._end(ObicoConnectionError("the relay ended"))

    async def _keep_alive(self) -> None:
        """Let Janus know that somebody still looks."""
        try:
            while True:
                await asyncio.sleep(self._timing.keep_alive)
                await self._request("keepalive")
        except ObicoError as error:
            self._end(error)

    def _end(self, error: ObicoError) -> None:
        """Tell everybody who waits that the session is over."""
        self._over = True
        for reply in self._replies.values():
            if not reply.future.done():
                reply.future.set_exception(error)
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(error)

    # Requests

    async def takes_offers(self) -> bool:
        """Ask Janus whether it answers a viewer's offer, or insists on making its own."""
        info = await self._request("info")
        version = (read_text(info, "version_string") or "").split(".")
        numbers = tuple(int(part) for part in version if part.isdecimal())
        return numbers >= TAKES_OFFERS_SINCE

    async def watch(self, stream_id: int, offer: str) -> str:
        """Ask for a stream by a viewer's offer, and return the answer."""
        return await self._watch(
            {"request": "watch", "id": stream_id}, {"type": "offer", "sdp": offer}
        )

    async def make_offer(self, stream_id: int) -> str:
        """Ask for a stream, and return the offer that Janus makes; `answer` it."""
        body = {"offer_audio": False, "offer_video": True, "offer_data": False}
        return await self._watch({"request": "watch", "id": stream_id, **body})

    async def answer(self, answer: str) -> None:
        """Answer the offer of Janus, which then begins to send."""
        jsep = {"type": "answer", "sdp": answer}
        await self._message({"request": "start"}, jsep)

    async def add_candidate(self, candidate: IceCandidate) -> None:
        """Tell Janus a way to the viewer; what comes too early is told in time."""
        if "handle_id" not in self._ids:
            self._early.append(candidate)
            return
        await self._request("trickle", candidate=candidate.to_json())

    async def _watch(self, body: Json, jsep: Json | None = None) -> str:
        """Begin a session at Janus, ask for a stream, and return the description of it."""
        self._ids["session_id"] = _made(await self._request("create"))
        self._tasks.append(asyncio.create_task(self._keep_alive()))
        self._ids["handle_id"] = _made(await self._request("attach", plugin=PLUGIN))
        answer = await self._message(body, jsep)
        wanted = "answer" if jsep else "offer"
        described = read_object(answer, "jsep")
        text = read_text(described, "sdp")
        if described.get("type") != wanted or text is None:
            raise ObicoCommandError(f"Janus makes no {wanted}")
        early, self._early = self._early, []
        for candidate in early:
            await self.add_candidate(candidate)
        return text

    async def _message(self, body: Json, jsep: Json | None) -> Json:
        """Send a message to the streaming plugin, and return the event that it causes."""
        described = {"jsep": jsep} if jsep else {}
        event = await self._request(
            "message", after_receipt=True, body=body, **described
        )
        data = read_object(read_object(event, "plugindata"), "data")
        if (reason := read_text(data, "error")) is not None:
            raise ObicoCommandError("Janus refused", reason)
        return event

    async def _request(
        self, kind: str, *, after_receipt: bool = False, **fields: object
    ) -> Json:
        """Send a request, and return its reply."""
        if (socket := self._socket) is None or self._over:
            raise ObicoConnectionError("the session is over")
        transaction = secrets.token_hex(8)
        reply = _Reply(
            future=asyncio.get_running_loop().create_future(),
            after_receipt=after_receipt,
        )
        self._replies[transaction] = reply
        try:
            async with asyncio.timeout(self._timing.reply):
                await socket.send_str(self._message_text(kind, transaction, **fields))
                return await reply.future
        except TimeoutError:
            raise ObicoCommandTimeoutError("Janus is silent") from None
        except ConnectionError, aiohttp.ClientError:
            raise ObicoConnectionError("the relay is broken") from None
        finally:
            del self._replies[transaction]

    def _message_text(self, kind: str, transaction: str, **fields: object) -> str:
        """Return a message to Janus."""
        head = {"janus": kind, "transaction": transaction, **self._ids}
        return json.dumps({**head, **fields})

    # What comes

    def _take(self, text: str) -> None:
        """Take a message, unless it is meant for another viewer."""
        try:
            data = json.loads(text)
        except ValueError:
            return
        if not isinstance(data, dict):
            return
        kind = data.get("janus")
        if reply := self._replies.get(str(data.get("transaction"))):
            if not (reply.future.done() or (kind == "ack" and reply.after_receipt)):
                self._take_reply(reply, data)
        elif "session_id" in self._ids and (
            read_integer(data, "session_id") == self._ids["session_id"]
        ):
            if kind == "trickle":
                self._take_candidate(read_object(data, "candidate"))
            elif kind in ENDINGS:
                self._end(ObicoConnectionError(f"Janus ended the session: {kind}"))

    @staticmethod
    def _take_reply(reply: _Reply, data: Json) -> None:
        """Hand a reply to whoever waits for it."""
        if data.get("janus") == "error":
            reason = read_text(read_object(data, "error"), "reason")
            reply.future.set_exception(ObicoCommandError("Janus refused", reason))
        else:
            reply.future.set_result(data)

    def _take_candidate(self, data: Json) -> None:
        """Hand a way to Janus out; the mark that there are no more is none."""
        candidate = read_text(data, "candidate")
        if candidate is not None and self._on_candidate is not None:
            self._on_candidate(
                IceCandidate(
                    candidate=candidate,
                    sdp_mid=read_text(data, "sdpMid"),
                    sdp_m_line_index=read_integer(data, "sdpMLineIndex"),
                )
            )


def _made(reply: Json) -> int:
    """Return the id of what Janus made. Raises ObicoNotAServerError without one."""
    if (number := read_integer(read_object(reply, "data"), "id")) is None:
        raise ObicoNotAServerError("what answers is not Janus")
    return number
