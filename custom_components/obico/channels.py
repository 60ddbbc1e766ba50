"""Entities of an account's notification channels, which come and go."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .audience import ACCOUNT
from .client import NotificationChannel
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .entity import ObicoAccountEntity, ObicoAccountEntityDescription


class ObicoChannelEntity[DescriptionT: ObicoAccountEntityDescription](
    ObicoAccountEntity[DescriptionT]
):
    """An entity of a notification channel; an account has one for each plug-in."""

    def __init__(
        self, coordinator: ObicoCoordinator, name: str, description: DescriptionT
    ) -> None:
        """Bind the description to the channel of a plug-in."""
        super().__init__(coordinator, description)
        self._channel = name
        self._attr_unique_id = channel_unique_id(coordinator, name, description.key)
        self._attr_translation_placeholders = {"channel": name.capitalize()}

    @property
    def channel(self) -> NotificationChannel | None:
        """The channel as it was read last."""
        if (account := self.coordinator.data.account) is None:
            return None
        channels = account.channels or ()
        return next((item for item in channels if item.name == self._channel), None)

    @override
    def _is_available(self) -> bool:
        """Return whether the channel is there."""
        return super()._is_available() and self.channel is not None


def channel_unique_id(coordinator: ObicoCoordinator, name: str, key: str) -> str:
    """Return what the entity registry knows an entity of a channel by."""
    return f"{coordinator.account_identifier[1]}_channel_{name}_{key}"


@callback
def async_add_channel_entities[DescriptionT: ObicoAccountEntityDescription](
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    domain: str,
    entity_class: Callable[[ObicoCoordinator, str, DescriptionT], Entity],
    descriptions: Iterable[DescriptionT],
) -> None:
    """Add the entities of every channel now and later, and remove those of lost ones."""
    coordinator = entry.runtime_data
    descriptions = tuple(descriptions)
    known: set[str] = set()

    @callback
    def follow() -> None:
        account = coordinator.data.account
        if account is None or account.channels is None:
            return
        present = {channel.name: channel for channel in account.channels}
        async_add_entities(
            entity_class(coordinator, name, description)
            for name in present
            if name not in known
            for description in descriptions
        )
        for name in known - present.keys():
            _remove(name)
        known.clear()
        known.update(present)

    @callback
    def _remove(name: str) -> None:
        registry = er.async_get(coordinator.hass)
        for description in descriptions:
            unique_id = channel_unique_id(coordinator, name, description.key)
            if found := registry.async_get_entity_id(domain, entry.domain, unique_id):
                registry.async_remove(found)

    follow()
    entry.async_on_unload(coordinator.async_add_listener(follow, ACCOUNT))
