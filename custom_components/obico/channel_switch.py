"""Switches of an account's notification channels."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory

from .channels import ObicoChannelEntity
from .client import NotificationChannel, NotificationKind
from .entity import ObicoAccountEntityDescription


@dataclass(frozen=True, kw_only=True)
class ObicoChannelSwitchEntityDescription(
    ObicoAccountEntityDescription, SwitchEntityDescription
):
    """Describes a switch of a channel; without `kind` it is the channel as a whole."""

    kind: NotificationKind | None = None
    value_fn: Callable[[NotificationChannel], bool | None]


def _of_kind(kind: NotificationKind) -> ObicoChannelSwitchEntityDescription:
    """Return the switch for what people are told of on a channel."""
    key = kind.value.removeprefix("notify_on_")
    return ObicoChannelSwitchEntityDescription(
        key=key,
        translation_key=f"channel_{key}",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        kind=kind,
        value_fn=lambda channel: kind in channel.kinds,
    )


CHANNEL_SWITCHES: tuple[ObicoChannelSwitchEntityDescription, ...] = (
    ObicoChannelSwitchEntityDescription(
        key="enabled",
        translation_key="channel",
        entity_category=EntityCategory.CONFIG,
        value_fn=lambda channel: channel.enabled,
    ),
    *(_of_kind(kind) for kind in NotificationKind),
)


class ObicoChannelSwitch(
    ObicoChannelEntity[ObicoChannelSwitchEntityDescription], SwitchEntity
):
    """A switch of a notification channel."""

    entity_description: ObicoChannelSwitchEntityDescription

    @override
    def _value(self) -> bool | None:
        """Return what the description reads from the channel."""
        channel = self.channel
        return None if channel is None else self.entity_description.value_fn(channel)

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether the switch is on."""
        return cast(bool | None, self._shown[1])

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on."""
        await self._turn(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self._turn(False)

    async def _turn(self, on: bool) -> None:
        """Tell the server."""
        if (channel := self.channel) is None:
            return
        kind = self.entity_description.kind
        await self._tell_errors(
            channel.name,
            self.coordinator.async_change_channel(channel, enabled=on)
            if kind is None
            else self.coordinator.async_change_channel(channel, kinds={kind: on}),
        )
