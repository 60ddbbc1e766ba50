"""What the system information page shows: which servers are in use, and whether they answer."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback
from homeassistant.loader import async_get_integration

from .const import CONF_CREDENTIALS, DOMAIN
from .coordinator import ObicoConfigEntry


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Let the page ask."""
    register.async_register_info(system_health_info)


async def system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows.

    A server is asked for its health page, which needs no credentials and tells no
    version; its version endpoint answers the same constant for every release.
    """
    integration = await async_get_integration(hass, DOMAIN)
    entries: list[ObicoConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    servers = {entry.runtime_data.server for entry in entries}
    return {
        "version": str(integration.version),
        "signed_in_with": ", ".join(
            sorted({entry.data[CONF_CREDENTIALS]["kind"] for entry in entries})
        ),
        "printers": sum(len(entry.runtime_data.data.printers) for entry in entries),
    } | {
        f"can_reach_server {server}"
        if len(servers) > 1
        else "can_reach_server": system_health.async_check_can_reach_url(
            hass, f"{server}/hc/"
        )
        for server in sorted(servers)
    }
