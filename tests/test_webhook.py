"""Obico calls Home Assistant: how that begins, what a call does, and how it ends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
import socket
import sys
import time
from types import ModuleType
from typing import Any
from unittest.mock import AsyncMock, patch

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico.const import (
    CONF_CREDENTIALS,
    CONF_LIVE,
    CONF_PRINTERS,
    CONF_WEBHOOK,
    CONF_WEBHOOK_URL,
    DOMAIN,
    LIVE_NEVER,
)
from custom_components.obico.webhook import async_is_near
import homeassistant.components
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import (
    CONF_CLIENT_ID,
    CONF_CLIENT_SECRET,
    CONF_TOKEN,
    CONF_WEBHOOK_ID,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .conftest import polling_only, set_up
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .simulator.channels import FLAGS, WEBHOOK, WEBHOOK_URL, Channel
from .simulator.oauth import Grant
from .test_coordinator import paths, pushed, refresh
from .test_events import Heard

NOBODY = "http://127.0.0.1:9"
FAR = patch("custom_components.obico.webhook.async_is_near", return_value=False)
EVERYTHING = dict.fromkeys(FLAGS, True)


@pytest.fixture
async def home(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> TestClient[Any, Any]:
    """Return the way to Home Assistant's web server, whose address it knows."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert await async_setup_component(hass, "diagnostics", {})
    client: TestClient[Any, Any] = await hass_client_no_auth()
    await hass.config.async_update(internal_url=address(client))
    return client


def address(client: TestClient[Any, Any], host: str = "127.0.0.1") -> str:
    """Return an address of Home Assistant."""
    return f"http://{host}:{client.port}"


class CloudDouble(ModuleType):
    """Stands for Home Assistant Cloud: its addresses pass calls on."""

    def __init__(self, home: TestClient[Any, Any]) -> None:
        """Have no address yet."""
        super().__init__("homeassistant.components.cloud")
        self.connected = True
        self.hooks: dict[str, str] = {}
        self._home = home
        app = web.Application()
        app.router.add_post("/{number}", self._forward)
        self.server = TestServer(app)

    async def _forward(self, request: web.Request) -> web.Response:
        """Pass a call on."""
        for webhook_id, url in self.hooks.items():
            if url == str(request.url):
                body = await request.read()
                await self._home.post(f"/api/webhook/{webhook_id}", data=body)
        return web.Response()

    def async_active_subscription(self, _hass: HomeAssistant) -> bool:
        """Tell that somebody pays."""
        return True

    async def async_get_or_create_cloudhook(
        self, _hass: HomeAssistant, webhook_id: str
    ) -> str:
        """Return an address."""
        if not self.connected:
            msg = "Cloud is not connected"
            raise ValueError(msg)
        number = len(self.hooks)
        return self.hooks.setdefault(
            webhook_id, str(self.server.make_url(f"/{number}"))
        )

    async def async_delete_cloudhook(
        self, _hass: HomeAssistant, webhook_id: str
    ) -> None:
        """Delete an address."""
        if self.hooks.pop(webhook_id, None) is None:
            msg = "Hook is not enabled for the cloud."
            raise ValueError(msg)


@pytest.fixture
async def cloud(
    hass: HomeAssistant, home: TestClient[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[CloudDouble]:
    """Subscribe to the cloud, whose component needs more than tests have installed."""
    double = CloudDouble(home)
    await double.server.start_server()
    monkeypatch.setitem(sys.modules, double.__name__, double)
    monkeypatch.setattr(homeassistant.components, "cloud", double, raising=False)
    hass.config.components.add("cloud")
    yield double
    await double.server.close()


async def choose(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    webhook: bool,
) -> ConfigFlowResult:
    """Save the options with the webhook switched on or off."""
    flows = hass.config_entries.options
    result = await flows.async_init(entry.entry_id)
    assert CONF_WEBHOOK in fields(result)
    result = await flows.async_configure(
        result["flow_id"],
        {
            CONF_PRINTERS: [str(key) for key in entry.runtime_data.listed],
            CONF_LIVE: LIVE_NEVER,
            CONF_WEBHOOK: webhook,
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def fields(result: ConfigFlowResult) -> dict[str, Any]:
    """Return the fields of a form with their defaults."""
    assert result["data_schema"] is not None
    return {str(marker): marker.default() for marker in result["data_schema"].schema}


async def opt_in(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Switch the webhook on."""
    result = await choose(hass, entry, webhook=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY, result["errors"]


def webhooks(account: Account) -> list[Channel]:
    """Return the webhooks that an account has in Obico."""
    return [channel for channel in account.channels if channel.name == WEBHOOK]


def only_webhook(account: Account) -> Channel:
    """Return the only webhook of an account."""
    (channel,) = webhooks(account)
    return channel


def is_lost(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Tell whether a person is told that Obico does not call any more."""
    registry = ir.async_get(hass)
    return (DOMAIN, f"webhook_lost_{entry.entry_id}") in registry.issues


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Do what a restart does."""
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def polls(simulator: ObicoSimulator) -> int:
    """Return how often the printers were asked for since the last look."""
    return paths(simulator).count("/api/v1/printers/")


async def called(
    simulator: ObicoSimulator, printer: SimulatedPrinter, wait: float = 3.0
) -> bool:
    """Tell whether a call about a printer makes Home Assistant look."""
    paths(simulator)
    printer.tell("FilamentChange")
    with suppress(TimeoutError):
        async with asyncio.timeout(wait):
            while not polls(simulator):
                await asyncio.sleep(0.05)
            return True
    return False


async def test_told_at_once(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Obico calls, and Home Assistant looks at once; as before otherwise."""
    await opt_in(hass, account_entry)
    channel = only_webhook(account)
    webhook_id = account_entry.data[CONF_WEBHOOK_ID]
    assert channel.config == {WEBHOOK_URL: f"{address(home)}/api/webhook/{webhook_id}"}
    assert channel.enabled
    assert channel.flags == EVERYTHING
    interval = account_entry.runtime_data.update_interval
    octoprint.start_print("benchy.gcode", duration=3600, heated=True)
    await pushed(hass, "sensor.prusa", "printing")
    assert account_entry.runtime_data.update_interval < interval
    octoprint.set_failure_score(0.5)
    await pushed(hass, "binary_sensor.prusa_failed_print_alert", "on")


async def test_each_event_once(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """What no printer shows is told at once, too, and everything is told once."""
    octoprint.start_print("benchy.gcode", duration=3600, heated=True)
    octoprint.settle()
    await opt_in(hass, account_entry)
    heard = Heard(hass)
    octoprint.ask_for_filament()
    await heard.wait(1)
    octoprint.pause()
    octoprint.settle()
    await heard.wait(2)
    for _ in range(2):
        await refresh(hass, account_entry)
    assert heard.types == ["filament_change", "print_paused"]


async def test_flood_and_lies(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A flood of calls is few polls, nothing in them is believed, and only POST counts."""
    await opt_in(hass, account_entry)
    await asyncio.sleep(2.1)
    await hass.async_block_till_done(wait_background_tasks=True)
    path = f"/api/webhook/{account_entry.data[CONF_WEBHOOK_ID]}"
    paths(simulator)
    lie = {
        "event": {"type": "PrintFailure", "is_warning": False, "print_paused": True},
        "printer": {"id": octoprint.id, "name": "Mine"},
        "img_url": f"{simulator.url}/stolen.jpg",
    }
    for body in (b"", b"no json", b"[" * 10000, b"\xff" * 100_000):
        assert (await home.post(path, data=body)).status == 200
    for _ in range(100):
        assert (await home.post(path, json=lie)).status == 200
    await hass.async_block_till_done()
    assert polls(simulator) == 1
    state = hass.states.get("binary_sensor.prusa_failed_print_alert")
    assert state is not None
    assert state.state == "off"
    # What came during the flood is not lost.
    await asyncio.sleep(2.1)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert polls(simulator) == 1
    assert "Error processing" not in caplog.text
    assert (await home.put(path)).status == 405
    await asyncio.sleep(0.1)
    assert polls(simulator) == 0


async def test_opt_out(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    simulator: ObicoSimulator,
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Who does not want it any more has nothing left of it, in Obico neither."""
    account.channels.append(Channel(77, "discord", {"webhook_url": NOBODY}))
    others = [channel.name for channel in account.channels]
    await opt_in(hass, account_entry)
    path = f"/api/webhook/{account_entry.data[CONF_WEBHOOK_ID]}"
    form = await hass.config_entries.options.async_init(account_entry.entry_id)
    assert fields(form)[CONF_WEBHOOK] is True
    await choose(hass, account_entry, webhook=False)
    assert [channel.name for channel in account.channels] == others
    assert not {CONF_WEBHOOK_ID, CONF_WEBHOOK_URL} & account_entry.data.keys()
    form = await hass.config_entries.options.async_init(account_entry.entry_id)
    assert fields(form)[CONF_WEBHOOK] is False
    paths(simulator)
    await home.post(path)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert polls(simulator) == 0


async def test_other_webhook_is_left_alone(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """A webhook that the account has already is not touched, and the field says so."""
    other = Channel(77, WEBHOOK, {WEBHOOK_URL: "http://mine.example/hook"})
    account.channels.append(other)
    result = await choose(hass, account_entry, webhook=True)
    assert result["errors"] == {CONF_WEBHOOK: "webhook_taken"}
    assert webhooks(account) == [other]
    assert other.config == {WEBHOOK_URL: "http://mine.example/hook"}
    assert CONF_WEBHOOK_ID not in account_entry.data

    account.channels.clear()
    await opt_in(hass, account_entry)
    account.channels[:] = [other]
    await choose(hass, account_entry, webhook=False)
    assert webhooks(account) == [other]


@pytest.mark.parametrize("answers", [False, True])
async def test_unreachable(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    account: Account,
    account_entry: MockConfigEntry,
    answers: bool,
) -> None:
    """A test message that does not come is told of, and leaves nothing behind."""
    app = web.Application()
    app.router.add_post("/{path:.*}", AsyncMock(return_value=web.Response()))
    server = TestServer(app)
    await server.start_server()
    url = str(server.make_url("")).rstrip("/") if answers else NOBODY
    await hass.config.async_update(internal_url=url)
    with patch("custom_components.obico.webhook.TEST_TIME_LIMIT", 0.2):
        result = await choose(hass, account_entry, webhook=True)
    await server.close()
    assert result["errors"] == {CONF_WEBHOOK: "webhook_unreachable"}
    assert result["description_placeholders"] == {"addresses": url}
    assert webhooks(account) == []
    assert CONF_WEBHOOK_ID not in account_entry.data

    # The same form can be saved once the address is right, or without the webhook.
    await hass.config.async_update(internal_url=address(home))
    result = await hass.config_entries.options.async_configure(
        result["flow_id"],
        {CONF_PRINTERS: [], CONF_LIVE: LIVE_NEVER, CONF_WEBHOOK: True},
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert only_webhook(account).name == WEBHOOK


async def test_second_best_address(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    account: Account,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
    account_entry: MockConfigEntry,
) -> None:
    """Where the internal address does not work, the external one may."""
    external = address(home, "localhost")
    await hass.config.async_update(internal_url=NOBODY, external_url=external)
    await opt_in(hass, account_entry)
    assert only_webhook(account).config[WEBHOOK_URL].startswith(external)
    assert await called(simulator, octoprint)


async def test_distant_server(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """A server in the internet is never told an internal address."""
    flows = hass.config_entries.options
    with FAR:
        assert CONF_WEBHOOK not in fields(
            await flows.async_init(account_entry.entry_id)
        )
        external = address(home, "localhost")
        await hass.config.async_update(external_url=external)
        await opt_in(hass, account_entry)
    assert only_webhook(account).config[WEBHOOK_URL].startswith(external)


async def test_address_is_gone(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """Without any address left, a person is told so, and can still opt out."""
    await opt_in(hass, account_entry)
    with FAR:
        await reload(hass, account_entry)
        assert is_lost(hass, account_entry)
        result = await choose(hass, account_entry, webhook=True)
        assert result["errors"] == {CONF_WEBHOOK: "webhook_no_address"}
    assert webhooks(account) == []


@pytest.mark.parametrize(
    ("server", "near"),
    [
        ("http://192.168.1.5:3334", True),
        ("http://[fd00::5]:3334", True),
        ("http://localhost:3334", True),
        ("https://8.8.8.8", False),
        ("http://obico.local:3334", True),
        ("https://obico.invalid", False),
    ],
)
async def test_near(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    server: str,
    near: bool,
) -> None:
    """Whether a server is in the same network shows in its address."""
    resolve = hass.loop.getaddrinfo

    async def offline(host: str, port: int | None) -> Any:
        """Resolve without asking anybody."""
        if host.startswith("obico."):
            raise socket.gaierror
        return await resolve(host, port)

    monkeypatch.setattr(hass.loop, "getaddrinfo", offline)
    assert await async_is_near(hass, server) is near


async def test_local_only(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """A call of the internal address counts from the local network only."""
    with patch("homeassistant.util.network.is_local", return_value=False):
        with patch("custom_components.obico.webhook.TEST_TIME_LIMIT", 0.2):
            result = await choose(hass, account_entry, webhook=True)
        assert result["errors"] == {CONF_WEBHOOK: "webhook_unreachable"}
        await hass.config.async_update(external_url=address(home))
        await opt_in(hass, account_entry)
    assert only_webhook(account).name == WEBHOOK


async def test_cloud(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    cloud: CloudDouble,
    simulator: ObicoSimulator,
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Without an address of its own, Home Assistant is reached through the cloud."""
    with FAR:
        await opt_in(hass, account_entry)
        (url,) = cloud.hooks.values()
        assert only_webhook(account).config[WEBHOOK_URL] == url
        assert await called(simulator, octoprint)
        # After a restart it is still ours, and in order.
        await reload(hass, account_entry)
        assert not is_lost(hass, account_entry)
        assert cloud.hooks
        assert only_webhook(account).config[WEBHOOK_URL] == url
        await choose(hass, account_entry, webhook=False)
        assert webhooks(account) == []
        assert cloud.hooks == {}

        # When the cloud ends, an address of one's own takes its place.
        await opt_in(hass, account_entry)
        cloud.connected = False
        monkey = patch.object(cloud, "async_active_subscription", return_value=False)
        with monkey:
            await hass.config.async_update(external_url=address(home))
            await hass.async_block_till_done(wait_background_tasks=True)
    assert only_webhook(account).config[WEBHOOK_URL].startswith(address(home))
    assert not is_lost(hass, account_entry)
    assert cloud.hooks == {}


async def test_cloud_is_down(
    hass: HomeAssistant,
    cloud: CloudDouble,
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """A cloud that gives no address is no address."""
    cloud.connected = False
    with FAR:
        result = await choose(hass, account_entry, webhook=True)
    assert result["errors"] == {CONF_WEBHOOK: "webhook_no_address"}
    assert webhooks(account) == []


async def test_restart(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    simulator: ObicoSimulator,
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """After a restart the calls count again; while unloaded they do not."""
    await opt_in(hass, account_entry)
    channel = only_webhook(account)
    await hass.config_entries.async_unload(account_entry.entry_id)
    assert not await called(simulator, octoprint, 0.3)
    await hass.config_entries.async_setup(account_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert only_webhook(account) is channel
    assert not is_lost(hass, account_entry)
    assert await called(simulator, octoprint)


async def test_new_address(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    simulator: ObicoSimulator,
    account: Account,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """When Home Assistant moves, Obico gets to know; when it cannot, a person does."""
    await opt_in(hass, account_entry)
    channel = only_webhook(account)
    old = channel.config[WEBHOOK_URL]
    channel.flags |= {"notify_on_heater_status": False}
    with patch("custom_components.obico.webhook.TEST_TIME_LIMIT", 0.2):
        await hass.config.async_update(internal_url=NOBODY)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert is_lost(hass, account_entry)
    assert channel.config[WEBHOOK_URL] == old
    assert await called(simulator, octoprint)
    await hass.config.async_update(internal_url=address(home, "localhost"))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not is_lost(hass, account_entry)
    assert only_webhook(account) is channel
    new = channel.config[WEBHOOK_URL]
    assert new.startswith(address(home, "localhost"))
    assert account_entry.data[CONF_WEBHOOK_URL] == new
    assert channel.flags == EVERYTHING | {"notify_on_heater_status": False}
    assert await called(simulator, octoprint)


@pytest.mark.parametrize("how", ["deleted", "replaced", "off", "broken"])
async def test_changed_in_obico(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    account: Account,
    account_entry: MockConfigEntry,
    how: str,
) -> None:
    """What a person changed in Obico stays, they are told, and can have it back."""
    await opt_in(hass, account_entry)
    channel = only_webhook(account)
    match how:
        case "deleted":
            account.channels.clear()
        case "replaced":
            channel.config = {WEBHOOK_URL: "http://mine.example/hook"}
        case "off":
            channel.enabled = False
        case _:
            channel.config = {WEBHOOK_URL: None}
    before = [found.to_json() for found in webhooks(account)]
    await reload(hass, account_entry)
    assert is_lost(hass, account_entry)
    assert [found.to_json() for found in webhooks(account)] == before

    if how in ("replaced", "broken"):
        result = await choose(hass, account_entry, webhook=True)
        assert result["errors"] == {CONF_WEBHOOK: "webhook_taken"}
        account.channels.clear()
    await opt_in(hass, account_entry)
    assert not is_lost(hass, account_entry)
    assert only_webhook(account).enabled
    assert only_webhook(account).config == {
        WEBHOOK_URL: account_entry.data[CONF_WEBHOOK_URL]
    }


async def test_server_fails(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """A server that fails is told of at the field, and hinders nothing else."""
    simulator.faults.only = "/api/v1/notification_settings/"
    simulator.faults.status = 502
    result = await choose(hass, account_entry, webhook=True)
    assert result["errors"] == {CONF_WEBHOOK: "webhook_failed"}
    assert CONF_WEBHOOK_ID not in account_entry.data
    simulator.faults.status = None
    await opt_in(hass, account_entry)
    simulator.faults.status = 502
    await reload(hass, account_entry)
    assert not is_lost(hass, account_entry)
    result = await choose(hass, account_entry, webhook=False)
    assert result["errors"] == {CONF_WEBHOOK: "webhook_failed"}
    assert CONF_WEBHOOK_ID in account_entry.data


async def test_server_without_webhooks(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    account: Account,
    account_entry: MockConfigEntry,
) -> None:
    """A server that does not know the plug-in fails, and the field says what to do."""
    with patch.dict("tests.simulator.notifications.PLUGINS", clear=True):
        result = await choose(hass, account_entry, webhook=True)
    assert result["errors"] == {CONF_WEBHOOK: "webhook_unknown"}
    assert CONF_WEBHOOK_ID not in account_entry.data


@pytest.mark.parametrize("kept", ["", "own", "down"])
async def test_removal(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    kept: str,
) -> None:
    """The webhook goes with the entry, unless it is another one; a dead server hinders nothing."""
    await opt_in(hass, account_entry)
    if kept == "own":
        only_webhook(account).config = {WEBHOOK_URL: "http://mine.example/hook"}
    elif kept == "down":
        await simulator.stop()
    caplog.clear()
    await hass.config_entries.async_remove(account_entry.entry_id)
    await hass.async_block_till_done()
    assert hass.config_entries.async_entries(DOMAIN) == []
    assert len(webhooks(account)) == bool(kept)
    assert ("could not be removed from" in caplog.text) == (kept == "down")


@pytest.mark.parametrize("age", [-3600.0, 3600.0])
async def test_removal_with_an_old_token(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
    age: float,
) -> None:
    """A token that ended while the entry was not loaded is no hindrance."""
    await opt_in(hass, account_entry)
    await hass.config_entries.async_unload(account_entry.entry_id)
    application = account.add_application("http://home.example")
    simulator.oauth.refresh_tokens["again"] = Grant(application, account, None, "read")
    credentials = {
        "kind": "oauth",
        CONF_CLIENT_ID: application.client_id,
        CONF_CLIENT_SECRET: application.client_secret,
    }
    token = {
        "access_token": "ended" if age > 0 else account.access_token(),
        "refresh_token": "again",
        "expires_at": time.time() - age,
    }
    hass.config_entries.async_update_entry(
        account_entry,
        data={
            **account_entry.data,
            CONF_CREDENTIALS: credentials,
            CONF_TOKEN: token,
        },
    )
    await hass.config_entries.async_remove(account_entry.entry_id)
    assert webhooks(account) == []
    assert ("again" in simulator.oauth.refresh_tokens) == (age < 0)


async def test_url_is_secret(
    hass: HomeAssistant,
    home: TestClient[Any, Any],
    hass_client: ClientSessionGenerator,
    account_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No file for helpers and no line of our log tells the webhook."""
    await opt_in(hass, account_entry)
    await reload(hass, account_entry)
    hook = account_entry.data[CONF_WEBHOOK_ID]
    told = await get_diagnostics_for_config_entry(hass, hass_client, account_entry)
    assert told["entry"]["webhook"] is True
    assert hook not in str(told)
    ours = [record for record in caplog.records if DOMAIN in record.name]
    assert ours
    assert not any(hook in record.getMessage() for record in ours)
