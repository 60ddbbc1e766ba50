"""Learns what can be said: of which printers, in which languages, and when that changed."""

from typing import TYPE_CHECKING, Any

from homeassistant.components.homeassistant.exposed_entities import (
    async_listen_entity_updates,
)
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE, MATCH_ALL
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.start import async_at_started

from .const import ASSISTANT, DOMAIN
from .voice_language import async_load_language, matching_language
from .voice_printers import async_exposed_printers

if TYPE_CHECKING:
    from .voice_grammar import Grammar

PIPELINES = "assist_pipeline"


class Lessons:
    """Keeps the grammars true to the printers that may be spoken of."""

    def __init__(self, hass: HomeAssistant, on_change: CALLBACK_TYPE) -> None:
        """Begin without knowing anything; a listener is told when that changed."""
        self._hass = hass
        self._on_change = on_change
        self.grammars: list[Grammar] = []
        self._listeners: list[CALLBACK_TYPE] = []
        self._attending = False
        self._outdated = False
        self._learning = False

    @callback
    def start(self) -> None:
        """Begin to learn when Home Assistant has started, and everything is there."""
        self._listeners.append(async_at_started(self._hass, self._attend))

    @callback
    def stop(self) -> None:
        """Forget everything."""
        while self._listeners:
            self._listeners.pop()()
        self._attending = False
        self._take([])

    @callback
    def _attend(self, hass: HomeAssistant) -> None:
        """Listen to all that changes what can be said."""
        if ASSISTANT not in hass.config.components:
            return
        learn = self.learn
        self._attending = True
        self._listeners += [
            async_listen_entity_updates(hass, ASSISTANT, learn),
            hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, learn),
            hass.bus.async_listen(ar.EVENT_AREA_REGISTRY_UPDATED, learn),
            hass.bus.async_listen(
                dr.EVENT_DEVICE_REGISTRY_UPDATED, learn, self._is_our_device
            ),
            hass.bus.async_listen(
                er.EVENT_ENTITY_REGISTRY_UPDATED, learn, self._is_our_entity
            ),
        ]
        if PIPELINES in hass.config.components:
            from homeassistant.components.assist_pipeline.pipeline import (  # noqa: PLC0415
                KEY_ASSIST_PIPELINE,
            )

            async def pipeline_changed(*_: object) -> None:
                learn()

            store = hass.data[KEY_ASSIST_PIPELINE].pipeline_store
            self._listeners.append(store.async_add_listener(pipeline_changed))
        learn()

    @callback
    def _is_our_device(self, data: dr.EventDeviceRegistryUpdatedData) -> bool:
        """Tell whether a device that changed is one of ours, or may have been."""
        device = dr.async_get(self._hass).async_get(data["device_id"])
        return device is None or any(name[0] == DOMAIN for name in device.identifiers)

    @callback
    def _is_our_entity(self, data: er.EventEntityRegistryUpdatedData) -> bool:
        """Tell whether an entity that changed is one of ours, or may have been."""
        entity = er.async_get(self._hass).async_get(data["entity_id"])
        return entity is None or entity.platform == DOMAIN

    @callback
    def learn(self, _: Event[Any] | None = None) -> None:
        """Learn anew, once for all that changes in this moment."""
        self._outdated = True
        if self._attending and not self._learning:
            self._learning = True
            self._hass.async_create_task(
                self._learn(), f"{DOMAIN} sentences", eager_start=False
            )

    async def _learn(self) -> None:
        """Learn until nothing changed meanwhile."""
        try:
            while self._outdated:
                self._outdated = False
                grammars = await self._current()
                if self._attending:
                    self._take(grammars)
        finally:
            self._learning = False

    @callback
    def _take(self, grammars: list[Grammar]) -> None:
        """Know these grammars."""
        if grammars != self.grammars:
            self.grammars = grammars
            self._on_change()

    async def _current(self) -> list[Grammar]:
        """Return what can be said now, in each language that is in use."""
        if not (printers := async_exposed_printers(self._hass, ASSISTANT)):
            return []
        # Its matcher is there when Assist is.
        from .voice_grammar import Grammar, spoken_names  # noqa: PLC0415

        return [
            Grammar(
                language=await async_load_language(self._hass, code),
                printers=spoken_names(exposed.names for exposed in printers),
                areas=spoken_names(exposed.areas for exposed in printers),
            )
            for code in sorted(self._languages())
        ]

    def _languages(self) -> set[str]:
        """Return the languages of Home Assistant and of its voice assistants."""
        used = {self._hass.config.language}
        if PIPELINES in self._hass.config.components:
            from homeassistant.components.assist_pipeline import async_get_pipelines  # noqa: PLC0415

            for pipeline in async_get_pipelines(self._hass):
                used |= {pipeline.language, pipeline.conversation_language}
        codes = map(matching_language, used - {MATCH_ALL})
        return {code for code in codes if code is not None}
