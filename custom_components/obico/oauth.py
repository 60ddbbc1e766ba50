"""Signing in through the server's own page (OAuth2), with an application of that server.

Home Assistant's application credentials are not used: they belong to a domain and not to
a server, are told apart by the client id alone, and ignore a secret that was corrected.
An Obico application is of use at one server only, so it is stored with its entry.
"""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.config_entry_oauth2_flow import LocalOAuth2Implementation

from .client import (
    AUTHORIZE_PATH,
    SCOPES,
    TOKEN_PATH,
    OAuthApplication,
    ObicoGrantError,
)
from .const import CONF_CREDENTIALS, DOMAIN
from .helpers import async_client


class ObicoOAuth2Implementation(LocalOAuth2Implementation):
    """The application of an entry at its server."""

    def __init__(self, hass: HomeAssistant, data: Mapping[str, Any]) -> None:
        """Take the server and the application from an entry's data."""
        server = data[CONF_URL]
        stored = data[CONF_CREDENTIALS]
        super().__init__(
            hass,
            DOMAIN,
            stored[CONF_CLIENT_ID],
            stored[CONF_CLIENT_SECRET],
            f"{server}{AUTHORIZE_PATH}",
            f"{server}{TOKEN_PATH}",
        )
        self._client = async_client(hass, data)

    @property
    @override
    def extra_authorize_data(self) -> dict[str, str]:
        """What the person is asked to grant."""
        return {"scope": SCOPES}

    @override
    async def async_resolve_external_data(self, external_data: Any) -> dict[str, Any]:
        """Trade the code that the server's page gave. Raises ObicoError."""
        return await self._get_token(
            {
                "grant_type": "authorization_code",
                "code": external_data["code"],
                "redirect_uri": external_data["state"]["redirect_uri"],
            }
        )

    @override
    async def _async_refresh_token(self, token: dict[str, Any]) -> dict[str, Any]:
        """Trade the refresh token. Raises ObicoError."""
        if (refresh_token := token.get("refresh_token")) is None:
            raise ObicoGrantError("there is no refresh token")
        renewed = await self._get_token(
            {"grant_type": "refresh_token", "refresh_token": refresh_token}
        )
        return {**token, **renewed}

    async def _get_token(self, grant: Mapping[str, str]) -> dict[str, Any]:
        """Trade a grant by our own client, which knows time limit and certificates."""
        token = await self._client.get_token(
            OAuthApplication(
                client_id=self.client_id, client_secret=self.client_secret
            ),
            grant,
        )
        data: dict[str, Any] = {
            "access_token": token.access_token,
            "expires_in": token.expires_in,
        }
        if token.refresh_token is not None:
            data["refresh_token"] = token.refresh_token
        return data
