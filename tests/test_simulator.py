"""The simulated server itself: how its printers live, its faults, its accounts."""

import asyncio
from collections.abc import AsyncGenerator
from io import BytesIO
import json
import signal
import sys
from time import monotonic
from typing import Any

import aiohttp
from PIL import Image
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
    waiting = asyncio.create_task(_status(session, f"{simulator.url}/hc/"))
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


# Pictures


async def test_pictures(account: Account, session: aiohttp.ClientSession) -> None:
    """Pictures change; their URL only while printing, and old ones are tidied away."""
    printer = account.add_printer("Printer", agent=AgentKind.OCTOPRINT)
    idle = printer.camera.url
    first = printer.picture_bytes()
    assert Image.open(BytesIO(first)).size == (640, 480)
    printer.set_picture()
    assert printer.camera.url == idle
    assert printer.picture_bytes() != first
    printer.start_print("a.gcode", heated=True)
    account.simulator.tick(10)
    running = printer.camera.url
    account.simulator.tick(10)
    assert printer.camera.url != running != idle
    assert running is not None
    assert await _status(session, _here(account, running)) == 200
    printer.set_picture(b"mine")
    assert printer.picture_bytes() == b"mine"
    printer.finish()
    assert printer.camera.url == idle
    assert await _status(session, _here(account, running)) == 404
    printer.clear_picture()
    assert shown(printer)["pic"] is None
    account.simulator.tick(60)
    assert shown(printer)["pic"] is None
    printer.set_picture()
    assert shown(printer)["pic"] == {"img_url": idle}


async def test_viewers_cost_pictures(
    account: Account, session: aiohttp.ClientSession
) -> None:
    """Each viewer that comes makes the camera upload three pictures."""
    printer = account.add_printer("Printer", agent=AgentKind.OCTOPRINT)
    before, first = printer.uploads, printer.picture_bytes()
    url = f"{account.simulator.url}/ws/token/web/{printer.key}/"
    async with session.ws_connect(url) as socket:
        await socket.receive_json(timeout=5)
        await asyncio.sleep(0.02)
        assert printer.uploads == before + 3
        assert printer.picture_bytes() != first
        assert account.simulator.drop_viewers(printer) == 1
        assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSED


def _here(account: Account, url: str) -> URL:
    """Return a media URL with the server's real address."""
    path = url.removeprefix("http://localhost:3334")
    return URL(account.simulator.url + path, encoded=True)


async def _status(session: aiohttp.ClientSession, url: URL | str) -> int:
    """Return the status of the answer to a request."""
    async with session.get(url) as answer:
        await answer.read()
        return answer.status


# Faults and credentials


async def test_faults(account: Account, session: aiohttp.ClientSession) -> None:
    """Every fault is what it says, only where it was asked for."""
    simulator = account.simulator
    faults = simulator.faults
    account.add_printer("Printer", agent=AgentKind.KLIPPER)
    path = "/api/v1/printers/"
    headers = {"Cookie": f"tsd_sessionid={account.session()}"}
    url = simulator.url + path

    async def answer() -> tuple[int, str, bytes]:
        async with session.get(url, headers=headers) as response:
            return response.status, response.content_type, await response.read()

    for status, kind in (
        (500, "text/html"),
        (503, "text/html"),
        (403, "application/json"),
    ):
        faults.status = status
        assert (await answer())[:2] == (status, kind)
    faults.clear()
    faults.throttle = 7
    async with session.get(url, headers=headers) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
    faults.clear()
    faults.rubbish = True
    assert (await answer())[:2] == (200, "text/html")
    faults.rubbish = "json"
    assert (await answer())[:2] == (200, "application/json")
    faults.clear()
    faults.cut_off = True
    with pytest.raises(aiohttp.ClientPayloadError):
        await answer()
    faults.clear()
    faults.null_fields = True
    (nothing,) = json.loads((await answer())[2])
    assert {key for key, value in nothing.items() if value is not None} == {"id"}
    faults.null_fields = {"name", "status.job.file", "no.such.field"}
    (some,) = json.loads((await answer())[2])
    assert some["name"] is some["status"]["job"]["file"] is None
    assert some["status"]["job"]["user"] is None
    faults.clear()
    faults.delay = 0.1
    begun = monotonic()
    await answer()
    assert monotonic() - begun > 0.09
    faults.clear()
    faults.hang = True
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(answer(), 0.1)
    faults.only = "/media/"
    assert (await answer())[0] == 200


async def test_null_fields_of_a_live_socket(
    account: Account, session: aiohttp.ClientSession
) -> None:
    """Live sockets have their nulls, too."""
    printer = account.add_printer("Printer", agent=AgentKind.KLIPPER)
    account.simulator.faults.null_fields = {"status"}
    url = f"{account.simulator.url}/ws/token/web/{printer.key}/"
    async with session.ws_connect(url) as socket:
        assert (await socket.receive_json(timeout=5))["status"] is None


async def test_broken_record(account: Account, session: aiohttp.ClientSession) -> None:
    """One printer's record can be unreadable."""
    account.add_printer("Good")
    account.add_printer("Bad").unreadable = True
    _, (good, bad) = await ask(session, account, "/api/v1/printers/")
    assert good["name"] == "Good"
    assert bad == "broken"


async def test_revoked_credentials(
    account: Account, session: aiohttp.ClientSession
) -> None:
    """What was revoked opens nothing any more."""
    simulator = account.simulator
    printer = account.add_printer("Printer")
    cookie, token, key = account.session(), account.access_token(), printer.key
    cases = (
        ("/api/v1/printers/", {"Cookie": f"tsd_sessionid={cookie}"}, cookie, 403),
        ("/api/v1/printers/", {"Authorization": f"Bearer {token}"}, token, 403),
        ("/api/v1/octo/printer/", {"Authorization": f"Token {key}"}, key, 401),
    )
    for path, headers, secret, refused in cases:
        for status in (200, refused):
            async with session.get(simulator.url + path, headers=headers) as answer:
                assert answer.status == status
            if status == 200:
                simulator.revoke(secret)
    assert [request.auth for request in simulator.requests] == [
        *("session", "session", "bearer", "bearer"),
        *("printer-token", "printer-token"),
    ]


async def test_key_that_opens_the_account(
    account: Account, session: aiohttp.ClientSession
) -> None:
    """A server of the future may read an account's printers with a printer's key."""
    printer = account.add_printer("Printer")
    account.add_printer("Other")
    headers = {"Authorization": f"Token {printer.key}"}
    url = f"{account.simulator.url}/api/v1/printers/"
    async with session.get(url, headers=headers) as answer:
        assert answer.status == 403
    account.simulator.key_opens_account = True
    async with session.get(url, headers=headers) as answer:
        assert [p["name"] for p in await answer.json()] == ["Printer", "Other"]


async def test_renewed_session(
    account: Account, session: aiohttp.ClientSession
) -> None:
    """An answer can bring a new session cookie, once."""
    cookie = account.session()
    renewed = account.renew_session(cookie)
    headers = {"Cookie": f"tsd_sessionid={cookie}"}
    url = f"{account.simulator.url}/api/v1/users/me/"
    async with session.get(url, headers=headers) as answer:
        assert answer.cookies["tsd_sessionid"].value == renewed
    async with session.get(url, headers=headers) as answer:
        assert not answer.cookies


async def test_lock_out_ends(account: Account, session: aiohttp.ClientSession) -> None:
    """Five wrong passwords lock a name out for five minutes, and no other name."""
    other = account.simulator.add_account("other@example.com", "battery")

    async def sign_in(email: str, password: str) -> int:
        headers = {"Cookie": "csrftoken=x", "Accept": "application/json"}
        form = {"login": email, "password": password, "csrfmiddlewaretoken": "x"}
        url = f"{account.simulator.url}/accounts/login/"
        async with session.post(url, data=form, headers=headers) as answer:
            return answer.status

    for _ in range(5):
        assert await sign_in(account.email, "wrong") == 400
    assert await sign_in(account.email, account.password) == 400
    assert await sign_in(other.email, other.password) == 200
    account.simulator.tick(300)
    assert await sign_in(account.email, account.password) == 200


async def test_codes_expire(account: Account, session: aiohttp.ClientSession) -> None:
    """A code is good for two hours, ticks included."""
    code = account.link_code()
    account.simulator.tick(7201)
    status, _ = await ask(session, account, f"/api/v1/octo/verify/?code={code}", "POST")
    assert status == 404
    assert not account.printers


# By itself


async def test_command_line() -> None:
    """The demonstration runs by itself, tells how to get in, and ends when interrupted."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.simulator", "--port", "0", "--speed", "100"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(20):
        while not lines or "Ctrl-C" not in lines[-1]:
            lines.append((await process.stdout.readline()).decode())
    told = "".join(lines)
    assert "maker@example.com, password obico-demo" in told
    assert "with the code" in told
    url = told.split("server: ")[1].split()[0]
    async with aiohttp.ClientSession() as session:
        assert await _status(session, f"{url}/hc/") == 200
    process.send_signal(signal.SIGINT)
    _, errors = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
    assert not errors
