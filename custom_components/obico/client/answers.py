"""What comes back over HTTP: read with care, because anything may answer at an address."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookies import CookieError
import json
import re

import aiohttp

from .errors import (
    ObicoAuthenticationError,
    ObicoCertificateError,
    ObicoConnectionError,
    ObicoError,
    ObicoNotAServerError,
    ObicoNotFoundError,
    ObicoServerError,
    ObicoThrottledError,
    ObicoTimeoutError,
)

# No pause that a server asks for is taken to be longer (seconds).
LONGEST_RETRY_AFTER = 3600.0

# What a Cookie header can carry as it is.
COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]+")


class Answer:
    """What came back: status, headers and body."""

    def __init__(self, response: aiohttp.ClientResponse, body: bytes) -> None:
        """Take an answer that was read to its end."""
        self.status = response.status
        self.headers = response.headers
        self.content_type = response.content_type
        self.body = body
        self._cookies = response.cookies

    def text(self) -> str:
        """Return the text of the JSON. Raises ObicoNotAServerError when it is none."""
        if self.content_type != "application/json":
            raise ObicoNotAServerError(f"{self.content_type} instead of JSON")
        try:
            return self.body.decode()
        except ValueError as error:
            raise ObicoNotAServerError("broken JSON") from error

    def json(self) -> object:
        """Return the JSON. Raises ObicoNotAServerError when it is none."""
        try:
            return json.loads(self.text())
        except (ValueError, RecursionError) as error:
            raise ObicoNotAServerError("broken JSON") from error

    def fields(self) -> frozenset[str]:
        """Return the names of the JSON's fields, none when it is no object."""
        try:
            data = self.json()
        except ObicoNotAServerError:
            return frozenset()
        return frozenset(data) if isinstance(data, dict) else frozenset()

    def cookie(self, name: str) -> str | None:
        """Return a cookie that the answer sets, if it can be sent back."""
        found = self._cookies.get(name)
        return found.value if found and COOKIE_VALUE.fullmatch(found.value) else None

    def raise_for_status(self) -> None:
        """Raise what a status means. Only Obico's own words tell of keys and objects."""
        status = self.status
        if status < 300:
            return
        if status == 429:
            raise ObicoThrottledError(retry_after(self.headers))
        if status >= 500:
            raise ObicoServerError(status, retry_after(self.headers))
        if status in (401, 403, 404):
            data = self.json()
            if isinstance(data, dict) and ("detail" in data or "error" in data):
                if status == 404:
                    raise ObicoNotFoundError("it does not exist")
                raise ObicoAuthenticationError(f"HTTP status {status}")
        raise ObicoNotAServerError(f"HTTP status {status}")


def retry_after(headers: Mapping[str, str] | None) -> float | None:
    """Return how many seconds a server asks to wait, told as a number or as a date."""
    if not headers or not (wait := headers.get("Retry-After", "").strip()):
        return None
    try:
        if wait.isdecimal():
            seconds = float(wait)
        else:
            # The server's own clock is the one that the date was read from.
            date = headers.get("Date")
            now = parsedate_to_datetime(date) if date else datetime.now(UTC)
            seconds = parsedate_to_datetime(wait).timestamp() - now.timestamp()
    except ValueError, OverflowError:
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


@contextmanager
def telling_connection_errors() -> Iterator[None]:
    """Raise what a failed request means.

    Raises ObicoConnectionError (or its children for time-outs and certificates) and
    ObicoNotAServerError; of a refused handshake also ObicoAuthenticationError,
    ObicoThrottledError and ObicoServerError.
    """
    try:
        yield
    except TimeoutError:
        raise ObicoTimeoutError("no answer in time") from None
    except CookieError:  # pragma: no cover
        # Older releases of aiohttp choke on a cookie that newer ones ignore.
        raise ObicoNotAServerError("a broken cookie") from None
    except aiohttp.ClientError as error:
        raise connection_error(error) from None


def connection_error(error: aiohttp.ClientError) -> ObicoError:
    """Return what a failed connection means.

    The text of the original error may hold the URL, and with it a key: it is left out.
    """
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return _refusal(error)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return ObicoCertificateError("the certificate is not trusted")
    if isinstance(error, aiohttp.InvalidURL):
        return ObicoNotAServerError("the address is not valid")
    return ObicoConnectionError(type(error).__name__)


def _refusal(error: aiohttp.WSServerHandshakeError) -> ObicoError:
    """Return what a refused handshake means; Obico itself refuses a key without a page."""
    wait = retry_after(error.headers)
    if error.status == 429:
        return ObicoThrottledError(wait)
    if error.status != 403:
        return ObicoServerError(error.status, wait)
    if error.headers and error.headers.get("Content-Type", "").startswith("text/html"):
        return ObicoNotAServerError("a web page instead of a live stream")
    return ObicoAuthenticationError("the key is refused")
