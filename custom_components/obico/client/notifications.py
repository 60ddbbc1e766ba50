"""How people are told: notification channels, their plug-ins, and phones."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Self

from .errors import ObicoNotAServerError, ObicoRefusedError, Refusal
from .reading import Json, read_flag, read_integer, read_object, read_text, read_time
from .record import Record, secret
from .subject import Subject, inner, read_record, read_records

PATH = "/api/v1/notification_settings/"
# The plug-in that calls a URL, and the name of that URL in its configuration.
WEBHOOK = "webhook"
WEBHOOK_URL = "custom_webhook_URL"


class NotificationKind(StrEnum):
    """What people are told of."""

    FAILURE_ALERT = "notify_on_failure_alert"
    FILAMENT_CHANGE = "notify_on_filament_change"
    HEATER_STATUS = "notify_on_heater_status"
    PRINT_CANCELLED = "notify_on_print_cancelled"
    PRINT_DONE = "notify_on_print_done"
    PRINT_PAUSE = "notify_on_print_pause"
    PRINT_RESUME = "notify_on_print_resume"
    PRINT_START = "notify_on_print_start"


class NotificationChannel(Record):
    """A way in which people are told; there is one for each plug-in."""

    id: int
    name: str
    enabled: bool | None
    kinds: frozenset[NotificationKind]
    config: Mapping[str, object] = secret()

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a channel; None without an id or a name."""
        if not isinstance(data, dict):
            return None
        number, name = read_integer(data, "id"), read_text(data, "name")
        if number is None or name is None:
            return None
        return cls(
            id=number,
            name=name,
            enabled=read_flag(data, "enabled"),
            kinds=frozenset(kind for kind in NotificationKind if read_flag(data, kind)),
            config=read_object(data, "config"),
        )


class NotificationPlugin(Record):
    """A kind of channel that the server knows.

    `ready` is false when its administrator has left out settings that it needs.
    """

    name: str
    kinds: frozenset[NotificationKind]
    ready: bool

    @classmethod
    def all_from_json(cls, data: object) -> tuple[Self, ...]:
        """Read all. Raises ObicoNotAServerError when there are none."""
        plugins = inner(data, "plugins")
        if not isinstance(plugins, dict):
            raise ObicoNotAServerError("there are no plug-ins")
        return tuple(
            cls._from_json(name, plugin)
            for name, plugin in plugins.items()
            if isinstance(plugin, dict)
        )

    @classmethod
    def _from_json(cls, name: str, plugin: Json) -> Self:
        """Read one."""
        features = plugin.get("features")
        variables = read_object(plugin, "env_vars")
        missing = (
            isinstance(variable, dict)
            and read_flag(variable, "is_required")
            and read_flag(variable, "is_set") is False
            for variable in variables.values()
        )
        return cls(
            name=name,
            kinds=frozenset(
                kind
                for kind in NotificationKind
                if isinstance(features, list) and kind in features
            ),
            ready=not any(missing),
        )


class MobileDevice(Record):
    """A phone with Obico's app."""

    id: int
    platform: str | None
    app_version: str | None
    created_at: datetime | None
    deactivated_at: datetime | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a phone; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        return cls(
            id=number,
            platform=read_text(data, "platform"),
            app_version=read_text(data, "app_version"),
            created_at=read_time(data, "created_at"),
            deactivated_at=read_time(data, "deactivated_at"),
        )


class Notifications(Subject):
    """Requests about notifications."""

    async def get_plugins(self) -> tuple[NotificationPlugin, ...]:
        """Return the plug-ins that a channel can be made of."""
        data = await self._client.call("GET", f"{PATH}available_plugins/")
        return NotificationPlugin.all_from_json(data)

    async def get_channels(self) -> tuple[NotificationChannel, ...]:
        """Return the channels of the account."""
        data = await self._client.call("GET", PATH)
        return read_records(data, NotificationChannel.from_json)

    async def create(
        self,
        plugin: str,
        config: Mapping[str, object],
        *,
        kinds: Collection[NotificationKind],
        enabled: bool = True,
    ) -> NotificationChannel:
        """Create a channel and return it.

        Refused are a second one of a plug-in, an unknown plug-in, and a bad configuration.
        """
        try:
            data = await self._client.call(
                "POST",
                PATH,
                json={
                    "name": plugin,
                    "config": config,
                    "enabled": enabled,
                    **{kind.value: kind in kinds for kind in NotificationKind},
                },
                refusals={
                    400: Refusal.CHANNEL_CONFIG,
                    500: Refusal.UNKNOWN_CHANNEL,
                },
            )
        except ObicoRefusedError as error:
            if "non_field_errors" in error.fields:
                raise ObicoRefusedError(Refusal.CHANNEL_EXISTS) from None
            raise
        return read_record(data, NotificationChannel.from_json)

    async def update(
        self,
        channel: NotificationChannel,
        *,
        enabled: bool | None = None,
        kinds: Mapping[NotificationKind, bool] | None = None,
        config: Mapping[str, object] | None = None,
    ) -> NotificationChannel:
        """Change some of a channel, and return it."""
        changes: dict[str, object] = {
            kind.value: wanted for kind, wanted in (kinds or {}).items()
        }
        if enabled is not None:
            changes["enabled"] = enabled
        if config is not None:
            changes["config"] = config
        data = await self._client.call(
            "PATCH",
            f"{PATH}{channel.id}/",
            # The server fails without the name, though it does not change.
            json={"name": channel.name, **changes},
            refusals={400: Refusal.CHANNEL_CONFIG},
        )
        return read_record(data, NotificationChannel.from_json)

    async def delete(self, channel_id: int) -> None:
        """Delete a channel."""
        await self._client.call("DELETE", f"{PATH}{channel_id}/")

    async def send_test(self, channel_id: int) -> None:
        """Have the server send a test message; refused when it does not arrive."""
        await self._client.call(
            "POST",
            f"{PATH}{channel_id}/send_test_message/",
            refusals={418: Refusal.TEST_FAILED},
        )

    async def get_mobile_devices(self) -> tuple[MobileDevice, ...]:
        """Return the phones that are told, too."""
        data = await self._client.call("GET", "/api/v1/mobile_devices/")
        return read_records(data, MobileDevice.from_json)
