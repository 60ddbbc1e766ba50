"""Actions about an account: the ways in which people are told of their prints."""

from collections.abc import Mapping
from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType

from .actions import ACCOUNT, NAME, Action, account, invalid
from .client import NotificationChannel, NotificationKind

ATTR_CHANNEL: Final = "channel"
ATTR_CONFIG: Final = "config"
ATTR_ENABLED: Final = "enabled"
ATTR_KINDS: Final = "kinds"

KINDS: Final = {
    kind.value.removeprefix("notify_on_"): kind for kind in NotificationKind
}


def _tell_channel(channel: NotificationChannel) -> JsonObjectType:
    """Return a channel as responses have it, without its configuration, which is secret."""
    return {
        "id": channel.id,
        "channel": channel.name,
        "enabled": channel.enabled,
        "kinds": [name for name, kind in KINDS.items() if kind in channel.kinds],
    }


async def _get_notification_channels(call: ServiceCall) -> ServiceResponse:
    """Return the channels that there are, and those that there could be."""
    target = account(call)
    channels = await target.async_ask(target.coordinator.async_read_channels())
    plugins = await target.async_ask(target.client.notifications.get_plugins())
    return {
        "channels": [_tell_channel(channel) for channel in channels],
        "available": [
            {
                "channel": plugin.name,
                "kinds": [name for name, kind in KINDS.items() if kind in plugin.kinds],
                "ready": plugin.ready,
            }
            for plugin in plugins
        ],
    }


async def _create_notification_channel(call: ServiceCall) -> ServiceResponse:
    """Create a channel."""
    target, data = account(call), call.data
    channel = await target.async_ask(
        target.client.notifications.create(
            data[ATTR_CHANNEL],
            data[ATTR_CONFIG],
            kinds=[KINDS[kind] for kind in data[ATTR_KINDS]],
            enabled=data[ATTR_ENABLED],
        )
    )
    await target.async_ask(target.coordinator.async_read_channels())
    return {"channel": _tell_channel(channel)}


async def _delete_notification_channel(call: ServiceCall) -> ServiceResponse:
    """Delete a channel."""
    target, name = account(call), call.data[ATTR_CHANNEL]
    channels = await target.async_ask(target.coordinator.async_read_channels())
    found = next((channel for channel in channels if channel.name == name), None)
    if found is None:
        raise invalid(
            "channel_not_found",
            channel=name,
            channels=", ".join(channel.name for channel in channels) or "–",
        )
    await target.async_ask(target.client.notifications.delete(found.id))
    await target.async_ask(target.coordinator.async_read_channels())
    return {"deleted": _tell_channel(found)}


ACCOUNT_ACTIONS: Mapping[str, Action] = {
    "create_notification_channel": Action(
        fields={
            **ACCOUNT,
            vol.Required(ATTR_CHANNEL): NAME,
            vol.Optional(ATTR_CONFIG, default=dict): {cv.string: object},
            vol.Optional(ATTR_KINDS, default=list(KINDS)): vol.All(
                cv.ensure_list, [vol.In(KINDS)]
            ),
            vol.Optional(ATTR_ENABLED, default=True): cv.boolean,
        },
        handler=_create_notification_channel,
        response=SupportsResponse.OPTIONAL,
    ),
    "delete_notification_channel": Action(
        fields={**ACCOUNT, vol.Required(ATTR_CHANNEL): NAME},
        handler=_delete_notification_channel,
        response=SupportsResponse.OPTIONAL,
    ),
    "get_notification_channels": Action(
        fields=ACCOUNT,
        handler=_get_notification_channels,
        response=SupportsResponse.ONLY,
    ),
}
