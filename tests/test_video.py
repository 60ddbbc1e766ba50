"""Live video through Home Assistant's WebSocket API, with a Janus of either kind."""

from time import monotonic
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    mock_restore_cache,
)
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.obico.video import ASK_AGAIN
from homeassistant.components.camera import CameraEntityFeature, async_get_image
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError

from .conftest import polling_only, set_up
from .simulator import JanusDouble, ObicoSimulator, SimulatedPrinter
from .test_client_stream import until
from .test_coordinator import refresh, state

CAMERA = "camera.prusa_camera"
WAY = {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0}


@pytest.fixture(autouse=True)
def no_viewer(hass: HomeAssistant, account_entry: MockConfigEntry) -> None:
    """Have looking at a camera begin nothing but video."""
    polling_only(hass, account_entry)


@pytest.fixture
def janus(octoprint: SimulatedPrinter) -> JanusDouble:
    """Return a Janus that sends the printer's video, of a version that takes offers."""
    double = JanusDouble()
    octoprint.set_video(double)
    octoprint.set_picture()
    return double


async def look(hass: HomeAssistant) -> None:
    """Look at the camera, and wait for what comes of it."""
    await async_get_image(hass, CAMERA)
    await hass.async_block_till_done(wait_background_tasks=True)


def streams(hass: HomeAssistant, entity_id: str = CAMERA) -> bool:
    """Return whether Home Assistant's player may ask for video."""
    found = hass.states.get(entity_id)
    assert found is not None
    return bool(found.attributes["supported_features"] & CameraEntityFeature.STREAM)


def asked(simulator: ObicoSimulator) -> int:
    """Return how often the relay was connected to."""
    return len([r for r in simulator.requests if r.path.startswith("/ws/token/janus/")])


class Browser:
    """A browser with Home Assistant's frontend, or with a card of ours."""

    def __init__(self, socket: MockHAClientWebSocket) -> None:
        """Take a socket that is signed in."""
        self.socket = socket
        self.subscription = 0
        self.session_id = ""

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a command, and return the result."""
        await self.socket.send_json_auto_id({"type": kind, **fields})
        answer: dict[str, Any] = await self.socket.receive_json()
        assert answer["type"] == "result"
        return answer

    async def event(self) -> dict[str, Any]:
        """Return the next event."""
        message = await self.socket.receive_json()
        assert message["type"] == "event"
        event: dict[str, Any] = message["event"]
        return event

    async def subscribe(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Begin a session, and return its first event."""
        answer = await self.ask(kind, entity_id=CAMERA, **fields)
        assert answer["success"], answer
        self.subscription = answer["id"]
        session = await self.event()
        assert session["type"] == "session"
        self.session_id = session["session_id"]
        return session

    async def tell(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Tell something about the session."""
        return await self.ask(
            kind, entity_id=CAMERA, session_id=self.session_id, **fields
        )

    async def leave(self) -> None:
        """End the session."""
        answer = await self.ask("unsubscribe_events", subscription=self.subscription)
        assert answer["success"]


@pytest.fixture
async def browser(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    janus: JanusDouble,
    account_entry: MockConfigEntry,
) -> Browser:
    """Return a browser of the owner."""
    await set_up(hass, account_entry)
    return Browser(await hass_ws_client(hass))


# What the camera is capable of


async def test_streams_once_somebody_looked(
    hass: HomeAssistant, simulator: ObicoSimulator, browser: Browser
) -> None:
    """Nobody is asked before somebody looks, and then only once."""
    assert (streams(hass), asked(simulator)) == (False, 0)
    for _ in range(3):
        await look(hass)
    assert (streams(hass), asked(simulator)) == (True, 1)
    answer = await browser.ask("camera/capabilities", entity_id=CAMERA)
    assert answer["result"] == {"frontend_stream_types": ["web_rtc"]}


async def test_old_janus_stays_a_picture(
    hass: HomeAssistant, simulator: ObicoSimulator, janus: JanusDouble, browser: Browser
) -> None:
    """Where Janus makes its own offer, the camera is a picture camera, asked once."""
    janus.version = "1.1.2"
    for _ in range(3):
        await look(hass)
    assert (streams(hass), asked(simulator)) == (False, 1)
    answer = await browser.ask("camera/webrtc/offer", entity_id=CAMERA, offer="v=0")
    assert answer["error"]["code"] == "webrtc_offer_failed"


async def test_no_video(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
    account_entry: MockConfigEntry,
) -> None:
    """A webcam that sends pictures through a data channel has no video."""
    octoprint.set_video(janus, mode="mjpeg_webrtc")
    await set_up(hass, account_entry)
    await look(hass)
    assert (streams(hass), asked(simulator)) == (False, 0)


async def test_turned_webcam_stays_a_picture(
    hass: HomeAssistant, octoprint: SimulatedPrinter, browser: Browser
) -> None:
    """Home Assistant's player would show the video upside down."""
    await look(hass)
    assert streams(hass)
    octoprint.set_webcam(rotation=180)
    await refresh(hass, browser_entry(hass))
    assert not streams(hass)
    session = await browser.subscribe("obico/camera/offer")
    assert session["rotation"] == 180


def browser_entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return the entry that the browser's fixture has set up."""
    (entry,) = hass.config_entries.async_entries("obico")
    assert isinstance(entry, MockConfigEntry)
    return entry


async def test_features_do_not_flap(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
    browser: Browser,
) -> None:
    """An agent that starts again changes nothing until its Janus is known to be another."""
    entry = browser_entry(hass)
    await look(hass)
    octoprint.go_offline()
    await refresh(hass, entry)
    assert streams(hass)
    assert octoprint.agent is not None
    webcam, octoprint.agent.webcam = octoprint.agent.webcam, None
    octoprint.go_online()
    await refresh(hass, entry)
    assert streams(hass)
    janus.version = "1.1.2"
    octoprint.agent.webcam = webcam
    octoprint.changed()
    await refresh(hass, entry)
    assert (streams(hass), asked(simulator)) == (True, 1)
    await look(hass)
    assert (streams(hass), asked(simulator)) == (False, 2)


async def test_unreadable_printer(
    hass: HomeAssistant, simulator: ObicoSimulator, browser: Browser
) -> None:
    """A printer that cannot be read for a while keeps what its Janus is capable of."""
    await look(hass)
    simulator.faults.null_fields = {"id"}
    await refresh(hass, browser_entry(hass))
    assert state(hass, CAMERA) == STATE_UNAVAILABLE
    simulator.faults.null_fields = None
    await refresh(hass, browser_entry(hass))
    assert streams(hass)


async def test_remembered_over_a_restart(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    janus: JanusDouble,
    account_entry: MockConfigEntry,
) -> None:
    """What Janus is capable of is known again without asking."""
    features = {"supported_features": CameraEntityFeature.STREAM}
    mock_restore_cache(hass, (State(CAMERA, STATE_UNAVAILABLE, features),))
    await set_up(hass, account_entry)
    assert (streams(hass), asked(simulator)) == (True, 0)


async def test_silent_janus_is_asked_seldom(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    janus: JanusDouble,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who gets no answer does not ask again with the next look."""
    await set_up(hass, account_entry)
    simulator.faults.only = "/ws/token/janus/"
    simulator.faults.status = 500
    for _ in range(3):
        await look(hass)
    assert (streams(hass), asked(simulator)) == (False, 1)
    later = monotonic() + ASK_AGAIN
    monkeypatch.setattr("custom_components.obico.video.monotonic", lambda: later)
    simulator.faults.status = None
    await look(hass)
    assert (streams(hass), asked(simulator)) == (True, 2)


async def test_video_without_a_picture(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
    account_entry: MockConfigEntry,
) -> None:
    """A camera with video can be looked at though there is no picture yet."""
    octoprint.clear_picture()
    await set_up(hass, account_entry)
    assert state(hass, CAMERA) != STATE_UNAVAILABLE
    with pytest.raises(HomeAssistantError):
        await look(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert streams(hass)


# Home Assistant's own player


async def test_offer_of_a_browser(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
    browser: Browser,
) -> None:
    """A browser's offer is answered, ways are exchanged, and the end is an end."""
    await look(hass)
    await browser.subscribe("camera/webrtc/offer", offer="v=0 of the browser")
    answer = await browser.event()
    assert answer["type"] == "answer"
    assert "a=setup:active" in answer["answer"]
    assert janus.received[-1]["jsep"]["sdp"] == "v=0 of the browser"
    assert (await browser.tell("camera/webrtc/candidate", candidate=WAY))["success"]
    assert janus.received[-1]["candidate"] == WAY
    await janus.say("trickle", candidate=WAY)
    assert await browser.event() == {"type": "candidate", "candidate": WAY}
    await browser.leave()
    await until(lambda: not janus.sessions)
    await until(lambda: simulator.relay.count(octoprint) == 0)
    assert (await browser.tell("camera/webrtc/candidate", candidate=WAY))["success"]
    assert janus.requests()[-1] == "destroy"


async def test_janus_became_an_old_one(
    hass: HomeAssistant, janus: JanusDouble, browser: Browser
) -> None:
    """When Janus does not answer the offer, a person is told, and the picture is back."""
    await look(hass)
    janus.version = "1.1.2"
    await browser.subscribe("camera/webrtc/offer", offer="v=0")
    assert await browser.event() == {
        "type": "error",
        "code": "webrtc_offer_failed",
        "message": "Prusa shows no live video: Janus makes no answer",
    }
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not streams(hass)
    await until(lambda: not janus.sessions)


async def test_janus_refuses(
    hass: HomeAssistant, janus: JanusDouble, browser: Browser
) -> None:
    """The reason of Janus reaches the person."""
    await look(hass)
    janus.streams = ()
    await browser.subscribe("camera/webrtc/offer", offer="v=0")
    error = await browser.event()
    assert error["message"] == (
        "Prusa shows no live video: No such mountpoint/stream 1"
    )


async def test_janus_ends_the_video(
    hass: HomeAssistant, janus: JanusDouble, browser: Browser
) -> None:
    """When Janus hangs up, the browser is told, and the session is cleared away."""
    await look(hass)
    await browser.subscribe("camera/webrtc/offer", offer="v=0")
    await browser.event()
    await janus.say("hangup", reason="ICE failed")
    error = await browser.event()
    assert (error["type"], error["code"]) == ("error", "webrtc_ended")
    await until(lambda: not janus.sessions)


async def test_janus_refuses_a_way(
    hass: HomeAssistant, janus: JanusDouble, browser: Browser
) -> None:
    """A way that cannot be told is an error of its own."""
    await look(hass)
    await browser.subscribe("camera/webrtc/offer", offer="v=0")
    await browser.event()
    await janus.close()
    answer = await browser.tell("camera/webrtc/candidate", candidate=WAY)
    assert "No such session" in answer["error"]["message"]


async def test_no_connection(
    hass: HomeAssistant, simulator: ObicoSimulator, browser: Browser
) -> None:
    """A relay out of reach is told, and says nothing of what Janus is capable of."""
    await look(hass)
    simulator.faults.only = "/ws/token/janus/"
    simulator.faults.status = 502
    await browser.subscribe("camera/webrtc/offer", offer="v=0")
    error = await browser.event()
    assert error["message"] == "Prusa shows no live video: HTTP status 502"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (streams(hass), asked(simulator)) == (True, 2)


async def test_browser_leaves_while_it_tells_a_way(
    hass: HomeAssistant, janus: JanusDouble, browser: Browser
) -> None:
    """What cannot be told any more because the browser left is no error."""
    await look(hass)
    await browser.subscribe("camera/webrtc/offer", offer="v=0")
    await browser.event()
    janus.silent.add("trickle")
    telling: dict[str, Any] = {
        "type": "camera/webrtc/candidate",
        "entity_id": CAMERA,
        "session_id": browser.session_id,
        "candidate": WAY,
    }
    await browser.socket.send_json_auto_id(telling)
    await until(lambda: "trickle" in janus.requests())
    await browser.socket.send_json_auto_id(
        {"type": "unsubscribe_events", "subscription": browser.subscription}
    )
    answers = [await browser.socket.receive_json() for _ in range(2)]
    assert all(answer["success"] for answer in answers)


@pytest.mark.parametrize("silent", ["create", "attach", "message"])
async def test_browser_leaves_early(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
    browser: Browser,
    caplog: pytest.LogCaptureFixture,
    silent: str,
) -> None:
    """Who leaves while the session begins leaves nothing behind, and no complaint."""
    await look(hass)
    janus.silent.add(silent)
    await browser.subscribe("camera/webrtc/offer", offer="v=0")
    await until(lambda: janus.received[-1]["janus"] == silent)
    await browser.leave()
    await hass.async_block_till_done(wait_background_tasks=True)
    await until(lambda: simulator.relay.count(octoprint) == 0)
    assert "Error handling WebRTC offer" not in caplog.text


async def test_unload_ends_all_video(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
    browser: Browser,
) -> None:
    """With the entry all sessions go."""
    await look(hass)
    for _ in range(2):
        await browser.subscribe("camera/webrtc/offer", offer="v=0")
        await browser.event()
    assert len(janus.sessions) == 2
    assert await hass.config_entries.async_unload(browser_entry(hass).entry_id)
    await until(lambda: not janus.sessions)
    await until(lambda: simulator.relay.count(octoprint) == 0)


async def test_video_of_a_printer_key(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A printer's key opens its video, and the key shows nowhere."""
    double = JanusDouble()
    klipper.set_video(double)
    klipper.set_picture()
    await set_up(hass, key_entry)
    await async_get_image(hass, "camera.voron_camera")
    await until(lambda: streams(hass, "camera.voron_camera"))
    browser = Browser(await hass_ws_client(hass))
    answer = await browser.ask(
        "camera/webrtc/get_client_config", entity_id="camera.voron_camera"
    )
    assert klipper.key not in f"{answer} {caplog.text}"


# Our own commands, for a card


@pytest.mark.parametrize("version", ["0.8.2", "1.1.2", "1.4.1"])
async def test_offer_of_janus(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
    browser: Browser,
    version: str,
) -> None:
    """A card gets the offer of any Janus, answers it, and leaves."""
    janus.version = version
    session = await browser.subscribe("obico/camera/offer")
    assert session == {
        "type": "session",
        "session_id": browser.session_id,
        "configuration": {"iceServers": session["configuration"]["iceServers"]},
        "flip_horizontal": False,
        "flip_vertical": False,
        "rotation": 0,
    }
    offer = await browser.event()
    assert offer["type"] == "offer"
    assert "a=setup:actpass" in offer["offer"]
    answer = await browser.tell("obico/camera/answer", answer="v=0 of the card")
    assert answer["success"]
    assert janus.received[-1]["jsep"] == {"type": "answer", "sdp": "v=0 of the card"}
    told = {**WAY, "usernameFragment": "Hv5C"}
    assert (await browser.tell("obico/camera/candidate", candidate=told))["success"]
    assert janus.received[-1]["candidate"] == WAY
    await janus.say("trickle", candidate=WAY)
    assert await browser.event() == {"type": "candidate", "candidate": WAY}
    await browser.leave()
    await until(lambda: not janus.sessions)
    await until(lambda: simulator.relay.count(octoprint) == 0)


async def test_card_in_trouble(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    janus: JanusDouble,
    browser: Browser,
) -> None:
    """A card is told why there is no video."""
    janus.streams = ()
    await browser.subscribe("obico/camera/offer")
    error = await browser.event()
    assert (error["type"], error["code"]) == ("error", "webrtc_offer_failed")
    assert "No such mountpoint" in error["message"]
    octoprint.set_video(janus, mode="mjpeg_webrtc")
    await refresh(hass, browser_entry(hass))
    await browser.subscribe("obico/camera/offer")
    error = await browser.event()
    assert error["message"] == "Prusa shows no live video: there is none"


async def test_card_leaves_early(
    hass: HomeAssistant, janus: JanusDouble, browser: Browser
) -> None:
    """A card that leaves while the session begins hears nothing more."""
    janus.silent.add("message")
    await browser.subscribe("obico/camera/offer")
    await until(lambda: "watch" in janus.requests())
    await browser.leave()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await browser.ask("get_states"))["success"]


@pytest.mark.parametrize("entity_id", ["camera.nothing", "sensor.prusa"])
async def test_no_such_camera(browser: Browser, entity_id: str) -> None:
    """What is no camera of ours is refused by its name."""
    answer = await browser.ask("obico/camera/offer", entity_id=entity_id)
    assert answer["error"]["message"] == f"{entity_id} is not the camera of a printer"


async def test_person_who_may_not_see_the_camera(
    browser: Browser, hass_admin_user: MockUser
) -> None:
    """Permissions count for video as for the state."""
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({"entities": {"domains": {"sensor": True}}})
    answer = await browser.ask("obico/camera/offer", entity_id=CAMERA)
    assert answer["error"]["code"] == "unauthorized"
