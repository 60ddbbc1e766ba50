"""The live stream against the simulator, and against servers that behave badly."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from copy import replace
import json
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.obico.client import (
    ObicoAuthenticationError,
    ObicoCommandError,
    ObicoCommandTimeoutError,
    ObicoConnectionError,
    Printer,
    PrinterState,
    PrinterStream,
    StreamTiming,
)

from .simulator import ObicoSimulator, SimulatedPrinter
from .test_client_models import body
from .test_client_rest import session  # noqa: F401

QUICK = StreamTiming(
    connect=1.0,
    keep_alive=0.05,
    silence=1.0,
    status_life=0.4,
    first_pause=0.02,
    longest_pause=0.1,
    steady=0.1,
    reply=0.3,
)

PRINTING = body("rest/printers/detail_printing")


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def following(
    web_session: aiohttp.ClientSession,
    server: str,
    key: str = "key",
    timing: StreamTiming = QUICK,
) -> AsyncGenerator[tuple[PrinterStream, list[Printer], list[bool]]]:
    """Follow a printer; yield the stream, what it told, and its connections."""
    told: list[Printer] = []
    connections: list[bool] = []
    stream = PrinterStream(
        web_session,
        server,
        key,
        on_printer=told.append,
        on_connection=connections.append,
        timing=timing,
    )
    task = asyncio.create_task(stream.run())
    try:
        yield stream, told, connections
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not stream.connected


@asynccontextmanager
async def scripted(
    script: Callable[[web.WebSocketResponse], Any],
) -> AsyncGenerator[str]:
    """Run a server whose live socket follows a script."""

    async def serve(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await script(socket)
        return socket

    app = web.Application()
    app.router.add_get("/ws/token/web/{key}/", serve)
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url(""))
    await server.close()


async def test_follows_a_printer(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> None:
    """The printer comes at once, then at every change; one socket lasts."""
    async with following(session, simulator.url, klipper.key, StreamTiming()) as found:
        stream, told, connections = found
        await until(lambda: told)
        assert told[0].state is PrinterState.OPERATIONAL
        klipper.start_print("one.gcode", duration=600, layers=10, heated=True)
        await until(lambda: told[-1].state is PrinterState.PRINTING)
        assert stream.printer is told[-1]
        assert connections == [True]
        assert simulator.viewers(klipper) == 1


async def test_dead_key(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
) -> None:
    """A key that is refused ends the stream for good."""
    stream = PrinterStream(session, simulator.url, "0" * 20, on_printer=print)
    with pytest.raises(ObicoAuthenticationError):
        await stream.run()
    with pytest.raises(ObicoConnectionError):
        await stream.request("_printer", "pause_print")
    with pytest.raises(ObicoCommandError):
        await stream.pause_print()


async def test_server_restart(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> None:
    """After a restart the stream connects again, and tells the printer anew."""
    timing = StreamTiming(first_pause=0.02, longest_pause=0.1)
    async with following(session, simulator.url, klipper.key, timing) as (
        _,
        told,
        connections,
    ):
        await until(lambda: told)
        await simulator.stop()
        await until(lambda: connections == [True, False])
        await asyncio.sleep(0.2)
        await simulator.start()
        simulator.faults.status = 500
        await asyncio.sleep(0.2)
        simulator.faults.status = None
        await until(lambda: connections == [True, False, True])
        await until(lambda: len(told) == 2)


async def test_woken_while_connecting(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> None:
    """A server that is back while an attempt hangs is tried again when that has failed."""
    simulator.faults.hang = True
    timing = StreamTiming(first_pause=1000.0, longest_pause=1000.0, connect=0.3)
    async with following(session, simulator.url, klipper.key, timing) as (
        stream,
        told,
        _,
    ):
        await until(lambda: simulator.requests)
        simulator.faults.hang = False
        stream.wake()
        await until(lambda: told)


async def test_expired_status(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """Nobody tells when a status expires: the stream notices by its own clock."""

    async def once(socket: web.WebSocketResponse) -> None:
        await socket.send_json(PRINTING)
        async for _ in socket:
            # The keep-alive brings the same status again, which does not renew it.
            await socket.send_json(PRINTING)

    async with scripted(once) as server, following(session, server) as (_, told, _c):
        await until(lambda: len(told) == 2)
        await asyncio.sleep(0.3)
        assert [printer.online for printer in told] == [True, False]


async def test_status_expires_while_the_connection_is_broken(
    session: aiohttp.ClientSession,  # noqa: F811
) -> None:
    """A stream that is broken tells nothing, for nobody knows what came meanwhile."""

    async def once(socket: web.WebSocketResponse) -> None:
        await socket.send_json(PRINTING)

    timing = replace(QUICK, first_pause=100.0, longest_pause=100.0)
    async with (
        scripted(once) as server,
        following(session, server, timing=timing) as (_, told, connections),
    ):
        await until(lambda: connections == [True, False])
        await asyncio.sleep(QUICK.status_life + 0.2)
        assert [printer.online for printer in told] == [True]


async def test_news_with_an_expired_status(
    session: aiohttp.ClientSession,  # noqa: F811
) -> None:
    """What comes with an expired status is news, and does not bring it back."""

    async def play(socket: web.WebSocketResponse) -> None:
        await socket.send_json(PRINTING)
        await asyncio.sleep(QUICK.status_life + 0.1)
        await socket.send_json({**PRINTING, "name": "renamed"})
        await socket.send_json({**PRINTING, "status": {**PRINTING["status"], "_ts": 1}})
        await asyncio.sleep(5)

    async with scripted(play) as server, following(session, server) as (_, told, _c):
        await until(lambda: len(told) == 4)
        assert [printer.online for printer in told] == [True, False, False, True]
        assert told[2].name == "renamed"


async def test_clock_set_back(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """An agent that restarts with its clock set back is heard again, without a gap."""

    async def play(socket: web.WebSocketResponse) -> None:
        await socket.send_json(PRINTING)
        for second in range(100):
            status = {**PRINTING["status"], "_ts": second + 1}
            await socket.send_json({**PRINTING, "status": status})
            await asyncio.sleep(0.05)

    async with scripted(play) as server, following(session, server) as (_, told, _c):
        await until(lambda: len(told) == 4)
        assert all(printer.online for printer in told)
        times = [printer.status.timestamp for printer in told if printer.status]
        assert times[0] == PRINTING["status"]["_ts"]
        assert times[1:] == sorted(times[1:], key=lambda time: time or 0)


@pytest.mark.parametrize("status", [429, 503])
async def test_asked_to_wait(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    status: int,
) -> None:
    """A server that asks to wait at the handshake is left alone for so long."""
    simulator.faults.status, simulator.faults.retry_after = status, "1"
    async with following(session, simulator.url, klipper.key) as (_, told, _c):
        await until(lambda: simulator.requests)
        simulator.faults.clear()
        await asyncio.sleep(0.7)
        assert len(simulator.requests) == 1
        await until(lambda: told)


async def test_page_of_a_proxy(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> None:
    """A proxy's page that says 403 says nothing of the key."""
    simulator.faults.page = 403
    async with following(session, simulator.url, klipper.key) as (_, told, _c):
        await until(lambda: len(simulator.requests) > 2)
        simulator.faults.clear()
        await until(lambda: told)


async def test_odd_key(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """What is no key never becomes a part of an address."""
    with pytest.raises(ValueError):
        PrinterStream(session, "http://127.0.0.1", "../web/1", on_printer=print)


async def test_order_and_rubbish(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """An older status never wins, its company does; what is no printer is passed over."""
    newer = json.loads(json.dumps(PRINTING))
    newer["status"]["_ts"] += 10
    newer["name"] = "newer"
    offline = {**newer, "status": None, "name": "offline"}

    async def play(socket: web.WebSocketResponse) -> None:
        for data in (
            newer,
            {**PRINTING, "name": "news"},
            "text",
            [1],
            {"passthru": "x"},
            {"name": "no id"},
            newer,
        ):
            await socket.send_json(data)
        await socket.send_str("{broken")
        await socket.send_str("[" * 100_000)
        await socket.send_json(offline)
        await asyncio.sleep(5)

    async with scripted(play) as server, following(session, server) as (_, told, _c):
        await until(lambda: len(told) == 4)
        assert [printer.name for printer in told] == [
            "newer",
            "news",
            "newer",
            "offline",
        ]
        assert told[0].status == told[1].status == told[2].status is not None
        assert told[3].status is None


async def test_silence_and_other_frames(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """A socket that is silent for too long is given up, as is one of other frames."""
    count = 0

    async def silent(socket: web.WebSocketResponse) -> None:
        nonlocal count
        count += 1
        if count == 1:
            await socket.send_bytes(b"x")
        await asyncio.sleep(5)

    timing = StreamTiming(silence=0.1, first_pause=0.01, keep_alive=9, farewell=0.1)
    async with scripted(silent) as server, following(session, server, timing=timing):
        await until(lambda: count >= 3)


async def test_connect_times_out(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> None:
    """A handshake that never ends is given up and tried again."""
    simulator.faults.hang = True
    timing = StreamTiming(connect=0.1, first_pause=0.01)
    async with following(session, simulator.url, klipper.key, timing) as (_, told, _c):
        await asyncio.sleep(0.3)
        simulator.faults.hang = False
        await until(lambda: told)


async def test_requests(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """Replies are matched by reference; errors hide in two places; silence is told."""
    references = []

    async def agent(socket: web.WebSocketResponse) -> None:
        await socket.send_json(PRINTING)
        async for message in socket:
            call = json.loads(message.data).get("passthru")
            if not call:
                continue
            references.append(call["ref"])
            await socket.send_json({"passthru": {"ref": "somebody else's", "ret": 1}})
            answers: dict[str, dict[str, object]] = {
                "good": {"ret": {"a": 1}},
                "pause_print": {"ret": None},
                "bad": {"error": "no such heater"},
                "hidden": {"ret": {"error": "File has been modified!"}},
            }
            if call["func"] == "end":
                await socket.close()
            elif answer := answers.get(call["func"]):
                for _ in range(2):
                    await socket.send_json({"passthru": {"ref": call["ref"], **answer}})

    async with (
        scripted(agent) as server,
        following(session, server) as (stream, told, _),
    ):
        await until(lambda: told)
        assert await stream.request("_printer", "good", [1], {"x": 2}) == {"a": 1}
        await stream.pause_print()
        with pytest.raises(ObicoCommandError) as caught:
            await stream.request("_printer", "bad")
        assert caught.value.reason == "no such heater"
        with pytest.raises(ObicoCommandError) as caught:
            await stream.request("_printer", "hidden")
        assert caught.value.reason == "File has been modified!"
        with pytest.raises(ObicoCommandTimeoutError):
            await stream.request("_printer", "nothing")
        with pytest.raises(ObicoConnectionError):
            await stream.request("_printer", "end")
        assert len(set(references)) == len(references)


async def test_unknown_agent(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """Nobody knows how to speak to an agent that nobody knows."""

    async def play(socket: web.WebSocketResponse) -> None:
        await socket.send_json({**PRINTING, "agent_name": "something_new"})
        await asyncio.sleep(5)

    async with (
        scripted(play) as server,
        following(session, server) as (stream, told, _),
    ):
        await until(lambda: told)
        with pytest.raises(ObicoCommandError):
            await stream.cancel_print()


def cut(stream: PrinterStream) -> None:
    """Cut the connection of a stream, which does not know it yet."""
    assert stream._socket  # noqa: SLF001
    stream._socket._writer.transport.close()  # noqa: SLF001


async def test_connection_breaks_while_sending(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> None:
    """A command that cannot be sent any more is told as a broken connection."""
    async with following(session, simulator.url, klipper.key) as (stream, told, _):
        await until(lambda: told)
        cut(stream)
        with pytest.raises(ObicoConnectionError):
            await stream.resume_print()


async def test_connection_breaks_before_a_pong(
    session: aiohttp.ClientSession,  # noqa: F811
) -> None:
    """A ping that can only be answered over a broken connection ends that connection."""

    async def play(socket: web.WebSocketResponse) -> None:
        await socket.send_json(PRINTING)
        await socket.ping()
        await asyncio.sleep(5)

    connections: list[bool] = []
    async with scripted(play) as server:
        stream = PrinterStream(
            session,
            server,
            "key",
            on_printer=lambda _: cut(stream),
            on_connection=connections.append,
        )
        task = asyncio.create_task(stream.run())
        await until(lambda: connections[:2] == [True, False])
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


NOTICE = {
    "event_type": "PRINT_STARTED",
    "event_class": "INFO",
    "event_title": "Print started",
    "event_text": "",
}


@pytest.mark.parametrize("listens", [True, False])
async def test_notice_without_a_printer_or_a_listener(
    session: aiohttp.ClientSession,  # noqa: F811
    listens: bool,
) -> None:
    """A notice that comes before its printer is passed over, as one for nobody is."""
    notices: list[tuple[int, str | None]] = []
    told: list[Printer] = []

    async def play(socket: web.WebSocketResponse) -> None:
        early, late = ({**NOTICE, "event_title": word} for word in ("early", "late"))
        await socket.send_json({"passthru": {"printer_event": early}})
        await socket.send_json(PRINTING)
        await socket.send_json({"passthru": {"printer_event": late}})
        await socket.send_json({**PRINTING, "name": "after the notices"})
        await asyncio.sleep(5)

    async with scripted(play) as server:
        stream = PrinterStream(
            session,
            server,
            "key",
            on_printer=told.append,
            on_notice=(
                (lambda printer, notice: notices.append((printer.id, notice.title)))
                if listens
                else None
            ),
            timing=QUICK,
        )
        task = asyncio.create_task(stream.run())
        try:
            await until(lambda: len(told) == 2)
            assert stream.connected
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    assert told[1].name == "after the notices"
    assert notices == ([(told[0].id, "late")] if listens else [])
