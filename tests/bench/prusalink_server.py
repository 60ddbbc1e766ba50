"""A simulated PrusaLink: as much of its API as Home Assistant's integration asks for."""

from hashlib import md5
import re
import secrets
from typing import override

from aiohttp import web

from tests.simulator.kinds import Phase
from tests.simulator.machine import Machine

from .server import Json, PollingServer, trembling

USER, PASSWORD, REALM = "maker", "bench", "Printer API"
STATES = {Phase.PRINTING: "PRINTING", Phase.PAUSED: "PAUSED"}


def _digest(*parts: str) -> str:
    """Return what HTTP's digest sign-in makes of its parts."""
    return md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()


class PrusaLinkServer(PollingServer):
    """Several Prusa printers, one below each path."""

    def __init__(self, count: int) -> None:
        """Make idle printers that challenge whoever comes."""
        super().__init__(count)
        self._nonce = secrets.token_hex(8)

    @override
    async def answer(self, machine: Machine, request: web.Request) -> web.Response:
        """Answer those paths that the integration reads."""
        if not self._signed_in(request):
            challenge = f'Digest realm="{REALM}", nonce="{self._nonce}", stale=false'
            return web.json_response(
                {}, status=401, headers={"WWW-Authenticate": challenge}
            )
        match request.match_info["path"]:
            case "api/version":
                return web.json_response(VERSION)
            case "api/v1/info":
                return web.json_response(INFO)
            case "api/printer":
                return web.json_response(_legacy(machine))
            case "api/v1/status":
                return web.json_response(_status(machine))
            case "api/v1/job":
                job = _job(machine)
                return web.json_response(job) if job else web.Response(status=204)
        return web.json_response({}, status=404)

    def _signed_in(self, request: web.Request) -> bool:
        """Return whether the request answers the challenge."""
        header = request.headers.get("Authorization", "")
        fields = dict(re.findall(r'(\w+)="([^"]*)"', header))
        return fields.get("nonce") == self._nonce and fields.get("response") == _digest(
            _digest(USER, REALM, PASSWORD),
            self._nonce,
            _digest(request.method, request.path),
        )


VERSION: Json = {
    "api": "2.0.0",
    "server": "2.1.2",
    "nozzle_diameter": 0.4,
    "text": "PrusaLink",
    "hostname": "prusa-mk4",
    "capabilities": {"upload-by-put": True},
}
INFO: Json = {
    "nozzle_diameter": 0.4,
    "mmu": False,
    "serial": "10589-3742441630016852",
    "hostname": "prusa-mk4",
    "min_extrusion_temp": 170,
}


def _heat(machine: Machine) -> Json:
    """Return the temperatures in the newer API's words."""
    return {
        "temp_bed": trembling(machine.bed.actual),
        "target_bed": machine.bed.target,
        "temp_nozzle": trembling(machine.hotend.actual),
        "target_nozzle": machine.hotend.target,
    }


def _legacy(machine: Machine) -> Json:
    """Return the older description of the printer's state."""
    heat = _heat(machine)
    printing, paused = (
        machine.phase is Phase.PRINTING,
        machine.phase is Phase.PAUSED,
    )
    return {
        "telemetry": {
            "temp-bed": heat["temp_bed"],
            "temp-nozzle": heat["temp_nozzle"],
            "print-speed": 100,
            "z-height": machine.job.z if machine.job and machine.job.z else 0.0,
            "material": "PLA",
        },
        "temperature": {
            "tool0": {
                "actual": heat["temp_nozzle"],
                "target": heat["target_nozzle"],
                "display": heat["target_nozzle"],
                "offset": 0,
            },
            "bed": {
                "actual": heat["temp_bed"],
                "target": heat["target_bed"],
                "offset": 0,
            },
        },
        "state": {
            "text": "Printing" if printing else "Paused" if paused else "Operational",
            "flags": {
                "link_state": STATES.get(machine.phase, "IDLE"),
                "operational": not machine.active,
                "paused": paused,
                "printing": printing,
                "cancelling": False,
                "pausing": False,
                "error": False,
                "sdReady": False,
                "closedOnError": False,
                "ready": not machine.active,
                "busy": False,
            },
        },
    }


def _status(machine: Machine) -> Json:
    """Return the printer's state."""
    job = _job(machine)
    status: Json = {
        "storage": {"path": "/usb/", "name": "usb", "read_only": False},
        "printer": {
            "state": STATES.get(machine.phase, "IDLE"),
            **_heat(machine),
            "axis_z": machine.job.z if machine.job and machine.job.z else 0.0,
            "flow": 100,
            "speed": 100,
            "fan_hotend": 4800,
            "fan_print": 5100 if machine.active else 0,
        },
    }
    if job:
        status["job"] = {
            name: job[name]
            for name in ("id", "progress", "time_remaining", "time_printing")
        }
    return status


def _job(machine: Machine) -> Json | None:
    """Return the job that runs."""
    job = machine.job
    if job is None or not machine.active:
        return None
    return {
        "id": 129,
        "state": STATES.get(machine.phase, "IDLE"),
        "progress": round(100 * job.fraction),
        "time_remaining": int(job.remaining),
        "time_printing": int(job.elapsed + job.heating),
        "file": {
            "refs": {
                "icon": "/thumb/s/usb/BRACKE~1.BGC",
                "thumbnail": "/thumb/l/usb/BRACKE~1.BGC",
                "download": "/usb/BRACKE~1.BGC",
            },
            "name": "BRACKE~1.BGC",
            "display_name": job.file_name,
            "path": "/usb",
            "size": job.size,
            "m_timestamp": 1795460633,
        },
    }
