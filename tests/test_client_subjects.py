"""The client's requests beyond the printers themselves, against the simulator."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from copy import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
import pytest
from yarl import URL

from custom_components.obico.client import (
    ROOT,
    WEBHOOK,
    WEBHOOK_URL,
    AccessToken,
    AccountSession,
    AlertVerdict,
    Days,
    EventClass,
    EventType,
    FailureAction,
    FileSorting,
    FolderSorting,
    GCodeFile,
    Grouping,
    NotificationKind,
    ObicoAuthenticationError,
    ObicoClient,
    ObicoCommandError,
    ObicoConnectionError,
    ObicoNotAServerError,
    ObicoNotFoundError,
    ObicoRefusedError,
    ObicoServerError,
    ObicoTimeoutError,
    PrinterKey,
    PrintFilter,
    Refusal,
    ShotAnswer,
)

from .acting import alerted_print
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .test_client_rest import answering


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a web session."""
    async with aiohttp.ClientSession() as found:
        yield found


@pytest.fixture
def client(
    session: aiohttp.ClientSession, simulator: ObicoSimulator, account: Account
) -> ObicoClient:
    """Return a client of the account."""
    return ObicoClient(
        session, simulator.url, AccountSession(account.session()), timeout=2
    )


# Printers


async def test_printer_settings(client: ObicoClient, klipper: SimulatedPrinter) -> None:
    """Settings reach the printer, and come back with it."""
    found = await client.update_printer(
        klipper.id,
        watching_enabled=False,
        action_on_failure=FailureAction.NONE,
        retract_on_pause=1.5,
    )
    assert found.id == klipper.id
    assert found.watching_enabled is klipper.watching_enabled is False
    assert found.action_on_failure == klipper.action_on_failure == "NONE"
    assert found.retract_on_pause == klipper.retract_on_pause == 1.5
    with pytest.raises(ObicoNotFoundError):
        await client.update_printer(klipper.id + 99, name="Nobody")


async def test_rename_by_key(
    session: aiohttp.ClientSession, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """A printer's key is enough to rename it."""
    client = ObicoClient(session, simulator.url, PrinterKey(klipper.key))
    await client.update_linked_printer(name="Renamed")
    assert klipper.name == "Renamed"
    assert (await client.get_linked_printer()).name == "Renamed"


async def test_mute(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """A print is muted and unmuted; without one there is a clear error."""
    with pytest.raises(ObicoCommandError):
        await client.mute_print(klipper.id, muted=True)
    klipper.start_print("benchy.gcode", duration=600, heated=True)
    assert klipper.current_print
    await client.mute_print(klipper.id, muted=True)
    assert klipper.current_print.alert_muted_at
    await client.mute_print(klipper.id, muted=False)
    assert klipper.current_print.alert_muted_at is None
    simulator.faults.status = 502
    with pytest.raises(ObicoServerError):
        await client.mute_print(klipper.id, muted=True)


async def test_printers_come_and_go(
    client: ObicoClient, account: Account, klipper: SimulatedPrinter
) -> None:
    """Printers are created, archived, restored and deleted."""
    created = await client.create_printer("New one")
    assert created.name == "New one"
    assert created.id in (await client.get_printers()).by_id
    with pytest.raises(ObicoRefusedError):
        await client.create_printer("")
    await client.archive_printer(klipper.id)
    assert klipper.id not in (await client.get_printers()).by_id
    assert (await client.restore_printer(klipper.id)).archived_at is None
    assert klipper.id in (await client.get_printers()).by_id
    await client.delete_printer(klipper.id)
    assert klipper.deleted
    with pytest.raises(ObicoNotFoundError):
        await client.delete_printer(klipper.id)


async def test_version(client: ObicoClient) -> None:
    """The server has a version."""
    assert await client.get_version() == "1.0.0"


# Events


async def test_events(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Events of all types come, those without a class too, as plain text."""
    klipper.start_print("benchy.gcode", duration=600, heated=True)
    klipper.set_failure_score(0.5)
    klipper.watch.mute(True)
    klipper.watch.mute(False)
    klipper.finish()
    page = await client.events.get_page()
    assert [event.type for event in page] == [
        EventType.ENDED,
        EventType.ALERT_UNMUTED,
        EventType.ALERT_MUTED,
        EventType.FAILURE_ALERTED,
        EventType.STARTED,
    ]
    assert page[0].event_class is EventClass.SUCCESS
    assert page[1].event_class is EventClass.NONE
    assert page[1].text is None
    assert page[3].text == f"Printer: {klipper.name}\nG-Code: benchy.gcode"
    assert page[3].printer_id == klipper.id
    assert page[3].print_id == simulator.prints[-1].id
    assert page[3].image_url
    assert await client.events.get(page[3].id) == page[3]
    (only,) = await client.events.get_page(types=[EventType.STARTED])
    assert only == page[4]
    assert await client.events.get_page(classes=[EventClass.ERROR]) == (page[3],)
    with pytest.raises(ObicoNotFoundError):
        await client.events.get(10**6)


async def test_all_events(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """All events come, each once, though new ones move them to later pages."""
    for _ in range(120):
        klipper.add_event("PAUSED", "INFO", "Print Job Paused")
    wanted = [event.id for event in reversed(simulator.events)]
    found: list[int] = []
    async for event in client.events.iterate():
        if len(found) % 40 == 0:
            klipper.add_event("RESUMED", "INFO", "Print Job Resumed")
        found.append(event.id)
    assert found == wanted
    pages = [r for r in simulator.requests if "printer_events" in r.path]
    assert len(pages) == 4


# Pictures that people are asked about


async def test_shots(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Pictures of alerts can be judged."""
    number = alerted_print(simulator, klipper)
    (shot,) = await client.shots.get_of_alerts(number)
    assert shot.print_id == number
    assert shot.answer is None
    assert shot.image_url
    assert (await client.get_picture(shot.image_url)).startswith(b"\xff\xd8")
    assert await client.shots.get_of_alerts() == (shot,)
    assert await client.shots.get_of_alerts(number + 1) == ()
    answered = await client.shots.answer(shot.id, ShotAnswer.LOOKS_BAD)
    assert answered.answer is ShotAnswer.LOOKS_BAD
    assert answered.answered_at
    with pytest.raises(ObicoNotFoundError):
        await client.shots.answer(shot.id + 1, ShotAnswer.LOOKS_OK)


async def test_first_layers(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Pictures of first layers, where a server makes them."""
    assert await client.shots.get_of_first_layers() == ()
    klipper.start_print("benchy.gcode", duration=600, heated=True)
    klipper.inspect_first_layer()
    klipper.inspect_first_layer()
    first, second = await client.shots.get_of_first_layers(simulator.prints[-1].id)
    assert first.inspection_id == second.inspection_id
    assert first.image_url
    assert (await client.get_picture(first.image_url)).startswith(b"\xff\xd8")
    assert await client.shots.get_of_first_layers(10**6) == ()


# Prints


def print_files(
    simulator: ObicoSimulator, printer: SimulatedPrinter, names: Iterable[str]
) -> None:
    """Print some files to their ends."""
    for name in names:
        printer.start_print(name, duration=60, layers=10, heated=True)
        simulator.tick(10)
        printer.finish()


async def test_pages_of_prints(
    client: ObicoClient,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
    octoprint: SimulatedPrinter,
) -> None:
    """All prints come, each once, though a new one moves them to later pages."""
    print_files(simulator, klipper, [f"{number}.gcode" for number in range(60)])
    wanted = [entry.id for entry in simulator.prints]
    found: list[int] = []
    async for entry in client.prints.iterate():
        if not found:
            octoprint.start_print("new.gcode", duration=60, heated=True)
        found.append(entry.id)
    assert found == wanted[::-1]
    wanted.append(simulator.prints[-1].id)
    oldest_first = client.prints.iterate(oldest_first=True)
    assert [entry.id async for entry in oldest_first] == wanted
    of_octoprint = client.prints.iterate(printer_ids=[octoprint.id])
    assert [entry.id async for entry in of_octoprint] == wanted[-1:]


async def test_chosen_prints(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Prints by how they ended, what they need, and when they began."""
    print_files(simulator, klipper, ["finished.gcode"])
    klipper.start_print("cancelled.gcode", duration=60, heated=True)
    klipper.cancel()
    klipper.settle()
    number = alerted_print(simulator, klipper)

    async def names(**choice: Any) -> list[str | None]:
        return [p.file_name async for p in client.prints.iterate(**choice)]

    assert await names(which=PrintFilter.CANCELLED) == ["cancelled.gcode"]
    assert await names(which=PrintFilter.FINISHED) == ["benchy.gcode", "finished.gcode"]
    assert await names(which=PrintFilter.NEEDS_VERDICT) == ["benchy.gcode"]
    assert await names(which=PrintFilter.NEEDS_SHOT_ANSWERS) == ["benchy.gcode"]
    begun = simulator.prints[0].started_at.date()
    days = Days(first=begun, last=begun, time_zone="UTC")
    assert len(await names(days=days)) == 3
    earlier = replace(days, first=date(2020, 1, 1), last=date(2020, 1, 2))
    assert await names(days=earlier) == []
    found = await client.prints.get(number)
    assert found.needs_verdict
    assert found.needs_shot_answers
    assert [shot.print_id for shot in found.shots] == [number]
    assert found.g_code_file
    assert found.g_code_file.printer_id == klipper.id


async def test_review(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """A person's verdict on a print, also taken back; and its deletion."""
    number = alerted_print(simulator, klipper)
    found = await client.prints.review(number, AlertVerdict.NOT_FAILED)
    assert found.alert_overwrite == "NOT_FAILED"
    assert (await client.prints.review(number, None)).alert_overwrite is None
    await client.prints.delete(number)
    with pytest.raises(ObicoNotFoundError):
        await client.prints.get(number)
    print_files(simulator, klipper, ["one.gcode", "two.gcode", "three.gcode"])
    one, two, _ = (entry.id for entry in simulator.prints if not entry.deleted)
    await client.prints.delete_many([one, two, 10**6])
    assert [p.file_name async for p in client.prints.iterate()] == ["three.gcode"]


async def test_prediction(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """The score over the print; nothing without a time-lapse."""
    number = alerted_print(simulator, klipper)
    frames = await client.prints.get_prediction(number)
    assert [frame.number for frame in frames] == list(range(1, len(frames) + 1))
    assert frames[-1].score == 0.5
    assert frames[0].seen_at
    assert frames[-1].seen_at
    assert frames[-1].seen_at > frames[0].seen_at
    klipper.min_timelapse_secs_on_finish = -1
    print_files(simulator, klipper, ["short.gcode"])
    assert await client.prints.get_prediction(simulator.prints[-1].id) == ()


async def test_statistics(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Sums of a period, and by day."""
    print_files(simulator, klipper, ["one.gcode", "two.gcode"])
    first, second = simulator.prints
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    days = Days(first=today - timedelta(days=2), last=today, time_zone="Europe/Berlin")
    found = await client.prints.get_statistics(days)
    assert found.prints == found.succeeded == 2
    assert found.cancelled == 0
    assert found.print_time == (first.print_time or 0) + (second.print_time or 0)
    assert found.longest_print_time >= found.average_print_time > 0
    assert found.filament > 0
    assert [period.prints for period in found.periods] == [0, 0, 2]
    assert found.periods[2].print_time == found.print_time
    assert found.periods[2].filament == found.filament
    assert found.periods[2].start.astimezone(ZoneInfo("Europe/Berlin")).date() == today
    others = await client.prints.get_statistics(
        days, Grouping.YEAR, printer_ids=[klipper.id + 99]
    )
    assert others.prints == 0


# Files and folders


G_CODE = (
    b"; thumbnail begin 16x16 8\n; iVBORw0KGgo=\n; thumbnail end\n"
    b"G28\n; filament used [mm] = 123.4\n"
    b"; estimated printing time (normal mode) = 1h 2m 3s\n"
)


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    """Hand out content in small pieces."""
    for start in range(0, len(content), 50):
        yield content[start : start + 50]


async def upload(client: ObicoClient, name: str, **more: Any) -> GCodeFile:
    """Upload the G-code file of these tests."""
    return await client.files.upload(name, pieces(G_CODE), len(G_CODE), **more)


async def test_upload(client: ObicoClient, account: Account) -> None:
    """A file is uploaded in pieces into a folder, and comes back as it was."""
    folder = await client.folders.create("Würfel & Co")
    file = await upload(client, "Größe 1.gcode", folder_id=folder.id)
    assert account.files[0].file_name == file.name == "Größe 1.gcode"
    assert file.folder_id == folder.id
    assert file.size == len(G_CODE)
    assert file.filament == 123.4
    assert file.estimated_time == 3723
    assert file.printer_id is None
    assert file.url
    async with client.open_media(file.url) as media:
        assert media.length == len(G_CODE)
        assert b"".join([chunk async for chunk in media.chunks()]) == G_CODE
    (thumbnail,) = file.thumbnail_urls
    assert (await client.get_picture(thumbnail)).startswith(b"\x89PNG")


async def test_refused_uploads(client: ObicoClient, account: Account) -> None:
    """Files that are too large, and such as are no G-code."""
    with pytest.raises(ObicoRefusedError) as caught:
        await client.files.upload("bin.gcode", pieces(b"\xff\xfe"), 2)
    assert caught.value.refusal is Refusal.NOT_G_CODE
    account.upload_limit = 10
    with pytest.raises(ObicoRefusedError) as caught:
        await upload(client, "large.gcode")
    assert caught.value.refusal is Refusal.FILE_TOO_LARGE
    # The content is shorter than was said.
    with pytest.raises(ObicoConnectionError):
        await client.files.upload("short.gcode", pieces(G_CODE), 10 * len(G_CODE))


async def test_files(client: ObicoClient, account: Account) -> None:
    """Files are listed, renamed, moved and deleted."""
    folder = await client.folders.create("Cubes")
    cube = await upload(client, "cube.gcode", folder_id=folder.id)
    await upload(client, "benchy.gcode")

    async def names(**choice: Any) -> list[str | None]:
        return [file.name async for file in client.files.iterate(**choice)]

    assert await names() == ["benchy.gcode", "cube.gcode"]
    assert await names(sorting=FileSorting.OLDEST) == ["cube.gcode", "benchy.gcode"]
    assert await names(sorting=FileSorting.LARGEST, search="CUB") == ["cube.gcode"]
    assert await names(folder=ROOT) == ["benchy.gcode"]
    assert await names(folder=folder.id) == ["cube.gcode"]
    assert await names(printer_id=1) == []
    assert (await client.files.rename(cube.id, "dice.gcode")).name == "dice.gcode"
    await client.files.move([cube.id], None)
    assert (await client.files.get(cube.id)).folder_id is None
    await client.files.move([cube.id], folder.id)
    assert (await client.files.get(cube.id)).folder_id == folder.id
    with pytest.raises(ObicoRefusedError) as caught:
        await client.files.move([cube.id], 10**6)
    assert caught.value.refusal is Refusal.UNKNOWN_FOLDER
    with pytest.raises(ObicoRefusedError) as caught:
        await client.files.rename(cube.id, "")
    assert caught.value.refusal is Refusal.INVALID
    await client.files.delete(cube.id)
    assert (await client.files.get(cube.id)).deleted_at
    empty = account.add_file("without content.gcode")
    with pytest.raises(ObicoRefusedError) as caught:
        await client.files.delete(empty.id)
    assert caught.value.refusal is Refusal.NO_CONTENT
    await client.files.delete_many([empty.id, 10**6])
    assert await names() == ["benchy.gcode"]


async def test_files_of_printers(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Files that are on a printer, with how often they were printed."""
    print_files(simulator, klipper, ["one.gcode", "one.gcode", "two.gcode"])
    page = await client.files.get_page(printer_id=klipper.id, sorting=FileSorting.NAME)
    assert [file.name for file in page.items] == ["one.gcode", "two.gcode"]
    assert [file.print_count for file in page.items] == [2, 1]
    assert page.items[0].printer_id == klipper.id
    assert page.items[0].url == "one.gcode"


async def test_pages_of_files(
    client: ObicoClient, simulator: ObicoSimulator, account: Account
) -> None:
    """Many files come page by page, each once, though a new one moves them."""
    for number in range(120):
        account.add_file(f"{number}.gcode")
    wanted = [file.id for file in reversed(account.files)]
    found: list[int] = []
    async for file in client.files.iterate():
        if not found:
            account.add_file("new.gcode")
        found.append(file.id)
    assert found == wanted
    assert len([r for r in simulator.requests if "g_code_files" in r.path]) == 3
    page = await client.files.get_page(page=2, page_size=100)
    assert (len(page.items), page.total, page.more) == (21, 121, False)
    assert (await client.files.get_page(page=9)).items == ()


async def test_folders(client: ObicoClient, account: Account) -> None:
    """Folders are created, listed, renamed, moved and deleted."""
    outer = await client.folders.create("Outer")
    inside = await client.folders.create("Inner", parent_id=outer.id)
    assert inside.parent_id == outer.id
    file = await upload(client, "cube.gcode", folder_id=inside.id)

    async def names(**choice: Any) -> list[str | None]:
        return [folder.name async for folder in client.folders.iterate(**choice)]

    assert await names() == ["Inner", "Outer"]
    assert await names(sorting=FolderSorting.OLDEST) == ["Outer", "Inner"]
    assert await names(parent=ROOT) == ["Outer"]
    assert await names(parent=outer.id) == ["Inner"]
    found = await client.folders.get(inside.id)
    assert (found.parent_id, found.file_count, found.folder_count) == (outer.id, 1, 0)
    with pytest.raises(ObicoRefusedError) as caught:
        await client.folders.create("Outer")
    assert caught.value.refusal is Refusal.FOLDER_EXISTS
    assert (await client.folders.rename(inside.id, "Nested")).name == "Nested"
    await client.folders.move([inside.id], None)
    assert (await client.folders.get(inside.id)).parent_id is None
    with pytest.raises(ObicoRefusedError) as caught:
        await client.folders.rename(inside.id, "Outer")
    assert caught.value.refusal is Refusal.FOLDER_EXISTS
    with pytest.raises(ObicoRefusedError) as caught:
        await client.folders.move([inside.id], inside.id)
    assert caught.value.refusal is Refusal.INVALID
    with pytest.raises(ObicoRefusedError) as caught:
        await client.folders.move([inside.id], 10**6)
    assert caught.value.refusal is Refusal.UNKNOWN_FOLDER
    await client.folders.delete_many([inside.id, outer.id, 10**6])
    assert await names() == []
    assert (await client.files.get(file.id)).deleted_at


async def test_endless_lists(session: aiohttp.ClientSession) -> None:
    """A server that shows the same part of a list again and again is left alone."""
    page = {"count": 9, "next": "/?page=2", "results": [{"id": 1}]}

    async def same(request: web.Request) -> web.Response:
        return web.json_response(page if "files" in request.path else [{"id": 1}])

    server = await answering(same)
    client = ObicoClient(session, str(server.make_url("")), AccountSession("x"))
    assert len([file async for file in client.files.iterate()]) == 1
    assert len([event async for event in client.events.iterate()]) == 1
    with pytest.raises(ObicoNotAServerError):
        await client.folders.get_page()
    await server.close()


# Media


async def test_media(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Videos come in pieces, as a whole or in part."""
    found = await client.prints.get(alerted_print(simulator, klipper))
    for url in (found.video_url, found.tagged_video_url):
        assert url
        async with client.open_media(url) as media:
            assert media.status == 200
            assert media.content_type == "video/mp4"
            video = b"".join([chunk async for chunk in media.chunks()])
        assert len(video) == media.length
        assert video[4:8] == b"ftyp"
    assert found.video_url
    async with client.open_media(found.video_url, byte_range="bytes=4-7") as media:
        assert media.status == 206
        assert str(media.content_range).startswith("bytes 4-7/")
        assert [chunk async for chunk in media.chunks()] == [b"ftyp"]
    beyond = client.open_media(found.video_url, byte_range="bytes=99999999-")
    async with beyond as media:
        assert media.status == 416
    simulator.media.remove(f"tsd-timelapses/private/{found.id}.mp4")
    with pytest.raises(ObicoNotFoundError):
        async with client.open_media(found.video_url):
            pass


async def test_media_in_trouble(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Media that do not come, or not to their end."""
    url = (await client.prints.get(alerted_print(simulator, klipper))).video_url
    assert url

    async def fetch(address: str) -> None:
        async with client.open_media(address) as media:
            async for _ in media.chunks():
                pass

    with pytest.raises(ObicoNotAServerError):
        await fetch("http://[broken")
    client._timeout = aiohttp.ClientTimeout(total=0.2)  # noqa: SLF001
    simulator.faults.cut_off = True
    with pytest.raises(ObicoConnectionError):
        await fetch(url)
    simulator.faults.clear()
    simulator.faults.status = 500
    with pytest.raises(ObicoServerError):
        await fetch(url)
    simulator.faults.clear()
    simulator.faults.hang = True
    with pytest.raises(ObicoTimeoutError):
        await fetch(url)
    simulator.faults.clear()
    await simulator.stop()
    with pytest.raises(ObicoConnectionError):
        await fetch(url)


async def test_media_that_stop(session: aiohttp.ClientSession) -> None:
    """Each piece has to come in time."""

    async def stall(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"begun")
        await asyncio.sleep(1)
        return answer

    server = await answering(stall)
    client = ObicoClient(session, str(server.make_url("")), timeout=0.2)
    async with client.open_media("http://localhost/media/1?digest=1") as media:
        chunks = media.chunks()
        assert await anext(chunks) == b"begun"
        with pytest.raises(ObicoTimeoutError):
            await anext(chunks)
    await server.close()


# Notifications


async def refusal_of(attempt: Awaitable[object]) -> Refusal:
    """Return why something is refused."""
    with pytest.raises(ObicoRefusedError) as caught:
        await attempt
    return caught.value.refusal


async def test_channels(client: ObicoClient, simulator: ObicoSimulator) -> None:
    """Channels are created, changed, tried out and deleted."""
    url = f"{simulator.url}/hc/"
    create = client.notifications.create
    channel = await create(
        WEBHOOK, {WEBHOOK_URL: url}, kinds=[NotificationKind.PRINT_DONE]
    )
    assert channel.enabled
    assert channel.kinds == {NotificationKind.PRINT_DONE}
    assert channel.config == {WEBHOOK_URL: url}
    assert url not in repr(channel)
    await client.notifications.send_test(channel.id)
    channel = await client.notifications.update(
        channel,
        enabled=False,
        kinds={
            NotificationKind.PRINT_DONE: False,
            NotificationKind.FAILURE_ALERT: True,
        },
        config={WEBHOOK_URL: "http://127.0.0.1:9/secret"},
    )
    assert not channel.enabled
    assert channel.kinds == {NotificationKind.FAILURE_ALERT}
    assert await client.notifications.update(channel) == channel
    email, found = await client.notifications.get_channels()
    assert (email.name, found) == ("email", channel)
    failed = client.notifications.send_test(channel.id)
    assert await refusal_of(failed) is Refusal.TEST_FAILED
    again = create(WEBHOOK, {WEBHOOK_URL: url}, kinds=[])
    assert await refusal_of(again) is Refusal.CHANNEL_EXISTS
    empty = client.notifications.update(channel, config={})
    assert await refusal_of(empty) is Refusal.CHANNEL_CONFIG
    await client.notifications.delete(channel.id)
    assert await client.notifications.get_channels() == (email,)
    empty = create(WEBHOOK, {}, kinds=[])
    assert await refusal_of(empty) is Refusal.CHANNEL_CONFIG
    unknown = create("carrier_pigeon", {}, kinds=[])
    assert await refusal_of(unknown) is Refusal.UNKNOWN_CHANNEL
    with pytest.raises(ObicoNotFoundError):
        await client.notifications.send_test(channel.id)


async def test_plugins(client: ObicoClient) -> None:
    """The plug-ins that the server knows, and which of them can be used."""
    found = {plugin.name: plugin for plugin in await client.notifications.get_plugins()}
    assert found[WEBHOOK].ready
    assert found[WEBHOOK].kinds == frozenset(NotificationKind)
    assert not found["twilio"].ready
    assert found["twilio"].kinds == {NotificationKind.FAILURE_ALERT}


async def test_phones(client: ObicoClient, account: Account) -> None:
    """Phones with Obico's app."""
    assert await client.notifications.get_mobile_devices() == ()
    account.phones.append({"id": 7, "platform": "ios", "device_token": "secret"})
    (phone,) = await client.notifications.get_mobile_devices()
    assert phone.platform == "ios"
    assert "secret" not in repr(phone)


async def test_account_settings(client: ObicoClient) -> None:
    """All notifications of an account are switched off."""
    assert (await client.get_user()).notifications_enabled
    changed = await client.update_user(
        notification_enabled=False, unseen_printer_events=0
    )
    assert changed.notifications_enabled is False
    assert changed.unseen_printer_events == 0


# Tunnels


async def test_tunnel_usage(
    client: ObicoClient,
    session: aiohttp.ClientSession,
    simulator: ObicoSimulator,
    account: Account,
) -> None:
    """The traffic of the month, and its cap if there is one."""
    account.tunnelled = 12345
    usage = await client.tunnels.get_usage()
    assert usage.total == 12345
    assert usage.monthly_cap is None
    free = simulator.add_account("free@example.com", "free", detection_hours=5)
    other = ObicoClient(session, simulator.url, AccountSession(free.session()))
    assert (await other.tunnels.get_usage()).monthly_cap == 300 * 2**20


async def test_tunnels(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Tunnels are made, shown and deleted; their addresses are secrets."""
    tunnels = client.tunnels
    endpoint = await tunnels.create(klipper.id, "Home Assistant")
    assert URL(endpoint.url).password
    assert endpoint.url not in repr(endpoint)
    (tunnel,) = await tunnels.get_all()
    assert tunnel.app == "Home Assistant"
    assert tunnel.printer_id == klipper.id
    assert tunnel.port == URL(endpoint.url).port
    assert await tunnels.get(tunnel.id) == tunnel
    reserved = tunnels.create(klipper.id, "Obico")
    assert await refusal_of(reserved) is Refusal.RESERVED_NAME
    with pytest.raises(ObicoNotFoundError):
        await tunnels.create(10**6, "Home Assistant")
    simulator.tunnel_ports = 1
    full = tunnels.create(klipper.id, "Another one")
    assert await refusal_of(full) is Refusal.NO_TUNNEL_PORT
    await tunnels.delete(tunnel.id)
    assert await tunnels.get_all() == ()


# Sharing


async def test_sharing(client: ObicoClient, klipper: SimulatedPrinter) -> None:
    """A printer is shared once, and its link is a secret that can be made invalid."""
    assert await client.sharing.get(klipper.id) is None
    link = await client.sharing.share(klipper.id)
    assert await client.sharing.share(klipper.id) == link
    assert await client.sharing.get(klipper.id) == link
    assert link.printer_id == klipper.id
    assert (
        link.url("http://obico") == f"http://obico/printers/share_token/{link.token}/"
    )
    assert link.token not in repr(link)
    await client.sharing.delete(link.id)
    assert await client.sharing.get(klipper.id) is None
    with pytest.raises(ObicoNotFoundError):
        await client.sharing.share(10**6)


async def test_nothing_comes(session: aiohttp.ClientSession) -> None:
    """Answers that lack what was asked for."""

    async def lacking(request: web.Request) -> web.Response:
        return web.json_response([] if "shared" in request.path else {})

    server = await answering(lacking)
    client = ObicoClient(session, str(server.make_url("")), AccountSession("x"))
    with pytest.raises(ObicoNotAServerError):
        await client.sharing.share(1)
    with pytest.raises(ObicoNotAServerError):
        await client.tunnels.create(1, "Home Assistant")
    await server.close()


# Linking


async def test_codes(
    client: ObicoClient, account: Account, klipper: SimulatedPrinter
) -> None:
    """A code for a new printer, and one for an existing printer, before and after use."""
    code = await client.linking.get_code()
    assert code.code
    assert code.printer is None
    assert code.expires_at
    assert await client.linking.get_code() == code
    assert code.code not in repr(code)
    verified = await client.verify_code(code.code)
    used = await client.linking.read_code(code.id)
    assert used.verified_at
    assert verified.printer
    assert used.printer
    assert used.printer.id == verified.printer.id
    relink = await client.linking.get_code(klipper.id)
    assert relink.printer
    assert relink.printer.id == klipper.id
    unknown = client.linking.get_code(10**6)
    assert await refusal_of(unknown) is Refusal.UNKNOWN_PRINTER


async def announce(
    session: aiohttp.ClientSession, simulator: ObicoSimulator, **more: str
) -> dict[str, Any]:
    """Announce an agent that is not linked, and return what waits for it."""
    body = {
        "device_id": "0123456789abcdef0123456789abcdef",
        "hostname": "octopi",
        "host_or_ip": "192.168.1.50",
        "port": 5000,
        "agent": "Obico for OctoPrint",
        "plugin_version": "2.6.1",
        **more,
    }
    url = f"{simulator.url}/api/v1/octo/unlinked/"
    async with session.post(url, json=body) as answer:
        found: dict[str, Any] = await answer.json()
    return found


async def test_discovery(
    client: ObicoClient, session: aiohttp.ClientSession, simulator: ObicoSimulator
) -> None:
    """An agent on the network is found, and gets its code once."""
    assert await client.linking.get_unlinked_agents() == ()
    assert await announce(session, simulator) == {"messages": []}
    (agent,) = await client.linking.get_unlinked_agents()
    assert agent.host == "192.168.1.50"
    assert agent.port == 5000
    assert agent.host_name == "octopi"
    await client.linking.send_code(agent.device_id, "s3cret", "123456")
    (message,) = (await announce(session, simulator))["messages"]
    assert message["data"] == {"code": "123456", "secret": "s3cret"}
    assert await announce(session, simulator) == {"messages": []}
    short = client.linking.send_code("short", "s3cret", "123456")
    assert await refusal_of(short) is Refusal.INVALID
    simulator.tick(5)
    assert await client.linking.get_unlinked_agents() == ()


async def test_passcodes(
    client: ObicoClient, session: aiohttp.ClientSession, simulator: ObicoSimulator
) -> None:
    """An agent that shows a passcode gets the code that was given for it."""
    shown = await announce(session, simulator, one_time_passcode="")
    passcode = shown["one_time_passcode"]
    code = (await client.linking.get_code()).code
    assert code
    wrong = client.linking.redeem_passcode("zzzzz", code)
    assert await refusal_of(wrong) is Refusal.WRONG_PASSCODE
    await client.linking.redeem_passcode(passcode, code)
    answer = await announce(session, simulator, one_time_passcode=passcode)
    assert answer["verification_code"] == code


async def test_linking_wants_a_session(
    session: aiohttp.ClientSession, simulator: ObicoSimulator, account: Account
) -> None:
    """A bearer's token opens the codes, and nothing else of this."""
    client = ObicoClient(session, simulator.url, AccessToken(account.access_token()))
    assert (await client.linking.get_code()).code
    with pytest.raises(ObicoAuthenticationError):
        await client.linking.get_unlinked_agents()


REQUESTS: dict[str, Callable[[ObicoClient], Awaitable[object]]] = {
    "an event": lambda client: client.events.get(1),
    "events": lambda client: client.events.get_page(),
    "file": lambda client: client.files.get(1),
    "files": lambda client: client.files.get_page(),
    "folder": lambda client: client.folders.get(1),
    "folders": lambda client: client.folders.get_page(),
    "answered shot": lambda client: client.shots.answer(1, ShotAnswer.LOOKS_OK),
    "channel": lambda client: client.notifications.create(WEBHOOK, {}, kinds=[]),
    "channels": lambda client: client.notifications.get_channels(),
    "first layers": lambda client: client.shots.get_of_first_layers(),
    "agents": lambda client: client.linking.get_unlinked_agents(),
    "code": lambda client: client.linking.get_code(),
    "code again": lambda client: client.linking.read_code(1),
    "link": lambda client: client.sharing.get(1),
    "tunnel": lambda client: client.tunnels.get(1),
    "tunnels": lambda client: client.tunnels.get_all(),
    "phones": lambda client: client.notifications.get_mobile_devices(),
    "plug-ins": lambda client: client.notifications.get_plugins(),
    "prediction": lambda client: client.prints.get_prediction(1),
    "print": lambda client: client.prints.get(1),
    "printer": lambda client: client.create_printer("x"),
    "prints": lambda client: client.prints.get_page(),
    "printer settings": lambda client: client.update_printer(1, name="x"),
    "restored printer": lambda client: client.restore_printer(1),
    "shots": lambda client: client.shots.get_of_alerts(),
    "statistics": lambda client: client.prints.get_statistics(
        Days(first=date(2026, 1, 1), last=date(2026, 1, 2), time_zone="UTC")
    ),
    "account settings": lambda client: client.update_user(unseen_printer_events=0),
    "tunnel usage": lambda client: client.tunnels.get_usage(),
}


@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
async def test_rubbish(
    client: ObicoClient,
    simulator: ObicoSimulator,
    request_of: Callable[[ObicoClient], Awaitable[object]],
) -> None:
    """Answers of another program are told as such."""
    simulator.faults.rubbish = "json"
    with pytest.raises(ObicoNotAServerError):
        await request_of(client)
