"""What tests share: an Obico server with its accounts, and entries that use it."""

from collections.abc import AsyncGenerator, Generator
from datetime import UTC, datetime, timedelta
import ssl
from typing import Any
from unittest.mock import PropertyMock, patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.client import AccountSession, Credentials, PrinterKey
from custom_components.obico.const import (
    CONF_CREDENTIALS,
    CONF_LIVE,
    DOMAIN,
    LIVE_NEVER,
)
from custom_components.obico.helpers import credentials_to_data
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity

from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter
from .texts import TextWatch

EMAIL = "maker@example.com"
PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def real_sockets(socket_enabled: None) -> None:
    """Let tests talk to the simulator."""


@pytest.fixture(autouse=True)
def open_router() -> Generator[None]:
    """Let views be registered while the server runs, as Home Assistant itself does."""
    with patch("aiohttp.web_urldispatcher.UrlDispatcher.freeze"):
        yield


@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Fail a test in which a person would see a text that is not there."""
    watch = TextWatch()
    watch.install(monkeypatch)
    yield
    assert not watch.missing


@pytest.fixture
def custom_integrations(
    enable_custom_integrations: None, hass_storage: dict[str, Any]
) -> None:
    """Let Home Assistant load this integration, and keep what it stores in memory."""


@pytest.fixture
async def simulator() -> AsyncGenerator[ObicoSimulator]:
    """Return a running Obico server whose time stands still between ticks."""
    server = ObicoSimulator(auto=False)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def account(simulator: ObicoSimulator) -> Account:
    """Return an account."""
    return simulator.add_account(EMAIL, PASSWORD)


@pytest.fixture
def octoprint(account: Account) -> SimulatedPrinter:
    """Return an idle OctoPrint printer of the account."""
    return account.add_printer("Prusa", agent=AgentKind.OCTOPRINT)


@pytest.fixture
def klipper(account: Account) -> SimulatedPrinter:
    """Return an idle Klipper printer of the account."""
    return account.add_printer("Voron", agent=AgentKind.KLIPPER)


def entry_data(simulator: ObicoSimulator, credentials: Credentials) -> dict[str, Any]:
    """Return what an entry with these credentials stores."""
    return {
        CONF_URL: simulator.url,
        CONF_CREDENTIALS: credentials_to_data(credentials),
    }


@pytest.fixture
def account_entry(
    hass: HomeAssistant,
    custom_integrations: None,
    simulator: ObicoSimulator,
    account: Account,
) -> MockConfigEntry:
    """Return an entry of the account, not set up yet."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=EMAIL,
        unique_id="user_0123456789abcdef",
        data=entry_data(simulator, AccountSession(account.session())),
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def key_entry(
    hass: HomeAssistant,
    custom_integrations: None,
    simulator: ObicoSimulator,
    klipper: SimulatedPrinter,
) -> MockConfigEntry:
    """Return an entry of the Klipper printer's key, not set up yet."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=klipper.name,
        unique_id="printer_0123456789abcdef",
        data=entry_data(simulator, PrinterKey(klipper.key)),
    )
    entry.add_to_hass(hass)
    return entry


def is_live(entry: MockConfigEntry, printer_id: int) -> bool:
    """Tell whether a live stream tells of a printer."""
    coordinator = entry.runtime_data
    return bool(coordinator.viewers.is_live(coordinator.data.printers[printer_id]))


def polling_only(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let an entry open no live streams."""
    hass.config_entries.async_update_entry(entry, options={CONF_LIVE: LIVE_NEVER})


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up an entry and wait until its entities are there."""
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


@pytest.fixture(scope="session")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Return a server's TLS context whose certificate nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "obico.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def quick_commands() -> Generator[None]:
    """Make a press give up soon, and look often whether the printer obeyed."""
    with (
        patch("custom_components.obico.execution.COMMAND_TIME_LIMIT", 1.0),
        patch("custom_components.obico.execution.COMMAND_POLL_INTERVAL", 0.05),
    ):
        yield


@pytest.fixture
def everything_enabled() -> Generator[None]:
    """Enable also what is disabled by default."""
    with patch.object(
        Entity, "entity_registry_enabled_default", PropertyMock(return_value=True)
    ):
        yield
