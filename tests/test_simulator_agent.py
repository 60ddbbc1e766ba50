"""The simulated server looks at agents: real ones pass, nonsense is found."""

from copy import deepcopy
from io import BytesIO
import json
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image
import pytest

from .comparison import compare, of_octoprint, of_ours
from .reporting import PICTURE, until
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .simulator.inspection import Inspector

RECORDINGS = Path(__file__).parent / "recordings"


@pytest.fixture
def printer(account: Account) -> SimulatedPrinter:
    """Return a new printer, which has no agent."""
    return account.add_printer("Bambu")


def recorded(name: str) -> list[dict[str, Any]]:
    """Return what was recorded."""
    messages: list[dict[str, Any]] = json.loads((RECORDINGS / name).read_text())[
        "messages"
    ]
    return messages


def introduction() -> dict[str, Any]:
    """Return what OctoPrint's agent tells first."""
    for entry in recorded("agent/octoprint_connect_idle_viewed.json"):
        if entry["dir"] == "agent":
            return dict(entry["data"])
    raise AssertionError


class Replay:
    """Plays what a real agent did to a printer that knows its agent."""

    def __init__(self, printer: SimulatedPrinter) -> None:
        """Begin when nothing was said."""
        self.agent = printer.remote_agent
        self.printer = printer
        self.now = 0.0
        self.files: set[object] = set()
        self.agent.inspector = Inspector(lambda: self.now, self.files.__contains__)
        self.agent.inspector.connected(None, None, second=False)
        printer.take_over(self.agent)
        self.agent.connected = True

    @property
    def violations(self) -> list[str]:
        """What was found."""
        return self.agent.inspector.violations

    def introduce(self, now: float) -> None:
        """Say who the agent is, as OctoPrint's does."""
        self.now = now
        hello = introduction()
        hello["status"]["_ts"] = now
        self.say(hello)

    def say(self, message: object) -> None:
        """Let the agent say something."""
        self.agent.take(message if isinstance(message, str) else json.dumps(message))

    def play(self, entries: list[dict[str, Any]]) -> None:
        """Do all that an agent did, who says first who it is."""
        said = [entry for entry in entries if entry["dir"] == "agent"]
        stamped = next(entry for entry in said if entry["data"].get("status"))
        start = stamped["data"]["status"]["_ts"] - stamped["t"]
        if "status" in said[0]["data"] and "settings" not in said[0]["data"]:
            self.introduce(start)
        for entry in entries:
            self.now = start + entry["t"]
            match entry["dir"]:
                case "agent":
                    self.say(entry["data"])
                case "server":
                    if "remote_status" in entry["data"]:
                        self.agent.inspector.looked_at()
                    request = entry["data"].get("passthru") or {}
                    self.agent.inspector.asked(request.get("ref"))
                case "http":
                    self._post(entry)

    def _post(self, entry: dict[str, Any]) -> None:
        """Send a request."""
        inspector, body = self.agent.inspector, entry["body"]
        path = entry["path"].removeprefix("/api/v1/octo/")
        if path == "pic/":
            inspector.picture_begins(len(PICTURE))
            boosted = body.get("viewing_boost", "").lower() == "true"
            inspector.picture(PICTURE, boosted=boosted)
            inspector.picture_ends()
        elif path == "printer_events/":
            inspector.event(body)
        elif path == "g_code_files/":
            self.files.add(entry["response"]["id"])


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("octoprint_connect_idle_viewed", []),
        ("octoprint_print_alert_pause_cancel", [("long.gcode", False)]),
        ("octoprint_print_done", [("benchy.gcode", True)]),
        ("octoprint_printer_error", [("benchy.gcode", False)]),
    ],
)
def test_octoprint_agent_passes(
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    name: str,
    outcomes: list[tuple[str, bool]],
) -> None:
    """Whatever OctoPrint's agent sent is as it should be, and makes its prints."""
    replay = Replay(printer)
    replay.play(recorded(f"agent/{name}.json"))
    assert replay.violations == []
    assert printer.current_print is None
    found = [(p.file_name, p.finished_at is not None) for p in simulator.prints]
    assert found == outcomes


def test_klipper_agent_passes(
    simulator: ObicoSimulator, printer: SimulatedPrinter
) -> None:
    """So is what Klipper's sent, but that it wipes its status when Klipper is down."""
    replay = Replay(printer)
    replay.play(recorded("agent/klipper_life_cycle.json"))
    assert set(replay.violations) == {
        "nothing told of the agent in the first message",
        "an empty status",
    }
    found = [(p.file_name, p.finished_at is not None) for p in simulator.prints]
    assert found == [("klipper_cube.gcode", done) for done in (False, True, False)]
    events = [event.event_type for event in simulator.events]
    assert events.count("PAUSED") == events.count("RESUMED")
    assert printer.to_json()["status"] is None


def test_minimal_agent(simulator: ObicoSimulator, printer: SimulatedPrinter) -> None:
    """The hand-made agent's viewers see what they saw, and its nonsense is found."""
    replay = Replay(printer)
    entries = recorded("ws/agent_minimal.json")
    start = 1795461925.0
    compared = 0
    for number, entry in enumerate(entries):
        replay.now = start + entry["t"]
        if (entry["who"], entry["dir"]) == ("viewer", "sent"):
            request = entry["data"].get("passthru") or {}
            replay.agent.inspector.asked(request.get("ref"))
        if (entry["who"], entry["dir"]) != ("agent", "sent"):
            continue
        replay.say(entry["data"])
        if entry["data"] == {} or "status" in entry["data"]:
            seen = next(
                later["data"]
                for later in entries[number:]
                if later["who"] == "viewer"
                and later["dir"] == "received"
                and "id" in later["data"]
            )
            assert summary(printer.to_json()) == summary(seen)
            compared += 1
    assert compared > 15
    assert replay.violations == [
        "a status without _ts",
        "a print whose number changes",
        "the same status again",
        "a print that vanishes",
        "a print without a file's name",
        "rubbish",
        "no file's name",
        "a completion of missing",
        "a heater tool0 without actual or target",
        "an empty status",
    ]


def summary(seen: dict[str, Any]) -> object:
    """Return what counts of a printer as its viewers see it."""
    status, current = seen["status"] or {}, seen["current_print"]
    return (
        (status.get("state") or {}).get("text"),
        status.get("temperatures"),
        seen["agent_name"],
        seen["settings"].get("webcam_rotation"),
        current
        and (
            current["filename"],
            current["cancelled_at"] is not None,
            current["finished_at"] is not None,
        ),
    )


GOOD = {
    "current_print_ts": 1000,
    "status": {
        "_ts": 1000.0,
        "state": {
            "text": "Printing",
            "flags": {
                "operational": True,
                "printing": True,
                "paused": False,
                "ready": False,
                "error": False,
                "closedOrError": False,
            },
            "error": "",
        },
        "job": {"file": {"name": "vase.gcode"}},
        "progress": {"completion": 5.0, "printTime": 3, "printTimeLeft": None},
        "temperatures": {"tool0": {"actual": 200.0, "target": 210.0, "offset": 0}},
    },
}
HELLO = {"agent": {"name": "Test", "version": "1"}, "webcams": []}


def changed(path: str, value: object) -> dict[str, Any]:
    """Return a good message with one thing changed; `...` leaves it out."""
    message: dict[str, Any] = deepcopy(GOOD)
    *parents, last = path.split("/")
    target: Any = message
    for parent in parents:
        target = target[parent]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return message


@pytest.mark.parametrize(
    ("message", "violation"),
    [
        ([], "rubbish"),
        (changed("status", ...), "an empty status"),
        (changed("status", {}), "an empty status"),
        (changed("status/_ts", ...), "a status without _ts"),
        (changed("status/_ts", "1000"), "a status without _ts"),
        (changed("status/_ts", 990.0), "a status that is not the newest"),
        (changed("status/_ts", 1010.0), "a status of the future"),
        (changed("status/state/text", None), "a state without a text"),
        (changed("status/state/flags/paused", ...), "no flags ['paused']"),
        (
            changed("status/state/flags/ready", True),
            "a printer that prints and is ready",
        ),
        (
            changed("status/state/flags/closedOrError", True),
            "a printer that is operational and closed",
        ),
        (changed("status/job/file", {}), "no file's name"),
        (changed("status/progress/completion", 101), "a completion of 101"),
        (changed("status/progress/completion", ...), "a completion of missing"),
        (
            changed("status/temperatures/tool0", {"actual": 20}),
            "a heater tool0 without actual or target",
        ),
        (changed("status/job/file/obico_g_code_file_id", 99), "an unknown file 99"),
        (changed("current_print_ts", ...), "no current_print_ts"),
        (changed("current_print_ts", "x"), "a print's number that is none"),
        (changed("current_print_ts", 0), "a print's number 0"),
        (changed("current_print_ts", 2000), "a print whose number changes"),
        (changed("current_print_ts", -1), "a print that vanishes"),
        (changed("status/job/file/name", "other.gcode"), "a print whose file changes"),
        (changed("more", 1), "unknown parts: ['more']"),
        (
            changed("event", {"event_type": "PrintExploded"}),
            "an unknown event PrintExploded",
        ),
        (changed("event", {"event_type": "PrintResumed"}), "PrintResumed after []"),
        (GOOD, "the same status again"),
        (changed("settings", HELLO), "settings again"),
        (changed("settings", []), "settings that are none"),
        (changed("settings", {"agent": {}}), "no agent's name"),
        (
            changed("settings", {**HELLO, "webcams": [{"rotation": 45}]}),
            "an odd rotation",
        ),
        (
            changed("settings", {**HELLO, "webcams": [{"rotation": 90}]}),
            "a webcam without a rank",
        ),
        ({"passthru": 1}, "a pass-through that is none"),
        ({"passthru": {"ret": None}}, "an answer to nobody: None"),
        ({"passthru": {"ref": "unasked", "ret": 1}}, "an answer to nobody: unasked"),
        ({"passthru": {"ref": "asked"}}, "an answer that is none"),
        ({"passthru": {"printer_event": {}}}, "an event without a text"),
    ],
)
def test_nonsense_is_found(
    printer: SimulatedPrinter, message: object, violation: str
) -> None:
    """Each thing that the server would misunderstand is told by its name."""
    replay = Replay(printer)
    replay.now = 1000.0
    replay.say({**GOOD, "settings": HELLO})
    replay.agent.inspector.asked("asked")
    assert replay.violations == []
    if message != GOOD:
        replay.now = 1004.5
        if isinstance(message, dict) and isinstance(message.get("status"), dict):
            if message["status"].get("_ts") == 1000.0:
                message["status"]["_ts"] = 1004.5
    replay.say(message)
    assert violation in replay.violations


@pytest.mark.parametrize(
    ("events", "violations", "repeated"),
    [
        (["PrintStarted", "PrintPaused", "PrintResumed", "PrintDone"], [], []),
        (["PrintStarted", "PrintCancelled", "PrintFailed"], [], []),
        (["PrintStarted", "PrintStarted"], ["PrintStarted after ['PrintStarted']"], []),
        (["PrintStarted", None, "PrintStarted"], [], ["PrintStarted"]),
        (["PrintDone", "PrintDone"], ["PrintDone after ['PrintDone']"], []),
        (["PrintDone", None, "PrintDone"], [], ["PrintDone"]),
        (["PrintDone", "PrintFailed"], ["PrintFailed after ['PrintDone']"], []),
        (
            ["PrintPaused", "PrintPaused"],
            ["PrintPaused after ['PrintPaused']"],
            [],
        ),
        (
            ["PrintDone", "PrintPaused"],
            ["a print that rises again", "PrintPaused after ['PrintDone']"],
            [],
        ),
    ],
)
def test_order_of_events(
    printer: SimulatedPrinter,
    events: list[str | None],
    violations: list[str],
    repeated: list[str],
) -> None:
    """Events come once and in their order; over a new connection they may come again."""
    replay = Replay(printer)
    replay.now = 1000.0
    replay.say({**GOOD, "settings": HELLO})
    for event in events:
        if event is None:
            replay.agent.inspector.connected(None, None, second=False)
            replay.agent.inspector.message({**GOOD, "settings": HELLO})
            replay.agent.inspector.violations.clear()
            replay.agent.inspector.connected(None, None, second=False)
        else:
            settings = {} if None not in events else {"settings": HELLO}
            replay.say({**GOOD, **settings, "event": {"event_type": event}})
    found = [v for v in replay.violations if v != "settings again"]
    assert (found, replay.agent.inspector.repeated) == (violations, repeated)


def test_silence_is_found(printer: SimulatedPrinter) -> None:
    """The server forgets a status after two minutes."""
    replay = Replay(printer)
    replay.now = 1000.0
    replay.say({**GOOD, "settings": HELLO})
    replay.now = 1130.0
    replay.say(changed("status/_ts", 1130.0))
    assert replay.violations == ["no status for 120 s"]


async def test_our_agent_beside_a_real_one() -> None:
    """Ours tells of a print with the same events, and no field that the real one lacks."""
    theirs, ours = of_octoprint(), await of_ours()
    events = {sort for sort in theirs if sort.startswith("Print")}
    assert events - {"PrinterStateChanged"} == {
        sort for sort in ours if sort.startswith("Print")
    }
    assert all(ours[sort].count == theirs[sort].count for sort in events & ours.keys())
    assert "only ours" not in "\n".join(compare(theirs, ours))


async def test_bad_requests(
    simulator: ObicoSimulator, printer: SimulatedPrinter
) -> None:
    """What is wrong with pictures, events, files and handshakes is told, too."""
    inspector = printer.remote_agent.inspector
    huge = BytesIO()
    Image.new("RGB", (2000, 1000)).save(huge, "JPEG")
    bitmap = BytesIO()
    Image.new("RGB", (20, 10)).save(bitmap, "PNG")
    headers = {"Authorization": f"Token {printer.key}"}
    octo = f"{simulator.url}/api/v1/octo"
    async with aiohttp.ClientSession(headers=headers) as session:

        async def post_picture(content: bytes, **fields: str) -> None:
            form = aiohttp.FormData(fields)
            form.add_field("pic", content, filename="x.jpg")
            async with session.post(f"{octo}/pic/", data=form):
                pass

        await post_picture(PICTURE)
        assert simulator.violations == []
        await post_picture(PICTURE)
        await post_picture(PICTURE, viewing_boost="true")
        simulator.tick(10)
        await post_picture(huge.getvalue())
        simulator.tick(10)
        await post_picture(bitmap.getvalue())
        inspector.picture_begins(5)
        simulator.tick(10)
        await post_picture(PICTURE)
        inspector.picture_ends()
        for path, fields in (
            ("printer_events", {"event_title": "x"}),
            ("g_code_files", {"filename": "x"}),
        ):
            async with session.post(f"{octo}/{path}/", data=fields) as answer:
                assert answer.status == 500
        socket = f"{simulator.url}/ws/dev/"
        for header, status in (
            (f"Token {printer.key}", 500),
            (f"Bearer {printer.key}", 500),
            ("bearer 0123", 403),
        ):
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await session.ws_connect(socket, headers={"Authorization": header})
            assert caught.value.status == status
        bearer = {"Authorization": f"bearer {printer.key}"}
        async with session.get(socket, headers=bearer) as answer:
            assert answer.status == 500
    assert simulator.violations == [
        "an agent without a bearer's key",
        "an agent without a bearer's key",
        "pictures that come too fast",
        "a picture for nobody",
        "a picture of (2000, 1000)",
        "a picture as PNG",
        "two pictures at a time",
        "an event without a text",
        "an odd type of event",
        "an odd class",
        "a file without a name or a signature",
    ]


async def test_shuts_out_a_simulated_agent(
    simulator: ObicoSimulator, octoprint: SimulatedPrinter
) -> None:
    """Whoever connects for a printer that has an agent takes its place: a violation."""
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"bearer {octoprint.key}"}
        url = f"{simulator.url}/ws/dev/"
        async with session.ws_connect(url, headers=headers) as socket:
            first = await socket.receive_json()
            assert first == {"remote_status": {"viewing": False, "should_watch": False}}
            assert simulator.violations == ["took a printer of octoprint_obico"]
            await socket.send_str("no json")
            async with session.ws_connect(url, headers=headers) as other:
                await other.receive_json()
                closing = await socket.receive()
                assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 4321)
            await until(lambda: not octoprint.online)
    assert simulator.violations[1:] == ["rubbish", "took the place of another agent"]
