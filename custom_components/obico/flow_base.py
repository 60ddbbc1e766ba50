"""What all ways into Home Assistant share: asking a server, telling what went wrong, the end."""

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
    ConfigSubentryData,
)
from homeassistant.const import (
    CONF_ACCESS_TOKEN,
    CONF_CLIENT_ID,
    CONF_CLIENT_SECRET,
    CONF_CODE,
    CONF_EMAIL,
    CONF_PASSWORD,
    CONF_URL,
    CONF_VERIFY_SSL,
)
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.config_entry_oauth2_flow import AbstractOAuth2FlowHandler
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .agent_config import is_free
from .client import (
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
from .errors import told_for
from .helpers import async_client, async_session, credentials_to_data, printer_unique_id

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


class ObicoFlow(AbstractOAuth2FlowHandler):
    """Knows how to ask a server and how to make an entry; the steps are its heirs'."""

    DOMAIN = DOMAIN

    def __init__(self) -> None:
        """Begin with nothing known."""
        super().__init__()
        self._errors: dict[str, str] = {}
        self._data: dict[str, Any] = {}
        self._verified: VerifiedCode | None = None
        # What is to be stored of a printer that Home Assistant reports for.
        self._subentries: list[ConfigSubentryData] = []

    @property
    @override
    def logger(self) -> logging.Logger:
        """Where the steps of OAuth that Home Assistant brings write to."""
        return LOGGER

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
            field, key = told_for(error, {**ERRORS, ObicoAuthenticationError: refused})
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

    async def _use_key(self, key: str) -> ConfigFlowResult:
        """Finish with a printer's key. Raises ObicoError when the server refuses it."""
        credentials = PrinterKey(key)
        await async_client(self.hass, self._data, credentials).get_linked_printer()
        # The key's own endpoints do not tell enough of the printer, its live stream does.
        return await self._finish_printer(await self._first_printer(key), credentials)

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
        if self._verified is not None and not is_free(self._verified.agent_name):
            # A repair reminds of it until the agent is back with the new key.
            updates[CONF_RELINKED] = self._data[CONF_RELINKED] = True
        if self.source not in (SOURCE_REAUTH, SOURCE_RECONFIGURE):
            # Linked anew, an entry goes on with the new key.
            self._abort_if_unique_id_configured(
                updates=updates,
                error="printer_relinked" if self._verified else "already_configured",
            )
            self._abort_if_in_an_entry(printer)
        return self._finish(printer.name, credentials)

    def _finish(self, title: str, credentials: Credentials | None) -> ConfigFlowResult:
        """Make the entry, or give an entry what it lacked."""
        assert credentials is not None
        # What a sign-in at the server's own page has put there already stays.
        data = {CONF_CREDENTIALS: credentials_to_data(credentials), **self._data}
        if (entry := self._known_entry()) is None:
            return self.async_create_entry(
                title=title, data=data, subentries=self._subentries
            )
        # The coordinator follows another e-mail address, together with the title.
        data.pop(CONF_EMAIL, None)
        single = isinstance(credentials, PrinterKey)
        if self.source == SOURCE_REAUTH and self.unique_id != entry.unique_id:
            # Set up anew it asks again; otherwise nobody could give the right answer now.
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        self._abort_if_unique_id_mismatch(
            reason="wrong_printer" if single else "wrong_account",
            description_placeholders={"name": entry.title},
        )
        return self.async_update_reload_and_abort(entry, data_updates=data)

    def _abort_if_in_an_entry(self, printer: Printer) -> None:
        """End the flow when an entry follows a printer already. Raises AbortFlow."""
        if other := self._entry_of(printer):
            raise AbortFlow(
                reason="printer_has_entry",
                description_placeholders={
                    "printer": printer.name,
                    "entry": other.title,
                },
            )

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
