"""Signalling for live video, against the simulated relay and servers that behave badly."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
import json
from typing import Any, Self

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.obico.client import (
    IceCandidate,
    JanusSession,
    JanusTiming,
    ObicoAuthenticationError,
    ObicoCommandError,
    ObicoCommandTimeoutError,
    ObicoConnectionError,
    ObicoError,
    ObicoNotAServerError,
    ObicoServerError,
    ObicoTimeoutError,
)

from .simulator import JanusDouble, ObicoSimulator, SimulatedPrinter
from .test_client_rest import session  # noqa: F401
from .test_client_stream import until

QUICK = JanusTiming(connect=0.5, reply=0.3, keep_alive=0.05, farewell=0.3)
CALM = JanusTiming(reply=1.0)

type Answer = Callable[[dict[str, Any]], list[object]]


@pytest.fixture
def janus(octoprint: SimulatedPrinter) -> JanusDouble:
    """Return a Janus that sends the printer's video, of a version that takes offers."""
    double = JanusDouble()
    octoprint.set_video(double)
    return double


class Viewer:
    """A session at the printer, with what it was told."""

    def __init__(
        self,
        web_session: aiohttp.ClientSession,
        server: str,
        key: str = "key",
        timing: JanusTiming = CALM,
    ) -> None:
        """Make a session."""
        self.candidates: list[IceCandidate] = []
        self.ends: list[ObicoError] = []
        self.session = JanusSession(
            web_session,
            server,
            key,
            on_candidate=self.candidates.append,
            on_end=self.ends.append,
            timing=timing,
        )

    async def __aenter__(self) -> Self:
        """Connect."""
        await self.session.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the session."""
        await self.session.close()


@asynccontextmanager
async def answering(answer: Answer) -> AsyncGenerator[str]:
    """Run a relay behind which something else than Janus answers."""

    async def serve(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=("janus-protocol",))
        await socket.prepare(request)
        async for message in socket:
            for said in answer(json.loads(message.data)):
                if said is None:
                    await socket.close()
                elif isinstance(said, bytes):
                    await socket.send_bytes(said)
                else:
                    text = said if isinstance(said, str) else json.dumps(said)
                    await socket.send_str(text)
        return socket

    app = web.Application()
    app.router.add_get("/ws/token/janus/{key}/", serve)
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url(""))
    await server.close()


async def test_offer_of_a_viewer(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
) -> None:
    """Janus answers a viewer's offer; the session is destroyed at its end."""
    async with Viewer(session, simulator.url, octoprint.key) as viewer:
        assert await viewer.session.takes_offers()
        answer = await viewer.session.watch(1, "v=0 the offer")
        assert "a=setup:active" in answer
        watch = janus.received[-1]
        assert watch["body"] == {"request": "watch", "id": 1}
        assert watch["jsep"] == {"type": "offer", "sdp": "v=0 the offer"}
        assert len(janus.sessions) == 1
        assert simulator.relay.count(octoprint) == 1
    await until(lambda: not janus.sessions)
    assert janus.requests() == ["info", "create", "attach", "watch", "destroy"]
    await until(lambda: simulator.relay.count(octoprint) == 0)
    assert viewer.ends == []
    await viewer.session.close()
    with pytest.raises(ObicoConnectionError):
        await viewer.session.takes_offers()


async def test_offer_of_janus(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
) -> None:
    """An old Janus answers no offer, but makes one that can be answered."""
    janus.version = "1.1.2"
    async with Viewer(session, simulator.url, octoprint.key) as viewer:
        with pytest.raises(ObicoCommandError, match="makes no answer"):
            await viewer.session.watch(1, "v=0 the offer")
    async with Viewer(session, simulator.url, octoprint.key) as viewer:
        assert not await viewer.session.takes_offers()
        assert "a=setup:actpass" in await viewer.session.make_offer(1)
        await viewer.session.answer("v=0 the answer")
        assert janus.received[-1]["body"] == {"request": "start"}
        assert janus.received[-1]["jsep"] == {"type": "answer", "sdp": "v=0 the answer"}


@pytest.mark.parametrize(
    ("version", "takes_offers"),
    [
        ("0.8.2", False),
        ("0.11.8", False),
        ("1.1.3", False),
        ("1.1.4", True),
        ("1.2", True),
        ("2.0.0-rc1", True),
        ("", False),
        (None, False),
        (114, False),
    ],
)
async def test_versions(
    session: aiohttp.ClientSession,  # noqa: F811
    version: object,
    takes_offers: bool,
) -> None:
    """The streaming plugin takes offers since 1.1.4."""

    def answer(message: dict[str, Any]) -> list[object]:
        return [{"transaction": message["transaction"], "version_string": version}]

    async with answering(answer) as server, Viewer(session, server) as viewer:
        assert await viewer.session.takes_offers() is takes_offers


async def test_candidates(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
) -> None:
    """Ways to a viewer reach Janus however early, ways to Janus reach the viewer."""
    early = IceCandidate(candidate="candidate:1", sdp_mid="0", sdp_m_line_index=0)
    async with Viewer(session, simulator.url, octoprint.key) as viewer:
        await viewer.session.add_candidate(early)
        assert janus.received == []
        await viewer.session.watch(1, "v=0")
        await viewer.session.add_candidate(IceCandidate(candidate="candidate:2"))
        assert [message["candidate"] for message in janus.received[-2:]] == [
            {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0},
            {"candidate": "candidate:2"},
        ]
        await janus.say("trickle", candidate=early.to_json())
        await janus.say("trickle", candidate={"completed": True})
        await janus.say("webrtcup")
        await janus.say("hangup", reason="ICE failed")
        await until(lambda: viewer.ends)
        assert viewer.candidates == [early]


async def test_viewers_do_not_disturb_each_other(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
) -> None:
    """The relay sends everything to everybody; each takes only what is meant for it."""
    async with (
        Viewer(session, simulator.url, octoprint.key) as idle,
        Viewer(session, simulator.url, octoprint.key) as first,
        Viewer(session, simulator.url, octoprint.key) as second,
    ):
        answers = await asyncio.gather(
            first.session.watch(1, "v=0"), second.session.watch(1, "v=0")
        )
        assert len(answers) == len(janus.sessions) == 2
        newest = list(janus.sessions)[-1]
        await janus.say("trickle", candidate={"candidate": "candidate:1"})
        await janus.say("hangup")
        await until(lambda: first.ends or second.ends)
        ended, lasting = (first, second) if first.ends else (second, first)
        assert len(ended.candidates) == 1
        assert (lasting.candidates, lasting.ends, idle.ends) == ([], [], [])
        await ended.session.close()
        await until(lambda: newest not in janus.sessions)
        await lasting.session.add_candidate(IceCandidate(candidate="candidate:1"))


@pytest.mark.parametrize("ending", ["detached", "hangup", "timeout"])
async def test_janus_ends_a_session(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
    ending: str,
) -> None:
    """When Janus ends a session, it is told once."""
    async with Viewer(session, simulator.url, octoprint.key) as viewer:
        await viewer.session.watch(1, "v=0")
        await janus.say(ending)
        await janus.say("detached")
        await until(lambda: viewer.ends)
        with pytest.raises(ObicoConnectionError):
            await viewer.session.add_candidate(IceCandidate(candidate="candidate:1"))
    assert [str(error) for error in viewer.ends] == [
        f"Janus ended the session: {ending}"
    ]


async def test_keep_alive(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
) -> None:
    """A session is kept alive, and ends when Janus does not know it any more."""
    async with Viewer(session, simulator.url, octoprint.key, QUICK) as viewer:
        await viewer.session.watch(1, "v=0")
        await until(lambda: janus.requests().count("keepalive") > 1)
        assert viewer.ends == []
        await janus.close()
        await until(lambda: viewer.ends)
    assert isinstance(viewer.ends[0], ObicoCommandError)
    assert viewer.ends[0].reason
    assert viewer.ends[0].reason.startswith("No such session")


async def test_relay_ends(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
) -> None:
    """When the server goes, whoever waits and whoever looks is told."""
    janus.silent.add("attach")
    async with Viewer(session, simulator.url, octoprint.key) as viewer:
        watching = asyncio.create_task(viewer.session.watch(1, "v=0"))
        await until(lambda: "attach" in janus.requests())
        await simulator.stop()
        with pytest.raises(ObicoConnectionError):
            await watching
        await until(lambda: viewer.ends)


async def test_janus_refuses(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
) -> None:
    """What Janus and its plugin refuse comes with their reason."""
    async with Viewer(session, simulator.url, octoprint.key) as viewer:
        with pytest.raises(ObicoCommandError) as refused:
            await viewer.session.make_offer(9)
        assert refused.value.reason == "No such mountpoint/stream 9"
        await janus.close()
        with pytest.raises(ObicoCommandError) as refused:
            await viewer.session.answer("v=0")
        assert refused.value.reason is not None
        assert refused.value.reason.startswith("No such session")


async def test_silence(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
) -> None:
    """Without an agent nobody answers."""
    octoprint.go_offline()
    async with Viewer(session, simulator.url, octoprint.key, QUICK) as viewer:
        with pytest.raises(ObicoCommandTimeoutError):
            await viewer.session.takes_offers()


async def test_no_connection(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
) -> None:
    """Each way in which connecting fails has its error."""

    async def failed(key: str = octoprint.key) -> None:
        viewer = Viewer(session, simulator.url, key, QUICK)
        try:
            await viewer.session.open()
        finally:
            await viewer.session.close()

    with pytest.raises(ObicoAuthenticationError):
        await failed("0" * 20)
    simulator.faults.status = 502
    with pytest.raises(ObicoServerError):
        await failed()
    simulator.faults.status = None
    simulator.faults.hang = True
    with pytest.raises(ObicoTimeoutError):
        await failed()
    simulator.faults.hang = False
    await simulator.stop()
    with pytest.raises(ObicoConnectionError):
        await failed()


async def test_closed_while_it_opens(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
) -> None:
    """A session that is closed before it was open leaves no socket."""
    viewer = Viewer(session, simulator.url, octoprint.key)
    opening = asyncio.create_task(viewer.session.open())
    await asyncio.sleep(0)
    await viewer.session.close()
    with pytest.raises(ObicoConnectionError):
        await opening
    await until(lambda: simulator.relay.count(octoprint) == 0)
    assert viewer.ends == []


async def test_broken_connection(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
) -> None:
    """A connection that breaks under a request is told as such."""
    async with Viewer(session, simulator.url, octoprint.key) as viewer:
        await viewer.session.takes_offers()
        # The transport is gone before the reader notices.
        socket = viewer.session._socket  # noqa: SLF001
        assert socket is not None
        socket._writer.transport.abort()  # noqa: SLF001
        with pytest.raises(ObicoConnectionError, match="broken"):
            await viewer.session.takes_offers()


async def test_last_words(
    session: aiohttp.ClientSession,  # noqa: F811
) -> None:
    """An answer counts though the relay ends right behind it."""

    def answer(message: dict[str, Any]) -> list[object]:
        said = {"transaction": message["transaction"], "version_string": "1.4.1"}
        return [said, None]

    async with answering(answer) as server, Viewer(session, server) as viewer:
        assert await viewer.session.takes_offers()
        await until(lambda: viewer.ends)


async def test_not_janus(
    session: aiohttp.ClientSession,  # noqa: F811
) -> None:
    """Rubbish is passed over, and what is not Janus does not pass for it."""

    def rubbish(message: dict[str, Any]) -> list[object]:
        reply = {"transaction": message["transaction"], "janus": "success"}
        return [b"{}", "no JSON", "[]", "{}", {"janus": "hangup"}, reply, reply]

    async with answering(rubbish) as server, Viewer(session, server) as viewer:
        with pytest.raises(ObicoNotAServerError):
            await viewer.session.make_offer(1)
        assert viewer.ends == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"jsep": None},
        {"jsep": {"type": "offer"}},
        {"jsep": {"type": "offer", "sdp": 5}},
        {"jsep": {"type": "pranswer", "sdp": "v=0"}},
    ],
)
async def test_no_offer(
    session: aiohttp.ClientSession,  # noqa: F811
    said: dict[str, Any],
) -> None:
    """An event without the offer is an error."""

    def answer(message: dict[str, Any]) -> list[object]:
        reply = {"janus": "success", "transaction": message["transaction"]}
        return [{**reply, "data": {"id": 5}, **said}]

    async with answering(answer) as server, Viewer(session, server) as viewer:
        with pytest.raises(ObicoCommandError, match="makes no offer"):
            await viewer.session.make_offer(1)


async def test_nothing_secret_in_errors(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The key stands in the address, so no text may show the address."""
    await simulator.stop()
    viewer = Viewer(session, simulator.url, octoprint.key)
    with pytest.raises(ObicoConnectionError) as failed:
        await viewer.session.open()
    assert octoprint.key not in f"{failed.value!r} {caplog.text}"
