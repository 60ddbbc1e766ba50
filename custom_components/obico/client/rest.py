"""What can be asked of an Obico server, by nobody, by a printer's key or an account."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Unpack

import aiohttp
from yarl import URL

from .answers import Answer, connection_error, telling_connection_errors
from .auth import SESSION_COOKIE, AccountSession, Capabilities, Credentials, PrinterKey
from .errors import (
    ObicoApplicationError,
    ObicoAuthenticationError,
    ObicoCodeError,
    ObicoCommandError,
    ObicoGrantError,
    ObicoLockedOutError,
    ObicoNotAServerError,
    ObicoNotFoundError,
    ObicoPasswordError,
    ObicoServerError,
    ObicoSiteNotConfiguredError,
    Refusal,
)
from .events import Events
from .files import Files, Folders
from .linking import Linking
from .listing import Listing
from .media import Media
from .models import AlertVerdict, LinkedPrinter, Printer, Printers, VerifiedCode
from .notifications import Notifications
from .oauth import TOKEN_PATH, OAuthApplication, OAuthToken
from .prints import Prints
from .reading import read_list, read_object, read_text
from .settings import PrinterSettings, UserSettings
from .sharing import Sharing
from .shots import Shots
from .subject import inner, read_record
from .tunnels import Tunnels
from .users import User
from .wire import Wire

PICTURE_LIMIT = 8 * 1024 * 1024


class ObicoClient(Wire):
    """Talks to one server as one somebody.

    Every method raises ObicoConnectionError (or its children for time-outs and
    certificates), ObicoThrottledError, ObicoServerError and ObicoNotAServerError; those
    that need credentials also ObicoAuthenticationError. What goes beyond the printers
    themselves is grouped by subject: `events`, `files`, `folders`, `linking`,
    `notifications`, `prints`, `sharing`, `shots`, `tunnels`.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        credentials: Credentials | None = None,
        *,
        timeout: float = 15.0,
    ) -> None:
        """Prepare to talk to `server` ("https://host[:port]"); `timeout` is in seconds."""
        super().__init__(session, server, credentials, timeout=timeout)
        self._listing = Listing()
        self.events = Events(self)
        self.files = Files(self)
        self.folders = Folders(self)
        self.linking = Linking(self)
        self.notifications = Notifications(self)
        self.prints = Prints(self)
        self.sharing = Sharing(self)
        self.shots = Shots(self)
        self.tunnels = Tunnels(self)

    # Nobody yet

    async def verify_code(self, code: str) -> VerifiedCode:
        """Trade a link code for a printer's key, which spends the code.

        A code made for an existing printer replaces that printer's key.
        Raises ObicoCodeError when it is wrong, expired or used.
        """
        answer = await self._request(
            "POST", "/api/v1/octo/verify/", params={"code": code}, anonymous=True
        )
        if answer.status in (400, 404):
            if _refuses_code(answer.json()):
                raise ObicoCodeError("the code is not accepted")
            raise ObicoNotAServerError(f"HTTP status {answer.status}")
        return VerifiedCode.from_json(self._json(answer))

    async def sign_in(self, email: str, password: str) -> AccountSession:
        """Trade a password for a session, in one single try: five failures lock out.

        Raises ObicoPasswordError, ObicoLockedOutError, ObicoSiteNotConfiguredError.
        """
        page = await self._request("GET", "/accounts/login/", anonymous=True)
        if page.status >= 500:
            await self._explain_failed_page(page.status)
        page.raise_for_status()
        token = page.cookie("csrftoken")
        if token is None:
            raise ObicoNotAServerError("there is no sign-in page")
        answer = await self._request(
            "POST",
            "/accounts/login/",
            form={
                "login": email,
                "password": password,
                "csrfmiddlewaretoken": token,
                "remember": "on",
            },
            headers={
                "Accept": "application/json",
                "X-Requested-With": "XMLHttpRequest",
                "Cookie": f"csrftoken={token}",
                "Referer": f"{self.server}/accounts/login/",
            },
            anonymous=True,
        )
        if answer.status == 400:
            self._explain_refused_password(answer.json())
        self._json(answer)
        cookie = answer.cookie(SESSION_COOKIE)
        if cookie is None:
            raise ObicoNotAServerError("signing in brought no session")
        return AccountSession(cookie)

    async def _explain_failed_page(self, status: int) -> None:
        """Raise why the sign-in page fails: an unknown host name breaks that page alone."""
        health = await self._request("GET", "/hc/", anonymous=True)
        if health.status == 200:
            raise ObicoSiteNotConfiguredError("the server does not know this host name")
        raise ObicoServerError(status)

    @staticmethod
    def _explain_refused_password(data: object) -> None:
        """Raise why a password is refused."""
        if not isinstance(data, dict) or "form" not in data:
            raise ObicoNotAServerError("there is no sign-in form")
        form = read_object(data, "form")
        if any("too many" in str(error).lower() for error in read_list(form, "errors")):
            raise ObicoLockedOutError("too many failed attempts")
        raise ObicoPasswordError("the e-mail address or the password is wrong")

    async def get_token(
        self, application: OAuthApplication, grant: Mapping[str, str]
    ) -> OAuthToken:
        """Trade what a person granted (a code or a refresh token) for an access token.

        Raises ObicoApplicationError, ObicoGrantError.
        """
        proof = {
            "client_id": application.client_id,
            "client_secret": application.client_secret,
        }
        answer = await self._request(
            "POST", TOKEN_PATH, form={**grant, **proof}, anonymous=True
        )
        if answer.status in (400, 401):
            data = answer.json()
            if isinstance(data, dict) and data.get("error") == "invalid_grant":
                raise ObicoGrantError("the grant is refused")
            raise ObicoApplicationError("the application is refused")
        return OAuthToken.from_json(self._json(answer))

    # Anybody

    async def get_capabilities(self) -> Capabilities:
        """Find out what the credentials open, by asking the server.

        A printer's key opens no account endpoint on today's servers; one that lets it
        read the list of printers is read like an account's.
        """
        if not isinstance(self.credentials, PrinterKey):
            await self.get_user()
            return Capabilities(account=True, passthrough=False)
        try:
            await self.get_printers()
        except ObicoAuthenticationError, ObicoNotFoundError:
            await self.get_linked_printer()
            return Capabilities(account=False, passthrough=True)
        return Capabilities(account=True, passthrough=False)

    async def get_linked_printer(self) -> LinkedPrinter:
        """Return the printer of a printer's key: the cheapest proof of the key."""
        return LinkedPrinter.from_json(await self._get("/api/v1/octo/printer/"))

    async def update_linked_printer(self, **settings: Unpack[PrinterSettings]) -> None:
        """Change the printer of a printer's key."""
        await self.call("PATCH", "/api/v1/octo/printer/", json=settings)

    # Accounts

    async def get_version(self) -> str | None:
        """Return what the server calls its version: a constant so far."""
        data = await self._get("/api/v1/version/")
        return read_text(data, "version") if isinstance(data, dict) else None

    async def get_user(self) -> User:
        """Return the owner of the account."""
        return User.from_json(await self._get("/api/v1/users/me/"))

    async def update_user(self, **settings: Unpack[UserSettings]) -> User:
        """Change what may be changed of the account, and return it."""
        return User.from_json(
            await self.call("PATCH", "/api/v1/users/me/", json=settings)
        )

    async def get_printers(self) -> Printers:
        """Return all printers of the account but the archived ones."""
        answer = await self._request("GET", "/api/v1/printers/")
        answer.raise_for_status()
        return await self._listing.read(answer.text())

    async def create_printer(self, name: str) -> Printer:
        """Create a printer, which waits for an agent, and return it."""
        data = await self.call(
            "POST",
            "/api/v1/printers/",
            json={"name": name},
            refusals={400: Refusal.INVALID},
        )
        return read_record(data, Printer.from_json)

    async def archive_printer(self, printer_id: int) -> None:
        """Put a printer into the archive, where its key opens nothing."""
        await self.call("POST", f"/api/v1/printers/{printer_id}/archive/")

    async def restore_printer(self, printer_id: int) -> Printer:
        """Take a printer out of the archive, and return it."""
        data = await self.call(
            "PATCH",
            f"/api/v1/printers/{printer_id}/",
            params={"with_archived": "true"},
            json={"archived_at": None},
        )
        return read_record(inner(data, "printer"), Printer.from_json)

    async def delete_printer(self, printer_id: int) -> None:
        """Delete a printer; its key opens nothing any more."""
        await self.call("DELETE", f"/api/v1/printers/{printer_id}/")

    async def update_printer(
        self, printer_id: int, **settings: Unpack[PrinterSettings]
    ) -> Printer:
        """Change a printer and return it; the server checks no value."""
        path = f"/api/v1/printers/{printer_id}/"
        data = await self.call("PATCH", path, json=settings)
        return read_record(inner(data, "printer"), Printer.from_json)

    async def pause_print(self, printer_id: int) -> None:
        """Pause. Raises ObicoCommandError when there is no print."""
        await self._act(printer_id, "pause_print")

    async def resume_print(self, printer_id: int) -> None:
        """Resume, which also acknowledges an alert as no failure."""
        await self._act(printer_id, "resume_print")

    async def cancel_print(self, printer_id: int) -> None:
        """Cancel, which also acknowledges an alert as a failure."""
        await self._act(printer_id, "cancel_print")

    async def acknowledge_alert(
        self, printer_id: int, verdict: AlertVerdict | None = None
    ) -> None:
        """Acknowledge the alert of the running print, with what a person says of it."""
        params = {"alert_overwrite": verdict.value} if verdict else {}
        await self._act(printer_id, "acknowledge_alert", params)

    async def mute_print(self, printer_id: int, *, muted: bool) -> None:
        """Stop watching the running print for failures, or go on with it."""
        try:
            await self._act(
                printer_id, "mute_current_print", {"mute_alert": str(muted).lower()}
            )
        except ObicoServerError as error:
            if error.status != 500:
                raise
            raise ObicoCommandError("nothing is printed") from error

    async def _act(
        self, printer_id: int, action: str, params: Mapping[str, str] | None = None
    ) -> None:
        """Have a printer do something.

        Success only means that the server knows of a print: a later status tells the rest.
        """
        path = f"/api/v1/printers/{printer_id}/{action}/"
        try:
            data = self._json(await self._request("POST", path, params=params))
        except ObicoNotFoundError as error:
            raise ObicoCommandError("nothing is printed") from error
        if not isinstance(data, dict) or data.get("succeeded") is not True:
            raise ObicoCommandError("nothing is printed")

    # Pictures

    def media_url(self, url: str) -> URL:
        """Return where media are fetched from.

        A self-hosted server names itself as it is configured, often localhost, whatever
        name was used; only the path is signed, so ours is taken.
        """
        found = URL(url)
        if not found.path.startswith("/media/"):
            return found
        base = URL(self.server)
        return (
            found.with_scheme(base.scheme)
            .with_host(base.host or "")
            .with_port(base.explicit_port)
        )

    async def get_picture(self, url: str, *, limit: int = PICTURE_LIMIT) -> bytes:
        """Return a picture of at most `limit` bytes; its signed URL is all it needs."""
        try:
            target = self.media_url(url)
            answer = await self._send("GET", target, {}, limit=limit)
        except ValueError as error:
            raise ObicoNotAServerError("the picture has no proper address") from error
        if answer.status in (403, 404):
            raise ObicoNotFoundError("the picture is gone")
        answer.raise_for_status()
        if not answer.content_type.startswith("image/"):
            raise ObicoNotAServerError(f"{answer.content_type} instead of a picture")
        return answer.body

    @asynccontextmanager
    async def open_media(
        self, url: str, *, byte_range: str | None = None
    ) -> AsyncIterator[Media]:
        """Open a picture, video or G-code file; its signed URL is all it needs.

        `byte_range` is as the header Range has it. Each piece has its own time limit.
        """
        limit = self._timeout.total
        try:
            target = self.media_url(url)
            self._forget_cookies(target)
            with telling_connection_errors():
                response = await self._session.get(
                    target,
                    headers={
                        "Accept-Encoding": "identity",
                        **({"Range": byte_range} if byte_range else {}),
                    },
                    timeout=aiohttp.ClientTimeout(connect=limit, sock_read=limit),
                    allow_redirects=False,
                )
        except ValueError as error:
            raise ObicoNotAServerError("the file has no proper address") from error
        try:
            if response.status in (403, 404):
                raise ObicoNotFoundError("the file is gone")
            if response.status != 416:
                Answer(response, b"").raise_for_status()
            yield Media(response, connection_error)
        finally:
            response.close()


def _refuses_code(data: object) -> bool:
    """Tell whether an answer is Obico's to a code that it does not accept."""
    return isinstance(data, dict) and (
        data.get("detail") == "Requested resource does not exist" or "code" in data
    )
