"""The way to a webhook through Home Assistant Cloud, where there is one.

The cloud component is imported only where it is set up: it brings a lot with it.
"""

from contextlib import suppress

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

CLOUD = "cloud"


def has_cloud(hass: HomeAssistant) -> bool:
    """Tell whether Home Assistant Cloud can be used."""
    if CLOUD not in hass.config.components:
        return False
    from homeassistant.components import cloud  # noqa: PLC0415

    return cloud.async_active_subscription(hass)


async def async_cloudhook(hass: HomeAssistant, webhook_id: str) -> str | None:
    """Return the address of a webhook in the cloud, None when there is none now."""
    if not has_cloud(hass):
        return None
    from hass_nabucasa import CloudError  # noqa: PLC0415

    from homeassistant.components import cloud  # noqa: PLC0415

    try:
        return await cloud.async_get_or_create_cloudhook(hass, webhook_id)
    except HomeAssistantError, CloudError, TimeoutError, ValueError:
        return None


async def async_remove_cloudhook(hass: HomeAssistant, webhook_id: str) -> None:
    """Remove the address of a webhook in the cloud, if it has one."""
    if CLOUD not in hass.config.components:
        return
    from homeassistant.components import cloud  # noqa: PLC0415

    # ValueError: it has none.
    with suppress(HomeAssistantError, ValueError):
        await cloud.async_delete_cloudhook(hass, webhook_id)
