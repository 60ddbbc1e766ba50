"""The endpoints below `printers/`."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from .pages import dumps, empty, json_answer, json_text, no_match
from .printer import SimulatedPrinter
from .rest import Call, ServerFailure, View, route
from .writing import write_columns

NOT_PRINTING = {"detail": "Printer is not currently printing."}


def find(call: Call, *, archived: bool | None = None) -> SimulatedPrinter | None:
    """Return the printer that the path names, if it is the account's."""
    if archived is None:
        archived = call.query.get("with_archived") == "true"
    wanted = int(call.path["id"])
    return next(
        (
            printer
            for printer in call.account.visible_printers(archived=archived)
            if printer.id == wanted
        ),
        None,
    )


async def read_all(call: Call) -> web.Response:
    """Return the account's printers as a bare array."""
    archived = call.query.get("with_archived") == "true"
    texts = [
        '"broken"' if printer.unreadable else printer.text()
        for printer in call.account.visible_printers(archived=archived)
    ]
    return json_text(f"[{','.join(texts)}]")


async def create(call: Call) -> web.Response:
    """Create a printer without an agent."""
    body = await call.body()
    if "name" not in body:
        return json_answer({"name": ["This field is required."]}, 400)
    if not (name := str(body["name"])):
        return json_answer({"name": ["This field may not be blank."]}, 400)
    return json_answer(call.account.add_printer(name).to_json(), 201)


async def read(call: Call) -> web.Response:
    """Return one printer."""
    if (printer := find(call)) is None:
        return no_match("Printer")
    return json_text(printer.text())


async def put(call: Call) -> web.Response:
    """Change a printer and return it as it is."""
    if (printer := find(call)) is None:
        return no_match("Printer")
    body = await call.body()
    if "name" not in body:
        return json_answer({"name": ["This field is required."]}, 400)
    printer.name = str(body["name"])
    printer.changed()
    return json_text(printer.text())


async def patch(call: Call) -> web.Response:
    """Write columns, unchecked, and return the printer as a success."""
    if (printer := find(call)) is None:
        return no_match("Printer")
    if call.request.content_type != "application/json":
        raise ServerFailure
    write_columns(printer, await call.body())
    if find(call) is None:
        return no_match("Printer")
    return _succeeded(printer)


async def delete(call: Call) -> web.Response:
    """Delete a printer."""
    if (printer := find(call)) is None:
        return no_match("Printer")
    printer.delete()
    return empty()


async def archive(call: Call) -> web.Response:
    """Archive a printer."""
    if (printer := find(call)) is None:
        return no_match("Printer")
    printer.archive()
    return empty()


# Actions


def _succeeded(printer: SimulatedPrinter, succeeded: bool = True) -> web.Response:
    """Answer an action with the printer as it is now."""
    flag = dumps(succeeded)
    return json_text(f'{{"succeeded":{flag},"printer":{printer.text()}}}')


def action(
    act: Callable[[Call, SimulatedPrinter], Awaitable[web.Response]],
) -> View:
    """Make the view of an action on a printer, which must not be archived."""

    async def view(call: Call) -> web.Response:
        if (printer := find(call, archived=False)) is None:
            return no_match("Printer")
        return await act(call, printer)

    return view


def _command(name: str, verdict: str | None) -> View:
    """Make the view of pause, resume or cancel.

    `succeeded` only says that there is a current print; the printer in the answer is
    the one before its agent reacted.
    """

    async def act(call: Call, printer: SimulatedPrinter) -> web.Response:
        if printer.current_print is None:
            return _succeeded(printer, succeeded=False)
        if verdict is not None:
            printer.watch.acknowledge(verdict)
        printer.changed()
        response = _succeeded(printer)
        if printer.agent is not None:
            printer.agent.command(name)
        return response

    return action(act)


async def _mute(call: Call, printer: SimulatedPrinter) -> web.Response:
    """Mute or unmute the current print; the server fails without one."""
    try:
        printer.watch.mute(call.query.get("mute_alert") == "true")
    except ValueError as error:
        raise ServerFailure from error
    printer.changed()
    return _succeeded(printer)


async def _acknowledge(call: Call, printer: SimulatedPrinter) -> web.Response:
    """Acknowledge an alert, with any verdict."""
    if printer.current_print is None:
        return json_answer({"detail": "Not currently printing"}, 404)
    printer.watch.acknowledge(call.query.get("alert_overwrite"))
    printer.changed()
    return _succeeded(printer)


async def _start(call: Call, printer: SimulatedPrinter) -> web.Response:
    """Note a print that an app manages without an agent; no printer starts."""
    name = (await call.body()).get("filename")
    if not name:
        return json_answer({"filename": "This field is required."}, 400)
    printer.historian.begin_without_agent(str(name))
    printer.changed()
    return _succeeded(printer)


async def _finish(call: Call, printer: SimulatedPrinter) -> web.Response:
    """Note that such a print is over."""
    if printer.current_print is None:
        return json_answer(NOT_PRINTING, 404)
    status = (await call.body()).get("status", "success")
    printer.historian.close(finished=status != "cancelled")
    printer.changed()
    return _succeeded(printer)


async def _predict(call: Call, printer: SimulatedPrinter) -> web.Response:
    """Judge a picture that an app uploads."""
    if printer.current_print is None:
        return json_answer(NOT_PRINTING, 404)
    if "img" not in await call.body():
        return json_answer({"img": "This field is required."}, 400)
    return json_answer(
        {
            "result": {
                "p": 0.06,
                "temporal_stats": {
                    "ewm_mean": 0.01,
                    "rolling_mean_short": 0.03,
                    "rolling_mean_long": 0.03,
                    "prediction_num": 1,
                    "prediction_num_lifetime": 1,
                },
                "detections": [["failure", 0.06, [320.0, 240.0, 50.0, 40.0]]],
            }
        }
    )


GET_TOO = "GET, POST, HEAD, OPTIONS"
POST_ONLY = "POST, OPTIONS"
ACTIONS: Mapping[str, View] = {
    "pause_print": _command("pause", None),
    "resume_print": _command("resume", "NOT_FAILED"),
    "cancel_print": _command("cancel", "FAILED"),
    "mute_current_print": action(_mute),
    "acknowledge_alert": action(_acknowledge),
}
LATER_ACTIONS: Mapping[str, View] = {
    "start_print": action(_start),
    "finish_print": action(_finish),
    "predict": action(_predict),
    "archive": archive,
}
ROUTES = [
    route("/api/v1/printers/", GET_TOO, {"GET": read_all, "POST": create}),
    route(
        "/api/v1/printers/<id>/",
        "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
        {"GET": read, "PUT": put, "PATCH": patch, "DELETE": delete},
    ),
    *(
        route(f"/api/v1/printers/<id>/{name}/", GET_TOO, {"GET": view, "POST": view})
        for name, view in ACTIONS.items()
    ),
    *(
        route(f"/api/v1/printers/<id>/{name}/", POST_ONLY, {"POST": view})
        for name, view in LATER_ACTIONS.items()
    ),
]
