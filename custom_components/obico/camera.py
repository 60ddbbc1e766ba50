"""The camera of a printer: the newest picture that Obico holds, and live video."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import override

from webrtc_models import RTCIceCandidateInit

from homeassistant.components.camera import (
    Camera,
    CameraEntityDescription,
    CameraEntityFeature,
    WebRTCAnswer,
    WebRTCCandidate,
    WebRTCError,
    WebRTCSendMessage,
)
from homeassistant.const import ATTR_SUPPORTED_FEATURES
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoreEntity

from .client import IceCandidate, ObicoError, Printer, Webcam
from .const import LOGGER
from .coordinator import ObicoConfigEntry, ObicoCoordinator
from .entity import ObicoEntity, ObicoEntityDescription, async_add_printer_entities
from .pictures import upright
from .video import LiveVideo, Viewer

PARALLEL_UPDATES = 0

# Agents upload a picture every 10 seconds at most. An idle printer's picture keeps
# its URL while it changes, so that the URL alone does not tell whether it is new.
PICTURE_LIFE = 10.0
# How long the last picture stands for a newer one that cannot be fetched: Obico deletes
# the pictures of a print when it ends.
PICTURE_GRACE = 60.0
# How long somebody is taken to be looking after each look; cards look every 10 seconds.
LOOK_LIFE = 30.0


@dataclass(frozen=True, kw_only=True)
class ObicoCameraEntityDescription(ObicoEntityDescription, CameraEntityDescription):
    """Describes a camera of a printer."""


CAMERA = ObicoCameraEntityDescription(
    key="camera",
    translation_key="camera",
    available_fn=lambda printer: (
        printer.picture is not None or (printer.online and printer.has_webcam)
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the cameras of all printers."""
    async_add_printer_entities(
        entry,
        async_add_entities,
        ObicoCamera,
        lambda _: (CAMERA,),
    )


class ObicoCamera(ObicoEntity[ObicoCameraEntityDescription], RestoreEntity, Camera):
    """The camera of a printer.

    Home Assistant's player makes the offer, and shows a video as it was taken: so this
    camera streams where Janus takes offers and the webcam needs no turning. Where it is
    otherwise, the integration's own WebSocket commands open the video for a card.
    """

    entity_description: ObicoCameraEntityDescription

    _attr_frame_interval = PICTURE_LIFE

    def __init__(
        self,
        coordinator: ObicoCoordinator,
        printer: Printer,
        description: ObicoCameraEntityDescription,
    ) -> None:
        """Prepare to fetch pictures."""
        super().__init__(coordinator, printer, description)
        Camera.__init__(self)
        self.video = LiveVideo(coordinator, printer, self._handle_coordinator_update)
        self._fetching = asyncio.Lock()
        self._picture: bytes | None = None
        self._picture_of: tuple[str, Webcam] | None = None
        self._picture_at = 0.0

    @override
    async def async_added_to_hass(self) -> None:
        """Remember that Janus takes offers."""
        await super().async_added_to_hass()
        if (last := await self.async_get_last_state()) is not None:
            features = last.attributes.get(ATTR_SUPPORTED_FEATURES, 0)
            self.video.takes_offers = bool(features & CameraEntityFeature.STREAM)
        self._update_features()

    @override
    async def async_will_remove_from_hass(self) -> None:
        """End all video."""
        await self.video.async_close_all()
        await super().async_will_remove_from_hass()

    @override
    def _is_available(self) -> bool:
        """Return whether there is a picture, or looking would bring one."""
        return super()._is_available() and (
            self.printer.picture is not None
            or self.video.stream is not None
            or self.coordinator.viewers.may_watch
        )

    @override
    def _value(self) -> CameraEntityFeature:
        """Show whether there is video, nothing else: pictures are no states."""
        return self.supported_features

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Follow what the printer's webcam and its Janus are capable of."""
        if (printer := self.coordinator.data.printers.get(self.printer_id)) is not None:
            self.video.async_update(printer)
            self._update_features()
        super()._handle_coordinator_update()

    @callback
    def _update_features(self) -> None:
        """Stream if Home Assistant's player can show the video."""
        streams = (
            self.video.takes_offers
            and self.video.stream is not None
            and self.printer.webcam == Webcam()
        )
        self._attr_supported_features = (
            CameraEntityFeature.STREAM if streams else CameraEntityFeature(0)
        )

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the newest picture, fetched at most every few seconds."""
        if not self.available:
            return None
        self.video.async_look()
        await self.coordinator.viewers.async_watch(self.printer_id, LOOK_LIFE)
        # It may be gone meanwhile.
        printer = self.coordinator.data.printers.get(self.printer_id)
        if printer is None or (picture := printer.picture) is None:
            return None
        wanted = (picture.url, printer.webcam)
        async with self._fetching:
            fresh = monotonic() - self._picture_at < PICTURE_LIFE
            if wanted != self._picture_of or not fresh:
                try:
                    raw = await self.coordinator.client.get_picture(picture.url)
                    self._picture = await self.hass.async_add_executor_job(
                        upright, raw, wanted[1]
                    )
                except (ObicoError, OSError) as error:
                    LOGGER.debug("No picture of %s: %s", printer.name, error)
                    recent = monotonic() - self._picture_at < PICTURE_GRACE
                    known = recent or wanted == self._picture_of
                    return self._picture if known else None
                self._picture_of, self._picture_at = wanted, monotonic()
            return self._picture

    # Live video

    @override
    async def async_handle_async_webrtc_offer(
        self, offer_sdp: str, session_id: str, send_message: WebRTCSendMessage
    ) -> None:
        """Answer a browser's offer."""
        viewer = self.viewer(session_id, send_message)
        answer = await self.video.async_answer_offer(viewer, offer_sdp)
        if answer is not None:
            send_message(WebRTCAnswer(answer))

    @staticmethod
    def viewer(session_id: str, send_message: WebRTCSendMessage) -> Viewer:
        """Return a viewer who understands Home Assistant's messages."""

        @callback
        def candidate(way: IceCandidate) -> None:
            send_message(WebRTCCandidate(RTCIceCandidateInit.from_dict(way.to_json())))

        @callback
        def end(error: HomeAssistantError) -> None:
            send_message(WebRTCError("webrtc_ended", str(error)))

        return Viewer(session_id=session_id, on_candidate=candidate, on_end=end)

    @override
    async def async_on_webrtc_candidate(
        self, session_id: str, candidate: RTCIceCandidateInit
    ) -> None:
        """Tell Janus a way to a browser."""
        await self.video.async_add_candidate(
            session_id,
            IceCandidate(
                candidate=candidate.candidate,
                sdp_mid=candidate.sdp_mid,
                sdp_m_line_index=candidate.sdp_m_line_index,
            ),
        )

    @callback
    @override
    def close_webrtc_session(self, session_id: str) -> None:
        """End the video of a browser."""
        self.video.async_close(session_id)
