"""The way in by a link code: typed by a person, or brought by Obico itself."""

import asyncio
from copy import replace
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigFlowContext,
    ConfigFlowResult,
)
from homeassistant.const import CONF_CODE, CONF_URL
from homeassistant.core import callback
from homeassistant.loader import async_get_integration

from .agent_config import is_free
from .agent_flow import AgentSteps, agent_subentry
from .agent_form import AgentForm
from .client import (
    Announcement,
    Announcer,
    ObicoTimeoutError,
    Passcode,
    PrinterKey,
    VerifiedCode,
    normalise_code,
)
from .const import DOMAIN
from .flow_base import ObicoFlow
from .helpers import async_client, async_own_device_id, async_session, printer_unique_id

# Seconds for the first passcode to come.
PASSCODE_TIME_LIMIT: Final = 15.0
LOCAL: Final = "127.0.0.1"


class CodeFlow(AgentSteps[ConfigFlowContext, ConfigFlowResult, str], ObicoFlow):
    """Trades a code for a printer's key, and has Home Assistant report for a new one."""

    def __init__(self) -> None:
        """Begin without a code."""
        super().__init__()
        self._passcode: Passcode | None = None
        self._announcing: asyncio.Task[str] | None = None

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
                if await self._verify(code):
                    return await self._linked()
        return self._show("code", user_input, CONF_CODE)

    async def _verify(self, code: str) -> bool:
        """Trade a code; return whether the server takes it."""
        client = async_client(self.hass, self._data)
        self._verified = await self._try(client.verify_code(code))
        return self._verified is not None

    # Found from Obico's side

    async def async_step_announce(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the server to which Home Assistant announces itself."""
        if user_input is not None and self._read_server(user_input):
            if await self._try(self._announce()):
                return await self.async_step_passcode()
        return self._show("announce", user_input)

    async def async_step_passcode(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the passcode until somebody types it into Obico."""
        announcing, passcode = self._announcing, self._passcode
        assert announcing is not None
        assert passcode is not None
        if announcing.done():
            return self.async_show_progress_done(next_step_id="found")
        return self.async_show_progress(
            step_id="passcode",
            progress_action="passcode",
            progress_task=announcing,
            description_placeholders={
                "passcode": passcode.code,
                "url": self._data[CONF_URL],
            },
        )

    async def async_step_found(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Trade the code that Obico brought."""
        assert self._announcing is not None
        self._errors = {}
        if await self._try(self._verify_brought(self._announcing)):
            return await self._linked()
        return self._show("announce", None)

    async def _verify_brought(self, announcing: asyncio.Task[str]) -> bool:
        """Trade the code that Obico brought. Raises ObicoError when none came."""
        return await self._verify(await announcing)

    async def _announce(self) -> bool:
        """Announce Home Assistant, and wait for the passcode. Raises ObicoError."""
        first = asyncio.Event()

        @callback
        def tell(passcode: Passcode) -> None:
            self._passcode = passcode
            first.set()

        announcer = Announcer(
            async_session(self.hass, self._data),
            self._data[CONF_URL],
            await self._announcement(),
            on_passcode=tell,
        )
        self._stop_announcing()
        announcing = self._announcing = self.hass.async_create_background_task(
            announcer.wait_for_code(), f"{DOMAIN} waits to be linked"
        )
        waiting = asyncio.ensure_future(first.wait())
        await asyncio.wait(
            (announcing, waiting),
            timeout=PASSCODE_TIME_LIMIT,
            return_when=asyncio.FIRST_COMPLETED,
        )
        waiting.cancel()
        if announcing.done():
            await announcing
        if not first.is_set():
            self._stop_announcing()
            raise ObicoTimeoutError("no passcode came")
        return True

    async def _announcement(self) -> Announcement:
        """Return what Obico gets to know of Home Assistant."""
        integration = await async_get_integration(self.hass, DOMAIN)
        api = self.hass.config.api
        return Announcement(
            device_id=await async_own_device_id(self.hass),
            host_name=self.hass.config.location_name,
            host=api.local_ip if api else LOCAL,
            port=api.port if api else 0,
            version=str(integration.version),
        )

    def _stop_announcing(self) -> None:
        """Wait to be linked no more."""
        if self._announcing is not None:
            self._announcing.cancel()

    @callback
    @override
    def async_remove(self) -> None:
        """Wait for nothing any more: the flow is over."""
        self._stop_announcing()

    # What becomes of the printer

    async def _linked(self) -> ConfigFlowResult:
        """Go on with the printer that a code has linked."""
        verified = self._verified
        assert verified is not None
        if not is_free(verified.agent_name):
            return await self.async_step_linked()
        if self._is_known(verified):
            # Its entry goes on with the new key, and so does whoever reports.
            return await self.async_step_wait_for_agent(
                {} if verified.agent_name else None
            )
        self._form = AgentForm(self.hass, name=verified.name)
        return await self.async_step_linked_new()

    def _is_known(self, verified: VerifiedCode) -> bool:
        """Tell whether an entry follows the printer already."""
        if self.source == SOURCE_REAUTH:
            return True
        printer = verified.printer
        if printer is None or printer.created_at is None:
            return False
        unique_id = printer_unique_id(self._data[CONF_URL], printer)
        return any(
            entry.unique_id == unique_id
            for entry in self._async_current_entries(include_ignore=False)
        )

    async def async_step_linked_new(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask who reports for a new printer."""
        verified = self._verified
        assert verified is not None
        return self.async_show_menu(
            step_id="linked_new",
            menu_options=["agent_device", "wait_for_agent"],
            description_placeholders={"printer": verified.name},
        )

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
            step_id="wait_for_agent" if is_free(verified.agent_name) else "linked",
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

    async_step_wait_for_agent = async_step_linked

    async def _finish_code(self, verified: VerifiedCode) -> ConfigFlowResult:
        """Finish with a printer that was just linked, asking for what was not told."""
        printer = verified.printer
        if printer is None or printer.created_at is None:
            return await self._use_key(verified.key)
        return await self._finish_printer(printer, PrinterKey(verified.key))

    @override
    async def _finish_agent(self) -> ConfigFlowResult | None:
        """Make the entry of a printer that Home Assistant reports for."""
        verified = self._verified
        assert verified is not None
        self._errors = {}
        return await self._try(self._finish_reported(verified))

    async def _finish_reported(self, verified: VerifiedCode) -> ConfigFlowResult:
        """Call the printer in Obico what it was called here, and finish."""
        credentials = PrinterKey(verified.key)
        printer = verified.printer
        if printer is None or printer.created_at is None:
            printer = await self._first_printer(verified.key)
        if self._form.name != printer.name:
            client = async_client(self.hass, self._data, credentials)
            await client.update_linked_printer(name=self._form.name)
            printer = replace(printer, name=self._form.name)
        self._subentries = [agent_subentry(printer, self._form)]
        return await self._finish_printer(printer, credentials)
