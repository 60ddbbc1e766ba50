"""What Obico and its viewers want of a printer, read with care."""

from collections import deque
from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from .reading import (
    Json,
    read_choice,
    read_flag,
    read_list,
    read_number,
    read_object,
    read_text,
)
from .record import Record

NOT_SUPPORTED = "Request not supported by Home Assistant."
NOT_DONE = "Home Assistant could not do it."
# How many references are known again when they are repeated.
REFERENCES = 100


class AgentCommandKind(StrEnum):
    """What Obico wants done."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


class CommandInitiator(StrEnum):
    """Who wants it: a person by app or page, the failure detection, or a viewer."""

    API = "api"
    WEB = "web"
    SYSTEM = "system"
    VIEWER = "viewer"
    UNKNOWN = "unknown"


class AgentCommand(Record):
    """Something that the printer is to do now.

    The rest is what the printer's settings in Obico want done around a pause: `retract`
    and `lift_z` in millimetres, heaters off; nothing with other commands.
    """

    kind: AgentCommandKind
    initiator: CommandInitiator
    retract: float | None = None
    lift_z: float | None = None
    tools_off: bool = False
    bed_off: bool = False

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a command; None when it is not known."""
        if not isinstance(data, dict):
            return None
        if (kind := read_choice(data, "cmd", AgentCommandKind)) is None:
            return None
        options = read_object(data, "args")
        return cls(
            kind=kind,
            initiator=read_choice(data, "initiator", CommandInitiator)
            or CommandInitiator.UNKNOWN,
            retract=read_number(options, "retract"),
            lift_z=read_number(options, "lift_z"),
            tools_off=read_flag(options, "tools_off") or False,
            bed_off=read_flag(options, "bed_off") or False,
        )


def read_commands(message: Json) -> Iterator[AgentCommand]:
    """Yield the known commands of a message."""
    for data in read_list(message, "commands"):
        if (command := AgentCommand.from_json(data)) is not None:
            yield command


class NewTarget(Record):
    """A temperature that a heater is to have, in °C."""

    heater: str
    target: float


class ViewerRequest(Record):
    """What a viewer asks of a printer; `wish` None: something that is not supported.

    `reference` None: no answer is wanted.
    """

    reference: str | None
    wish: AgentCommand | NewTarget | None

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a request; None when it is no object."""
        if not isinstance(data, dict):
            return None
        reference = data.get("ref")
        wish = _read_wish(data) if data.get("target") == "_printer" else None
        return cls(
            reference=str(reference) if isinstance(reference, str | int) else None,
            wish=wish,
        )


def _read_wish(data: Json) -> AgentCommand | NewTarget | None:
    """Read a call of a function of the printer."""
    function = read_text(data, "func") or ""
    if function == "set_temperature":
        return _read_target(data)
    name = function.removesuffix("_print")
    if name in AgentCommandKind:
        return AgentCommand(
            kind=AgentCommandKind(name), initiator=CommandInitiator.VIEWER
        )
    return None


def _read_target(data: Json) -> NewTarget | None:
    """Read a heater and its new target."""
    match read_list(data, "args"):
        case [str(heater), value]:
            target = read_number({"target": value}, "target")
            if target is not None and target >= 0:
                return NewTarget(heater=heater, target=float(target))
    return None


class References:
    """The references of requests, of which agents ignore repeated ones."""

    def __init__(self) -> None:
        """Begin without any."""
        self._known: deque[str] = deque(maxlen=REFERENCES)

    def is_new(self, reference: str | None) -> bool:
        """Tell whether a reference is a new one, and know it from now on."""
        if reference is None:
            return True
        if reference in self._known:
            return False
        self._known.append(reference)
        return True
