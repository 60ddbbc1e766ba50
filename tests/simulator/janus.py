"""The Janus beside a printer: a double that answers as the real one does, or a real one."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
import json
import secrets
from typing import Any, Protocol

import aiohttp

from .kinds import Json
from .pages import dumps

PROTOCOL = "janus-protocol"
PLUGIN = "janus.plugin.streaming"
TAKES_OFFERS_SINCE = (1, 1, 4)

type Tell = Callable[[str], Awaitable[None]]


class Janus(Protocol):
    """What the agent of a printer talks to over one WebSocket, for all its viewers."""

    async def send(self, text: str, tell: Tell) -> None:
        """Take a viewer's message; `tell` takes whatever Janus says, now or later."""

    async def close(self) -> None:
        """End the WebSocket, as an agent that stops does."""


class RealJanus:
    """A real Janus at an address such as ws://127.0.0.1:8188/."""

    def __init__(self, url: str) -> None:
        """Note where it is; it is connected to with the first message."""
        self._url = url
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def send(self, text: str, tell: Tell) -> None:
        """Pass a message on; an agent without Janus passes nothing on."""
        with suppress(ConnectionError, aiohttp.ClientError):
            if self._socket is None or self._socket.closed:
                await self.close()
                self._session = aiohttp.ClientSession()
                self._socket = await self._session.ws_connect(
                    self._url, protocols=(PROTOCOL,)
                )
                self._reader = asyncio.create_task(self._read(self._socket, tell))
            await self._socket.send_str(text)

    @staticmethod
    async def _read(socket: aiohttp.ClientWebSocketResponse, tell: Tell) -> None:
        """Pass on whatever comes."""
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await tell(message.data)

    async def close(self) -> None:
        """End the connection."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        if self._session is not None:
            await self._session.close()
        self._reader = self._socket = self._session = None


def describe(kind: str, mid: str, direction: str, setup: str) -> str:
    """Return a session description that resembles those of Janus."""
    return "\r\n".join(
        (
            "v=0",
            "o=- 1795547205315608 1 IN IP4 192.0.2.2",
            "s=Mountpoint 1",
            "t=0 0",
            f"a=group:BUNDLE {mid}",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "c=IN IP4 192.0.2.2",
            f"a={direction}",
            f"a=mid:{mid}",
            "a=rtcp-mux",
            "a=ice-ufrag:Hv5C",
            "a=ice-pwd:w11T7qiCh946w8zQv6qeRs",
            f"a=setup:{setup}",
            "a=rtpmap:96 H264/90000",
            "a=fmtp:96 profile-level-id=42e01f;packetization-mode=1",
            f"a=x-simulated:{kind}",
            "",
        )
    )


@dataclass
class JanusDouble:
    """Answers as Janus of some version; there are no frames behind its words.

    `silent` names what it does not answer, `sessions` maps its sessions to their handles.
    """

    version: str = "1.4.1"
    streams: tuple[int, ...] = (1,)
    silent: set[str] = field(default_factory=set)
    received: list[Json] = field(default_factory=list)
    sessions: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Remember nobody to tell."""
        self._tell: Tell | None = None

    async def send(self, text: str, tell: Tell) -> None:
        """Take a viewer's message."""
        self._tell = tell
        message = json.loads(text)
        self.received.append(message)
        if message["janus"] not in self.silent:
            for answer in self._answers(message):
                await tell(dumps(answer))

    async def close(self) -> None:
        """Forget all sessions, as Janus does when a WebSocket ends."""
        self.sessions.clear()

    async def say(self, kind: str, **fields: object) -> None:
        """Say something about the newest session by itself."""
        session, handles = next(reversed(self.sessions.items()))
        if self._tell is not None:
            sender = {"sender": max(handles)} if handles and kind != "timeout" else {}
            await self._tell(
                dumps({"janus": kind, "session_id": session, **sender, **fields})
            )

    def requests(self) -> list[str]:
        """Return the names of what was asked for, those of the plugin's messages inside."""
        return [
            str(message.get("body", {}).get("request", message["janus"]))
            for message in self.received
        ]

    # Answers

    def _answers(self, message: Json) -> list[Json]:
        """Return what Janus says to a message."""
        kind, transaction = message["janus"], {"transaction": message["transaction"]}
        if kind == "info":
            return [{"janus": "server_info", **transaction, **self._info()}]
        if kind == "create":
            number = secrets.randbelow(2**53)
            self.sessions[number] = set()
            return [{"janus": "success", **transaction, "data": {"id": number}}]
        session = message.get("session_id")
        if session not in self.sessions:
            reason = f"No such session {session}"
            return [_error(message, 458, reason)]
        head = {"session_id": session, **transaction}
        if kind == "keepalive":
            return [{"janus": "ack", **head}]
        if kind == "attach":
            number = secrets.randbelow(2**53)
            self.sessions[session].add(number)
            return [{"janus": "success", **head, "data": {"id": number}}]
        if kind == "destroy":
            del self.sessions[session]
            return [{"janus": "success", **head}]
        handle = message.get("handle_id")
        if handle not in self.sessions[session]:
            return [
                _error(message, 459, f"No such handle {handle} in session {session}")
            ]
        if kind == "message":
            return self._events(message, {**head, "sender": handle})
        if kind == "trickle":
            return [{"janus": "ack", **head}]
        notice: Json = {"session_id": session, "sender": handle}
        if kind == "hangup":
            return [
                {"janus": "hangup", **notice, "reason": "Janus API"},
                {"janus": "success", **head},
            ]
        if kind == "detach":
            self.sessions[session].discard(handle)
            return [{"janus": "success", **head}, {"janus": "detached", **notice}]
        return [_error(message, 453, f"Unknown request '{kind}'")]

    def _info(self) -> Json:
        """Return what Janus says of itself; much more in truth."""
        return {
            "name": "Janus WebRTC Server",
            "version_string": self.version,
            "author": "Meetecho s.r.l.",
            "session-timeout": 60,
            "full-trickle": False,
            "plugins": {PLUGIN: {"name": "JANUS Streaming plugin"}},
        }

    def _events(self, message: Json, head: Json) -> list[Json]:
        """Return what the streaming plugin says to a message."""
        body: Json = message["body"]
        receipt = {"janus": "ack"} | {k: v for k, v in head.items() if k != "sender"}
        event: dict[str, Any] = {"janus": "event", **head}
        result: Json
        if body["request"] == "watch":
            if body.get("id") not in self.streams:
                return [receipt, _refused(event, 455, body.get("id"))]
            offered = message.get("jsep")
            takes = tuple(int(n) for n in self.version.split(".")) >= TAKES_OFFERS_SINCE
            if offered and takes:
                described = describe("answer", "0", "sendonly", "active")
                event["jsep"] = {"type": "answer", "sdp": described}
                result = {"status": "starting"}
            else:
                described = describe("offer", "v", "sendonly", "actpass")
                event["jsep"] = {"type": "offer", "sdp": described}
                result = {"status": "preparing"}
        elif body["request"] == "start":
            result = {"status": "starting"}
        else:
            result = {"status": "stopping"}
        data = {"streaming": "event", "result": result}
        return [receipt, event | {"plugindata": {"plugin": PLUGIN, "data": data}}]


def _error(message: Json, code: int, reason: str) -> Json:
    """Return a refusal by Janus itself."""
    session = {"session_id": message["session_id"]} if "session_id" in message else {}
    return {
        "janus": "error",
        **session,
        "transaction": message["transaction"],
        "error": {"code": code, "reason": reason},
    }


def _refused(event: Json, code: int, stream: object) -> Json:
    """Return a refusal by the streaming plugin."""
    text = f"No such mountpoint/stream {stream}"
    data = {"streaming": "event", "error_code": code, "error": text}
    return {**event, "plugindata": {"plugin": PLUGIN, "data": data}}
