"""The simulated server answers like a real one: every recorded request is replayed."""

import json
from pathlib import Path
import re
from typing import Any

import aiohttp
import pytest
from yarl import URL

from . import situations as s, situations_of_files as f, situations_of_records as r
from .shapes import differences
from .simulator import ObicoSimulator
from .simulator.channels import WEBHOOK_URL
from .simulator.pictures import Scene, render
from .situations import Situation, Stage

RECORDINGS = Path(__file__).parent / "recordings" / "rest"

SITUATIONS: dict[str, Situation] = {
    # auth
    "auth/login_ajax_after_many_failures": r.locked_out,
    "auth/printers_list_bearer_lowercase": s.reconnected,
    "auth/printers_list_x_api_key": s.then(s.no_picture, s.without_klipper),
    # hosts
    "hosts/login_page_ip": r.unconfigured,
    "hosts/login_page_other_name": r.unconfigured,
    "hosts/media_other_name": r.latest_picture,
    "hosts/printer_detail_other_name": s.idle,
    # media
    "media/pic_bad_digest": r.picture_with_digest("AAAA"),
    "media/pic_head": r.picture,
    "media/pic_no_digest": r.picture_with_digest(None),
    "media/pic_no_digest_session": r.picture_with_digest(None),
    "media/pic_range": r.picture,
    "media/pic_raw_same_frame": r.picture_elsewhere,
    "media/pic_tagged_ok": r.picture,
    "media/print_poster_url": r.file_of_print("poster_url"),
    "media/print_shot_image": r.shot,
    "media/print_tagged_video_url": r.file_of_print("tagged_video_url"),
    "media/print_video_url": r.file_of_print("video_url"),
    # codes
    "octo_verify/after_relink_new_token": r.relinked,
    "octo_verify/after_relink_old_token": r.relinked,
    "octo_verify/get_new_printer_ok": r.code_for("813792"),
    "octo_verify/post_expired_code": r.code_for("355455", expired=True),
    "octo_verify/post_new_printer_ok": r.code_for("417625"),
    "octo_verify/post_relink_ok": r.code_for("336458", printer=1),
    "octo_verify/post_relink_while_agent_connected": r.code_for("453839", printer=3),
    "octo_verify/post_reused_code": r.used_code("417625"),
    "octo_verify/post_throttled": r.throttled,
    "onetimeverificationcodes/retrieve_expired": r.code_of_number(expired=True),
    "onetimeverificationcodes/retrieve_unverified": r.code_of_number(),
    "onetimeverificationcodes/retrieve_verified": r.used_code("417625"),
    # files
    "g_code_files/create_upload": f.folders,
    "g_code_files/delete": f.third_file,
    "g_code_files/download_signed_url": f.download,
    "g_code_files/list_empty": s.idle,
    "g_code_files/list_resident_printer_with_prints": r.history,
    "g_code_files/retrieve_deleted": f.deleted_file,
    "g_code_folders/create": s.idle,
    "g_code_folders/create_in_parent": f.one_folder,
    "g_code_folders/create_to_move": f.one_folder,
    "g_code_folders/list_empty": s.idle,
    "hosts/g_code_files_next_link_other_name": f.one_file,
    "mobile_devices/create": s.idle,
    "mobile_devices/list_empty": s.idle,
    "notification_settings/list": s.idle,
    "octo_g_code_files/list_while_printing": f.resident_files,
    "octo_g_code_files/list_with_prints": f.all_files,
    "octo_g_code_files/patch": f.file_of_agent,
    "octo_g_code_files/post_existing": f.file_of_agent,
    # linking, sharing, tunnels
    "octo_pic/post_over_limit": r.over_limit,
    "octo_unlinked/post_announce_receives_code": r.code_waits,
    "octo_unlinked/post_with_redeemed_one_time_passcode": r.passcode_redeemed,
    "printer_discovery/list_one_device": r.agent_waits,
    "sharedresources/create": s.idle,
    "sharedresources/list_empty": s.idle,
    "tunnels/create_no_free_port": r.no_port,
    "tunnels/list_empty": s.idle,
    "tunnels/retrieve": s.then(s.reconnected, r.tunnel),
    # printers
    "printers/archived_action_pause_print": r.archived,
    "printers/archived_octo_printer": r.archived,
    "printers/delete_archived": r.archived,
    "printers/deleted_octo_printer": r.deleted,
    "printers/detail_after_cancel": s.cancelled,
    "printers/detail_after_error_reconnected": s.reconnected,
    "printers/detail_after_finish": s.finished,
    "printers/detail_agent_offline": s.offline,
    "printers/detail_alerted_unacknowledged_paused": s.stopped,
    "printers/detail_alerted_unacknowledged_still_printing": s.warned,
    "printers/detail_archived": r.archived,
    "printers/detail_archived_with_archived": r.archived,
    "printers/detail_idle": s.no_picture,
    "printers/detail_idle_with_webcams": s.webcam,
    "printers/detail_just_after_pause_command": s.pausing,
    "printers/detail_just_after_resume_command": s.resuming,
    "printers/detail_pic_without_status": s.picture_without_agent,
    "printers/detail_printer_disconnected": s.disconnected,
    "printers/detail_printer_error": s.failed,
    "printers/detail_printing": s.long_print,
    "printers/detail_printing_not_watched_not_viewed": s.unwatched,
    "printers/detail_printing_resumed": s.resumed,
    "printers/detail_second_alert_action_none": s.second_warned,
    "printers/detail_second_alert_higher": s.second_warned,
    "printers/detail_watching_disabled": s.resuming_unwatched,
    "printers/klipper_after_relink_40s": s.cube_relinked,
    "printers/klipper_detail_after_cancel": s.cube_cancelled,
    "printers/klipper_detail_after_finish": s.cube_finished,
    "printers/klipper_detail_error": s.cube_failed,
    "printers/klipper_detail_heating": s.heating,
    "printers/klipper_detail_paused": s.cube_paused,
    "printers/klipper_detail_pausing": s.cube_pausing,
    "printers/klipper_detail_printer_disconnected": s.disconnected,
    "printers/klipper_detail_printing": s.cube,
    "printers/list_agent_offline": s.offline,
    "printers/list_alerted_acknowledged_paused": s.acknowledged,
    "printers/list_alerted_acknowledged_resumed": s.resuming,
    "printers/list_alerted_unacknowledged_paused": s.then(s.stopped, s.klipper_down),
    "printers/list_alerted_unacknowledged_still_printing": s.then(s.warned, s.heating),
    "printers/list_bearer": s.then(s.no_picture, s.without_klipper),
    "printers/list_final": s.cancelled,
    "printers/list_idle_and_never_connected": s.then(s.no_picture, s.without_klipper),
    "printers/list_muted": s.muted,
    "printers/list_paused_by_user": s.paused,
    "printers/list_printer_error": s.then(s.picture_without_agent, s.failed),
    "printers/list_printing_no_viewer": s.then(s.without_klipper, s.long_print),
    "printers/list_with_archived": s.then(r.archived, s.long_print, s.cube_paused),
    # actions
    "printer_actions/acknowledge_alert_without_alert": s.api_print_of_8,
    "printer_actions/agent_offline_pause_print": s.offline,
    "printer_actions/api_managed_finish_print": s.api_print,
    "printer_actions/api_managed_finish_print_cancelled": s.api_print,
    "printer_actions/api_managed_pause_print_no_agent": s.api_print,
    "printer_actions/api_managed_predict": s.api_print,
    "printer_actions/api_managed_predict_without_img": s.api_print,
    "printer_actions/cancel_print": s.second_warned,
    "printer_actions/klipper_cancel_print": s.cube,
    "printer_actions/klipper_pause_print": s.cube,
    "printer_actions/klipper_resume_print": s.cube_paused,
    "printer_actions/pause_print": s.resumed,
    "printer_actions/pause_print_while_paused": s.paused,
    "printer_actions/resume_print": s.acknowledged,
    "printer_actions/resume_print_get": s.paused,
    "printer_actions/resume_print_while_printing": s.resumed,
    # prints and events
    "prints/filter_unknown": r.one_more,
    "prints/delete": r.one_more,
    "prints/list_after_cancel": r.six_prints,
    "prints/list_empty": s.idle,
    "prints/list_one_printing": s.long_print,
    "prints/list_with_deleted": r.deleted_prints,
    "printer_events/retrieve": r.event_of_type(29, "FAILURE_ALERTED"),
    "printer_events/retrieve_alert_unmuted": r.event_of_type(24, "ALERT_UNMUTED"),
}
# For all others, by the beginning of their names.
USUAL_SITUATIONS: dict[str, Situation] = {
    "g_code_files/": f.files,
    "g_code_folders/": f.folders,
    "mobile_devices/": r.phone,
    "notification_settings/": r.channels,
    "notification_settings/create_": s.idle,
    "notification_settings/create_webhook_duplicate": r.channels,
    "printer_actions/acknowledge_alert": s.acknowledged,
    "printer_actions/api_managed": s.then(s.api_print, s.printer_6_idle),
    "printer_actions/minimal_agent": s.api_print_of_1,
    "printer_actions/mute_current_print": s.resuming,
    "printers/minimal_agent": s.idle,
    "oauth/": r.application,
    "printers_patch/": s.resuming,
    "printers_patch/archived_at_null": r.archived,
    "printer_events/": r.events,
    "one_time_passcodes/": r.passcode,
    "sharedresources/": r.shared,
    "tunnels/": r.tunnel,
    "printshotfeedbacks/": r.history,
    "printshotfeedbacks/list_empty": s.idle,
    "prints/": r.history,
    "printers/": s.spare,
}


def recordings() -> list[str]:
    """Return the names of all recordings of simulated endpoints."""
    return [
        f"{path.parent.name}/{path.stem}"
        for path in sorted(RECORDINGS.glob("*/*.json"))
    ]


def situation_of(name: str) -> Situation:
    """Return the situation of a recording."""
    if name in SITUATIONS:
        return SITUATIONS[name]
    usual = [prefix for prefix in USUAL_SITUATIONS if name.startswith(prefix)]
    return USUAL_SITUATIONS[max(usual, key=len)] if usual else s.idle


@pytest.mark.parametrize("name", recordings())
async def test_recorded_request(name: str) -> None:
    """A recorded request is answered as it was: status, headers, keys, types, words."""
    recording = json.loads((RECORDINGS / f"{name}.json").read_text())
    simulator = ObicoSimulator(auto=False)
    stage = s.stage_of(simulator)
    situation_of(name)(stage)
    s.adopt_settings(stage, recording)
    await simulator.start()
    for channel in stage.account.channels:
        if channel.name == "webhook":
            # Somebody who answers everything.
            channel.config = {WEBHOOK_URL: f"{simulator.url}/hc/"}
    try:
        status, headers, body = await replay(stage, recording["request"])
    finally:
        await simulator.stop()
    expected = recording["response"]
    assert status == expected["status"], body
    assert not _header_differences(expected["headers"], headers)
    if status == 200 and name.startswith(
        ("prints/list_", "printer_events/list_d", "printer_events/list_p")
    ):
        assert len(body) == len(expected["body"])
    reference = expected["body"]
    if name.startswith("printer_events/list_") and status == 200 and reference:
        # Which events are on a page depends on what happened before.
        everything = json.loads(
            (RECORDINGS / "printer_events/list_all.json").read_text()
        )
        reference = reference + everything["response"]["body"]
    found = _body_differences(reference, body, status)
    assert not found, "\n".join(found)


async def replay(stage: Stage, request: dict[str, Any]) -> tuple[int, Any, Any]:
    """Send a recorded request; return status, headers and body of the answer."""
    path = stage.path or request["path"]
    for old, new in stage.replace.items():
        path = path.replace(old, new)
    data, json_body = None, None
    match request.get("body_encoding"):
        case "application/x-www-form-urlencoded":
            data = aiohttp.FormData(request["body"])
        case "multipart/form-data":
            data = aiohttp.FormData()
            for name, value in (request["body"] or {}).items():
                data.add_field(name, value)
            for name, file in request["files"].items():
                data.add_field(name, content_of(file), filename=file["filename"])
        case _:
            json_body = with_replacements(stage, request["body"])
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.request(
            request["method"],
            URL(stage.simulator.url + path, encoded=True),
            headers=_credentials(stage, request),
            data=data,
            json=json_body,
            allow_redirects=False,
        ) as response,
    ):
        raw = await response.read()
        body: Any = raw
        if response.headers.get("Content-Type") == "application/json":
            body = json.loads(raw)
        return response.status, response.headers, body


def with_replacements(stage: Stage, body: Any) -> Any:
    """Return a recorded body with the codes that exist here."""
    text = json.dumps(body)
    for old, new in stage.replace.items():
        text = text.replace(old, new)
    return json.loads(text)


def content_of(file: dict[str, Any]) -> bytes:
    """Return a file like one that was uploaded: a picture, G-code, or rubbish."""
    if file["content_type"] == "image/jpeg" and file["size"] > 1000:
        return render(Scene("Upload", "", 0.5, 1))
    if file["filename"].endswith(".gcode") and file["filename"] != "bin.gcode":
        return f.G_CODE
    return b"\xff\xd8\xff"


def _credentials(stage: Stage, request: dict[str, Any]) -> dict[str, str]:
    """Return the recorded headers, with credentials that are as valid as they were."""
    headers = dict(request.get("headers") or {})
    token = stage.account.access_token()
    match request["auth"]:
        case "session":
            headers["Cookie"] = f"tsd_sessionid={stage.account.session()}"
        case "bearer":
            headers["Authorization"] = f"Bearer {token}"
        case "bearer-wrong":
            headers["Authorization"] = request["authorization"]
        case "printer-token":
            headers["Authorization"] = f"Token {stage.key}"
        case "printer-token-old":
            headers["Authorization"] = f"Token {stage.old_key or '0' * 20}"
        case "printer-token-wrong":
            headers["Authorization"] = f"Token {'0' * 20}"
        case _:
            for name in ("Authorization", "X-Api-Key"):
                value = headers.get(name, "")
                value = re.sub(r"[0-9a-f]{20}", stage.key, value)
                value = value.replace("wpBTsKAxpvDbEhrwx3AxMp9l4p9Lbt", token)
                if value:
                    headers[name] = value
    return headers


def _cookies(headers: Any) -> list[str] | None:
    """Return the names of the cookies that an answer sets."""
    names = sorted(text.partition("=")[0] for text in headers.getall("Set-Cookie", []))
    return names or None


def _header_differences(recorded: dict[str, Any], ours: Any) -> list[str]:
    """Say which headers differ; sizes count where the body is the same."""
    found = []
    for name, wanted in recorded.items():
        got: Any = ours.get(name)
        match name:
            case "set-cookie":
                wanted, got = sorted(wanted), _cookies(ours)
            case "content-length":
                if int(wanted) > 1000 or int(wanted) == 0:
                    continue
            case "content-range":
                wanted, got = wanted.partition("/")[0], str(got).partition("/")[0]
        if wanted != got:
            found.append(f"{name}: {wanted!r} was recorded, ours is {got!r}")
    return found


def _body_differences(recorded: Any, ours: Any, status: int) -> list[str]:
    """Say in what the bodies differ."""
    if recorded is None:
        return [] if not ours else [f"There was no body, ours is {ours!r}"]
    if isinstance(recorded, str):
        if not isinstance(ours, bytes):
            return ["The recorded body is not JSON"]
        if recorded.startswith("<HTML"):
            return [] if ours.lower().startswith(b"<!doctype html") else ["No page"]
        if re.fullmatch(r"<\d+ bytes>", recorded):
            return [] if ours else ["There is nothing"]
        return [] if ours.decode() == recorded else [f"{recorded!r} is not {ours!r}"]
    if status >= 400 and "form" not in recorded:
        recorded, ours = (
            re.sub(r"\d+ seconds|0x[0-9a-f]+", "#", json.dumps(v))
            for v in (recorded, ours)
        )
        return [] if recorded == ours else [f"{recorded} is not {ours}"]
    recorded, ours = _simulated_agents_only(recorded, ours)
    return list(differences(recorded, ours))


def _simulated_agents_only(recorded: Any, ours: Any) -> tuple[Any, Any]:
    """Leave out what a hand-made agent, which is not simulated, told of its printer."""
    if isinstance(recorded, dict) and "printer" in recorded and isinstance(ours, dict):
        inner = _simulated_agents_only(recorded["printer"], ours.get("printer"))
        return {**recorded, "printer": inner[0]}, {**ours, "printer": inner[1]}
    if isinstance(recorded, dict) and recorded.get("agent_name") == "minimal_agent":
        told = (
            *("agent_name", "agent_version", "pic", "status", "settings"),
            *("current_print", "not_watching_reason"),
        )
        return (
            {key: value for key, value in recorded.items() if key not in told},
            {key: value for key, value in ours.items() if key not in told},
        )
    if (
        isinstance(recorded, list)
        and recorded
        and isinstance(recorded[0], dict)
        and "auth_token" in recorded[0]
    ):
        by_id = {printer["id"]: printer for printer in ours}
        assert [printer["id"] for printer in recorded] == list(by_id)
        pairs = [_simulated_agents_only(p, by_id[p["id"]]) for p in recorded]
        # A list of pairs, so that each printer is compared with itself.
        return dict(enumerate(p[0] for p in pairs)), dict(
            enumerate(p[1] for p in pairs)
        )
    return recorded, ours


def test_every_situation_has_a_recording() -> None:
    """No situation is left over from a recording that is gone."""
    assert not SITUATIONS.keys() - set(recordings())
