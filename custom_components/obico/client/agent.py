"""The other side: whoever runs this is the agent of a printer, and reports for it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
import time

import aiohttp

from .agent_memory import AgentMemory
from .agent_reports import AgentReport

# What Obico calls us.
AGENT_NAME = "Home Assistant"

# Obico keeps no picture larger than that (pixels, width and height): it shrinks them.
PICTURE_WIDTH = 1280
PICTURE_HEIGHT = 960


class AgentCommandKind(StrEnum):
    """What Obico wants done."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


class CommandInitiator(StrEnum):
    """Who wants it: a person, by app or page, or the failure detection."""

    API = "api"
    WEB = "web"
    SYSTEM = "system"
    VIEWER = "viewer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCommand:
    """Something that the printer is to do now.

    What is to be done around a pause, as the printer's settings in Obico say: `retract`
    and `lift_z` in millimetres (None or 0: do not), heaters off.
    """

    kind: AgentCommandKind
    initiator: CommandInitiator
    retract: float | None = None
    lift_z: float | None = None
    tools_off: bool = False
    bed_off: bool = False


class PictureTrouble(StrEnum):
    """Why Obico has no picture of the print, and so does not watch it."""

    NO_CAMERA = "no_camera"  # there is none to be asked
    NO_PICTURE = "no_picture"  # the camera gives none, or fails
    SLOW = "slow"  # the camera takes too long
    REFUSED = "refused"  # the server cannot read it, or the file is too large
    THROTTLED = "throttled"  # the server wants fewer of them


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentWebcam:
    """How pictures of the camera must be turned to be looked at; they are posted as they are.

    `rotation` is 0, 90, 180 or 270 degrees.
    """

    name: str
    rotation: int = 0
    flip_h: bool = False
    flip_v: bool = False
    wide: bool = True  # 16:9, else 4:3


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSettings:
    """Who the agent is; told to Obico at every connect. `webcam` None: no camera."""

    version: str
    name: str = AGENT_NAME
    webcam: AgentWebcam | None = None
    metadata: dict[str, str] = field(
        default_factory=dict
    )  # make, model … of the printer


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFacts:
    """What a session has been like, for diagnostics; no secrets."""

    connects: int
    connected: bool
    watched: bool
    viewed: bool
    statuses_sent: int
    events_sent: int
    events_waiting: int
    pictures_posted: int
    pictures_failed: int
    picture_trouble: PictureTrouble | None
    print_timestamp: int | None
    last_command: AgentCommandKind | None


class ObicoAgent:
    """Reports for one printer by its key, and has its commands obeyed."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        key: str,
        *,
        settings: AgentSettings,
        memory: AgentMemory,
        execute: Callable[[AgentCommand], Awaitable[None]],
        take_picture: Callable[[], Awaitable[bytes | None]] | None = None,
        set_temperature: Callable[[str, float], Awaitable[None]] | None = None,
        on_change: Callable[[], object] | None = None,
        on_memory: Callable[[AgentMemory], object] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Prepare to report.

        `take_picture` returns a JPEG of at most PICTURE_WIDTH × PICTURE_HEIGHT, unturned,
        or None when there is none; it is never called twice at a time, and given up after
        some seconds. `execute` and `set_temperature` (heater, °C) return when it is done
        as far as they can tell; whatever they raise is told to Obico as a failure, a
        ValueError of `set_temperature` as a heater that is not known. `execute` is called
        in the same turn of the loop as the command is read in. `on_change` is called when
        any property has changed, `on_memory` whenever something must be kept; it should
        be stored within a second or so. `clock` is the time in epoch seconds.

        Raises ValueError when `key` is no key.
        """
        raise NotImplementedError

    # What is reported

    def report(self, report: AgentReport) -> None:
        """Take what the printer does now; what must be told, and when, is decided here.

        May be called at any time, also before `run` and while not connected, and as often
        as anything changes.
        """
        raise NotImplementedError

    # What keeps running

    async def run(self) -> None:
        """Be the printer's agent until cancelled, connecting again after growing pauses.

        Before each connect the printer is asked whose it is. Raises
        ObicoAuthenticationError when the key is refused, ObicoAgentOwnedError when the
        printer has another agent, and ObicoAgentReplacedError when another one took our
        place: after that, this must not be run again unless a person wants it.
        """
        raise NotImplementedError

    def wake(self) -> None:
        """Try to connect now: something else has seen the server answer."""
        raise NotImplementedError

    # What is known

    @property
    def memory(self) -> AgentMemory:
        """What must be kept over a restart."""
        raise NotImplementedError

    @property
    def connected(self) -> bool:
        """Whether Obico hears us."""
        raise NotImplementedError

    @property
    def watched(self) -> bool:
        """Whether Obico wants to watch the running print for failures (`should_watch`)."""
        raise NotImplementedError

    @property
    def viewed(self) -> bool:
        """Whether somebody looks at the printer in Obico."""
        raise NotImplementedError

    @property
    def picture_trouble(self) -> PictureTrouble | None:
        """Why there are no pictures, None when there are, or none are wanted."""
        raise NotImplementedError

    @property
    def facts(self) -> AgentFacts:
        """What the session has been like."""
        raise NotImplementedError


async def read_owner(
    session: aiohttp.ClientSession, server: str, key: str
) -> str | None:
    """Return the name of the printer's agent, by its key; None when it never had one.

    Ours is AGENT_NAME. The name stays when an agent is gone for good. Counts as a
    short view of the printer. Raises ObicoAuthenticationError when the key is refused,
    ObicoConnectionError and the other errors of a connection.
    """
    raise NotImplementedError
