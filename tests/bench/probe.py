"""How long the event loop is held by one single callback."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
import gc
import time
from unittest.mock import patch

from .home import Home


class Probe:
    """Remembers the longest hold, in CPU seconds of the loop's thread.

    A busy machine delays everything; the CPU's time tells what the program itself does.
    The interpreter tidies its memory whenever it likes, whoever is at work: that pause
    grows with all that Home Assistant holds, and is told apart.
    """

    def __init__(self, home: Home) -> None:
        """Begin with nothing."""
        self._home = home
        self.longest = 0.0
        self.where = ""
        self.longest_tidying = 0.0
        self._tidied = 0.0
        self._tidying_since = 0.0

    def _note_tidying(self, phase: str, _info: dict[str, int]) -> None:
        """Note how long the interpreter tidies."""
        if phase == "start":
            self._tidying_since = time.thread_time()
            return
        spent = time.thread_time() - self._tidying_since
        self._tidied += spent
        self.longest_tidying = max(self.longest_tidying, spent)

    @contextmanager
    def watching(self) -> Generator[None]:
        """Watch every callback of the loop but the steps of the measuring task itself."""
        ours = asyncio.current_task()
        plain = asyncio.Handle._run  # noqa: SLF001
        home, clock = self._home, time.thread_time

        def run(handle: asyncio.Handle) -> None:
            own, begin = home.own + self._tidied, clock()
            plain(handle)
            spent = clock() - begin - (home.own + self._tidied - own)
            task = getattr(handle._callback, "__self__", None)  # type: ignore[attr-defined]  # noqa: SLF001
            if spent > self.longest and task is not ours:
                self.longest, self.where = spent, f"{handle!r} {task!r}"

        gc.callbacks.append(self._note_tidying)
        try:
            with patch.object(asyncio.Handle, "_run", run):
                yield
        finally:
            gc.callbacks.remove(self._note_tidying)
