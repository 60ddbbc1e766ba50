"""The client against the simulator: what each answer of a server becomes."""

from collections.abc import AsyncGenerator, Awaitable, Callable

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
    for attempt in (client.get_user, client.get_printers, client.get_prints):
        with pytest.raises(error) as caught:
            await attempt()
        assert client.credentials.cookie not in str(caught.value)
        if isinstance(caught.value, ObicoThrottledError):
            assert caught.value.retry_after == 7


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
    prints = await client.get_prints(printer_ids=[klipper.id])
    assert [found.file_name for found in prints] == ["two.gcode", "one.gcode"]
    assert [found.file_name for found in await client.get_prints(start=1, limit=1)] == [
        "one.gcode"
    ]
    assert await client.get_prints(printer_ids=[klipper.id + 99]) == ()


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
    await server.close()


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
    with pytest.raises(ObicoNotAServerError):
        await client.get_picture("http://[broken")
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
    with pytest.raises(error):
        await client.get_printers()
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


@pytest.mark.parametrize("token", ["", "csrftoken=1"])
async def test_sign_in_elsewhere(session: aiohttp.ClientSession, token: str) -> None:
    """A sign-in page that is not Obico's."""

    async def page(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.json_response({})
        return web.Response(text="Hello", headers={"Set-Cookie": token})

    server = await answering(page)
    with pytest.raises(ObicoNotAServerError):
        await ObicoClient(session, str(server.make_url(""))).sign_in(EMAIL, PASSWORD)
    await server.close()


async def test_address_that_is_none(session: aiohttp.ClientSession) -> None:
    """An address that no request can be sent to."""
    with pytest.raises((ObicoNotAServerError, ObicoConnectionError)):
        await ObicoClient(session, "ftp://127.0.0.1").get_printers()
