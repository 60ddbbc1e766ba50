"""What a helper needs to know of an entry or a printer, without anything secret."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homeassistant.components.diagnostics import REDACTED
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .agent_reporter import Reporter
from .client import ObicoError, Printer
from .client.record import Record, fields
from .const import CONF_CREDENTIALS
from .coordinator import ObicoConfigEntry, ObicoCoordinator


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: ObicoConfigEntry
) -> dict[str, Any]:
    """Return what is known of an entry and all its printers."""
    coordinator = entry.runtime_data
    return {
        "entry": {
            "kind": entry.data[CONF_CREDENTIALS]["kind"],
            "options": dict(entry.options),
            "server": coordinator.server,
            "version": f"{entry.version}.{entry.minor_version}",
            "webhook": CONF_WEBHOOK_ID in entry.data,
        },
        "capabilities": plain(coordinator.capabilities),
        "polling": {
            "success": coordinator.last_update_success,
            "error": str(coordinator.last_exception or "") or None,
            "interval": coordinator.update_interval,
        },
        "account": plain(coordinator.data.account),
        "mobile_devices": await _count_mobile_devices(coordinator),
        "reported": [_reported(reporter) for reporter in coordinator.reporters],
        "printers": [
            _printer(coordinator, printer)
            for printer in coordinator.data.printers.values()
        ],
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: ObicoConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return what is known of a printer, or of the account."""
    coordinator = entry.runtime_data
    for printer in coordinator.data.printers.values():
        if coordinator.device_identifier(printer.id) in device.identifiers:
            return _printer(coordinator, printer)
    return {"account": plain(coordinator.data.account)}


async def _count_mobile_devices(coordinator: ObicoCoordinator) -> int | None:
    """Return how many phones the account tells, None when that cannot be known."""
    if not coordinator.capabilities.account:
        return None
    try:
        return len(await coordinator.client.notifications.get_mobile_devices())
    except ObicoError:
        return None


def _printer(coordinator: ObicoCoordinator, printer: Printer) -> dict[str, Any]:
    """Return what is known of a printer."""
    return {
        "snapshot": plain(printer),
        "last_print": plain(coordinator.data.last_prints.get(printer.id)),
        "expected_end": coordinator.data.finishes.get(printer.id),
        "live": coordinator.viewers.is_live(printer),
    }


def _reported(reporter: Reporter) -> dict[str, Any]:
    """Return what is known of a printer that Home Assistant reports for."""
    return {
        "printer_id": reporter.printer_id,
        "entities": dict(reporter.config.entities),
        "commands": sorted(reporter.config.commands),
        "missing": reporter.missing,
        "trouble": reporter.trouble,
        "ended_by": type(reporter.ended_by).__name__ if reporter.ended_by else None,
        "session": plain(reporter.facts),
    }


def plain(value: object) -> Any:
    """Return a snapshot as dictionaries and lists.

    What a snapshot keeps out of its own `repr` is secret, or leads to something secret.
    """
    if isinstance(value, Record):
        return {
            name: REDACTED if is_secret and found is not None else plain(found)
            for name, found, is_secret in fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value
