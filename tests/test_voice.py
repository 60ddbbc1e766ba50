"""Speaking of printers with Assist, through its conversation API."""

from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import set_up


@pytest.fixture
async def assist(hass: HomeAssistant, custom_integrations: None) -> None:
    """Set up Assist."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})


async def say(
    hass: HomeAssistant, text: str, conversation_id=None, **data
) -> tuple[str, str]:
    result: Any = await hass.services.async_call(
        "conversation",
        "process",
        {
            "text": text,
            **({"conversation_id": conversation_id} if conversation_id else {}),
            **data,
        },
        blocking=True,
        return_response=True,
    )
    return result["response"]["speech"]["plain"]["speech"], result["conversation_id"]


async def test_try(
    hass, quick_commands, assist, account_entry, octoprint, klipper, simulator
):
    octoprint.start_print("benchy_v2.gcode", duration=6000)
    for _ in range(3):
        simulator.tick(10)
    await set_up(hass, account_entry)
    for t in [
        "how is my print doing?",
        "How's the Prusa doing",
        "what is printing?",
        "how long until the print is done",
        "is anything wrong with my printer?",
        "is the weather ok",
        "pause the voron",
        "cancel the print",
        "yes",
    ]:
        print(t, "->", await say(hass, t))
    text, cid = await say(hass, "pause the print")
    print(text)
    print(await say(hass, "resume the print"))
    print(await say(hass, "pause the print"))
    octoprint.settle()
    simulator.tick(1)
    await hass.async_block_till_done()
    text, cid = await say(hass, "cancel the print")
    print(text, cid)
    text, cid = await say(hass, "yes", cid)
    print(text, cid)
    print(octoprint.current_print)
    assert 0
