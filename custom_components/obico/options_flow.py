"""The options of an account: which of its printers to follow, and when live."""

from typing import Any

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .const import (
    CONF_IGNORED_PRINTERS,
    CONF_LIVE,
    CONF_PRINTERS,
    LIVE_ALWAYS,
    LIVE_NEVER,
    LIVE_WHILE_PRINTING,
)
from .coordinator import ObicoConfigEntry


class ObicoOptionsFlow(OptionsFlowWithReload):
    """Choose the printers of an account, and how politely they are followed.

    The ignored ones are stored, so that a printer that is new in Obico is followed.
    """

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._names: dict[int, str] = {}

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which printers to follow, and when live."""
        entry: ObicoConfigEntry = self.config_entry
        ignored = set(entry.options.get(CONF_IGNORED_PRINTERS, ()))
        if user_input is not None:
            # A printer that came since the form was shown was not deselected, and one
            # that is archived stays ignored for when it comes back.
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
        if entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        self._names = dict(entry.runtime_data.listed)
        options = [
            SelectOptionDict(value=str(number), label=name)
            for number, name in self._names.items()
        ]
        schema = vol.Schema(
            {
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
                    default=entry.options.get(CONF_LIVE, LIVE_WHILE_PRINTING),
                ): SelectSelector(
                    SelectSelectorConfig(
                        options=[LIVE_WHILE_PRINTING, LIVE_ALWAYS, LIVE_NEVER],
                        mode=SelectSelectorMode.LIST,
                        translation_key=CONF_LIVE,
                    )
                ),
            }
        )
        return self.async_show_form(step_id="init", data_schema=schema)
