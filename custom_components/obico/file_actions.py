"""Actions about the G-code files and folders that the server keeps."""

from collections.abc import Collection, Mapping
from contextlib import aclosing
from functools import partial
from pathlib import PurePath
from typing import Any, Final

import voluptuous as vol
from yarl import URL

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType

from .actions import (
    ACCOUNT,
    ATTR_LIMIT,
    ATTR_NAME,
    LIMIT,
    NAME,
    NUMBERS,
    ONE_PRINTER,
    PRINTER,
    AccountTarget,
    Action,
    account,
    account_printer,
    invalid,
    printers_of,
    take,
    told_time,
)
from .client import ROOT, FileSorting, FolderSorting, GCodeFile, GCodeFolder
from .const import LOCAL_NAMES
from .control_commands import print_server_file
from .uploads import async_open_upload

ATTR_FILE: Final = "file"
ATTR_FILE_ID: Final = "file_id"
ATTR_FILE_IDS: Final = "file_ids"
ATTR_FOLDER_ID: Final = "folder_id"
ATTR_FOLDER_IDS: Final = "folder_ids"
ATTR_SEARCH: Final = "search"
ATTR_SORTING: Final = "sorting"
ATTR_WITH_CONTENT: Final = "with_content"

# How a folder is called that is none.
TOP: Final = "top"
EXTENSIONS: Final = frozenset({".gcode", ".gco", ".g"})
SORTINGS: Final = {
    "newest": FileSorting.NEWEST,
    "oldest": FileSorting.OLDEST,
    "largest": FileSorting.LARGEST,
    "smallest": FileSorting.SMALLEST,
    "name": FileSorting.NAME,
    "name_backwards": FileSorting.NAME_BACKWARDS,
}


def _tell_file(file: GCodeFile) -> JsonObjectType:
    """Return a file as responses have it, without its signed addresses."""
    return {
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "folder_id": file.folder_id,
        "printer_id": file.printer_id,
        "estimated_time": file.estimated_time,
        "filament": file.filament,
        "print_count": file.print_count,
        "created_at": told_time(file.created_at),
    }


def _tell_folder(folder: GCodeFolder) -> JsonObjectType:
    """Return a folder as responses have it."""
    return {
        "id": folder.id,
        "name": folder.name,
        "parent_id": folder.parent_id,
        "folder_count": folder.folder_count,
        "file_count": folder.file_count,
    }


def _place(call: ServiceCall) -> int | None:
    """Return the folder that an action names, None for the top."""
    folder = call.data.get(ATTR_FOLDER_ID, TOP)
    return None if folder == TOP else folder


async def _get_file(target: AccountTarget, file_id: int) -> GCodeFile:
    """Return a file of the account that was not deleted."""
    missing = invalid("file_id_not_found", id=str(file_id))
    file = await target.async_ask(target.client.files.get(file_id), missing)
    if file.deleted_at is not None:
        raise missing
    return file


async def _get_files(
    target: AccountTarget, file_ids: Collection[int]
) -> list[GCodeFile]:
    """Return files of the account, each once."""
    return [await _get_file(target, file_id) for file_id in dict.fromkeys(file_ids)]


async def _get_folder(target: AccountTarget, folder_id: int) -> GCodeFolder:
    """Return a folder of the account."""
    return await target.async_ask(
        target.client.folders.get(folder_id),
        invalid("folder_not_found", id=str(folder_id)),
    )


async def _get_place(target: AccountTarget, call: ServiceCall) -> int | None:
    """Return the folder that an action names, once it is known to exist."""
    if (folder_id := _place(call)) is not None:
        await _get_folder(target, folder_id)
    return folder_id


async def _get_gcode_files(call: ServiceCall) -> ServiceResponse:
    """Return files of the server, or of those that the server knows on a printer."""
    target = account(call)
    if (folder := call.data.get(ATTR_FOLDER_ID)) == TOP:
        folder = ROOT
    elif folder is not None:
        await _get_folder(target, folder)
    printer_ids = [found.printer.id for found in printers_of(target, call)]
    files, more = await target.async_ask(
        take(
            target.client.files.iterate(
                folder=folder,
                printer_id=printer_ids[0] if printer_ids else None,
                search=call.data.get(ATTR_SEARCH),
                sorting=SORTINGS[call.data[ATTR_SORTING]],
            ),
            call.data[ATTR_LIMIT],
        )
    )
    return {"files": [_tell_file(file) for file in files], "more": more}


async def _get_gcode_folders(call: ServiceCall) -> ServiceResponse:
    """Return folders of the server."""
    target = account(call)
    parent = call.data.get(ATTR_FOLDER_ID)
    folders, more = await target.async_ask(
        take(
            target.client.folders.iterate(
                parent=ROOT if parent == TOP else parent, sorting=FolderSorting.NAME
            ),
            call.data[ATTR_LIMIT],
        )
    )
    return {"folders": [_tell_folder(folder) for folder in folders], "more": more}


async def _upload_gcode(call: ServiceCall) -> ServiceResponse:
    """Upload a file of Home Assistant's own disk."""
    target = account(call)
    upload = await async_open_upload(call.hass, call.data[ATTR_FILE])
    name = call.data.get(ATTR_NAME, upload.name)
    if PurePath(name).suffix.lower() not in EXTENSIONS:
        raise invalid("name_not_gcode", name=name)
    folder_id = await _get_place(target, call)
    async with aclosing(upload.pieces()) as pieces:
        file = await target.async_ask(
            target.client.files.upload(name, pieces, upload.size, folder_id=folder_id)
        )
    return {"file": _tell_file(file)}


async def _move_gcode_files(call: ServiceCall) -> ServiceResponse:
    """Move files into a folder, or out of all."""
    target = account(call)
    files = await _get_files(target, call.data[ATTR_FILE_IDS])
    folder_id = await _get_place(target, call)
    await target.async_ask(
        target.client.files.move([file.id for file in files], folder_id)
    )
    return {
        "moved": [{"id": file.id, "name": file.name} for file in files],
        "folder_id": folder_id,
    }


async def _rename_gcode_file(call: ServiceCall) -> ServiceResponse:
    """Rename a file."""
    target = account(call)
    before = await _get_file(target, call.data[ATTR_FILE_ID])
    file = await target.async_ask(
        target.client.files.rename(before.id, call.data[ATTR_NAME])
    )
    return {"id": file.id, "name": file.name, "old_name": before.name}


async def _delete_gcode_files(call: ServiceCall) -> ServiceResponse:
    """Delete files: all of those named, or none."""
    target = account(call)
    files = await _get_files(target, call.data[ATTR_FILE_IDS])
    await target.coordinator.async_refresh()
    for printer in target.coordinator.data.printers.values():
        current = printer.current_print
        used = current.g_code_file.id if current and current.g_code_file else None
        for file in files:
            if file.id == used:
                raise invalid(
                    "file_is_printed", name=file.name or "", printer=printer.name
                )
    await target.async_ask(target.client.files.delete_many([file.id for file in files]))
    return {"deleted": [{"id": file.id, "name": file.name} for file in files]}


async def _create_gcode_folder(call: ServiceCall) -> ServiceResponse:
    """Create a folder."""
    target = account(call)
    folder = await target.async_ask(
        target.client.folders.create(
            call.data[ATTR_NAME], parent_id=await _get_place(target, call)
        )
    )
    return {"folder": _tell_folder(folder)}


async def _rename_gcode_folder(call: ServiceCall) -> ServiceResponse:
    """Rename a folder."""
    target = account(call)
    before = await _get_folder(target, call.data[ATTR_FOLDER_ID])
    folder = await target.async_ask(
        target.client.folders.rename(before.id, call.data[ATTR_NAME])
    )
    return {"id": folder.id, "name": folder.name, "old_name": before.name}


async def _move_gcode_folders(call: ServiceCall) -> ServiceResponse:
    """Move folders into another one, or out of all."""
    target = account(call)
    folders = [
        await _get_folder(target, folder_id)
        for folder_id in dict.fromkeys(call.data[ATTR_FOLDER_IDS])
    ]
    place = await _get_place(target, call)
    # A folder that is moved into itself would be lost with everything in it.
    above = place
    while above is not None:
        if any(folder.id == above for folder in folders):
            raise invalid("folder_into_itself", id=str(above))
        above = (await _get_folder(target, above)).parent_id
    await target.async_ask(
        target.client.folders.move([folder.id for folder in folders], place)
    )
    return {
        "moved": [{"id": folder.id, "name": folder.name} for folder in folders],
        "folder_id": place,
    }


async def _delete_gcode_folders(call: ServiceCall) -> ServiceResponse:
    """Delete folders; full ones only when that is said."""
    target = account(call)
    folders = [
        await _get_folder(target, folder_id)
        for folder_id in dict.fromkeys(call.data[ATTR_FOLDER_IDS])
    ]
    for folder in folders:
        full = folder.file_count != 0 or folder.folder_count != 0
        if full and not call.data[ATTR_WITH_CONTENT]:
            raise invalid("folder_not_empty", name=folder.name or str(folder.id))
    await target.async_ask(
        target.client.folders.delete_many([folder.id for folder in folders])
    )
    return {"deleted": [_tell_folder(folder) for folder in folders]}


async def _print_file(call: ServiceCall) -> ServiceResponse:
    """Print a file of the server on a printer, or one that the server knows on it."""
    target = account_printer(call)
    file = await _get_file(target, call.data[ATTR_FILE_ID])
    if file.url is None or file.printer_id not in (None, target.printer.id):
        raise invalid("file_out_of_reach", name=file.name or "", printer=target.name)
    await target.async_execute(
        print_server_file(file, partial(_reachable, target)), call
    )
    return {"file": _tell_file(file), "printer": target.name}


def _reachable(target: AccountTarget, url: str) -> str:
    """Return the address by which a printer's agent gets a file of the server.

    A server that nobody told its name calls itself localhost, which no agent can reach;
    otherwise the name that it calls itself is a better guess than ours.
    """
    local = URL(url).host in LOCAL_NAMES
    return str(target.client.media_url(url)) if local else url


FOLDER: Mapping[vol.Marker, Any] = {
    vol.Optional(ATTR_FOLDER_ID): vol.Any(TOP, cv.positive_int)
}
DESTINATION: Mapping[vol.Marker, Any] = {
    vol.Required(ATTR_FOLDER_ID): vol.Any(TOP, cv.positive_int)
}
FILE: Mapping[vol.Marker, Any] = {vol.Required(ATTR_FILE_ID): cv.positive_int}

FILE_ACTIONS: Mapping[str, Action] = {
    "create_gcode_folder": Action(
        fields={**ACCOUNT, vol.Required(ATTR_NAME): NAME, **FOLDER},
        handler=_create_gcode_folder,
        response=SupportsResponse.OPTIONAL,
    ),
    "delete_gcode_files": Action(
        fields={**ACCOUNT, vol.Required(ATTR_FILE_IDS): NUMBERS},
        handler=_delete_gcode_files,
        response=SupportsResponse.OPTIONAL,
    ),
    "delete_gcode_folders": Action(
        fields={
            **ACCOUNT,
            vol.Required(ATTR_FOLDER_IDS): NUMBERS,
            vol.Optional(ATTR_WITH_CONTENT, default=False): cv.boolean,
        },
        handler=_delete_gcode_folders,
        response=SupportsResponse.OPTIONAL,
    ),
    "get_gcode_files": Action(
        fields={
            **ACCOUNT,
            **FOLDER,
            **ONE_PRINTER,
            vol.Optional(ATTR_SEARCH): cv.string,
            vol.Optional(ATTR_SORTING, default="newest"): vol.In(SORTINGS),
            **LIMIT,
        },
        handler=_get_gcode_files,
        response=SupportsResponse.ONLY,
    ),
    "get_gcode_folders": Action(
        fields={**ACCOUNT, **FOLDER, **LIMIT},
        handler=_get_gcode_folders,
        response=SupportsResponse.ONLY,
    ),
    "move_gcode_files": Action(
        fields={**ACCOUNT, vol.Required(ATTR_FILE_IDS): NUMBERS, **DESTINATION},
        handler=_move_gcode_files,
        response=SupportsResponse.OPTIONAL,
    ),
    "move_gcode_folders": Action(
        fields={**ACCOUNT, vol.Required(ATTR_FOLDER_IDS): NUMBERS, **DESTINATION},
        handler=_move_gcode_folders,
        response=SupportsResponse.OPTIONAL,
    ),
    "print_file": Action(
        fields={**PRINTER, **FILE},
        handler=_print_file,
        response=SupportsResponse.OPTIONAL,
    ),
    "rename_gcode_file": Action(
        fields={**ACCOUNT, **FILE, vol.Required(ATTR_NAME): NAME},
        handler=_rename_gcode_file,
        response=SupportsResponse.OPTIONAL,
    ),
    "rename_gcode_folder": Action(
        fields={
            **ACCOUNT,
            vol.Required(ATTR_FOLDER_ID): cv.positive_int,
            vol.Required(ATTR_NAME): NAME,
        },
        handler=_rename_gcode_folder,
        response=SupportsResponse.OPTIONAL,
    ),
    "upload_gcode": Action(
        fields={
            **ACCOUNT,
            vol.Required(ATTR_FILE): cv.string,
            vol.Optional(ATTR_NAME): NAME,
            **FOLDER,
        },
        handler=_upload_gcode,
        response=SupportsResponse.OPTIONAL,
    ),
}
