"""The switch that shares a printer's live view with whoever has its link."""

from dataclasses import dataclass
from typing import Any, cast, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory

from .entity import ObicoEntity, ObicoEntityDescription, always_known, needs_account


@dataclass(frozen=True, kw_only=True)
class ObicoShareSwitchEntityDescription(
    ObicoEntityDescription, SwitchEntityDescription
):
    """Describes the switch."""


SHARE_SWITCHES: tuple[ObicoShareSwitchEntityDescription, ...] = (
    ObicoShareSwitchEntityDescription(
        key="share_live_view",
        translation_key="share_live_view",
        entity_category=EntityCategory.CONFIG,
        # The server must be asked printer by printer.
        entity_registry_enabled_default=False,
        needs_fn=needs_account,
        available_fn=always_known,
    ),
)


class ObicoShareSwitch(ObicoEntity[ObicoShareSwitchEntityDescription], SwitchEntity):
    """Shares a printer's live view; the link itself is told by an action only."""

    entity_description: ObicoShareSwitchEntityDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to look after the printer."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.sharing.follow(self.printer_id))

    @override
    def _value(self) -> bool | None:
        """Return whether the printer is shared, None until that is known."""
        return self.coordinator.data.shared.get(self.printer_id)

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether the printer is shared."""
        return cast(bool | None, self._shown[1])

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Share it."""
        await self._share(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Make its link invalid."""
        await self._share(False)

    async def _share(self, shared: bool) -> None:
        """Tell the server."""
        await self._tell_errors(
            self._name_of_printer,
            self.coordinator.sharing.async_share(self.printer_id, shared=shared),
        )
