"""The sign-in form, which speaks HTML to browsers and JSON to those who ask for it."""

import hmac
import secrets
from typing import TYPE_CHECKING

from aiohttp import web

from .kinds import Json
from .pages import HTML, forged_request, html_page, json_answer, server_error
from .rest import set_session

if TYPE_CHECKING:
    from .account import Account
    from .server import ObicoSimulator

WRONG = "The username and/or password you specified are not correct."
LOCKED = "Too many failed login attempts. Try again later."
REQUIRED = "This field is required."
ALLOWED_FAILURES = 5
LOCK_SECONDS = 300.0


class Login:
    """Signs people in."""

    def __init__(self, simulator: ObicoSimulator) -> None:
        """Know the accounts of a server."""
        self._simulator = simulator

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a request for the form, or what was filled in."""
        if request.url.host in self._simulator.unconfigured_hosts:
            return server_error()
        if request.method in ("GET", "HEAD"):
            return self._with_token(request, self._page("Sign in"))
        if request.method != "POST":
            return web.Response(status=405)
        form = await request.post()
        cookie = request.cookies.get("csrftoken", "")
        token = form.get("csrfmiddlewaretoken") or request.headers.get("X-CSRFToken")
        if not cookie or not hmac.compare_digest(
            cookie.encode(), str(token or "").encode()
        ):
            return forged_request()
        if request.path == "/accounts/logout/":
            return self._redirect()
        name = str(form.get("login", ""))
        password = str(form.get("password", ""))
        remember = form.get("remember") is not None
        account, error = self._check(name, password)
        fields = _fields(name, password, remember)
        if "application/json" in request.headers.get("Accept", "") or (
            request.headers.get("X-Requested-With") == "XMLHttpRequest"
        ):
            response = self._json(fields, account, error)
        elif account is None:
            response = self._page(error or REQUIRED)
        else:
            response = self._redirect(request.query.get("next") or "/")
        if account is not None:
            set_session(request, response, account.session())
        return self._with_token(request, response)

    def _check(self, name: str, password: str) -> tuple[Account | None, str | None]:
        """Return whose name and password these are, or what is wrong."""
        if not name or not password:
            return None, None
        login = name.lower()
        failures, last = self._simulator.sign_in_failures.get(login, (0, 0.0))
        now = self._simulator.clock()
        if now - last >= LOCK_SECONDS:
            failures = 0
        if failures >= ALLOWED_FAILURES:
            return None, LOCKED
        for account in self._simulator.accounts:
            if account.email.lower() == login and hmac.compare_digest(
                account.password.encode(), password.encode()
            ):
                self._simulator.sign_in_failures.pop(login, None)
                return account, None
        self._simulator.sign_in_failures[login] = (failures + 1, now)
        return None, WRONG

    @staticmethod
    def _json(fields: Json, account: Account | None, error: str | None) -> web.Response:
        """Answer the form as JSON."""
        form = {
            "fields": fields,
            "field_order": list(fields),
            "errors": [error] if error else [],
        }
        if account is not None:
            return json_answer({"location": "/", "form": form, "html": ""})
        page = html_page("Sign in", error or REQUIRED).decode()
        return json_answer({"form": form, "html": page}, 400)

    @staticmethod
    def _page(text: str) -> web.Response:
        """Answer the form as a page."""
        return web.Response(
            body=html_page("Obico", text), headers={"Content-Type": HTML}
        )

    @staticmethod
    def _redirect(location: str = "/") -> web.Response:
        """Send a browser on, to the first page or to where it wanted to go."""
        return web.Response(
            body=b"", status=302, headers={"Content-Type": HTML, "Location": location}
        )

    @staticmethod
    def _with_token(request: web.Request, response: web.Response) -> web.Response:
        """Set the cookie against forged requests."""
        token = request.cookies.get("csrftoken") or secrets.token_hex(32)
        response.set_cookie("csrftoken", token, path="/", samesite="Lax")
        return response


def _fields(name: str, password: str, remember: bool) -> Json:
    """Return the form's fields as they were filled in."""
    return {
        "login": {
            "label": "Username",
            "value": name or None,
            "help_text": "",
            "errors": [] if name else [REQUIRED],
            "widget": {
                "attrs": {
                    "placeholder": "Username",
                    "autocomplete": "username",
                    "maxlength": "150",
                }
            },
        },
        "password": {
            "label": "Password",
            "value": password or None,
            "help_text": '<a href="/accounts/password/reset/">Forgot your password?</a>',
            "errors": [] if password else [REQUIRED],
            "widget": {
                "attrs": {
                    "placeholder": "Password",
                    "autocomplete": "current-password",
                }
            },
        },
        "remember": {
            "label": "Remember Me",
            "value": remember,
            "help_text": "",
            "errors": [],
            "widget": {"attrs": {}},
        },
    }
