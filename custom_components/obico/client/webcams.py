"""Pictures, and the webcams that take them."""

from typing import Self

from .reading import Json, read_flag, read_integer, read_list, read_text
from .record import Record, secret


class Picture(Record):
    """The newest picture; an idle printer's keeps its URL while the picture changes."""

    url: str = secret()


class Webcam(Record):
    """How the webcam hangs: flips come first, then `rotation`, clockwise in degrees."""

    flip_horizontal: bool = False
    flip_vertical: bool = False
    rotation: int = 0

    @classmethod
    def from_json(cls, settings: Json) -> Self:
        """Read the settings of a printer."""
        rotation = read_integer(settings, "webcam_rotation")
        return cls(
            flip_horizontal=read_flag(settings, "webcam_flipH") or False,
            flip_vertical=read_flag(settings, "webcam_flipV") or False,
            rotation=rotation if rotation in (90, 180, 270) else 0,
        )


class WebcamStream(Record):
    """A stream that the agent makes of a webcam, for its Janus to send."""

    name: str | None
    is_primary: bool
    mode: str
    stream_id: int

    @property
    def carries_video(self) -> bool:
        """Whether it is a video; "mjpeg_webrtc" sends pictures through a data channel."""
        return self.mode.startswith("h264_")

    @classmethod
    def all_from_json(cls, settings: Json) -> tuple[Self, ...]:
        """Read the streams in the settings of a printer; none while its agent starts."""
        return tuple(
            cls(
                name=read_text(webcam, "name"),
                is_primary=read_flag(webcam, "is_primary_camera") or False,
                mode=mode,
                stream_id=stream_id,
            )
            for webcam in read_list(settings, "webcams")
            if isinstance(webcam, dict)
            and (mode := read_text(webcam, "stream_mode")) is not None
            and (stream_id := read_integer(webcam, "stream_id")) is not None
        )
