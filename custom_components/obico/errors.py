"""What went wrong with a command or with reading, told to a person."""

from collections.abc import Awaitable, Mapping

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers.update_coordinator import UpdateFailed

from .client import (
    ObicoAuthenticationError,
    ObicoBusyError,
    ObicoCommandError,
    ObicoCommandTimeoutError,
    ObicoConnectionError,
    ObicoError,
    ObicoNotAServerError,
    ObicoNotFoundError,
    ObicoRefusedError,
    ObicoThrottledError,
    ObicoTimeoutError,
    ObicoUnsupportedError,
    Refusal,
)
from .const import DOMAIN

# What went wrong with a command, as the key of a translated text.
COMMAND_ERRORS: dict[type[ObicoError], str] = {
    ObicoAuthenticationError: "credentials_refused",
    ObicoCommandTimeoutError: "command_timed_out",
    ObicoBusyError: "print_under_way",
    ObicoUnsupportedError: "not_supported",
    ObicoCommandError: "command_refused",
    ObicoNotFoundError: "command_refused",
    ObicoThrottledError: "throttled",
    ObicoTimeoutError: "timed_out",
    ObicoConnectionError: "cannot_connect",
    ObicoError: "server_fault",
}

# What went wrong with reading, as the key of a translated text.
UPDATE_ERRORS: dict[type[ObicoError], str] = {
    ObicoTimeoutError: "timed_out",
    ObicoConnectionError: "cannot_connect",
    ObicoNotAServerError: "not_obico",
    ObicoThrottledError: "throttled",
    ObicoError: "server_fault",
}

# What the server refuses although nobody asked for anything wrong.
NOBODYS_FAULT = frozenset({Refusal.NO_TUNNEL_PORT, Refusal.TEST_FAILED})


def told_for[T](error: ObicoError, table: Mapping[type[ObicoError], T]) -> T:
    """Return what a table has for an error, or for the nearest of its ancestors."""
    return next(table[kind] for kind in type(error).__mro__ if kind in table)


async def async_tell_errors[ResultT](
    hass: HomeAssistant, entry: ConfigEntry, name: str, attempt: Awaitable[ResultT]
) -> ResultT:
    """Return what an attempt at something of that name brings; tell what went wrong."""
    try:
        return await attempt
    except ObicoRefusedError as error:
        told = (
            HomeAssistantError
            if error.refusal in NOBODYS_FAULT
            else ServiceValidationError
        )
        raise told(
            translation_domain=DOMAIN, translation_key=error.refusal.value
        ) from error
    except ObicoError as error:
        if isinstance(error, ObicoAuthenticationError):
            entry.async_start_reauth(hass)
        reason = error.reason if isinstance(error, ObicoCommandError) else None
        told = (
            ServiceValidationError
            if isinstance(error, ObicoBusyError | ObicoUnsupportedError)
            else HomeAssistantError
        )
        raise told(
            translation_domain=DOMAIN,
            translation_key=told_for(error, COMMAND_ERRORS),
            translation_placeholders={"printer": name, "error": reason or str(error)},
        ) from error


def update_error(error: ObicoError) -> ConfigEntryAuthFailed | UpdateFailed:
    """Return what Home Assistant is told when reading failed."""
    if isinstance(error, ObicoAuthenticationError):
        return ConfigEntryAuthFailed(
            translation_domain=DOMAIN, translation_key="credentials_refused"
        )
    return UpdateFailed(
        translation_domain=DOMAIN,
        translation_key=told_for(error, UPDATE_ERRORS),
        translation_placeholders={"error": str(error)},
        retry_after=(
            error.retry_after if isinstance(error, ObicoThrottledError) else None
        ),
    )
