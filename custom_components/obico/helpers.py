"""What an entry stores about its server and who it is there."""

from collections.abc import Mapping
from datetime import datetime
import hashlib
from typing import Any

from aiohttp import ClientSession
from yarl import URL

from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import instance_id
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .client import (
    AccessToken,
    AccountSession,
    Credentials,
    ObicoClient,
    Printer,
    PrinterKey,
    User,
)
from .const import CONF_CREDENTIALS, DOMAIN

# Seconds that any request may take.
TIME_LIMIT = 15.0


def credentials_to_data(credentials: Credentials) -> dict[str, str]:
    """Return credentials in the form that a config entry stores."""
    match credentials:
        case PrinterKey(key=key):
            return {"kind": "printer_key", "secret": key}
        case AccountSession(cookie=cookie):
            return {"kind": "session", "secret": cookie}
        case AccessToken(token=token):
            return {"kind": "access_token", "secret": token}


def credentials_from_data(data: Mapping[str, Any]) -> Credentials:
    """Return the credentials that a config entry stores."""
    if is_oauth(data):
        return AccessToken(data[CONF_TOKEN]["access_token"])
    secret = data[CONF_CREDENTIALS]["secret"]
    match data[CONF_CREDENTIALS]["kind"]:
        case "session":
            return AccountSession(secret)
        case "access_token":
            return AccessToken(secret)
        case _:
            return PrinterKey(secret)


def is_oauth(data: Mapping[str, Any]) -> bool:
    """Tell whether an entry stores an OAuth application, with its token beside it."""
    return bool(data[CONF_CREDENTIALS]["kind"] == "oauth")


def async_session(hass: HomeAssistant, data: Mapping[str, Any]) -> ClientSession:
    """Return Home Assistant's web session for the server of an entry."""
    return async_get_clientsession(hass, verify_ssl=data.get(CONF_VERIFY_SSL, True))


def async_client(
    hass: HomeAssistant,
    data: Mapping[str, Any],
    credentials: Credentials | None = None,
) -> ObicoClient:
    """Return a client for the server of an entry."""
    return ObicoClient(
        async_session(hass, data), data[CONF_URL], credentials, timeout=TIME_LIMIT
    )


async def async_own_device_id(hass: HomeAssistant) -> str:
    """Return the id under which Home Assistant announces itself as an agent.

    It is always the same, but tells nothing of who we are elsewhere.
    """
    own = await instance_id.async_get(hass)
    return hashlib.sha256(f"{DOMAIN} {own}".encode()).hexdigest()[:32]


def user_unique_id(server: str, user: User) -> str:
    """Return what tells this account from all others, whatever name its server has."""
    return f"user_{_fingerprint(server, user.id, user.date_joined)}"


def printer_unique_id(server: str, printer: Printer) -> str:
    """Return what tells this printer from all others, whatever name its server has."""
    return f"printer_{_fingerprint(server, printer.id, printer.created_at)}"


def _fingerprint(server: str, identifier: int, created: datetime | None) -> str:
    """Return a short digest of an id and the microsecond in which it was made.

    A server has no identity of its own that an API tells, but no two servers make
    the same id in the same microsecond.
    """
    place = created.isoformat() if created else URL(server).host
    return hashlib.sha256(f"{place}|{identifier}".encode()).hexdigest()[:16]
