"""An agent of ours at servers that behave badly."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from copy import replace
import json
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.obico.client import (
    AgentMemory,
    ObicoAgent,
    ObicoConnectionError,
    ObicoNotAServerError,
    ReportedState,
    read_owner,
)
from custom_components.obico.client.agent_link import read_printer

from .reporting import PRINTING, QUICK, SETTINGS, Reporter, until
from .test_client_models import body
from .test_client_rest import session  # noqa: F401

type Script = Callable[[web.WebSocketResponse], Awaitable[None]]

FREE = {**body("rest/printers/detail_never_connected"), "current_print": None}


@asynccontextmanager
async def scripted(
    script: Script, first: str | None = None, viewers: list[str] | None = None
) -> AsyncGenerator[str]:
    """Run a server whose agent's socket follows a script; viewers get one text."""

    async def serve_agent(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await script(socket)
        return socket

    async def serve_viewer(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if viewers is not None:
            viewers.append(request.path)
        if first != "":
            await socket.send_str(json.dumps(FREE) if first is None else first)
            await socket.receive()
        return socket

    app = web.Application()
    app.router.add_get("/ws/dev/", serve_agent)
    app.router.add_get("/ws/token/web/{key}/", serve_viewer)
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


@asynccontextmanager
async def reporting_to(
    web_session: aiohttp.ClientSession, server: str
) -> AsyncGenerator[Reporter]:
    """Have an agent at a server, whose printer prints."""
    reporter = Reporter(report=PRINTING)
    reporter.agent = ObicoAgent(
        web_session,
        server,
        "0" * 20,
        settings=replace(SETTINGS, webcam=None),
        memory=AgentMemory(),
        execute=reporter.execute,
        timing=QUICK,
    )
    reporter.agent.report(reporter.report)
    task = asyncio.create_task(reporter.agent.run())
    try:
        yield reporter
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


RUBBISH = [
    "",
    "no json",
    "[" * 100_000,
    "[]",
    "null",
    "{}",
    '{"remote_status": 5}',
    '{"remote_status": {"viewing": "yes", "should_watch": 1}}',
    '{"commands": 5}',
    '{"commands": [5, {}, {"cmd": 5}, {"cmd": "explode"}]}',
    '{"passthru": 5}',
    '{"passthru": {"ref": {}, "target": 5, "func": 5, "args": 5}}',
    '{"passthru": {"target": "_printer"}}',
    '{"janus": "x"}',
    '{"http.tunnelv2": {"ref": "x"}}',
    '{"ws.tunnel": {}}',
]


async def test_rubbish(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """Rubbish does nothing; a command in bad shape still is one."""

    async def script(socket: web.WebSocketResponse) -> None:
        await socket.ping(b"hello")
        for text in RUBBISH:
            await socket.send_str(text)
        await socket.send_bytes(b"\x05\x00\x00\x00\x00")
        command = {"cmd": "pause", "args": [], "initiator": 5}
        await socket.send_json({"commands": [command]})
        async for _ in socket:
            pass

    async with scripted(script) as server, reporting_to(session, server) as reporter:
        await until(lambda: reporter.commands)
        assert len(reporter.commands) == 1
        assert reporter.commands[0].initiator == "unknown"
        assert reporter.commands[0].retract is None
        assert not reporter.agent.watched
        assert reporter.agent.facts.connects == 1


async def test_transport_breaks(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """A connection that is cut in the middle of anything is made again."""

    async def script(socket: web.WebSocketResponse) -> None:
        await socket.receive()
        await socket.ping(b"x" * 100)
        transport = socket._req.transport  # type: ignore[union-attr]  # noqa: SLF001
        assert transport is not None
        transport.abort()

    async with scripted(script) as server, reporting_to(session, server) as reporter:
        await until(lambda: reporter.agent.facts.connects > 3)


async def test_pong_over_a_broken_connection(
    session: aiohttp.ClientSession,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A ping that cannot be answered any more is the end of the connection."""

    async def script(socket: web.WebSocketResponse) -> None:
        await socket.ping()
        async for _ in socket:
            pass

    async def broken(self: object, message: bytes = b"") -> None:
        raise ConnectionResetError

    monkeypatch.setattr(aiohttp.ClientWebSocketResponse, "pong", broken)
    async with scripted(script) as server, reporting_to(session, server) as reporter:
        await until(lambda: reporter.agent.facts.connects > 2)


async def test_answers_over_a_broken_connection(
    session: aiohttp.ClientSession,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is worth nothing later is lost."""

    async def script(socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is web.WSMsgType.TEXT:
                request = {"target": "x", "func": "y", "ref": message.data[:9]}
                await socket.send_json({"passthru": request})

    sent: list[str] = []

    async def send(self: object, text: str, compress: Any = None) -> None:
        sent.append(text)
        if "passthru" in text:
            raise ConnectionResetError
        await original(self, text, compress)  # type: ignore[arg-type]

    original = aiohttp.ClientWebSocketResponse.send_str
    monkeypatch.setattr(aiohttp.ClientWebSocketResponse, "send_str", send)
    async with scripted(script) as server, reporting_to(session, server) as reporter:
        await until(lambda: any("passthru" in text for text in sent))
        connects = reporter.agent.facts.connects
        reporter.tell(ReportedState.PAUSED)
        await until(lambda: any("Paused" in text for text in sent))
        assert reporter.agent.facts.connects == connects


async def test_writes_over_a_broken_connection(
    session: aiohttp.ClientSession,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever reads from a connection sees its end, not whoever writes."""
    written = asyncio.Event()

    async def script(socket: web.WebSocketResponse) -> None:
        await written.wait()

    async def broken(self: object, text: str, compress: Any = None) -> None:
        written.set()
        raise ConnectionResetError

    async with scripted(script) as server:
        monkeypatch.setattr(aiohttp.ClientWebSocketResponse, "send_str", broken)
        async with reporting_to(session, server) as reporter:
            await until(lambda: reporter.agent.facts.connects > 2)


@pytest.mark.parametrize(
    ("first", "error"),
    [
        ("", ObicoConnectionError),
        ("no json", ObicoNotAServerError),
        ("[" * 100_000, ObicoNotAServerError),
        ("{}", ObicoNotAServerError),
    ],
)
async def test_viewer_socket_without_a_printer(
    session: aiohttp.ClientSession,  # noqa: F811
    first: str,
    error: type[Exception],
) -> None:
    """Whose a printer is cannot be read everywhere; then nobody reports for it."""

    async def script(socket: web.WebSocketResponse) -> None:
        raise AssertionError

    viewers: list[str] = []
    async with scripted(script, first, viewers) as server:
        with pytest.raises(error):
            await read_owner(session, server, "0" * 20)
        async with reporting_to(session, server) as reporter:
            await until(lambda: len(viewers) > 3)
            assert reporter.agent.facts.connects == 0


async def test_silent_viewer_socket(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """A server that shows no printer in time is not waited for."""
    from custom_components.obico.client.auth import PrinterKey  # noqa: PLC0415

    async def serve(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        return socket

    app = web.Application()
    app.router.add_get("/ws/token/web/{key}/", serve)
    server = TestServer(app)
    await server.start_server()
    url = str(server.make_url("")).rstrip("/")
    with pytest.raises(ObicoConnectionError):
        await read_printer(session, url, PrinterKey("0" * 20), time_limit=0.1)
    await server.close()
