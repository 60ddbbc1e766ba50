"""Names that follow Obico, unless a person chose others in Home Assistant."""

from collections.abc import Mapping

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_EMAIL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from .client import PrinterKey
from .helpers import credentials_from_data


@callback
def async_follow_printers(
    hass: HomeAssistant, entry: ConfigEntry, names: Mapping[tuple[str, str], str]
) -> None:
    """Pass the names of printers on to their devices, and to the entry of a single one.

    The name in the device registry is the last one that came from Obico: a title that is
    still the same was not chosen by a person.
    """
    if not names:
        return
    single = isinstance(credentials_from_data(entry.data), PrinterKey)
    registry = dr.async_get(hass)
    for device in dr.async_entries_for_config_entry(registry, entry.entry_id):
        for identifier in device.identifiers & names.keys():
            name = names[identifier]
            if device.name == name:
                continue
            if single and entry.title == device.name:
                hass.config_entries.async_update_entry(entry, title=name)
            registry.async_update_device(device.id, name=name)


@callback
def async_follow_email(
    hass: HomeAssistant, entry: ConfigEntry, email: str | None
) -> None:
    """Pass another e-mail address of an account on to its entry."""
    known = entry.data.get(CONF_EMAIL, "")
    if email is None or email == known:
        return
    followed = entry.title.casefold() == known.casefold()
    hass.config_entries.async_update_entry(
        entry,
        title=email if followed else entry.title,
        data={**entry.data, CONF_EMAIL: email},
    )
