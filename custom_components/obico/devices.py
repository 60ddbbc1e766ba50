"""The devices of an entry, which stay true to what Obico says of their printers."""

from collections.abc import Mapping

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from .client import Printer
from .const import AGENT_MODELS, DOMAIN
from .names import async_follow_printers


class Devices:
    """Keeps the devices of an entry: their names, models and versions, and which exist."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Begin without having looked at any."""
        self._hass = hass
        self._entry = entry
        # The printers that have devices; None before the first look at these.
        self._present: frozenset[int] | None = None

    @property
    def account_identifier(self) -> tuple[str, str]:
        """What the device registry knows the account by."""
        return (DOMAIN, f"{self._entry.unique_id}_account")

    def identifier(self, printer_id: int) -> tuple[str, str]:
        """Return what the device registry knows a printer by."""
        return (DOMAIN, f"{self._entry.unique_id}_{printer_id}")

    @callback
    def remove_missing(self, printers: Mapping[int, Printer]) -> None:
        """Remove the devices of printers that were deleted or archived in Obico."""
        if frozenset(printers) == self._present:
            return
        self._present = frozenset(printers)
        registry = dr.async_get(self._hass)
        present = {self.identifier(printer_id) for printer_id in printers}
        present.add(self.account_identifier)
        for device in dr.async_entries_for_config_entry(registry, self._entry.entry_id):
            if not device.identifiers & present:
                registry.async_remove_device(device.id)

    @callback
    def update(self, printer: Printer, known: Printer) -> None:
        """Keep a device's model and version true when the agent came or was updated."""
        if (printer.agent_name, printer.agent_version) == (
            known.agent_name,
            known.agent_version,
        ):
            return
        registry = dr.async_get(self._hass)
        identifier = self.identifier(printer.id)
        for device in dr.async_entries_for_config_entry(registry, self._entry.entry_id):
            if identifier in device.identifiers:
                registry.async_update_device(
                    device.id,
                    model=agent_model(printer),
                    sw_version=printer.agent_version,
                )

    @callback
    def follow_names(
        self, printers: Mapping[int, Printer], known: Mapping[int, Printer]
    ) -> None:
        """Pass the names on that are new since the last snapshot."""
        async_follow_printers(
            self._hass,
            self._entry,
            {
                self.identifier(key): printer.name
                for key, printer in printers.items()
                if key not in known or known[key].name != printer.name
            },
        )


def agent_model(printer: Printer) -> str | None:
    """Return the name of the software that connects a printer to Obico."""
    return AGENT_MODELS.get(printer.agent_name or "", printer.agent_name)
