"""Signed files: pictures, timelapses, and the answer to whoever asks for them."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
import hashlib
import hmac
from pathlib import Path
import re
import secrets

from aiohttp import web

from .pages import HTML, page_not_found, server_error

type Content = bytes | Callable[[], bytes]

# Three seconds each, drawn by the camera of a simulated printer, encoded with ffmpeg.
VIDEO = (Path(__file__).parent / "timelapse.mp4").read_bytes()
TAGGED_VIDEO = (Path(__file__).parent / "timelapse_tagged.mp4").read_bytes()


@dataclass(frozen=True)
class MediaFile:
    """A file; its content may be made when it is asked for."""

    content: Content
    content_type: str

    def read(self) -> bytes:
        """Return the content."""
        return self.content if isinstance(self.content, bytes) else self.content()


class MediaStore:
    """Files below /media/, which open with a signature of their path and nothing else."""

    def __init__(self, site: str) -> None:
        """Make an empty store; `site` is the host (and port) that its URLs name."""
        self.site = site
        self._secret = secrets.token_bytes(16)
        self._files: dict[str, MediaFile] = {}

    def add(self, path: str, content: Content, content_type: str = "image/jpeg") -> str:
        """Keep a file and return its URL."""
        self._files[path] = MediaFile(content, content_type)
        return self.url(path)

    def remove(self, path: str) -> None:
        """Forget a file; its URL becomes a page that says so."""
        self._files.pop(path, None)

    def digest(self, path: str) -> str:
        """Return the signature of a path, encoded as oddly as the server does."""
        raw = hmac.new(self._secret, path.encode(), hashlib.blake2s).digest()[:20]
        return urlsafe_b64encode(repr(raw).encode()).decode()

    def url(self, path: str) -> str:
        """Return the signed URL of a path; it never expires."""
        return f"http://{self.site}/media/{path}?digest={self.digest(path)}"

    def answer(self, path: str, request: web.Request) -> web.Response:
        """Answer a request for a file."""
        digest = request.query.get("digest")
        if digest is None:
            return server_error()
        if not hmac.compare_digest(digest.encode(), self.digest(path).encode()):
            return web.Response(
                body=b"You do not have permission to view this media",
                status=403,
                headers={"Content-Type": HTML},
            )
        if (file := self._files.get(path)) is None:
            return page_not_found()
        return self._content(file, request)

    @staticmethod
    def _content(file: MediaFile, request: web.Request) -> web.Response:
        """Answer a file or a single range of it."""
        body = file.read()
        headers = {"Content-Type": file.content_type, "Accept-Ranges": "bytes"}
        wanted = re.fullmatch(
            r"bytes=(\d+)-(\d*)", request.headers.get("Range", "").strip()
        )
        if wanted is None:
            return web.Response(body=body, headers=headers)
        first = int(wanted[1])
        last = min(int(wanted[2]) if wanted[2] else len(body) - 1, len(body) - 1)
        if first > last:
            headers["Content-Range"] = f"bytes */{len(body)}"
            return web.Response(body=b"", status=416, headers=headers)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
        return web.Response(body=body[first : last + 1], status=206, headers=headers)
