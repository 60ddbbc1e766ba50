"""The client's requests beyond the printers themselves, against the simulator."""

from collections.abc import AsyncGenerator, Awaitable, Callable

import aiohttp
import pytest

from custom_components.obico.client import (
    AccountSession,
    EventClass,
    EventType,
    FailureAction,
    ObicoClient,
    ObicoCommandError,
    ObicoNotAServerError,
    ObicoNotFoundError,
    ObicoServerError,
    PrinterKey,
    ShotAnswer,
)

from .simulator import Account, ObicoSimulator, SimulatedPrinter


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


def alerted_print(simulator: ObicoSimulator, printer: SimulatedPrinter) -> int:
    """Have a print with an alert, of which pictures are kept; return its number."""
    printer.min_timelapse_secs_on_finish = 5
    printer.start_print("benchy.gcode", duration=600, layers=60, heated=True)
    simulator.tick(30)
    assert printer.current_print
    number = printer.current_print.id
    assert printer.set_failure_score(0.5)
    printer.finish()
    return number


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


REQUESTS: dict[str, Callable[[ObicoClient], Awaitable[object]]] = {
    "an event": lambda client: client.events.get(1),
    "events": lambda client: client.events.get_page(),
    "answered shot": lambda client: client.shots.answer(1, ShotAnswer.LOOKS_OK),
    "first layers": lambda client: client.shots.get_of_first_layers(),
    "printer settings": lambda client: client.update_printer(1, name="x"),
    "shots": lambda client: client.shots.get_of_alerts(),
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
