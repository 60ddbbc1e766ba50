"""Trouble on request: a server that is slow, broken, or no Obico server at all."""

import asyncio
from collections.abc import Awaitable, Callable, Set as AbstractSet
from dataclasses import dataclass, field
import json
from typing import Any, Literal

from aiohttp import web

from .pages import HTML, dumps, html_page, json_answer, server_error, throttled

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Faults:
    """What goes wrong; every field may be changed while the server runs."""

    # Seconds before each answer.
    delay: float = 0.0
    # Never answer; the client has to give up.
    hang: bool = False
    # Answer this HTTP status to everything.
    status: int | None = None
    # Answer this HTTP status with a web page, as a proxy in front of the server does.
    page: int | None = None
    # What `status` and `page` say in Retry-After: seconds, or a date.
    retry_after: str | None = None
    # Answer 429 with this many seconds in Retry-After.
    throttle: int | None = None
    # Send half of each answer, then drop the connection.
    cut_off: bool = False
    # Answer a web page (True, "html") or JSON of something else ("json").
    rubbish: bool | Literal["html", "json"] = False
    # True: every field but `id` is null. A set: these fields, as "status.job.file".
    null_fields: bool | AbstractSet[str] | None = None
    # Faults concern only paths that begin like this.
    only: str | None = None

    _released: asyncio.Event = field(
        default_factory=asyncio.Event, init=False, repr=False
    )

    def clear(self) -> None:
        """End all trouble."""
        self.delay = 0.0
        self.hang = self.cut_off = self.rubbish = False
        self.status = self.page = self.retry_after = self.throttle = None
        self.null_fields = self.only = None

    def concern(self, path: str) -> bool:
        """Return whether requests for a path are in trouble."""
        return self.only is None or path.startswith(self.only)

    def release(self) -> None:
        """Let go of the requests that hang, because the server stops."""
        self._released.set()
        self._released = asyncio.Event()

    async def apply(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a request, with the trouble that was asked for."""
        if not self.concern(request.path):
            return await handler(request)
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.hang:
            await self._released.wait()
            return server_error()
        if (answer := self._instead()) is not None:
            if self.retry_after is not None:
                answer.headers["Retry-After"] = self.retry_after
            return answer
        response = await handler(request)
        if self.null_fields:
            response = self._with_nulls(response)
        if self.cut_off:
            return await self._half(request, response)
        return response

    def _instead(self) -> web.Response | None:
        """Return the answer that replaces every other one, if any."""
        if self.throttle is not None:
            return throttled(self.throttle)
        if self.status is not None:
            if self.status == 500:
                return server_error()
            if self.status > 500:
                return self._page(self.status)
            return json_answer({"detail": "Something is wrong."}, self.status)
        if self.page is not None:
            return self._page(self.page)
        if self.rubbish == "json":
            return json_answer({"kind": "another program", "items": [1, 2, 3]})
        if self.rubbish:
            return web.Response(
                body=html_page("Router", "Welcome to your router."),
                headers={"Content-Type": HTML},
            )
        return None

    @staticmethod
    def _page(status: int) -> web.Response:
        """Answer a web page that tells of trouble."""
        return web.Response(
            body=html_page(f"{status}", "The server is in trouble."),
            status=status,
            headers={"Content-Type": "text/html"},
        )

    def message(self, path: str, text: str) -> str:
        """Return a message of a live socket, with the nulls that were asked for."""
        if self.null_fields and self.concern(path):
            return dumps(self._nulled(json.loads(text)))
        return text

    def _with_nulls(self, response: web.StreamResponse) -> web.StreamResponse:
        """Replace fields of a JSON answer by null."""
        if (
            not isinstance(response, web.Response)
            or response.content_type != "application/json"
            or response.status >= 300
            or not isinstance(response.body, bytes)
        ):
            return response
        value = json.loads(response.body)
        if isinstance(value, list):
            value = [self._nulled(record) for record in value]
        else:
            value = self._nulled(value)
        return json_answer(value, response.status)

    def _nulled(self, record: Any) -> Any:
        """Return a record with null instead of the chosen fields."""
        if not isinstance(record, dict):
            return record
        if self.null_fields is True:
            return {key: record[key] if key == "id" else None for key in record}
        if self.null_fields:
            for path in self.null_fields:
                *parents, last = path.split(".")
                target: Any = record
                for parent in parents:
                    target = target.get(parent) if isinstance(target, dict) else None
                if isinstance(target, dict) and last in target:
                    target[last] = None
        return record

    @staticmethod
    async def _half(
        request: web.Request, response: web.StreamResponse
    ) -> web.StreamResponse:
        """Send half of an answer and drop the connection."""
        body = response.body if isinstance(response, web.Response) else b""
        raw = body if isinstance(body, bytes) and body else b"nothing"
        cut = web.StreamResponse(
            status=response.status, headers={"Content-Type": response.content_type}
        )
        cut.content_length = len(raw) + 2
        await cut.prepare(request)
        await cut.write(raw[: len(raw) // 2 + 1])
        if request.transport is not None:
            request.transport.close()
        return cut
