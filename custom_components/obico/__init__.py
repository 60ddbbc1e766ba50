"""Obico watches 3D printers; this integration brings them into Home Assistant."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .events import event_store

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.SENSOR,
)


async def async_setup_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> bool:
    """Set up an account or a single printer."""
    coordinator = ObicoCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    await coordinator.events.async_start(
        coordinator.data.printers.values(), account=coordinator.capabilities.account
    )
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> bool:
    """Unload an account or a single printer."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Forget what was told of the printers."""
    await event_store(hass, entry).async_remove()
