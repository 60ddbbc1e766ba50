"""The endpoints about the account itself, the version, and a printer's own key."""

from aiohttp import web

from .kinds import Json
from .pages import json_answer
from .rest import Access, Call, ServerFailure, route
from .writing import write_columns


async def read_user(call: Call) -> web.Response:
    """Return the user."""
    return json_answer(call.account.to_json())


async def patch_user(call: Call) -> web.Response:
    """Change the user and return it."""
    call.account.patch(await call.body())
    return json_answer(call.account.to_json())


async def version(_call: Call) -> web.Response:
    """Return a constant."""
    return json_answer({"version": "1.0.0"})


def _linked(call: Call) -> Json:
    """Return the little that a printer's key tells about its printer."""
    printer = call.printer
    is_pro = printer.account.detection_hours is None
    return {
        "user": {"is_pro": is_pro},
        "printer": {
            "is_pro": is_pro,
            "id": printer.id,
            "name": printer.name,
            "retract_on_pause": printer.retract_on_pause,
        },
    }


async def read_linked(call: Call) -> web.Response:
    """Return what a printer's key tells."""
    return json_answer(_linked(call))


async def patch_linked(call: Call) -> web.Response:
    """Change a printer; the answer shows it as it was before."""
    before = _linked(call)
    if call.request.content_type != "application/json":
        raise ServerFailure
    write_columns(call.printer, await call.body())
    return json_answer(before)


GET_PATCH = "GET, PATCH, HEAD, OPTIONS"
ROUTES = [
    route("/api/v1/users/me/", GET_PATCH, {"GET": read_user, "PATCH": patch_user}),
    route("/api/v1/version/", "GET, HEAD, OPTIONS", {"GET": version}),
    *(
        route(
            f"/api/v1/octo/{name}/",
            GET_PATCH,
            {"GET": read_linked, "PATCH": patch_linked},
            Access.KEY,
        )
        for name in ("printer", "ping")
    ),
]
