"""The way to the server of an entry, with credentials that are renewed and kept."""

import asyncio
from functools import partial

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.config_entry_oauth2_flow import OAuth2Session

from .client import Credentials
from .const import CONF_CREDENTIALS, DOMAIN
from .helpers import async_client, credentials_from_data, credentials_to_data, is_oauth
from .oauth import ObicoOAuth2Implementation


class Access:
    """Holds the client of an entry, and keeps its credentials good."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Prepare to talk to the server of an entry."""
        self._hass = hass
        self._entry = entry
        self.credentials = credentials_from_data(entry.data)
        self.client = async_client(hass, entry.data, self.credentials)
        self.client.on_credentials_changed = self._credentials_changed
        self._oauth = (
            OAuth2Session(hass, entry, ObicoOAuth2Implementation(hass, entry.data))
            if is_oauth(entry.data)
            else None
        )
        if self._oauth is not None:
            self.client.renew = partial(self._renew_token, self._oauth)

    async def _renew_token(self, oauth: OAuth2Session) -> None:
        """Have an OAuth token renewed when it has ended. Raises ObicoError."""
        if not oauth.valid_token:
            # To the end even if the caller gives up: the old one renews nothing more.
            await asyncio.shield(
                self._entry.async_create_task(
                    self._hass, oauth.async_ensure_token_valid(), f"{DOMAIN} token"
                )
            )
        self.client.credentials = credentials_from_data(self._entry.data)

    @callback
    def _credentials_changed(self, credentials: Credentials) -> None:
        """Keep a session that the server renewed."""
        self._hass.config_entries.async_update_entry(
            self._entry,
            data={
                **self._entry.data,
                CONF_CREDENTIALS: credentials_to_data(credentials),
            },
        )
