"""The words of the Klipper agent: status, settings, and pass-through commands."""

from typing import TYPE_CHECKING, Any

from .job import Job
from .kinds import Json, MachineEvent, Phase, utc_now
from .machine import Machine

if TYPE_CHECKING:
    from .agents import Agent, Reply, Request

AGENT_VERSION = "2.1.4"
PROFILES = [
    {"name": "PLA", "heater_bed": 60.0, "extruder": 215.0},
    {"name": "PETG", "heater_bed": 80.0, "extruder": 240.0},
]
TEXTS = {
    Phase.OPERATIONAL: "Operational",
    Phase.DOWNLOADING: "G-Code Downloading",
    Phase.STARTING: "Printing",
    Phase.PRINTING: "Printing",
    Phase.PAUSING: "Pausing",
    Phase.PAUSED: "Paused",
    Phase.RESUMING: "Resuming",
    Phase.CANCELLING: "Cancelling",
    Phase.FINISHING: "Printing",
}
NOT_SUPPORTED = (
    "Request not supported. Please make sure moonraker-obico is updated to the latest"
    " version. If moonraker-obico is already up to date and you still see this error,"
    " please contact Obico support at support@obico.io"
)
PRINTING = (Phase.STARTING, Phase.PRINTING, Phase.FINISHING)


def state(machine: Machine) -> Json:
    """Return the state; a transition shows in the text alone, not in the flags."""
    phase = machine.phase
    return {
        "text": TEXTS[phase],
        "flags": {
            "operational": phase is not Phase.DOWNLOADING,
            "paused": phase is Phase.PAUSED,
            "printing": phase in PRINTING,
            "cancelling": False,
            "pausing": False,
            "error": machine.error is not None,
            "ready": phase is Phase.OPERATIONAL,
            "closedOrError": False,
        },
        "error": machine.error,
    }


def temperatures(machine: Machine) -> Json:
    """Return all heaters by Klipper's names; a target of null makes it a sensor."""
    return {
        heater.name: {
            "actual": round(heater.actual or 0.0, 2),
            "offset": 0,
            "target": heater.target,
        }
        for heater in machine.heaters
    }


def _progress(job: Job | None) -> Json:
    """Return how far the print is: percent, bytes, seconds in all, mm of filament used."""
    if job is None:
        return {
            "completion": 0.0,
            "filepos": 0,
            "printTime": 0.0,
            "printTimeLeft": None,
            "filamentUsed": 0.0,
        }
    return {
        "completion": 100.0 * job.fraction,
        "filepos": int(job.size * job.fraction),
        "printTime": float(job.total),
        "printTimeLeft": max(1.0, float(job.remaining)),
        "filamentUsed": round(job.filament * job.fraction, 3),
    }


def status(machine: Machine, timestamp: float) -> Json | None:
    """Return what the agent says of its printer; nothing while Klipper is down."""
    if machine.phase not in TEXTS:
        return None
    job = machine.job
    forgotten = job is None or (
        job.outcome is MachineEvent.CANCELLED and not machine.active
    )
    # The layer is known only while the printer really prints, or is paused.
    layer = (
        job.layer
        if job is not None and machine.phase in (Phase.PRINTING, Phase.PAUSED)
        else None
    )
    return {
        "_ts": timestamp,
        "state": state(machine),
        "currentZ": 0.0 if job is None else job.z or 0.0,
        "job": {
            "file": {
                "name": None if job is None else job.file_name,
                "path": "" if job is None else job.path,
                "display": None if job is None else job.file_name,
                "obico_g_code_file_id": None
                if job is None or forgotten
                else job.g_code_file_id,
            },
            "estimatedPrintTime": None,
            "user": None,
        },
        "progress": _progress(job),
        "temperatures": temperatures(machine),
        "file_metadata": {
            "analysis": {
                "printingArea": {"maxZ": None if job is None or forgotten else job.top}
            },
            "obico": {
                "totalLayerCount": None if layer is None or job is None else job.layers
            },
        },
        "currentLayerHeight": layer,
        "currentFeedRate": machine.feed_rate,
        "currentFlowRate": machine.flow_rate,
        "currentFanSpeed": machine.fan_speed,
    }


def settings() -> Json:
    """Return what the agent said of itself when it connected."""
    return {
        "tsd_plugin_version": "",
        "installed_plugins": '["mainsail", "crowsnest"]',
        "temp_profiles": [dict(profile) for profile in PROFILES],
        "platform_uname": '["Linux", "octopi", "6.1.21-v8+", "#1642 SMP PREEMPT", "aarch64", "", ""]',
        "data_channel_id": "389",
        "printer_metadata": "{}",
        "octoprint_version": "",
    }


# Pass-through: Moonraker's REST paths and a few functions; an error for all others.


def passthru(agent: Agent, request: Request, reply: Reply) -> None:
    """Do what a viewer asks, and reply as the agent does."""
    target, func, args = request.target, request.func, request.args
    try:
        if target == "moonraker_api":
            _moonraker(agent, func, request.kwargs, reply)
        elif target == "_printer":
            _printer(agent, func, args, reply)
        elif target == "file_downloader" and func == "download":
            reply(agent.download(args[0]))
        elif target == "file_operations" and func == "start_printer_local_print":
            if agent.start_known_file(args[0]["url"], args[0]["agent_signature"]):
                reply({"ret": "Success"})
            else:
                reply({"error": agent.MODIFIED})
        else:
            reply({"error": NOT_SUPPORTED})
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        reply({"error": str(error)})


def _printer(agent: Agent, func: str, args: list[Any], reply: Reply) -> None:
    """Call one of the functions that both agents share."""
    machine = agent.machine
    match func:
        case "set_temperature":
            if (heater := machine.heater(str(args[0]))) is not None:
                heater.target = float(args[1])
            reply({"ret": None})
        case "jog":
            machine.jog({axis: float(args[0][axis]) for axis in args[0]})
            reply({"ret": None})
        case "home":
            machine.home(args[0])
            reply({"ret": None})
        case "pause" | "resume" | "cancel":
            # It does it and says that it cannot: measured.
            reply({"error": NOT_SUPPORTED})
            agent.command(func)
        case _:
            reply({"error": NOT_SUPPORTED})


def _moonraker(agent: Agent, path: str, kwargs: Json, reply: Reply) -> None:
    """Call a path of Moonraker's REST interface."""
    verb = kwargs.get("verb", "get")
    machine = agent.machine
    bare = path.partition("?")[0]
    obeyed = True

    def done() -> None:
        reply({"ret": {"result": "ok"}})

    match (verb, bare):
        case ("post", "printer/print/pause"):
            obeyed = machine.pause(shown=False, done=done)
        case ("post", "printer/print/resume"):
            obeyed = machine.resume(shown=False, done=done)
        case ("post", "printer/print/cancel"):
            obeyed = machine.cancel(done=done)
        case ("post", "printer/print/start"):
            obeyed = machine.phase is Phase.OPERATIONAL and bool(kwargs.get("filename"))
            if obeyed:
                done()
                agent.start_file(str(kwargs["filename"]))
        case ("post", "printer/gcode/script"):
            agent.run_g_code(str(kwargs["script"]).splitlines())
            done()
        case (_, "printer/objects/query"):
            reply({"ret": _query(machine)})
        case ("get", "server/files/list"):
            reply({"ret": _files(agent)})
        case ("get", "machine/device_power/devices"):
            reply({"ret": {"devices": []}})
        case _:
            obeyed = False
    if not obeyed:
        reply({"error": f'Error in calling "{path}" - "{verb}"'})


def _files(agent: Agent) -> list[Json]:
    """Return the files that lie on the printer, by their paths."""
    return [
        {
            "path": file.file_name,
            "modified": file.created_at.timestamp(),
            "size": file.num_bytes,
            "permissions": "rw",
        }
        for file in agent.files()
    ]


def _query(machine: Machine) -> Json:
    """Return Klipper's object `gcode_move`."""
    z = 0.0 if machine.job is None else machine.job.z or 0.0
    return {
        "eventtime": utc_now().timestamp(),
        "status": {
            "gcode_move": {
                "speed_factor": machine.feed_rate,
                "speed": 3000.0,
                "extrude_factor": machine.flow_rate,
                "absolute_coordinates": True,
                "absolute_extrude": False,
                "homing_origin": [0, 0, 0, 0],
                "position": [100, 100, z, 0],
                "gcode_position": [100, 100, z, 0],
            }
        },
    }
