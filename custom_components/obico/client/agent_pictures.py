"""When an agent posts pictures, and what it does when it cannot."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import StrEnum
import random

from .agent_uploads import AgentUploads, PictureAnswer
from .errors import (
    ObicoAuthenticationError,
    ObicoError,
    ObicoServerError,
    ObicoThrottledError,
)
from .record import Record

# Obico keeps no picture larger than that (pixels, width and height): it shrinks them.
PICTURE_WIDTH = 1280
PICTURE_HEIGHT = 960
# No picture of that size needs more bytes.
LARGEST_PICTURE = 8 * 1024 * 1024


class PictureTrouble(StrEnum):
    """Why Obico gets no pictures, and so cannot watch the print.

    `NO_CAMERA`: there is none to be asked. `NO_PICTURE`: it gives none, or fails. `SLOW`:
    it takes too long. `REFUSED`: it gives what is no picture for the server, or one of too
    many bytes. `THROTTLED`: the server wants fewer. `SERVER`: the server takes none.
    """

    NO_CAMERA = "no_camera"
    NO_PICTURE = "no_picture"
    SLOW = "slow"
    REFUSED = "refused"
    THROTTLED = "throttled"
    SERVER = "server"


class PictureTiming(Record):
    """Times in seconds.

    `watched`: between pictures that somebody, or the failure detection, looks at; `kept`:
    between those for the time-lapse alone. `camera`: how long a camera may take. Pauses
    after a failure of the server grow up to `longest`.
    """

    watched: float = 10.0
    kept: float = 120.0
    camera: float = 15.0
    growth: float = 2.0
    longest: float = 300.0


class PicturePoster:
    """Takes and posts one picture after the other, never two at a time."""

    def __init__(
        self,
        uploads: AgentUploads,
        take: Callable[[], Awaitable[bytes | None]] | None,
        *,
        on_trouble: Callable[[], object],
        timing: PictureTiming,
    ) -> None:
        """Prepare to post; `on_trouble` is called when `trouble` is another one."""
        self._uploads = uploads
        self._take = take
        self._on_trouble = on_trouble
        self._timing = timing
        self._interval: float | None = None
        # When a picture is due for who has come to look; and whether anybody stays.
        self._show_at: float | None = None
        self._watched = False
        self._posted_at: float | None = None
        self._blocked_until = 0.0
        self._pause = timing.watched
        self._woken = asyncio.Event()
        self.trouble = PictureTrouble.NO_CAMERA if take is None else None
        self.posted = 0
        self.failed = 0

    def set_need(self, *, printing: bool, watched: bool) -> None:
        """Say whether pictures are of a print, and whether anybody looks at them."""
        interval = None
        if printing:
            interval = self._timing.watched if watched else self._timing.kept
        self._watched = watched
        if not watched:
            self._show_at = None
        if interval != self._interval:
            self._interval = interval
            self._woken.set()
            if interval is None and self._take is not None:
                self._tell(None)

    def show(self) -> None:
        """Post a picture now: somebody has come to look."""
        self._show_at = 0.0
        self._woken.set()

    async def run(self) -> None:
        """Post until cancelled. Raises ObicoAuthenticationError when the key is refused."""
        loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            wait = self._wait(loop.time())
            if wait is None or wait > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._woken.wait()
                continue
            boost = self._show_at is not None and self._show_at <= loop.time()
            if boost:
                self._show_at = None
            failed = self.failed
            await self._post(boost=boost)
            if not boost:
                # Only from here on is it certain that the server has it.
                self._posted_at = loop.time()
            elif self.failed > failed and self._show_at is None and self._watched:
                # Who stays wants it still: a camera may need longer to start than we.
                self._show_at = loop.time() + self._timing.kept

    def _wait(self, now: float) -> float | None:
        """Return the seconds until the next picture, None while there is no need."""
        if self._take is None:
            return None
        due = [] if self._show_at is None else [self._show_at]
        if self._interval is not None:
            posted = self._posted_at
            due.append(now if posted is None else posted + self._interval)
        return max(min(due), self._blocked_until) - now if due else None

    async def _post(self, *, boost: bool) -> None:
        """Take and post a picture."""
        picture = await self._picture()
        if isinstance(picture, PictureTrouble):
            self._note(picture)
            return
        try:
            answer = await self._uploads.post_picture(picture, boost=boost)
        except ObicoAuthenticationError:
            raise
        except ObicoThrottledError as error:
            self._rest(error.retry_after)
            self._note(PictureTrouble.THROTTLED)
        except ObicoServerError as error:
            self._rest(error.retry_after)
            self._note(PictureTrouble.SERVER)
        except ObicoError:
            self._rest(None)
            self._note(PictureTrouble.SERVER)
        else:
            self._pause = self._timing.watched
            refused = answer is PictureAnswer.REFUSED
            self._note(PictureTrouble.REFUSED if refused else None)

    async def _picture(self) -> bytes | PictureTrouble:
        """Ask the camera; whatever it raises is its own trouble."""
        assert self._take is not None
        try:
            async with asyncio.timeout(self._timing.camera):
                picture = await self._take()
        except TimeoutError:
            return PictureTrouble.SLOW
        except Exception:  # noqa: BLE001
            return PictureTrouble.NO_PICTURE
        if not picture:
            return PictureTrouble.NO_PICTURE
        return picture if len(picture) <= LARGEST_PICTURE else PictureTrouble.REFUSED

    def _rest(self, asked: float | None) -> None:
        """Post nothing for as long as the server asks, and for a growing pause."""
        pause = self._pause * random.uniform(1.0, 1.5)
        self._pause = min(self._pause * self._timing.growth, self._timing.longest)
        loop = asyncio.get_running_loop()
        self._blocked_until = loop.time() + max(pause, asked or 0.0)

    def _note(self, trouble: PictureTrouble | None) -> None:
        """Count a picture; one that is not of a print is not missed."""
        if trouble is None:
            self.posted += 1
        else:
            self.failed += 1
        self._tell(trouble if self._interval is not None else None)

    def _tell(self, trouble: PictureTrouble | None) -> None:
        """Tell when the trouble is another one."""
        if trouble is not self.trouble:
            self.trouble = trouble
            self._on_trouble()
