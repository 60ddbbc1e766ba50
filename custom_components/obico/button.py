"""Buttons of a printer, and of the account."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.button import (
    DOMAIN as BUTTON_DOMAIN,
    ButtonEntity,
    ButtonEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account_button import ACCOUNT_BUTTONS, ObicoAccountButton
from .channel_button import CHANNEL_BUTTONS, ObicoChannelButton
from .channels import async_add_channel_entities
from .client import Printer, PrinterState, controls
from .commands import (
    ACKNOWLEDGE_ALERT,
    ACKNOWLEDGE_FAILURE,
    ACKNOWLEDGE_NO_FAILURE,
    CANCEL,
    PAUSE,
    RESUME,
    Command,
)
from .control_commands import CONNECT, DISCONNECT, HOME
from .control_number import is_connected, needs_passthrough, takes_commands
from .coordinator import ObicoConfigEntry
from .entity import (
    ObicoEntity,
    ObicoEntityDescription,
    async_add_account_entities,
    async_add_printer_entities,
    needs_account,
)

PARALLEL_UPDATES = 1

CANCELLABLE = frozenset(
    {PrinterState.STARTING, PrinterState.PRINTING, PrinterState.PAUSED}
)


@dataclass(frozen=True, kw_only=True)
class ObicoButtonEntityDescription(ObicoEntityDescription, ButtonEntityDescription):
    """Describes a button of a printer; it is available when pressing it makes sense."""

    command: Command


def _prints(printer: Printer, *states: PrinterState) -> bool:
    """Tell whether a print that Obico knows is in one of these states."""
    return printer.current_print is not None and printer.state in states


def _rests(printer: Printer) -> bool:
    """Tell whether a printer is connected and does nothing."""
    return is_connected(printer) and not printer.busy


BUTTONS: tuple[ObicoButtonEntityDescription, ...] = (
    ObicoButtonEntityDescription(
        key="pause",
        translation_key="pause",
        available_fn=lambda printer: _prints(printer, PrinterState.PRINTING),
        command=PAUSE,
    ),
    ObicoButtonEntityDescription(
        key="resume",
        translation_key="resume",
        available_fn=lambda printer: _prints(printer, PrinterState.PAUSED),
        command=RESUME,
    ),
    ObicoButtonEntityDescription(
        key="cancel",
        translation_key="cancel",
        available_fn=lambda printer: _prints(printer, *CANCELLABLE),
        command=CANCEL,
    ),
    ObicoButtonEntityDescription(
        key="acknowledge_alert",
        translation_key="acknowledge_alert",
        needs_fn=needs_account,
        available_fn=lambda printer: printer.alert_waits,
        command=ACKNOWLEDGE_ALERT,
    ),
    ObicoButtonEntityDescription(
        key="acknowledge_failure",
        translation_key="acknowledge_failure",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=lambda printer: printer.alert_waits,
        command=ACKNOWLEDGE_FAILURE,
    ),
    ObicoButtonEntityDescription(
        key="acknowledge_no_failure",
        translation_key="acknowledge_no_failure",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=lambda printer: printer.alert_waits,
        command=ACKNOWLEDGE_NO_FAILURE,
    ),
    ObicoButtonEntityDescription(
        key="home",
        translation_key="home",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_passthrough,
        exists_fn=takes_commands,
        available_fn=_rests,
        command=HOME,
    ),
    ObicoButtonEntityDescription(
        key="connect",
        translation_key="connect",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_passthrough,
        exists_fn=lambda printer: controls.can_connect(printer.agent_name),
        available_fn=lambda printer: printer.online and not is_connected(printer),
        command=CONNECT,
    ),
    ObicoButtonEntityDescription(
        key="disconnect",
        translation_key="disconnect",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_passthrough,
        exists_fn=lambda printer: controls.can_connect(printer.agent_name),
        available_fn=_rests,
        command=DISCONNECT,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of all printers, of the account, and of its channels."""
    async_add_printer_entities(
        entry, async_add_entities, ObicoButton, lambda _: BUTTONS
    )
    async_add_account_entities(
        entry, async_add_entities, ObicoAccountButton, ACCOUNT_BUTTONS
    )
    async_add_channel_entities(
        entry, async_add_entities, BUTTON_DOMAIN, ObicoChannelButton, CHANNEL_BUTTONS
    )


class ObicoButton(ObicoEntity[ObicoButtonEntityDescription], ButtonEntity):
    """A button of a printer."""

    entity_description: ObicoButtonEntityDescription

    @override
    def _is_available(self) -> bool:
        """Return whether pressing it makes sense and nothing else is under way."""
        pending = self.coordinator.data.pending
        return super()._is_available() and self.printer_id not in pending

    @override
    def _value(self) -> None:
        """Show nothing but whether it can be pressed."""

    @override
    async def async_press(self) -> None:
        """Have the printer do it."""
        await self.async_execute(self.entity_description.command)
