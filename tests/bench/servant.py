"""The simulated server in its own process, as the measuring process sees it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import json
import sys
from typing import Any


class Servant:
    """Calls methods of a `BenchServer` in another process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Take a process that runs."""
        self._process = process
        # When the last call arrived there, by the real clock that all processes share.
        self.called_at = 0.0

    async def call(self, name: str, *args: object, **kwargs: object) -> Any:
        """Call a method, and return what it returns."""
        assert self._process.stdin is not None and self._process.stdout is not None
        call = {"call": name, "args": args, "kwargs": kwargs}
        self._process.stdin.write(json.dumps(call).encode() + b"\n")
        answer = json.loads(await self._process.stdout.readline())
        self.called_at = answer["at"]
        return answer["value"]


@asynccontextmanager
async def servant(kind: str, count: int) -> AsyncGenerator[Servant]:
    """Run a server for as long as the context lasts."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.serve", kind, str(count)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**22,
    )
    try:
        yield Servant(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
