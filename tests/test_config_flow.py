"""Every way in, every error on the way, and every way back in."""

import asyncio
from collections.abc import Generator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
import ssl
from threading import Thread
from typing import Any
from unittest.mock import patch

from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.const import (
    CONF_CREDENTIALS,
    CONF_RELINKED,
    DEFAULT_SERVER,
    DOMAIN,
)
from custom_components.obico.coordinator import ObicoConfigEntry
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import (
    CONF_ACCESS_TOKEN,
    CONF_CODE,
    CONF_EMAIL,
    CONF_PASSWORD,
    CONF_URL,
    CONF_VERIFY_SSL,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import EMAIL, PASSWORD, set_up
from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter
from .test_client_auth import ODD_KEYS
from .test_coordinator import state

pytestmark = pytest.mark.usefixtures("custom_integrations")


async def begin(hass: HomeAssistant, way: str) -> ConfigFlowResult:
    """Begin a flow and choose a way in."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.MENU
    assert result["menu_options"] == [
        "account",
        "oauth",
        "code",
        "announce",
        "printer_key",
        "access_token",
    ]
    return await go_on(hass, result, {"next_step_id": way})


async def go_on(
    hass: HomeAssistant, result: ConfigFlowResult, user_input: dict[str, Any]
) -> ConfigFlowResult:
    """Fill in a form."""
    return await hass.config_entries.flow.async_configure(result["flow_id"], user_input)


def filled(simulator: ObicoSimulator, way: str, account: Account) -> dict[str, Any]:
    """Return a form filled in rightly."""
    match way:
        case "account":
            fields = {CONF_EMAIL: EMAIL, CONF_PASSWORD: PASSWORD}
        case "code":
            fields = {CONF_CODE: account.link_code()}
        case "access_token":
            fields = {CONF_ACCESS_TOKEN: account.access_token()}
        case _:
            printer = account.add_printer("Ender", agent=AgentKind.OCTOPRINT)
            fields = {"key": printer.key}
    return {CONF_URL: simulator.url, **fields}


def shown(result: ConfigFlowResult) -> Mapping[str, str]:
    """Return what a step puts into its text."""
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    return placeholders


def fields(result: ConfigFlowResult) -> set[str]:
    """Return the fields of a form."""
    schema = result["data_schema"]
    assert schema is not None
    return {str(marker) for marker in schema.schema}


async def finish(hass: HomeAssistant, result: ConfigFlowResult) -> ConfigFlowResult:
    """Confirm that the key was seen, where it is shown."""
    if result["type"] is FlowResultType.MENU:
        assert result["menu_options"] == ["agent_device", "wait_for_agent"]
        result = await go_on(hass, result, {"next_step_id": "wait_for_agent"})
    if result["type"] is FlowResultType.FORM:
        assert result["step_id"] in ("linked", "wait_for_agent")
        result = await go_on(hass, result, {})
    return result


# Ways in


async def test_account(
    hass: HomeAssistant, simulator: ObicoSimulator, octoprint: SimulatedPrinter
) -> None:
    """An account signs in with its password, which is not kept."""
    result = await begin(hass, "account")
    assert result["type"] is FlowResultType.FORM
    assert not result["errors"]
    schema = result["data_schema"]
    assert schema is not None
    assert schema({CONF_EMAIL: "a", CONF_PASSWORD: "b"})[CONF_URL] == DEFAULT_SERVER

    result = await go_on(
        hass,
        result,
        {
            CONF_URL: f" {simulator.url.upper()}/printers/ ",
            CONF_EMAIL: f" {EMAIL}",
            CONF_PASSWORD: PASSWORD,
        },
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == EMAIL
    entry = result["result"]
    assert entry.data[CONF_URL] == simulator.url
    assert entry.data[CONF_CREDENTIALS]["kind"] == "session"
    assert PASSWORD not in str(entry.data)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert state(hass, "sensor.prusa") == "operational"


async def test_code_of_a_new_printer(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A code made for no printer makes one, and its key is shown once."""
    result = await begin(hass, "code")
    code = account.link_code()
    result = await go_on(
        hass, result, {CONF_URL: simulator.url, CONF_CODE: f"{code[:3]} {code[3:]}"}
    )
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "linked_new"
    result = await go_on(hass, result, {"next_step_id": "wait_for_agent"})
    assert result["type"] is FlowResultType.FORM
    placeholders = shown(result)
    printer = account.printers[-1]
    assert placeholders["key"] == printer.key
    assert placeholders["url"] == simulator.url

    result = await go_on(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "My Awesome Cloud Printer"
    assert result["data"][CONF_CREDENTIALS] == {
        "kind": "printer_key",
        "secret": printer.key,
    }


async def test_code_of_a_printer_with_an_agent(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    klipper: SimulatedPrinter,
) -> None:
    """A code made for a printer replaces its key, which the agent needs as well."""
    old_key = klipper.key
    result = await begin(hass, "code")
    result = await go_on(
        hass,
        result,
        {CONF_URL: simulator.url, CONF_CODE: account.link_code(klipper)},
    )
    assert result["step_id"] == "linked"
    assert shown(result)["key"] == klipper.key != old_key
    result = await go_on(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Voron"
    await hass.async_block_till_done()
    assert state(hass, "sensor.voron") == "operational"


@pytest.mark.parametrize("missing", ["printer.id", "printer.created_at"])
@pytest.mark.parametrize("linked", [True, False])
async def test_code_that_tells_little(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    klipper: SimulatedPrinter,
    missing: str,
    linked: bool,
) -> None:
    """The key of a spent code is shown until all else is known, whatever goes wrong."""
    simulator.faults.only = "/api/v1/octo/verify/"
    simulator.faults.null_fields = {missing}
    code = account.link_code(klipper if linked else None)
    result = await go_on(
        hass, await begin(hass, "code"), {CONF_URL: simulator.url, CONF_CODE: code}
    )
    printer = account.printers[-1]
    step = "linked" if linked else "wait_for_agent"
    if not linked:
        assert result["step_id"] == "linked_new"
        result = await go_on(hass, result, {"next_step_id": step})
    assert result["step_id"] == step
    assert not result["errors"]
    assert shown(result)["key"] == printer.key
    assert shown(result)["printer"] == printer.name

    await simulator.stop()
    for _ in range(2):
        result = await go_on(hass, result, {})
        assert result["step_id"] == step
        assert result["errors"] == {"base": "cannot_connect"}
        assert shown(result)["key"] == printer.key
    await simulator.start()
    result = await go_on(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == printer.name
    assert result["data"][CONF_CREDENTIALS]["secret"] == printer.key
    # It is known as the same printer that tells everything.
    simulator.faults.clear()
    form = {CONF_URL: simulator.url, "key": printer.key}
    result = await go_on(hass, await begin(hass, "printer_key"), form)
    assert result["reason"] == "already_configured"


async def test_printer_key(
    hass: HomeAssistant, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """The key of an agent's settings is enough."""
    result = await begin(hass, "printer_key")
    result = await go_on(
        hass, result, {CONF_URL: simulator.url, "key": f" {klipper.key} "}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Voron"
    assert result["data"][CONF_CREDENTIALS]["secret"] == klipper.key


# Errors, each with a way out


WAYS = ["access_token", "account", "code", "printer_key"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("fault", "value", "field", "error"),
    [
        ("hang", True, CONF_URL, "timed_out"),
        ("rubbish", True, CONF_URL, "not_obico"),
        ("page", 401, CONF_URL, "not_obico"),
        ("page", 403, CONF_URL, "not_obico"),
        ("cut_off", True, CONF_URL, "cannot_connect"),
        ("throttle", 30, "base", "throttled"),
        ("status", 503, "base", "server_fault"),
    ],
)
async def test_server_in_trouble(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    way: str,
    fault: str,
    value: object,
    field: str,
    error: str,
) -> None:
    """A server in trouble is told at the form, which then works."""
    result = await begin(hass, way)
    form = filled(simulator, way, account)
    healthy = getattr(simulator.faults, fault)
    setattr(simulator.faults, fault, value)
    with patch("custom_components.obico.helpers.TIME_LIMIT", 0.3):
        result = await go_on(hass, result, form)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {field: error}

    setattr(simulator.faults, fault, healthy)
    if way == "code":
        # The server may have taken the code before the trouble began.
        form[CONF_CODE] = account.link_code()
    result = await finish(hass, await go_on(hass, result, form))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("way", WAYS)
async def test_server_down(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, way: str
) -> None:
    """A server that is down is told at its address."""
    result = await begin(hass, way)
    form = filled(simulator, way, account)
    await simulator.stop()
    result = await go_on(hass, result, form)
    assert result["errors"] == {CONF_URL: "cannot_connect"}
    await simulator.start()
    result = await finish(hass, await go_on(hass, result, form))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("way", WAYS)
async def test_no_address(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, way: str
) -> None:
    """What cannot be an address is told at its field."""
    result = await begin(hass, way)
    form = filled(simulator, way, account)
    result = await go_on(hass, result, {**form, CONF_URL: "http://"})
    assert result["errors"] == {CONF_URL: "not_an_address"}
    result = await finish(hass, await go_on(hass, result, form))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("way", WAYS)
async def test_another_web_server(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, way: str
) -> None:
    """A web page that is not Obico is told at the address."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<html>Router</html>", content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", page)
    server = TestServer(app)
    await server.start_server()
    result = await begin(hass, way)
    form = filled(simulator, way, account)
    result = await go_on(hass, result, {**form, CONF_URL: str(server.make_url("/"))})
    assert result["errors"] == {CONF_URL: "not_obico"}
    await server.close()


class NoSuchCode(BaseHTTPRequestHandler):
    """Answers as Obico does to a wrong code."""

    def do_POST(self) -> None:
        """Say that there is no such code."""
        body = b'{"detail": "Requested resource does not exist"}'
        self.send_response(404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def https_server(self_signed: ssl.SSLContext) -> Generator[str]:
    """Return the address of a server in a thread of its own, with an untrusted certificate."""
    server = HTTPServer(("127.0.0.1", 0), NoSuchCode)
    server.socket = self_signed.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_untrusted_certificate(hass: HomeAssistant, https_server: str) -> None:
    """A self-made certificate is refused until a person switches the check off."""

    form = {CONF_URL: https_server, CONF_CODE: "123456"}
    result = await begin(hass, "code")
    assert CONF_VERIFY_SSL not in fields(result)
    result = await go_on(hass, result, form)
    assert result["errors"] == {CONF_URL: "certificate"}
    assert CONF_VERIFY_SSL in fields(result)
    result = await go_on(hass, result, {**form, CONF_VERIFY_SSL: False})
    assert result["errors"] == {CONF_CODE: "wrong_code"}
    assert CONF_VERIFY_SSL in fields(result)


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", ""])
async def test_no_code(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, code: str
) -> None:
    """What cannot be a code never reaches the server."""
    result = await begin(hass, "code")
    result = await go_on(hass, result, {CONF_URL: simulator.url, CONF_CODE: code})
    assert result["errors"] == {CONF_CODE: "not_a_code"}
    assert not simulator.requests
    result = await finish(
        hass, await go_on(hass, result, filled(simulator, "code", account))
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("key", ODD_KEYS)
async def test_no_key(
    hass: HomeAssistant, simulator: ObicoSimulator, klipper: SimulatedPrinter, key: str
) -> None:
    """What cannot be a key never reaches the server."""
    result = await begin(hass, "printer_key")
    result = await go_on(hass, result, {CONF_URL: simulator.url, "key": key})
    assert result["errors"] == {"key": "not_a_key"}
    assert not simulator.requests
    result = await go_on(hass, result, {CONF_URL: simulator.url, "key": klipper.key})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_code_at_another_program(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A program that knows no such path does not call the code wrong."""
    result = await begin(hass, "code")
    form = filled(simulator, "code", account)
    simulator.faults.status = 404
    result = await go_on(hass, result, form)
    assert result["errors"] == {CONF_URL: "not_obico"}
    simulator.faults.clear()
    result = await finish(hass, await go_on(hass, result, form))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_wrong_expired_and_used_code(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """The server does not tell wrong, expired and used codes apart, and so do we not."""
    used = account.link_code()
    result = await finish(
        hass,
        await go_on(
            hass,
            await begin(hass, "code"),
            {CONF_URL: simulator.url, CONF_CODE: used},
        ),
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY

    result = await begin(hass, "code")
    for code in (used, account.link_code(expired=True), "000000"):
        result = await go_on(hass, result, {CONF_URL: simulator.url, CONF_CODE: code})
        assert result["errors"] == {CONF_CODE: "wrong_code"}


async def test_wrong_password_and_lock_out(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A wrong password is tried once; after five the server refuses even the right one."""
    form = filled(simulator, "account", account)
    result = await begin(hass, "account")
    for _ in range(5):
        result = await go_on(hass, result, {**form, CONF_PASSWORD: "wrong"})
        assert result["errors"] == {CONF_PASSWORD: "wrong_password"}
    assert len([request for request in simulator.requests if request[0] == "POST"]) == 5
    result = await go_on(hass, result, form)
    assert result["errors"] == {"base": "locked_out"}


async def test_site_not_configured(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A server that does not know itself by the name used says 500; a person is told why."""
    simulator.unconfigured_hosts.add("127.0.0.1")
    form = filled(simulator, "account", account)
    result = await go_on(hass, await begin(hass, "account"), form)
    assert result["errors"] == {CONF_URL: "site_not_configured"}
    simulator.unconfigured_hosts.clear()
    result = await go_on(hass, result, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_wrong_key(
    hass: HomeAssistant, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """A key that the server refuses is told at its field."""
    result = await begin(hass, "printer_key")
    result = await go_on(hass, result, {CONF_URL: simulator.url, "key": "0" * 20})
    assert result["errors"] == {"key": "wrong_key"}
    result = await go_on(hass, result, {CONF_URL: simulator.url, "key": klipper.key})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_live_stream_silent(
    hass: HomeAssistant, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """A proxy that swallows the live stream is told before an entry is made."""
    simulator.faults.only = "/ws/"
    simulator.faults.hang = True
    result = await begin(hass, "printer_key")
    with patch("custom_components.obico.flow_base.FIRST_PRINTER_TIME_LIMIT", 0.3):
        result = await go_on(
            hass, result, {CONF_URL: simulator.url, "key": klipper.key}
        )
    assert result["errors"] == {CONF_URL: "timed_out"}


async def test_key_refused_by_the_live_stream(
    hass: HomeAssistant, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """A key that ends between two requests is told as a wrong one."""
    simulator.faults.only = "/ws/"
    simulator.faults.status = 403
    result = await begin(hass, "printer_key")
    result = await go_on(hass, result, {CONF_URL: simulator.url, "key": klipper.key})
    assert result["errors"] == {"key": "wrong_key"}


# The same thing twice


async def test_same_account_twice(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """An account has one entry, also under another address of its server."""
    form = filled(simulator, "account", account)
    assert (await go_on(hass, await begin(hass, "account"), form))[
        "type"
    ] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await simulator.stop()
    await simulator.start(port=unused_port())
    form[CONF_URL] = simulator.url
    result = await go_on(hass, await begin(hass, "account"), form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_same_printer_twice_by_key(
    hass: HomeAssistant, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """A printer has one entry."""
    form = {CONF_URL: simulator.url, "key": klipper.key}
    await go_on(hass, await begin(hass, "printer_key"), form)
    result = await go_on(hass, await begin(hass, "printer_key"), form)
    assert result["reason"] == "already_configured"


async def test_same_printer_again_by_code(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    klipper: SimulatedPrinter,
) -> None:
    """A printer that is linked anew keeps its entry, which gets the new key."""
    form = {CONF_URL: simulator.url, "key": klipper.key}
    entry = (await go_on(hass, await begin(hass, "printer_key"), form))["result"]
    form = {CONF_URL: simulator.url, CONF_CODE: account.link_code(klipper)}
    result = await go_on(hass, await begin(hass, "code"), form)
    assert result["step_id"] == "linked"
    result = await go_on(hass, result, {})
    assert result["reason"] == "printer_relinked"
    assert entry.data[CONF_CREDENTIALS]["secret"] == klipper.key
    assert entry.data[CONF_RELINKED] is True
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize("loaded", [True, False])
async def test_printer_of_an_account_entry(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account_entry: MockConfigEntry,
    account: Account,
    klipper: SimulatedPrinter,
    loaded: bool,
) -> None:
    """A printer that an account's entry has is refused, after its new key was shown."""
    await set_up(hass, account_entry)
    if not loaded:
        await hass.config_entries.async_unload(account_entry.entry_id)
    form = {CONF_URL: simulator.url, CONF_CODE: account.link_code(klipper)}
    result = await go_on(hass, await begin(hass, "code"), form)
    assert result["step_id"] == "linked"
    assert shown(result)["key"] == klipper.key
    result = await go_on(hass, result, {})
    assert result["reason"] == "printer_has_entry"
    assert shown(result) == {"printer": "Voron", "entry": EMAIL}


async def test_printer_beside_other_entries(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    klipper: SimulatedPrinter,
) -> None:
    """Entries of other printers, loaded or not, here or elsewhere, are in nobody's way."""
    await added(hass, simulator, account, "printer_key")
    unloaded, _ = await added(hass, simulator, account, "printer_key")
    elsewhere, _ = await added(hass, simulator, account, "printer_key")
    for entry in (unloaded, elsewhere):
        await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_update_entry(
        elsewhere, data={**elsewhere.data, CONF_URL: "http://elsewhere.example"}
    )
    form = {CONF_URL: simulator.url, "key": klipper.key}
    result = await go_on(hass, await begin(hass, "printer_key"), form)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_account_of_a_printer_entry(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    key_entry: MockConfigEntry,
    account: Account,
) -> None:
    """An account whose printer has an entry of its own is refused with that reason."""
    await set_up(hass, key_entry)
    form = filled(simulator, "account", account)
    result = await go_on(hass, await begin(hass, "account"), form)
    assert result["reason"] == "printer_has_entry"
    assert shown(result) == {"printer": "Voron", "entry": "Voron"}


# Back in


def state_of(entry: ObicoConfigEntry) -> ConfigEntryState:
    """Return an entry's state, which changes under the type checker's eyes."""
    return entry.state


async def reauth(hass: HomeAssistant) -> ConfigFlowResult:
    """Return the flow that asks for new credentials."""
    flows = hass.config_entries.flow.async_progress()
    assert len(flows) == 1
    return flows[0]


async def added(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, way: str
) -> tuple[ObicoConfigEntry, dict[str, Any]]:
    """Return an entry that came in through the flow, and the form that brought it."""
    form = filled(simulator, way, account)
    result = await finish(hass, await go_on(hass, await begin(hass, way), form))
    await hass.async_block_till_done()
    return result["result"], form


async def test_reauth_account(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """A session that ended is asked for again."""
    entry, _ = await added(hass, simulator, account, "account")
    old = entry.data[CONF_CREDENTIALS]["secret"]
    simulator.revoke(old)
    await entry.runtime_data.async_refresh()
    result = await reauth(hass)
    assert result["step_id"] == "reauth_account"
    form = {CONF_EMAIL: EMAIL, CONF_PASSWORD: "wrong"}
    result = await go_on(hass, result, form)
    assert result["errors"] == {CONF_PASSWORD: "wrong_password"}
    result = await go_on(hass, result, {**form, CONF_PASSWORD: PASSWORD})
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert entry.data[CONF_CREDENTIALS]["secret"] != old
    assert entry.state is ConfigEntryState.LOADED


async def test_reauth_with_another_account(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account
) -> None:
    """Another account does not take an entry over, and the right one is asked for again."""
    entry, _ = await added(hass, simulator, account, "account")
    simulator.add_account("other@example.com", "battery staple")
    simulator.revoke(entry.data[CONF_CREDENTIALS]["secret"])
    await hass.config_entries.async_reload(entry.entry_id)
    first = await reauth(hass)
    result = await go_on(
        hass,
        first,
        {CONF_EMAIL: "other@example.com", CONF_PASSWORD: "battery staple"},
    )
    assert result["reason"] == "wrong_account"
    await hass.async_block_till_done()
    again = await reauth(hass)
    assert again["flow_id"] != first["flow_id"]
    form = {CONF_EMAIL: EMAIL, CONF_PASSWORD: PASSWORD}
    assert (await go_on(hass, again, form))["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize("way", ["code", "printer_key"])
async def test_reauth_printer(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    klipper: SimulatedPrinter,
    way: str,
) -> None:
    """A printer that was linked anew elsewhere gets its new key, or another code."""
    form = {CONF_URL: simulator.url, "key": klipper.key}
    entry = (await go_on(hass, await begin(hass, "printer_key"), form))["result"]
    await hass.async_block_till_done()
    simulator.revoke(klipper.key)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(entry) is ConfigEntryState.SETUP_ERROR

    result = await reauth(hass)
    result = await go_on(hass, result, {"next_step_id": way})
    assert result["type"] is FlowResultType.FORM
    if way == "code":
        result = await go_on(hass, result, {CONF_CODE: account.link_code(klipper)})
        result = await go_on(hass, result, {})
    else:
        result = await go_on(hass, result, {"key": "0" * 20})
        assert result["errors"] == {"key": "wrong_key"}
        result = await go_on(hass, result, {"key": klipper.key})
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert entry.data[CONF_CREDENTIALS]["secret"] == klipper.key
    assert entry.state is ConfigEntryState.LOADED


async def test_reauth_with_another_printer(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
) -> None:
    """Another printer does not take an entry over."""
    form = {CONF_URL: simulator.url, "key": klipper.key}
    entry = (await go_on(hass, await begin(hass, "printer_key"), form))["result"]
    await hass.async_block_till_done()
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    result = await go_on(hass, await reauth(hass), {"next_step_id": "printer_key"})
    result = await go_on(hass, result, {"key": octoprint.key})
    assert result["reason"] == "wrong_printer"


async def reconfigure(hass: HomeAssistant, entry: ObicoConfigEntry) -> ConfigFlowResult:
    """Begin to change an entry."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )


@pytest.mark.parametrize("way", ["access_token", "account", "printer_key"])
async def test_reconfigure(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, way: str
) -> None:
    """A server that moved keeps its entry, with all its entities."""
    entry, _ = await added(hass, simulator, account, way)
    before = set(hass.states.async_entity_ids())
    result = await reconfigure(hass, entry)
    assert result["step_id"] == "reconfigure"
    result = await go_on(hass, result, {CONF_URL: "http://127.0.0.1:1"})
    assert result["errors"] == {CONF_URL: "cannot_connect"}
    await simulator.stop()
    await simulator.start(port=unused_port())
    moved = simulator.url
    result = await go_on(hass, result, {CONF_URL: moved})
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.data[CONF_URL] == moved
    assert set(hass.states.async_entity_ids()) == before


@pytest.mark.parametrize("way", ["access_token", "account", "printer_key"])
async def test_reconfigure_to_another_server(
    hass: HomeAssistant, simulator: ObicoSimulator, account: Account, way: str
) -> None:
    """Another server, which refuses the credentials, is told at the address."""
    entry, _ = await added(hass, simulator, account, way)
    other = ObicoSimulator(auto=False)
    await other.start()
    result = await reconfigure(hass, entry)
    result = await go_on(hass, result, {CONF_URL: other.url})
    assert result["errors"] == {CONF_URL: "credentials_refused"}
    await other.stop()
    await asyncio.sleep(0)
