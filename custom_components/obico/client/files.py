"""G-code files, on the server or on a printer, and the server's folders."""

from collections.abc import AsyncIterable, AsyncIterator, Collection
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, Self

import aiohttp

from .errors import ObicoRefusedError, Refusal
from .reading import (
    Json,
    read_integer,
    read_list,
    read_number,
    read_object,
    read_text,
    read_time,
)
from .record import Record, secret
from .subject import Page, Subject, pages, read_page, read_record
from .wire import add_text

FILES = "/api/v1/g_code_files/"
FOLDERS = "/api/v1/g_code_folders/"
PAGE_SIZE = 50
# Where nothing is in a folder.
ROOT: Final = "null"
# The slowest line that an upload may have, in bytes per second.
SLOWEST_UPLOAD = 16 * 1024

type Folder = int | Literal["null"]


class FileSorting(StrEnum):
    """In which order files come."""

    NEWEST = "created_at_desc"
    OLDEST = "created_at_asc"
    LARGEST = "num_bytes_desc"
    SMALLEST = "num_bytes_asc"
    NAME = "filename_asc"
    NAME_BACKWARDS = "filename_desc"


class FolderSorting(StrEnum):
    """In which order folders come."""

    NEWEST = "created_at_desc"
    OLDEST = "created_at_asc"
    NAME = "name_asc"
    NAME_BACKWARDS = "name_desc"


class GCodeFile(Record):
    """A G-code file: `size` in bytes, `filament` in mm, `estimated_time` in seconds.

    `url` is signed when the server has the file, the path on the printer when `printer_id`
    has it, and None when nobody has its content.
    """

    id: int
    name: str | None
    safe_name: str | None
    url: str | None = secret()
    size: int | None
    agent_signature: str | None = secret()
    filament: float | None
    estimated_time: float | None
    thumbnail_urls: tuple[str, ...] = secret()
    created_at: datetime | None
    updated_at: datetime | None
    deleted_at: datetime | None
    folder_id: int | None
    printer_id: int | None
    print_count: int

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a file; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        thumbnails = (read_text(data, f"thumbnail{n}_url") for n in (1, 2, 3))
        return cls(
            id=number,
            name=read_text(data, "filename"),
            safe_name=read_text(data, "safe_filename"),
            url=read_text(data, "url"),
            size=read_integer(data, "num_bytes"),
            agent_signature=read_text(data, "agent_signature"),
            filament=read_number(data, "filament_total"),
            estimated_time=read_number(data, "estimated_time"),
            thumbnail_urls=tuple(url for url in thumbnails if url),
            created_at=read_time(data, "created_at"),
            updated_at=read_time(data, "updated_at"),
            deleted_at=read_time(data, "deleted"),
            folder_id=_read_parent(data),
            printer_id=read_integer(data, "resident_printer"),
            print_count=len(read_list(data, "print_set")),
        )


class GCodeFolder(Record):
    """A folder of the server, and how much is directly in it."""

    id: int
    name: str | None
    parent_id: int | None
    folder_count: int | None
    file_count: int | None
    created_at: datetime | None
    updated_at: datetime | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a folder; None without an id."""
        if not isinstance(data, dict) or (number := read_integer(data, "id")) is None:
            return None
        return cls(
            id=number,
            name=read_text(data, "name"),
            parent_id=_read_parent(data),
            folder_count=read_integer(data, "g_code_folder_count"),
            file_count=read_integer(data, "g_code_file_count"),
            created_at=read_time(data, "created_at"),
            updated_at=read_time(data, "updated_at"),
        )


def _read_parent(data: Json) -> int | None:
    """Return the folder that something is in: an object when read, a number when written."""
    parent = read_integer(data, "parent_folder")
    return (
        read_integer(read_object(data, "parent_folder"), "id")
        if parent is None
        else parent
    )


class Files(Subject):
    """Requests about G-code files."""

    async def get_page(
        self,
        *,
        page: int = 1,
        page_size: int = PAGE_SIZE,
        folder: Folder | None = None,
        printer_id: int | None = None,
        search: str | None = None,
        sorting: FileSorting = FileSorting.NEWEST,
    ) -> Page[GCodeFile]:
        """Return some of the server's files, or of those that are on a printer.

        `folder` may be ROOT; without it the files of all folders come. `search` is a part
        of the name. The first page is 1; one beyond the end is empty.
        """
        params = {
            "page": str(page),
            "page_size": str(page_size),
            "sorting": sorting.value,
        }
        if folder is not None:
            params["parent_folder"] = str(folder)
        if printer_id is not None:
            params["resident_printer"] = str(printer_id)
        if search:
            params["q"] = search
        return await read_page(self._client, FILES, params, GCodeFile.from_json)

    def iterate(
        self,
        *,
        folder: Folder | None = None,
        printer_id: int | None = None,
        search: str | None = None,
        sorting: FileSorting = FileSorting.NEWEST,
    ) -> AsyncIterator[GCodeFile]:
        """Go through files, and hold no more than a page."""
        return pages(
            lambda page: self.get_page(
                page=page,
                folder=folder,
                printer_id=printer_id,
                search=search,
                sorting=sorting,
            )
        )

    async def get(self, file_id: int) -> GCodeFile:
        """Return one file, deleted ones too."""
        data = await self._client.call("GET", f"{FILES}{file_id}/")
        return read_record(data, GCodeFile.from_json)

    async def upload(
        self,
        name: str,
        content: AsyncIterable[bytes],
        size: int,
        *,
        folder_id: int | None = None,
    ) -> GCodeFile:
        """Upload a file, a piece at a time, and return it.

        The server needs the size in bytes beforehand, and fails without. Refused are
        files that are too large, and those that are no G-code.
        """
        form = aiohttp.MultipartWriter("form-data")
        add_text(form, "filename", name)
        if folder_id is not None:
            add_text(form, "parent_folder", str(folder_id))
        file = _SizedContent(content, size)
        file.set_content_disposition("form-data", name="file", filename="upload.gcode")
        form.append_payload(file)
        data = await self._client.call(
            "POST",
            FILES,
            form=form,
            extra_time=size / SLOWEST_UPLOAD,
            refusals={400: Refusal.NOT_G_CODE, 413: Refusal.FILE_TOO_LARGE},
        )
        return read_record(data, GCodeFile.from_json)

    async def rename(self, file_id: int, name: str) -> GCodeFile:
        """Rename a file, and return it."""
        data = await self._client.call(
            "PATCH",
            f"{FILES}{file_id}/",
            json={"filename": name},
            refusals={400: Refusal.INVALID},
        )
        return read_record(data, GCodeFile.from_json)

    async def move(self, file_ids: Collection[int], folder_id: int | None) -> None:
        """Move files into a folder, or out of all; unknown files are ignored."""
        await self._client.call(
            "POST",
            f"{FILES}bulk_move/",
            json={"file_ids": list(file_ids), "parent_folder": folder_id},
            refusals={500: Refusal.UNKNOWN_FOLDER},
        )

    async def delete(self, file_id: int) -> None:
        """Delete a file with its content. Refused is one that has no content."""
        await self._client.call(
            "DELETE", f"{FILES}{file_id}/", refusals={500: Refusal.NO_CONTENT}
        )

    async def delete_many(self, file_ids: Collection[int]) -> None:
        """Delete files, with or without content; unknown ones are ignored."""
        await self._client.call(
            "POST", f"{FILES}bulk_delete/", json={"file_ids": list(file_ids)}
        )


class Folders(Subject):
    """Requests about the server's folders."""

    async def get_page(
        self,
        *,
        page: int = 1,
        page_size: int = PAGE_SIZE,
        parent: Folder | None = None,
        sorting: FolderSorting = FolderSorting.NEWEST,
    ) -> Page[GCodeFolder]:
        """Return some folders, of one folder or of all; `parent` may be ROOT."""
        params = {
            "page": str(page),
            "page_size": str(page_size),
            "sorting": sorting.value,
        }
        if parent is not None:
            params["parent_folder"] = str(parent)
        return await read_page(self._client, FOLDERS, params, GCodeFolder.from_json)

    def iterate(
        self,
        *,
        parent: Folder | None = None,
        sorting: FolderSorting = FolderSorting.NEWEST,
    ) -> AsyncIterator[GCodeFolder]:
        """Go through folders, and hold no more than a page."""
        return pages(
            lambda page: self.get_page(page=page, parent=parent, sorting=sorting)
        )

    async def get(self, folder_id: int) -> GCodeFolder:
        """Return one folder."""
        data = await self._client.call("GET", f"{FOLDERS}{folder_id}/")
        return read_record(data, GCodeFolder.from_json)

    async def create(self, name: str, *, parent_id: int | None = None) -> GCodeFolder:
        """Create a folder and return it. Refused is a name that is taken there."""
        data = await self._client.call(
            "POST",
            FOLDERS,
            json={"name": name, "parent_folder": parent_id},
            refusals={400: Refusal.INVALID, 500: Refusal.FOLDER_EXISTS},
        )
        return read_record(data, GCodeFolder.from_json)

    async def rename(self, folder_id: int, name: str) -> GCodeFolder:
        """Rename a folder and return it. Refused is a name that is taken there."""
        data = await self._client.call(
            "PATCH",
            f"{FOLDERS}{folder_id}/",
            json={"name": name},
            refusals={400: Refusal.INVALID, 500: Refusal.FOLDER_EXISTS},
        )
        return read_record(data, GCodeFolder.from_json)

    async def move(self, folder_ids: Collection[int], parent_id: int | None) -> None:
        """Move folders into another one, or out of all; unknown ones are ignored.

        Refused are an unknown target, a name that is taken there (the server tells them
        apart no better), and a folder into itself, which no server should be asked.
        """
        if parent_id in folder_ids:
            raise ObicoRefusedError(Refusal.INVALID)
        await self._client.call(
            "POST",
            f"{FOLDERS}bulk_move/",
            json={"folder_ids": list(folder_ids), "parent_folder": parent_id},
            refusals={500: Refusal.UNKNOWN_FOLDER},
        )

    async def delete_many(self, folder_ids: Collection[int]) -> None:
        """Delete folders with all that is in them; unknown ones are ignored."""
        await self._client.call(
            "POST", f"{FOLDERS}bulk_delete/", json={"folder_ids": list(folder_ids)}
        )


class _SizedContent(aiohttp.AsyncIterablePayload):
    """Content that comes in pieces, of a size that is known beforehand.

    Without it the request would have no Content-Length, and the server no eye for it.
    """

    def __init__(self, content: AsyncIterable[bytes], size: int) -> None:
        """Take the content."""
        super().__init__(content)
        self._size = size
