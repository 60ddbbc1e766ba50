"""Intents about printers, for Assist, for a person's own sentences and for language models."""

from collections.abc import Awaitable, Callable
from typing import Any, override

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, intent

from . import voice_answers as answers, voice_steering as steering
from .client.record import Record
from .const import ASSISTANT, ATTR_AREA, ATTR_PRINTER
from .voice import async_get_hearing
from .voice_language import async_load_language
from .voice_request import CannotAnswerError, NoSuchPrinterError, Request, async_request


class ObicoIntent(Record):
    """An intent: what it is for, in words for a language model, and what it answers.

    One that is not `safe` is only for what a person says. A Home Assistant without an
    `llm` integration would make a tool for language models of it, if its platforms were
    not ones that have no entities.
    """

    intent_type: str
    description: str
    answer_fn: Callable[[Request], Awaitable[str]]
    asks: bool = False
    safe: bool = True


def _steer(deed: steering.Deed) -> Callable[[Request], Awaitable[str]]:
    """Return what has a printer do something."""
    return lambda request: steering.steer(
        request, async_get_hearing(request.hass).questions, deed
    )


INTENTS: tuple[ObicoIntent, ...] = (
    ObicoIntent(
        intent_type="ObicoPrintStatus",
        description="Tells how the prints of 3D printers are doing",
        answer_fn=answers.status,
        asks=True,
    ),
    ObicoIntent(
        intent_type="ObicoTimeLeft",
        description="Tells how long the prints of 3D printers will still take",
        answer_fn=answers.time_left,
        asks=True,
    ),
    ObicoIntent(
        intent_type="ObicoWhatIsPrinting",
        description="Tells what 3D printers are printing",
        answer_fn=answers.printing,
        asks=True,
    ),
    ObicoIntent(
        intent_type="ObicoPrinterProblems",
        description="Tells whether anything is wrong with 3D printers or their prints",
        answer_fn=answers.problems,
        asks=True,
    ),
    ObicoIntent(
        intent_type="ObicoPausePrint",
        description="Pauses the print of a 3D printer",
        answer_fn=_steer(steering.PAUSE),
    ),
    ObicoIntent(
        intent_type="ObicoResumePrint",
        description="Resumes the paused print of a 3D printer",
        answer_fn=_steer(steering.RESUME),
        safe=False,
    ),
    ObicoIntent(
        intent_type="ObicoCancelPrint",
        description="Asks whether the print of a 3D printer shall be cancelled",
        answer_fn=_steer(steering.CANCEL),
        safe=False,
    ),
)


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register the intents."""
    for description in INTENTS:
        intent.async_register(hass, ObicoIntentHandler(description))


class ObicoIntentHandler(intent.IntentHandler):
    """Answers an intent in the language of whoever asks."""

    slot_schema = {
        vol.Optional(ATTR_PRINTER, description="Name of the printer"): cv.string,
        vol.Optional(ATTR_AREA, description="Area of the printer"): cv.string,
    }

    def __init__(self, description: ObicoIntent) -> None:
        """Take the description."""
        self._intent = description
        self.intent_type = description.intent_type
        self.description = description.description
        if not description.safe:
            self.platforms = {ASSISTANT}

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Answer, or tell why not."""
        if not self.async_can_handle(intent_obj):
            raise intent.IntentHandleError(
                f"{self.intent_type} is for what a person says to Assist"
            )
        slots = self.async_validate_slots(intent_obj.slots)
        hass = intent_obj.hass
        language = await async_load_language(hass, intent_obj.language)
        response = intent_obj.create_response()
        if self._intent.asks:
            response.response_type = intent.IntentResponseType.QUERY_ANSWER
        try:
            request = async_request(
                hass,
                language.speech,
                assistant=intent_obj.assistant,
                printer=_text(slots, ATTR_PRINTER),
                area=_text(slots, ATTR_AREA),
                device_id=intent_obj.device_id,
            )
            response.async_set_speech(await self._intent.answer_fn(request))
        except NoSuchPrinterError as error:
            response.async_set_error(
                intent.IntentResponseErrorCode.NO_VALID_TARGETS, str(error)
            )
        except CannotAnswerError as error:
            response.async_set_error(
                intent.IntentResponseErrorCode.FAILED_TO_HANDLE, str(error)
            )
        return response


def _text(slots: dict[str, Any], key: str) -> str | None:
    """Return the text in a slot."""
    return slots[key]["value"] if key in slots else None
