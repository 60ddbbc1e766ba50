"""Obico watches 3D printers; this integration brings them into Home Assistant."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .coordinator import ObicoConfigEntry, ObicoCoordinator

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
)


async def async_setup_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> bool:
    """Set up an account or a single printer."""
    coordinator = ObicoCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> bool:
    """Unload an account or a single printer."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
