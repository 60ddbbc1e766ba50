"""The languages in which printers are spoken of, each read from its file when it is needed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.singleton import singleton
from homeassistant.util.language import matches
from homeassistant.util.yaml import load_yaml_dict

from .client.record import Record
from .voice_speech import Speech

FOLDER = Path(__file__).parent / "sentences"
ENGLISH = "en"
LANGUAGES: Final = (
    "de",
    ENGLISH,
    "es",
    "fr",
    "it",
    "ja",
    "nl",
    "pl",
    "pt-BR",
    "sv",
    "zh-Hans",
)


class Language(Record):
    """What can be said in a language, and what is answered.

    `intents`, `answers` and `rules` are sentence templates in Home Assistant's own
    format, as they stand in a folder `custom_sentences`.
    """

    code: str
    intents: Mapping[str, Any]
    answers: Mapping[str, Any]
    rules: Mapping[str, str]
    speech: Speech

    @classmethod
    def load(cls, code: str) -> Language:
        """Read a language from its file."""
        content = load_yaml_dict(str(FOLDER / f"{code}.yaml"))
        return cls(
            code=code,
            intents=content["intents"],
            answers=content["answers"],
            rules=content["expansion_rules"],
            speech=Speech(code, content["responses"], content["units"]),
        )


def matching_language(language: str) -> str | None:
    """Return the code of the file that serves a language, None if there is none."""
    return next(iter(matches(language, LANGUAGES)), None)


@singleton("obico_languages")
def _loaded(_: HomeAssistant) -> dict[str, Language]:
    """Return the languages that were read already."""
    return {}


async def async_load_language(hass: HomeAssistant, language: str) -> Language:
    """Return what serves a language, which is English when nothing better does."""
    code = matching_language(language) or ENGLISH
    loaded = _loaded(hass)
    if code not in loaded:
        loaded[code] = await hass.async_add_executor_job(Language.load, code)
    return loaded[code]
