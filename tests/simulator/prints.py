"""The endpoints about what was printed: prints, statistics, events."""

from collections.abc import Callable
from datetime import timedelta

from aiohttp import web

from .kinds import Json, iso
from .pages import empty, json_answer, no_match
from .records import GROUPS, Print
from .rest import Call, ServerFailure, route
from .statistics import chosen, statistics

VERDICTS = ("FAILED", "NOT_FAILED")
DEFAULT_LIMIT = 12


def find(call: Call) -> Print | None:
    """Return the print that the path names, if it is the account's."""
    wanted = int(call.path["id"])
    return next(
        (p for p in call.account.prints() if p.id == wanted and not p.deleted), None
    )


def _page[T](call: Call, records: list[T]) -> list[T]:
    """Return the part of a list that `start` and `limit` name."""
    start = call.number("start", 0)
    limit = call.number("limit", DEFAULT_LIMIT)
    if start < 0 or limit < 0:
        raise ServerFailure
    return records[start : start + limit]


async def read_all(call: Call) -> web.Response:
    """Return prints, newest first, as a bare array."""
    found = chosen(call)
    filters: dict[str, Callable[[Print], bool]] = {
        "finished": lambda p: p.finished_at is not None,
        "cancelled": lambda p: p.cancelled_at is not None,
        "need_alert_overwrite": lambda p: p.need_alert_overwrite,
        "need_print_shot_feedback": lambda p: p.need_shot_feedback,
    }
    for name in ("filter", "feedback_needed"):
        wanted: Callable[[Print], bool] | None = filters.get(call.query.get(name, ""))
        if wanted is not None:
            found = [entry for entry in found if wanted(entry)]
    if call.query.get("sorting") == "date_asc":
        found.reverse()
    return json_answer([entry.to_full_json() for entry in _page(call, found)])


async def read(call: Call) -> web.Response:
    """Return one print."""
    if (found := find(call)) is None:
        return no_match("Print")
    return json_answer(found.to_full_json())


async def patch(call: Call) -> web.Response:
    """Store a verdict, which must be one that the server knows."""
    if (found := find(call)) is None:
        return no_match("Print")
    body = await call.body()
    if "alert_overwrite" in body:
        verdict = body["alert_overwrite"]
        if verdict is not None and verdict not in VERDICTS:
            text = f'"{verdict}" is not a valid choice.'
            return json_answer({"alert_overwrite": [text]}, 400)
        found.alert_overwrite = verdict
    if "access_consented_at" in body:
        found.access_consented_at = body["access_consented_at"]
    found.printer.changed()
    return json_answer(found.to_full_json())


async def delete(call: Call) -> web.Response:
    """Delete a print from the history."""
    if (found := find(call)) is None:
        return no_match("Print")
    found.deleted = True
    return empty()


async def bulk_delete(call: Call) -> web.Response:
    """Delete several prints; unknown numbers are ignored."""
    wanted = (await call.body()).get("print_ids", [])
    for entry in call.account.prints():
        if entry.id in wanted:
            entry.deleted = True
    return empty()


async def read_statistics(call: Call) -> web.Response:
    """Return sums and averages of a period."""
    return json_answer(statistics(call))


async def predictions(call: Call) -> web.Response:
    """Return what the failure detection found, frame by frame, if there is a timelapse."""
    if (found := find(call)) is None:
        return no_match("Print")
    if found.video_url is None:
        return json_answer([])
    begun = iso(found.started_at)
    return json_answer(
        [
            {
                "model": "app.printerprediction",
                "pk": found.printer.id,
                "fields": _frame(number, score)
                | {
                    "created_at": begun,
                    "updated_at": iso(found.started_at + timedelta(seconds=moment)),
                },
            }
            for number, (moment, score) in enumerate(found.frames, 1)
        ]
    )


def _frame(number: int, score: float) -> Json:
    """Return one analysed frame."""
    return {
        "current_frame_num": number,
        "lifetime_frame_num": number,
        "current_p": round(score * 2.5, 2),
        "ewm_mean": score * 1.47,
        "rolling_mean_long": score * 0.47,
        "rolling_mean_short": score * 0.47,
        "normalized_p": score,
    }


# Events


async def events(call: Call) -> web.Response:
    """Return events, newest first; nothing unless classes and types are both given."""
    classes = set(call.queries("filter_by_classes[]"))
    types = {
        single
        for name in call.queries("filter_by_types[]")
        for single in GROUPS.get(name, (name,))
    }
    found = [
        event
        for event in reversed(call.simulator.events)
        if event.printer.account is call.account
        and event.event_class in classes
        and event.event_type in types
    ]
    return json_answer([event.to_json() for event in _page(call, found)])


async def read_event(call: Call) -> web.Response:
    """Return one event."""
    wanted = int(call.path["id"])
    for event in call.simulator.events:
        if event.id == wanted and event.printer.account is call.account:
            return json_answer(event.to_json())
    return no_match("PrinterEvent")


READ = "GET, HEAD, OPTIONS"
ROUTES = [
    route("/api/v1/prints/", READ, {"GET": read_all}),
    route(
        "/api/v1/prints/<id>/",
        "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
        {"GET": read, "PUT": patch, "PATCH": patch, "DELETE": delete},
    ),
    route("/api/v1/prints/bulk_delete/", "POST, OPTIONS", {"POST": bulk_delete}),
    route("/api/v1/prints/stats/", READ, {"GET": read_statistics}),
    route("/api/v1/prints/<id>/prediction_json/", READ, {"GET": predictions}),
    route("/api/v1/printer_events/", READ, {"GET": events}),
    route("/api/v1/printer_events/<id>/", READ, {"GET": read_event}),
]
