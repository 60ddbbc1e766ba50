"""The endpoints about tunnels to the printers' own web pages."""

from aiohttp import web

from .pages import json_answer
from .rest import Call, route

# What an account that pays nothing may send through tunnels in a month, in bytes.
FREE_CAP = 300 * 2**20


async def usage(call: Call) -> web.Response:
    """Return what went through all tunnels this month."""
    free = call.account.detection_hours is not None
    return json_answer(
        {
            "total": call.account.tunnelled,
            "monthly_cap": FREE_CAP if free else -1,
        }
    )


ROUTES = [
    route("/api/v1/tunnelusage/", "GET, HEAD, OPTIONS", {"GET": usage}),
]
