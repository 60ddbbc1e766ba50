"""What agents upload with a printer's key: pictures and events."""

from io import BytesIO

from aiohttp import web
from PIL import Image, UnidentifiedImageError

from .pages import empty, json_answer
from .rest import Access, Call, ServerFailure, route

TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
OK = {"result": "ok"}


async def picture(call: Call) -> web.Response:
    """Take a picture; those of further cameras are thrown away."""
    request = call.request
    if request.content_type not in TYPES:
        text = f'Unsupported media type "{request.content_type}" in request.'
        return json_answer({"detail": text}, 415)
    printer = call.printer
    inspector = printer.remote_agent.inspector
    inspector.picture_begins(request.content_length)
    try:
        form = await request.post()
    finally:
        inspector.picture_ends()
    inspector.posts.append(("pic", list(form)))
    if not isinstance(part := form.get("pic"), web.FileField):
        return empty(400)
    if printer.uploads >= printer.upload_limit:
        return empty(429)
    content = part.file.read()
    boosted = str(form.get("viewing_boost", "")).lower() == "true"
    inspector.picture(content, boosted=boosted)
    try:
        Image.open(BytesIO(content)).verify()
    except UnidentifiedImageError:
        return json_answer(["Corrupted image."], 400)
    if str(form.get("is_primary_camera", "true")).lower() == "true":
        printer.set_picture(content, boosted=boosted)
    return json_answer(OK)


async def event(call: Call) -> web.Response:
    """Take an event, and tell people if the agent wants it."""
    form = await call.request.post()
    fields = {name: str(value) for name, value in form.items()}
    inspector = call.printer.remote_agent.inspector
    inspector.posts.append(("printer_events", list(fields)))
    inspector.event(fields)
    try:
        kind, text = fields["event_type"], fields["event_text"]
        title, serious = fields["event_title"], fields["event_class"]
    except KeyError as error:
        raise ServerFailure from error
    call.printer.add_event(kind, serious, title, text)
    if kind == "FILAMENT_CHANGE" and fields.get("notify", "").lower() == "true":
        call.printer.tell("FilamentChange")
    return json_answer(OK)


POST_ONLY = "POST, OPTIONS"
ROUTES = [
    route("/api/v1/octo/pic/", POST_ONLY, {"POST": picture}, Access.KEY),
    route("/api/v1/octo/printer_events/", POST_ONLY, {"POST": event}, Access.KEY),
]
