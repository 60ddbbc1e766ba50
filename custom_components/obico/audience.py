"""Those who listen to printers, to the account or to everything, told in short turns."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from time import perf_counter
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from .client.turns import TURN
from .data import ObicoData

# What entities of the account itself listen to.
ACCOUNT: Final = "account"


class Audience:
    """Calls those who listen to what changed, and nobody else."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin without anybody."""
        self._hass = hass
        self._callbacks: dict[object, list[CALLBACK_TYPE]] = {}
        self._printer_listeners: list[Callable[[int], object]] = []
        # What changed and was not told yet, in the order in which it will be.
        self._untold: dict[object, None] = {}
        self._telling: asyncio.Handle | None = None
        # What was noted last.
        self._data = ObicoData()
        self._success = True

    @property
    def present(self) -> bool:
        """Whether anybody listens."""
        return bool(self._callbacks)

    @callback
    def add(self, update_callback: CALLBACK_TYPE, context: object) -> None:
        """Have a context listened to."""
        self._callbacks.setdefault(context, []).append(update_callback)

    @callback
    def remove(self, update_callback: CALLBACK_TYPE, context: object) -> None:
        """Have a context listened to no longer."""
        callbacks = self._callbacks[context]
        callbacks.remove(update_callback)
        if not callbacks:
            del self._callbacks[context]

    @callback
    def add_for_printers(self, listener: Callable[[int], object]) -> CALLBACK_TYPE:
        """Have all printers listened to, each by its id, until the result is called."""
        self._printer_listeners.append(listener)
        return partial(self._printer_listeners.remove, listener)

    @callback
    def tell_changes(self, data: ObicoData, *, success: bool) -> None:
        """Tell what is new in a snapshot, and everything when reading fails or works again."""
        before, self._data = self._data, data
        contexts: list[object] = []
        if success != self._success:
            self._success = success
            contexts += self._callbacks
        contexts.append(None)
        if before.account != data.account:
            contexts.append(ACCOUNT)
        self.tell([*contexts, *data.changed_printers(before)])

    @callback
    def tell(self, contexts: Iterable[object]) -> None:
        """Tell what changed: now, or after what is being told."""
        self._untold.update(dict.fromkeys(contexts))
        if self._telling is None:
            self._tell()

    @callback
    def _tell(self) -> None:
        """Call those who listen to what changed; others have their turn in between."""
        self._telling = None
        end = perf_counter() + TURN
        while self._untold:
            context = next(iter(self._untold))
            del self._untold[context]
            if isinstance(context, int):
                for listener in self._printer_listeners:
                    listener(context)
            for update_callback in tuple(self._callbacks.get(context, ())):
                update_callback()
            if self._untold and self._telling is None and perf_counter() > end:
                self._telling = self._hass.loop.call_soon(self._tell)
                return

    @callback
    def stop(self) -> None:
        """Tell nobody anything any more."""
        if self._telling is not None:
            self._telling.cancel()
        self._untold.clear()
