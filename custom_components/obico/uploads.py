"""Files of Home Assistant's own disk that may be sent to Obico, a piece at a time."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.util import raise_if_invalid_path

from .actions import invalid

LOCAL_MEDIA: Final = "media-source://media_source/"
PIECE = 256 * 1024


class Upload:
    """A file that may be read, with its size."""

    def __init__(self, hass: HomeAssistant, path: Path, size: int) -> None:
        """Take a file that was looked at."""
        self._hass = hass
        self._path = path
        self.name = path.name
        self.size = size

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Read the file, no more of it than was promised."""
        run = self._hass.async_add_executor_job
        file = await run(self._path.open, "rb")
        try:
            left = self.size
            while left and (piece := await run(file.read, min(PIECE, left))):
                left -= len(piece)
                yield piece
        finally:
            await run(file.close)


async def async_open_upload(hass: HomeAssistant, source: str) -> Upload:
    """Return a file of Home Assistant's media or of an allowed folder.

    Raises ServiceValidationError for anything else.
    """
    return await hass.async_add_executor_job(_look_at, hass, source)


def _look_at(hass: HomeAssistant, source: str) -> Upload:
    """Return a file that may be read; looks at the disk."""
    try:
        if source.startswith(LOCAL_MEDIA):
            path = _media_path(hass, source.removeprefix(LOCAL_MEDIA))
        else:
            path = Path(source).resolve()
            if not Path(source).is_absolute() or not hass.config.is_allowed_path(
                str(path)
            ):
                raise invalid("path_not_allowed", path=source)
        if not path.is_file():
            raise invalid("path_not_found", path=source)
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise invalid("path_not_allowed", path=source) from error
    if not size:
        raise invalid("file_empty", path=source)
    return Upload(hass, path, size)


def _media_path(hass: HomeAssistant, identifier: str) -> Path:
    """Return where a file of Home Assistant's media lies. Raises ValueError."""
    folder, _, location = identifier.partition("/")
    if (base := hass.config.media_dirs.get(folder)) is None:
        raise ValueError("unknown media folder")
    raise_if_invalid_path(location)
    path = Path(base, location).resolve()
    # A link in the folder may lead out of it.
    path.relative_to(Path(base).resolve())
    return path
