"""Pictures, videos and G-code files, a piece at a time."""

from collections.abc import AsyncIterator, Callable

import aiohttp

from .errors import ObicoError, ObicoTimeoutError

CHUNK = 64 * 1024


class Media:
    """A file that is being fetched; `length` is that of this answer, in bytes.

    `status` is 200, or 206 or 416 where a range was asked for; `content_range` tells which
    range came.
    """

    def __init__(
        self,
        response: aiohttp.ClientResponse,
        explain: Callable[[aiohttp.ClientError], ObicoError],
    ) -> None:
        """Take an answer whose content is still to come, and what explains its failure."""
        self.status = response.status
        self.content_type = response.content_type
        self.length = response.content_length
        self.content_range = response.headers.get("Content-Range")
        self._content = response.content
        self._explain = explain

    async def chunks(self) -> AsyncIterator[bytes]:
        """Go through the content. Raises ObicoConnectionError and its children."""
        try:
            async for chunk in self._content.iter_chunked(CHUNK):
                yield chunk
        except TimeoutError:
            raise ObicoTimeoutError("no answer in time") from None
        except aiohttp.ClientError as error:
            raise self._explain(error) from None
