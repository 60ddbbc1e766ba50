"""Accounts: who may sign in, and what belongs to them."""

from collections.abc import Mapping
from datetime import timedelta
import secrets
from typing import TYPE_CHECKING
from uuid import uuid4

from .channels import Channel, Messenger
from .kinds import AgentKind, Json, iso, utc_now
from .library import GCodeFile, GCodeFolder
from .oauth import Application
from .printer import SimulatedPrinter
from .records import LinkCode, Print

if TYPE_CHECKING:
    from .known import KnownPrinter
    from .server import ObicoSimulator
    from .tunnels import SharedLink, Tunnel

NEW_PRINTER_NAME = "My Awesome Cloud Printer"
CODE_LIFE = timedelta(hours=2)
UNLIMITED_HOURS = 100_000_000
# What PATCH users/me/ changes; everything else is ignored.
WRITABLE = (
    "first_name",
    "last_name",
    "username",
    "notification_enabled",
    "account_notification_by_email",
    "mobile_app_canary",
    "tunnel_cap_multiplier",
    "unseen_printer_events",
)


class Account:
    """A person with a password, printers, and everything that they own."""

    def __init__(
        self,
        simulator: ObicoSimulator,
        account_id: int,
        email: str,
        password: str,
        detection_hours: float | None = None,
    ) -> None:
        """Make an account; use `ObicoSimulator.add_account` instead."""
        self.simulator = simulator
        self.id = account_id
        self.email = email
        self.password = password
        # None: a self-hosted server, where they are not counted.
        self.detection_hours = detection_hours
        self.printers: list[SimulatedPrinter] = []
        self.unseen_events = 0
        # What went through tunnels this month, in bytes.
        self.tunnelled = 0
        self.date_joined = utc_now()
        self.files: list[GCodeFile] = []
        self.folders: list[GCodeFolder] = []
        # Bytes of one upload; None: what the server grants.
        self.upload_limit: int | None = None
        self.channels = [Channel(simulator.next_id("channel"), "email", {})]
        self.channels[0].flags["notify_on_filament_change"] = False
        self.phones: list[Json] = []
        self.messenger = Messenger(self)
        self.tunnels: list[Tunnel] = []
        self.links: list[SharedLink] = []
        self._unsub_token = str(uuid4())
        self._fields: Json = {
            "first_name": "",
            "last_name": "",
            "username": f"{email}_{account_id}",
            "notification_enabled": True,
            "account_notification_by_email": True,
            "mobile_app_canary": False,
            "tunnel_cap_multiplier": 1.0,
        }

    def __repr__(self) -> str:
        """Describe the account without anything secret."""
        return f"<Account {self.id}>"

    @property
    def notification_enabled(self) -> bool:
        """Whether the owner wants to be told of anything but failures."""
        return bool(self._fields["notification_enabled"])

    # Credentials

    def session(self) -> str:
        """Return the value of a new, valid session cookie (`tsd_sessionid`)."""
        cookie = secrets.token_hex(16)
        self.simulator.sessions[cookie] = self
        return cookie

    def renew_session(self, cookie: str) -> str:
        """Let the next answer to a session bring a new cookie; both stay valid."""
        renewed = self.session()
        self.simulator.renewed_sessions[cookie] = renewed
        return renewed

    def access_token(self) -> str:
        """Return a new, valid OAuth access token."""
        token = secrets.token_urlsafe(22)
        self.simulator.tokens[token] = self
        return token

    def add_application(
        self,
        *redirect_uris: str,
        client_id: str | None = None,
        client_secret: str | None = None,
        skip_authorization: bool = False,
    ) -> Application:
        """Register an application; with `skip_authorization` nobody is asked for consent.

        Raises ValueError when the client id is taken.
        """
        application = Application(
            self,
            client_id or secrets.token_urlsafe(30),
            client_secret or secrets.token_urlsafe(90),
            redirect_uris,
            skip_authorization=skip_authorization,
        )
        self.simulator.oauth.register(application)
        return application

    # Printers

    def add_printer(
        self,
        name: str = NEW_PRINTER_NAME,
        *,
        agent: AgentKind | None = None,
        extra_heaters: Mapping[str, float | None] | None = None,
    ) -> SimulatedPrinter:
        """Add a printer, idle and with a picture if it has an agent.

        `extra_heaters` maps names to targets in °C, or to None for sensors.
        """
        if not name:
            msg = "A printer needs a name"
            raise ValueError(msg)
        printer = SimulatedPrinter(
            self,
            self.simulator.next_id("printer"),
            name,
            secrets.token_hex(10),
        )
        self.printers.append(printer)
        self.simulator.printers[printer.id] = printer
        self.simulator.keys[printer.key] = printer
        if agent is not None:
            printer.attach_agent(agent, extra_heaters)
        return printer

    def visible_printers(self, *, archived: bool = False) -> list[SimulatedPrinter]:
        """Return the printers that lists show."""
        return [
            printer
            for printer in self.printers
            if not printer.deleted and (archived or printer.archived_at is None)
        ]

    def prints(self) -> list[Print]:
        """Return all prints of the account's printers, newest first."""
        return [
            entry
            for entry in reversed(self.simulator.prints)
            if entry.printer.account is self
        ]

    # Files

    def add_file(
        self,
        name: str,
        content: bytes | None = None,
        *,
        folder: GCodeFolder | None = None,
        printer: KnownPrinter | None = None,
    ) -> GCodeFile:
        """Add a G-code file of the server, or one that is on a printer."""
        number = self.simulator.next_id("file")
        file = GCodeFile(number, self, name, printer=printer, folder=folder)
        self.files.append(file)
        if content is not None:
            file.store(content)
        return file

    def add_folder(self, name: str, parent: GCodeFolder | None = None) -> GCodeFolder:
        """Add a folder for G-code files."""
        folder = GCodeFolder(self.simulator.next_id("folder"), self, name, parent)
        self.folders.append(folder)
        return folder

    # Codes

    def link_code(
        self, printer: SimulatedPrinter | None = None, *, expired: bool = False
    ) -> str:
        """Return a new six-digit code for a new printer, or to re-link an existing one.

        Verifying the latter replaces that printer's key.
        """
        return self.new_code(printer, expired=expired).code

    def new_code(
        self, printer: SimulatedPrinter | None = None, *, expired: bool = False
    ) -> LinkCode:
        """Make a code and return its record."""
        code = self.simulator.unused_code()
        life = -CODE_LIFE if expired else CODE_LIFE
        record = LinkCode(
            id=self.simulator.next_id("code"),
            code=code,
            account=self,
            printer=printer,
            expired_at=utc_now() + life,
        )
        self.simulator.codes.append(record)
        return record

    def current_code(self, printer: SimulatedPrinter | None) -> LinkCode:
        """Return the unused code for a purpose, made if necessary."""
        for record in reversed(self.simulator.codes):
            if (
                record.account is self
                and record.printer is printer
                and record.verified_at is None
                and self.simulator.is_valid(record)
            ):
                return record
        return self.new_code(printer)

    # What the API shows

    def to_json(self) -> Json:
        """Return the user."""
        hours = self.detection_hours
        return {
            "id": self.id,
            "is_primary_email_verified": False,
            "is_dh_unlimited": hours is not None and hours >= UNLIMITED_HOURS,
            "first_name": self._fields["first_name"],
            "last_name": self._fields["last_name"],
            "date_joined": iso(self.date_joined),
            "email": self.email,
            "username": self._fields["username"],
            "consented_at": None,
            "last_active_at": iso(utc_now()),
            "is_pro": hours is None,
            "dh_balance": 0.0 if hours is None else float(hours),
            "unsub_token": self._unsub_token,
            "account_notification_by_email": self._fields[
                "account_notification_by_email"
            ],
            "mobile_app_canary": self._fields["mobile_app_canary"],
            "tunnel_cap_multiplier": self._fields["tunnel_cap_multiplier"],
            "notification_enabled": self._fields["notification_enabled"],
            "unseen_printer_events": self.unseen_events,
        }

    def patch(self, changes: Json) -> None:
        """Change what may be changed, and ignore the rest."""
        for name in WRITABLE:
            if name not in changes:
                continue
            if name == "unseen_printer_events":
                self.unseen_events = int(changes[name])
            else:
                self._fields[name] = changes[name]
