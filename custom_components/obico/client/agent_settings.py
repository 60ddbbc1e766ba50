"""Who an agent is, as it tells the server, and how it fares."""

from collections.abc import Mapping
from types import MappingProxyType

from .agent_commands import AgentCommandKind
from .agent_pictures import PictureTrouble
from .record import Record

# What Obico calls us.
AGENT_NAME = "Home Assistant"


class AgentWebcam(Record):
    """How pictures of the camera must be turned to be looked at; they are posted as they are.

    `rotation` is 0, 90, 180 or 270 degrees. `wide`: 16:9, else 4:3.
    """

    name: str
    rotation: int = 0
    flip_h: bool = False
    flip_v: bool = False
    wide: bool = True

    def to_json(self) -> dict[str, object]:
        """Return it as the server is told; there is no live video."""
        return {
            "name": self.name,
            "is_primary_camera": True,
            "is_nozzle_camera": False,
            "stream_mode": None,
            "stream_id": None,
            "data_channel_available": False,
            "flipV": self.flip_v,
            "flipH": self.flip_h,
            "rotation": self.rotation,
            "streamRatio": "16:9" if self.wide else "4:3",
        }


class AgentSettings(Record):
    """Who the agent is; told to Obico at every connect. `webcam` None: no camera.

    `metadata` may tell of the printer: its make, its model.
    """

    version: str
    name: str = AGENT_NAME
    webcam: AgentWebcam | None = None
    metadata: Mapping[str, str] = MappingProxyType({})

    def to_json(self) -> dict[str, object]:
        """Return them as the server is told."""
        return {
            "agent": {"name": self.name, "version": self.version},
            "webcams": [self.webcam.to_json()] if self.webcam else [],
            "data_channel_id": None,
            "temperature": {"profiles": []},
            "printer_metadata": dict(self.metadata),
            "octoprint_version": "",
            "platform_uname": [],
            "installed_plugins": [],
        }


class AgentFacts(Record):
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
