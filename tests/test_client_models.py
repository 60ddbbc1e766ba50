"""Every recording parses; so does each with any one field missing, null or strange."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.obico.client import (
    FirstLayerImage,
    GCodeFile,
    GCodeFolder,
    LinkCode,
    LinkedPrinter,
    MobileDevice,
    NotificationChannel,
    NotificationPlugin,
    ObicoNotAServerError,
    PredictionFrame,
    Print,
    Printer,
    PrinterEvent,
    PrinterState,
    PrintShot,
    PrintStatistics,
    SharedLink,
    Tunnel,
    TunnelUsage,
    UnlinkedAgent,
    User,
    VerifiedCode,
    WebcamStream,
)
from custom_components.obico.client.reading import (
    read_integer,
    read_number,
    read_object,
    read_text,
    read_time,
)
from custom_components.obico.client.states import read_state

RECORDINGS = Path(__file__).parent / "recordings"
STRANGE: tuple[Any, ...] = (
    None,
    "strange",
    "",
    -1,
    10**400,
    1.5,
    float("nan"),
    True,
    [],
    [1],
    {},
    {"a": 1},
)
SECRETS = re.compile(r"digest=|s3cret|[0-9a-f]{20}|@")


def body(name: str) -> Any:
    """Return the body of a recorded answer."""
    return json.loads((RECORDINGS / f"{name}.json").read_text())["response"]["body"]


def printer(name: str) -> Printer:
    """Return the printer of a recording."""
    found = Printer.from_json(body(f"rest/printers/{name}"))
    assert found is not None
    return found


def paths(value: Any) -> Iterator[tuple[str | int, ...]]:
    """Return the path of every field, at any depth."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, child in items:
        yield (key,)
        yield from ((key, *rest) for rest in paths(child))


def spoiled(value: Any) -> Iterator[Any]:
    """Return a value again and again, each time with one field missing or strange."""
    copy = deepcopy(value)
    for path in list(paths(value)):
        parent = copy
        for key in path[:-1]:
            parent = parent[key]
        last = path[-1]
        kept = parent[last]
        for strange in STRANGE:
            parent[last] = strange
            yield copy
        if isinstance(parent, dict):
            del parent[last]
            yield copy
        parent[last] = kept


def readers() -> Iterator[tuple[str, Callable[[object], object], Any]]:
    """Return every recorded object, with what reads it."""
    for path in sorted((RECORDINGS / "rest").glob("*/*.json")):
        recording = json.loads(path.read_text())
        if recording["response"]["status"] not in (200, 201):
            continue
        found = recording["response"]["body"]
        url = recording["request"]["path"].partition("?")[0]
        name = f"{path.parent.name}/{path.stem}"
        if url == "/api/v1/printers/" and isinstance(found, list):
            for record in found[:1]:
                yield name, Printer.from_json, record
        elif re.fullmatch(r"/api/v1/printers/\d+/", url):
            yield name, Printer.from_json, found.get("printer", found)
        elif re.fullmatch(r"/api/v1/printers/\d+/\w+/", url) and "printer" in found:
            yield name, Printer.from_json, found["printer"]
        elif url == "/api/v1/prints/":
            for record in found[:1]:
                yield name, Print.from_json, record
        elif re.fullmatch(r"/api/v1/prints/\d+/", url):
            yield name, Print.from_json, found
        elif url == "/api/v1/users/me/":
            yield name, User.from_json, found
        elif url in ("/api/v1/octo/printer/", "/api/v1/octo/ping/"):
            yield name, LinkedPrinter.from_json, found
        elif url == "/api/v1/octo/verify/":
            yield name, VerifiedCode.from_json, found
        elif url == "/api/v1/tunnelusage/":
            yield name, TunnelUsage.from_json, found
        elif url == "/api/v1/prints/stats/":
            yield name, PrintStatistics.from_json, found
        elif url.endswith("/available_plugins/"):
            yield name, NotificationPlugin.all_from_json, found
        elif isinstance(found, dict) and found.keys() & NO_RECORDS:
            continue
        elif url.endswith("/prediction_json/"):
            for record in found[:1]:
                yield name, PredictionFrame.from_json, record
        else:
            yield from records(name, url, found)


# Answers that only say that something was done.
NO_RECORDS = {"queued", "result", "status", "tunnel_endpoint"}
# What reads the records below a path.
RECORDS: dict[str, Callable[[object], object]] = {
    "g_code_files": GCodeFile.from_json,
    "g_code_folders": GCodeFolder.from_json,
    "onetimeverificationcodes": LinkCode.from_json,
    "printer_discovery": UnlinkedAgent.from_json,
    "sharedresources": SharedLink.from_json,
    "tunnels": Tunnel.from_json,
    "mobile_devices": MobileDevice.from_json,
    "notification_settings": NotificationChannel.from_json,
    "printer_events": PrinterEvent.from_json,
    "printshotfeedbacks": PrintShot.from_json,
}


def records(
    name: str, url: str, found: Any
) -> Iterator[tuple[str, Callable[[object], object], Any]]:
    """Return the first record of a recorded answer about other things than printers."""
    read = RECORDS.get(url.split("/")[3]) if url.count("/") > 3 else None
    if read is None:
        return
    if isinstance(found, dict):
        found = found.get("results", [found.get("instance", found)])
    for record in found[:1]:
        yield name, read, record


# Self-hosted servers show none: written after the server's own source.
FIRST_LAYER = {
    "id": 3,
    "first_layer_inspection": 2,
    "image_url": "http://localhost:3334/media/tsd-pics/1.jpg?digest=abc",
    "labels": "",
    "created_at": "2026-11-23T19:21:56.471571Z",
    "updated_at": "2026-11-23T19:21:56.471571Z",
}
ALL = [*readers(), ("first layer", FirstLayerImage.from_json, FIRST_LAYER)]


def identity(read: Callable[[object], object], data: Any) -> object:
    """Return that without which a record is unreadable."""
    if read == PredictionFrame.from_json:
        return read_integer(read_object(data, "fields"), "current_frame_num")
    # What a record needs beside its number, or instead.
    if read == UnlinkedAgent.from_json:
        return read_text(data, "device_id")
    if read == NotificationChannel.from_json and read_text(data, "name") is None:
        return None
    if read == SharedLink.from_json and read_text(data, "share_token") is None:
        return None
    return read_integer(data, "id")


@pytest.mark.parametrize(
    ("read", "data"), [r[1:] for r in ALL], ids=[r[0] for r in ALL]
)
def test_recording(read: Callable[[object], object], data: Any) -> None:
    """It parses, shows no secret, and degrades field by field without raising."""
    snapshot = read(data)
    assert snapshot is not None
    assert not SECRETS.search(repr(snapshot))
    with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
        snapshot.id = 1  # type: ignore[attr-defined]
    for variant in spoiled(data):
        try:
            degraded = read(variant)
        except ObicoNotAServerError:
            # Only what has lost its identity is unreadable.
            assert read in (
                User.from_json,
                LinkedPrinter.from_json,
                VerifiedCode.from_json,
                NotificationPlugin.all_from_json,
                PrintStatistics.from_json,
                TunnelUsage.from_json,
            )
            continue
        if degraded is None:
            assert identity(read, variant) is None


def test_live_stream_messages() -> None:
    """Every pushed printer parses."""
    seen = 0
    for path in (RECORDINGS / "ws").glob("*.json"):
        for message in json.loads(path.read_text()).get("messages", ()):
            data = message.get("data")
            if message["dir"] == "received" and isinstance(data, dict) and "id" in data:
                assert Printer.from_json(data)
                seen += 1
    assert seen > 200


def test_one_field_takes_no_other_down() -> None:
    """A field that is strange leaves all others as they are."""
    data = body("rest/printers/detail_printing")
    whole = Printer.from_json(data)
    data["status"]["temperatures"]["tool0"]["actual"] = "hot"
    data["current_print"]["started_at"] = 17
    data["normalized_p"] = None
    found = Printer.from_json(data)
    assert whole
    assert found
    assert whole.status
    assert found.status
    assert whole.current_print
    assert found.current_print
    assert found.failure_score is None
    assert found.current_print.started_at is None
    assert found.current_print.file_name == whole.current_print.file_name
    assert found.status.job == whole.status.job
    assert found.status.state is whole.status.state


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("detail_idle", PrinterState.OPERATIONAL),
        ("detail_printing", PrinterState.PRINTING),
        ("detail_agent_offline", PrinterState.OFFLINE),
        ("detail_never_connected", PrinterState.OFFLINE),
        ("detail_printer_disconnected", PrinterState.OFFLINE),
        ("detail_printer_error", PrinterState.ERROR),
        ("detail_alerted_unacknowledged_paused", PrinterState.PAUSED),
        ("detail_alerted_unacknowledged_still_printing", PrinterState.PRINTING),
        ("klipper_detail_error", PrinterState.ERROR),
        ("klipper_detail_heating", PrinterState.PRINTING),
        ("klipper_detail_paused", PrinterState.PAUSED),
        ("klipper_detail_pausing", PrinterState.PAUSING),
        ("klipper_detail_printing", PrinterState.PRINTING),
        ("klipper_detail_printer_disconnected", PrinterState.OFFLINE),
        ("minimal_agent_wiped", PrinterState.OFFLINE),
    ],
)
def test_state(name: str, state: PrinterState) -> None:
    """Text and flags together tell what a printer does."""
    assert printer(name).state is state


@pytest.mark.parametrize(
    ("text", "flags", "state"),
    [
        ("Starting", {"operational": True, "printing": True}, PrinterState.STARTING),
        ("Resuming", {"printing": True, "resuming": True}, PrinterState.RESUMING),
        ("Cancelling", {"operational": True}, PrinterState.CANCELLING),
        ("Finishing", {"printing": True, "finishing": True}, PrinterState.PRINTING),
        ("G-Code Downloading", {}, PrinterState.DOWNLOADING),
        ("Detecting serial connection", {}, PrinterState.OFFLINE),
        ("Unknown State (17)", {}, PrinterState.UNKNOWN),
        ("Something new", {"paused": True}, PrinterState.PAUSED),
        (None, {"ready": True}, PrinterState.OPERATIONAL),
        (None, {}, PrinterState.UNKNOWN),
    ],
)
def test_other_states(
    text: str | None, flags: dict[str, object], state: PrinterState
) -> None:
    """States that no recording shows: from the agents' own lists of texts."""
    assert read_state(text, flags) is state


def test_octoprint_details() -> None:
    """OctoPrint's dialect."""
    found = printer("detail_printing")
    data = body("rest/printers/detail_printing")
    assert found.status
    heaters = {heater.name: heater for heater in found.status.heaters}
    # A chamber of nulls does not exist.
    assert set(heaters) == {"tool0", "bed"}
    assert heaters["tool0"].actual == data["status"]["temperatures"]["tool0"]["actual"]
    assert not heaters["tool0"].is_sensor
    assert found.status.job.progress == data["status"]["progress"]["completion"]
    assert found.status.job.elapsed == data["status"]["progress"]["printTime"]
    assert found.agent_name == "octoprint_obico"
    assert found.current_print
    assert found.current_print.printer_id == found.id
    assert found.picture
    assert found.picture.url == data["pic"]["img_url"]


def test_klipper_details() -> None:
    """Klipper's dialect."""
    found = printer("klipper_detail_printing")
    assert found.status
    names = {heater.name for heater in found.status.heaters}
    assert {"extruder", "heater_bed"} <= names
    assert found.status.fan_speed is not None
    assert found.status.feed_rate is not None
    data = body("rest/printers/klipper_detail_printing")["status"]
    assert found.status.layer == data["currentLayerHeight"]
    for heater in found.status.heaters:
        assert heater.is_sensor is (data["temperatures"][heater.name]["target"] is None)


@pytest.mark.parametrize(
    ("name", "unacknowledged"),
    [
        ("list_alerted_unacknowledged_paused", True),
        ("list_alerted_unacknowledged_still_printing", True),
        ("list_alerted_acknowledged_paused", False),
        ("list_alerted_acknowledged_resumed", False),
    ],
)
def test_alert(name: str, unacknowledged: bool) -> None:
    """An alert waits until it is acknowledged."""
    printers = [
        found
        for record in body(f"rest/printers/{name}")
        if (found := Printer.from_json(record))
    ]
    alerts = [found.alert for found in printers if found.alert]
    assert [alert.unacknowledged for alert in alerts] == [unacknowledged]


def test_second_alert() -> None:
    """A second alert leaves the answer to the first in place, and waits all the same."""
    alert = printer("detail_second_alert_action_none").alert
    assert alert
    assert alert.acknowledged_at
    assert alert.acknowledged_at < alert.alerted_at
    assert alert.unacknowledged


def test_ended_prints() -> None:
    """A print has ended however it did."""
    finished = Print.from_json(body("rest/prints/detail_finished"))
    cancelled = Print.from_json(body("rest/prints/detail_cancelled_after_alert"))
    assert finished
    assert cancelled
    assert finished.ended_at == finished.finished_at is not None
    assert cancelled.ended_at == cancelled.cancelled_at is not None


def test_unreadable() -> None:
    """What has no identity is counted, and takes nothing else down."""
    for record in (None, "broken", {"name": "nameless"}):
        assert Printer.from_json(record) is None
    assert Printer.from_json({"id": 7}) is not None
    with pytest.raises(ObicoNotAServerError):
        VerifiedCode.from_json({"printer": {"id": 7}})
    for reader in RECORDS.values():
        assert reader("broken") is None
    with pytest.raises(ObicoNotAServerError):
        VerifiedCode.from_json({"printer": {"id": 7, "auth_token": "../../x"}})
    for read in (User.from_json, LinkedPrinter.from_json, VerifiedCode.from_json):
        with pytest.raises(ObicoNotAServerError):
            read(["not", "an", "object"])


def test_readers() -> None:
    """The corner cases of single fields."""
    assert read_time({"t": "2026-11-23T21:43:54.5+02:00"}, "t") == datetime(
        2026, 11, 23, 19, 43, 54, 500000, UTC
    )
    assert read_time({"t": "2026-11-23T21:43:54"}, "t") == datetime(
        2026, 11, 23, 21, 43, 54, tzinfo=UTC
    )
    assert read_time({"t": "0001-01-01T00:00:00+23:59"}, "t") is None
    assert read_time({"t": "yesterday"}, "t") is None
    assert read_integer({"n": 3.0}, "n") == 3
    assert read_integer({"n": 3.5}, "n") is None
    assert read_number({"n": True}, "n") is None
    assert read_number({"n": 10**400}, "n") is None


@pytest.mark.parametrize(
    ("webcams", "stream_id"),
    [
        (None, None),
        ("none", None),
        ([], None),
        ([None, 5, {}], None),
        ([{"is_primary_camera": True, "stream_mode": "h264_copy"}], None),
        ([{"is_primary_camera": True, "stream_id": 1}], None),
        ([{"stream_mode": "h264_copy", "stream_id": 1}], None),
        (
            [
                {
                    "is_primary_camera": True,
                    "stream_mode": "mjpeg_webrtc",
                    "stream_id": 2,
                }
            ],
            None,
        ),
        (
            [
                {"is_primary_camera": 1, "stream_mode": "h264_rtsp", "stream_id": 1},
                {"is_primary_camera": True, "stream_mode": "h264_rtsp", "stream_id": 3},
            ],
            3,
        ),
    ],
)
def test_video(webcams: object, stream_id: int | None) -> None:
    """Only a primary webcam with a whole description of an H.264 stream has video."""
    found = Printer.from_json({"id": 1, "settings": {"webcams": webcams}})
    assert found is not None
    assert (found.video.stream_id if found.video else None) == stream_id


def test_webcam_streams() -> None:
    """A recorded webcam is read with all that matters of it."""
    (stream,) = printer("detail_idle_with_webcams").webcam_streams
    assert stream == WebcamStream(
        name="Classic Webcam", is_primary=True, mode="mjpeg_webrtc", stream_id=2
    )
    assert not stream.carries_video
