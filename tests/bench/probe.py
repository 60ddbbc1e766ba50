"""How long the event loop is held by one single callback."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
import time
from unittest.mock import patch

from .home import Home


class Probe:
    """Remembers the longest hold, in CPU seconds of the loop's thread.

    A busy machine delays everything; the CPU's time tells what the program itself does,
    the tidying of memory included.
    """

    def __init__(self, home: Home) -> None:
        """Begin with nothing."""
        self._home = home
        self.longest = 0.0
        self.where = ""

    @contextmanager
    def watching(self) -> Generator[None]:
        """Watch every callback of the loop."""
        plain = asyncio.Handle._run  # noqa: SLF001
        home, clock = self._home, time.thread_time

        def run(handle: asyncio.Handle) -> None:
            own, begin = home.own, clock()
            plain(handle)
            spent = clock() - begin - (home.own - own)
            if spent > self.longest:
                task = getattr(handle._callback, "__self__", "")  # type: ignore[attr-defined]  # noqa: SLF001
                self.longest, self.where = spent, f"{handle!r} {task!r}"

        with patch.object(asyncio.Handle, "_run", run):
            yield
