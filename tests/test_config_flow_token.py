"""Signing in without a password: at the server's own page, or with an access token."""

from collections.abc import Mapping
import re
from typing import Any
from unittest.mock import patch

import aiohttp
from aiohttp.test_utils import unused_port
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from yarl import URL

from custom_components.obico.const import CONF_CREDENTIALS
from custom_components.obico.coordinator import ObicoConfigEntry
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import (
    CONF_ACCESS_TOKEN,
    CONF_CLIENT_ID,
    CONF_CLIENT_SECRET,
    CONF_EMAIL,
    CONF_TOKEN,
    CONF_URL,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import EMAIL
from .simulator import Account, Application, ObicoSimulator, SimulatedPrinter
from .test_config_flow import begin, fields, go_on, reauth, reconfigure, shown, state_of
from .test_coordinator import state

pytestmark = pytest.mark.usefixtures("custom_integrations", "current_request_with_host")

CALLBACK = "https://example.com/auth/external/callback"
OTHER = "other@example.com"


@pytest.fixture
def application(account: Account) -> Application:
    """Return Home Assistant as the server knows it; nobody is asked for consent."""
    return account.add_application(CALLBACK, skip_authorization=True)


@pytest.fixture
def browser(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator
) -> Browser:
    """Return a person's browser."""
    return Browser(hass, hass_client_no_auth)


class Browser:
    """Does what a person does at the server's page, and comes back."""

    def __init__(self, hass: HomeAssistant, client: ClientSessionGenerator) -> None:
        """Know how to reach Home Assistant."""
        self._hass = hass
        self._client = client

    async def visit(
        self, result: ConfigFlowResult, account: Account, *, allow: bool | None = None
    ) -> ConfigFlowResult:
        """Open the page as a signed-in person; None when nobody is asked."""
        assert result["type"] is FlowResultType.EXTERNAL_STEP
        back = await consent(result["url"], account, allow=allow)
        assert str(back.with_query(None)) == CALLBACK
        return await self.come_back(result, back.query)

    async def come_back(
        self, result: ConfigFlowResult, query: Mapping[str, str]
    ) -> ConfigFlowResult:
        """Open Home Assistant's redirect address, and look at the flow again."""
        client = await self._client()
        response = await client.get("/auth/external/callback", params=query)
        assert response.status == 200
        return await self._hass.config_entries.flow.async_configure(result["flow_id"])


async def consent(url: str, account: Account, *, allow: bool | None) -> URL:
    """Answer the server's question as a signed-in person; return where it leads."""
    cookie = f"tsd_sessionid={account.session()}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        page = await session.get(url, headers={"Cookie": cookie}, allow_redirects=False)
        if allow is None:
            return URL(page.headers["Location"])
        assert page.status == 200
        inputs = dict(re.findall(r'name="(\w+)" value="([^"]*)"', await page.text()))
        if not allow:
            del inputs["allow"]
        answer = await session.post(
            url,
            data=inputs,
            headers={"Cookie": f"{cookie}; csrftoken={inputs['csrfmiddlewaretoken']}"},
            allow_redirects=False,
        )
        return URL(answer.headers["Location"])


def proof(application: Application) -> dict[str, Any]:
    """Return the form about an application, filled in rightly."""
    return {
        CONF_CLIENT_ID: application.client_id,
        CONF_CLIENT_SECRET: application.client_secret,
    }


async def at_application(
    hass: HomeAssistant, simulator: ObicoSimulator
) -> ConfigFlowResult:
    """Begin to sign in, up to the form about the application."""
    result = await go_on(
        hass, await begin(hass, "oauth"), {CONF_URL: f"{simulator.url}/"}
    )
    assert result["step_id"] == "application"
    return result


async def added(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
) -> ObicoConfigEntry:
    """Return an entry that came in through the server's page."""
    result = await go_on(
        hass, await at_application(hass, simulator), proof(application)
    )
    result = await browser.visit(result, account)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    return result["result"]


# At the server's own page


async def test_oauth(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account: Account,
    browser: Browser,
) -> None:
    """A person registers Home Assistant, consents, and has all printers."""
    result = await begin(hass, "oauth")
    assert fields(result) == {CONF_URL}
    result = await go_on(hass, result, {CONF_URL: simulator.url})
    assert result["step_id"] == "application"
    assert fields(result) == {CONF_CLIENT_ID, CONF_CLIENT_SECRET}
    register = shown(result)["register_url"]
    assert register == f"{simulator.url}/o/applications/register/"
    assert shown(result)["redirect_url"] == CALLBACK

    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        cookie = f"tsd_sessionid={account.session()}"
        page = await session.get(register, headers={"Cookie": cookie})
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', await page.text()))
        form |= {"name": "Home Assistant", "redirect_uris": CALLBACK}
        answer = await session.post(
            register,
            data=form,
            headers={"Cookie": f"{cookie}; csrftoken={form['csrfmiddlewaretoken']}"},
            allow_redirects=False,
        )
        assert answer.status == 302
    typed = {name: f" {form[name]} " for name in (CONF_CLIENT_ID, CONF_CLIENT_SECRET)}
    result = await go_on(hass, result, typed)
    url = URL(result["url"])
    assert str(url.with_query(None)) == f"{simulator.url}/o/authorize/"
    assert url.query["scope"] == "read write"
    assert "client_secret" not in url.query

    result = await browser.visit(result, account, allow=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == EMAIL
    entry = result["result"]
    assert entry.data[CONF_CREDENTIALS] == {
        "kind": "oauth",
        CONF_CLIENT_ID: form["client_id"],
        CONF_CLIENT_SECRET: form["client_secret"],
    }
    assert entry.data[CONF_TOKEN]["access_token"] in simulator.tokens
    await hass.async_block_till_done()
    assert state_of(entry) is ConfigEntryState.LOADED
    assert state(hass, "sensor.prusa") == "operational"


async def test_declined(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    browser: Browser,
) -> None:
    """A person who declines may think again."""
    application = account.add_application(CALLBACK)
    form = proof(application)
    result = await go_on(hass, await at_application(hass, simulator), form)
    result = await browser.visit(result, account, allow=False)
    assert result["step_id"] == "application"
    assert result["errors"] == {"base": "not_granted"}
    result = await browser.visit(await go_on(hass, result, form), account, allow=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_wrong_secret(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A wrong client secret is told at its field; the client id need not be typed again."""
    form = proof(application)
    result = await go_on(
        hass,
        await at_application(hass, simulator),
        {**form, CONF_CLIENT_SECRET: "mistyped secret"},
    )
    result = await browser.visit(result, account)
    assert result["errors"] == {CONF_CLIENT_SECRET: "wrong_application"}
    schema = result["data_schema"]
    assert schema is not None
    suggested = {
        str(marker): (marker.description or {}).get("suggested_value")
        for marker in schema.schema
    }
    assert suggested == {CONF_CLIENT_ID: form[CONF_CLIENT_ID], CONF_CLIENT_SECRET: None}
    assert "mistyped secret" not in caplog.text

    result = await browser.visit(await go_on(hass, result, form), account)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_code_of_nobody(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
) -> None:
    """A code that the server does not know brings no access."""
    form = proof(application)
    result = await go_on(hass, await at_application(hass, simulator), form)
    state_of_flow = URL(result["url"]).query["state"]
    result = await browser.come_back(
        result, {"code": "invented", "state": state_of_flow}
    )
    assert result["errors"] == {"base": "not_granted"}
    result = await browser.visit(await go_on(hass, result, form), account)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_token_refused(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
) -> None:
    """A token that opens nothing, although it was just given, is told as no access."""
    form = proof(application)
    result = await go_on(hass, await at_application(hass, simulator), form)
    simulator.faults.only = "/api/"
    simulator.faults.status = 403
    result = await browser.visit(result, account)
    assert result["errors"] == {"base": "not_granted"}
    simulator.faults.clear()
    result = await browser.visit(await go_on(hass, result, form), account)
    assert result["type"] is FlowResultType.CREATE_ENTRY


TROUBLE: list[tuple[str, object, str, str]] = [
    ("hang", True, CONF_URL, "timed_out"),
    ("rubbish", True, CONF_URL, "not_obico"),
    ("rubbish", "json", CONF_URL, "not_obico"),
    ("cut_off", True, CONF_URL, "cannot_connect"),
    ("throttle", 30, "base", "throttled"),
    ("status", 503, "base", "server_fault"),
]


@pytest.mark.parametrize(("fault", "value", "field", "error"), TROUBLE)
async def test_server_in_trouble(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
    fault: str,
    value: object,
    field: str,
    error: str,
) -> None:
    """A server in trouble is told before anybody is sent to its page."""
    result = await begin(hass, "oauth")
    form = {CONF_URL: simulator.url}
    setattr(simulator.faults, fault, value)
    with patch("custom_components.obico.helpers.TIME_LIMIT", 0.3):
        result = await go_on(hass, result, form)
    assert result["step_id"] == "oauth"
    assert result["errors"] == {field: error}
    simulator.faults.clear()
    result = await go_on(hass, result, form)
    result = await go_on(hass, result, proof(application))
    assert (await browser.visit(result, account))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(("fault", "value", "field", "error"), TROUBLE)
async def test_server_in_trouble_afterwards(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
    fault: str,
    value: object,
    field: str,
    error: str,
) -> None:
    """A server in trouble after its page was left is told above the form."""
    form = proof(application)
    with patch("custom_components.obico.helpers.TIME_LIMIT", 0.3):
        result = await go_on(hass, await at_application(hass, simulator), form)
    simulator.faults.only = "/o/token/"
    setattr(simulator.faults, fault, value)
    result = await browser.visit(result, account)
    assert result["step_id"] == "application"
    assert result["errors"] == {"base": error}
    simulator.faults.clear()
    result = await browser.visit(await go_on(hass, result, form), account)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("address", ["http://", "127.0.0.1:1"])
async def test_no_server(
    hass: HomeAssistant, simulator: ObicoSimulator, address: str
) -> None:
    """An address without a server is told at its field."""
    result = await go_on(hass, await begin(hass, "oauth"), {CONF_URL: address})
    assert result["step_id"] == "oauth"
    assert set(result["errors"] or {}) == {CONF_URL}
    result = await go_on(hass, result, {CONF_URL: simulator.url})
    assert result["step_id"] == "application"


async def test_something_that_needs_no_sign_in(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A server that tells anybody who the owner is, is not Obico."""
    with patch.object(simulator, "sessions", {"": account}):
        result = await go_on(
            hass, await begin(hass, "oauth"), {CONF_URL: simulator.url}
        )
    assert result["errors"] == {CONF_URL: "not_obico"}


async def test_same_account_twice(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
) -> None:
    """An account has one entry, whichever way it comes in."""
    await added(hass, simulator, account, application, browser)
    result = await go_on(
        hass, await at_application(hass, simulator), proof(application)
    )
    result = await browser.visit(result, account)
    assert result["reason"] == "already_configured"
    result = await go_on(
        hass,
        await begin(hass, "access_token"),
        {CONF_URL: simulator.url, CONF_ACCESS_TOKEN: account.access_token()},
    )
    assert result["reason"] == "already_configured"


# Renewal


async def test_token_is_renewed(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account: Account,
    application: Application,
    browser: Browser,
) -> None:
    """A token that ends is renewed, and the new one is stored and used."""
    simulator.oauth.token_life = 0
    entry = await added(hass, simulator, account, application, browser)
    assert state_of(entry) is ConfigEntryState.LOADED
    first = entry.data[CONF_TOKEN]
    await entry.runtime_data.async_refresh()
    second = entry.data[CONF_TOKEN]
    assert first["access_token"] not in simulator.tokens
    assert second["access_token"] in simulator.tokens
    assert second["refresh_token"] != first["refresh_token"]
    assert entry.runtime_data.last_update_success

    simulator.oauth.token_life = 3600
    await entry.runtime_data.async_refresh()
    third = entry.data[CONF_TOKEN]
    await entry.runtime_data.async_refresh()
    assert entry.data[CONF_TOKEN] == third
    assert state(hass, "sensor.prusa") == "operational"


async def test_press_when_the_token_has_ended(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account: Account,
    application: Application,
    browser: Browser,
) -> None:
    """Whoever presses something before the next poll need not sign in again."""
    simulator.oauth.token_life = 0
    entry = await added(hass, simulator, account, application, browser)
    simulator.tokens.clear()
    await hass.services.async_call(
        "switch",
        "turn_off",
        {"entity_id": "switch.prusa_ai_failure_detection"},
        blocking=True,
    )
    assert not octoprint.watching_enabled
    assert not hass.config_entries.flow.async_progress()
    assert entry.data[CONF_TOKEN]["access_token"] in simulator.tokens


async def test_renewal_in_trouble(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
) -> None:
    """A server in trouble while a token is renewed asks nobody to sign in."""
    simulator.oauth.token_life = 0
    entry = await added(hass, simulator, account, application, browser)
    simulator.faults.only = "/o/token/"
    simulator.faults.status = 503
    await entry.runtime_data.async_refresh()
    assert not entry.runtime_data.last_update_success
    assert not hass.config_entries.flow.async_progress()
    simulator.faults.clear()
    await entry.runtime_data.async_refresh()
    assert entry.runtime_data.last_update_success


@pytest.mark.parametrize("lost", ["grant", "application", "refresh_token"])
async def test_renewal_refused(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
    lost: str,
) -> None:
    """A renewal that the server refuses asks to sign in again."""
    simulator.oauth.token_life = 0
    if lost == "refresh_token":
        simulator.faults.only = "/o/token/"
        simulator.faults.null_fields = {"expires_in", "refresh_token"}
    entry = await added(hass, simulator, account, application, browser)
    match lost:
        case "grant":
            simulator.oauth.refresh_tokens.clear()
        case "application":
            simulator.oauth.applications.clear()
        case _:
            assert "refresh_token" not in entry.data[CONF_TOKEN]
            hass.config_entries.async_update_entry(
                entry,
                data={
                    **entry.data,
                    CONF_TOKEN: {**entry.data[CONF_TOKEN], "expires_at": 0},
                },
            )
    await entry.runtime_data.async_refresh()
    assert (await reauth(hass))["step_id"] == "reauth_oauth"


# Back in


@pytest.mark.parametrize("same", [True, False])
async def test_reauth_oauth(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
    same: bool,
) -> None:
    """Access that was taken away is given again, to the same application or another."""
    entry = await added(hass, simulator, account, application, browser)
    simulator.revoke(entry.data[CONF_TOKEN]["access_token"])
    await entry.runtime_data.async_refresh()
    result = await reauth(hass)
    assert result["step_id"] == "reauth_oauth"
    if same:
        result = await go_on(hass, result, {"next_step_id": "authorize"})
    else:
        simulator.oauth.applications.clear()
        application = account.add_application(CALLBACK, skip_authorization=True)
        result = await go_on(hass, result, {"next_step_id": "application"})
        assert shown(result)["name"] == EMAIL
        result = await go_on(hass, result, proof(application))
    result = await browser.visit(result, account)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert state_of(entry) is ConfigEntryState.LOADED
    assert entry.data[CONF_CREDENTIALS]["kind"] == "oauth"
    assert entry.data[CONF_CREDENTIALS][CONF_CLIENT_ID] == application.client_id
    assert entry.data[CONF_TOKEN]["access_token"] in simulator.tokens


async def test_reauth_oauth_with_another_account(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
) -> None:
    """Another account does not take an entry over."""
    entry = await added(hass, simulator, account, application, browser)
    before = dict(entry.data)
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    result = await go_on(hass, await reauth(hass), {"next_step_id": "authorize"})
    other = simulator.add_account(OTHER, "battery staple")
    result = await browser.visit(result, other)
    assert result["reason"] == "wrong_account"
    assert entry.data == before


async def test_reconfigure_oauth(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    application: Application,
    browser: Browser,
) -> None:
    """A server that moved keeps the application and the token."""
    entry = await added(hass, simulator, account, application, browser)
    before = dict(entry.data)
    result = await reconfigure(hass, entry)
    await simulator.stop()
    await simulator.start(port=unused_port())
    result = await go_on(hass, result, {CONF_URL: simulator.url})
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.data == {**before, CONF_URL: simulator.url}
    assert state_of(entry) is ConfigEntryState.LOADED


# With an access token


async def test_access_token(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account: Account,
) -> None:
    """A token that an administrator made is enough, also when it is broken into lines."""
    token = account.access_token()
    result = await begin(hass, "access_token")
    result = await go_on(
        hass,
        result,
        {CONF_URL: simulator.url, CONF_ACCESS_TOKEN: f" {token[:9]}\n{token[9:]} "},
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == EMAIL
    assert result["data"][CONF_CREDENTIALS] == {"kind": "access_token", "secret": token}
    await hass.async_block_till_done()
    assert state(hass, "sensor.prusa") == "operational"


async def test_account_without_email(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """An account whose e-mail address nobody tells has another title."""
    simulator.faults.null_fields = {"email"}
    result = await go_on(
        hass,
        await begin(hass, "access_token"),
        {CONF_URL: simulator.url, CONF_ACCESS_TOKEN: account.access_token()},
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Obico"
    await hass.async_block_till_done()
    assert state_of(result["result"]) is ConfigEntryState.LOADED
    assert CONF_EMAIL not in result["result"].data


@pytest.mark.parametrize("wrong", ["unknown", "schlüssel", "a\x00b"])
async def test_wrong_token(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, wrong: str
) -> None:
    """A token that the server refuses, or that cannot be one, is told at its field."""
    result = await begin(hass, "access_token")
    form = {CONF_URL: simulator.url, CONF_ACCESS_TOKEN: wrong}
    result = await go_on(hass, result, form)
    assert result["errors"] == {CONF_ACCESS_TOKEN: "wrong_token"}
    form[CONF_ACCESS_TOKEN] = account.access_token()
    result = await go_on(hass, result, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_reauth_access_token(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A token that was revoked is replaced by another of the same account."""
    token = account.access_token()
    result = await go_on(
        hass,
        await begin(hass, "access_token"),
        {CONF_URL: simulator.url, CONF_ACCESS_TOKEN: token},
    )
    entry = result["result"]
    await hass.async_block_till_done()
    simulator.revoke(token)
    await entry.runtime_data.async_refresh()
    result = await reauth(hass)
    result = await go_on(hass, result, {CONF_ACCESS_TOKEN: token})
    assert fields(result) == {CONF_ACCESS_TOKEN}
    assert result["step_id"] == "reauth_access_token"
    assert result["errors"] == {CONF_ACCESS_TOKEN: "wrong_token"}
    token = account.access_token()
    result = await go_on(hass, result, {CONF_ACCESS_TOKEN: token})
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert entry.data[CONF_CREDENTIALS]["secret"] == token
    assert state_of(entry) is ConfigEntryState.LOADED

    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    other = simulator.add_account(OTHER, "battery staple")
    result = await go_on(
        hass, await reauth(hass), {CONF_ACCESS_TOKEN: other.access_token()}
    )
    assert result["reason"] == "wrong_account"
