"""Obico watches 3D printers; this integration brings them into Home Assistant."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.typing import ConfigType

from .agent_reporter import agent_store
from .const import DOMAIN
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .events import event_store
from .frontend import async_register_card
from .media import ObicoMediaView
from .repairs import async_watch_troubles
from .services import async_register_actions
from .voice import async_watch_voice
from .webhook import async_remove_webhook, async_watch_webhook
from .websocket_api import async_register_commands

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all entries share."""
    async_register_actions(hass)
    async_register_commands(hass)
    hass.http.register_view(ObicoMediaView(hass))
    await async_register_card(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> bool:
    """Set up an account or a single printer."""
    coordinator = ObicoCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    await async_watch_troubles(hass, entry)
    await coordinator.events.async_start(
        coordinator.data.printers.values(), account=coordinator.capabilities.account
    )
    async_watch_webhook(hass, entry)
    async_watch_voice(hass, entry)
    coordinator.async_start()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> bool:
    """Unload an account or a single printer."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Forget what was told of the printers, and leave nothing behind in Obico."""
    await event_store(hass, entry).async_remove()
    for subentry_id in entry.subentries:
        await agent_store(hass, subentry_id).async_remove()
    await async_remove_webhook(hass, entry)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: ObicoConfigEntry, device: DeviceEntry
) -> bool:
    """Let a person remove the device of a printer that Obico does not know any more."""
    coordinator = entry.runtime_data
    present = {coordinator.device_identifier(key) for key in coordinator.data.printers}
    return not device.identifiers & (present | {coordinator.account_identifier})
