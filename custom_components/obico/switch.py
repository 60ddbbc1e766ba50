"""Switches of a printer: its settings in Obico that are on or off, and muting its print."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast, override

from homeassistant.components.switch import (
    DOMAIN as SWITCH_DOMAIN,
    SwitchEntity,
    SwitchEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .agent_reporting import (
    REPORTING_SWITCHES,
    ObicoReportingSwitch,
    async_add_reporting_entities,
)
from .channel_switch import CHANNEL_SWITCHES, ObicoChannelSwitch
from .channels import async_add_channel_entities
from .client import Printer, PrinterSettings
from .commands import MUTE, UNMUTE
from .coordinator import ObicoConfigEntry
from .entity import (
    ObicoEntity,
    ObicoEntityDescription,
    always_known,
    async_add_printer_entities,
    needs_account,
)
from .share_switch import SHARE_SWITCHES, ObicoShareSwitch

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class ObicoSwitchEntityDescription(ObicoEntityDescription, SwitchEntityDescription):
    """Describes a switch of a printer."""

    value_fn: Callable[[Printer], bool | None]
    turn_fn: Callable[[ObicoSwitch, bool], Awaitable[None]]


def _setting(
    settings_fn: Callable[[bool], PrinterSettings],
) -> Callable[[ObicoSwitch, bool], Awaitable[None]]:
    """Turn a setting on or off."""
    return lambda switch, on: switch.async_change_settings(settings_fn(on))


SWITCHES: tuple[ObicoSwitchEntityDescription, ...] = (
    ObicoSwitchEntityDescription(
        key="watching_enabled",
        translation_key="watching_enabled",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=always_known,
        value_fn=lambda printer: printer.watching_enabled,
        turn_fn=_setting(lambda on: PrinterSettings(watching_enabled=on)),
    ),
    ObicoSwitchEntityDescription(
        key="mute_alerts",
        translation_key="mute_alerts",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=lambda printer: printer.current_print is not None,
        value_fn=lambda printer: printer.muted,
        turn_fn=lambda switch, on: switch.async_execute(MUTE if on else UNMUTE),
    ),
    ObicoSwitchEntityDescription(
        key="tools_off_on_pause",
        translation_key="tools_off_on_pause",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=always_known,
        value_fn=lambda printer: printer.tools_off_on_pause,
        turn_fn=_setting(lambda on: PrinterSettings(tools_off_on_pause=on)),
    ),
    ObicoSwitchEntityDescription(
        key="bed_off_on_pause",
        translation_key="bed_off_on_pause",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=always_known,
        value_fn=lambda printer: printer.bed_off_on_pause,
        turn_fn=_setting(lambda on: PrinterSettings(bed_off_on_pause=on)),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of all printers, and of the account's channels."""
    async_add_printer_entities(
        entry, async_add_entities, ObicoSwitch, lambda _: SWITCHES
    )
    async_add_printer_entities(
        entry, async_add_entities, ObicoShareSwitch, lambda _: SHARE_SWITCHES
    )
    async_add_channel_entities(
        entry, async_add_entities, SWITCH_DOMAIN, ObicoChannelSwitch, CHANNEL_SWITCHES
    )
    async_add_reporting_entities(
        entry,
        async_add_entities,
        SWITCH_DOMAIN,
        ObicoReportingSwitch,
        REPORTING_SWITCHES,
    )


class ObicoSwitch(ObicoEntity[ObicoSwitchEntityDescription], SwitchEntity):
    """A switch of a printer."""

    entity_description: ObicoSwitchEntityDescription

    @override
    def _value(self) -> bool | None:
        """Return what the description reads from the printer."""
        return self.entity_description.value_fn(self.printer)

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether the switch is on."""
        return cast(bool | None, self._shown[1])

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on."""
        await self.entity_description.turn_fn(self, True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self.entity_description.turn_fn(self, False)
