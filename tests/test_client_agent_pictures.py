"""When pictures are posted, and what becomes of them when that is not possible."""

import asyncio
from copy import replace

import aiohttp
import pytest

from custom_components.obico.client import PictureTiming, PictureTrouble, ReportedState

from .reporting import QUICK, SECOND, printing_for, reporting, until
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .test_client_rest import session  # noqa: F401

# Only pictures that somebody comes to look at, or that are the first of a print.
RARE = replace(QUICK, pictures=PictureTiming(watched=60.0, kept=60.0, camera=0.2))


@pytest.fixture
def printer(account: Account) -> SimulatedPrinter:
    """Return a new printer, which has no agent."""
    return account.add_printer("Bambu")


async def look(
    web_session: aiohttp.ClientSession,
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Look at a printer until it has one more picture."""
    before = printer.uploads
    url = f"{simulator.url}/ws/token/web/{printer.key}/"
    async with web_session.ws_connect(url):
        await until(lambda: printer.uploads > before)


async def test_idle_printer_posts_only_for_viewers(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Whoever comes to look gets a fresh picture, and nobody else costs one."""
    async with reporting(session, simulator, printer) as reporter:
        await until(lambda: reporter.agent.facts.statuses_sent > 2)
        assert printer.uploads == 0
        await look(session, simulator, printer)
        await until(lambda: not reporter.agent.viewed)
        assert printer.uploads == 1
        assert printer.camera.url is not None
        assert "latest_unrotated" in printer.camera.url
        assert reporter.agent.facts.pictures_posted == 1


async def test_viewer_while_printing(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """So it is while printing, whenever the next picture of the print is due."""
    async with printing_for(session, simulator, printer, timing=RARE) as reporter:
        await until(lambda: printer.uploads == 1)
        await look(session, simulator, printer)
        await look(session, simulator, printer)
        assert reporter.agent.facts.pictures_posted == 3


async def test_watched_print(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A watched print has a picture every ten seconds, none while it is paused."""
    async with printing_for(session, simulator, printer) as reporter:
        await until(lambda: printer.uploads >= 4)
        reporter.tell(ReportedState.PAUSED)
        await until(lambda: printer.to_json()["status"]["state"]["flags"]["paused"])
        taken = printer.uploads
        sent = reporter.agent.facts.statuses_sent
        await until(lambda: reporter.agent.facts.statuses_sent > sent + 3)
        assert printer.uploads <= taken + 1
        reporter.tell(ReportedState.PRINTING)
        await until(lambda: printer.uploads > taken + 1)


async def test_unwatched_print(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A print that nobody watches has pictures for its time-lapse alone."""
    printer.watching_enabled = False
    timing = replace(
        QUICK, pictures=PictureTiming(watched=10 * SECOND, kept=60.0, camera=0.2)
    )
    async with printing_for(session, simulator, printer, timing=timing) as reporter:
        await until(lambda: printer.uploads == 1)
        sent = reporter.agent.facts.statuses_sent
        await until(lambda: reporter.agent.facts.statuses_sent > sent + 4)
        assert printer.uploads == 1
        assert not reporter.agent.watched
        printer.watching_enabled = True
        printer.changed()
        await until(lambda: reporter.agent.watched)
        await until(lambda: printer.uploads > 2)


async def test_no_camera(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A print without a camera is told of all the same."""
    async with printing_for(session, simulator, printer, camera=False) as reporter:
        await until(lambda: reporter.agent.watched)
        assert reporter.agent.picture_trouble is PictureTrouble.NO_CAMERA
        assert printer.uploads == 0


@pytest.mark.parametrize(
    ("picture", "trouble"),
    [
        (None, PictureTrouble.NO_PICTURE),
        (b"", PictureTrouble.NO_PICTURE),
        (RuntimeError("broken"), PictureTrouble.NO_PICTURE),
        (TimeoutError(), PictureTrouble.SLOW),
        (bytes(9 * 1024 * 1024), PictureTrouble.REFUSED),
    ],
)
async def test_camera_trouble(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    picture: bytes | BaseException | None,
    trouble: PictureTrouble,
) -> None:
    """A camera in trouble is told by its name, and asked again; the print goes on."""
    async with printing_for(session, simulator, printer) as reporter:
        await until(lambda: printer.uploads)
        good, reporter.picture = reporter.picture, picture
        await until(lambda: reporter.agent.picture_trouble is trouble)
        failed, changes = reporter.agent.facts.pictures_failed, len(reporter.changes)
        await until(lambda: reporter.agent.facts.pictures_failed > failed + 1)
        # The same trouble is told once.
        assert len(reporter.changes) == changes
        assert printer.current_print is not None
        reporter.picture = good
        await until(lambda: reporter.agent.picture_trouble is None)
        assert len(reporter.changes) == changes + 1


async def test_camera_that_turns_up_later(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Who stays to look at an idle printer gets a picture as soon as there is one."""
    timing = replace(QUICK, pictures=PictureTiming(watched=60.0, kept=10 * SECOND))
    async with reporting(session, simulator, printer, timing=timing) as reporter:
        await until(lambda: printer.agent_name)
        good, reporter.picture = reporter.picture, None
        url = f"{simulator.url}/ws/token/web/{printer.key}/"
        async with session.ws_connect(url):
            await until(lambda: reporter.agent.facts.pictures_failed > 1)
            # It is no lasting trouble.
            assert reporter.agent.picture_trouble is None
            reporter.picture = good
            await until(lambda: printer.uploads == 1)
            reporter.picture = None
        await until(lambda: not reporter.agent.viewed)
        async with session.ws_connect(url):
            failed = reporter.agent.facts.pictures_failed
            await until(lambda: reporter.agent.facts.pictures_failed > failed)
        await until(lambda: not reporter.agent.viewed)
        # Nobody stays.
        failed = reporter.agent.facts.pictures_failed
        sent = reporter.agent.facts.statuses_sent
        await until(lambda: reporter.agent.facts.statuses_sent > sent + 2)
        assert reporter.agent.facts.pictures_failed <= failed + 1
        assert printer.uploads == 1


async def test_trouble_ends_with_its_print(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Where no pictures are wanted any more, none is missed, also one under way."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.picture = None
        await until(lambda: reporter.agent.picture_trouble)
        reporter.camera_takes = 0.1
        failed = reporter.agent.facts.pictures_failed
        reporter.tell(ReportedState.OPERATIONAL)
        await until(lambda: reporter.agent.picture_trouble is None)
        await until(lambda: not printer.current_print)
        sent = reporter.agent.facts.statuses_sent
        await until(lambda: reporter.agent.facts.statuses_sent > sent + 2)
        assert reporter.agent.facts.pictures_failed <= failed + 1
        assert reporter.agent.picture_trouble is None


async def test_slow_camera(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A camera that takes too long is given up; a status waits for nothing."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.camera_takes = 30.0
        await until(lambda: reporter.agent.picture_trouble is PictureTrouble.SLOW)
        reporter.tell(ReportedState.PAUSED)
        await until(lambda: printer.to_json()["status"]["state"]["flags"]["paused"])


async def test_corrupt_picture(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """What the server cannot read is the camera's trouble."""
    async with printing_for(session, simulator, printer, strict=False) as reporter:
        reporter.picture = b"no picture at all"
        await until(lambda: reporter.agent.picture_trouble is PictureTrouble.REFUSED)
    assert set(simulator.violations) == {"no picture"}


async def test_throttled(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A server that wants fewer pictures gets none for as long as it asks."""
    async with printing_for(session, simulator, printer) as reporter:
        await until(lambda: printer.uploads)
        simulator.faults.only = "/api/v1/octo/pic/"
        simulator.faults.throttle = 3600
        await until(lambda: reporter.agent.picture_trouble is PictureTrouble.THROTTLED)
        simulator.faults.clear()
        asked = len([r for r in simulator.requests if "octo/pic" in r.path])
        sent = reporter.agent.facts.statuses_sent
        await until(lambda: reporter.agent.facts.statuses_sent > sent + 4)
        assert len([r for r in simulator.requests if "octo/pic" in r.path]) == asked
        assert reporter.agent.picture_trouble is PictureTrouble.THROTTLED


@pytest.mark.parametrize("fault", ["throttle", "status", "rubbish"])
async def test_pauses_grow(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    fault: str,
) -> None:
    """A server in trouble is asked more and more rarely, until it takes a picture."""
    async with printing_for(session, simulator, printer) as reporter:
        await until(lambda: printer.uploads)
        simulator.faults.only = "/api/v1/octo/pic/"
        trouble = PictureTrouble.SERVER
        match fault:
            case "throttle":
                simulator.faults.throttle = 0
                trouble = PictureTrouble.THROTTLED
            case "status":
                simulator.faults.status = 502
            case _:
                simulator.faults.status = 404
        await until(lambda: reporter.agent.facts.pictures_failed == 3)
        assert reporter.agent.picture_trouble is trouble
        simulator.faults.clear()
        await until(lambda: reporter.agent.picture_trouble is None)


async def test_server_that_hangs(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """While a picture cannot be posted, no other one is taken."""
    async with printing_for(session, simulator, printer) as reporter:
        await until(lambda: printer.uploads)
        simulator.faults.only, simulator.faults.hang = "/api/v1/octo/pic/", True
        before = len([r for r in simulator.requests if "octo/pic" in r.path])
        sent = reporter.agent.facts.statuses_sent
        await until(lambda: reporter.agent.facts.statuses_sent > sent + 5)
        after = len([r for r in simulator.requests if "octo/pic" in r.path])
        assert after <= before + 1
        simulator.faults.clear()
        simulator.faults.release()
        await asyncio.sleep(0)
