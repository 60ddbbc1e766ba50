"""What the simulated server's OAuth pages refuse."""

from typing import Any

import aiohttp
import pytest
from yarl import URL

from .simulator import Account, Application, ObicoSimulator

CALLBACK = "https://example.com/auth/external/callback"


@pytest.fixture
def application(account: Account) -> Application:
    """Return an application; nobody is asked for consent."""
    return account.add_application(CALLBACK, skip_authorization=True)


async def ask(
    simulator: ObicoSimulator, account: Account, **query: str
) -> tuple[int, URL]:
    """Open the page of consent; return the status and where it leads."""
    async with aiohttp.ClientSession(
        simulator.url, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        answer = await session.get(
            "/o/authorize/",
            params={"redirect_uri": CALLBACK, "state": "s", **query},
            headers={"Cookie": f"tsd_sessionid={account.session()}"},
            allow_redirects=False,
        )
        return answer.status, URL(answer.headers.get("Location", ""))


async def trade(
    simulator: ObicoSimulator, application: Application, **form: str
) -> tuple[int, Any]:
    """Ask for a token."""
    proof = {
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "redirect_uri": CALLBACK,
    }
    async with aiohttp.ClientSession(simulator.url) as session:
        answer = await session.post("/o/token/", data={**proof, **form})
        return answer.status, await answer.json()


async def test_refused_questions(
    simulator: ObicoSimulator, account: Account, application: Application
) -> None:
    """An unknown application gets a page, a wrong question its error sent back."""
    known = {"client_id": application.client_id, "response_type": "code"}
    assert (await ask(simulator, account, client_id="unknown"))[0] == 400
    elsewhere = {**known, "redirect_uri": "https://elsewhere.example"}
    assert (await ask(simulator, account, **elsewhere))[0] == 400
    for wrong, error in (
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
    ):
        status, target = await ask(simulator, account, **{**known, **wrong})
        assert status == 302
        assert target.query == {"error": error, "state": "s"}


async def test_code_is_good_once(
    simulator: ObicoSimulator, account: Account, application: Application
) -> None:
    """A code is good once, for its application and its redirect address."""
    known = {"client_id": application.client_id, "response_type": "code"}
    other = account.add_application(CALLBACK)
    for requester, changes in (
        (other, {}),
        (application, {"redirect_uri": "https://elsewhere.example"}),
    ):
        _, target = await ask(simulator, account, **known)
        grant = {"grant_type": "authorization_code", "code": target.query["code"]}
        status, body = await trade(simulator, requester, **{**grant, **changes})
        assert (status, body) == (400, {"error": "invalid_grant"})
    _, target = await ask(simulator, account, **known)
    grant = {"grant_type": "authorization_code", "code": target.query["code"]}
    status, body = await trade(simulator, application, **grant)
    assert status == 200
    assert body["access_token"] in simulator.tokens
    assert body["expires_in"] == 3153600000
    assert body["scope"] == "read write"
    assert (await trade(simulator, application, **grant))[0] == 400
    status, body = await trade(simulator, application, grant_type="implicit")
    assert body == {"error": "unsupported_grant_type"}


async def test_forged_forms(
    simulator: ObicoSimulator, account: Account, application: Application
) -> None:
    """A form without the token against forged requests, and a taken id, are refused."""
    async with aiohttp.ClientSession(simulator.url) as session:
        answer = await session.post(
            "/o/applications/register/",
            data={"client_id": "forged"},
            headers={"Cookie": f"tsd_sessionid={account.session()}"},
        )
        assert answer.status == 403
        assert (await session.get("/o/token/")).status == 405
    with pytest.raises(ValueError):
        account.add_application(CALLBACK, client_id=application.client_id)
