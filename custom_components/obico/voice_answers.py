"""What is answered to questions about printers."""

from collections.abc import Iterator

from .client import PrinterState
from .voice_printers import ExposedPrinter
from .voice_request import Request
from .voice_speech import Speech, spoken_file

# What is said of states in which nothing else is worth telling.
SIMPLE_STATES = {
    PrinterState.OFFLINE: "offline",
    PrinterState.OPERATIONAL: "idle",
    PrinterState.DOWNLOADING: "starting",
    PrinterState.STARTING: "starting",
    PrinterState.PAUSING: "pausing",
    PrinterState.RESUMING: "resuming",
    PrinterState.CANCELLING: "cancelling",
    PrinterState.ERROR: "error",
    PrinterState.UNKNOWN: "unknown",
}


async def status(request: Request) -> str:
    """Answer "how is my print doing"."""
    told = _worth_telling(request)
    return _joined(
        request,
        (
            sentence
            for exposed in told
            for sentence in (
                state(request.speech, exposed),
                *_progress(request.speech, exposed),
                *_troubles(request.speech, exposed),
            )
        ),
    )


async def printing(request: Request) -> str:
    """Answer "what is printing"."""
    return _joined(
        request, (state(request.speech, exposed) for exposed in _worth_telling(request))
    )


async def time_left(request: Request) -> str:
    """Answer "how long until the print is done"."""
    return _joined(
        request, (_end(request.speech, exposed) for exposed in _worth_telling(request))
    )


async def problems(request: Request) -> str:
    """Answer "is anything wrong with my printer"."""
    told = [
        sentence
        for exposed in request.printers
        for sentence in _problems(request.speech, exposed)
    ]
    return request.speech.join(told) if told else request.speech.say("all_well")


def state(speech: Speech, exposed: ExposedPrinter) -> str:
    """Return what a printer does."""
    if not exposed.known:
        return speech.say("unknown", printer=exposed.name)
    if (key := SIMPLE_STATES.get(exposed.state)) is not None:
        return speech.say(key, printer=exposed.name)
    return named_print(speech, exposed, exposed.state.value)


def named_print(speech: Speech, exposed: ExposedPrinter, key: str) -> str:
    """Return a text about a print, with the name of its file if that is known."""
    if exposed.printer.file_name is None:
        return speech.say(f"{key}_something", printer=exposed.name)
    return speech.say(
        key, printer=exposed.name, file=spoken_file(exposed.printer.file_name)
    )


def _worth_telling(request: Request) -> tuple[ExposedPrinter, ...]:
    """Return the printers that an answer is about: of several, those that print."""
    if request.named or len(request.printers) == 1:
        return request.printers
    return tuple(exposed for exposed in request.printers if exposed.busy)


def _joined(request: Request, sentences: Iterator[str]) -> str:
    """Return an answer."""
    return request.speech.join(sentences) or request.speech.say("nothing_printing")


def _progress(speech: Speech, exposed: ExposedPrinter) -> Iterator[str]:
    """Yield how far a print is."""
    if not exposed.busy or exposed.progress is None:
        return
    percent = str(exposed.progress)
    if exposed.state is PrinterState.PRINTING and exposed.remaining:
        duration = speech.duration(exposed.remaining)
        yield speech.say("progress_and_time", percent=percent, duration=duration)
    elif exposed.state in (PrinterState.PRINTING, PrinterState.PAUSED):
        yield speech.say("progress", percent=percent)


def _end(speech: Speech, exposed: ExposedPrinter) -> str:
    """Return when a print will be done."""
    if not exposed.busy or exposed.state is PrinterState.CANCELLING:
        return state(speech, exposed)
    if not exposed.remaining:
        return speech.say("end_unknown", printer=exposed.name)
    paused = exposed.state in (PrinterState.PAUSED, PrinterState.PAUSING)
    return speech.say(
        "end_after_pause" if paused else "end",
        printer=exposed.name,
        duration=speech.duration(exposed.remaining),
    )


def _troubles(speech: Speech, exposed: ExposedPrinter) -> Iterator[str]:
    """Yield what is wrong with a printer that its state does not tell."""
    if not exposed.known:
        return
    printer = exposed.printer
    if printer.alert_waits:
        yield speech.say("alert", printer=exposed.name)
    if printer.status is None:
        return
    if printer.status.error is not None and exposed.state is not PrinterState.ERROR:
        yield speech.say("error", printer=exposed.name)
    if printer.status.user_interaction_required:
        yield speech.say("attention", printer=exposed.name)


def _problems(speech: Speech, exposed: ExposedPrinter) -> Iterator[str]:
    """Yield all that is wrong with a printer."""
    if not exposed.known or exposed.state in (
        PrinterState.ERROR,
        PrinterState.OFFLINE,
    ):
        yield state(speech, exposed)
    yield from _troubles(speech, exposed)
