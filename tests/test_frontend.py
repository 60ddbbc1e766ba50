"""The card reaches the pages of Home Assistant's frontend."""

import gzip
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico.const import DOMAIN
from custom_components.obico.frontend import CARD, CARD_URL
from homeassistant.components.onboarding import STEPS
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

IN_THE_PAGE = re.compile(re.escape(CARD_URL) + r"\?\w+")
MOST_BYTES = 60_000


@pytest.fixture
def onboarded(custom_integrations: None, hass_storage: dict[str, Any]) -> None:
    """Let somebody have set up Home Assistant before, so that it shows its pages."""
    hass_storage["onboarding"] = {"version": 4, "data": {"done": STEPS}}


async def address_in_page(client_fn: ClientSessionGenerator) -> str:
    """Return the address under which the page loads the card."""
    client = await client_fn()
    found = IN_THE_PAGE.search(await (await client.get("/")).text())
    assert found is not None
    return found[0]


@pytest.mark.usefixtures("onboarded")
async def test_page_loads_the_card(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """The page names the card with its version, and what it names is the shipped file."""
    assert await async_setup_component(hass, "frontend", {})
    assert await async_setup_component(hass, DOMAIN, {})
    address = await address_in_page(hass_client_no_auth)
    reply = await (await hass_client_no_auth()).get(address)
    assert reply.status == 200
    assert reply.content_type in {"text/javascript", "application/javascript"}
    assert "max-age" in reply.headers["Cache-Control"]
    assert await reply.read() == CARD.read_bytes()


@pytest.mark.usefixtures("onboarded")
async def test_dashboards_in_yaml(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """Dashboards that are written in YAML get the card too, and none of their resources changes."""
    lovelace = {"lovelace": {"resource_mode": "yaml", "resources": []}}
    assert await async_setup_component(hass, "lovelace", lovelace)
    assert await async_setup_component(hass, "frontend", {})
    assert await async_setup_component(hass, DOMAIN, {})
    await address_in_page(hass_client_no_auth)
    assert hass.data["lovelace"].resources.async_items() == []


@pytest.mark.usefixtures("custom_integrations")
async def test_without_frontend(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """A Home Assistant without a frontend sets the integration up, and serves no card."""
    assert await async_setup_component(hass, DOMAIN, {})
    assert "frontend" not in hass.config.components
    client = await hass_client_no_auth()
    assert (await client.get(CARD_URL)).status == 404


def test_size() -> None:
    """The card is small."""
    assert len(gzip.compress(CARD.read_bytes())) < MOST_BYTES


def test_lock_names_no_registry() -> None:
    """Whoever builds the card takes its tools from where their npm takes everything."""
    lock = CARD.parent / "source" / "package-lock.json"
    assert '"resolved"' not in lock.read_text("utf-8")
