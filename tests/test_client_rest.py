"""The client against the simulator: what each answer of a server becomes."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import socket

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.obico.client import (
    AccessToken,
    AccountSession,
    AlertVerdict,
    ObicoAuthenticationError,
    ObicoClient,
    ObicoCodeError,
    ObicoCommandError,
    ObicoConnectionError,
    ObicoNotAServerError,
    ObicoNotFoundError,
    ObicoServerError,
    ObicoThrottledError,
    ObicoTimeoutError,
    PrinterKey,
)

from .conftest import EMAIL, PASSWORD
from .simulator import Account, ObicoSimulator, SimulatedPrinter

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


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


async def answering(handler: Handler) -> TestServer:
    """Start a server that answers everything in one way."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    server = TestServer(app)
    await server.start_server()
    return server


async def test_capabilities(
    session: aiohttp.ClientSession,
    simulator: ObicoSimulator,
    account: Account,
    klipper: SimulatedPrinter,
) -> None:
    """An account opens everything, a key what the server lets it."""
    for credentials in (
        AccountSession(account.session()),
        AccessToken(account.access_token()),
    ):
        found = await ObicoClient(
            session, simulator.url, credentials
        ).get_capabilities()
        assert found.account
        assert not found.passthrough
    by_key = ObicoClient(session, simulator.url, PrinterKey(klipper.key))
    found = await by_key.get_capabilities()
    assert not found.account
    assert found.passthrough
    simulator.key_opens_account = True
    assert (await by_key.get_capabilities()).account


@pytest.mark.parametrize(
    "credentials", [AccountSession("x"), AccessToken("x"), PrinterKey("0" * 20), None]
)
async def test_refused_credentials(
    session: aiohttp.ClientSession,
    simulator: ObicoSimulator,
    credentials: AccountSession | AccessToken | PrinterKey | None,
) -> None:
    """Credentials that the server refuses."""
    with pytest.raises(ObicoAuthenticationError):
        await ObicoClient(session, simulator.url, credentials).get_capabilities()


@pytest.mark.parametrize(
    ("fault", "value", "error"),
    [
        ("hang", True, ObicoTimeoutError),
        ("status", 500, ObicoServerError),
        ("status", 503, ObicoServerError),
        ("status", 401, ObicoAuthenticationError),
        ("status", 404, ObicoNotFoundError),
        ("status", 418, ObicoNotAServerError),
        ("page", 401, ObicoNotAServerError),
        ("page", 403, ObicoNotAServerError),
        ("page", 404, ObicoNotAServerError),
        ("throttle", 7, ObicoThrottledError),
        ("rubbish", "html", ObicoNotAServerError),
        ("rubbish", "json", ObicoNotAServerError),
        ("cut_off", True, ObicoConnectionError),
    ],
)
async def test_trouble(
    client: ObicoClient,
    simulator: ObicoSimulator,
    fault: str,
    value: object,
    error: type[Exception],
) -> None:
    """Every kind of trouble is an error of its own, which tells no secret."""
    setattr(simulator.faults, fault, value)
    client._timeout = aiohttp.ClientTimeout(total=0.3)  # noqa: SLF001
    assert isinstance(client.credentials, AccountSession)
    for attempt in (client.get_user, client.get_printers, client.prints.get_page):
        with pytest.raises(error) as caught:
            await attempt()
        assert client.credentials.cookie not in str(caught.value)
        if isinstance(caught.value, ObicoThrottledError):
            assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        pytest.param(
            format_datetime(datetime.now(UTC) + timedelta(days=3), usegmt=True),
            3600,
            id="in three days",
        ),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("9" * 400, 3600),
        ("soon", None),
        ("-1", None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("", None),
    ],
)
@pytest.mark.parametrize(
    ("status", "error"), [(429, ObicoThrottledError), (503, ObicoServerError)]
)
async def test_asked_to_wait(
    client: ObicoClient,
    simulator: ObicoSimulator,
    status: int,
    error: type[ObicoThrottledError | ObicoServerError],
    text: str,
    seconds: float | None,
) -> None:
    """A server may ask to wait with a number or a date, but not for ever."""
    simulator.faults.status, simulator.faults.retry_after = status, text
    with pytest.raises(error) as caught:
        await client.get_user()
    assert isinstance(caught.value, (ObicoThrottledError, ObicoServerError))
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("date", ["Wed, 21 Oct 2015 07:28:00 GMT", ""])
async def test_asked_to_wait_by_a_clock(
    session: aiohttp.ClientSession, date: str
) -> None:
    """A date is one of the server's clock, if it shows that."""
    until = "Wed, 21 Oct 2015 07:28:40 GMT"

    async def busy(_request: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": until, "Date": date})

    server = await answering(busy)
    with pytest.raises(ObicoThrottledError) as caught:
        await ObicoClient(session, str(server.make_url(""))).get_user()
    assert caught.value.retry_after == (40 if date else 0)
    await server.close()


async def test_server_gone(client: ObicoClient, simulator: ObicoSimulator) -> None:
    """A server that is not there."""
    await simulator.stop()
    with pytest.raises(ObicoConnectionError):
        await client.get_printers()


async def test_prints(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """The history, the newest first, of some printers."""
    for name in ("one.gcode", "two.gcode"):
        klipper.start_print(name, duration=60, layers=10, heated=True)
        simulator.tick(10)
        klipper.finish()
        simulator.tick(30)
    prints = await client.prints.get_page(printer_ids=[klipper.id])
    assert [found.file_name for found in prints] == ["two.gcode", "one.gcode"]
    assert [
        found.file_name for found in await client.prints.get_page(start=1, limit=1)
    ] == ["one.gcode"]
    assert await client.prints.get_page(printer_ids=[klipper.id + 99]) == ()


async def test_actions(
    client: ObicoClient, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """Actions reach the printer, and are refused when nothing is printed."""
    for act in (client.pause_print, client.resume_print, client.cancel_print):
        with pytest.raises(ObicoCommandError):
            await act(klipper.id)
    with pytest.raises(ObicoCommandError):
        await client.acknowledge_alert(klipper.id)
    klipper.start_print("one.gcode", duration=600, layers=10, heated=True)
    klipper.set_failure_score(0.5)
    await client.acknowledge_alert(klipper.id, AlertVerdict.NOT_FAILED)
    printers = await client.get_printers()
    current = printers.by_id[klipper.id].current_print
    assert current
    assert current.alert
    assert not current.alert.unacknowledged
    assert current.alert_overwrite == "NOT_FAILED"


async def test_renewed_session_is_kept(session: aiohttp.ClientSession) -> None:
    """A session that the server renews is taken over, and told."""
    sent: list[str] = []

    async def renew(request: web.Request) -> web.Response:
        sent.append(request.headers["Cookie"])
        answer = web.json_response([])
        answer.headers.add("Set-Cookie", "bad cookie; =")
        answer.set_cookie("tsd_sessionid", "new")
        return answer

    server = await answering(renew)
    client = ObicoClient(session, str(server.make_url("")), AccountSession("old"))
    told: list[object] = []
    client.on_credentials_changed = told.append
    await client.get_printers()
    await client.get_printers()
    assert sent == ["tsd_sessionid=old", "tsd_sessionid=new"]
    assert told == [AccountSession("new")]
    quiet = ObicoClient(session, client.server, AccountSession("old"))
    await quiet.get_printers()
    assert quiet.credentials == AccountSession("new")
    await server.close()


@pytest.mark.parametrize(
    ("status", "cookie"),
    [
        (403, "tsd_sessionid=stolen"),
        (500, "tsd_sessionid=stolen"),
        (302, "tsd_sessionid=stolen"),
        (200, 'tsd_sessionid="a\\012b"'),
        (200, "tsd_sessionid="),
        (200, "other=1"),
    ],
)
async def test_session_is_renewed_by_nothing_else(
    session: aiohttp.ClientSession, status: int, cookie: str
) -> None:
    """Only a good answer renews a session, and only with what can be sent back."""

    async def odd(_request: web.Request) -> web.Response:
        return web.json_response([], status=status, headers={"Set-Cookie": cookie})

    server = await answering(odd)
    client = ObicoClient(session, str(server.make_url("")), AccountSession("old"))
    with suppress(ObicoNotAServerError, ObicoServerError):
        await client.get_printers()
        assert status == 200
    assert client.credentials == AccountSession("old")
    await server.close()


async def test_two_accounts_share_a_jar(
    simulator: ObicoSimulator, account: Account
) -> None:
    """The cookie jar of the shared web session never speaks for another account."""
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(family=socket.AF_INET)
    )
    # A jar keeps the cookies of a host name, not those of an IP address.
    server = simulator.url.replace("127.0.0.1", "localhost")
    simulator.add_account("other@example.com", "battery staple")
    clients = {}
    for email, password in ((EMAIL, PASSWORD), ("other@example.com", "battery staple")):
        nobody = ObicoClient(session, server)
        clients[email] = ObicoClient(
            session, server, await nobody.sign_in(email, password)
        )
    for _ in range(2):
        users = await asyncio.gather(*(found.get_user() for found in clients.values()))
        assert [user.email for user in users] == list(clients)
    with pytest.raises(ObicoAuthenticationError):
        await ObicoClient(session, server).get_user()
    await session.close()


async def test_pictures(
    session: aiohttp.ClientSession,
    client: ObicoClient,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> None:
    """Pictures come from our server's address, and only pictures of a sane size do."""
    picture = (await client.get_printers()).by_id[klipper.id].picture
    assert picture
    assert picture.url.startswith("http://localhost:3334/media/")
    assert (await client.get_picture(picture.url)).startswith(b"\xff\xd8")
    with pytest.raises(ObicoNotAServerError, match="too large"):
        await client.get_picture(picture.url, limit=100)
    with pytest.raises(ObicoNotFoundError):
        await client.get_picture(picture.url.partition("?")[0] + "?digest=AAAA")
    for broken in ("http://[broken", "1.jpg"):
        with pytest.raises(ObicoNotAServerError):
            await client.get_picture(broken)
    elsewhere = str(client.media_url("https://media.example.com/other/1.jpg?digest=1"))
    assert elsewhere == "https://media.example.com/other/1.jpg?digest=1"

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="no picture", content_type="text/html")

    server = await answering(page)
    other = ObicoClient(session, str(server.make_url("")))
    with pytest.raises(ObicoNotAServerError, match="instead of a picture"):
        await other.get_picture(picture.url)
    await server.close()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            {"status": 200, "text": "{", "content_type": "application/json"},
            ObicoNotAServerError,
        ),
        ({"status": 301, "headers": {"Location": "/elsewhere/"}}, ObicoNotAServerError),
        (
            {"status": 404, "text": "<html>", "content_type": "text/html"},
            ObicoNotAServerError,
        ),
        ({"status": 429}, ObicoThrottledError),
        (
            {"status": 200, "body": b"[\xff]", "content_type": "application/json"},
            ObicoNotAServerError,
        ),
        (
            {"status": 200, "text": "[" * 10**5, "content_type": "application/json"},
            ObicoNotAServerError,
        ),
        (
            {"status": 200, "text": "9" * 5000, "content_type": "application/json"},
            ObicoNotAServerError,
        ),
        (
            {"status": 403, "text": "[1]", "content_type": "application/json"},
            ObicoNotAServerError,
        ),
        (
            {
                "status": 401,
                "text": '{"message": "Who is there?"}',
                "content_type": "application/json",
            },
            ObicoNotAServerError,
        ),
    ],
)
async def test_odd_answers(
    session: aiohttp.ClientSession, answer: dict[str, object], error: type[Exception]
) -> None:
    """Answers that are no Obico server's."""

    async def odd(_request: web.Request) -> web.Response:
        return web.Response(**answer)  # type: ignore[arg-type]

    server = await answering(odd)
    client = ObicoClient(session, str(server.make_url("")), AccountSession("x"))
    for attempt in (client.get_printers, client.get_user, client.prints.get_page):
        with pytest.raises(error):
            await attempt()
    with pytest.raises(error):
        await client.verify_code("123456")
    await server.close()


@pytest.mark.parametrize(
    ("status", "data", "error"),
    [
        (404, {"detail": "Requested resource does not exist"}, ObicoCodeError),
        (400, {"code": ["This field may not be blank."]}, ObicoCodeError),
        (404, {"detail": "Not Found"}, ObicoNotAServerError),
        (404, ["Requested resource does not exist"], ObicoNotAServerError),
        (404, {"message": "no route"}, ObicoNotAServerError),
        (400, {"message": "bad request"}, ObicoNotAServerError),
        (200, {"printer": {"id": 1}}, ObicoNotAServerError),
        (200, [], ObicoNotAServerError),
    ],
)
async def test_refused_codes(
    session: aiohttp.ClientSession, status: int, data: object, error: type[Exception]
) -> None:
    """Only in Obico's own words a code is wrong."""

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(data, status=status)

    server = await answering(answer)
    with pytest.raises(error):
        await ObicoClient(session, str(server.make_url(""))).verify_code("123456")
    await server.close()


async def test_endless_answer(session: aiohttp.ClientSession) -> None:
    """A server that never stops talking is not listened to for ever."""
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        while True:
            await answer.write(b" " * 2**20)
            sent += 1

    server = await answering(endless)
    client = ObicoClient(session, str(server.make_url("")), AccountSession("x"))
    with pytest.raises(ObicoNotAServerError, match="too large"):
        await client.get_user()
    assert 60 < sent < 100
    await server.close()


async def test_sign_in_page_in_trouble(
    session: aiohttp.ClientSession, simulator: ObicoSimulator, account: Account
) -> None:
    """A server that fails as a whole is not one whose name is unknown to itself."""
    client = ObicoClient(session, simulator.url)
    simulator.faults.status = 500
    with pytest.raises(ObicoServerError):
        await client.sign_in(EMAIL, PASSWORD)
    simulator.faults.clear()
    assert (await client.sign_in(EMAIL, PASSWORD)).cookie


@pytest.mark.parametrize(
    ("token", "status"), [("", 200), ("csrftoken=1", 200), ("csrftoken=1", 400)]
)
async def test_sign_in_elsewhere(
    session: aiohttp.ClientSession, token: str, status: int
) -> None:
    """A sign-in page that is not Obico's."""

    async def page(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.json_response({}, status=status)
        return web.Response(text="Hello", headers={"Set-Cookie": token})

    server = await answering(page)
    with pytest.raises(ObicoNotAServerError):
        await ObicoClient(session, str(server.make_url(""))).sign_in(EMAIL, PASSWORD)
    await server.close()


async def test_address_that_is_none(session: aiohttp.ClientSession) -> None:
    """An address that no request can be sent to."""
    with pytest.raises((ObicoNotAServerError, ObicoConnectionError)):
        await ObicoClient(session, "ftp://127.0.0.1").get_printers()
