"""The options of an account: which printers to follow, when live, and the webhook."""

from typing import Any

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .client import ObicoError
from .const import (
    CONF_IGNORED_PRINTERS,
    CONF_LIVE,
    CONF_PRINTERS,
    CONF_WEBHOOK,
    LIVE_ALWAYS,
    LIVE_NEVER,
    LIVE_WHILE_PRINTING,
    LOGGER,
)
from .coordinator import ObicoConfigEntry
from .webhook import ObicoWebhook, WebhookError


class ObicoOptionsFlow(OptionsFlowWithReload):
    """Choose the printers of an account, and how politely they are followed.

    The ignored ones are stored, so that a printer that is new in Obico is followed. The
    webhook is no option: the entry's data show whether there is one.
    """

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._names: dict[int, str] = {}
        self._addresses = ""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which printers to follow, when live, and whether Obico shall call."""
        entry: ObicoConfigEntry = self.config_entry
        if entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        ignored = set(entry.options.get(CONF_IGNORED_PRINTERS, ()))
        webhook = ObicoWebhook(self.hass, entry, entry.runtime_data.client)
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._switch(webhook, user_input.get(CONF_WEBHOOK))
            if not errors:
                # A printer that came since the form was shown was not deselected, and
                # one that is archived stays ignored for when it comes back.
                shown = self._names.keys()
                followed = {int(value) for value in user_input[CONF_PRINTERS]}
                return self.async_create_entry(
                    data={
                        **entry.options,
                        CONF_LIVE: user_input[CONF_LIVE],
                        CONF_IGNORED_PRINTERS: sorted(
                            (ignored - shown) | (shown - followed)
                        ),
                    }
                )
        self._names = dict(entry.runtime_data.listed)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                await self._schema(webhook, ignored), user_input
            ),
            errors=errors,
            description_placeholders={"addresses": self._addresses},
        )

    async def _schema(self, webhook: ObicoWebhook, ignored: set[int]) -> vol.Schema:
        """Return the form; without the webhook where there is no way to have one."""
        options = [
            SelectOptionDict(value=str(number), label=name)
            for number, name in self._names.items()
        ]
        fields: dict[vol.Marker, Any] = {
            vol.Required(
                CONF_PRINTERS,
                default=[
                    str(number) for number in self._names if number not in ignored
                ],
            ): SelectSelector(
                SelectSelectorConfig(
                    options=options, multiple=True, mode=SelectSelectorMode.LIST
                )
            ),
            vol.Required(
                CONF_LIVE,
                default=self.config_entry.options.get(CONF_LIVE, LIVE_WHILE_PRINTING),
            ): SelectSelector(
                SelectSelectorConfig(
                    options=[LIVE_WHILE_PRINTING, LIVE_ALWAYS, LIVE_NEVER],
                    mode=SelectSelectorMode.LIST,
                    translation_key=CONF_LIVE,
                )
            ),
        }
        if webhook.wanted or await webhook.async_is_possible():
            fields[vol.Required(CONF_WEBHOOK, default=webhook.wanted)] = (
                BooleanSelector()
            )
        return vol.Schema(fields)

    async def _switch(
        self, webhook: ObicoWebhook, wanted: bool | None
    ) -> dict[str, str]:
        """Make or remove the webhook, and return why that failed."""
        try:
            if wanted:
                await webhook.async_opt_in()
            elif webhook.wanted:
                await webhook.async_opt_out()
        except WebhookError as error:
            self._addresses = error.addresses
            return {CONF_WEBHOOK: error.key}
        except ObicoError as error:
            LOGGER.debug("The webhook could not be changed: %s", error)
            return {CONF_WEBHOOK: "webhook_failed"}
        return {}
