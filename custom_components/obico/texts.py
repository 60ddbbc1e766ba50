"""Texts that a person sees where Home Assistant translates nothing by itself."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_translations,
)

from .const import DOMAIN

CATEGORY = "common"


async def async_load_texts(hass: HomeAssistant) -> None:
    """Make sure that the texts are there in Home Assistant's language."""
    await async_get_translations(hass, hass.config.language, CATEGORY, {DOMAIN})


@callback
def async_text(hass: HomeAssistant, key: str, **values: object) -> str:
    """Return a text in Home Assistant's language, after they were loaded."""
    texts = async_get_cached_translations(hass, hass.config.language, CATEGORY, DOMAIN)
    return texts[f"component.{DOMAIN}.{CATEGORY}.{key}"].format(**values)


async def async_error_text(
    hass: HomeAssistant, language: str, error: HomeAssistantError
) -> str:
    """Return what an error of ours tells a person, in a language."""
    texts = await async_get_translations(hass, language, "exceptions", {DOMAIN})
    key = f"component.{DOMAIN}.exceptions.{error.translation_key}.message"
    return texts[key].format(**error.translation_placeholders or {})
