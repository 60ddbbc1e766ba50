"""Selects of a printer: its settings in Obico that are one of several choices."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client import FailureAction, Printer, PrinterSettings
from .coordinator import ObicoConfigEntry
from .entity import (
    ObicoEntity,
    ObicoEntityDescription,
    always_known,
    async_add_printer_entities,
    needs_account,
)
from .preheat_select import PREHEATS, ObicoPreheat

PARALLEL_UPDATES = 1

# What the server calls an action, by the option that stands for it.
FAILURE_ACTIONS = {
    "notify": FailureAction.NONE,
    "pause": FailureAction.PAUSE,
}


@dataclass(frozen=True, kw_only=True)
class ObicoSelectEntityDescription(ObicoEntityDescription, SelectEntityDescription):
    """Describes a select of a printer."""

    value_fn: Callable[[Printer], str | None]
    settings_fn: Callable[[str], PrinterSettings]


def _failure_action(printer: Printer) -> str | None:
    """Return the option of what happens at a failure; the server may hold any text."""
    return next(
        (
            option
            for option, action in FAILURE_ACTIONS.items()
            if action == printer.action_on_failure
        ),
        None,
    )


SELECTS: tuple[ObicoSelectEntityDescription, ...] = (
    ObicoSelectEntityDescription(
        key="action_on_failure",
        translation_key="action_on_failure",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_account,
        available_fn=always_known,
        options=list(FAILURE_ACTIONS),
        value_fn=_failure_action,
        settings_fn=lambda option: PrinterSettings(
            action_on_failure=FAILURE_ACTIONS[option]
        ),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the selects of all printers."""
    async_add_printer_entities(
        entry, async_add_entities, ObicoSelect, lambda _: SELECTS
    )
    async_add_printer_entities(
        entry, async_add_entities, ObicoPreheat, lambda _: PREHEATS
    )


class ObicoSelect(ObicoEntity[ObicoSelectEntityDescription], SelectEntity):
    """A select of a printer."""

    entity_description: ObicoSelectEntityDescription

    @override
    def _value(self) -> str | None:
        """Return what the description reads from the printer."""
        return self.entity_description.value_fn(self.printer)

    @property
    @override
    def current_option(self) -> str | None:
        """The option that is chosen."""
        return cast(str | None, self._shown[1])

    @override
    async def async_select_option(self, option: str) -> None:
        """Choose an option."""
        await self.async_change_settings(self.entity_description.settings_fn(option))
