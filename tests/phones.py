"""A phone with the Home Assistant app, as far as notifications go: what it shows and sends."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.util import slugify

BUTTON_PRESSED = "mobile_app_notification_action"


class Phone:
    """Shows notifications by their tags, and takes them away when it is told to."""

    def __init__(self, hass: HomeAssistant, name: str) -> None:
        """Register a phone, as the app does."""
        self._hass = hass
        self.shown: dict[str, dict[str, Any]] = {}
        self.received: list[dict[str, Any]] = []
        self.broken = False
        entry = MockConfigEntry(domain="mobile_app", title=name)
        entry.add_to_hass(hass)
        device = dr.async_get(hass).async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={("mobile_app", name)},
            name=name,
        )
        self.device_id = device.id
        hass.services.async_register(
            "notify", f"mobile_app_{slugify(name)}", self._receive
        )

    async def _receive(self, call: ServiceCall) -> None:
        """Take what Home Assistant sends."""
        if self.broken:
            raise HomeAssistantError("The phone is not reachable")
        content = dict(call.data)
        self.received.append(content)
        if content["message"] == "clear_notification":
            self.shown.pop(content["data"]["tag"], None)
        else:
            self.shown[content["data"]["tag"]] = content

    @property
    def notification(self) -> dict[str, Any]:
        """The only notification that is shown."""
        (content,) = self.shown.values()
        return content

    @property
    def buttons(self) -> list[str]:
        """The titles of its buttons."""
        return [
            button["title"] for button in self.notification["data"].get("actions", ())
        ]

    def press(self, title: str) -> None:
        """Press one of its buttons."""
        (button,) = (
            button
            for button in self.notification["data"]["actions"]
            if button["title"] == title
        )
        self._hass.bus.async_fire(BUTTON_PRESSED, {"action": button["action"]})
