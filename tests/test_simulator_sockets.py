"""The simulated server's live sockets say what real ones said."""

import asyncio
from collections.abc import AsyncGenerator
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from . import situations as s
from .shapes import differences
from .simulator import ObicoSimulator, SimulatedPrinter
from .situations import Stage

RECORDINGS = Path(__file__).parent / "recordings" / "ws"
REFUSED = [
    path.stem
    for path in sorted(RECORDINGS.glob("*.json"))
    if "handshake" in json.loads(path.read_text())
]
OCTOPRINT, KLIPPER = "viewer_octoprint_*.json", "viewer_klipper_*.json"


def recorded(name: str) -> list[dict[str, Any]]:
    """Return the messages of a recording."""
    messages: list[dict[str, Any]] = json.loads(
        (RECORDINGS / f"{name}.json").read_text()
    )["messages"]
    return messages


class Viewer:
    """A live socket of a printer, with everything that came over it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Collect the messages of a socket."""
        self.socket = socket
        self.messages: list[Any] = []
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        """Collect until the socket is closed."""
        async for message in self.socket:
            self.messages.append(json.loads(message.data))

    @property
    def printers(self) -> list[Any]:
        """What the printer looked like, message after message."""
        return [message for message in self.messages if "passthru" not in message]

    @property
    def texts(self) -> list[str | None]:
        """The states that the printer went through."""
        states: list[str | None] = []
        for printer in self.printers:
            text = printer["status"] and printer["status"]["state"]["text"]
            if not states or states[-1] != text:
                states.append(text)
        return states

    def reply(self, ref: str) -> Any:
        """Return the reply to a request, None when there was none."""
        for message in self.messages:
            if "passthru" in message and message["passthru"].get("ref") == ref:
                return message["passthru"]
        return None

    async def close(self) -> None:
        """Close the socket."""
        await self.socket.close()
        await self._task


@pytest.fixture
async def stage() -> AsyncGenerator[Stage]:
    """Return a running server with the printers of the recordings."""
    simulator = ObicoSimulator(auto=False)
    await simulator.start()
    yield s.stage_of(simulator)
    await simulator.stop()


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a client."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield client


async def look_at(session: aiohttp.ClientSession, printer: SimulatedPrinter) -> Viewer:
    """Open a live socket with a printer's key."""
    url = f"{printer.simulator.url}/ws/token/web/{printer.key}/"
    viewer = Viewer(await session.ws_connect(url))
    await heard(viewer)
    return viewer


async def heard(viewer: Viewer, count: int = 1) -> None:
    """Wait until that many messages came, and for whatever comes with them."""
    async with asyncio.timeout(5):
        while len(viewer.messages) < count:
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.03)


def assert_like_recorded(viewer: Viewer, pattern: str) -> None:
    """Check that every printer that was sent is like some recorded one."""
    references: dict[Any, list[Any]] = {}
    for path in RECORDINGS.glob(pattern):
        for message in json.loads(path.read_text())["messages"]:
            data = message.get("data")
            if isinstance(data, dict) and "auth_token" in data:
                references.setdefault(_kind(data), []).append(data)
    for printer in viewer.printers:
        same_kind = references.get(_kind(printer), [])
        assert same_kind, f"A printer like this was never recorded: {_kind(printer)}"
        best = min((list(differences(one, printer)) for one in same_kind), key=len)
        assert not best, "\n".join([str(_kind(printer)), *best])


def _kind(printer: Any) -> tuple[Any, ...]:
    """Return what two messages must have in common to be compared."""
    status = printer["status"]
    current = printer["current_print"]
    return (
        status and status["state"]["text"],
        status and status["state"]["flags"]["error"],
        current is None,
        current and current["cancelled_at"] is None,
    )


@pytest.mark.parametrize("name", REFUSED)
async def test_refused_handshake(
    stage: Stage, session: aiohttp.ClientSession, name: str
) -> None:
    """Handshakes are refused with the recorded status."""
    recording = json.loads((RECORDINGS / f"{name}.json").read_text())
    headers = {
        "web_by_id_bearer": {"Authorization": f"Bearer {stage.account.access_token()}"},
        "web_by_id_unknown_printer": {
            "Cookie": f"tsd_sessionid={stage.account.session()}"
        },
        "dev_wrong_token": {"Authorization": "bearer 0123"},
        "dev_capital_bearer": {"Authorization": f"Bearer {stage.octoprint.key}"},
        "dev_token_scheme": {"Authorization": f"Token {stage.octoprint.key}"},
    }.get(name)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await session.ws_connect(
            stage.simulator.url + recording["path"], headers=headers
        )
    assert refusal.value.status == recording["handshake"]["status"]


async def test_by_number_with_a_session(
    stage: Stage, session: aiohttp.ClientSession
) -> None:
    """A session opens the socket of a printer by its number."""
    headers = {"Cookie": f"tsd_sessionid={stage.account.session()}"}
    url = f"{stage.simulator.url}/ws/web/1/"
    async with session.ws_connect(url, headers=headers) as socket:
        message = await socket.receive_json(timeout=5)
    (expected,) = recorded("web_by_id_session")
    assert not list(differences(expected["data"], message))


@pytest.mark.parametrize(
    ("name", "situation"),
    [
        ("viewer_octoprint_passthru_idle", s.idle),
        ("viewer_octoprint_passthru_printing", s.benchy),
    ],
)
async def test_pass_through_to_octoprint(
    stage: Stage,
    session: aiohttp.ClientSession,
    name: str,
    situation: s.Situation,
) -> None:
    """OctoPrint's agent replies, complains, or keeps silent as recorded."""
    situation(stage)
    stage.octoprint.transition_delay = 0
    viewer = await look_at(session, stage.octoprint)
    expected: dict[str, Any] = {}
    for message in recorded(name):
        data = message.get("data")
        if message["dir"] == "sent":
            await viewer.socket.send_json(data)
        elif isinstance(data, dict) and "ref" in data.get("passthru", {}):
            expected[data["passthru"]["ref"]] = data["passthru"]
    await viewer.socket.send_json(
        {"passthru": {"target": "_printer", "func": "is_operational", "ref": "last"}}
    )
    async with asyncio.timeout(5):
        while viewer.reply("last") is None:
            await asyncio.sleep(0.01)
    sent = [
        m["data"]["passthru"].get("ref") for m in recorded(name) if m["dir"] == "sent"
    ]
    for ref in filter(None, sent):
        reply = viewer.reply(ref)
        assert (reply is None) == (ref not in expected), ref
        if reply is not None:
            assert not list(differences(expected[ref], reply)), ref
    refs = [m["passthru"].get("ref") for m in viewer.messages if "passthru" in m]
    # The first request was repeated with the same ref, and ignored.
    assert refs.count(sent[0]) == 1
    await viewer.close()


async def test_life_of_a_klipper_printer(
    stage: Stage, session: aiohttp.ClientSession
) -> None:
    """Klipper's printer goes through the recorded states, and its agent replies."""
    klipper = stage.klipper
    headers = {"Cookie": f"tsd_sessionid={stage.account.session()}"}
    viewer = await look_at(session, klipper)
    happenings = {
        "complete": klipper.finish,
        "start": lambda: klipper.start_print(s.CUBE, duration=1200, layers=150),
        "error": lambda: klipper.fail("Extruder not heating at expected rate"),
        "standby": klipper.connect_printer,
        "disconnect": klipper.disconnect_printer,
        "ready": klipper.connect_printer,
    }
    expected: dict[str, Any] = {}
    states: list[str | None] = []
    for message in recorded("viewer_klipper_life_cycle"):
        data: Any = message.get("data")
        match message["dir"]:
            case "sent" if data:
                await viewer.socket.send_json(data)
            case "rest" if data["method"] == "POST":
                url = stage.simulator.url + data["path"]
                async with session.post(url, headers=headers) as answer:
                    assert answer.status == 200
            case "printer" if data in happenings:
                happenings[data]()
            case "received" if isinstance(data, dict) and "passthru" in data:
                if "ref" in data["passthru"]:
                    expected[data["passthru"]["ref"]] = data["passthru"]
                continue
            case "received" if isinstance(data, dict) and "auth_token" in data:
                text = data["status"] and data["status"]["state"]["text"]
                if not states or states[-1] != text:
                    states.append(text)
                continue
            case _:
                continue
        await asyncio.sleep(0.12)
        if klipper.current_print is not None:
            heated = klipper.machine.job is not None and klipper.machine.job.heated
            stage.simulator.tick(5 if heated else 70)
            await asyncio.sleep(0.01)
    # Klipper came back after the recording had ended.
    assert viewer.texts == [*states, "Operational"]
    assert len(expected) == 15
    for ref, reply in expected.items():
        assert not list(differences(reply, viewer.reply(ref))), ref
    assert_like_recorded(viewer, KLIPPER)
    await viewer.close()


async def test_life_of_an_octoprint_printer(
    stage: Stage, session: aiohttp.ClientSession
) -> None:
    """OctoPrint's printer goes through the recorded states to the end of a print."""
    octoprint = stage.octoprint
    octoprint.action_on_failure = "NONE"
    octoprint.start_print(s.LONG, duration=9, layers=0)
    octoprint.settle()
    octoprint.cancel()
    octoprint.settle()
    octoprint.machine.message = "hello"
    octoprint.publish()
    viewer = await look_at(session, octoprint)
    octoprint.start_print(s.BENCHY, duration=73, layers=61)
    await asyncio.sleep(0.1)
    stage.simulator.tick(100)
    octoprint.pause()
    await asyncio.sleep(0.1)
    octoprint.resume()
    await asyncio.sleep(0.1)
    stage.simulator.tick(100)
    await asyncio.sleep(0.05)
    assert viewer.texts == [
        "Operational",
        "Starting",
        "Printing",
        "Pausing",
        "Paused",
        "Resuming",
        "Printing",
        "Finishing",
        "Operational",
    ]
    assert_like_recorded(viewer, OCTOPRINT)
    await viewer.close()


async def test_error_and_disconnection_of_octoprint(
    stage: Stage, session: aiohttp.ClientSession
) -> None:
    """OctoPrint loses its printer, fails, and its agent goes, as recorded."""
    octoprint = stage.octoprint
    octoprint.action_on_failure = "NONE"
    octoprint.machine.message = "hello"
    s.finished(stage)
    viewer = await look_at(session, octoprint)
    octoprint.disconnect_printer()
    octoprint.connect_printer()
    await asyncio.sleep(0.1)
    octoprint.start_print(s.BENCHY, duration=73, layers=61)
    octoprint.settle()
    stage.simulator.tick(60)
    octoprint.fail(s.ERROR)
    octoprint.connect_printer()
    await asyncio.sleep(0.1)
    octoprint.go_offline()
    octoprint.go_online()
    await asyncio.sleep(0.05)
    assert viewer.texts == [
        "Operational",
        "Offline",
        "Detecting serial connection",
        "Operational",
        "Starting",
        "Printing",
        "Offline after error",
        "Detecting serial connection",
        "Operational",
        None,
        "Operational",
    ]
    notices = [m for m in viewer.messages if "printer_event" in m.get("passthru", {})]
    (wanted,) = [
        message["data"]
        for message in recorded("viewer_octoprint_error_and_offline")
        if "printer_event" in ((message.get("data") or {}).get("passthru") or {})
    ]
    assert notices == [wanted]
    await viewer.close()


async def test_alert_and_cancel_of_octoprint(
    stage: Stage, session: aiohttp.ClientSession
) -> None:
    """An alert, the pause that it brings, and a cancelled print look as recorded."""
    octoprint = stage.octoprint
    octoprint.action_on_failure = "PAUSE"
    s.long_print(stage)
    viewer = await look_at(session, octoprint)
    assert octoprint.set_failure_score(0.345)
    stage.simulator.tick(5)
    assert octoprint.set_failure_score(0.681)
    await asyncio.sleep(0.1)
    assert viewer.texts == ["Printing", "Pausing", "Paused"]
    first = next(p for p in viewer.printers if p["current_print"]["alerted_at"])
    # Alert, boxed picture and score come with one message.
    assert first["normalized_p"] == 0.345
    assert "/tagged/" in first["pic"]["img_url"]
    octoprint.action_on_failure = "NONE"
    octoprint.watch.acknowledge("FAILED")
    octoprint.cancel()
    await asyncio.sleep(0.1)
    assert viewer.texts[-2:] == ["Cancelling", "Operational"]
    ends = [
        (
            p["current_print"] is None,
            bool((p["current_print"] or {}).get("cancelled_at")),
        )
        for p in viewer.printers
    ]
    # For a moment the print is cancelled and still there.
    assert ends.index((False, True)) < ends.index((True, False))
    assert_like_recorded(viewer, OCTOPRINT)
    await viewer.close()


async def test_keep_alive(
    stage: Stage,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A keep-alive is answered only when the last status is older than 45 seconds."""
    stage.klipper.camera.off = True
    viewer = await look_at(session, stage.klipper)
    await viewer.socket.send_json({})
    await asyncio.sleep(0.05)
    assert len(viewer.messages) == 1
    monkeypatch.setattr("tests.simulator.sockets.KEEP_ALIVE_AGE", 0.0)
    await viewer.socket.send_json({})
    await heard(viewer, 2)
    await viewer.socket.send_str("rubbish")
    await viewer.socket.send_json([1])
    await viewer.socket.send_json({"something": "else"})
    await asyncio.sleep(0.05)
    assert len(viewer.messages) == 2
    await viewer.close()


async def test_pings(stage: Stage, session: aiohttp.ClientSession) -> None:
    """Viewers are pinged, and dropped when they do not answer."""
    stage.simulator.ping_interval = 0.03
    url = f"{stage.simulator.url}/ws/token/web/{stage.klipper.key}/"
    polite = await look_at(session, stage.klipper)
    deaf = await session.ws_connect(url, autoping=False)
    kinds = []
    async with asyncio.timeout(5):
        while (message := await deaf.receive()).type is not aiohttp.WSMsgType.CLOSED:
            kinds.append(message.type)
    assert kinds.count(aiohttp.WSMsgType.PING) == 2
    assert not polite.socket.closed
    assert stage.simulator.viewers(stage.klipper) == 1
    await polite.close()


async def test_agent_that_falls_silent(
    stage: Stage, session: aiohttp.ClientSession
) -> None:
    """Two minutes after the last status there is none, and no viewer is told."""
    stage.octoprint.camera.off = True
    viewer = await look_at(session, stage.octoprint)
    stage.octoprint.silent = True
    stage.simulator.tick(100)
    assert json.loads(stage.octoprint.text())["status"] is not None
    stage.simulator.tick(21)
    assert json.loads(stage.octoprint.text())["status"] is None
    await asyncio.sleep(0.05)
    assert len(viewer.messages) == 1
    await viewer.socket.send_json({})
    await heard(viewer, 2)
    assert viewer.texts == ["Operational", None]
    await viewer.close()
