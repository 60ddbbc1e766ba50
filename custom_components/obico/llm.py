"""Tools for language models: to read about printers, and to pause a print.

Nothing else: what may spoil a print or a printer is for a person. A Home Assistant
without an `llm` integration does not ask for this file; there, the safe ones of our
intents are tools by themselves.
"""

from typing import override

import voluptuous as vol

from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    LLMContext,
    Tool,
    ToolAnnotations,
    ToolInput,
    ToolResult,
)
from homeassistant.util.json import JsonObjectType, JsonValueType

from .client import Heater
from .const import ATTR_AREA, ATTR_PRINTER, DOMAIN
from .voice_language import ENGLISH, async_load_language
from .voice_printers import ExposedPrinter, async_exposed_printers
from .voice_request import CannotAnswerError, Request, async_request
from .voice_steering import PAUSE, candidates, do, which


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return our tools, if the assistant may know of a printer."""
    if api_id != LLM_API_ASSIST or not llm_context.assistant:
        return None
    if not async_exposed_printers(hass, llm_context.assistant):
        return None
    return LLMTools(tools=[GetPrintersTool(), PausePrintTool()])


class PrinterTool(Tool):
    """What the tools share: which printers they are about, and telling what is wrong."""

    integration = DOMAIN
    parameters = vol.Schema(
        {
            vol.Optional(ATTR_PRINTER, description="Name of the printer"): cv.string,
            vol.Optional(ATTR_AREA, description="Area of the printer"): cv.string,
        }
    )

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Do it."""
        wanted = {key: text for key, text in tool_input.tool_args.items() if text}
        language = await async_load_language(hass, ENGLISH)
        try:
            request = async_request(
                hass,
                language.speech,
                assistant=llm_context.assistant,
                device_id=llm_context.device_id,
                **self.parameters(wanted),
            )
            return ToolResult(data=await self.async_answer(request))
        except CannotAnswerError as error:
            return ToolResult(data={"error": str(error)}, error=True)

    async def async_answer(self, request: Request) -> JsonObjectType:
        """Return the result of a request. Raises CannotAnswerError."""
        raise NotImplementedError


class GetPrintersTool(PrinterTool):
    """Tells of printers and their prints."""

    name = f"{DOMAIN}__GetPrinters"
    title = "Get 3D printers"
    description = (
        "Provides the current state of the user's 3D printers and their prints: what "
        "they do, the file, the progress, the remaining time, temperatures, and "
        "whether Obico's failure detection thinks that the print is failing. Filter "
        "by the name or the area of a printer, or get all of them."
    )
    annotations = ToolAnnotations(read_only=True, open_world=False)

    @override
    async def async_answer(self, request: Request) -> JsonObjectType:
        """Return what is known of the printers."""
        return {"printers": [_facts(exposed) for exposed in request.printers]}


class PausePrintTool(PrinterTool):
    """Pauses a print."""

    name = f"{DOMAIN}__PausePrint"
    title = "Pause 3D print"
    description = (
        "Pauses the print of one of the user's 3D printers. Name the printer if "
        "several are printing. To resume or cancel a print is up to the user."
    )
    annotations = ToolAnnotations(destructive=False, open_world=False)

    @override
    async def async_answer(self, request: Request) -> JsonObjectType:
        """Pause the only print that can be meant."""
        found = candidates(request, PAUSE)
        if len(found) > 1:
            raise CannotAnswerError(which(request, found))
        return {"result": await do(request, PAUSE, found[0])}


def _facts(exposed: ExposedPrinter) -> JsonObjectType:
    """Return what is known of a printer, without what is not known."""
    if not exposed.known:
        return {"name": exposed.name, "state": "unknown"}
    printer, status = exposed.printer, exposed.printer.status
    facts: JsonObjectType = {
        "name": exposed.name,
        "area": exposed.areas[0] if exposed.areas else None,
        "state": exposed.state.value,
        "print_is_failing": printer.alert_waits,
    }
    if exposed.busy:
        facts |= {
            "file": printer.file_name,
            "progress_percent": exposed.progress,
            "remaining_minutes": None
            if exposed.remaining is None
            else round(exposed.remaining / 60),
        }
    if status is not None:
        facts |= {
            "error": status.error,
            "needs_attention": status.user_interaction_required,
            "temperatures": [_temperature(heater) for heater in status.heaters],
        }
    return {key: value for key, value in facts.items() if value is not None}


def _temperature(heater: Heater) -> dict[str, JsonValueType]:
    """Return what is known of a heater, in °C."""
    return {
        "name": heater.name,
        "celsius": heater.actual,
        "target_celsius": heater.target,
    }
