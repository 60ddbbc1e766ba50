"""The entities that tell of a reported printer, whatever they are called now."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import (
    CALLBACK_TYPE,
    CoreState,
    Event,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.event import (
    async_track_entity_registry_updated_event,
    async_track_state_change_event,
)

from .agent_config import CONF_CAMERA, AgentConfig
from .client import AgentSettings, AgentWebcam


class AgentEntities:
    """Finds the entities that a person chose, and listens to them."""

    def __init__(
        self, hass: HomeAssistant, config: AgentConfig, on_change: Callable[[], object]
    ) -> None:
        """Begin without listening; `on_change` hears of each state that changed."""
        self._hass = hass
        self._config = config
        self._on_change = on_change
        # What each field's entity was called last.
        self._known: dict[str, str] = {}
        self._camera_name = "Camera"
        self._stops: list[CALLBACK_TYPE] = []

    def entity_id(self, field: str) -> str | None:
        """Return the entity of a field as it is called now; None when it is gone."""
        if (stored := self._config.entities.get(field)) is None:
            return None
        entity_id = er.async_resolve_entity_id(er.async_get(self._hass), stored)
        if entity_id is not None:
            self._known[field] = entity_id
        return entity_id

    def look(self, field: str) -> State | None:
        """Return the state of the entity of a field."""
        entity_id = self.entity_id(field)
        return self._hass.states.get(entity_id) if entity_id else None

    @property
    def missing(self) -> list[str]:
        """What was chosen and is not there any more, under its last name."""
        if self._hass.state is not CoreState.running:
            # They may still come.
            return []
        registry = er.async_get(self._hass)
        return sorted(
            self._known.get(field, field)
            for field in self._config.entities
            if (entity_id := self.entity_id(field)) is None
            or (
                entity_id not in registry.entities
                and self._hass.states.get(entity_id) is None
            )
        )

    @property
    def camera_name(self) -> str:
        """What a person knows the camera by."""
        if (state := self.look(CONF_CAMERA)) is not None:
            self._camera_name = state.name
        return self._camera_name

    def settings(self, version: str) -> AgentSettings:
        """Return what Obico is told of us, of the camera and of the printer itself."""
        config = self._config
        registry = dr.async_get(self._hass)
        device = registry.async_get(config.device_id) if config.device_id else None
        known = {
            "make": getattr(device, "manufacturer", None),
            "model": getattr(device, "model", None),
        }
        return AgentSettings(
            version=version,
            webcam=AgentWebcam(
                name=self.camera_name,
                rotation=config.rotation,
                flip_h=config.flip_horizontal,
                flip_v=config.flip_vertical,
            ),
            metadata={name: text for name, text in known.items() if text},
        )

    @callback
    def start(self) -> None:
        """Listen, under whatever names the entities come to have."""
        self.stop()
        found = {
            entity_id
            for field in self._config.entities
            if (entity_id := self.entity_id(field)) is not None
        }
        # A camera's state changes whenever somebody looks, and tells nothing.
        telling = found - {self.entity_id(CONF_CAMERA)}
        self._stops = [
            async_track_state_change_event(self._hass, telling, self._changed),
            async_track_entity_registry_updated_event(
                self._hass, found, self._registered_anew
            ),
        ]

    @callback
    def stop(self) -> None:
        """Listen no more."""
        for stop in self._stops:
            stop()
        self._stops = []

    @callback
    def _changed(self, _: Event[Any]) -> None:
        """Tell that something changed."""
        self._on_change()

    @callback
    def _registered_anew(self, _: Event[Any]) -> None:
        """Follow an entity that was renamed, or notice that it was removed."""
        self.start()
        self._on_change()
