"""Notification channels, and what the server calls a user's webhook with."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from .kinds import Json, iso, utc_now

if TYPE_CHECKING:
    from .account import Account
    from .known import KnownPrinter
    from .records import Print

WEBHOOK, WEBHOOK_URL = "webhook", "custom_webhook_URL"
TIME_LIMIT = 5.0
# What is switched on in a new channel unless its maker says otherwise.
FLAGS = {
    "notify_on_failure_alert": True,
    "notify_on_print_done": True,
    "notify_on_print_cancelled": False,
    "notify_on_filament_change": True,
    "notify_on_heater_status": False,
    "notify_on_print_start": False,
    "notify_on_print_pause": False,
    "notify_on_print_resume": False,
}
FLAG_OF = {
    "PrintFailure": "notify_on_failure_alert",
    "PrintDone": "notify_on_print_done",
    "PrintCancelled": "notify_on_print_cancelled",
    "FilamentChange": "notify_on_filament_change",
    "HeaterTargetReached": "notify_on_heater_status",
    "HeaterCooledDown": "notify_on_heater_status",
    "PrintStarted": "notify_on_print_start",
    "PrintPaused": "notify_on_print_pause",
    "PrintResumed": "notify_on_print_resume",
}
# Below this (°C) a heater that is off has cooled down.
COOL = 35.0


class MessageFailed(Exception):
    """A message did not arrive; the text is what the server tells of it."""


@dataclass
class Channel:
    """A way in which an account's owner is told."""

    id: int
    name: str
    config: Json
    enabled: bool = True
    flags: dict[str, bool] = field(default_factory=lambda: dict(FLAGS))
    created_at: datetime = field(default_factory=utc_now)
    updated_at: datetime = field(default_factory=utc_now)

    def to_json(self) -> Json:
        """Return the channel as the API shows it."""
        return {
            "id": self.id,
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at),
            "name": self.name,
            "config": self.config,
            "enabled": self.enabled,
            **self.flags,
        }

    async def send(self, message: Json) -> None:
        """Send a message; raises MessageFailed. Only webhooks and Discord really do."""
        if self.name == "discord":
            await _post(f"{self.config['webhook_url']}?wait=True", message)
        elif self.name == WEBHOOK:
            await _post(self.config[WEBHOOK_URL], message)


async def _post(url: str, message: Json) -> None:
    """Send a message to a URL."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    try:
        async with (
            aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TIME_LIMIT)
            ) as session,
            session.post(
                url,
                data=json.dumps(message),
                headers={"Content-Type": "application/json"},
            ) as answer,
        ):
            if answer.status >= 400:
                msg = f"{answer.status} Client Error: {answer.reason} for url: {url}"
                raise MessageFailed(msg)
    except (TimeoutError, aiohttp.ClientError) as error:
        msg = (
            f"HTTPConnectionPool(host='{parts.hostname}', port={parts.port}): Max "
            f"retries exceeded with url: {parts.path}{query} (Caused by "
            "NewConnectionError('<urllib3.connection.HTTPConnection object at "
            f"{id(error):#x}>: Failed to establish a new connection: [Errno 111] "
            "Connection refused'))"
        )
        raise MessageFailed(msg) from error


class Messenger:
    """Tells an account's webhook what happens, one message after the other."""

    def __init__(self, account: Account) -> None:
        """Begin with nothing to tell."""
        self._account = account
        self._waiting: list[tuple[Channel, Json]] = []
        self._task: asyncio.Task[None] | None = None

    def tell(
        self, printer: KnownPrinter, kind: str, of: Print | None, **more: Any
    ) -> None:
        """Tell of something, if the owner wants to know; a moment later."""
        if kind != "PrintFailure" and not self._account.notification_enabled:
            return
        wanted = [
            channel
            for channel in self._account.channels
            if channel.name == WEBHOOK
            and channel.enabled
            and channel.flags[FLAG_OF[kind]]
        ]
        if not wanted or not printer.active or not printer.simulator.running:
            return
        heater = kind.startswith("Heater")
        image_url = of.poster_url if of is not None and of.ended_at else None
        message = {
            "event": {"type": kind, **more},
            "printer": {"id": printer.id, "name": printer.name},
            "print": _print(of),
            "img_url": None if heater else image_url or printer.camera.keep(),
        }
        self._waiting += [(channel, message) for channel in wanted]
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._deliver(), name="webhook")

    async def _deliver(self) -> None:
        """Send everything that waits; errors are nobody's business."""
        while self._waiting:
            channel, message = self._waiting.pop(0)
            try:
                await channel.send(message)
            except MessageFailed:
                continue

    async def stop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None


def _print(of: Print | None) -> Json:
    """Return the print as webhooks see it."""
    if of is None:
        return {"id": 0, "filename": "", "started_at": "", "ended_at": ""}
    return {
        "id": of.id,
        "filename": of.file_name,
        "started_at": of.started_at.timestamp(),
        "ended_at": of.ended_at.timestamp() if of.ended_at else "",
    }


class HeaterWatch:
    """Notices in a printer's statuses that a heater is hot, or has cooled down."""

    def __init__(self, printer: KnownPrinter) -> None:
        """Begin with everything cold."""
        self._printer = printer
        # The targets that were reached.
        self._reached: dict[str, float] = {}

    def look(self) -> None:
        """Look at the heaters as they are now."""
        printer = self._printer
        for heater in printer.machine.heaters:
            if heater.target is None or heater.actual is None:
                continue
            reached = self._reached.get(heater.name)
            if heater.target > 0:
                if heater.ready and reached != heater.target:
                    self._reached[heater.name] = heater.target
                    printer.tell("HeaterTargetReached")
            elif reached is not None and heater.actual < COOL:
                del self._reached[heater.name]
                printer.tell("HeaterCooledDown")
