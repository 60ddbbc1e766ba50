"""The simulated server's pictures, faults and credentials, and its command line."""

import asyncio
from collections.abc import AsyncGenerator
from io import BytesIO
import json
import signal
import sys
from time import monotonic

import aiohttp
from PIL import Image
import pytest
from yarl import URL

from .simulator import Account, AgentKind, ObicoSimulator
from .test_simulator import ask, shown, status_of


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
    assert await status_of(session, _here(account, running)) == 200
    printer.set_picture(b"mine")
    assert printer.picture_bytes() == b"mine"
    printer.finish()
    assert printer.camera.url == idle
    assert await status_of(session, _here(account, running)) == 404
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
        # What is known, and after each upload once more.
        for _ in range(4):
            await socket.receive_json(timeout=5)
        assert printer.uploads == before + 3
        assert printer.picture_bytes() != first
        assert account.simulator.drop_viewers(printer) == 1
        assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSED


def _here(account: Account, url: str) -> URL:
    """Return a media URL with the server's real address."""
    path = url.removeprefix("http://localhost:3334")
    return URL(account.simulator.url + path, encoded=True)


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
        assert await status_of(session, f"{url}/hc/") == 200
    process.send_signal(signal.SIGINT)
    _, errors = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
    assert not errors
