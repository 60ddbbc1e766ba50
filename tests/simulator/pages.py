"""Answers that are not an object of the API: HTML pages, redirects, error bodies."""

import json
from typing import Any

from aiohttp import web

HTML = "text/html; charset=utf-8"
NOT_AUTHENTICATED = {"detail": "Authentication credentials were not provided."}


def dumps(value: Any) -> str:
    """Write JSON without superfluous spaces."""
    return json.dumps(value, separators=(",", ":"))


def json_answer(
    value: Any, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """Answer JSON, with the bare content type that the server uses."""
    return json_text(dumps(value), status, headers)


def json_text(
    text: str, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """Answer JSON that is written already."""
    return web.Response(
        body=text.encode(),
        status=status,
        headers={"Content-Type": "application/json", **(headers or {})},
    )


def html_page(title: str, text: str, length: int | None = None) -> bytes:
    """Return a small web page, filled up with spaces to a length in bytes."""
    page = (
        f"<!doctype html><html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1><p>{text}</p></body></html>"
    ).encode()
    return page if length is None else page.ljust(length)


def server_error() -> web.Response:
    """Answer what the server answers to anything that it did not foresee."""
    return web.Response(
        body=html_page("Server Error (500)", "", 145),
        status=500,
        headers={"Content-Type": "text/html"},
    )


def page_not_found() -> web.Response:
    """Answer the page for an unknown path."""
    return web.Response(
        body=html_page("Not Found", "There is nothing here.", 179),
        status=404,
        headers={"Content-Type": "text/html"},
    )


def forged_request() -> web.Response:
    """Answer the page for a form without the token against forged requests."""
    return web.Response(
        body=html_page("Forbidden", "The form's token is missing or wrong.", 749),
        status=403,
        headers={"Content-Type": "text/html"},
    )


def moved(location: str) -> web.Response:
    """Answer that the path lacks its final slash."""
    return web.Response(
        body=b"", status=301, headers={"Content-Type": HTML, "Location": location}
    )


def empty(status: int = 204) -> web.Response:
    """Answer nothing but success."""
    return web.Response(status=status)


def no_match(model: str) -> web.Response:
    """Answer that an object does not exist, or belongs to somebody else."""
    return json_answer({"detail": f"No {model} matches the given query."}, 404)


def throttled(seconds: int) -> web.Response:
    """Answer that the client asked too often."""
    return json_answer(
        {"detail": f"Request was throttled. Expected available in {seconds} seconds."},
        429,
        {"Retry-After": str(seconds)},
    )
