"""G-code files and folders, as the server keeps them in its database."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
import json
import re
from typing import TYPE_CHECKING

from .kinds import Json, iso, utc_now

if TYPE_CHECKING:
    from .account import Account
    from .known import KnownPrinter

THUMBNAIL = re.compile(rb"; thumbnail begin .*\n((?:; .*\n)+?); thumbnail end")
FILAMENT = re.compile(rb"; filament used \[mm\] = ([\d.]+)")
TIME = re.compile(rb"; estimated printing time .*= (?:(\d+)h )?(?:(\d+)m )?(\d+)s")


def safe_name(name: str) -> str:
    """Return a name without anything unusual."""
    return re.sub(r"[^\w.]", "_", name)


@dataclass
class GCodeFolder:
    """A folder of an account."""

    id: int
    account: Account
    name: str
    parent: GCodeFolder | None = None
    created_at: datetime = field(default_factory=utc_now)
    updated_at: datetime = field(default_factory=utc_now)

    def base(self) -> Json:
        """Return what every view of a folder shows."""
        return {
            "id": self.id,
            "name": self.name,
            "safe_name": safe_name(self.name),
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at),
        }

    def _counts(self) -> Json:
        """Return how much is directly in the folder."""
        folders, files = self.account.folders, self.account.files
        return {
            "g_code_folder_count": sum(folder.parent is self for folder in folders),
            "g_code_file_count": sum(
                file.folder is self and file.deleted is None for file in files
            ),
        }

    def to_json(self) -> Json:
        """Return the folder as reading shows it, with the folder that it is in."""
        parent = self.parent.inner_json() if self.parent else None
        return {**self.base(), **self._counts(), "parent_folder": parent}

    def inner_json(self) -> Json:
        """Return the folder as writing shows it, and what is in it."""
        parent = self.parent.id if self.parent else None
        return {**self.base(), **self._counts(), "parent_folder": parent}

    def inside(self, folder: GCodeFolder) -> bool:
        """Return whether it is a folder, or somewhere in it."""
        return self is folder or (
            self.parent is not None and self.parent.inside(folder)
        )


@dataclass
class GCodeFile:
    """A file on a printer or on the server; size in bytes, times in seconds."""

    id: int
    account: Account
    file_name: str
    num_bytes: int | None = None
    agent_signature: str | None = None
    printer: KnownPrinter | None = None
    folder: GCodeFolder | None = None
    # Where the content is: a signed URL, or a path on the printer.
    url: str | None = None
    metadata: Json | None = None
    filament: float | None = None
    estimated_time: float | None = None
    thumbnails: list[str] = field(default_factory=list)
    # Seconds and layers, for the next time that a printer prints it.
    duration: float = 0
    layers: int | None = None
    created_at: datetime = field(default_factory=utc_now)
    updated_at: datetime = field(default_factory=utc_now)
    deleted: datetime | None = None

    @property
    def path(self) -> str:
        """Where the server keeps the content."""
        return f"tsd-gcodes/{self.account.id}/{self.id}"

    def written_json(self) -> Json:
        """Return the file as writing shows it."""
        thumbnails = [*self.thumbnails, None, None, None]
        return {
            "id": self.id,
            "deleted": iso(self.deleted),
            "deleted_by_cascade": False,
            "filename": self.file_name,
            "safe_filename": safe_name(self.file_name),
            "url": self.url,
            "num_bytes": self.num_bytes,
            "agent_signature": self.agent_signature,
            "metadata_json": json.dumps(self.metadata) if self.metadata else None,
            "filament_total": self.filament,
            "estimated_time": self.estimated_time,
            "thumbnail1_url": thumbnails[0],
            "thumbnail2_url": thumbnails[1],
            "thumbnail3_url": thumbnails[2],
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at),
            "parent_folder": self.folder.id if self.folder else None,
            "resident_printer": self.printer.id if self.printer else None,
        }

    def to_json(self) -> Json:
        """Return the file as part of a print."""
        return {**self.written_json(), "user": self.account.id}

    def read_json(self) -> Json:
        """Return the file as reading shows it, with its folder and prints."""
        prints = [p for p in self.account.prints() if p.g_code_file is self]
        return {
            **self.to_json(),
            "parent_folder": self.folder.inner_json() if self.folder else None,
            "print_set": [p.to_json() for p in prints if not p.deleted],
        }

    def store(self, content: bytes) -> None:
        """Keep the content on the server, with what it says of itself."""
        media = self.account.simulator.media
        self.url = media.add(self.path, content, "application/octet-stream")
        self.num_bytes = len(content)
        self.updated_at = utc_now()
        self.metadata = {
            "slicer": "Unknown",
            "gcode_start_byte": 112,
            "gcode_end_byte": len(content) - 4,
            "object_height": 1.2,
            "first_layer_height": 0.2,
            "first_layer_extr_temp": 200.0,
            "first_layer_bed_temp": 60.0,
        }
        if found := FILAMENT.search(content):
            self.filament = float(found[1])
        if found := TIME.search(content):
            hours, minutes, seconds = (int(part or 0) for part in found.groups())
            self.estimated_time = float(3600 * hours + 60 * minutes + seconds)
        self.thumbnails = [
            media.add(self._thumbnail_path(number), picture, "image/png")
            for number, picture in enumerate(_thumbnails(content), 1)
        ]

    def _thumbnail_path(self, number: int) -> str:
        """Return where the server keeps a thumbnail."""
        folder = f"tsd-timelapses/gcode_thumbnails/{self.account.id}/{self.id}"
        return f"{folder}/{number}.png"

    def forget(self) -> None:
        """Delete the content."""
        self.account.simulator.media.remove(self.path)
        self.url = None


def _thumbnails(content: bytes) -> Iterator[bytes]:
    """Return up to three pictures that a slicer put into a file, the largest first."""
    pictures = [
        b64decode(found[1].replace(b"; ", b"").replace(b"\n", b""))
        for found in THUMBNAIL.finditer(content)
    ]
    yield from sorted(pictures, key=len, reverse=True)[:3]
