"""What an agent posts with the printer's key: pictures, events, records of files."""

from enum import StrEnum
from hashlib import sha256
import re

import aiohttp

from .auth import PrinterKey
from .errors import ObicoNotAServerError
from .events import EventNotice
from .reading import read_integer
from .wire import Wire, add_text

OCTO = "/api/v1/octo"
# Seconds that a picture may take beyond a request's time limit: lines can be thin.
PICTURE_TIME = 30.0


class PictureAnswer(StrEnum):
    """What became of a picture."""

    TAKEN = "taken"
    REFUSED = "refused"


class AgentUploads(Wire):
    """Requests of the agent of one printer.

    All raise ObicoAuthenticationError when the key is refused (the printer was linked
    anew, archived or deleted), and the other errors of requests.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        key: PrinterKey,
        *,
        timeout: float = 15.0,
    ) -> None:
        """Prepare to post to `server` by a printer's key; `timeout` is in seconds."""
        super().__init__(session, server, key, timeout=timeout)

    async def post_picture(self, picture: bytes, *, boost: bool) -> PictureAnswer:
        """Post a JPEG.

        With `boost` somebody looks: it is shown at once, and not analysed. Raises
        ObicoThrottledError when there were too many.
        """
        form = aiohttp.MultipartWriter("form-data")
        if boost:
            add_text(form, "viewing_boost", "true")
        part = form.append(picture, {"Content-Type": "image/jpeg"})
        part.set_content_disposition("form-data", name="pic", filename="picture.jpg")
        answer = await self._request(
            "POST", f"{OCTO}/pic/", form=form, extra_time=PICTURE_TIME
        )
        if answer.status in (400, 413):
            return PictureAnswer.REFUSED
        answer.raise_for_status()
        return PictureAnswer.TAKEN

    async def post_event(self, notice: EventNotice, *, notify: bool = False) -> None:
        """Add to what Obico tells a person of the printer, `notify` also by message."""
        answer = await self._request(
            "POST",
            f"{OCTO}/printer_events/",
            form={**notice.to_json(), **({"notify": "true"} if notify else {})},
        )
        answer.raise_for_status()

    async def register_file(self, name: str) -> int:
        """Tell of a file that lies on the printer; return the number of its record.

        Nothing but its name is known here, so one name is one file.
        """
        signature = sha256(name.encode(errors="replace")).hexdigest()[:32]
        answer = await self._request(
            "POST",
            f"{OCTO}/g_code_files/",
            form={
                "filename": name,
                "safe_filename": re.sub(r"[^\w.]", "_", name),
                "agent_signature": f"name:{signature}",
                "url": name,
            },
        )
        data = self._json(answer)
        number = read_integer(data, "id") if isinstance(data, dict) else None
        if number is None:
            raise ObicoNotAServerError("a record without a number")
        return number
