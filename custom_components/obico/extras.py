"""What changes seldom and no printer tells: the history, the account, what is set there."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import replace
from time import monotonic

from homeassistant.core import callback

from .client import (
    AccountSession,
    NotificationChannel,
    ObicoClient,
    ObicoError,
    Print,
    Printer,
    TunnelUsage,
    UnlinkedAgent,
    User,
)
from .client.record import Record
from .const import INTERVAL_EXTRAS, LOGGER
from .data import Account, ObicoData, print_id
from .sharing import SharingWatch

# Seconds between two looks at what only a person changes: channels, agents, sharing.
# A little less than the rest of the account waits, so that they are read together.
ACCOUNT_INTERVAL = 290.0
# Prints of the history that are read at once.
HISTORY_PART = 50


class Extras(Record):
    """What was read; None is what was not, or could not be."""

    prints: list[Print] | None
    user: User | None
    tunnel_usage: TunnelUsage | None
    unlinked_agents: tuple[UnlinkedAgent, ...] | None
    channels: tuple[NotificationChannel, ...] | None

    def merged(self, data: ObicoData) -> ObicoData:
        """Return a snapshot with what was read; the rest stays what it was."""
        newest, ended = dict(data.last_prints), dict(data.ended_prints)
        for found in reversed(self.prints or ()):
            if found.printer_id is not None and found.printer_id in data.printers:
                newest[found.printer_id] = found
                if found.ended_at is not None:
                    ended[found.printer_id] = found
        return replace(
            data,
            last_prints=newest,
            ended_prints=ended,
            account=self._account(data.account),
        )

    def _account(self, known: Account | None) -> Account | None:
        """Return the account as it is now."""
        if self.user is None:
            return known
        channels, agents = self.channels, self.unlinked_agents
        if known is not None:
            channels = known.channels if channels is None else channels
            agents = known.unlinked_agents if agents is None else agents
        return Account(
            user=self.user,
            tunnel_usage=self.tunnel_usage,
            channels=channels,
            unlinked_agents=agents or (),
        )


class ExtrasReader:
    """Knows when it is time to look at what changes seldom, and reads it."""

    def __init__(
        self, client: ObicoClient, sharing: SharingWatch, *, some_ignored: bool
    ) -> None:
        """Begin without having read; `some_ignored` leaves others' prints out."""
        self._client = client
        self._sharing = sharing
        self._some_ignored = some_ignored
        self._read_at = -INTERVAL_EXTRAS.total_seconds()
        self._account_at = -ACCOUNT_INTERVAL
        self._reading = asyncio.Lock()

    @callback
    def take_turn(
        self, printers: Mapping[int, Printer], known: Mapping[int, Printer]
    ) -> bool:
        """Tell whether it is time: a print began or ended, or minutes went by."""
        if monotonic() - self._read_at < INTERVAL_EXTRAS.total_seconds() and all(
            print_id(printer) == print_id(known.get(printer.id))
            for printer in printers.values()
        ):
            return False
        self._read_at = monotonic()
        return True

    async def async_read(self, data_fn: Callable[[], ObicoData]) -> Extras:
        """Read the newest prints of printers, and the account.

        One after the other: what was read first must not come last.
        """
        async with self._reading:
            account = data_fn().account
            extras = await self._read(data_fn().printers)
            if data_fn().account is not account:
                # A person changed it, maybe after it was read.
                extras = replace(extras, user=None)
            return extras

    async def _read(self, printers: Mapping[int, Printer]) -> Extras:
        """Read all that is due."""
        prints = await _attempt(self._read_history(printers))
        user = await _attempt(self._client.get_user())
        usage = await _attempt(self._client.tunnels.get_usage())
        agents = channels = None
        if monotonic() - self._account_at >= ACCOUNT_INTERVAL:
            self._account_at = monotonic()
            await self._sharing.async_read_if_due()
            if isinstance(self._client.credentials, AccountSession):
                agents = await _attempt(self._client.linking.get_unlinked_agents())
            # Last, so that a switch that is turned meanwhile is not shown as it was.
            channels = await _attempt(self._client.notifications.get_channels())
        return Extras(
            prints=prints,
            user=user,
            tunnel_usage=usage,
            unlinked_agents=agents,
            channels=channels,
        )

    async def _read_history(self, printers: Mapping[int, Printer]) -> list[Print]:
        """Return the newest prints, part by part: there may be thousands."""
        wanted = max(12, 2 * len(printers))
        found: list[Print] = []
        while len(found) < wanted:
            limit = min(HISTORY_PART, wanted - len(found))
            part = await self._client.prints.get_page(
                start=len(found),
                limit=limit,
                printer_ids=printers if self._some_ignored else (),
            )
            found += part
            if len(part) < limit:
                break
        return found


async def _attempt[ResultT](reading: Awaitable[ResultT]) -> ResultT | None:
    """Return what is read, None when that fails: the next poll tells of refusals."""
    try:
        return await reading
    except ObicoError as error:
        LOGGER.debug("Reading something on the side failed: %s", error)
        return None
