"""Coroutines that run together, and waiting that may be cut short."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Never

import aiohttp


async def first_of(*coroutines: Coroutine[object, object, object]) -> None:
    """Run coroutines until one of them ends, end the others, and raise what was raised."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def until_broken(sending: Coroutine[object, object, None]) -> Never:
    """Send for as long as a connection lasts; who reads from it will see its end."""
    with suppress(ConnectionError, aiohttp.ClientError):
        await sending
    await asyncio.Event().wait()
    raise AssertionError  # pragma: no cover


async def wait_for(event: asyncio.Event, seconds: float | None) -> None:
    """Wait for an event, but not longer than that."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
