"""The words of the OctoPrint agent: status, settings, and pass-through commands."""

from base64 import b64encode
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from .job import Job
from .kinds import Json, MachineEvent, Phase
from .machine import Machine

if TYPE_CHECKING:
    from .agents import Agent, Reply, Request

AGENT_VERSION = "2.6.1"
# What OctoPrint has read of a file when its first commands begin to heat.
HEADER_BYTES = 145
PROFILES = [
    {"bed": 100, "chamber": None, "extruder": 210, "name": "ABS"},
    {"bed": 60, "chamber": None, "extruder": 180, "name": "PLA"},
]
TEXTS = {
    Phase.DISCONNECTED: "Offline",
    Phase.CONNECTING: "Detecting serial connection",
    Phase.OPERATIONAL: "Operational",
    Phase.DOWNLOADING: "G-Code Downloading",
    Phase.STARTING: "Starting",
    Phase.PRINTING: "Printing",
    Phase.PAUSING: "Pausing",
    Phase.PAUSED: "Paused",
    Phase.RESUMING: "Resuming",
    Phase.CANCELLING: "Cancelling",
    Phase.FINISHING: "Finishing",
    Phase.ERROR: "Offline after error",
}
DISCONNECTED = (Phase.DISCONNECTED, Phase.CONNECTING, Phase.ERROR)


def state(machine: Machine) -> Json:
    """Return the state: a text, flags (transitions count as printing), an error."""
    phase = machine.phase
    operational = phase not in (*DISCONNECTED, Phase.DOWNLOADING)
    return {
        "text": TEXTS[phase],
        "flags": {
            "operational": operational,
            "printing": machine.active and phase is not Phase.PAUSED,
            "cancelling": phase is Phase.CANCELLING,
            "pausing": phase is Phase.PAUSING,
            "resuming": phase is Phase.RESUMING,
            "finishing": phase is Phase.FINISHING,
            "closedOrError": phase in (Phase.DISCONNECTED, Phase.ERROR),
            # Not even an error sets this flag; its text is in `error`.
            "error": False,
            "paused": phase is Phase.PAUSED,
            "ready": phase is Phase.OPERATIONAL,
            "sdReady": operational,
        },
        "error": machine.error or "",
    }


def temperatures(machine: Machine) -> Json:
    """Return all heaters; `chamber` is there with nulls although there is none."""
    if machine.phase in DISCONNECTED:
        return {}
    found = {
        heater.name: {
            "actual": None if heater.actual is None else round(heater.actual, 2),
            "target": heater.target,
            "offset": 0,
        }
        for heater in machine.heaters
    }
    found.setdefault("chamber", {"actual": None, "target": None, "offset": 0})
    return found


def _file(machine: Machine, job: Job | None) -> Json:
    """Return which file is selected."""
    if job is None:
        file: Json = {"name": None, "path": None}
        if machine.was_disconnected:
            file["display"] = None
        return {**file, "origin": None, "size": None, "date": None}
    file = {
        "name": job.file_name,
        "path": job.path,
        "display": job.file_name,
        "origin": "local",
        "size": job.size,
        "date": 1795460633,
    }
    if job.g_code_file_id is not None and (job.outcome is None or machine.active):
        file["obico_g_code_file_id"] = job.g_code_file_id
    return file


def _job(machine: Machine, job: Job | None) -> Json:
    """Return the selected file and what is known of it."""
    if job is None:
        answer: Json = {
            "file": _file(machine, None),
            "estimatedPrintTime": None,
            "lastPrintTime": None,
            "filament": {"length": None, "volume": None},
            "user": None,
        }
        if machine.was_disconnected:
            answer |= {"averagePrintTime": None, "filament": None}
        return answer
    times = machine.history.get(job.file_name)
    return {
        "file": _file(machine, job),
        "estimatedPrintTime": float(job.duration),
        "averagePrintTime": sum(times) / len(times) if times else None,
        "lastPrintTime": times[-1] if times else None,
        "filament": {"tool0": {"length": job.filament, "volume": 0.0}},
        "user": "_api",
    }


def _progress(machine: Machine, job: Job | None) -> Json:
    """Return how far the print is: percent, bytes, seconds, planned filament in mm."""
    nothing: Json = {
        "completion": None,
        "filepos": None,
        "printTime": None,
        "printTimeLeft": None,
        "printTimeLeftOrigin": None,
    }
    if job is None:
        return nothing
    planned = {"filamentUsed": job.filament}
    if machine.phase is Phase.STARTING:
        return {**nothing, "completion": 0.0, "filepos": 0, "printTime": 0, **planned}
    if job.outcome is MachineEvent.CANCELLED or not machine.active:
        if job.outcome is not MachineEvent.DONE:
            return {**nothing, **planned}
    position = int(job.size * job.fraction) if job.heated else HEADER_BYTES
    done = job.outcome is MachineEvent.DONE or machine.phase is Phase.FINISHING
    return {
        "completion": 100.0 * (job.fraction if job.heated else position / job.size),
        "filepos": position,
        "printTime": int(job.elapsed + job.heating),
        "printTimeLeft": 0 if done else int(job.remaining),
        "printTimeLeftOrigin": None
        if done
        else ("linear" if job.elapsed > 60 else "analysis"),
        **planned,
    }


def _metadata(machine: Machine, job: Job | None) -> Json | None:
    """Return what OctoPrint has found out about the file."""
    if job is None:
        return None
    area = {
        "maxX": 128.0,
        "maxY": 88.0,
        "maxZ": job.top,
        "minX": 0.0,
        "minY": 0.0,
        "minZ": 0.0,
    }
    size = {"depth": 88.0, "height": job.top, "width": 128.0}
    metadata: Json = {
        "hash": sha1(job.file_name.encode(), usedforsecurity=False).hexdigest(),
        "user": "_api",
        "obico": {"totalLayerCount": job.layers},
        "analysis": {
            "printingArea": area,
            "dimensions": size,
            "travelArea": area,
            "travelDimensions": size,
            "estimatedPrintTime": float(job.duration),
            "filament": {"tool0": {"length": job.filament, "volume": 0.0}},
        },
    }
    if times := machine.history.get(job.file_name):
        metadata["history"] = [
            {
                "timestamp": 1795461747.384511,
                "printTime": seconds,
                "success": True,
                "printerProfile": "_default",
            }
            for seconds in times
        ]
        metadata["statistics"] = {
            "averagePrintTime": {"_default": sum(times) / len(times)},
            "lastPrintTime": {"_default": times[-1]},
        }
    return metadata


def status(machine: Machine, timestamp: float) -> Json:
    """Return what the agent says of its printer at a time (epoch seconds)."""
    lost = machine.phase in DISCONNECTED
    job = None if lost else machine.job
    alive = job is not None and (
        machine.active if job.outcome is None else job.outcome is MachineEvent.DONE
    )
    layer = job.layer if job is not None and machine.active else None
    job_json = _job(machine, job)
    if machine.phase is Phase.ERROR and machine.job is not None:
        # The agent forgets these two only with the next connection.
        layer = machine.job.layer
        if machine.job.g_code_file_id is not None:
            job_json["file"]["obico_g_code_file_id"] = machine.job.g_code_file_id
    return {
        "state": state(machine),
        "job": job_json,
        "currentZ": job.z if job is not None and alive else None,
        "progress": _progress(machine, job),
        "offsets": {},
        "resends": {"count": 0, "transmitted": 0 if lost else 8, "ratio": 0},
        "temperatures": temperatures(machine),
        "_ts": int(timestamp),
        "currentLayerHeight": layer,
        "display_status": {"message": machine.message},
        "file_metadata": _metadata(machine, job),
    }


def settings() -> Json:
    """Return what the agent said of itself when it connected."""
    return {
        "tsd_plugin_version": "",
        "installed_plugins": '["obico"]',
        "platform_uname": '["Linux", "octopi", "6.1.21-v8+", "#1642 SMP PREEMPT", "aarch64", "", ""]',
        "temp_profiles": [dict(profile) for profile in PROFILES],
        "data_channel_id": "",
        "printer_metadata": '{"FIRMWARE_NAME": "Virtual Marlin 1.0", "PROTOCOL_VERSION": "1.0"}',
        "octoprint_version": "1.11.8",
    }


# Pass-through: any method of a few objects; silence when there is no such method.


def passthru(agent: Agent, request: Request, reply: Reply) -> None:
    """Do what a viewer asks, and reply as the agent does."""
    target, func, args = request.target, request.func, request.args
    try:
        if target == "_printer":
            _printer(agent, func, args, reply)
        elif target == "_file_manager" and func == "list_files":
            reply({"ret": {"local": _files(agent)}})
        elif target == "file_downloader" and func == "download":
            reply(agent.download(args[0]))
        elif target == "file_operations" and func == "start_printer_local_print":
            if agent.start_known_file(args[0]["url"], args[0]["agent_signature"]):
                reply({"ret": "Success"})
            else:
                reply({"ret": {"error": agent.MODIFIED}})
        elif target == "gcode_hooks" and func == "toggle_terminal_feed":
            agent.terminal_feed = args[0] == "on"
            reply({"ret": agent.terminal_feed})
        elif target == "jpeg_poster" and func == "web_snapshot_request":
            picture = b64encode(agent.printer.picture_bytes()).decode()
            reply({"ret": {"pic": picture}})
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        reply({"error": str(error)})


def _printer(agent: Agent, func: str, args: list[Any], reply: Reply) -> None:
    """Call a method of OctoPrint's printer object."""
    machine = agent.machine
    match func:
        case "pause_print":
            reply({"ret": None})
            machine.pause(tools_off=agent.printer.tools_off_on_pause)
        case "resume_print":
            reply({"ret": None})
            machine.resume()
        case "cancel_print":
            reply({"ret": None})
            machine.cancel()
        case "set_temperature":
            name, target = str(args[0]), float(args[1])
            if (heater := machine.heater(name)) is None and name != "chamber":
                msg = f'heater must match "tool", "tool([0-9])", "bed" or "chamber": {name}'
                raise ValueError(msg)
            if heater is not None:
                heater.target = target
            reply({"ret": None})
        case "jog":
            axes = list(args[0].keys())
            ways = {axis: float(args[0][axis]) for axis in axes}
            # Whether an axis runs the other way round is asked of the first alone.
            if axes[0] in agent.inverted_axes:
                ways[axes[0]] *= -1
            machine.jog(ways)
            reply({"ret": None})
        case "home":
            machine.home(args[0])
            reply({"ret": None})
        case "select_file":
            path, on_sd_card, start = args
            if path not in agent.printer.files or on_sd_card:
                msg = f"{path} does not exist in local storage"
                raise ValueError(msg)
            if start and machine.phase is Phase.OPERATIONAL:
                agent.start_file(path)
            reply({"ret": None})
        case "commands":
            commands = args[0] if isinstance(args[0], list) else [args[0]]
            agent.run_g_code(commands)
            reply({"ret": None})
        case "feed_rate":
            machine.feed_rate = _rate(args[0], 50, 200)
            reply({"ret": None})
        case "flow_rate":
            machine.flow_rate = _rate(args[0], 75, 125)
            reply({"ret": None})
        case "connect":
            reply({"ret": None})
            agent.connection = (*args, None, None)[:2]
            machine.connect()
        case "disconnect":
            reply({"ret": None})
            machine.disconnect()
        case "get_connection_options":
            reply(
                {
                    "ret": {
                        "ports": ["/dev/ttyS0", "VIRTUAL"],
                        "baudrates": [250000, 115200],
                        "portPreference": "VIRTUAL",
                        "baudratePreference": 0,
                        "autoconnect": True,
                    }
                }
            )
        case "get_current_temperatures":
            reply({"ret": temperatures(machine)})
        case "get_state_id":
            reply({"ret": machine.phase.upper()})
        case "is_operational":
            reply({"ret": state(machine)["flags"]["operational"]})


def _rate(percent: Any, lowest: int, highest: int) -> float:
    """Return a rate as a factor; raises ValueError when OctoPrint refuses it."""
    if not lowest <= percent <= highest:
        msg = f"factor must be a value between {lowest:f} and {highest:f}"
        raise ValueError(msg)
    return float(percent) / 100


def _files(agent: Agent) -> Json:
    """Return the files that lie on the printer, as a tree."""
    tree: Json = {}
    for file in agent.files():
        *folders, name = file.file_name.split("/")
        branch, path = tree, ""
        for folder in folders:
            path = f"{path}/{folder}".lstrip("/")
            branch = branch.setdefault(
                folder,
                {
                    "name": folder,
                    "display": folder,
                    "path": path,
                    "type": "folder",
                    "typePath": ["folder"],
                    "children": {},
                },
            )["children"]
        branch[name] = {
            "name": name,
            "display": name,
            "path": file.file_name,
            "type": "machinecode",
            "typePath": ["machinecode", "gcode"],
            "size": file.num_bytes,
            "date": 1795460633,
            "hash": sha1(file.file_name.encode(), usedforsecurity=False).hexdigest(),
        }
    return tree
