"""Buttons of an account's notification channels."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory

from .channels import ObicoChannelEntity
from .entity import ObicoAccountEntityDescription


@dataclass(frozen=True, kw_only=True)
class ObicoChannelButtonEntityDescription(
    ObicoAccountEntityDescription, ButtonEntityDescription
):
    """Describes a button of a channel."""


CHANNEL_BUTTONS: tuple[ObicoChannelButtonEntityDescription, ...] = (
    ObicoChannelButtonEntityDescription(
        key="send_test",
        translation_key="channel_send_test",
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
)


class ObicoChannelButton(
    ObicoChannelEntity[ObicoChannelButtonEntityDescription], ButtonEntity
):
    """Sends a test message on a notification channel."""

    entity_description: ObicoChannelButtonEntityDescription

    @override
    def _value(self) -> None:
        """Show nothing but whether it can be pressed."""

    @override
    async def async_press(self) -> None:
        """Have the server send a message; tell a person when it does not arrive."""
        if (channel := self.channel) is not None:
            await self._tell_errors(
                channel.name,
                self.coordinator.client.notifications.send_test(channel.id),
            )
