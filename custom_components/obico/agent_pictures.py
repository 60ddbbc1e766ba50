"""Pictures of a camera in Home Assistant, as Obico takes them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from PIL import Image

from homeassistant.components.camera import async_get_image
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later

from .client import PICTURE_HEIGHT, PICTURE_WIDTH, PictureTrouble
from .const import LOGGER

# Seconds that a camera may take: Obico wants a picture every ten.
TIME_LIMIT: Final = 9.0
# From here on each picture costs so much that a person should know: pixels and bytes.
HUGE_SIDE: Final = 4096
HUGE_CONTENT: Final = 8 * 2**20
# A JPEG of more bytes is compressed again.
LARGE_CONTENT: Final = 2**20
# How bright the brightest spot of a black picture may be, of 255: noise of the sensor.
BLACK: Final = 20
QUALITY: Final = 85

# Seconds for which there must be no pictures before anybody is told.
PATIENCE: Final = 60.0
# Why there are no pictures to look at, as the key of an issue.
CAMERA_TROUBLES: Final = {
    PictureTrouble.NO_CAMERA: "camera_unavailable",
    PictureTrouble.NO_PICTURE: "camera_unavailable",
    PictureTrouble.SLOW: "camera_slow",
    PictureTrouble.REFUSED: "camera_unreadable",
}
CAMERA_BLACK: Final = "camera_black"
# Obico watches all the same.
CAMERA_HUGE: Final = "camera_huge"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPicture:
    """A JPEG no larger than Obico keeps it, and what there is to say of it."""

    content: bytes
    black: bool
    huge: bool


class AgentCamera:
    """Takes pictures with the camera of a reported printer."""

    def __init__(
        self, hass: HomeAssistant, entity_id_fn: Callable[[], str | None]
    ) -> None:
        """Begin; `entity_id_fn` returns the camera as it is called now."""
        self._hass = hass
        self._entity_id_fn = entity_id_fn
        # What the last picture was like.
        self.black = False
        self.huge = False

    async def async_take(self) -> bytes | None:
        """Return a picture, None when there is none. Raises TimeoutError."""
        if (entity_id := self._entity_id_fn()) is None:
            return None
        try:
            content = await self._get(entity_id)
            picture = await self._hass.async_add_executor_job(prepare, content)
        except (HomeAssistantError, OSError, Image.DecompressionBombError) as error:
            if isinstance(error, TimeoutError):
                raise
            LOGGER.debug("No picture of %s: %s", entity_id, error)
            return None
        self.black, self.huge = picture.black, picture.huge
        return picture.content

    async def _get(self, entity_id: str) -> bytes:
        """Return what the camera gives, scaled by itself or Home Assistant if they can.

        In a task of its own: Home Assistant takes a cancellation for a missing picture.
        """
        task = self._hass.async_create_task(
            async_get_image(
                self._hass,
                entity_id,
                timeout=round(TIME_LIMIT) + 1,
                width=PICTURE_WIDTH,
                height=PICTURE_HEIGHT,
            ),
            f"picture of {entity_id}",
        )
        try:
            await asyncio.wait((task,), timeout=TIME_LIMIT)
            if not task.done():
                raise TimeoutError("the camera takes too long")
            return task.result().content
        finally:
            if not task.done():
                # Nobody wants to know how it ends.
                task.add_done_callback(
                    lambda late: late.cancelled() or late.exception()
                )
                task.cancel()


class PictureWatch:
    """Takes a trouble with pictures for one when it lasts."""

    def __init__(
        self, hass: HomeAssistant, camera: AgentCamera, on_change: Callable[[], object]
    ) -> None:
        """Begin without any; `on_change` hears when one has lasted."""
        self._hass = hass
        self._camera = camera
        self._on_change = on_change
        self._found: str | None = None
        self._stop: CALLBACK_TYPE | None = None
        self.trouble: str | None = None

    @property
    def blind(self) -> bool:
        """Whether Obico has nothing to look at."""
        return self.trouble not in (None, CAMERA_HUGE)

    @callback
    def follow(self, trouble: PictureTrouble | None, *, watched: bool) -> None:
        """Note what the agent knows of its pictures, and whether Obico watches."""
        found = None
        if trouble is not None:
            found = CAMERA_TROUBLES.get(trouble)
        elif watched and self._camera.black:
            found = CAMERA_BLACK
        elif watched and self._camera.huge:
            found = CAMERA_HUGE
        if found == self._found:
            return
        self.stop()
        self._found = found
        if found is None:
            self.trouble = None
        else:
            self._stop = async_call_later(self._hass, PATIENCE, self._lasts)

    @callback
    def stop(self) -> None:
        """Wait for nothing any more."""
        if self._stop is not None:
            self._stop()
            self._stop = None

    @callback
    def _lasts(self, _: datetime) -> None:
        """Tell of a trouble."""
        self._stop = None
        self.trouble = self._found
        self._on_change()


def prepare(content: bytes) -> CameraPicture:
    """Return a camera's picture as Obico takes it. Raises OSError when it is none."""
    huge = len(content) > HUGE_CONTENT
    with Image.open(BytesIO(content)) as image:
        huge = huge or max(image.size) > HUGE_SIDE
        fits = image.width <= PICTURE_WIDTH and image.height <= PICTURE_HEIGHT
        if image.format == "JPEG" and fits and len(content) <= LARGE_CONTENT:
            # Decoded at an eighth of its size: cheap, and enough to see that it is black.
            image.draft("L", (image.width // 8, image.height // 8))
            return CameraPicture(content=content, black=_is_black(image), huge=huge)
        image.draft("RGB", (PICTURE_WIDTH, PICTURE_HEIGHT))
        smaller = image.convert("RGB")
    smaller.thumbnail((PICTURE_WIDTH, PICTURE_HEIGHT))
    output = BytesIO()
    smaller.save(output, "JPEG", quality=QUALITY)
    return CameraPicture(content=output.getvalue(), black=_is_black(smaller), huge=huge)


def _is_black(image: Image.Image) -> bool:
    """Tell whether there is nothing to see; single bright pixels do not count."""
    small = image.convert("L").resize((32, 24), Image.Resampling.BOX)
    return max(small.tobytes()) < BLACK
