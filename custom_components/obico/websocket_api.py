"""WebSocket commands for a card: live video where Home Assistant's player cannot show it.

Here Janus makes the offer, which every version does, and the card answers it.
"""

from functools import partial
from typing import TYPE_CHECKING, Any, cast

import voluptuous as vol

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components import websocket_api
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.util.ulid import ulid

from .client import IceCandidate
from .const import DOMAIN

if TYPE_CHECKING:
    # Loaded when the first camera is, not with the integration.
    from homeassistant.components.camera import WebRTCMessage

    from .camera import ObicoCamera


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register the commands."""
    websocket_api.async_register_command(hass, ws_offer)
    websocket_api.async_register_command(hass, ws_answer)
    websocket_api.async_register_command(hass, ws_candidate)


def _camera(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    message: dict[str, Any],
) -> ObicoCamera:
    """Return the camera that a message names. Raises HomeAssistantError."""
    entity_id = message["entity_id"]
    if not connection.user.permissions.check_entity(entity_id, POLICY_READ):
        raise Unauthorized(entity_id=entity_id)
    for platform in async_get_platforms(hass, DOMAIN):
        if platform.domain == Platform.CAMERA and entity_id in platform.entities:
            return cast("ObicoCamera", platform.entities[entity_id])
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="no_camera",
        translation_placeholders={"entity": entity_id},
    )


def _session(camera: ObicoCamera, session_id: str) -> dict[str, Any]:
    """Return the event that begins a session."""
    webcam = camera.printer.webcam
    return {
        "type": "session",
        "session_id": session_id,
        "flip_horizontal": webcam.flip_horizontal,
        "flip_vertical": webcam.flip_vertical,
        "rotation": webcam.rotation,
        **camera.async_get_webrtc_client_configuration().to_frontend_dict(),
    }


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/camera/offer",
        vol.Required("entity_id"): cv.entity_id,
    }
)
@websocket_api.async_response
async def ws_offer(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    message: dict[str, Any],
) -> None:
    """Send the offer of a camera's Janus, and what follows, until the card unsubscribes.

    Events: `session` (its id, the configuration for the browser's connection, how the
    webcam hangs), `offer`, `candidate`, and `error` at the end of what went wrong.
    """
    camera = _camera(hass, connection, message)
    session_id = ulid()
    connection.subscriptions[message["id"]] = partial(
        camera.close_webrtc_session, session_id
    )
    connection.send_result(message["id"])

    @callback
    def send(event: dict[str, Any]) -> None:
        """Send an event."""
        connection.send_message(websocket_api.event_message(message["id"], event))

    @callback
    def send_message(told: WebRTCMessage) -> None:
        """Send a message of Home Assistant's kind."""
        send(told.as_dict())

    send(_session(camera, session_id))
    try:
        offer = await camera.video.async_make_offer(
            camera.viewer(session_id, send_message)
        )
    except HomeAssistantError as error:
        send({"type": "error", "code": "webrtc_offer_failed", "message": str(error)})
        return
    if offer is not None:
        send({"type": "offer", "offer": offer})


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/camera/answer",
        vol.Required("entity_id"): cv.entity_id,
        vol.Required("session_id"): str,
        vol.Required("answer"): str,
    }
)
@websocket_api.async_response
async def ws_answer(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    message: dict[str, Any],
) -> None:
    """Answer the offer of a camera's Janus."""
    camera = _camera(hass, connection, message)
    await camera.video.async_answer(message["session_id"], message["answer"])
    connection.send_result(message["id"])


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/camera/candidate",
        vol.Required("entity_id"): cv.entity_id,
        vol.Required("session_id"): str,
        vol.Required("candidate"): vol.Schema(
            {
                vol.Required("candidate"): str,
                vol.Optional("sdpMid"): vol.Any(str, None),
                vol.Optional("sdpMLineIndex"): vol.Any(
                    vol.All(int, vol.Range(min=0)), None
                ),
                vol.Optional("usernameFragment"): vol.Any(str, None),
            }
        ),
    }
)
@websocket_api.async_response
async def ws_candidate(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    message: dict[str, Any],
) -> None:
    """Tell a camera's Janus a way to the card's browser."""
    camera = _camera(hass, connection, message)
    way = message["candidate"]
    await camera.video.async_add_candidate(
        message["session_id"],
        IceCandidate(
            candidate=way["candidate"],
            sdp_mid=way.get("sdpMid"),
            sdp_m_line_index=way.get("sdpMLineIndex"),
        ),
    )
    connection.send_result(message["id"])
