"""Videos and pictures of Obico, handed on to browsers and players a piece at a time."""

from collections.abc import Iterator
from enum import StrEnum
from http import HTTPStatus
import re
from typing import Self

from aiohttp import hdrs, web

from homeassistant.components.http import HomeAssistantView
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .client import GCodeFile, Media, ObicoClient, ObicoError, ObicoNotFoundError, Print
from .client.record import Record
from .const import DOMAIN, LOGGER
from .coordinator import ObicoConfigEntry

RANGE = re.compile(r"bytes=(\d+-\d*|-\d+)")
# What Home Assistant hands on under its own address: nothing that could run there.
PICTURE_TYPES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
VIDEO_TYPE = "video/mp4"
# None of them ever changes.
CACHE_CONTROL = "private, max-age=86400"


class MediaKind(StrEnum):
    """What can be looked at."""

    VIDEO = "video"
    TAGGED_VIDEO = "tagged_video"
    POSTER = "poster"
    ALERT = "alert"
    FIRST_LAYER = "first_layer"
    THUMBNAIL = "thumbnail"

    @property
    def is_video(self) -> bool:
        """Whether it moves."""
        return self in (MediaKind.VIDEO, MediaKind.TAGGED_VIDEO)


class MediaItem(Record):
    """A video or a picture of a print, or of a G-code file; `number` tells pictures apart."""

    account: str
    kind: MediaKind
    owner: int
    number: int = 0

    @property
    def identifier(self) -> str:
        """What the media browser knows it by."""
        return f"{self.account}/{self.kind}/{self.owner}/{self.number}"

    @property
    def path(self) -> str:
        """Where Home Assistant shows it, to those who may use Home Assistant."""
        return f"/api/{DOMAIN}/media/{self.identifier}"

    @property
    def content_type(self) -> str:
        """What it is expected to be."""
        if self.kind.is_video:
            return VIDEO_TYPE
        return "image/png" if self.kind is MediaKind.THUMBNAIL else "image/jpeg"

    @classmethod
    def parse(cls, account: str, kind: str, owner: str, number: str) -> Self:
        """Read an identifier's parts. Raises ValueError."""
        return cls(
            account=account,
            kind=MediaKind(kind),
            owner=int(owner),
            number=int(number),
        )

    async def async_url(self, client: ObicoClient) -> str | None:
        """Return where the server has it, a secret. Raises ObicoError."""
        if self.kind is MediaKind.THUMBNAIL:
            media = media_of_file(self.account, await client.files.get(self.owner))
        else:
            media = media_of_print(self.account, await client.prints.get(self.owner))
        return dict(media).get(self)


def media_of_print(account: str, found: Print) -> Iterator[tuple[MediaItem, str]]:
    """Yield what there is to see of a print, each with its secret address."""
    for kind, number, url in (
        (MediaKind.VIDEO, 0, found.video_url),
        (MediaKind.TAGGED_VIDEO, 0, found.tagged_video_url),
        (MediaKind.POSTER, 0, found.poster_url),
        *((MediaKind.ALERT, shot.id, shot.image_url) for shot in found.shots),
        *(
            (MediaKind.FIRST_LAYER, image.id, image.image_url)
            for image in found.first_layers
        ),
    ):
        if url:
            item = MediaItem(account=account, kind=kind, owner=found.id, number=number)
            yield item, url


def media_of_file(account: str, file: GCodeFile) -> Iterator[tuple[MediaItem, str]]:
    """Yield the pictures of a G-code file, the largest first."""
    for number, url in enumerate(file.thumbnail_urls):
        item = MediaItem(
            account=account, kind=MediaKind.THUMBNAIL, owner=file.id, number=number
        )
        yield item, url


@callback
def async_loaded_account(hass: HomeAssistant, account: str) -> ObicoConfigEntry | None:
    """Return the entry of an account while it is loaded."""
    entry: ObicoConfigEntry | None = (
        hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, account)
    )
    if (
        entry is None
        or entry.state is not ConfigEntryState.LOADED
        or not entry.runtime_data.capabilities.account
    ):
        return None
    return entry


class ObicoMediaView(HomeAssistantView):
    """Hands media on; no address that the server signed ever leaves Home Assistant."""

    url = f"/api/{DOMAIN}/media/{{account}}/{{kind}}/{{owner}}/{{number}}"
    name = f"api:{DOMAIN}:media"

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve the accounts of a Home Assistant."""
        self._hass = hass

    async def get(
        self, request: web.Request, account: str, kind: str, owner: str, number: str
    ) -> web.StreamResponse:
        """Answer a request for a video or a picture, or for a part of it."""
        try:
            item = MediaItem.parse(account, kind, owner, number)
        except ValueError:
            raise web.HTTPNotFound from None
        if (entry := async_loaded_account(self._hass, account)) is None:
            raise web.HTTPNotFound
        client = entry.runtime_data.client
        wanted = RANGE.fullmatch(request.headers.get(hdrs.RANGE, ""))
        try:
            if (url := await item.async_url(client)) is None:
                raise web.HTTPNotFound
            async with client.open_media(
                url, byte_range=wanted[0] if wanted else None
            ) as media:
                return await _hand_on(request, item, media)
        except ObicoNotFoundError:
            raise web.HTTPNotFound from None
        except ObicoError as error:
            LOGGER.debug("%s cannot be shown: %s", item, error)
            raise web.HTTPBadGateway from None


async def _hand_on(
    request: web.Request, item: MediaItem, media: Media
) -> web.StreamResponse:
    """Pass media on as they come."""
    headers = {
        hdrs.ACCEPT_RANGES: "bytes",
        hdrs.CACHE_CONTROL: CACHE_CONTROL,
        hdrs.CONTENT_TYPE: VIDEO_TYPE if item.kind.is_video else media.content_type,
    }
    if media.content_range:
        headers[hdrs.CONTENT_RANGE] = media.content_range
    if media.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        headers[hdrs.CONTENT_TYPE] = "text/plain"
        return web.Response(status=media.status, headers=headers)
    if not item.kind.is_video and media.content_type not in PICTURE_TYPES:
        raise web.HTTPBadGateway
    response = web.StreamResponse(status=media.status, headers=headers)
    response.content_length = media.length
    await response.prepare(request)
    try:
        async for chunk in media.chunks():
            await response.write(chunk)
        await response.write_eof()
    except ObicoError as error:
        LOGGER.debug("%s broke off: %s", item, error)
        # Too late for another status: the connection tells that something is missing.
        if request.transport is not None:
            request.transport.abort()
    return response
