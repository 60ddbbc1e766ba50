"""What a language model can do with printers: read, and pause. Nothing else."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.const import ASSISTANT
from custom_components.obico.intent import INTENTS
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent, llm
from homeassistant.setup import async_setup_component

from .acting import device_id
from .assist import Dialog, dialog, expose, place, printing
from .conftest import polling_only, set_up
from .simulator import ObicoSimulator, SimulatedPrinter

__all__ = ["dialog"]

pytestmark = pytest.mark.usefixtures("quick_commands")

HAS_LLM = find_spec("homeassistant.components.llm") is not None
with_platform = pytest.mark.skipif(
    not HAS_LLM, reason="this Home Assistant asks no integration for tools"
)
without_platform = pytest.mark.skipif(
    HAS_LLM, reason="this Home Assistant makes no tools of intents by itself"
)


async def tools(hass: HomeAssistant, assistant: str = ASSISTANT) -> llm.APIInstance:
    """Return what a language model that Assist uses is offered."""
    context = llm.LLMContext(
        platform="test",
        context=Context(),
        language="en",
        assistant=assistant,
        device_id=None,
    )
    return await llm.async_get_api(hass, llm.LLM_API_ASSIST, context)


async def ours(hass: HomeAssistant, assistant: str = ASSISTANT) -> set[str]:
    """Return the names of our tools."""
    offered = (await tools(hass, assistant)).tools
    return {tool.name for tool in offered if "obico" in tool.name.casefold()}


async def call(hass: HomeAssistant, name: str, **arguments: Any) -> Any:
    """Return the result of a tool."""
    return await (await tools(hass)).async_call_tool(llm.ToolInput(name, arguments))


@pytest.fixture
async def entry(
    hass: HomeAssistant, dialog: Dialog, account_entry: MockConfigEntry
) -> MockConfigEntry:
    """Return an entry of the account, beside Assist and its API."""
    if HAS_LLM:
        assert await async_setup_component(hass, "llm", {})
    polling_only(hass, account_entry)
    return account_entry


@with_platform
async def test_tools(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """There are two tools for as long as a printer is exposed, and they follow the rules."""
    await set_up(hass, entry)
    found = {
        tool.name: tool
        for tool in (await tools(hass)).tools
        if tool.name.startswith("obico__")
    }
    assert found.keys() == {"obico__GetPrinters", "obico__PausePrint"}
    assert found["obico__GetPrinters"].annotations.read_only
    assert not found["obico__PausePrint"].annotations.read_only
    assert all(tool.integration == "obico" for tool in found.values())
    assert "obico' provides" not in caplog.text
    await expose(hass, device_id(hass, entry, octoprint), exposed=False)
    assert await ours(hass) == set()
    await expose(hass, device_id(hass, entry, octoprint), exposed=True)
    assert await ours(hass) == found.keys()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await ours(hass) == set()


@with_platform
async def test_other_interfaces(
    hass: HomeAssistant, entry: MockConfigEntry, octoprint: SimulatedPrinter
) -> None:
    """Interfaces of others, and those without an assistant, get no tools."""
    await set_up(hass, entry)
    assert await ours(hass, assistant="") == set()
    module = import_module("custom_components.obico.llm")
    context = (await tools(hass)).llm_context
    assert module.async_get_tools(hass, context, "another") is None


@with_platform
async def test_reading(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """All that a person sees at a glance is told, without what is not known."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    await place(hass, device_id(hass, entry, klipper), "Garage")
    result = await call(hass, "obico__GetPrinters")
    prusa, voron = result.data["printers"]
    heaters = prusa.pop("temperatures")
    assert {"bed", "tool0"} <= {heater["name"] for heater in heaters}
    assert all(isinstance(heater["celsius"], float) for heater in heaters)
    assert prusa == {
        "name": "Prusa",
        "state": "printing",
        "print_is_failing": False,
        "file": "benchy_v2.gcode",
        "progress_percent": 0,
        "remaining_minutes": 100,
    }
    assert (voron["name"], voron["area"], voron["state"]) == (
        "Voron",
        "Garage",
        "operational",
    )
    for arguments in ({"printer": "voron", "area": ""}, {"area": "garage"}):
        result = await call(hass, "obico__GetPrinters", **arguments)
        assert [printer["name"] for printer in result.data["printers"]] == ["Voron"]
    result = await call(hass, "obico__GetPrinters", printer="Ender")
    assert result.error
    assert result.data == {"error": "I don't know a printer by the name Ender."}


@with_platform
async def test_reading_what_nobody_knows(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """What was known before the server went away is not told as if it were true."""
    await set_up(hass, entry)
    octoprint.go_offline()
    await entry.runtime_data.async_refresh()
    result = await call(hass, "obico__GetPrinters")
    assert result.data["printers"] == [
        {"name": "Prusa", "state": "offline", "print_is_failing": False}
    ]
    await simulator.stop()
    await entry.runtime_data.async_refresh()
    result = await call(hass, "obico__GetPrinters")
    assert result.data["printers"] == [{"name": "Prusa", "state": "unknown"}]


@with_platform
async def test_pausing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """The only print that can be meant is paused; of several, one has to be named."""
    printing(simulator, octoprint)
    printing(simulator, klipper)
    await set_up(hass, entry)
    result = await call(hass, "obico__PausePrint")
    assert result.error
    assert result.data == {"error": "Which one: Prusa or Voron?"}
    assert octoprint.machine.phase == klipper.machine.phase == "printing"
    result = await call(hass, "obico__PausePrint", printer="Voron")
    assert not result.error
    assert result.data == {"result": "I've paused the print on Voron."}
    klipper.settle()
    assert (octoprint.machine.phase, klipper.machine.phase) == ("printing", "paused")
    octoprint.deaf = True
    result = await call(hass, "obico__PausePrint", printer="Prusa")
    assert result.error
    assert "did not react" in result.data["error"]


@without_platform
async def test_intents_as_tools(
    hass: HomeAssistant, entry: MockConfigEntry, octoprint: SimulatedPrinter
) -> None:
    """Without a platform for tools, the safe intents are tools, and no other."""
    await set_up(hass, entry)
    safe = {item.intent_type for item in INTENTS if item.safe}
    assert await ours(hass) == safe
    assert not safe & {"ObicoCancelPrint", "ObicoResumePrint"}
    result = await call(hass, "ObicoPrintStatus")
    assert result["speech"]["plain"]["speech"] == "Prusa is not printing."


@pytest.mark.parametrize("intent_type", ["ObicoCancelPrint", "ObicoResumePrint"])
async def test_unsafe_intents(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
    intent_type: str,
) -> None:
    """What a language model may not do, it cannot do by way of the intent either."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    with pytest.raises(intent.IntentHandleError, match="what a person says"):
        await intent.async_handle(
            hass, "some_llm", intent_type, assistant=ASSISTANT, language="en"
        )
    assert octoprint.machine.phase == "printing"


async def test_intents_outside_a_conversation(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """Where nobody can answer a question, nothing is cancelled; where nobody is meant, nothing is told."""
    printing(simulator, octoprint)
    await set_up(hass, entry)

    async def handle(intent_type: str, **slots: str) -> intent.IntentResponse:
        return await intent.async_handle(
            hass,
            ASSISTANT,
            intent_type,
            {key: {"value": value} for key, value in slots.items()},
            language="cs",
        )

    response = await handle("ObicoCancelPrint")
    assert response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE
    assert "in a conversation" in response.speech["plain"]["speech"]
    response = await handle("ObicoPrintStatus", printer="Ender")
    assert response.error_code is intent.IntentResponseErrorCode.NO_VALID_TARGETS
    await expose(hass, device_id(hass, entry, octoprint), exposed=False)
    response = await handle("ObicoPrintStatus")
    assert response.error_code is intent.IntentResponseErrorCode.NO_VALID_TARGETS
    assert "expose one to Assist" in response.speech["plain"]["speech"]
    assert octoprint.machine.phase == "printing"
