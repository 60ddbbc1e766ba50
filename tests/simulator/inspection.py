"""Looks at what an agent sends, more strictly than the server does.

The server takes nearly everything and shows, stores or announces nonsense; here each
message that it would misunderstand, or that no real agent sends, is a violation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
import math
from typing import Any

from PIL import Image, UnidentifiedImageError

from .kinds import Json

# What the server shrinks (pixels).
LARGEST_SIDE = 1296
# Seconds: between analysed pictures, between statuses that say the same, between settings.
PICTURES_APART, STATUSES_APART, SETTINGS_APART = 9.0, 4.0, 1500.0
# How old the status of this moment may be, in seconds.
FRESH = 5.0
# How many pictures an agent may post for each time that somebody comes or goes.
BURST = 3
KNOWN = frozenset({"status", "current_print_ts", "event", "settings", "passthru"})
EVENTS = frozenset(
    {
        "PrintStarted",
        "PrintPaused",
        "PrintResumed",
        "PrintCancelling",
        "PrintCancelled",
        "PrintFailed",
        "PrintDone",
        "FilamentChange",
        "PrinterStateChanged",
    }
)
FLAGS = ("operational", "printing", "paused", "ready", "error", "closedOrError")
EVENT_TYPES = frozenset({"PRINTER_ERROR", "FILAMENT_CHANGE"})
EVENT_CLASSES = frozenset({"ERROR", "WARNING", "SUCCESS", "INFO"})


@dataclass
class Inspected:
    """A print as its agent told of it."""

    timestamp: int
    file_name: str
    told: list[str] = field(default_factory=list)
    over: bool = False

    @property
    def paused(self) -> bool:
        """Whether it was told to be paused."""
        found = [kind for kind in self.told if kind in ("PrintPaused", "PrintResumed")]
        return bool(found) and found[-1] == "PrintPaused"


class Inspector:
    """Looks at one printer's agent; `second` makes its limits shorter for quick tests."""

    def __init__(
        self, clock: Callable[[], float], knows_file: Callable[[object], bool]
    ) -> None:
        """Begin with an agent that has said nothing; `clock` in epoch seconds."""
        self._clock = clock
        self._knows_file = knows_file
        self.second = 1.0
        self.violations: list[str] = []
        # Events that came again over another connection: the server ignores them.
        self.repeated: list[str] = []
        # Everything that came over sockets, as it came.
        self.messages: list[Json] = []
        # Every request: the end of its path, and its fields.
        self.posts: list[tuple[str, list[str]]] = []
        self.prints: dict[int, Inspected] = {}
        self._current: Inspected | None = None
        self._fresh_connection = True
        # Whether events may have been lost since the last one.
        self._gap = False
        self._last: tuple[object, float] | None = None
        self._settings: tuple[object, float] | None = None
        self._asked: set[str] = set()
        self._uploading = 0
        self._analysed: float | None = None
        self._boosts = 0
        # Whether the printer was away since the settings were told.
        self._away = False

    def complain(self, text: str) -> None:
        """Note a violation."""
        self.violations.append(text)

    def _expect(self, fulfilled: object, text: str) -> None:
        """Complain unless something is as it should be."""
        if not fulfilled:
            self.complain(text)

    # The socket

    def connected(self, owner: str | None, ours: str | None, *, second: bool) -> None:
        """Look at a connection to a printer of an agent, told by `ours` so far."""
        self._expect(owner in (None, ours), f"took a printer of {owner}")
        self._expect(not second, "took the place of another agent")
        self._fresh_connection = True
        self._gap = bool(self.messages)
        self._last = self._settings = self._analysed = None

    def message(self, message: Any) -> None:
        """Look at a message."""
        if not isinstance(message, dict):
            self.complain("rubbish")
            return
        self.messages.append(message)
        if unknown := message.keys() - KNOWN:
            self.complain(f"unknown parts: {sorted(unknown)}")
        if "passthru" in message:
            self._passthru(message["passthru"])
            return
        if "settings" in message:
            self._look_at_settings(message["settings"])
        self._expect(
            self._settings is not None, "nothing told of the agent in the first message"
        )
        status = message.get("status")
        if not isinstance(status, dict) or not status:
            self.complain("an empty status")
            self._last = None
            return
        event = message.get("event") or {}
        self._look_at_time(status, late="event_type" in event)
        self._look_at_status(status)
        self._look_at_pace(message, status)
        if "current_print_ts" not in message:
            self.complain("no current_print_ts")
            return
        self._look_at_print(message["current_print_ts"], status, event)
        self._fresh_connection = False

    def _look_at_time(self, status: Json, *, late: bool) -> None:
        """Look at when a status was made; that of an event may be told later."""
        made = status.get("_ts")
        if isinstance(made, bool) or not isinstance(made, int | float):
            self.complain("a status without _ts")
            return
        age = self._clock() - made
        self._expect(age > -FRESH, "a status of the future")
        self._expect(late or age < FRESH, "a status that is not the newest")

    def _look_at_status(self, status: Json) -> None:
        """Look at what a status says."""
        state = status.get("state") or {}
        text, flags = state.get("text"), state.get("flags") or {}
        self._expect(isinstance(text, str) and text, "a state without a text")
        self._away |= bool(flags.get("closedOrError"))
        missing = [name for name in FLAGS if not isinstance(flags.get(name), bool)]
        self._expect(not missing, f"no flags {missing}")
        self._expect(
            not (flags.get("printing") and flags.get("ready")),
            "a printer that prints and is ready",
        )
        self._expect(
            not (flags.get("operational") and flags.get("closedOrError")),
            "a printer that is operational and closed",
        )
        self._expect("name" in _file(status), "no file's name")
        progress = status.get("progress") or {}
        completion = progress.get("completion", "missing")
        self._expect(
            completion is None or (_is_number(completion) and 0 <= completion <= 100),
            f"a completion of {completion}",
        )
        for name, heater in (status.get("temperatures") or {}).items():
            known = isinstance(heater, dict) and {"actual", "target"} <= heater.keys()
            self._expect(known, f"a heater {name} without actual or target")
        number = _file(status).get("obico_g_code_file_id")
        self._expect(
            number is None or self._knows_file(number), f"an unknown file {number}"
        )

    def _look_at_pace(self, message: Json, status: Json) -> None:
        """Look whether the same is made too often, or nothing is told for too long."""
        made, state = status.get("_ts"), status.get("state") or {}
        if not _is_number(made):
            return
        now = float(made or 0)
        says = (
            state.get("text"),
            state.get("error"),
            message.get("current_print_ts"),
            _file(status).get("name"),
            _file(status).get("obico_g_code_file_id"),
        )
        if self._last is not None:
            last, since = self._last
            same = last == says and not {"event", "settings"} & message.keys()
            self._expect(
                not same or now - since >= STATUSES_APART * self.second,
                "the same status again",
            )
            self._expect(now - since < 120, "no status for 120 s")
        if "event" not in message:
            self._last = (says, now)

    def _look_at_settings(self, settings: Any) -> None:
        """Look at what an agent tells of itself."""
        now = self._clock()
        if not isinstance(settings, dict):
            self.complain("settings that are none")
            return
        agent = settings.get("agent") or {}
        self._expect(agent.get("name") and agent.get("version"), "no agent's name")
        for webcam in settings.get("webcams") or ():
            self._expect(webcam.get("rotation") in (0, 90, 180, 270), "an odd rotation")
            self._expect("is_primary_camera" in webcam, "a webcam without a rank")
        if self._settings is not None:
            same = self._settings[0] == settings
            age = now - self._settings[1]
            self._expect(
                not same or self._away or age >= SETTINGS_APART * self.second,
                "settings again",
            )
        self._away = False
        self._settings = (settings, now)

    # Prints

    def _look_at_print(self, timestamp: Any, status: Json, event: Json) -> None:
        """Look at what a message tells of a print."""
        kind = event.get("event_type")
        if kind is not None and kind not in EVENTS:
            self.complain(f"an unknown event {kind}")
        if isinstance(timestamp, bool) or not isinstance(timestamp, int):
            self.complain("a print's number that is none")
        elif timestamp == -1:
            self._expect(
                kind in (None, "PrinterStateChanged"), f"{kind} without a print"
            )
            if self._current is not None and not self._current.over:
                self.complain("a print that vanishes")
            self._current = None
        elif timestamp <= 0:
            self.complain(f"a print's number {timestamp}")
        else:
            self._look_at_running(timestamp, status, kind)

    def _look_at_running(self, timestamp: int, status: Json, kind: str | None) -> None:
        """Look at a message about a running print."""
        name = _file(status).get("name")
        current = self.prints.get(timestamp)
        if current is None:
            if self._current is not None and not self._current.over:
                self.complain("a print whose number changes")
            if not name:
                self.complain("a print without a file's name")
                return
            current = self.prints[timestamp] = Inspected(timestamp, name)
        elif current.over and kind not in current.told and kind != "PrintFailed":
            self.complain("a print that rises again")
        self._current = current
        self._expect(name in (None, current.file_name), "a print whose file changes")
        if kind is not None and kind.startswith("Print") and kind in EVENTS:
            if kind != "PrinterStateChanged":
                self._look_at_event(current, kind)

    def _look_at_event(self, current: Inspected, kind: str) -> None:
        """Look at whether an event is due."""
        told = current.told
        match kind:
            case "PrintStarted":
                due = not told
            case "PrintPaused":
                due = not current.paused and not current.over
            case "PrintResumed":
                due = (current.paused or self._gap) and not current.over
            case "PrintFailed":
                due = kind not in told and "PrintDone" not in told
            case _:
                due = not current.over
        self._gap = False
        if due:
            told.append(kind)
            current.over |= kind in ("PrintDone", "PrintFailed", "PrintCancelled")
        elif kind in told and self._fresh_connection:
            self.repeated.append(kind)
        else:
            self.complain(f"{kind} after {told}")

    # Pass-through

    def asked(self, reference: object) -> None:
        """Note that a viewer waits for an answer."""
        if reference is not None:
            self._asked.add(str(reference))

    def _passthru(self, data: Any) -> None:
        """Look at what an agent tells viewers."""
        if not isinstance(data, dict):
            self.complain("a pass-through that is none")
        elif "printer_event" in data:
            self._look_at_notice(data["printer_event"])
        elif "terminal_feed" not in data:
            if (reference := str(data.get("ref"))) not in self._asked:
                self.complain(f"an answer to nobody: {reference}")
            self._asked.discard(reference)
            self._expect(("ret" in data) != ("error" in data), "an answer that is none")

    # Requests

    def looked_at(self) -> None:
        """Note that the agent is told of somebody who comes or goes."""
        self._boosts = max(0, self._boosts) + BURST

    def _look_at_notice(self, fields: Json) -> None:
        """Look at an event that a person is told of."""
        self._expect(fields.get("event_text"), "an event without a text")
        self._expect(fields.get("event_title"), "an event without a title")
        self._expect(fields.get("event_type") in EVENT_TYPES, "an odd type of event")
        self._expect(fields.get("event_class") in EVENT_CLASSES, "an odd class")

    def event(self, fields: Json) -> None:
        """Look at an event that is posted."""
        self._look_at_notice(fields)

    def picture_begins(self, length: int | None) -> None:
        """Note that a picture is on its way."""
        self._expect(length, "a picture of unknown length")
        self._uploading += 1
        self._expect(self._uploading == 1, "two pictures at a time")

    def picture_ends(self) -> None:
        """Note that a picture was answered."""
        self._uploading -= 1

    def picture(self, content: bytes, *, boosted: bool) -> None:
        """Look at a picture."""
        try:
            picture = Image.open(BytesIO(content))
        except UnidentifiedImageError:
            self.complain("no picture")
            return
        self._expect(picture.format == "JPEG", f"a picture as {picture.format}")
        self._expect(max(picture.size) <= LARGEST_SIDE, f"a picture of {picture.size}")
        now = self._clock()
        if boosted:
            self._boosts -= 1
            self._expect(self._boosts >= 0, "a picture for nobody")
            return
        if self._analysed is not None:
            age = now - self._analysed
            self._expect(
                age >= PICTURES_APART * self.second, "pictures that come too fast"
            )
        self._analysed = now


def _file(status: Json) -> Json:
    """Return what a status says of its file."""
    return (status.get("job") or {}).get("file") or {}


def _is_number(value: object) -> bool:
    """Return whether a value is a finite number."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
    )
