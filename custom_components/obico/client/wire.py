"""The wire to a server: requests as somebody, and their answers."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Literal

import aiohttp
from yarl import URL

from .answers import Answer, telling_connection_errors
from .auth import SESSION_COOKIE, AccountSession, Credentials
from .errors import ObicoNotAServerError, ObicoRefusedError, Refusal

# The printers of the largest farm are 6 MB.
ANSWER_LIMIT = 64 * 1024 * 1024

type Method = Literal["DELETE", "GET", "PATCH", "POST"]
type Form = Mapping[str, str] | aiohttp.MultipartWriter
type Parameters = Mapping[str, str] | Collection[tuple[str, str]]


class Wire:
    """Sends requests to one server as one somebody."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        credentials: Credentials | None = None,
        *,
        timeout: float = 15.0,
    ) -> None:
        """Prepare to talk to `server` ("https://host[:port]"); `timeout` is in seconds."""
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self.server = server
        self.credentials = credentials
        self.on_credentials_changed: Callable[[Credentials], None] | None = None
        # Awaited before each request that needs credentials: they may have ended.
        self.renew: Callable[[], Awaitable[None]] | None = None

    async def call(
        self,
        method: Method,
        path: str,
        *,
        params: Parameters | None = None,
        json: object = None,
        form: aiohttp.MultipartWriter | None = None,
        extra_time: float = 0,
        refusals: Mapping[int, Refusal] | None = None,
    ) -> object:
        """Send a request of the API; return its answer's JSON, None when it is empty.

        `refusals` says what a status means at this path, where it is no general trouble.
        `extra_time` is in seconds, for what takes long to send.
        """
        answer = await self._request(
            method, path, params=params, json=json, form=form, extra_time=extra_time
        )
        if refusals and (refusal := refusals.get(answer.status)):
            raise ObicoRefusedError(refusal, answer.fields())
        answer.raise_for_status()
        return answer.json() if answer.body else None

    async def _get(self, path: str, params: Parameters | None = None) -> object:
        """Return the JSON at a path."""
        return self._json(await self._request("GET", path, params=params))

    async def _request(
        self,
        method: Method,
        path: str,
        *,
        params: Parameters | None = None,
        form: Form | None = None,
        json: object = None,
        extra_time: float = 0,
        headers: Mapping[str, str] | None = None,
        anonymous: bool = False,
    ) -> Answer:
        """Send a request of the API, and keep a session that the answer renews."""
        if self.renew is not None and not anonymous:
            await self.renew()
        proof = self.credentials.headers() if self.credentials and not anonymous else {}
        url = URL(f"{self.server}{path}")
        if params:
            url = url.with_query(
                list(params.items() if isinstance(params, Mapping) else params)
            )
        answer = await self._send(
            method,
            url,
            {"Accept": "application/json", **proof, **(headers or {})},
            form=form,
            json=json,
            extra_time=extra_time,
        )
        # Only an answer that took the session may renew it.
        if (
            not anonymous
            and answer.status < 300
            and isinstance(self.credentials, AccountSession)
        ):
            cookie = answer.cookie(SESSION_COOKIE)
            if cookie and cookie != self.credentials.cookie:
                self.credentials = AccountSession(cookie)
                if self.on_credentials_changed:
                    self.on_credentials_changed(self.credentials)
        return answer

    async def _send(
        self,
        method: Method,
        url: URL,
        headers: Mapping[str, str],
        *,
        form: Form | None = None,
        json: object = None,
        extra_time: float = 0,
        limit: int = ANSWER_LIMIT,
    ) -> Answer:
        """Send a request and read its answer of at most `limit` bytes."""
        self._forget_cookies(url)
        with telling_connection_errors():
            async with self._session.request(
                method,
                url,
                headers=headers,
                data=form,
                json=json,
                timeout=aiohttp.ClientTimeout(
                    total=(self._timeout.total or 0) + extra_time
                ),
                allow_redirects=False,
            ) as response:
                self._forget_cookies(url)
                body = bytearray()
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > limit:
                        raise ObicoNotAServerError("the answer is too large")
                return Answer(response, bytes(body))

    def _forget_cookies(self, url: URL) -> None:
        """Drop this server's cookies from the session's jar.

        The session is shared: its jar would send one account's cookie along with another
        one's credentials, where it even wins over the header.
        """
        host = url.host or ""
        self._session.cookie_jar.clear(
            lambda cookie: (
                cookie.key in (SESSION_COOKIE, "csrftoken")
                and (host == cookie["domain"] or host.endswith(f".{cookie['domain']}"))
            )
        )

    @staticmethod
    def _json(answer: Answer) -> object:
        """Return the JSON of a good answer; raise what a bad one means."""
        answer.raise_for_status()
        return answer.json()


def add_text(form: aiohttp.MultipartWriter, name: str, text: str) -> None:
    """Add a field to a form."""
    part = form.append(text)
    part.set_content_disposition("form-data", name=name)
