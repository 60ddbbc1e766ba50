"""The live video of a printer: who looks at it, and what its Janus is capable of."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError

from .client import (
    IceCandidate,
    JanusSession,
    ObicoCommandError,
    ObicoError,
    Printer,
    WebcamStream,
)
from .client.record import Record
from .const import DOMAIN, LOGGER
from .coordinator import ObicoCoordinator
from .helpers import async_session

# After Janus did not tell what it is capable of, seconds until it is asked again.
ASK_AGAIN = 600.0


class Viewer(Record):
    """Somebody who looks: how to tell a way to Janus, and that the video ended."""

    session_id: str
    on_candidate: Callable[[IceCandidate], object]
    on_end: Callable[[HomeAssistantError], object]


class LiveVideo:
    """The live video of one printer.

    Nothing is connected unless somebody looks. `takes_offers` is what the printer's Janus
    said last: whether it answers a viewer's offer, or insists on making its own.
    """

    def __init__(
        self,
        coordinator: ObicoCoordinator,
        printer: Printer,
        on_change: Callable[[], object],
    ) -> None:
        """Begin with nobody looking; `on_change` is told when `takes_offers` changed."""
        self._coordinator = coordinator
        self._on_change = on_change
        self._printer = printer
        self._sessions: dict[str, JanusSession] = {}
        self._ask_at = 0.0
        self.stream: WebcamStream | None = printer.video
        self.takes_offers = False

    @callback
    def async_update(self, printer: Printer) -> None:
        """Take a new snapshot of the printer."""
        self._printer = printer
        if printer.webcam_streams:
            # An agent that starts tells of no streams at first.
            self.stream = printer.video
        if not printer.online:
            # It may come back with another Janus.
            self._ask_at = 0.0

    # What Janus is capable of

    @callback
    def async_look(self) -> None:
        """Find out, in the background and seldom, whether Janus takes offers."""
        if (
            self.stream is not None
            and self._printer.online
            and monotonic() >= self._ask_at
        ):
            self._ask_at = monotonic() + ASK_AGAIN
            self._coordinator.config_entry.async_create_background_task(
                self._coordinator.hass, self._ask(), f"{DOMAIN} ask Janus"
            )

    async def _ask(self) -> None:
        """Ask Janus whether it takes offers."""
        try:
            session = self._make_session()
            try:
                await session.open()
                takes_offers = await session.takes_offers()
            finally:
                await session.close()
        except ObicoError as error:
            LOGGER.debug("The Janus of %s does not tell: %s", self._printer.name, error)
            return
        self._ask_at = float("inf")
        if takes_offers != self.takes_offers:
            self.takes_offers = takes_offers
            self._on_change()

    # Sessions

    async def async_answer_offer(self, viewer: Viewer, offer: str) -> str | None:
        """Return the answer to a viewer's offer, None when the viewer went meanwhile.

        Raises HomeAssistantError.
        """
        return await self._watch(viewer, lambda s, stream: s.watch(stream, offer))

    async def async_make_offer(self, viewer: Viewer) -> str | None:
        """Return the offer that Janus makes a viewer, None when the viewer went meanwhile.

        Raises HomeAssistantError.
        """
        return await self._watch(viewer, JanusSession.make_offer)

    async def _watch(
        self,
        viewer: Viewer,
        watch_fn: Callable[[JanusSession, int], Awaitable[str]],
    ) -> str | None:
        """Begin a session for a viewer, and return the description that comes of it."""
        session = self._sessions[viewer.session_id] = self._make_session(viewer)
        try:
            if self.stream is None:
                raise ObicoCommandError("there is none")
            await session.open()
            return await watch_fn(session, self.stream.stream_id)
        except ObicoError as error:
            if viewer.session_id not in self._sessions:
                return None
            self.async_close(viewer.session_id)
            if isinstance(error, ObicoCommandError):
                # It may be another Janus by now.
                self._ask_at = 0.0
                self.async_look()
            raise self._translated(error) from error

    async def async_answer(self, session_id: str, answer: str) -> None:
        """Answer the offer of Janus. Raises HomeAssistantError."""
        await self._tell(session_id, lambda session: session.answer(answer))

    async def async_add_candidate(
        self, session_id: str, candidate: IceCandidate
    ) -> None:
        """Tell Janus a way to a viewer. Raises HomeAssistantError."""
        await self._tell(session_id, lambda session: session.add_candidate(candidate))

    async def _tell(
        self, session_id: str, tell_fn: Callable[[JanusSession], Awaitable[None]]
    ) -> None:
        """Tell Janus something, unless the viewer has gone."""
        if (session := self._sessions.get(session_id)) is None:
            return
        try:
            await tell_fn(session)
        except ObicoError as error:
            if session_id in self._sessions:
                raise self._translated(error) from error

    @callback
    def async_close(self, session_id: str) -> None:
        """End a session, in the background."""
        if (session := self._sessions.pop(session_id, None)) is not None:
            self._coordinator.config_entry.async_create_task(
                self._coordinator.hass, session.close(), f"{DOMAIN} close session"
            )

    async def async_close_all(self) -> None:
        """End all sessions."""
        sessions = list(self._sessions.values())
        self._sessions.clear()
        await asyncio.gather(*(session.close() for session in sessions))

    def _make_session(self, viewer: Viewer | None = None) -> JanusSession:
        """Return a session that is not connected yet."""

        def end(error: ObicoError) -> None:
            assert viewer is not None
            self.async_close(viewer.session_id)
            viewer.on_end(self._translated(error))

        return JanusSession(
            async_session(self._coordinator.hass, self._coordinator.config_entry.data),
            self._coordinator.server,
            self._printer.key or "",
            on_candidate=viewer.on_candidate if viewer else None,
            on_end=end if viewer else None,
        )

    def _translated(self, error: ObicoError) -> HomeAssistantError:
        """Return what a person is told."""
        reason = error.reason if isinstance(error, ObicoCommandError) else None
        return HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="no_video",
            translation_placeholders={
                "printer": self._printer.name,
                "error": reason or str(error),
            },
        )
