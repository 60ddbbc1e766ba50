"""The card for dashboards, and the dashboard of all printers.

`frontend/obico-printer-card.js` is what scripts/frontend makes of `frontend/source/`.
Every page of Home Assistant's frontend loads it, whatever its dashboards are written in.
"""

from hashlib import sha256
from pathlib import Path

from homeassistant.components.frontend import add_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant

from .const import DOMAIN

CARD = Path(__file__).parent / "frontend" / "obico-printer-card.js"
CARD_URL = f"/{DOMAIN}/{CARD.name}"


def _version() -> str:
    """Return what is different for every content of the card's file."""
    return sha256(CARD.read_bytes()).hexdigest()[:12]


async def async_register_card(hass: HomeAssistant) -> None:
    """Serve the card and have pages load it, unless Home Assistant runs without a frontend."""
    if "frontend" not in hass.config.components:
        return
    version = await hass.async_add_executor_job(_version)
    await hass.http.async_register_static_paths(
        [StaticPathConfig(CARD_URL, str(CARD), cache_headers=True)]
    )
    # Browsers keep what they have got for a month, under its whole address.
    add_extra_js_url(hass, f"{CARD_URL}?{version}")
