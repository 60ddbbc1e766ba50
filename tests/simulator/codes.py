"""Six-digit codes: made by an account, verified by whoever has them."""

from collections import deque
import math

from aiohttp import web

from .kinds import utc_now
from .pages import json_answer, no_match, throttled
from .rest import Access, Call, ServerFailure, route

ANONYMOUS_CALLS = 3600
ANONYMOUS_PERIOD = 3600.0


def throttle(call: Call) -> int | None:
    """Count an anonymous call; return the seconds to wait when there were too many."""
    request = call.request
    address = request.headers.get("X-Forwarded-For") or request.remote or ""
    now = call.simulator.clock()
    calls = call.simulator.anonymous_calls.setdefault(address, deque())
    while calls and now - calls[0] >= ANONYMOUS_PERIOD:
        calls.popleft()
    if len(calls) >= ANONYMOUS_CALLS:
        return math.ceil(ANONYMOUS_PERIOD - (now - calls[0]))
    calls.append(now)
    return None


async def verify(call: Call) -> web.Response:
    """Spend a code: a new printer, or a new key for an old one. Only the query counts."""
    if (wait := throttle(call)) is not None:
        return throttled(wait)
    code = call.query.get("code")
    error = None
    if code is None:
        error = "This field may not be null."
    elif not code:
        error = "This field may not be blank."
    elif len(code) > 64:
        error = "Ensure this field has no more than 64 characters."
    if error is not None:
        return json_answer({"code": [error]}, 400)
    for record in call.simulator.codes:
        if record.code == code and call.simulator.is_valid(record):
            break
    else:
        return json_answer({"detail": "Requested resource does not exist"}, 404)
    if record.printer is None:
        record.printer = record.account.add_printer()
    else:
        record.printer.new_key()
    record.expired_at = utc_now()
    record.verified_at = utc_now()
    return json_answer(record.to_json())


async def current(call: Call) -> web.Response:
    """Return the unused code for a new printer, or for the one that is named."""
    printer = None
    if "printer_id" in call.query:
        printer = call.simulator.printers.get(call.number("printer_id", 0))
        if printer is None:
            raise ServerFailure
    return json_answer(call.account.current_code(printer).to_json())


async def read(call: Call) -> web.Response:
    """Return a code, used and expired ones too."""
    wanted = int(call.path["id"])
    for record in call.simulator.codes:
        if record.id == wanted and record.account is call.account:
            return json_answer(record.to_json())
    return no_match("OneTimeVerificationCode")


ROUTES = [
    route(
        "/api/v1/octo/verify/",
        "GET, POST, HEAD, OPTIONS",
        {"GET": verify, "POST": verify},
        Access.OPEN,
    ),
    route("/api/v1/onetimeverificationcodes/", "GET, HEAD, OPTIONS", {"GET": current}),
    route(
        "/api/v1/onetimeverificationcodes/<id>/", "GET, HEAD, OPTIONS", {"GET": read}
    ),
]
