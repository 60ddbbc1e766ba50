"""What was said, and what it asks of which printers."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr

from .client.record import Record
from .const import ASSISTANT
from .voice_printers import ExposedPrinter, async_exposed_printers
from .voice_speech import Speech


class CannotAnswerError(HomeAssistantError):
    """Nothing can be done about a request; the message tells a person why."""


class NoSuchPrinterError(CannotAnswerError):
    """There is no printer that could be meant, or none of which the assistant may know."""


class Heard(Record):
    """What was said: the intent or the answer, and the names in it."""

    key: str
    slots: Mapping[str, str]


class Request(Record):
    """A request about printers, in the language of its speech.

    `named` tells whether it names printers, by name or area. `area_id` is where it was
    spoken, if that is known.
    """

    hass: HomeAssistant
    assistant: str
    speech: Speech
    printers: tuple[ExposedPrinter, ...]
    named: bool
    area_id: str | None


@callback
def async_request(
    hass: HomeAssistant,
    speech: Speech,
    *,
    assistant: str | None = None,
    printer: str | None = None,
    area: str | None = None,
    device_id: str | None = None,
) -> Request:
    """Return a request about a printer, those of an area, or all. Raises NoSuchPrinterError."""
    assistant = assistant or ASSISTANT
    exposed = async_exposed_printers(hass, assistant)
    if not exposed:
        raise NoSuchPrinterError(speech.say("no_printers"))
    meant = tuple(
        candidate
        for candidate in exposed
        if (not printer or _is_called(printer, candidate.names))
        and (not area or _is_called(area, candidate.areas))
    )
    if not meant:
        raise NoSuchPrinterError(
            speech.say("no_such_printer", name=printer or area or "")
        )
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    return Request(
        hass=hass,
        assistant=assistant,
        speech=speech,
        printers=meant,
        named=bool(printer or area),
        area_id=device.area_id if device else None,
    )


def _is_called(name: str, names: tuple[str, ...]) -> bool:
    """Tell whether a name is one of these."""
    return name.strip().casefold() in {other.casefold() for other in names}
