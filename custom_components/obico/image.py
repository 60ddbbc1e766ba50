"""Pictures of a printer that stay the same until there is another one."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.image import (
    Image,
    ImageEntity,
    ImageEntityDescription,
    infer_image_type,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client import ObicoError, Printer
from .const import DOMAIN, LOGGER
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .data import ObicoData, StoredPicture
from .entity import ObicoEntity, ObicoEntityDescription, async_add_printer_entities
from .pictures import upright

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ObicoImageEntityDescription(ObicoEntityDescription, ImageEntityDescription):
    """Describes a picture; a fleeting one is fetched at once, others when wanted."""

    picture_fn: Callable[[ObicoData, int], StoredPicture | None]
    fleeting: bool = False
    # Whether every printer has this entity, or only one that has the picture.
    always: bool = True
    available_fn: Callable[[Printer], bool] = lambda _: True


def _thumbnail(data: ObicoData, printer_id: int) -> StoredPicture | None:
    """Return the preview of the file that is printed, else of the last one."""
    current = data.printers[printer_id].current_print or data.last_prints.get(
        printer_id
    )
    if current is None or (file := current.g_code_file) is None:
        return None
    taken_at = file.created_at or current.started_at
    if not file.thumbnail_urls or taken_at is None:
        return None
    return StoredPicture(url=file.thumbnail_urls[0], taken_at=taken_at, upright=True)


def _first_layer(data: ObicoData, printer_id: int) -> StoredPicture | None:
    """Return the newest picture of the first layer of the last print."""
    if (last := data.last_prints.get(printer_id)) is None:
        return None
    pictures = [
        StoredPicture(url=image.image_url, taken_at=image.created_at, upright=True)
        for image in last.first_layers
        if image.image_url and image.created_at
    ]
    return max(pictures, key=lambda picture: picture.taken_at, default=None)


IMAGES = (
    ObicoImageEntityDescription(
        key="alert_picture",
        translation_key="alert_picture",
        picture_fn=lambda data, printer_id: data.alert_pictures.get(printer_id),
        fleeting=True,
    ),
    ObicoImageEntityDescription(
        key="first_layer",
        translation_key="first_layer",
        picture_fn=_first_layer,
        always=False,
    ),
    ObicoImageEntityDescription(
        key="thumbnail",
        translation_key="thumbnail",
        picture_fn=_thumbnail,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the pictures of all printers."""
    coordinator = entry.runtime_data

    def descriptions(printer: Printer) -> Iterable[ObicoImageEntityDescription]:
        """Return the pictures that a printer has."""
        return (
            image
            for image in IMAGES
            if image.always or image.picture_fn(coordinator.data, printer.id)
        )

    async_add_printer_entities(entry, async_add_entities, ObicoImage, descriptions)


class ObicoImage(ObicoEntity[ObicoImageEntityDescription], ImageEntity):
    """A picture of a printer."""

    entity_description: ObicoImageEntityDescription

    def __init__(
        self,
        coordinator: ObicoCoordinator,
        printer: Printer,
        description: ObicoImageEntityDescription,
    ) -> None:
        """Prepare to fetch the picture."""
        super().__init__(coordinator, printer, description)
        ImageEntity.__init__(self, coordinator.hass)
        self._fetching = asyncio.Lock()
        self._fetched: StoredPicture | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to follow the coordinator, with the picture that is known now."""
        await super().async_added_to_hass()
        self._fetch_fleeting()

    @property
    @override
    def entity_picture(self) -> str | None:
        """Where the picture is shown: without one, no address that changes for nothing."""
        return super().entity_picture if self.available else None

    @property
    def _picture(self) -> StoredPicture | None:
        """Where the picture is."""
        return self.entity_description.picture_fn(
            self.coordinator.data, self.printer_id
        )

    @override
    def _is_available(self) -> bool:
        """Return whether there is a picture."""
        return super()._is_available() and self._picture is not None

    @override
    def _value(self) -> StoredPicture | None:
        """Return what stands for the picture."""
        return self._picture

    @property
    @override
    def image_last_updated(self) -> datetime | None:
        """When the picture was taken."""
        shown = self._shown[1]
        return shown.taken_at if isinstance(shown, StoredPicture) else None

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state if there is another picture, and fetch it if it will be gone."""
        super()._handle_coordinator_update()
        self._fetch_fleeting()

    @callback
    def _fetch_fleeting(self) -> None:
        """Fetch a picture that the server deletes after the print."""
        if (
            self.entity_description.fleeting
            and self._shown[1] is not None
            and self._shown[1] != self._fetched
            and not self._fetching.locked()
        ):
            self.coordinator.config_entry.async_create_background_task(
                self.hass, self.async_image(), f"{DOMAIN} picture of {self.entity_id}"
            )

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture, fetched once; None when nobody holds it any more."""
        async with self._fetching:
            if (picture := self._shown[1]) != self._fetched:
                self._cached_image = None
            if self._cached_image is None and isinstance(picture, StoredPicture):
                await self._fetch(picture)
            return self._cached_image.content if self._cached_image else None

    async def _fetch(self, picture: StoredPicture) -> None:
        """Fetch a picture, and turn it if the server did not."""
        if (printer := self.coordinator.data.printers.get(self.printer_id)) is None:
            # It went while another caller was served.
            return
        try:
            content = await self.coordinator.client.get_picture(picture.url)
            if not picture.upright:
                content = await self.hass.async_add_executor_job(
                    upright, content, printer.webcam
                )
        except (ObicoError, OSError) as error:
            LOGGER.debug("No picture for %s: %s", self.entity_id, error)
            return
        self._attr_content_type = infer_image_type(content) or "image/jpeg"
        self._cached_image = Image(self._attr_content_type, content)
        self._fetched = picture
