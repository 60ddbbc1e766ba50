"""Taking turns on the event loop: long work that lets others in."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from time import perf_counter

# Seconds of work after which others have their turn.
TURN = 0.002


async def in_turns[T](items: Iterable[T]) -> AsyncIterator[T]:
    """Go through items, and let others have their turn every now and then."""
    end = perf_counter() + TURN
    for item in items:
        yield item
        if perf_counter() > end:
            await asyncio.sleep(0)
            end = perf_counter() + TURN
