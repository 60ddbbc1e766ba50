"""An Obico server in one process, with real sockets, for tests and demonstrations."""

import asyncio
from asyncio import TimerHandle
from collections import Counter, deque
from collections.abc import Callable, Mapping
import secrets
import time
from typing import NamedTuple

from aiohttp import web

from .account import Account
from .discovery import Lobby
from .faults import Faults
from .kinds import AgentKind, utc_now
from .known import BUSY_INTERVAL, IDLE_INTERVAL
from .machine import TRANSITION_SECONDS
from .media import MediaStore
from .oauth import Authorization
from .printer import SimulatedPrinter
from .records import LinkCode, Print, PrinterEvent
from .relay import Relay
from .rest import Dispatcher
from .sockets import PING_INTERVAL, Hub

# How long a transition takes when only ticks make time go on, in real seconds.
QUICK_TRANSITION = 0.05
LIVE_STEP = 0.25


class RequestRecord(NamedTuple):
    """A request that came: its method, its path with the query, how it signed in."""

    method: str
    path: str
    auth: str


class ObicoSimulator:
    """A server with accounts, printers that live, and faults on request.

    With `auto` the printers go on by themselves, `speed` times as fast as real ones;
    without, only `tick` makes their time pass (transitions such as Pausing still end by
    themselves after a moment). `site` is the host that signed media URLs name, which is
    not the one that clients use, as with a real server that nobody has configured.
    """

    def __init__(
        self, *, speed: float = 1.0, auto: bool = True, site: str = "localhost:3334"
    ) -> None:
        """Make a server without accounts; it listens after `start`."""
        if speed <= 0:
            msg = "Time does not run backwards"
            raise ValueError(msg)
        self.speed = speed
        self.auto = auto
        self.site = site
        self.faults = Faults()
        self.requests: list[RequestRecord] = []
        # Names under which the server does not know itself: no sign-in page there.
        self.unconfigured_hosts: set[str] = set()
        # A server whose account endpoints take a printer's key, for its owner's account.
        self.key_opens_account = False
        self.ping_interval = PING_INTERVAL

        self.accounts: list[Account] = []
        self.printers: dict[int, SimulatedPrinter] = {}
        self.prints: list[Print] = []
        self.events: list[PrinterEvent] = []
        self.codes: list[LinkCode] = []
        self.keys: dict[str, SimulatedPrinter] = {}
        self.sessions: dict[str, Account] = {}
        self.renewed_sessions: dict[str, str] = {}
        self.tokens: dict[str, Account] = {}
        self.oauth = Authorization(self)
        # Wrong passwords by login name: how many, and when the last one was.
        self.sign_in_failures: dict[str, tuple[int, float]] = {}
        # Anonymous calls by client address: when each of them was.
        self.anonymous_calls: dict[str, deque[float]] = {}
        # How many tunnels the server has ports for.
        self.tunnel_ports = 100
        # What agents did that no printer can be told of.
        self.complaints: list[str] = []
        self.lobby = Lobby(self)
        self.media = MediaStore(site)
        self.hub = Hub(self)
        self.relay = Relay(self)

        self._ids: Counter[str] = Counter()
        self._ticked = 0.0
        self._host = "127.0.0.1"
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._life: asyncio.Task[None] | None = None

    # Running

    @property
    def url(self) -> str:
        """The address of the server, without a slash at its end."""
        return f"http://{self._host}:{self._port}"

    @property
    def running(self) -> bool:
        """Whether the server listens."""
        return self._runner is not None

    async def start(self, host: str | None = None, port: int | None = None) -> None:
        """Listen; without arguments at the same address as the last time.

        Raises RuntimeError when the server runs, OSError when the port is taken.
        """
        if self._runner is not None:
            msg = "The server runs already"
            raise RuntimeError(msg)
        self._host = host or self._host
        self._port = self._port if port is None else port
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/{path:.*}", Dispatcher(self).answer)
        runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=0.5, access_log=None
        )
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = runner.addresses[0][1]
        self._loop = asyncio.get_running_loop()
        for printer in self.printers.values():
            if printer.agent is not None:
                printer.agent.machine.awake()
        if self.auto:
            self._life = asyncio.create_task(self._live(), name="simulated printers")

    async def stop(self) -> None:
        """Stop listening and cut all connections; everything that was is kept.

        Afterwards no task, timer or socket is left. Stopping twice does nothing.
        """
        if (runner := self._runner) is None:
            return
        self._runner = None
        self._loop = None
        if self._life is not None:
            self._life.cancel()
            await asyncio.gather(self._life, return_exceptions=True)
            self._life = None
        for printer in self.printers.values():
            if printer.agent is not None:
                printer.agent.machine.suspend()
        for account in self.accounts:
            await account.messenger.stop()
        self.faults.release()
        self.hub.drop()
        for printer in self.printers.values():
            printer.remote_agent.drop()
        await self.relay.drop()
        await runner.cleanup()

    # Time

    def clock(self) -> float:
        """Return the time in seconds since whenever, ticks included."""
        return time.time() + self._ticked

    def tick(self, seconds: float) -> None:
        """Let simulated seconds pass for all printers."""
        if seconds < 0:
            msg = "Time does not run backwards"
            raise ValueError(msg)
        self._ticked += seconds
        for printer in list(self.printers.values()):
            printer.tick(seconds)

    async def _live(self) -> None:
        """Let the printers live."""
        busy = max(0.5, BUSY_INTERVAL / self.speed)
        idle = max(5.0, IDLE_INTERVAL / self.speed)
        last = time.monotonic()
        while True:
            await asyncio.sleep(LIVE_STEP)
            now = time.monotonic()
            seconds, last = (now - last) * self.speed, now
            for printer in list(self.printers.values()):
                printer.live(seconds, busy, idle)

    def call_later(
        self, seconds: float, callback: Callable[[], None]
    ) -> TimerHandle | None:
        """Call back after real seconds; None when the server does not run."""
        if self._loop is None:
            return None
        return self._loop.call_later(seconds, callback)

    @property
    def transition_delay(self) -> float:
        """How long a transition takes unless a printer says otherwise, in real seconds."""
        if not self.auto:
            return QUICK_TRANSITION
        return max(0.5, TRANSITION_SECONDS / self.speed)

    # Contents

    def next_id(self, kind: str) -> int:
        """Return the next number for a kind of record."""
        self._ids[kind] += 1
        return self._ids[kind]

    def add_account(
        self, email: str, password: str, *, detection_hours: float | None = None
    ) -> Account:
        """Add an account; raises ValueError when the e-mail address is taken."""
        if not email or not password:
            msg = "An account needs an e-mail address and a password"
            raise ValueError(msg)
        if any(known.email.lower() == email.lower() for known in self.accounts):
            msg = "This e-mail address has an account already"
            raise ValueError(msg)
        account = Account(
            self, self.next_id("account"), email, password, detection_hours
        )
        self.accounts.append(account)
        return account

    def attach_agent(
        self,
        printer: SimulatedPrinter,
        kind: AgentKind,
        extra_heaters: Mapping[str, float | None] | None = None,
    ) -> None:
        """Give a printer an agent, instead of the one that it may have."""
        printer.attach_agent(kind, extra_heaters)

    def printer_of_key(self, key: str) -> SimulatedPrinter | None:
        """Return the printer that a key opens."""
        printer = self.keys.get(key)
        return printer if printer is not None and printer.active else None

    def replace_key(self, printer: SimulatedPrinter, key: str | None = None) -> None:
        """Give a printer another key; the old one opens nothing from now on."""
        self.keys.pop(printer.key, None)
        printer.key = key or secrets.token_hex(10)
        self.keys[printer.key] = printer

    def revoke(self, secret: str) -> None:
        """Refuse a session cookie, an access token or a printer's key from now on.

        The printer gets a new key. Raises ValueError for what was never valid.
        """
        if self.sessions.pop(secret, None) or self.tokens.pop(secret, None):
            return
        if (printer := self.keys.get(secret)) is None:
            msg = "No such session, access token or key"
            raise ValueError(msg)
        printer.new_key()

    def unused_code(self) -> str:
        """Return six digits that no code has."""
        taken = {record.code for record in self.codes} | {"000000"}
        while (code := f"{secrets.randbelow(10**6):06}") in taken:
            pass
        return code

    def is_valid(self, record: LinkCode) -> bool:
        """Return whether a code may still be used, ticks included."""
        left = (record.expired_at - utc_now()).total_seconds()
        return record.verified_at is None and left > self._ticked

    # Observation

    @property
    def violations(self) -> list[str]:
        """What real agents did that the server would misunderstand."""
        found = list(self.complaints)
        for printer in self.printers.values():
            found += printer.remote_agent.inspector.violations
        return found

    def viewers(self, printer: SimulatedPrinter) -> int:
        """Return how many live sockets of a printer are open."""
        return self.hub.count(printer)

    def drop_viewers(self, printer: SimulatedPrinter | None = None) -> int:
        """Cut the live sockets of a printer, or all; return how many there were."""
        return self.hub.drop(printer)
