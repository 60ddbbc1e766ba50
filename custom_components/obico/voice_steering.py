"""What a voice can have a printer do: pause, resume, and cancel after a question."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError

from .button import BUTTONS
from .client import Printer
from .client.record import Record
from .commands import Command
from .const import ATTR_PRINTER, DOMAIN, LOGGER
from .data import print_id
from .errors import async_tell_errors
from .texts import async_error_text
from .voice_answers import named_print, state
from .voice_printers import ExposedPrinter, async_exposed_printers
from .voice_questions import Questions
from .voice_request import CannotAnswerError, Heard, Request

# Seconds until a person is told that it takes its time, instead of that it is done.
PATIENCE = 5.0


class Deed(Record):
    """What the button of a key does; its texts begin with the key."""

    key: str
    command: Command
    possible_fn: Callable[[Printer], bool]
    asks: bool = False

    def fits(self, exposed: ExposedPrinter) -> bool:
        """Tell whether it makes sense now, as the button does."""
        return (
            exposed.known
            and exposed.printer.id not in exposed.coordinator.data.pending
            and self.possible_fn(exposed.printer)
        )


def _deed(key: str, *, asks: bool = False) -> Deed:
    """Return what a button does."""
    button = next(button for button in BUTTONS if button.key == key)
    return Deed(
        key=key, command=button.command, possible_fn=button.available_fn, asks=asks
    )


PAUSE: Final = _deed("pause")
RESUME: Final = _deed("resume")
CANCEL: Final = _deed("cancel", asks=True)


def candidates(request: Request, deed: Deed) -> list[ExposedPrinter]:
    """Return the printers of which it makes sense: one, or several that may be meant.

    Raises CannotAnswerError if it makes sense of none.
    """
    speech = request.speech
    found = [exposed for exposed in request.printers if deed.fits(exposed)]
    if not found and len(request.printers) == 1:
        raise CannotAnswerError(state(speech, request.printers[0]))
    if not found:
        raise CannotAnswerError(speech.say(f"{deed.key}_nothing"))
    here = [one for one in found if one.area_id and one.area_id == request.area_id]
    return here if len(here) == 1 else found


def which(request: Request, printers: list[ExposedPrinter]) -> str:
    """Return the question which printer is meant."""
    names = [one.name for one in printers]
    return request.speech.say("which", printers=request.speech.listing(names, "or"))


async def steer(request: Request, questions: Questions, deed: Deed) -> str:
    """Do it; ask back which printer is meant, or whether it shall be done at all."""
    found = candidates(request, deed)
    if len(found) == 1:
        return await _chosen(request, questions, deed, found[0])
    return _ask(
        request,
        questions,
        which(request, found),
        partial(_which, request, questions, deed, found),
    )


async def _which(
    request: Request,
    questions: Questions,
    deed: Deed,
    found: list[ExposedPrinter],
    answer: Heard,
) -> str:
    """Take the name of the printer that was meant."""
    name = answer.slots.get(ATTR_PRINTER)
    for exposed in found:
        if exposed.name == name:
            return await _chosen(request, questions, deed, exposed)
    return request.speech.say("left_alone")


async def _chosen(
    request: Request, questions: Questions, deed: Deed, exposed: ExposedPrinter
) -> str:
    """Do it, after a question if there is no way back."""
    if not deed.asks:
        return await do(request, deed, exposed)
    return _ask(
        request,
        questions,
        named_print(request.speech, exposed, f"{deed.key}_sure"),
        partial(_sure, request, deed, exposed),
    )


@callback
def _ask(
    request: Request,
    questions: Questions,
    question: str,
    answered: Callable[[Heard], Awaitable[str]],
) -> str:
    """Ask something, where there is a conversation that can answer."""
    if not questions.ask(answered):
        raise CannotAnswerError(request.speech.say("cannot_ask"))
    return question


async def _sure(
    request: Request, deed: Deed, before: ExposedPrinter, answer: Heard
) -> str:
    """Do it if the answer is yes, and the print is still the one that was asked about."""
    if answer.key != "accept":
        return request.speech.say("left_alone")
    for now in async_exposed_printers(request.hass, request.assistant):
        if (
            now.coordinator is before.coordinator
            and now.printer.id == before.printer.id
            and print_id(now.printer) == print_id(before.printer)
            and deed.fits(now)
        ):
            return await do(request, deed, now)
    return request.speech.say("print_over")


async def do(request: Request, deed: Deed, exposed: ExposedPrinter) -> str:
    """Do it, and tell what came of it. Raises CannotAnswerError with what went wrong."""
    coordinator, speech = exposed.coordinator, request.speech
    entry = coordinator.config_entry
    task = entry.async_create_background_task(
        request.hass,
        async_tell_errors(
            request.hass,
            entry,
            exposed.name,
            coordinator.async_execute(deed.command, exposed.printer.id),
        ),
        f"{DOMAIN} {deed.key} by voice",
    )
    await asyncio.wait({task}, timeout=PATIENCE)
    if not task.done() or task.cancelled():
        task.add_done_callback(_log_failure)
        return speech.say("takes_time", printer=exposed.name)
    try:
        task.result()
    except HomeAssistantError as error:
        told = await async_error_text(request.hass, speech.code, error)
        raise CannotAnswerError(told) from error
    return speech.say(f"{deed.key}_done", printer=exposed.name)


def _log_failure(task: asyncio.Task[None]) -> None:
    """Log what nobody can be told any more."""
    if not task.cancelled() and (error := task.exception()) is not None:
        LOGGER.warning("What was asked by voice was not done: %s", error)
