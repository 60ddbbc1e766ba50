"""OAuth2: applications that people register, the consent page, codes and tokens."""

from dataclasses import dataclass, field
import hmac
from html import escape
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web
from yarl import URL

from .pages import HTML, forged_request, html_page, json_answer, server_error
from .rest import account_of

if TYPE_CHECKING:
    from .account import Account
    from .server import ObicoSimulator

PATHS = (
    "/o/authorize/",
    "/o/token/",
    "/o/revoke_token/",
    "/o/applications/register/",
)
TOKEN_LIFE = 3153600000
ALL_SCOPES = ("read", "write")


@dataclass
class Application:
    """What may ask in the name of people."""

    account: Account
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uris: tuple[str, ...]
    name: str = "Home Assistant"
    # An administrator may set that nobody is asked for consent.
    skip_authorization: bool = False
    id: int = 0


@dataclass
class Grant:
    """A code or refresh token, and what it may be traded for."""

    application: Application
    account: Account
    redirect_uri: str | None
    scope: str
    # The access token that a refresh token came with.
    access_token: str | None = None


class Authorization:
    """Lets applications in, if people want that."""

    def __init__(self, simulator: ObicoSimulator) -> None:
        """Begin without applications."""
        self._simulator = simulator
        self.applications: dict[str, Application] = {}
        self.codes: dict[str, Grant] = {}
        self.refresh_tokens: dict[str, Grant] = {}
        # How long tokens say that they live, in seconds.
        self.token_life = TOKEN_LIFE

    def register(self, application: Application) -> None:
        """Take an application up. Raises ValueError when its id is taken."""
        if application.client_id in self.applications:
            msg = "This client id is taken"
            raise ValueError(msg)
        application.id = self._simulator.next_id("application")
        self.applications[application.client_id] = application

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a request for one of the pages, or for a token."""
        if request.path in ("/o/token/", "/o/revoke_token/"):
            if request.method != "POST":
                return web.Response(status=405)
            if request.path == "/o/token/":
                return await self._token(request)
            return await self._revoke(request)
        account = account_of(self._simulator, request)
        if account is None:
            target = quote(request.path_qs, safe="/")
            return _redirect(f"/accounts/login/?next={target}")
        if request.method == "POST" and not await _has_form_token(request):
            return forged_request()
        if request.path == "/o/applications/register/":
            return await self._registration(request, account)
        return await self._authorize(request, account)

    # Pages

    async def _registration(
        self, request: web.Request, account: Account
    ) -> web.Response:
        """Show the form for a new application, or register it."""
        if request.method != "POST":
            names = (
                *("name", "client_id", "client_secret", "client_type"),
                *("authorization_grant_type", "redirect_uris"),
            )
            values = {
                "client_id": secrets.token_urlsafe(30),
                "client_secret": secrets.token_urlsafe(90),
            }
            return _form(
                request, "Register a new application", dict.fromkeys(names, "") | values
            )
        form = await request.post()
        application = Application(
            account,
            str(form["client_id"]),
            str(form["client_secret"]),
            tuple(str(form["redirect_uris"]).split()),
            str(form["name"]),
        )
        self.register(application)
        return _redirect(f"/o/applications/{application.id}/")

    async def _authorize(self, request: web.Request, account: Account) -> web.Response:
        """Ask a person, or take the answer and send the browser back with a code."""
        asked = request.query if request.method != "POST" else await request.post()
        application = self.applications.get(str(asked.get("client_id", "")))
        target = str(asked.get("redirect_uri", ""))
        if application is None or target not in application.redirect_uris:
            page = html_page("Error: invalid_request", "Mismatching redirect URI.")
            return web.Response(body=page, status=400, headers={"Content-Type": HTML})
        state = str(asked.get("state", ""))
        scope = str(asked.get("scope", "")) or " ".join(ALL_SCOPES)
        if asked.get("response_type") != "code":
            return _back(target, state, error="unsupported_response_type")
        if not set(scope.split()) <= set(ALL_SCOPES):
            return _back(target, state, error="invalid_scope")
        if request.method != "POST" and not application.skip_authorization:
            names = ("client_id", "redirect_uri", "response_type", "scope", "state")
            values = {name: str(asked.get(name, "")) for name in names}
            return _form(
                request,
                f"Authorize {application.name}?",
                {**values, "scope": scope, "allow": "Authorize"},
            )
        if request.method == "POST" and not asked.get("allow"):
            return _back(target, state, error="access_denied")
        code = secrets.token_urlsafe(22)
        self.codes[code] = Grant(application, account, target, scope)
        return _back(target, state, code=code)

    # What applications ask for

    async def _token(self, request: web.Request) -> web.Response:
        """Trade a code or a refresh token for an access token."""
        form = await request.post()
        if form.get("grant_type") == "password":
            return server_error()
        application = self.applications.get(str(form.get("client_id", "")))
        secret = str(form.get("client_secret", "")).encode()
        if application is None or not hmac.compare_digest(
            application.client_secret.encode(), secret
        ):
            return json_answer(
                {"error": "invalid_client"},
                401,
                {"WWW-Authenticate": 'Bearer error="invalid_client"'},
            )
        grant: Grant | None
        match form.get("grant_type"):
            case "authorization_code":
                grant = self.codes.pop(str(form.get("code", "")), None)
                if grant and grant.redirect_uri != form.get("redirect_uri"):
                    grant = None
            case "refresh_token":
                grant = self.refresh_tokens.pop(
                    str(form.get("refresh_token", "")), None
                )
            case _:
                return json_answer({"error": "unsupported_grant_type"}, 400)
        if grant is None or grant.application is not application:
            return json_answer({"error": "invalid_grant"}, 400)
        if grant.access_token is not None:
            self._simulator.tokens.pop(grant.access_token, None)
        access_token, refresh_token = (
            grant.account.access_token(),
            secrets.token_hex(15),
        )
        self.refresh_tokens[refresh_token] = Grant(
            application, grant.account, None, grant.scope, access_token
        )
        return json_answer(
            {
                "access_token": access_token,
                "expires_in": self.token_life,
                "token_type": "Bearer",
                "scope": grant.scope,
                "refresh_token": refresh_token,
            }
        )

    async def _revoke(self, request: web.Request) -> web.Response:
        """Forget a token; it is no error when there is none."""
        token = str((await request.post()).get("token", ""))
        self._simulator.tokens.pop(token, None)
        self.refresh_tokens.pop(token, None)
        return web.Response(body=b"", headers={"Content-Type": HTML})


async def _has_form_token(request: web.Request) -> bool:
    """Return whether a form carries the token against forged requests."""
    cookie = request.cookies.get("csrftoken", "")
    token = str((await request.post()).get("csrfmiddlewaretoken", ""))
    return bool(cookie) and hmac.compare_digest(cookie.encode(), token.encode())


def _form(request: web.Request, title: str, values: dict[str, str]) -> web.Response:
    """Answer a page with a form, filled in."""
    token = request.cookies.get("csrftoken") or secrets.token_hex(32)
    inputs = "".join(
        f'<input name="{name}" value="{escape(value)}">'
        for name, value in {"csrfmiddlewaretoken": token, **values}.items()
    )
    page = html_page(title, f'<form method="post">{inputs}<button>OK</button></form>')
    response = web.Response(body=page, headers={"Content-Type": HTML})
    response.set_cookie("csrftoken", token, path="/", samesite="Lax")
    return response


def _back(target: str, state: str, **result: str) -> web.Response:
    """Send a browser back to the application."""
    if state:
        result["state"] = state
    return _redirect(str(URL(target).update_query(result)))


def _redirect(location: str) -> web.Response:
    """Send a browser on."""
    return web.Response(
        body=b"", status=302, headers={"Content-Type": HTML, "Location": location}
    )
