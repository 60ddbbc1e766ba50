"""The camera of a printer: the newest picture that Obico holds."""

import asyncio
from dataclasses import dataclass
from io import BytesIO
from time import monotonic
from typing import override

from PIL import Image, ImageOps

from homeassistant.components.camera import Camera, CameraEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client import ObicoError, Printer, Webcam
from .const import LOGGER
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .entity import ObicoEntity, ObicoEntityDescription, async_add_printer_entities

PARALLEL_UPDATES = 0

# Agents upload a picture every 10 seconds at most. An idle printer's picture keeps
# its URL while it changes, so that the URL alone does not tell whether it is new.
PICTURE_LIFE = 10.0

TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, kw_only=True)
class ObicoCameraEntityDescription(ObicoEntityDescription, CameraEntityDescription):
    """Describes a camera of a printer."""


CAMERA = ObicoCameraEntityDescription(
    key="camera",
    translation_key="camera",
    available_fn=lambda printer: printer.picture is not None,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the cameras of all printers."""
    async_add_printer_entities(
        entry,
        async_add_entities,
        ObicoCamera,
        lambda _: (CAMERA,),
    )


def upright(picture: bytes, webcam: Webcam) -> bytes:
    """Flip and turn a picture as its camera hangs: Obico keeps it as it was taken.

    Raises OSError when it is no picture.
    """
    image = Image.open(BytesIO(picture))
    turned: Image.Image = image
    if webcam.flip_horizontal:
        turned = ImageOps.mirror(turned)
    if webcam.flip_vertical:
        turned = ImageOps.flip(turned)
    if webcam.rotation in TURNS:
        turned = turned.transpose(TURNS[webcam.rotation])
    if turned is image:
        return picture
    output = BytesIO()
    turned.convert("RGB").save(output, "JPEG", quality=90)
    return output.getvalue()


class ObicoCamera(ObicoEntity[ObicoCameraEntityDescription], Camera):
    """The camera of a printer."""

    entity_description: ObicoCameraEntityDescription

    _attr_frame_interval = PICTURE_LIFE

    def __init__(
        self,
        coordinator: ObicoCoordinator,
        printer: Printer,
        description: ObicoCameraEntityDescription,
    ) -> None:
        """Prepare to fetch pictures."""
        super().__init__(coordinator, printer, description)
        Camera.__init__(self)
        self._fetching = asyncio.Lock()
        self._picture: bytes | None = None
        self._picture_of: tuple[str, Webcam] | None = None
        self._picture_at = 0.0

    @override
    def _value(self) -> None:
        """Show nothing but whether there is a picture: pictures are no states."""

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the newest picture, fetched at most every few seconds."""
        if not self.available or (picture := self.printer.picture) is None:
            return None
        wanted = (picture.url, self.printer.webcam)
        async with self._fetching:
            fresh = monotonic() - self._picture_at < PICTURE_LIFE
            if wanted != self._picture_of or not fresh:
                try:
                    raw = await self.coordinator.client.get_picture(picture.url)
                    self._picture = await self.hass.async_add_executor_job(
                        upright, raw, wanted[1]
                    )
                except (ObicoError, OSError) as error:
                    LOGGER.debug("No picture of %s: %s", self.printer.name, error)
                    return self._picture if wanted == self._picture_of else None
                self._picture_of, self._picture_at = wanted, monotonic()
            return self._picture
