"""Every way in: an account, a link code, a printer's key; and back in."""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
import logging
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import (
    CONF_ACCESS_TOKEN,
    CONF_CLIENT_ID,
    CONF_CLIENT_SECRET,
    CONF_CODE,
    CONF_EMAIL,
    CONF_PASSWORD,
    CONF_TOKEN,
    CONF_URL,
    CONF_VERIFY_SSL,
)
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.config_entry_oauth2_flow import (
    AbstractOAuth2FlowHandler,
    async_get_redirect_uri,
)
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .client import (
    REGISTER_PATH,
    AccessToken,
    Credentials,
    ObicoApplicationError,
    ObicoAuthenticationError,
    ObicoCertificateError,
    ObicoCodeError,
    ObicoConnectionError,
    ObicoError,
    ObicoGrantError,
    ObicoLockedOutError,
    ObicoNotAServerError,
    ObicoPasswordError,
    ObicoServerError,
    ObicoSiteNotConfiguredError,
    ObicoThrottledError,
    ObicoTimeoutError,
    Printer,
    PrinterKey,
    PrinterStream,
    VerifiedCode,
    normalise_code,
    normalise_key,
    normalise_server_address,
)
from .const import (
    CONF_CREDENTIALS,
    CONF_KEY,
    CONF_RELINKED,
    DEFAULT_SERVER,
    DOMAIN,
    LOGGER,
)
from .coordinator import ObicoConfigEntry
from .helpers import (
    async_client,
    async_session,
    credentials_from_data,
    credentials_to_data,
    is_oauth,
    printer_unique_id,
    user_unique_id,
)
from .oauth import ObicoOAuth2Implementation
from .options_flow import ObicoOptionsFlow

FIRST_PRINTER_TIME_LIMIT = 15.0

# What went wrong, as the field at which it is said and the key of its text.
ERRORS: dict[type[ObicoError], tuple[str, str]] = {
    ObicoCodeError: (CONF_CODE, "wrong_code"),
    ObicoPasswordError: (CONF_PASSWORD, "wrong_password"),
    ObicoLockedOutError: ("base", "locked_out"),
    ObicoApplicationError: (CONF_CLIENT_SECRET, "wrong_application"),
    ObicoGrantError: ("base", "not_granted"),
    ObicoAuthenticationError: (CONF_KEY, "wrong_key"),
    ObicoSiteNotConfiguredError: (CONF_URL, "site_not_configured"),
    ObicoNotAServerError: (CONF_URL, "not_obico"),
    ObicoCertificateError: (CONF_URL, "certificate"),
    ObicoTimeoutError: (CONF_URL, "timed_out"),
    ObicoConnectionError: (CONF_URL, "cannot_connect"),
    ObicoThrottledError: ("base", "throttled"),
    ObicoServerError: ("base", "server_fault"),
    ObicoError: ("base", "unknown"),
}

URL_FIELD = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
PASSWORD_FIELD = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
)
EMAIL_FIELD = TextSelector(
    TextSelectorConfig(type=TextSelectorType.EMAIL, autocomplete="username")
)
KEY_FIELD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))

FIELDS: dict[str, Any] = {
    CONF_ACCESS_TOKEN: KEY_FIELD,
    CONF_CLIENT_ID: TextSelector(),
    CONF_CLIENT_SECRET: KEY_FIELD,
    CONF_CODE: TextSelector(),
    CONF_EMAIL: EMAIL_FIELD,
    CONF_PASSWORD: PASSWORD_FIELD,
    CONF_KEY: KEY_FIELD,
}


class ObicoConfigFlow(AbstractOAuth2FlowHandler, domain=DOMAIN):
    """Link a printer or an account."""

    DOMAIN = DOMAIN
    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Begin with nothing known."""
        super().__init__()
        self._errors: dict[str, str] = {}
        self._data: dict[str, Any] = {}
        self._verified: VerifiedCode | None = None

    @property
    @override
    def logger(self) -> logging.Logger:
        """Where the steps of OAuth that Home Assistant brings write to."""
        return LOGGER

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

    # Ways in

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how."""
        return self.async_show_menu(
            step_id="user",
            menu_options=["account", "oauth", "code", "printer_key", "access_token"],
        )

    async def async_step_account(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Sign in to an account."""
        if user_input is not None and self._read_server(user_input):
            result = await self._try(
                self._sign_in(user_input[CONF_EMAIL], user_input[CONF_PASSWORD])
            )
            if result is not None:
                return result
        return self._show("account", user_input, CONF_EMAIL, CONF_PASSWORD)

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

    async def async_step_code(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Trade a 6-digit code for a printer's key."""
        if user_input is not None and self._read_server(user_input):
            try:
                code = normalise_code(user_input[CONF_CODE])
            except ValueError:
                self._errors[CONF_CODE] = "not_a_code"
            else:
                client = async_client(self.hass, self._data)
                self._verified = await self._try(client.verify_code(code))
                if self._verified is not None:
                    return await self.async_step_linked()
        return self._show("code", user_input, CONF_CODE)

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

    async def async_step_linked(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the key of a printer that was just linked, until all else is done.

        The code is spent: nothing can fail before the key was shown, or lose it after.
        """
        verified = self._verified
        assert verified is not None
        if user_input is not None:
            self._errors = {}
            result = await self._try(self._finish_code(verified))
            if result is not None:
                return result
        return self.async_show_form(
            step_id="linked" if verified.agent_name is not None else "linked_new",
            data_schema=vol.Schema({}),
            # The form has no field that an error could be said at.
            errors={"base": next(iter(self._errors.values()))}
            if self._errors
            else None,
            description_placeholders={
                "key": verified.key,
                "printer": verified.name,
                "url": self._data[CONF_URL],
            },
        )

    async_step_linked_new = async_step_linked

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

    async def async_step_reauth_account(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Sign in again."""
        if user_input is not None and self._read_server(user_input):
            result = await self._try(
                self._sign_in(user_input[CONF_EMAIL], user_input[CONF_PASSWORD])
            )
            if result is not None:
                return result
        return self._show("reauth_account", user_input, CONF_EMAIL, CONF_PASSWORD)

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

    def _known_entry(self) -> ObicoConfigEntry | None:
        """Return the entry that this flow repairs or changes."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry()
        return None

    def _read_server(self, user_input: dict[str, Any]) -> bool:
        """Take the server's address from a form, or from the entry where it does not ask."""
        self._errors = {}
        entry = self._known_entry()
        known = entry.data if entry else {}
        try:
            url = normalise_server_address(user_input.get(CONF_URL) or known[CONF_URL])
        except ValueError:
            self._errors[CONF_URL] = "not_an_address"
            return False
        verify = user_input.get(CONF_VERIFY_SSL, known.get(CONF_VERIFY_SSL, True))
        self._data = {CONF_URL: url, CONF_VERIFY_SSL: verify}
        return True

    async def _try[ResultT](
        self,
        attempt: Awaitable[ResultT],
        refused: tuple[str, str] = ERRORS[ObicoAuthenticationError],
    ) -> ResultT | None:
        """Return what an attempt brings; None with the error noted when it failed.

        `refused` is the field and the text of credentials that the server refuses.
        """
        try:
            return await attempt
        except ObicoError as error:
            LOGGER.debug("Set-up failed: %s", error)
            kind = next(kind for kind in type(error).__mro__ if kind in ERRORS)
            field, key = refused if kind is ObicoAuthenticationError else ERRORS[kind]
            self._errors[field] = key
        return None

    def _show(
        self,
        step_id: str,
        user_input: Mapping[str, Any] | None,
        *fields: str,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        """Show a form again or for the first time, with what is known filled in."""
        entry = self._known_entry()
        schema: dict[vol.Marker, Any] = {}
        if self.source != SOURCE_REAUTH and step_id != "application":
            schema[vol.Required(CONF_URL, default=DEFAULT_SERVER)] = URL_FIELD
            if self._errors.get(CONF_URL) == "certificate" or not self._data.get(
                CONF_VERIFY_SSL, True
            ):
                schema[vol.Required(CONF_VERIFY_SSL, default=True)] = BooleanSelector()
        schema |= {vol.Required(field): FIELDS[field] for field in fields}
        # An error of a field that this form does not have is said above the form.
        shown = {str(marker) for marker in schema} | {"base"}
        errors = {
            field if field in shown else "base": key
            for field, key in self._errors.items()
        }
        suggested = {**(entry.data if entry else {}), **(user_input or {})}
        for secret in (CONF_ACCESS_TOKEN, CONF_CLIENT_SECRET, CONF_PASSWORD):
            suggested.pop(secret, None)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(schema), suggested
            ),
            errors=errors,
            description_placeholders={
                **({"name": entry.title} if entry else {}),
                **(placeholders or {}),
            },
        )

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
                if other := self._entry_of(printer):
                    return self.async_abort(
                        reason="printer_has_entry",
                        description_placeholders={
                            "printer": printer.name,
                            "entry": other.title,
                        },
                    )
        return self._finish(self._data.get(CONF_EMAIL, "Obico"), client.credentials)

    async def _use_key(self, key: str) -> ConfigFlowResult:
        """Finish with a printer's key. Raises ObicoError when the server refuses it."""
        credentials = PrinterKey(key)
        await async_client(self.hass, self._data, credentials).get_linked_printer()
        # The key's own endpoints do not tell enough of the printer, its live stream does.
        return await self._finish_printer(await self._first_printer(key), credentials)

    async def _finish_code(self, verified: VerifiedCode) -> ConfigFlowResult:
        """Finish with a printer that was just linked, asking for what was not told."""
        printer = verified.printer
        if printer is None or printer.created_at is None:
            return await self._use_key(verified.key)
        return await self._finish_printer(printer, PrinterKey(verified.key))

    async def _first_printer(self, key: str) -> Printer:
        """Return the printer that the live stream of a key tells of."""
        first: asyncio.Future[Printer] = self.hass.loop.create_future()

        def tell(printer: Printer) -> None:
            with suppress(asyncio.InvalidStateError):
                first.set_result(printer)

        stream = PrinterStream(
            async_session(self.hass, self._data),
            self._data[CONF_URL],
            key,
            on_printer=tell,
        )
        running = self.hass.async_create_task(stream.run(), f"{DOMAIN} first printer")
        try:
            await asyncio.wait(
                (first, running),
                timeout=FIRST_PRINTER_TIME_LIMIT,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if first.done():
                return first.result()
            if running.done():
                running.result()
            raise ObicoTimeoutError("the live stream tells nothing")
        finally:
            first.cancel()
            running.cancel()
            await asyncio.wait((running,))

    async def _finish_printer(
        self, printer: Printer, credentials: PrinterKey
    ) -> ConfigFlowResult:
        """Finish with a single printer."""
        await self.async_set_unique_id(printer_unique_id(self._data[CONF_URL], printer))
        updates: dict[str, Any] = {CONF_CREDENTIALS: credentials_to_data(credentials)}
        if self._verified is not None and self._verified.agent_name is not None:
            # A repair reminds of it until the agent is back with the new key.
            updates[CONF_RELINKED] = self._data[CONF_RELINKED] = True
        if self.source not in (SOURCE_REAUTH, SOURCE_RECONFIGURE):
            # Linked anew, an entry goes on with the new key.
            self._abort_if_unique_id_configured(
                updates=updates,
                error="printer_relinked" if self._verified else "already_configured",
            )
            if other := self._entry_of(printer):
                return self.async_abort(
                    reason="printer_has_entry",
                    description_placeholders={
                        "printer": printer.name,
                        "entry": other.title,
                    },
                )
        return self._finish(printer.name, credentials)

    def _finish(self, title: str, credentials: Credentials | None) -> ConfigFlowResult:
        """Make the entry, or give an entry what it lacked."""
        assert credentials is not None
        # What a sign-in at the server's own page has put there already stays.
        data = {CONF_CREDENTIALS: credentials_to_data(credentials), **self._data}
        if (entry := self._known_entry()) is None:
            return self.async_create_entry(title=title, data=data)
        # The coordinator follows another e-mail address, together with the title.
        data.pop(CONF_EMAIL, None)
        single = isinstance(credentials, PrinterKey)
        self._abort_if_unique_id_mismatch(
            reason="wrong_printer" if single else "wrong_account",
            description_placeholders={"name": entry.title},
        )
        return self.async_update_reload_and_abort(entry, data_updates=data)

    def _entry_of(self, printer: Printer) -> ObicoConfigEntry | None:
        """Return the entry that follows a printer already."""
        entry: ObicoConfigEntry
        for entry in self._async_current_entries(include_ignore=False):
            if entry.state is ConfigEntryState.LOADED:
                known = entry.runtime_data.data.printers.get(printer.id)
                if known is not None and known.created_at == printer.created_at:
                    return entry
            elif entry.data[CONF_URL] == self._data[CONF_URL]:
                identifier = f"{entry.unique_id}_{printer.id}"
                for device in dr.async_entries_for_config_entry(
                    dr.async_get(self.hass), entry.entry_id
                ):
                    if (DOMAIN, identifier) in device.identifiers:
                        return entry
        return None
