"""A printer as the server knows it: its record, its last status, its events."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from .agents import Agent, Webcam
from .camera import Camera
from .channels import HeaterWatch
from .kinds import Json, Phase, iso, utc_now
from .library import GCodeFile
from .machine import Machine
from .pages import dumps
from .records import Print, PrinterEvent
from .watch import Watch

if TYPE_CHECKING:
    from .account import Account
    from .server import ObicoSimulator

# A status that is older than this (seconds) counts for nothing.
STATUS_LIFE = 120.0
BUSY_INTERVAL, IDLE_INTERVAL = 10.0, 45.0


class KnownPrinter:
    """What the server knows of a printer, and what it shows of it."""

    def __init__(
        self,
        account: Account,
        printer_id: int,
        name: str,
        key: str,
    ) -> None:
        """Make a printer of an account, without an agent."""
        self.account = account
        self.simulator: ObicoSimulator = account.simulator
        self.id = printer_id
        self.key = key
        self.name = name
        self.created_at = utc_now()
        self.archived_at: datetime | None = None
        self.deleted = False
        self.action_on_failure = "PAUSE"
        self.watching_enabled = True
        self.tools_off_on_pause = True
        self.bed_off_on_pause = False
        self.retract_on_pause = 6.5
        self.lift_z_on_pause = 2.5
        self.detective_sensitivity = 1.0
        self.min_timelapse_secs_on_finish = 600
        self.min_timelapse_secs_on_cancel = 300
        # Obeys no command, although the server says that it passed it on.
        self.deaf = False
        # Sends nothing any more, although it seems to be connected.
        self.silent = False
        # Its record in lists is a piece of text.
        self.unreadable = False
        # How many pictures the agent has uploaded.
        self.uploads = 0
        # How many the server takes.
        self.upload_limit = 10**9
        self.agent: Agent | None = None
        self.current_print: Print | None = None
        self.files: dict[str, GCodeFile] = {}
        # How long a second is for a real agent of this printer, in quick tests.
        self.second = 1.0
        self.watch = Watch(self)
        self.heater_watch = HeaterWatch(self)
        self.camera = Camera(self)
        self._transition_delay: float | None = None
        self._status: Json | None = None
        self._status_at = 0.0
        self._text: str | None = None

    def __repr__(self) -> str:
        """Describe the printer without its key."""
        return f"<Printer {self.id} {self.name!r} {self.phase}>"

    # What it is

    @property
    def machine(self) -> Machine:
        """The printer itself; raises ValueError without an agent."""
        if self.agent is None:
            msg = f"{self.name} has no agent"
            raise ValueError(msg)
        return self.agent.machine

    @property
    def phase(self) -> Phase | None:
        """What the printer is doing; None without an agent."""
        return self.agent.machine.phase if self.agent else None

    @property
    def agent_name(self) -> str | None:
        """What its agent calls itself; None when there never was one."""
        return self.agent.name if self.agent else None

    @property
    def online(self) -> bool:
        """Whether its agent is connected."""
        return self.agent is not None and self.agent.connected

    @property
    def active(self) -> bool:
        """Whether its key opens anything."""
        return self.archived_at is None and not self.deleted

    @property
    def prints_now(self) -> bool:
        """Whether a current print is really being printed, so that pictures are its."""
        return self.current_print is not None and self.watch.printing

    @property
    def says_printing(self) -> bool:
        """Whether the last status has the flag `printing`."""
        status = self._status if self.online else None
        return status is not None and bool(status["state"]["flags"]["printing"])

    @property
    def transition_delay(self) -> float:
        """How long it takes to pause, resume, cancel …, in real seconds."""
        if self._transition_delay is not None:
            return self._transition_delay
        return self.simulator.transition_delay

    @transition_delay.setter
    def transition_delay(self, seconds: float) -> None:
        self._transition_delay = seconds

    def not_watching_reason(self) -> str | None:
        """Return why nobody watches the print, None while somebody does."""
        return self.watch.reason_not_to()

    # What the API shows

    def columns(self) -> Json:
        """Return the settings, which also stand in every print of this printer."""
        return {
            "id": self.id,
            "name": self.name,
            "created_at": iso(self.created_at),
            "action_on_failure": self.action_on_failure,
            "watching_enabled": self.watching_enabled,
            "not_watching_reason": self.not_watching_reason(),
            "tools_off_on_pause": self.tools_off_on_pause,
            "bed_off_on_pause": self.bed_off_on_pause,
            "retract_on_pause": self.retract_on_pause,
            "lift_z_on_pause": self.lift_z_on_pause,
            "detective_sensitivity": self.detective_sensitivity,
            "min_timelapse_secs_on_finish": self.min_timelapse_secs_on_finish,
            "min_timelapse_secs_on_cancel": self.min_timelapse_secs_on_cancel,
            "auth_token": self.key,
            "archived_at": iso(self.archived_at),
            "agent_name": self.agent_name,
            "agent_version": self.agent.version if self.agent else None,
        }

    def to_json(self) -> Json:
        """Return the printer as REST and the live socket show it."""
        status = self._visible_status()
        url = self.camera.url
        current = self.current_print
        return {
            **self.columns(),
            "pic": None if url is None else {"img_url": url},
            "status": status,
            "settings": self._settings(),
            "current_print": None if current is None else current.to_json(),
            "normalized_p": self.watch.score,
        }

    def text(self) -> str:
        """Return the printer as JSON text, made once for as long as nothing changes."""
        if self._text is None or self.silent or self._status_due(self._interval()):
            self._text = dumps(self.to_json())
        return self._text

    def _settings(self) -> Json:
        """Return what the agent said of itself, and how the picture is to be turned."""
        webcam = (self.agent.webcam if self.agent else None) or Webcam(ratio="16:9")
        own = self.agent.settings() if self.agent else {}
        agent = (
            {"agent_name": self.agent.name, "agent_version": self.agent.version}
            if self.agent
            else {}
        )
        return {
            **own,
            "webcam_flipV": webcam.flip_vertical,
            "webcam_flipH": webcam.flip_horizontal,
            "webcam_rotate90": webcam.rotation == 90,
            "webcam_rotation": webcam.rotation,
            "webcam_streamRatio": webcam.ratio,
            "ratio169": webcam.ratio == "16:9",
            **agent,
        }

    # Status: what the agent sent last

    def _interval(self) -> float:
        """Return after how many seconds an agent repeats its status unasked."""
        agent = self.agent
        busy = agent is not None and agent.machine.active
        return BUSY_INTERVAL if busy else IDLE_INTERVAL

    def _status_due(self, interval: float) -> bool:
        """Return whether the agent would have sent another status by now."""
        age = self.simulator.clock() - self._status_at
        speaks = self.agent is not None and not self.agent.remote
        return speaks and self.online and not self.silent and age >= interval

    def _visible_status(self) -> Json | None:
        """Return the last status, None when it is too old or the agent is gone."""
        if not self.online:
            return None
        if self._status_due(self._interval()):
            self.send_status()
        if self.simulator.clock() - self._status_at > STATUS_LIFE:
            return None
        return self._status

    def send_status(self) -> None:
        """Take the agent's present status, unless it is one that sends its own."""
        agent = self.agent
        if agent is not None and agent.connected and not (self.silent or agent.remote):
            self.take_status(agent.status())

    def take_status(self, status: Json | None) -> None:
        """Take a status."""
        self._status = status
        self._status_at = self.simulator.clock()
        if status is not None:
            self.heater_watch.look()

    def publish(self) -> None:
        """Send a status, and hand it to all viewers."""
        if self.silent:
            return
        self.send_status()
        self.changed()

    def changed(self) -> None:
        """Hand the printer to all viewers, with the status that was sent last."""
        self._text = None
        self.simulator.hub.push(self)
        if self.agent is not None:
            self.agent.printer_changed()

    def notify(self, notice: Json) -> None:
        """Hand a notice of the agent to all viewers."""
        self.simulator.hub.broadcast(self, {"passthru": notice, "type": "web.message"})

    def add_event(
        self,
        event_type: str,
        event_class: str,
        title: str | None,
        text: str | None = None,
    ) -> None:
        """Add to what the server's own page tells a person.

        An event with a text of its own comes from the agent, which knows no print.
        """
        current = self.current_print if text is None else None
        if title is not None and text is None:
            text = f"<div><i>Printer:</i> {self.name}</div>"
            if current is not None:
                text += f"<div><i>G-Code:</i> {current.file_name}</div>"
        self.simulator.events.append(
            PrinterEvent(
                id=self.simulator.next_id("event"),
                event_type=event_type,
                event_class=event_class,
                title=title,
                text=text,
                printer=self,
                print_id=None if current is None else current.id,
                image_url=self.camera.keep(),
            )
        )
        self.account.unseen_events += 1

    def tell(self, kind: str, of: Print | None = None, **more: Any) -> None:
        """Tell the owner's webhook of something, of the current print or another one."""
        self.account.messenger.tell(self, kind, of or self.current_print, **more)

    def take_picture(self) -> None:
        """Let the agent upload a picture, unless the server refuses its old key."""
        if self.agent is not None and self.agent.key == self.key:
            self.camera.take()
        self.changed()
