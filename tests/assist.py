"""What tests of the voice share: an Assist to speak to, as its frontend does."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.obico.const import ASSISTANT
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.setup import async_setup_component

from .simulator import ObicoSimulator, SimulatedPrinter


class Dialog:
    """A conversation with Assist."""

    def __init__(self, hass: HomeAssistant, client: Any) -> None:
        """Begin one."""
        self._hass = hass
        self._client = client
        self.response: dict[str, Any] = {}
        self._conversation_id: str | None = None

    async def say(self, text: str, **data: Any) -> str:
        """Say something, and return what is answered."""
        result = await self.command(
            "conversation/process",
            text=text,
            conversation_id=self._conversation_id,
            **data,
        )
        self._conversation_id = result["conversation_id"]
        self.response = result["response"]
        spoken: str = self.response["speech"]["plain"]["speech"]
        return spoken

    async def command(self, kind: str, **data: Any) -> dict[str, Any]:
        """Return the result of a command of the WebSocket API."""
        await self._client.send_json_auto_id({"type": kind, **data})
        message: dict[str, Any] = await self._client.receive_json()
        assert message["success"], message
        result: dict[str, Any] = message["result"]
        return result

    def another(self) -> Dialog:
        """Return another conversation."""
        return Dialog(self._hass, self._client)


async def set_up_assist(hass: HomeAssistant) -> None:
    """Set up Assist."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, ASSISTANT, {})


@pytest.fixture
async def dialog(
    hass: HomeAssistant,
    custom_integrations: None,
    hass_ws_client: WebSocketGenerator,
) -> Dialog:
    """Return a conversation with Assist, which is set up."""
    await set_up_assist(hass)
    return Dialog(hass, await hass_ws_client(hass))


async def expose(hass: HomeAssistant, device_id: str, *, exposed: bool) -> None:
    """Expose all entities of a device to Assist, or none."""
    for entity in er.async_entries_for_device(er.async_get(hass), device_id):
        async_expose_entity(hass, ASSISTANT, entity.entity_id, exposed)
    await hass.async_block_till_done()


async def place(hass: HomeAssistant, device_id: str, area: str) -> None:
    """Put a device into an area."""
    area_id = ar.async_get(hass).async_get_or_create(area).id
    dr.async_get(hass).async_update_device(device_id, area_id=area_id)
    await hass.async_block_till_done()


def printing(
    simulator: ObicoSimulator, printer: SimulatedPrinter, name: str = "benchy_v2.gcode"
) -> None:
    """Have a print under way that takes 100 minutes."""
    printer.start_print(name, duration=6000)
    simulator.tick(1)
