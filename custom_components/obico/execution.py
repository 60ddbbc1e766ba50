"""A command on its way: sent, shown as pending, and over when the printer obeyed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from .client import (
    ObicoBusyError,
    ObicoCommandTimeoutError,
    ObicoUnsupportedError,
    Printer,
)
from .commands import Command

if TYPE_CHECKING:
    from .coordinator import ObicoCoordinator

# Obico's own app gives a printer 15 seconds to obey; a busy Klipper takes longer.
COMMAND_TIME_LIMIT = 30.0
COMMAND_POLL_INTERVAL = 1.0


async def async_execute(
    coordinator: ObicoCoordinator,
    command: Command,
    printer_id: int,
    *,
    while_printing: bool,
) -> None:
    """Have a printer do something, and return when its status shows that it did."""
    act: Callable[[], Awaitable[None]]
    if coordinator.capabilities.account and command.client_fn:
        act = partial(command.client_fn, coordinator.client, printer_id)
    elif command.stream_fn:
        act = partial(command.stream_fn, await coordinator.async_connect(printer_id))
    else:
        raise ObicoUnsupportedError("a printer's key does not open it")
    before = coordinator.known_printer(printer_id)
    if command.dangerous and not while_printing and before.busy:
        raise ObicoBusyError("a print is under way")
    # Moonraker answers only when the printer has paused, resumed or cancelled.
    if command.pending is not None:
        coordinator.show_pending(printer_id, command.pending)
    try:
        await act()
        coordinator.wishes.make(coordinator.known_printer(printer_id), command.wishes)
        if command.done_fn is not None:
            await _wait_until(coordinator, partial(command.done_fn, before), before)
    finally:
        if command.pending is not None:
            coordinator.show_pending(printer_id, None)


async def _wait_until(
    coordinator: ObicoCoordinator, done_fn: Callable[[Printer], bool], before: Printer
) -> None:
    """Wait until a printer's status shows something, or for too long."""
    changed = asyncio.Event()
    remove = coordinator.async_add_listener(changed.set, before.id)
    try:
        async with asyncio.timeout(COMMAND_TIME_LIMIT):
            while True:
                if not coordinator.viewers.is_live(before):
                    await coordinator.async_refresh()
                printer = coordinator.data.printers.get(before.id)
                if printer is None or done_fn(printer):
                    return
                with suppress(TimeoutError):
                    async with asyncio.timeout(COMMAND_POLL_INTERVAL):
                        await changed.wait()
                changed.clear()
    except TimeoutError as error:
        raise ObicoCommandTimeoutError("the printer did not react") from error
    finally:
        remove()
