"""The endpoints about G-code files and folders."""

from collections.abc import Callable

from aiohttp import web

from .kinds import Json, utc_now
from .library import GCodeFile, GCodeFolder, safe_name
from .pages import empty, json_answer, no_match
from .rest import Access, Call, ServerFailure, route

INVALID = "Invalid G-code file. Please upload a valid text G-code file."
PAGE_SIZE = 6
PRO_LIMIT, FREE_LIMIT = 500 * 2**20, 50 * 2**20


def _paged[T](call: Call, records: list[T], show: Callable[[T], Json]) -> web.Response:
    """Answer one page, with links whose host is the one that the client used."""
    try:
        page, size = int(call.query.get("page", 1)), int(call.query.get("page_size", 0))
    except ValueError:
        page, size = 0, 0
    size = size or PAGE_SIZE
    last = max(1, -(-len(records) // size))
    if not 1 <= page <= last:
        return json_answer({"detail": "Invalid page."}, 404)
    here = call.request.url

    def link(number: int) -> str:
        return str(here.update_query(page=number))

    return json_answer(
        {
            "count": len(records),
            "next": link(page + 1) if page < last else None,
            "previous": link(page - 1) if page > 1 else None,
            "results": [
                show(record) for record in records[(page - 1) * size : page * size]
            ],
        }
    )


def _in_folder[T: (GCodeFile, GCodeFolder)](
    call: Call, records: list[T], folder_of: Callable[[T], GCodeFolder | None]
) -> list[T]:
    """Return what lies in the folder that the query names."""
    wanted = call.query.get("parent_folder")
    if wanted is None:
        return records
    number = None if wanted in ("", "null") else call.number("parent_folder", 0)
    return [
        record
        for record in records
        if (folder.id if (folder := folder_of(record)) else None) == number
    ]


async def _fields(call: Call) -> Json:
    """Return the fields of a body, of JSON or a form, each with one value.

    A form of unknown length is empty for the server.
    """
    if call.request.content_type == "application/json":
        return await call.body()
    if call.request.content_length is None:
        return {}
    return dict(await call.request.post())


def _folder(call: Call, value: object) -> GCodeFolder | None:
    """Return the folder of a number; the server fails for one that does not exist."""
    if value in (None, ""):
        return None
    for folder in call.account.folders:
        if str(folder.id) == str(value):
            return folder
    raise ServerFailure


# Files


def _sorted[T](
    call: Call, records: list[T], keys: dict[str, Callable[[T], int | str]]
) -> list[T]:
    """Return records in the order that the query names, else the newest first."""
    name, _, direction = call.query.get("sorting", "created_at_desc").rpartition("_")
    if name not in keys:
        return records
    return sorted(records, key=keys[name], reverse=direction == "desc")


async def read_files(call: Call) -> web.Response:
    """Return files, those of the server unless a printer is named."""
    found = [file for file in call.account.files if file.deleted is None]
    if text := call.query.get("q"):
        found = [f for f in found if text.lower() in safe_name(f.file_name).lower()]
    found = _in_folder(call, found, lambda file: file.folder)
    if {"safe_filename", "agent_signature"} <= call.query.keys():
        wanted = (call.query["safe_filename"], call.query["agent_signature"])
        found = [
            f for f in found if (safe_name(f.file_name), f.agent_signature) == wanted
        ]
    printer = call.number("resident_printer", 0) or None
    found = [f for f in found if (f.printer.id if f.printer else None) == printer]
    found = _sorted(
        call,
        found,
        {
            "created_at": lambda file: file.id,
            "num_bytes": lambda file: file.num_bytes or 0,
            "filename": lambda file: file.file_name,
        },
    )
    return _paged(call, found, GCodeFile.read_json)


async def upload(call: Call) -> web.Response:
    """Keep a new file; without content it becomes a mere record."""
    fields = await _fields(call)
    if not (name := fields.get("filename")):
        return json_answer({"filename": ["This field is required."]}, 400)
    content = None
    if isinstance(part := fields.get("file"), web.FileField):
        content = part.file.read()
        try:
            content.decode()
        except UnicodeDecodeError:
            return json_answer({"error": INVALID}, 400)
    file = call.account.add_file(
        str(name), folder=_folder(call, fields.get("parent_folder"))
    )
    if content is not None:
        free = call.account.detection_hours is not None
        limit = FREE_LIMIT if free else PRO_LIMIT
        if len(content) > (call.account.upload_limit or limit):
            # The record stays, without content.
            return json_answer({"error": "File size too large"}, 413)
        file.store(content)
    return json_answer(file.written_json(), 201)


def _find_file(call: Call) -> GCodeFile | None:
    """Return the file that the path names, deleted ones too."""
    wanted = int(call.path["id"])
    return next((file for file in call.account.files if file.id == wanted), None)


async def read_file(call: Call) -> web.Response:
    """Return one file."""
    if (file := _find_file(call)) is None:
        return no_match("GCodeFile")
    return json_answer(file.read_json())


async def patch_file(call: Call) -> web.Response:
    """Rename or move a file."""
    if (file := _find_file(call)) is None:
        return no_match("GCodeFile")
    fields = await _fields(call)
    if "filename" in fields:
        if not (name := str(fields["filename"])):
            return json_answer({"filename": ["This field may not be blank."]}, 400)
        file.file_name = name
    if "parent_folder" in fields:
        file.folder = _folder(call, fields["parent_folder"])
    file.updated_at = utc_now()
    return json_answer(file.written_json())


async def delete_file(call: Call) -> web.Response:
    """Delete a file; the server fails when there is no content to delete."""
    if (file := _find_file(call)) is None:
        return no_match("GCodeFile")
    if file.printer is not None or file.url is None:
        raise ServerFailure
    file.forget()
    file.deleted = utc_now()
    return empty()


async def delete_files(call: Call) -> web.Response:
    """Delete several files; unknown numbers are ignored."""
    wanted = (await call.body()).get("file_ids", [])
    for file in call.account.files:
        if file.id in wanted:
            file.deleted = utc_now()
    return empty()


async def move_files(call: Call) -> web.Response:
    """Move several files; unknown numbers are ignored."""
    body = await call.body()
    folder = _folder(call, body.get("parent_folder"))
    for file in call.account.files:
        if file.id in body.get("file_ids", []):
            file.folder = folder
    return empty()


# Folders


async def read_folders(call: Call) -> web.Response:
    """Return folders."""
    found = _in_folder(call, call.account.folders, lambda folder: folder.parent)
    found = _sorted(
        call,
        found,
        {"created_at": lambda folder: folder.id, "name": lambda folder: folder.name},
    )
    return _paged(call, found, GCodeFolder.to_json)


def _refuse_name(
    call: Call, name: str, parent: GCodeFolder | None, own: GCodeFolder | None = None
) -> None:
    """Fail when a name is taken in a folder."""
    for folder in call.account.folders:
        if folder.parent is parent and safe_name(folder.name) == safe_name(name):
            if folder is not own:
                raise ServerFailure


async def create_folder(call: Call) -> web.Response:
    """Create a folder; the server fails when the name is taken there."""
    body = await call.body()
    if "name" not in body:
        return json_answer({"name": ["This field is required."]}, 400)
    if not (name := str(body["name"])):
        return json_answer({"name": ["This field may not be blank."]}, 400)
    parent = _folder(call, body.get("parent_folder"))
    _refuse_name(call, name, parent)
    return json_answer(call.account.add_folder(name, parent).inner_json(), 201)


def _find_folder(call: Call) -> GCodeFolder | None:
    """Return the folder that the path names."""
    wanted = int(call.path["id"])
    return next((f for f in call.account.folders if f.id == wanted), None)


async def read_folder(call: Call) -> web.Response:
    """Return one folder."""
    if (folder := _find_folder(call)) is None:
        return no_match("GCodeFolder")
    return json_answer(folder.to_json())


async def patch_folder(call: Call) -> web.Response:
    """Rename or move a folder."""
    if (folder := _find_folder(call)) is None:
        return no_match("GCodeFolder")
    body = await call.body()
    name = str(body.get("name", folder.name))
    parent = folder.parent
    if "parent_folder" in body:
        parent = _folder(call, body["parent_folder"])
    if not name:
        return json_answer({"name": ["This field may not be blank."]}, 400)
    _refuse_name(call, name, parent, folder)
    folder.name, folder.parent, folder.updated_at = name, parent, utc_now()
    return json_answer(folder.inner_json())


def _drop(call: Call, gone: list[GCodeFolder]) -> None:
    """Delete folders with everything in them."""
    account = call.account
    inside = [f for f in account.folders if any(f.inside(g) for g in gone)]
    account.folders = [f for f in account.folders if f not in inside]
    for file in account.files:
        if file.folder in inside:
            file.folder, file.deleted = None, utc_now()


async def delete_folder(call: Call) -> web.Response:
    """Delete a folder."""
    if (folder := _find_folder(call)) is None:
        return no_match("GCodeFolder")
    _drop(call, [folder])
    return empty()


async def delete_folders(call: Call) -> web.Response:
    """Delete several folders; unknown numbers are ignored."""
    wanted = (await call.body()).get("folder_ids", [])
    _drop(call, [folder for folder in call.account.folders if folder.id in wanted])
    return empty()


async def move_folders(call: Call) -> web.Response:
    """Move several folders; unknown numbers are ignored."""
    body = await call.body()
    parent = _folder(call, body.get("parent_folder"))
    moved = [f for f in call.account.folders if f.id in body.get("folder_ids", [])]
    for folder in moved:
        _refuse_name(call, folder.name, parent, folder)
        folder.parent = parent
    return empty()


# What agents tell of the files on their printers


async def read_of_agent(call: Call) -> web.Response:
    """Return all files of the account, on whatever printer, as a bare array."""
    files = call.printer.account.files
    return json_answer([file.read_json() for file in files if file.deleted is None])


async def upsert_of_agent(call: Call) -> web.Response:
    """Take note of a file on a printer; one of that signature and name is known."""
    fields = await _fields(call)
    inspector = call.printer.remote_agent.inspector
    inspector.posts.append(("g_code_files", list(fields)))
    try:
        name, signature = str(fields["safe_filename"]), fields["agent_signature"]
    except KeyError as error:
        inspector.complain("a file without a name or a signature")
        raise ServerFailure from error
    account = call.printer.account
    for file in account.files:
        if (
            file.printer is call.printer
            and file.agent_signature == signature
            and safe_name(file.file_name) == name
        ):
            return json_answer(file.read_json())
    file = account.add_file(str(fields.get("filename", name)), printer=call.printer)
    _note(file, fields)
    return json_answer(file.read_json(), 201)


async def patch_of_agent(call: Call) -> web.Response:
    """Change what is known of a file on a printer."""
    wanted = int(call.path["id"])
    for file in call.printer.account.files:
        if file.id == wanted:
            _note(file, await _fields(call))
            return json_answer(file.read_json())
    return no_match("GCodeFile")


def _note(file: GCodeFile, fields: Json) -> None:
    """Take over what an agent says of a file."""
    if "num_bytes" in fields:
        file.num_bytes = int(fields["num_bytes"])
    file.agent_signature = fields.get("agent_signature", file.agent_signature)
    file.url = fields.get("url", file.url)
    file.updated_at = utc_now()


LIST = "GET, POST, HEAD, OPTIONS"
DETAIL = "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"
BULK = "POST, OPTIONS"
FILES, FOLDERS = "/api/v1/g_code_files/", "/api/v1/g_code_folders/"
OF_AGENT = "/api/v1/octo/g_code_files/"
ROUTES = [
    route(FILES, LIST, {"GET": read_files, "POST": upload}),
    route(
        f"{FILES}<id>/",
        DETAIL,
        {
            "GET": read_file,
            "PUT": patch_file,
            "PATCH": patch_file,
            "DELETE": delete_file,
        },
    ),
    route(f"{FILES}bulk_delete/", BULK, {"POST": delete_files}),
    route(f"{FILES}bulk_move/", BULK, {"POST": move_files}),
    route(FOLDERS, LIST, {"GET": read_folders, "POST": create_folder}),
    route(
        f"{FOLDERS}<id>/",
        DETAIL,
        {
            "GET": read_folder,
            "PUT": patch_folder,
            "PATCH": patch_folder,
            "DELETE": delete_folder,
        },
    ),
    route(f"{FOLDERS}bulk_delete/", BULK, {"POST": delete_folders}),
    route(f"{FOLDERS}bulk_move/", BULK, {"POST": move_folders}),
    route(OF_AGENT, LIST, {"GET": read_of_agent, "POST": upsert_of_agent}, Access.KEY),
    route(
        f"{OF_AGENT}<id>/",
        "POST, PUT, PATCH, OPTIONS",
        {"PATCH": patch_of_agent},
        Access.KEY,
    ),
]
