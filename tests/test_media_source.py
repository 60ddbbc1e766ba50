"""The media browser: what is in it, and what a browser or a player gets of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from homeassistant.components.media_source import (
    MediaSource,
    Unresolvable,
    async_resolve_media,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import polling_only, set_up
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .simulator.faults import Handler
from .simulator.records import Print
from .test_coordinator import paths

ROOT = "media-source://obico"
ACCOUNT = f"{ROOT}/user_0123456789abcdef"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PICTURE = b"; thumbnail begin 16x16 8\n; iVBORw0KGgo=\n; thumbnail end\n"


@pytest.fixture
async def browser(
    hass: HomeAssistant,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> MockHAClientWebSocket:
    """Return a frontend whose media browser has the account."""
    assert await async_setup_component(hass, "media_source", {})
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    return await hass_ws_client(hass)


async def ask(
    browser: MockHAClientWebSocket, kind: str, identifier: str
) -> dict[str, Any]:
    """Send a command of the media browser, and return its whole answer."""
    await browser.send_json_auto_id(
        {"type": f"media_source/{kind}", "media_content_id": identifier}
    )
    answer: dict[str, Any] = await browser.receive_json()
    return answer


async def browse(browser: MockHAClientWebSocket, identifier: str) -> list[Any]:
    """Return what is below a node."""
    answer = await ask(browser, "browse_media", identifier)
    assert answer["success"], answer
    children: list[Any] = answer["result"]["children"]
    return children


def below(children: list[Any], title: str) -> str:
    """Return the identifier of a child."""
    (found,) = (c for c in children if c["title"].startswith(title))
    identifier: str = found["media_content_id"]
    return identifier


async def signed(browser: MockHAClientWebSocket, identifier: str) -> str:
    """Return where a browser gets something from."""
    answer = await ask(browser, "resolve_media", identifier)
    assert answer["success"], answer
    url: str = answer["result"]["url"]
    return url


def filmed_print(simulator: ObicoSimulator, printer: SimulatedPrinter) -> Print:
    """Have a print with everything that there can be to see."""
    printer.min_timelapse_secs_on_finish = 5
    printer.start_print("benchy.gcode", duration=600, layers=60, heated=True)
    for _ in range(3):
        simulator.tick(10)
    printer.inspect_first_layer()
    found = printer.current_print
    assert found
    assert printer.set_failure_score(0.5)
    printer.finish()
    assert found.video_url and found.tagged_video_url and found.poster_url
    return found


def many_prints(
    simulator: ObicoSimulator, printer: SimulatedPrinter, count: int
) -> None:
    """Have a long history: a print every eight hours."""
    for number in range(count):
        start = NOON + timedelta(hours=8 * number)
        simulator.prints.append(
            Print(
                id=simulator.next_id("print"),
                printer=printer,
                file_name=f"part {number}.gcode",
                started_at=start,
                finished_at=start + timedelta(hours=1),
                print_time=3600.0,
                filament_used=1000.0,
            )
        )


@pytest.fixture
async def player(hass_client_no_auth: ClientSessionGenerator) -> TestClient[Any, Any]:
    """Return something that knows nothing but the address that it was told."""
    client: TestClient[Any, Any] = await hass_client_no_auth()
    return client


async def test_from_the_account_to_a_video(
    browser: MockHAClientWebSocket,
    player: TestClient[Any, Any],
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A person finds the time-lapse of a print, plays it, and seeks in it."""
    found = filmed_print(simulator, klipper)
    assert [c["title"] for c in await browse(browser, "media-source://")][-1] == "Obico"
    account = await browse(browser, ROOT)
    assert [c["title"] for c in account] == ["Voron", "G-code files"]
    prints = await browse(browser, below(account, "Voron"))
    media = await browse(browser, below(prints, "benchy.gcode, 20"))
    assert [c["title"] for c in media] == [
        "Time-lapse",
        "Time-lapse with what the AI saw",
        "Picture",
        *["Picture of an alert"] * len(found.shots),
        "First layer",
    ]
    assert found.shots
    assert prints[0]["thumbnail"] == media[2]["thumbnail"] == media[0]["thumbnail"]
    assert {c["media_class"] for c in media} == {"video", "image"}

    url = await signed(browser, below(media, "Time-lapse with"))
    assert url.startswith("/api/obico/media/user_")
    response = await player.get(url)
    assert response.status == HTTPStatus.OK
    assert response.content_type == "video/mp4"
    assert response.headers["Accept-Ranges"] == "bytes"
    video = await response.read()
    assert video[4:8] == b"ftyp"
    assert response.content_length == len(video)

    response = await player.get(url, headers={"Range": "bytes=4-7"})
    assert response.status == HTTPStatus.PARTIAL_CONTENT
    assert response.headers["Content-Range"] == f"bytes 4-7/{len(video)}"
    assert await response.read() == b"ftyp"
    response = await player.get(url, headers={"Range": "bytes=99999999-"})
    assert response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    # A range that no player sends is no range.
    response = await player.get(url, headers={"Range": "bytes=0-1,3-4"})
    assert response.status == HTTPStatus.OK

    for leaf in media[2:]:
        response = await player.get(await signed(browser, leaf["media_content_id"]))
        assert response.status == HTTPStatus.OK
        assert response.content_type == "image/jpeg"
        assert (await response.read())[:2] == b"\xff\xd8"
    assert "digest" not in str(media) + str(prints) + url + caplog.text


async def test_nobody_else_sees_it(
    browser: MockHAClientWebSocket,
    player: TestClient[Any, Any],
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> None:
    """Without a signature of Home Assistant nothing is shown."""
    found = filmed_print(simulator, klipper)
    url = await signed(browser, f"{ACCOUNT}/video/{found.id}/0")
    response = await player.get(url.partition("?")[0])
    assert response.status == HTTPStatus.UNAUTHORIZED
    response = await player.get(url.replace("/video/", "/poster/"))
    assert response.status == HTTPStatus.UNAUTHORIZED


async def test_long_history(
    browser: MockHAClientWebSocket, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """The newest prints come first, the months hold all, and each is read alone."""
    many_prints(simulator, klipper, 200)
    paths(simulator)
    children = await browse(browser, f"{ACCOUNT}/printer/{klipper.id}")
    assert len(paths(simulator)) == 3
    assert children[0]["title"].startswith("part 199.gcode, ")
    assert [c["title"] for c in children[24:]] == [
        "2026-05 (44)",
        "2026-04 (90)",
        "2026-03 (66)",
    ]
    month = await browse(browser, children[25]["media_content_id"])
    assert len(month) == 90
    assert {c["title"].rpartition(", ")[2][:7] for c in month} == {"2026-04"}
    assert len(paths(simulator)) <= 3


async def test_files(
    browser: MockHAClientWebSocket,
    player: TestClient[Any, Any],
    account: Account,
) -> None:
    """Folders are opened, a file shows its slicer's picture, and long lists have pages."""
    folder = account.add_folder("Vases")
    account.add_folder("Tall", folder)
    account.add_file("vase.gcode", PICTURE, folder=folder)
    account.add_file("plain.gcode", b"G28\n", folder=folder)
    for number in range(60):
        account.add_file(f"part {number:02}.gcode", b"G28\n")
    files = await browse(browser, f"{ACCOUNT}/files/null/1")
    assert len(files) == 52
    assert [files[0]["title"], files[-1]["title"]] == ["Vases", "More files"]
    assert len(await browse(browser, files[-1]["media_content_id"])) == 10
    vases = await browse(browser, files[0]["media_content_id"])
    assert [c["title"] for c in vases] == ["Tall", "plain.gcode", "vase.gcode"]
    assert [c["can_play"] for c in vases] == [False, False, True]
    response = await player.get(await signed(browser, vases[2]["media_content_id"]))
    assert response.content_type == "image/png"
    assert await response.read() == b"\x89PNG\r\n\x1a\n"


@pytest.mark.skipif(
    not hasattr(MediaSource, "async_search_media"), reason="came with 2026.8"
)
async def test_search(browser: MockHAClientWebSocket, account: Account) -> None:
    """A file is found by a part of its name, in whatever folder it is."""
    folder = account.add_folder("Vases")
    account.add_file("tall vase.gcode", PICTURE, folder=folder)
    account.add_file("box.gcode", b"G28\n")
    command = {
        "type": "media_source/search_media",
        "media_content_id": f"{ACCOUNT}/files/null/1",
        "search_query": "vase",
    }
    await browser.send_json_auto_id(command)
    answer = await browser.receive_json()
    assert [c["title"] for c in answer["result"]["result"]] == ["tall vase.gcode"]
    await browser.send_json_auto_id({**command, "media_content_id": f"{ROOT}/user_0"})
    answer = await browser.receive_json()
    assert "not loaded" in answer["error"]["message"]


async def test_two_accounts(
    hass: HomeAssistant, browser: MockHAClientWebSocket, account_entry: MockConfigEntry
) -> None:
    """With two accounts a person chooses one first."""
    other = MockConfigEntry(
        domain="obico",
        title="other@example.com",
        unique_id="user_fedcba9876543210",
        data=account_entry.data,
        options=account_entry.options,
    )
    other.add_to_hass(hass)
    await set_up(hass, other)
    children = await browse(browser, ROOT)
    assert [c["title"] for c in children] == ["maker@example.com", "other@example.com"]
    files = await browse(browser, children[1]["media_content_id"])
    assert below(files, "Voron").startswith(f"{ROOT}/user_fedcba9876543210/printer/")


@pytest.mark.parametrize(
    "identifier",
    [
        "printer/99",
        "printer/x",
        "month/1/never",
        "print/99",
        "files/99/1",
        "files/null/x",
        "what/is/this/there",
    ],
)
async def test_nothing_there(browser: MockHAClientWebSocket, identifier: str) -> None:
    """A node that is not there, or no more, is told so."""
    answer = await ask(browser, "browse_media", f"{ACCOUNT}/{identifier}")
    assert answer["error"] == {
        "code": "browse_media_failed",
        "message": "Obico does not have this any more",
    }


async def test_not_to_be_played(
    hass: HomeAssistant,
    browser: MockHAClientWebSocket,
    player: TestClient[Any, Any],
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """What cannot be played says why."""
    klipper.clear_picture()
    klipper.start_print("short.gcode", duration=60, layers=2)
    found = klipper.current_print
    assert found
    klipper.finish()

    async def reason(identifier: str) -> str:
        answer = await ask(browser, "resolve_media", identifier)
        assert not answer["success"]
        message: str = answer["error"]["message"]
        return message

    assert "no time-lapse" in await reason(f"{ACCOUNT}/video/{found.id}/0")
    assert "any more" in await reason(f"{ACCOUNT}/poster/{found.id}/0")
    assert "any more" in await reason(f"{ACCOUNT}/video/99/0")
    assert "any more" in await reason(f"{ACCOUNT}/film/{found.id}/0")
    assert "any more" in await reason(ACCOUNT)
    assert "not loaded" in await reason(f"{ROOT}/user_0/video/1/0")

    await simulator.stop()
    assert "No connection" in await reason(f"{ACCOUNT}/video/{found.id}/0")
    answer = await ask(browser, "browse_media", f"{ACCOUNT}/printer/{klipper.id}")
    assert "No connection" in answer["error"]["message"]

    await hass.config_entries.async_unload(account_entry.entry_id)
    with pytest.raises(Unresolvable, match="not loaded"):
        await async_resolve_media(hass, f"{ACCOUNT}/video/{found.id}/0", None)
    answer = await ask(browser, "browse_media", ACCOUNT)
    assert "not loaded" in answer["error"]["message"]
    assert await browse(browser, ROOT) == []
    await hass.async_block_till_done()


async def test_view_in_trouble(
    browser: MockHAClientWebSocket,
    hass_client: ClientSessionGenerator,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> None:
    """A player is told in its own language: statuses of HTTP."""
    found = filmed_print(simulator, klipper)
    client = await hass_client()
    path = "/api/obico/media/user_0123456789abcdef"
    for wrong in ("film/1/0", "video/x/0", "video/99/0", "poster/1/7", "thumbnail/9/0"):
        assert (await client.get(f"{path}/{wrong}")).status == HTTPStatus.NOT_FOUND
    assert (
        await client.get(f"/api/obico/media/user_0/video/{found.id}/0")
    ).status == HTTPStatus.NOT_FOUND
    simulator.media.remove(f"tsd-timelapses/private/{found.id}.mp4")
    video = f"{path}/video/{found.id}/0"
    assert (await client.get(video)).status == HTTPStatus.NOT_FOUND
    # A page in the place of a picture must not run under Home Assistant's address.
    assert found.poster_url
    name = found.poster_url.partition("/media/")[2].partition("?")[0]
    simulator.media.add(name, b"<script>", "text/html")
    poster = f"{path}/poster/{found.id}/0"
    assert (await client.get(poster)).status == HTTPStatus.BAD_GATEWAY
    await simulator.stop()
    assert (await client.get(poster)).status == HTTPStatus.BAD_GATEWAY


async def test_large_video(
    browser: MockHAClientWebSocket,
    player: TestClient[Any, Any],
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A video is handed on while it still comes; one that breaks off is not whole."""
    found = filmed_print(simulator, klipper)
    url = await signed(browser, f"{ACCOUNT}/video/{found.id}/0")
    go_on = asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "video/mp4"})
        answer.content_length = 1000
        await answer.prepare(request)
        await answer.write(b"first")
        await go_on.wait()
        assert request.transport
        request.transport.abort()
        return answer

    async def apply(request: web.Request, handler: Handler) -> web.StreamResponse:
        slow = request.path.startswith("/media/")
        return await (slowly(request) if slow else handler(request))

    monkeypatch.setattr(simulator.faults, "apply", apply)
    response = await player.get(url)
    assert response.content_length == 1000
    assert await response.content.readany() == b"first"
    go_on.set()
    with pytest.raises(Exception, match="."):
        await response.read()
