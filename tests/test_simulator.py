"""The simulated server itself: how its printers live, its faults, its accounts."""

import asyncio
from collections.abc import AsyncGenerator
import json
from time import monotonic
from typing import Any

import aiohttp
import pytest
from yarl import URL

from .simulator import Account, AgentKind, ObicoSimulator, Phase, SimulatedPrinter

BOTH = pytest.mark.parametrize("kind", list(AgentKind))


@pytest.fixture
async def simulator() -> AsyncGenerator[ObicoSimulator]:
    """Return a running server whose time stands still between ticks."""
    server = ObicoSimulator(auto=False)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def account(simulator: ObicoSimulator) -> Account:
    """Return an account."""
    return simulator.add_account("maker@example.com", "correct horse")


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a client that keeps no cookies."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield client


def shown(printer: SimulatedPrinter) -> Any:
    """Return the printer as the API shows it."""
    return json.loads(printer.text())


def phase(printer: SimulatedPrinter) -> Phase | None:
    """Return what the printer is doing."""
    return printer.phase


def text(printer: SimulatedPrinter) -> str:
    """Return the state in the agent's words."""
    return str(shown(printer)["status"]["state"]["text"])


async def ask(
    session: aiohttp.ClientSession,
    account: Account,
    path: str,
    method: str = "GET",
    **more: Any,
) -> tuple[int, Any]:
    """Send a request with a session; return the status and the JSON."""
    headers = {"Cookie": f"tsd_sessionid={account.session()}"}
    url = account.simulator.url + path
    async with session.request(method, url, headers=headers, **more) as answer:
        return answer.status, await answer.json()


async def status_of(session: aiohttp.ClientSession, url: URL | str) -> int:
    """Return the status of the answer to a request."""
    async with session.get(url) as answer:
        await answer.read()
        return answer.status


# Printing


@BOTH
async def test_life_cycle(account: Account, kind: AgentKind) -> None:
    """A printer heats, prints, pauses, resumes and finishes with the ticks."""
    printer = account.add_printer("Printer", agent=kind)
    simulator = account.simulator
    printer.start_print("benchy.gcode", duration=600, layers=60)
    printer.settle()
    simulator.tick(5)
    status = shown(printer)["status"]
    heaters = list(status["temperatures"].values())
    assert heaters[0]["actual"] == pytest.approx(36.3)
    assert heaters[0]["target"] > 190
    assert status["currentLayerHeight"] is None
    simulator.tick(115)
    status = shown(printer)["status"]
    assert heaters[0]["target"] == next(iter(status["temperatures"].values()))["actual"]
    printed = printer.machine.job.elapsed if printer.machine.job else 0
    assert 0 < printed < 100
    simulator.tick(300 - printed)
    status = shown(printer)["status"]
    assert status["progress"]["completion"] == pytest.approx(50)
    assert status["progress"]["printTimeLeft"] == pytest.approx(300, abs=1)
    assert status["currentLayerHeight"] == 31
    assert status["currentZ"] == pytest.approx(6.2)

    printer.transition_delay = 10
    printer.pause()
    assert text(printer) == "Pausing"
    simulator.tick(9)
    assert text(printer) == "Pausing"
    simulator.tick(1)
    assert text(printer) == "Paused"
    simulator.tick(100)
    assert shown(printer)["status"]["progress"]["completion"] == pytest.approx(50)
    printer.transition_delay = 0
    printer.resume()
    assert text(printer) == "Printing"
    simulator.tick(301)
    found = shown(printer)
    assert found["status"]["state"]["text"] == "Operational"
    assert found["status"]["progress"]["completion"] == 100
    assert found["current_print"] is None
    (over,) = account.prints()
    assert over.finished_at is not None
    assert over.print_time is not None
    assert over.print_time > 600
    simulator.tick(1000)
    assert next(iter(shown(printer)["status"]["temperatures"].values()))["actual"] < 22


@BOTH
async def test_commands_that_make_no_sense(account: Account, kind: AgentKind) -> None:
    """A method that cannot do what it says raises an error."""
    printer = account.add_printer("Printer", agent=kind)
    for method in (printer.pause, printer.resume, printer.cancel, printer.finish):
        with pytest.raises(ValueError, match=r"nothing to|no print"):
            method()
    with pytest.raises(ValueError, match="no print to score"):
        printer.set_failure_score(0.5)
    printer.start_print("a.gcode", heated=True)
    with pytest.raises(ValueError, match="cannot start"):
        printer.start_print("b.gcode")
    with pytest.raises(ValueError, match="between 0 and 1"):
        printer.set_failure_score(2)
    with pytest.raises(ValueError, match="turned by"):
        printer.set_webcam(rotation=45)
    with pytest.raises(ValueError, match="has no agent"):
        account.add_printer("Empty").start_print("a.gcode")
    with pytest.raises(ValueError, match="takes some time"):
        printer.start_print("a.gcode", duration=0)
    with pytest.raises(ValueError, match="takes some time"):
        printer.start_print("a.gcode", layers=-1)
    with pytest.raises(ValueError, match="needs a name"):
        printer.start_print("")
    with pytest.raises(ValueError, match="needs a name"):
        account.add_printer("")
    with pytest.raises(ValueError, match="an account already"):
        account.simulator.add_account("Maker@example.com", "x")
    with pytest.raises(ValueError, match="No such"):
        account.simulator.revoke("unknown")
    with pytest.raises(ValueError, match="backwards"):
        account.simulator.tick(-1)
    with pytest.raises(ValueError, match="already"):
        account.add_printer(
            "Twice", agent=kind, extra_heaters={"extruder": 1, "bed": 1}
        )


@BOTH
async def test_transition_ends_by_itself(account: Account, kind: AgentKind) -> None:
    """Without ticks a transition lasts a moment, and survives a restart of the server."""
    printer = account.add_printer("Printer", agent=kind)
    printer.start_print("a.gcode", heated=True)
    printer.pause()
    assert phase(printer) is Phase.PAUSING
    await asyncio.sleep(0.1)
    assert phase(printer) is Phase.PAUSED
    printer.resume()
    await account.simulator.stop()
    await asyncio.sleep(0.1)
    assert phase(printer) is Phase.RESUMING
    await account.simulator.start()
    await asyncio.sleep(0.1)
    assert phase(printer) is Phase.PRINTING


async def test_commands_by_rest(
    account: Account, session: aiohttp.ClientSession
) -> None:
    """The answer shows the printer before its agent reacted; a deaf one never does."""
    printer = account.add_printer("Printer", agent=AgentKind.OCTOPRINT)
    printer.start_print("a.gcode", heated=True)
    path = f"/api/v1/printers/{printer.id}"
    status, answer = await ask(session, account, f"{path}/pause_print/", "POST")
    assert (status, answer["succeeded"]) == (200, True)
    assert answer["printer"]["status"]["state"]["text"] == "Printing"
    assert text(printer) == "Pausing"
    await asyncio.sleep(0.1)
    _, found = await ask(session, account, f"{path}/")
    assert found["status"]["state"]["text"] == "Paused"
    printer.deaf = True
    _, answer = await ask(session, account, f"{path}/cancel_print/", "POST")
    assert answer["succeeded"]
    await asyncio.sleep(0.1)
    assert text(printer) == "Paused"


async def test_alerts(account: Account) -> None:
    """Scores alert and pause by the server's rules."""
    printer = account.add_printer("Printer", agent=AgentKind.KLIPPER)
    printer.transition_delay = 0
    printer.start_print("a.gcode", heated=True)
    assert not printer.set_failure_score(0.2)
    assert printer.set_failure_score(0.4)
    assert phase(printer) is Phase.PRINTING
    # No second alert while nobody has looked at the first.
    account.simulator.tick(100)
    assert not printer.set_failure_score(0.5)
    printer.watch.acknowledge("NOT_FAILED")
    # Too early for a pause, yet not for an alert.
    assert printer.set_failure_score(0.7)
    assert phase(printer) is Phase.PRINTING
    account.simulator.tick(100)
    assert printer.set_failure_score(0.7)
    assert phase(printer) is Phase.PAUSED
    # Nobody looks at a print that is paused.
    assert not printer.set_failure_score(0.1)
    assert shown(printer)["normalized_p"] == 0.7
    printer.resume()
    printer.watch.mute(True)
    assert not printer.set_failure_score(0.9)
    printer.watch.mute(False)
    printer.watching_enabled = False
    assert not printer.set_failure_score(0.9)
    printer.watching_enabled = True
    account.detection_hours = -1
    assert printer.not_watching_reason() == "You have run out of AI Detection Hours"
    account.detection_hours = None
    # The automatic pause comes once per print.
    printer.watch.acknowledge("FAILED")
    account.simulator.tick(100)
    assert printer.set_failure_score(0.9)
    assert phase(printer) is Phase.PRINTING


@BOTH
async def test_offline(account: Account, kind: AgentKind) -> None:
    """A print goes on while its agent is away; what ended meanwhile counts as finished."""
    printer = account.add_printer("Printer", agent=kind)
    printer.start_print("a.gcode", duration=600, heated=True)
    printer.go_offline()
    assert shown(printer)["status"] is None
    assert shown(printer)["current_print"] is not None
    account.simulator.tick(300)
    printer.go_online()
    assert shown(printer)["status"]["progress"]["completion"] == pytest.approx(50)
    printer.go_offline()
    printer.cancel()
    printer.settle()
    assert shown(printer)["current_print"] is not None
    printer.go_online()
    assert shown(printer)["current_print"] is None
    (over,) = account.prints()
    assert over.finished_at is not None


async def test_linking_anew(account: Account, session: aiohttp.ClientSession) -> None:
    """A re-linked printer's agent uploads nothing, although it seems to be there."""
    printer = account.add_printer("Printer", agent=AgentKind.KLIPPER)
    old = printer.key
    code = account.link_code(printer)
    _, answer = await ask(session, account, f"/api/v1/octo/verify/?code={code}", "POST")
    assert answer["printer"]["auth_token"] == printer.key != old
    before = printer.uploads
    printer.start_print("a.gcode", heated=True)
    account.simulator.tick(60)
    assert text(printer) == "Printing"
    assert printer.uploads == before
    assert account.prints()[0].g_code_file is None
    printer.go_online()
    account.simulator.tick(60)
    assert printer.uploads > before


async def test_heaters_and_other_agents(account: Account) -> None:
    """Extra heaters and sensors show, and an agent can be replaced."""
    printer = account.add_printer(
        "Voron",
        agent=AgentKind.KLIPPER,
        extra_heaters={"chamber": None, "heater_generic dryer": 50.0},
    )
    heaters = shown(printer)["status"]["temperatures"]
    assert heaters["chamber"]["target"] is None
    assert heaters["heater_generic dryer"]["target"] == 50.0
    account.simulator.attach_agent(printer, AgentKind.OCTOPRINT)
    found = shown(printer)
    assert found["agent_name"] == "octoprint_obico"
    assert list(found["status"]["temperatures"]) == ["tool0", "bed", "chamber"]


async def test_own_life() -> None:
    """Printers with a life of their own heat, print and finish without a tick."""
    simulator = ObicoSimulator(speed=600)
    account = simulator.add_account("maker@example.com", "x")
    printer = account.add_printer("Printer", agent=AgentKind.OCTOPRINT)
    printer.start_print("a.gcode", duration=300, layers=10)
    await simulator.start()
    async with asyncio.timeout(10):
        while not (account.prints() and account.prints()[0].finished_at):
            await asyncio.sleep(0.05)
    await simulator.stop()
    before = shown(printer)["status"]["temperatures"]
    await asyncio.sleep(0.3)
    assert shown(printer)["status"]["temperatures"] == before


async def test_nothing_is_left_over(session: aiohttp.ClientSession) -> None:
    """After stop there is no task and no open socket, whatever was going on."""
    before = asyncio.all_tasks()
    simulator = ObicoSimulator()
    await simulator.start()
    account = simulator.add_account("maker@example.com", "x")
    printer = account.add_printer("Printer", agent=AgentKind.KLIPPER)
    printer.start_print("a.gcode", heated=True)
    printer.pause()
    socket = await session.ws_connect(f"{simulator.url}/ws/token/web/{printer.key}/")
    await socket.receive_json(timeout=5)
    simulator.faults.only, simulator.faults.hang = "/hc/", True
    waiting = asyncio.create_task(status_of(session, f"{simulator.url}/hc/"))
    await asyncio.sleep(0.05)
    begun = monotonic()
    await simulator.stop()
    await simulator.stop()
    assert monotonic() - begun < 2
    assert (await socket.receive(timeout=5)).type in (
        aiohttp.WSMsgType.CLOSED,
        aiohttp.WSMsgType.ERROR,
        aiohttp.WSMsgType.TEXT,
    )
    await socket.close()
    await asyncio.gather(waiting, return_exceptions=True)
    assert simulator.viewers(printer) == 0
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


async def test_large_account(
    simulator: ObicoSimulator, account: Account, session: aiohttp.ClientSession
) -> None:
    """A thousand printing printers are listed within a second."""
    for number in range(1000):
        printer = account.add_printer(f"Printer {number}", agent=AgentKind.KLIPPER)
        printer.start_print("a.gcode", heated=True)
    simulator.tick(10)
    begun = monotonic()
    _, found = await ask(session, account, "/api/v1/printers/")
    assert len(found) == 1000
    assert monotonic() - begun < 1
