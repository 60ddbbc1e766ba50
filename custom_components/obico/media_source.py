"""Time-lapses, pictures and G-code files in the media browser."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Literal, override

from homeassistant.components.media_player import (
    BrowseError,
    BrowseMedia,
    MediaClass,
    SearchMedia,
    SearchMediaQuery,
)
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
    generate_media_source_id,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .client import (
    ROOT,
    Days,
    FileSorting,
    FolderSorting,
    GCodeFile,
    GCodeFolder,
    Grouping,
    ObicoError,
    ObicoNotFoundError,
    Print,
    Printer,
)
from .const import DOMAIN
from .coordinator import ObicoConfigEntry
from .errors import COMMAND_ERRORS, told_for
from .media import (
    MediaItem,
    MediaKind,
    async_loaded_account,
    media_of_file,
    media_of_print,
)
from .texts import async_load_texts, async_text

# How many prints a printer shows at once; the months hold all of them.
NEWEST_PRINTS = 24
# How the nodes between an account and its media are called in identifiers.
PRINTER, MONTH, PRINT, FILES = "printer", "month", "print", "files"
TITLES = {
    MediaKind.VIDEO: "media_video",
    MediaKind.TAGGED_VIDEO: "media_tagged_video",
    MediaKind.POSTER: "media_poster",
    MediaKind.ALERT: "media_alert",
    MediaKind.FIRST_LAYER: "media_first_layer",
}


def media_content_id(account: str, print_id: int) -> str:
    """Return what the media browser knows a print by."""
    return generate_media_source_id(DOMAIN, f"{account}/{PRINT}/{print_id}")


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Set up the media source; a view shows what it finds."""
    return ObicoMediaSource(hass)


@contextmanager
def _told_as(kind: type[BrowseError | Unresolvable]) -> Iterator[None]:
    """Tell a person what went wrong, in the way that the media browser expects."""
    try:
        yield
    except (ObicoNotFoundError, ValueError) as error:
        raise kind(
            translation_domain=DOMAIN, translation_key="media_unknown"
        ) from error
    except ObicoError as error:
        raise kind(
            translation_domain=DOMAIN,
            translation_key=told_for(error, COMMAND_ERRORS),
            translation_placeholders={"printer": DOMAIN, "error": str(error)},
        ) from error


class ObicoMediaSource(MediaSource):
    """What Obico keeps of prints, and the G-code files."""

    name = "Obico"

    def __init__(self, hass: HomeAssistant) -> None:
        """Show the accounts of a Home Assistant."""
        super().__init__(DOMAIN)
        self._hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return where a video or a picture is to be had; Home Assistant signs it."""
        with _told_as(Unresolvable):
            account, *parts = item.identifier.split("/")
            if len(parts) != 3:
                raise ValueError(item.identifier)
            media = MediaItem.parse(account, *parts)
            if (entry := async_loaded_account(self._hass, account)) is None:
                raise Unresolvable(
                    translation_domain=DOMAIN, translation_key="media_not_loaded"
                )
            if await media.async_url(entry.runtime_data.client) is None:
                raise Unresolvable(
                    translation_domain=DOMAIN,
                    translation_key="no_time_lapse"
                    if media.kind.is_video
                    else "media_unknown",
                )
        return PlayMedia(media.path, media.content_type)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """Return a node and what is directly below it."""
        await async_load_texts(self._hass)
        entries = [
            entry
            for entry in self._hass.config_entries.async_loaded_entries(DOMAIN)
            if entry.runtime_data.capabilities.account
        ]
        if not item.identifier and len(entries) != 1:
            return _folder(
                None, "Obico", [_folder(e.unique_id, e.title) for e in entries]
            )
        account, *parts = (item.identifier or entries[0].unique_id or "").split("/")
        with _told_as(BrowseError):
            return await self._browser(account).node(parts)

    @override
    async def async_search_media(
        self, item: MediaSourceItem, query: SearchMediaQuery
    ) -> SearchMedia:
        """Find G-code files by a part of their names, wherever they are."""
        with _told_as(BrowseError):
            browser = self._browser(item.identifier.partition("/")[0])
            return SearchMedia(result=await browser.search(query.search_query))

    def _browser(self, account: str) -> _Browser:
        """Return what looks around in an account. Raises BrowseError."""
        if (entry := async_loaded_account(self._hass, account)) is None:
            raise BrowseError(
                translation_domain=DOMAIN, translation_key="media_not_loaded"
            )
        return _Browser(self._hass, account, entry)


def _folder(
    identifier: str | None,
    title: str,
    children: Sequence[BrowseMediaSource] | None = None,
    thumbnail: MediaItem | None = None,
) -> BrowseMediaSource:
    """Return a node that can be opened."""
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.DIRECTORY,
        media_content_type="",
        title=title,
        can_play=False,
        can_expand=True,
        children=children,
        thumbnail=thumbnail.path if thumbnail else None,
    )


def _leaf(
    item: MediaItem, title: str, thumbnail: MediaItem | None
) -> BrowseMediaSource:
    """Return a video or a picture."""
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=item.identifier,
        media_class=MediaClass.VIDEO if item.kind.is_video else MediaClass.IMAGE,
        media_content_type=item.content_type,
        title=title,
        can_play=True,
        can_expand=False,
        thumbnail=thumbnail.path if thumbnail else None,
    )


class _Browser:
    """Reads what is below the nodes of one account, never more than a node shows."""

    def __init__(
        self, hass: HomeAssistant, account: str, entry: ObicoConfigEntry
    ) -> None:
        """Look around in an account."""
        self._hass = hass
        self._account = account
        self._entry = entry
        self._client = entry.runtime_data.client

    async def node(self, parts: Sequence[str]) -> BrowseMediaSource:
        """Return a node. Raises ObicoError, and ValueError when there is no such node."""
        match parts:
            case []:
                return self._of_account()
            case [kind, number] if kind == PRINTER:
                return await self._of_printer(self._printer(number))
            case [kind, number, month] if kind == MONTH:
                first = date.fromisoformat(f"{month}-01")
                return await self._of_month(self._printer(number), first)
            case [kind, number] if kind == PRINT:
                return self._of_print(await self._client.prints.get(int(number)))
            case [kind, folder, page] if kind == FILES:
                return await self._of_folder(
                    ROOT if folder == ROOT else int(folder), int(page)
                )
            case _:
                raise ValueError(parts)

    def _identifier(self, *parts: object) -> str:
        """Return the identifier of a node of this account."""
        return "/".join((self._account, *map(str, parts)))

    def _printer(self, number: str) -> Printer:
        """Return a printer. Raises ValueError."""
        printer = self._entry.runtime_data.data.printers.get(int(number))
        if printer is None:
            raise ValueError(number)
        return printer

    def _of_account(self) -> BrowseMediaSource:
        """Return the printers of the account, and its files."""
        printers = self._entry.runtime_data.data.printers.values()
        files = async_text(self._hass, "g_code_files")
        return _folder(
            self._account,
            self._entry.title,
            [
                *(
                    _folder(self._identifier(PRINTER, printer.id), printer.name)
                    for printer in printers
                ),
                _folder(self._identifier(FILES, ROOT, 1), files),
            ],
        )

    # Prints

    async def _of_printer(self, printer: Printer) -> BrowseMediaSource:
        """Return the newest prints of a printer, and its months when there are more."""
        found = await self._client.prints.get_page(
            printer_ids=(printer.id,), limit=NEWEST_PRINTS + 1
        )
        children = [self._print_node(item) for item in found[:NEWEST_PRINTS]]
        if len(found) > NEWEST_PRINTS:
            children += await self._months(printer)
        return _folder(self._identifier(PRINTER, printer.id), printer.name, children)

    async def _months(self, printer: Printer) -> list[BrowseMediaSource]:
        """Return the months in which a printer printed, the last one first."""
        oldest = await self._client.prints.get_page(
            printer_ids=(printer.id,), limit=1, oldest_first=True
        )
        if not oldest or oldest[0].started_at is None:
            return []
        counted = await self._client.prints.get_statistics(
            self._days(
                dt_util.as_local(oldest[0].started_at).date(), dt_util.now().date()
            ),
            Grouping.MONTH,
            printer_ids=(printer.id,),
        )
        months = [
            (f"{dt_util.as_local(period.start):%Y-%m}", period.prints)
            for period in counted.periods
            if period.prints
        ]
        return [
            _folder(self._identifier(MONTH, printer.id, month), f"{month} ({count})")
            for month, count in sorted(months, reverse=True)
        ]

    async def _of_month(self, printer: Printer, first: date) -> BrowseMediaSource:
        """Return the prints of a month."""
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        prints = self._client.prints.iterate(
            printer_ids=(printer.id,), days=self._days(first, last)
        )
        month = f"{first:%Y-%m}"
        return _folder(
            self._identifier(MONTH, printer.id, month),
            f"{printer.name} {month}",
            [self._print_node(found) async for found in prints],
        )

    def _days(self, first: date, last: date) -> Days:
        """Return a range of days, as they are here."""
        return Days(first=first, last=last, time_zone=self._hass.config.time_zone)

    def _print_node(
        self, found: Print, children: Sequence[BrowseMediaSource] | None = None
    ) -> BrowseMediaSource:
        """Return the node of a print, with its poster."""
        title = found.file_name or async_text(self._hass, "unnamed_print")
        if found.started_at:
            title = f"{title}, {dt_util.as_local(found.started_at):%Y-%m-%d %H:%M}"
        return _folder(
            self._identifier(PRINT, found.id),
            title,
            children,
            MediaItem(account=self._account, kind=MediaKind.POSTER, owner=found.id)
            if found.poster_url
            else None,
        )

    def _of_print(self, found: Print) -> BrowseMediaSource:
        """Return the videos and pictures of a print."""
        media = [item for item, _ in media_of_print(self._account, found)]
        poster = next((m for m in media if m.kind is MediaKind.POSTER), None)
        return self._print_node(
            found,
            [
                _leaf(
                    item,
                    async_text(self._hass, TITLES[item.kind]),
                    poster if item.kind.is_video else item,
                )
                for item in media
            ],
        )

    # G-code files

    async def _of_folder(
        self, folder: int | Literal["null"], page: int
    ) -> BrowseMediaSource:
        """Return a page of a folder; the folders in it come with the first page."""
        title = async_text(self._hass, "g_code_files")
        if folder != ROOT:
            title = (await self._client.folders.get(folder)).name or title
        children: list[BrowseMediaSource] = []
        if page == 1:
            children = [
                self._folder_node(found)
                async for found in self._client.folders.iterate(
                    parent=folder, sorting=FolderSorting.NAME
                )
            ]
        files = await self._client.files.get_page(
            page=page, folder=folder, sorting=FileSorting.NAME
        )
        children += [self._file_node(file) for file in files.items]
        if files.more:
            more = async_text(self._hass, "more_files")
            children.append(_folder(self._identifier(FILES, folder, page + 1), more))
        node = _folder(self._identifier(FILES, folder, page), title, children)
        node.can_search = True
        return node

    async def search(self, text: str) -> list[BrowseMedia]:
        """Return the first files whose names have a text in them."""
        files = await self._client.files.get_page(search=text, sorting=FileSorting.NAME)
        return [self._file_node(file) for file in files.items]

    def _folder_node(self, folder: GCodeFolder) -> BrowseMediaSource:
        """Return the node of a folder."""
        name = folder.name or str(folder.id)
        return _folder(self._identifier(FILES, folder.id, 1), name)

    def _file_node(self, file: GCodeFile) -> BrowseMediaSource:
        """Return a file, which shows its picture if its slicer made one."""
        name = file.name or str(file.id)
        picture = next((item for item, _ in media_of_file(self._account, file)), None)
        if picture is not None:
            return _leaf(picture, name, picture)
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=self._identifier("file", file.id),
            media_class=MediaClass.APP,
            media_content_type="text/x-gcode",
            title=name,
            can_play=False,
            can_expand=False,
        )
