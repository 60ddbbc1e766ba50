"""Which path is answered by what: routes, methods, credentials, final slashes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
import json
import re
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .kinds import Json
from .pages import (
    HTML,
    NOT_AUTHENTICATED,
    json_answer,
    moved,
    page_not_found,
    server_error,
)

if TYPE_CHECKING:
    from .account import Account
    from .printer import SimulatedPrinter
    from .server import ObicoSimulator

WRONG_KEY = {"error": "Invalid or Inactive Token", "is_authenticated": "False"}
NO_KEY = {"detail": "Invalid token header. No credentials provided."}
SPACES = {"detail": "Invalid token header. Token string should not contain spaces."}


class Access(Enum):
    """Whose credentials a path wants."""

    OPEN = auto()
    ACCOUNT = auto()
    # An account, but only by its session.
    SESSION = auto()
    KEY = auto()


class ServerFailure(Exception):
    """The server did not foresee this input; it answers 500."""


@dataclass
class Call:
    """A request, with what its credentials and its path say."""

    simulator: ObicoSimulator
    request: web.Request
    path: Mapping[str, str]
    _account: Account | None = None
    _printer: SimulatedPrinter | None = None

    @property
    def account(self) -> Account:
        """Who asks."""
        if self._account is None:
            raise ServerFailure
        return self._account

    @property
    def printer(self) -> SimulatedPrinter:
        """The printer whose key was given."""
        if self._printer is None:
            raise ServerFailure
        return self._printer

    @property
    def query(self) -> Mapping[str, str]:
        """The query's parameters."""
        return self.request.query

    def queries(self, name: str) -> list[str]:
        """Return all values of a parameter that may be repeated."""
        return list(self.request.query.getall(name, []))

    def number(self, name: str, default: int) -> int:
        """Return a parameter that must be a number, or the server fails."""
        try:
            return int(self.request.query.get(name, default))
        except ValueError as error:
            raise ServerFailure from error

    async def body(self) -> Json:
        """Return the body's fields, of JSON or of a form; a form's values are lists."""
        if self.request.content_type == "application/json":
            raw = await self.request.read()
            try:
                value: Any = json.loads(raw) if raw else {}
            except ValueError:
                value = {}
            return value if isinstance(value, dict) else {}
        form = await self.request.post()
        return {key: form.getall(key) for key in form}


type View = Callable[[Call], Awaitable[web.Response]]


@dataclass(frozen=True)
class Route:
    """A path, what answers each method, and the methods that it says it allows."""

    pattern: re.Pattern[str]
    views: Mapping[str, View]
    allow: str
    access: Access = Access.ACCOUNT
    # Headers of every answer, refusals included.
    headers: Mapping[str, str] = field(default_factory=dict)


def route(
    path: str,
    allow: str,
    views: Mapping[str, View],
    access: Access = Access.ACCOUNT,
) -> Route:
    """Make a route; `<name>` in the path stands for a number."""
    pattern = re.compile(re.sub(r"<(\w+)>", r"(?P<\1>\\d+)", path))
    return Route(pattern, views, allow, access, {"Allow": allow})


class Dispatcher:
    """Finds the route of a request and answers it as the server does."""

    def __init__(self, simulator: ObicoSimulator) -> None:
        """Know all routes."""
        # The views need this module, hence not at its head.
        from . import (  # noqa: PLC0415
            codes,
            discovery,
            files,
            login,
            notifications,
            oauth,
            printers,
            prints,
            shots,
            tunnels,
            uploads,
            users,
        )

        self._simulator = simulator
        self._login = login.Login(simulator)
        self._oauth_paths = oauth.PATHS
        self._routes = [
            *printers.ROUTES,
            *prints.ROUTES,
            *codes.ROUTES,
            *discovery.ROUTES,
            *files.ROUTES,
            *notifications.ROUTES,
            *shots.ROUTES,
            *tunnels.ROUTES,
            *uploads.ROUTES,
            *users.ROUTES,
        ]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Note a request and answer it, with the trouble that was asked for."""
        from .server import RequestRecord  # noqa: PLC0415

        self._simulator.requests.append(
            RequestRecord(request.method, request.path_qs, credential_kind(request))
        )
        return await self._simulator.faults.apply(request, self._answer)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        path = request.path
        if path == "/hc/":
            return web.Response(body=b"Okay", headers={"Content-Type": HTML})
        if path.startswith("/media/"):
            return self._simulator.media.answer(path.removeprefix("/media/"), request)
        if path.startswith("/ws/"):
            return await self._socket(request)
        if path in ("/accounts/login/", "/accounts/logout/"):
            return await self._login.answer(request)
        if path in self._oauth_paths:
            return await self._simulator.oauth.answer(request)
        for candidate in self._routes:
            if match := candidate.pattern.fullmatch(path):
                return await self._view(candidate, match.groupdict(), request)
        if not path.endswith("/") and any(
            candidate.pattern.fullmatch(f"{path}/") for candidate in self._routes
        ):
            query = request.query_string
            return moved(f"{path}/" + (f"?{query}" if query else ""))
        return page_not_found()

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        """Open a live socket, or refuse its handshake."""
        from . import remote, sockets  # noqa: PLC0415

        path = request.path
        if match := re.fullmatch(r"/ws/token/web/([^/]+)/", path):
            return await sockets.by_key(self._simulator, request, match[1])
        if match := re.fullmatch(r"/ws/web/(\d+)/", path):
            return await sockets.by_id(self._simulator, request, int(match[1]))
        if match := re.fullmatch(r"/ws/token/janus/([^/]+)/", path):
            return await self._simulator.relay.by_key(request, match[1])
        if path == "/ws/dev/":
            return await remote.serve(self._simulator, request)
        return server_error()

    async def _view(
        self, found: Route, path: Mapping[str, str], request: web.Request
    ) -> web.Response:
        """Check credentials and method, then let the view answer."""
        if request.method == "OPTIONS":
            return web.Response(body=b"", headers={"Content-Type": HTML})
        call = Call(self._simulator, request, path)
        response = self._admit(found.access, call)
        if response is None:
            method = "GET" if request.method == "HEAD" else request.method
            if (view := found.views.get(method)) is None:
                response = json_answer(
                    {"detail": f'Method "{request.method}" not allowed.'}, 405
                )
            else:
                try:
                    response = await view(call)
                except ServerFailure:
                    return server_error()
        response.headers.extend(found.headers)
        self._renew_session(request, response)
        return response

    def _admit(self, access: Access, call: Call) -> web.Response | None:
        """Find out who asks; return the refusal if nobody whom the path knows."""
        if access in (Access.ACCOUNT, Access.SESSION):
            bare = access is Access.SESSION
            if not bare or "Authorization" not in call.request.headers:
                call._account = account_of(self._simulator, call.request)  # noqa: SLF001
            if call._account is None:  # noqa: SLF001
                response = json_answer(NOT_AUTHENTICATED, 403)
                if "tsd_sessionid" in call.request.cookies:
                    response.del_cookie("tsd_sessionid", domain=call.request.url.host)
                return response
        elif access is Access.KEY:
            return self._admit_key(call)
        return None

    def _admit_key(self, call: Call) -> web.Response | None:
        """Check a printer's key; return the refusal if it opens nothing."""
        scheme, *words = call.request.headers.get("Authorization", "").split() or [""]
        refusal: Json | None = None
        if scheme.lower() != "token":
            refusal = NOT_AUTHENTICATED
        elif len(words) != 1:
            refusal = SPACES if words else NO_KEY
        else:
            call._printer = self._simulator.printer_of_key(words[0])  # noqa: SLF001
            if call._printer is None:  # noqa: SLF001
                refusal = WRONG_KEY
        if refusal is None:
            return None
        return json_answer(refusal, 401, {"WWW-Authenticate": "Token"})

    def _renew_session(self, request: web.Request, response: web.Response) -> None:
        """Send the session cookie that replaces the one that was used."""
        cookie = request.cookies.get("tsd_sessionid", "")
        renewed = self._simulator.renewed_sessions.pop(cookie, None)
        token = request.headers.get("X-Api-Key", "")
        if renewed is None and response.status < 400 and token:
            if (account := self._simulator.tokens.get(token)) is not None:
                renewed = account.session()
                response.set_cookie("csrftoken", "0" * 32, path="/")
        if renewed is not None:
            set_session(request, response, renewed)


def set_session(request: web.Request, response: web.Response, cookie: str) -> None:
    """Set the session cookie, for the name that the client used."""
    response.set_cookie(
        "tsd_sessionid",
        cookie,
        domain=request.url.host,
        max_age=60 * 86400,
        httponly=True,
        samesite="Lax",
    )


def credential_kind(request: web.Request) -> str:
    """Return how a request signs in: none, session, bearer, printer-token, x-api-key."""
    scheme = request.headers.get("Authorization", "").partition(" ")[0].lower()
    if scheme == "token":
        return "printer-token"
    if scheme == "bearer":
        return "bearer"
    if "tsd_sessionid" in request.cookies:
        return "session"
    return "x-api-key" if "X-Api-Key" in request.headers else "none"


def account_of(simulator: ObicoSimulator, request: web.Request) -> Account | None:
    """Return the account that a request's credentials open."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return simulator.tokens.get(secret.strip())
    if scheme.lower() == "token" and simulator.key_opens_account:
        printer = simulator.printer_of_key(secret.strip())
        return None if printer is None else printer.account
    if token := request.headers.get("X-Api-Key"):
        return simulator.tokens.get(token)
    return simulator.sessions.get(request.cookies.get("tsd_sessionid", ""))
