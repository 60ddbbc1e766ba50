"""The program beside a printer that connects it to the server."""

from asyncio import TimerHandle
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
import re
from typing import TYPE_CHECKING, Any

from . import klipper, octoprint
from .janus import Janus
from .job import ROOM_TEMPERATURE, Heater, Job
from .kinds import AgentKind, Json, MachineEvent, Phase, utc_now
from .machine import Machine

if TYPE_CHECKING:
    from .library import GCodeFile
    from .printer import SimulatedPrinter

type Reply = Callable[[Json], None]


@dataclass(frozen=True)
class Request:
    """A viewer's pass-through request: a function of one of the agent's objects."""

    target: str
    func: str
    args: list[Any]
    kwargs: Json


@dataclass
class Webcam:
    """How a webcam hangs; the rotation is in degrees, clockwise."""

    name: str = ""
    flip_horizontal: bool = False
    flip_vertical: bool = False
    rotation: int = 0
    ratio: str = "4:3"
    stream_mode: str = "mjpeg_webrtc"
    stream_id: int = 2

    def to_json(self, kind: AgentKind) -> Json:
        """Return the webcam as the agent reports it."""
        nozzle = {"is_nozzle_camera": False} if kind is AgentKind.KLIPPER else {}
        return {
            "name": self.name,
            "is_primary_camera": True,
            **nozzle,
            "stream_mode": self.stream_mode,
            "stream_id": self.stream_id,
            "data_channel_available": False,
            "flipV": self.flip_vertical,
            "flipH": self.flip_horizontal,
            "rotation": self.rotation,
            "streamRatio": self.ratio,
        }


def default_heaters(
    kind: AgentKind, extra: Mapping[str, float | None] | None
) -> list[Heater]:
    """Return the usual heaters of a printer and the extra ones.

    `extra` maps a name to a target in °C, or to None for a sensor that has no target.
    """
    if kind is AgentKind.OCTOPRINT:
        heaters = [
            Heater("tool0", ROOM_TEMPERATURE, 0.0),
            Heater("bed", ROOM_TEMPERATURE, 0.0, heats=1.0, cools=0.5),
        ]
    else:
        heaters = [
            Heater("extruder", ROOM_TEMPERATURE, 0.0),
            Heater("heater_bed", ROOM_TEMPERATURE, 0.0, heats=1.0, cools=0.5),
            Heater("raspberry_pi", 48.31, None),
        ]
    known = {heater.name for heater in heaters}
    for name, target in (extra or {}).items():
        if name in known:
            msg = f"This printer has a heater {name} already"
            raise ValueError(msg)
        heaters.append(Heater(name, target or ROOM_TEMPERATURE + 4, target))
    return heaters


class Agent:
    """A connection between a printer and the server."""

    # Whether it is a real program, which connects by itself.
    remote = False
    MODIFIED = "File has been modified! Did you move, delete, or overwrite this file?"

    def __init__(
        self,
        printer: SimulatedPrinter,
        kind: AgentKind,
        extra_heaters: Mapping[str, float | None] | None = None,
    ) -> None:
        """Connect a printer with a program of some kind."""
        self.printer = printer
        self.kind = kind
        self.name: str | None = kind.value
        self.version: str | None = (
            octoprint.AGENT_VERSION
            if kind is AgentKind.OCTOPRINT
            else klipper.AGENT_VERSION
        )
        self.machine = Machine(kind, default_heaters(kind, extra_heaters), self)
        self.connected = True
        # The key that the agent was linked with; after a re-link it is an old one.
        self.key = printer.key
        self.webcam: Webcam | None = Webcam() if kind is AgentKind.KLIPPER else None
        # What sends live video; only there with agents that found one.
        self.janus: Janus | None = None
        self.terminal_feed = False
        # Which axes OctoPrint's profile of the printer says to run the other way round.
        self.inverted_axes: set[str] = set()
        # Every line of G-code that was run, and how the printer was last connected to.
        self.g_code: list[str] = []
        self.connection: tuple[Any, ...] = ()
        # Every address that a file was to be downloaded from.
        self.downloads: list[str] = []
        self._refs: deque[str] = deque(
            maxlen=25 if kind is AgentKind.OCTOPRINT else 100
        )

    # What the server gets to know

    def status(self) -> Json | None:
        """Return the status as of now, None while Klipper is down."""
        timestamp = utc_now().timestamp()
        if self.kind is AgentKind.OCTOPRINT:
            return octoprint.status(self.machine, timestamp)
        return klipper.status(self.machine, timestamp)

    def settings(self) -> Json:
        """Return what the agent tells about itself, its webcams first."""
        own = (
            octoprint.settings()
            if self.kind is AgentKind.OCTOPRINT
            else klipper.settings()
        )
        if self.webcam is None:
            return own
        return {"webcams": [self.webcam.to_json(self.kind)], **own}

    def machine_event(self, event: MachineEvent) -> None:
        """Pass an event on to the server, if it can be reached."""
        if self.connected:
            self.printer.agent_event(event)

    def machine_changed(self) -> None:
        """Send the new status at once."""
        if self.connected:
            self.printer.publish()

    def call_later(
        self, seconds: float, callback: Callable[[], None]
    ) -> TimerHandle | None:
        """Ask the event loop for a call, scaled by nothing: these are real seconds."""
        return self.printer.simulator.call_later(seconds, callback)

    @property
    def transition_seconds(self) -> float:
        """How long a transition lasts, in real seconds."""
        return self.printer.transition_delay

    # What the server asks for

    def presence_changed(self, viewers: int) -> None:
        """Upload pictures whenever a viewer comes or goes, while another one is there."""
        printer = self.printer
        if viewers and self.connected and self.key == printer.key:
            printer.camera.boost()

    def printer_changed(self) -> None:
        """Hear that the server knows something new of the printer."""

    def command(self, command: str, initiator: str = "api") -> None:
        """Obey `pause`, `resume` or `cancel`, unless the printer is deaf."""
        if not self.connected or self.printer.deaf:
            return
        if command == "pause":
            off = self.kind is AgentKind.OCTOPRINT and self.printer.tools_off_on_pause
            self.machine.pause(tools_off=off)
        elif command == "resume":
            self.machine.resume()
        else:
            self.machine.cancel()

    def passthru(self, request: Json, broadcast: Reply) -> None:
        """Run a viewer's request; the reply goes to all viewers, or nowhere without ref."""
        ref = request.get("ref")
        if not self.connected or self.printer.deaf or self.printer.silent:
            return
        if ref is not None:
            if str(ref) in self._refs:
                return
            self._refs.append(str(ref))

        def reply(answer: Json) -> None:
            if ref is not None:
                broadcast({"passthru": {"ref": ref, **answer}, "type": "web.message"})

        run = (
            octoprint.passthru if self.kind is AgentKind.OCTOPRINT else klipper.passthru
        )
        args, kwargs = request.get("args"), request.get("kwargs")
        wanted = Request(
            target=str(request.get("target")),
            func=str(request.get("func")),
            args=args if isinstance(args, list) else [],
            kwargs=kwargs if isinstance(kwargs, dict) else {},
        )
        run(self, wanted, reply)

    # Files and G-code

    def files(self) -> Iterable[GCodeFile]:
        """Return the files that the server knows to lie on this printer."""
        return self.printer.files.values()

    def start_file(self, name: str, *, download: bool = False) -> None:
        """Print a file, of a middling size if it is unknown."""
        self.printer.start_print(name, download=download)

    def download(self, file: Json) -> Json:
        """Download a file of the server and print it; refuse while busy."""
        name, url = file["safe_filename"], file["url"]
        if self.machine.phase is not Phase.OPERATIONAL:
            return {"error": "Printer busy!"}
        self.downloads.append(url)
        self.start_file(name, download=True)
        return {"ret": {"target_path": name}}

    def start_known_file(self, path: str, signature: Any) -> bool:
        """Print a file that lies on the printer, if it is still the same."""
        known = self.printer.files.get(path)
        if known is None or known.agent_signature != signature:
            return False
        if self.machine.phase is not Phase.OPERATIONAL:
            return False
        self.start_file(path)
        return True

    def run_g_code(self, commands: list[Any]) -> None:
        """Understand the few commands that show in a status."""
        machine = self.machine
        for command in commands:
            self.g_code.append(str(command))
            word, _, rest = str(command).partition(" ")
            value = re.search(r"S(\d+(?:\.\d+)?)", rest)
            match word, value:
                case "M117", _:
                    machine.message = rest
                case "M106", re.Match() as found:
                    machine.set_fan(float(found[1]) / 255)
                case "M220", re.Match() as found:
                    machine.feed_rate = float(found[1]) / 100
                case "M221", re.Match() as found:
                    machine.flow_rate = float(found[1]) / 100
                case (("M104" | "M109"), re.Match() as found):
                    machine.hotend.target = float(found[1])
                case (("M140" | "M190"), re.Match() as found):
                    machine.bed.target = float(found[1])
            if self.terminal_feed:
                self.printer.notify(
                    {
                        "terminal_feed": {
                            "msg": str(command),
                            "_ts": utc_now().timestamp(),
                        }
                    }
                )

    def new_job(self, name: str, duration: float, layers: int | None) -> Job:
        """Make the job of a file."""
        known = self.printer.files.get(name)
        size = (known.num_bytes if known else None) or 50_000 + int(duration * 250)
        hotend = 200.0 if self.kind is AgentKind.OCTOPRINT else 215.0
        return Job(
            file_name=name,
            duration=duration,
            layers=layers,
            path=name,
            size=size,
            filament=round(duration * 1.5, 1),
            hotend=hotend,
        )
