"""Every way in: an account, a link code, a printer's key; and back in."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.const import (
    CONF_ACCESS_TOKEN,
    CONF_CLIENT_ID,
    CONF_CLIENT_SECRET,
    CONF_EMAIL,
    CONF_PASSWORD,
    CONF_TOKEN,
    CONF_URL,
)
from homeassistant.core import callback
from homeassistant.helpers.config_entry_oauth2_flow import async_get_redirect_uri

from .agent_config import SUBENTRY_AGENT
from .agent_flow import ObicoAgentFlow
from .client import (
    REGISTER_PATH,
    AccessToken,
    Credentials,
    ObicoAuthenticationError,
    ObicoNotAServerError,
    PrinterKey,
    normalise_key,
)
from .code_flow import CodeFlow
from .const import CONF_CREDENTIALS, CONF_KEY, DOMAIN
from .coordinator import ObicoConfigEntry
from .helpers import async_client, credentials_from_data, is_oauth, user_unique_id
from .oauth import ObicoOAuth2Implementation
from .options_flow import ObicoOptionsFlow


class ObicoConfigFlow(CodeFlow, domain=DOMAIN):
    """Link a printer or an account."""

    VERSION = 1
    MINOR_VERSION = 1

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ObicoConfigEntry) -> bool:
        """Tell whether there is anything to choose: a single printer leaves no choice."""
        return not isinstance(credentials_from_data(config_entry.data), PrinterKey)

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ObicoConfigEntry) -> ObicoOptionsFlow:
        """Return what changes the options of an account."""
        return ObicoOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ObicoConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what has Home Assistant report for a printer."""
        return {SUBENTRY_AGENT: ObicoAgentFlow}

    # Ways in

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how."""
        return self.async_show_menu(
            step_id="user",
            menu_options=[
                "account",
                "oauth",
                "code",
                "announce",
                "printer_key",
                "access_token",
            ],
        )

    async def async_step_account(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Sign in to an account."""
        step_id = "account"
        if self.source == SOURCE_REAUTH:
            step_id = "reauth_account"
        if user_input is not None and self._read_server(user_input):
            result = await self._try(
                self._sign_in(user_input[CONF_EMAIL], user_input[CONF_PASSWORD])
            )
            if result is not None:
                return result
        return self._show(step_id, user_input, CONF_EMAIL, CONF_PASSWORD)

    async_step_reauth_account = async_step_account

    async def async_step_access_token(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Use a token that an administrator made for an account."""
        step_id = "access_token"
        if self.source == SOURCE_REAUTH:
            step_id = "reauth_access_token"
        if user_input is not None and self._read_server(user_input):
            # Copied from a narrow column, a token may be broken into lines.
            token = "".join(user_input[CONF_ACCESS_TOKEN].split())
            refused = (CONF_ACCESS_TOKEN, "wrong_token")
            if not (token.isascii() and token.isprintable()):
                self._errors = dict([refused])
            elif result := await self._try(
                self._use_account(AccessToken(token)), refused
            ):
                return result
        return self._show(step_id, user_input, CONF_ACCESS_TOKEN)

    async_step_reauth_access_token = async_step_access_token

    async def async_step_printer_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Use the key that an agent has in its settings."""
        if user_input is not None and self._read_server(user_input):
            try:
                key = normalise_key(user_input[CONF_KEY])
            except ValueError:
                self._errors[CONF_KEY] = "not_a_key"
            else:
                result = await self._try(self._use_key(key))
                if result is not None:
                    return result
        return self._show("printer_key", user_input, CONF_KEY)

    # Signing in at the server's own page

    async def async_step_oauth(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the server at whose own page to sign in."""
        if user_input is not None and self._read_server(user_input):
            if await self._try(self._find_server()):
                return self._show_application()
        return self._show("oauth", user_input)

    async def async_step_application(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the application by which the server knows Home Assistant."""
        if user_input is None:
            return self._show_application()
        self._data[CONF_CREDENTIALS] = {
            "kind": "oauth",
            CONF_CLIENT_ID: user_input[CONF_CLIENT_ID].strip(),
            CONF_CLIENT_SECRET: user_input[CONF_CLIENT_SECRET].strip(),
        }
        return await self.async_step_authorize()

    async def async_step_authorize(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Open the server's own page."""
        self.flow_impl = ObicoOAuth2Implementation(self.hass, self._data)
        return await self.async_step_auth()

    @override
    async def async_step_creation(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Trade what the server's page gave; ask again when the server refuses it."""
        self._errors = {}
        result = await self._try(
            super().async_step_creation(user_input), ("base", "not_granted")
        )
        return result or self._show_application()

    @override
    async def async_step_authorize_rejected(
        self, data: None = None
    ) -> ConfigFlowResult:
        """Ask again when the server's page gave nothing."""
        self._errors = {"base": "not_granted"}
        return self._show_application()

    @override
    async def async_oauth_create_entry(self, data: dict[str, Any]) -> ConfigFlowResult:
        """Finish with the account that a new token opens."""
        self._data[CONF_TOKEN] = data[CONF_TOKEN]
        return await self._use_account(AccessToken(data[CONF_TOKEN]["access_token"]))

    # Back in

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Ask again for what the server refused."""
        if is_oauth(entry_data):
            return await self.async_step_reauth_oauth()
        credentials = credentials_from_data(entry_data)
        if isinstance(credentials, PrinterKey):
            return await self.async_step_reauth_printer()
        if isinstance(credentials, AccessToken):
            return await self.async_step_reauth_access_token()
        return await self.async_step_reauth_account()

    async def async_step_reauth_oauth(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the server still knows the application."""
        entry = self._get_reauth_entry()
        self._read_server({})
        self._data[CONF_CREDENTIALS] = dict(entry.data[CONF_CREDENTIALS])
        return self.async_show_menu(
            step_id="reauth_oauth",
            menu_options=["authorize", "application"],
            description_placeholders={"name": entry.title},
        )

    async def async_step_reauth_printer(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how a printer's new key comes in."""
        return self.async_show_menu(
            step_id="reauth_printer", menu_options=["printer_key", "code"]
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the server's address."""
        if user_input is not None and self._read_server(user_input):
            entry = self._get_reconfigure_entry()
            credentials = credentials_from_data(entry.data)
            if is_oauth(entry.data):
                self._data[CONF_CREDENTIALS] = entry.data[CONF_CREDENTIALS]
            result = await self._try(
                self._use_key(credentials.key)
                if isinstance(credentials, PrinterKey)
                else self._use_account(credentials),
                (CONF_URL, "credentials_refused"),
            )
            if result is not None:
                return result
        return self._show("reconfigure", user_input)

    # What the steps share

    def _show_application(self) -> ConfigFlowResult:
        """Ask for the application, and say where the server registers one."""
        return self._show(
            "application",
            self._data.get(CONF_CREDENTIALS),
            CONF_CLIENT_ID,
            CONF_CLIENT_SECRET,
            placeholders={
                "register_url": f"{self._data[CONF_URL]}{REGISTER_PATH}",
                "redirect_url": async_get_redirect_uri(self.hass),
            },
        )

    async def _find_server(self) -> bool:
        """Return true when the server answers as Obico does, or raise ObicoError."""
        try:
            await async_client(self.hass, self._data).get_user()
        except ObicoAuthenticationError:
            return True
        raise ObicoNotAServerError("it tells of an account without a sign-in")

    async def _sign_in(self, email: str, password: str) -> ConfigFlowResult:
        """Trade a password for a session, once: every failure counts towards a lock-out."""
        session = await async_client(self.hass, self._data).sign_in(
            email.strip(), password
        )
        self._data[CONF_EMAIL] = email.strip()
        return await self._use_account(session)

    async def _use_account(self, credentials: Credentials) -> ConfigFlowResult:
        """Finish with an account. Raises ObicoError when the server refuses it."""
        client = async_client(self.hass, self._data, credentials)
        user = await client.get_user()
        printers = await client.get_printers()
        if user.email:
            self._data[CONF_EMAIL] = user.email
        await self.async_set_unique_id(user_unique_id(self._data[CONF_URL], user))
        if self.source not in (SOURCE_REAUTH, SOURCE_RECONFIGURE):
            self._abort_if_unique_id_configured()
            for printer in printers.by_id.values():
                self._abort_if_in_an_entry(printer)
        return self._finish(self._data.get(CONF_EMAIL, "Obico"), client.credentials)
