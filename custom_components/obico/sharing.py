"""Which printers' live views are shared: asked one by one, so only where somebody looks."""

from collections.abc import Callable, Iterable, Mapping
from time import monotonic

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from .client import ObicoClient, ObicoError
from .const import DOMAIN, LOGGER

# Seconds between two looks: hardly anybody shares a printer elsewhere.
SHARING_INTERVAL = 1800.0


class SharingWatch:
    """Knows which of the printers that somebody looks at are shared."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        client: ObicoClient,
        *,
        on_change: Callable[[Mapping[int, bool]], object],
    ) -> None:
        """Begin with nobody looking; `on_change` hears of what was found."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._on_change = on_change
        self._followed: set[int] = set()
        self._shared: dict[int, bool] = {}
        self._read_at = monotonic()

    @callback
    def follow(self, printer_id: int) -> CALLBACK_TYPE:
        """Look after a printer, now and every half hour, until the result is called."""
        self._followed.add(printer_id)
        self._entry.async_create_background_task(
            self._hass, self._read([printer_id]), f"{DOMAIN} shared view"
        )

        @callback
        def stop() -> None:
            self._followed.discard(printer_id)
            self._shared.pop(printer_id, None)

        return stop

    async def async_read_if_due(self) -> None:
        """Look after all printers that somebody looks at, if it was long ago."""
        if monotonic() - self._read_at < SHARING_INTERVAL:
            return
        self._read_at = monotonic()
        await self._read(tuple(self._followed))

    async def _read(self, printer_ids: Iterable[int]) -> None:
        """Look after printers; what fails stays what it was."""
        for printer_id in printer_ids:
            before = self._shared.get(printer_id)
            try:
                link = await self._client.sharing.get(printer_id)
            except ObicoError as error:
                LOGGER.debug("Looking whether a printer is shared failed: %s", error)
                continue
            # Whoever shared it meanwhile knows better.
            if self._shared.get(printer_id) is before:
                self._note(printer_id, shared=link is not None)

    async def async_share(self, printer_id: int, *, shared: bool) -> None:
        """Share a printer's live view, or end that. Raises ObicoError."""
        if shared:
            await self._client.sharing.share(printer_id)
        elif (link := await self._client.sharing.get(printer_id)) is not None:
            await self._client.sharing.delete(link.id)
        self._note(printer_id, shared=shared)

    @callback
    def _note(self, printer_id: int, *, shared: bool) -> None:
        """Keep what was found, for those who look."""
        if printer_id in self._followed:
            self._shared[printer_id] = shared
            self._on_change(dict(self._shared))
