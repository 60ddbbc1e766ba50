"""The endpoints about pictures that people are asked about: of alerts, of first layers."""

from aiohttp import web

from .kinds import Json, iso, utc_now
from .pages import json_answer, no_match
from .rest import Call, route

ANSWERS = ("LOOKS_BAD", "LOOKS_OK", "UNDECIDED")


def _all(call: Call) -> list[Json]:
    """Return the pictures of the account's alerts, the oldest first."""
    wanted = call.query.get("print_id", "")
    return [
        shot
        for entry in reversed(call.account.prints())
        for shot in entry.shots
        if not wanted.isdecimal() or entry.id == int(wanted)
    ]


def _find(call: Call) -> Json | None:
    """Return the picture that the path names."""
    wanted = int(call.path["id"])
    return next((shot for shot in _all(call) if shot["id"] == wanted), None)


async def read_all(call: Call) -> web.Response:
    """Return pictures of alerts, of one print if it is named."""
    return json_answer(_all(call))


async def read(call: Call) -> web.Response:
    """Return one picture."""
    if (shot := _find(call)) is None:
        return no_match("PrintShotFeedback")
    return json_answer(shot)


async def patch(call: Call) -> web.Response:
    """Take a person's answer."""
    if (shot := _find(call)) is None:
        return no_match("PrintShotFeedback")
    body = await call.body()
    if "answer" in body:
        if (answer := body["answer"]) not in ANSWERS:
            text = f'"{answer}" is not a valid choice.'
            return json_answer({"answer": [text]}, 400)
        shot |= {"answer": answer, "answered_at": iso(utc_now())}
    return json_answer({"instance": shot, "credited_dhs": 0})


async def first_layers(call: Call) -> web.Response:
    """Return pictures of first layers; self-hosted servers make none."""
    wanted = call.query.get("print_id")
    return json_answer(
        [
            image
            for entry in call.account.prints()
            for inspection in entry.inspections
            for image in inspection["images"]
            if wanted is None or wanted == str(entry.id)
        ]
    )


READ = "GET, HEAD, OPTIONS"
ROUTES = [
    route("/api/v1/printshotfeedbacks/", READ, {"GET": read_all}),
    route(
        "/api/v1/printshotfeedbacks/<id>/",
        "GET, PUT, PATCH, HEAD, OPTIONS",
        {"GET": read, "PUT": patch, "PATCH": patch},
    ),
    route("/api/v1/first_layer_inspection_images/", READ, {"GET": first_layers}),
]
