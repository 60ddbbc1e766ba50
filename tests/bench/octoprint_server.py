"""A simulated OctoPrint: as much of its API as Home Assistant's integration asks for."""

from typing import override

from aiohttp import web

from tests.simulator import octoprint
from tests.simulator.machine import Machine

from .server import Json, PollingServer, trembling

API_KEY = "bench"


class OctoPrintServer(PollingServer):
    """Several OctoPrints, one below each path."""

    @override
    async def answer(self, machine: Machine, request: web.Request) -> web.Response:
        """Answer `/api/job` and `/api/printer`."""
        if request.headers.get("X-Api-Key") != API_KEY:
            return web.json_response({"error": "forbidden"}, status=403)
        status = octoprint.status(machine, 0)
        match request.match_info["path"]:
            case "api/job":
                return web.json_response(_job(status))
            case "api/printer":
                return web.json_response(_printer(status))
        return web.json_response({"error": "not found"}, status=404)


def _job(status: Json) -> Json:
    """Return the job in the API's words."""
    return {
        "job": status["job"],
        "progress": {
            name: value
            for name, value in status["progress"].items()
            if name != "filamentUsed"
        },
        "state": status["state"]["text"],
    }


def _printer(status: Json) -> Json:
    """Return the printer's state in the API's words."""
    return {
        "sd": {"ready": status["state"]["flags"]["sdReady"]},
        "state": status["state"],
        "temperature": {
            name: {**values, "actual": trembling(values["actual"])}
            for name, values in status["temperatures"].items()
            if values["actual"] is not None
        },
    }
