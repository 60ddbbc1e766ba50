"""A printer of the simulated server, with everything that can happen to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from .agents import Agent, Webcam
from .history import Historian
from .janus import Janus
from .kinds import AgentKind, Json, MachineEvent, Phase, iso, utc_now
from .known import BUSY_INTERVAL, IDLE_INTERVAL, KnownPrinter
from .library import GCodeFile
from .remote import RemoteAgent

if TYPE_CHECKING:
    from .account import Account

DEFAULT_DURATION, DEFAULT_LAYERS = 3600.0, 100


class SimulatedPrinter(KnownPrinter):
    """A printer; its methods act at once and tell everybody who looks."""

    def __init__(
        self,
        account: Account,
        printer_id: int,
        name: str,
        key: str,
    ) -> None:
        """Make a printer of an account; use `Account.add_printer` instead."""
        super().__init__(account, printer_id, name, key)
        self.historian = Historian(self)
        self.remote_agent = RemoteAgent(self)
        self._since_picture = 0.0

    def agent_event(self, event: MachineEvent) -> None:
        """Note what the agent tells about a print."""
        self.send_status()
        self.historian.agent_event(event)

    # Its agent

    def attach_agent(
        self,
        kind: AgentKind,
        extra_heaters: Mapping[str, float | None] | None = None,
    ) -> None:
        """Give the printer an agent, instead of the one that it may have."""
        if self.agent is not None:
            self.agent.machine.suspend()
            if self.current_print is not None:
                self.historian.close(finished=True)
        self.agent = Agent(self, kind, extra_heaters)
        if self.camera.url is None:
            self.camera.set()
        self.publish()

    def take_over(self, agent: RemoteAgent) -> None:
        """Let a real agent speak for the printer; a simulated one is shut out."""
        if self.agent is not None and self.agent is not agent:
            self.agent.connected = False
            self.agent.machine.suspend()
        self.agent = agent

    def _required_agent(self) -> Agent:
        """Return the agent; raises ValueError when there is none."""
        if self.agent is None:
            msg = f"{self.name} has no agent"
            raise ValueError(msg)
        return self.agent

    def go_offline(self) -> None:
        """End the agent's connection; the printer itself goes on."""
        if self.agent is not None:
            self.agent.connected = False
        self._status = None
        self.changed()

    def go_online(self) -> None:
        """Let the agent connect, with the right key."""
        agent = self._required_agent()
        agent.key = self.key
        agent.connected = True
        self.silent = False
        self.historian.agent_is_back()
        self.publish()

    def disconnect_printer(self) -> None:
        """Switch the printer off while its agent stays: OctoPrint "Offline", Klipper null."""
        self.machine.disconnect()

    def connect_printer(self) -> None:
        """Switch the printer on again, also after an error."""
        self.machine.connect()

    # Prints

    def add_file(self, path: str, num_bytes: int = 100_000) -> GCodeFile:
        """Lay a file on the printer."""
        sign = "md5" if self._required_agent().kind is AgentKind.OCTOPRINT else "ts"
        file = self.account.add_file(path, printer=self)
        file.url, file.num_bytes = path, num_bytes
        file.duration, file.layers = DEFAULT_DURATION, DEFAULT_LAYERS
        file.agent_signature = f"{sign}:{1795460000.5 + len(self.files)}"
        self.files[path] = file
        return file

    def start_print(
        self,
        file_name: str,
        *,
        duration: float | None = None,
        layers: int | None = None,
        heated: bool = False,
        download: bool = False,
    ) -> None:
        """Begin to print a file.

        `duration` is in seconds without heating (default: an hour), `layers` 0 for a file
        that does not tell its layers (default: 100); a file that this printer has printed
        before keeps both. `heated` begins with everything hot. `download` first fetches
        the file from the server. Raises ValueError when the printer cannot.
        """
        if not file_name:
            msg = "A file needs a name"
            raise ValueError(msg)
        known = self.files.get(file_name)
        if duration is None:
            duration = known.duration if known else DEFAULT_DURATION
        if layers is None:
            layers = known.layers if known else DEFAULT_LAYERS
        if duration <= 0 or (layers or 0) < 0:
            msg = "A print takes some time and has no negative layers"
            raise ValueError(msg)
        agent = self._required_agent()
        job = agent.new_job(file_name, duration, layers or None)
        agent.machine.start(job, heated=heated, download=download)

    def pause(self) -> None:
        """Pause at the printer; raises ValueError when nothing is printed."""
        self._do(self.machine.pause, "pause")

    def resume(self) -> None:
        """Resume at the printer, which acknowledges no alert."""
        self._do(self.machine.resume, "resume")

    def cancel(self) -> None:
        """Cancel at the printer, which acknowledges no alert."""
        self._do(self.machine.cancel, "cancel")

    def _do(self, command: Callable[[], bool], name: str) -> None:
        """Run a command, and complain when it makes no sense."""
        if not command():
            msg = f"There is nothing to {name}: the printer is {self.phase}"
            raise ValueError(msg)

    def finish(self) -> None:
        """Complete the print now; raises ValueError when there is none."""
        self.machine.finish()

    def fail(self, text: str) -> None:
        """Fail with a text: OctoPrint loses its printer, Klipper stops the print."""
        self.machine.fail(text)

    def report(self, event_type: str, event_class: str, title: str, text: str) -> None:
        """Let the agent tell its viewers and the server of something.

        Klipper's does so of a refused G-code command, which ends no print.
        """
        self.notify(
            {
                "printer_event": {
                    "event_title": title,
                    "event_text": text,
                    "event_class": event_class,
                    "event_type": event_type,
                }
            }
        )
        self.add_event(event_type, event_class, title, text)

    def ask_for_filament(self) -> None:
        """Ask a person for other filament."""
        self.add_event("FILAMENT_CHANGE", "WARNING", "Filament Change Required")
        self.tell("FilamentChange")

    def settle(self) -> None:
        """End a transition (pausing, resuming …) now."""
        self.machine.settle()

    def set_failure_score(self, score: float) -> bool:
        """Let the server find a score (0 to 1) in the next picture; return whether it alerts.

        Above 1/3 it alerts, above 2/3 it also pauses the print if the printer's action on
        failure is PAUSE. It does neither within 90 s after an alert (ticks count), nor
        while an alert is unacknowledged (but for the step to the pause), and it pauses
        once per print. A print that is paused, muted or not watched keeps its old score.
        Raises ValueError without a print.
        """
        if not 0 <= score <= 1:
            msg = "A failure score lies between 0 and 1"
            raise ValueError(msg)
        if self.agent is not None and self.phase is Phase.STARTING:
            self.settle()
        if self.current_print is None:
            msg = "There is no print to score"
            raise ValueError(msg)
        return self.watch.analyse(score)

    # Pictures

    def set_picture(
        self, content: bytes | None = None, *, boosted: bool = False
    ) -> None:
        """Upload a picture: a JPEG, or a drawn one that differs from the last.

        While idle the URL stays the same; while printing each picture has its own, unless
        it is only for somebody who has just come to look (`boosted`).
        """
        self.uploads += 1
        self.camera.set(content, boosted=boosted)
        if not boosted:
            self.watch.look()
        self.changed()

    def clear_picture(self) -> None:
        """Have no picture until the next is set."""
        self.camera.clear()
        self.changed()

    def inspect_first_layer(self, score: float = 0.1) -> None:
        """Keep a picture of the first layer, which only paid servers do.

        Raises ValueError without a print or a picture.
        """
        image_url = self.camera.keep()
        if (current := self.current_print) is None or image_url is None:
            msg = "There is no first layer to look at"
            raise ValueError(msg)
        stamps: Json = {"created_at": iso(utc_now()), "updated_at": iso(utc_now())}
        if not current.inspections:
            current.inspections.append(
                {
                    "id": self.simulator.next_id("inspection"),
                    "images": [],
                    "print": current.id,
                    "score": score,
                    "video_url": None,
                    "tagged_video_url": None,
                    "poster_url": None,
                    "data_json_url": None,
                    **stamps,
                }
            )
        inspection = current.inspections[0]
        inspection["images"].append(
            {
                "id": self.simulator.next_id("inspection image"),
                "first_layer_inspection": inspection["id"],
                "image_url": image_url,
                "labels": "",
                **stamps,
            }
        )

    def picture_bytes(self) -> bytes:
        """Return the newest picture."""
        return self.camera.content()

    def set_webcam(
        self,
        *,
        flip_horizontal: bool = False,
        flip_vertical: bool = False,
        rotation: int = 0,
        ratio: str = "4:3",
    ) -> None:
        """Say how the webcam hangs; the rotation is 0, 90, 180 or 270 degrees."""
        if rotation not in (0, 90, 180, 270) or ratio not in ("4:3", "16:9"):
            msg = "A webcam is turned by 0, 90, 180 or 270 degrees, and 4:3 or 16:9"
            raise ValueError(msg)
        agent = self._required_agent()
        name = "Classic Webcam" if agent.kind is AgentKind.OCTOPRINT else ""
        agent.webcam = replace(
            agent.webcam or Webcam(name),
            flip_horizontal=flip_horizontal,
            flip_vertical=flip_vertical,
            rotation=rotation,
            ratio=ratio,
        )
        self.changed()

    def set_video(
        self, janus: Janus, *, mode: str = "h264_copy", stream_id: int = 1
    ) -> None:
        """Let a Janus send the webcam's video."""
        agent = self._required_agent()
        agent.janus = janus
        webcam = agent.webcam or Webcam("Classic Webcam")
        agent.webcam = replace(webcam, stream_mode=mode, stream_id=stream_id)
        self.changed()

    # Its place in the account

    def archive(self) -> None:
        """Put the printer into the archive, where its key opens nothing."""
        self.archived_at = utc_now()
        self.changed()

    def restore(self) -> None:
        """Take the printer out of the archive."""
        self.archived_at = None
        self.changed()

    def delete(self) -> None:
        """Delete the printer; it is gone from all answers."""
        self.deleted = True
        self.changed()

    def new_key(self, key: str | None = None) -> str:
        """Replace the key, as a re-link does; the agent keeps the old one until it is told."""
        self.simulator.replace_key(self, key)
        self._text = None
        return self.key

    # Time

    def tick(self, seconds: float) -> None:
        """Let simulated seconds pass, deterministically."""
        if self.agent is None:
            return
        self.agent.machine.pass_time(seconds)
        changed = self._advance(seconds)
        if changed or self._status_due(IDLE_INTERVAL):
            self.publish()

    def live(self, seconds: float, busy_interval: float, idle_interval: float) -> None:
        """Let simulated seconds pass for a printer with a life of its own."""
        if self.agent is None:
            return
        changed = self._advance(seconds)
        if self._status_due(busy_interval if changed else idle_interval):
            self.publish()

    def _advance(self, seconds: float) -> bool:
        """Let the machine go on, and its agent upload pictures every 10 s."""
        machine = self.machine
        changed = machine.advance(seconds)
        if self.agent is not None and self.agent.remote:
            return changed
        if self.prints_now and self.online:
            self._since_picture += seconds
            if self._since_picture >= BUSY_INTERVAL:
                self._since_picture = 0.0
                if self.agent is not None and self.agent.key == self.key:
                    if self.not_watching_reason() is None:
                        self.watch.frame()
                    self.camera.take()
        return changed
