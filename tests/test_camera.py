"""The camera: the newest picture, turned as the webcam hangs, fetched with care."""

from io import BytesIO

from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.client import Webcam
from custom_components.obico.pictures import upright
from homeassistant.components.camera import async_get_image
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import polling_only, set_up
from .simulator import ObicoSimulator, SimulatedPrinter
from .test_coordinator import paths, refresh, state, until_asked
from .test_live import viewers

CAMERA = "camera.prusa_camera"


def media(simulator: ObicoSimulator) -> int:
    """Return how many pictures were fetched."""
    return len([r for r in simulator.requests if r[1].startswith("/media/")])


async def test_picture_from_the_address_that_the_user_entered(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """The signed URL names localhost:3334, yet the picture comes from the entry's address."""
    await set_up(hass, account_entry)
    picture = account_entry.runtime_data.data.printers[octoprint.id].picture
    assert picture.url.startswith("http://localhost:3334/media/")
    image = await async_get_image(hass, CAMERA)
    assert image.content_type == "image/jpeg"
    assert Image.open(BytesIO(image.content)).size == (640, 480)
    found = hass.states.get(CAMERA)
    assert found is not None
    assert "digest" not in str(found.attributes)


async def test_picture_is_fetched_with_care(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Many looks are one fetch; later the same URL is fetched again, for it may be new."""
    await set_up(hass, account_entry)
    for _ in range(3):
        first = await async_get_image(hass, CAMERA)
    assert media(simulator) == 1
    octoprint.set_picture()
    monkeypatch.setattr("custom_components.obico.camera.PICTURE_LIFE", 0)
    second = await async_get_image(hass, CAMERA)
    assert media(simulator) == 2
    assert first.content != second.content


async def test_picture_in_trouble(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Without a server the last picture stays; without any picture there is none."""
    await set_up(hass, account_entry)
    simulator.faults.only = "/media/"
    simulator.faults.status = 500
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, CAMERA)
    simulator.faults.status = None
    first = await async_get_image(hass, CAMERA)
    simulator.faults.status = 500
    monkeypatch.setattr("custom_components.obico.camera.PICTURE_LIFE", 0)
    assert (await async_get_image(hass, CAMERA)).content == first.content
    assert "digest" not in caplog.text


async def test_picture_that_is_gone(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The last picture stands for a newer one that cannot be fetched, but not for long."""
    octoprint.start_print("benchy.gcode", duration=3600, layers=100, heated=True)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    last = await async_get_image(hass, CAMERA)
    octoprint.set_picture()
    await refresh(hass, account_entry)
    simulator.faults.only, simulator.faults.status = "/media/", 404
    assert (await async_get_image(hass, CAMERA)).content == last.content
    monkeypatch.setattr("custom_components.obico.camera.PICTURE_GRACE", 0)
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, CAMERA)


async def test_looking_at_an_idle_printer(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever looks at an idle printer makes its camera upload, once for all looks."""
    octoprint.set_webcam()
    octoprint.camera.expire()
    await set_up(hass, account_entry)
    assert state(hass, CAMERA) == "idle"
    uploads = octoprint.uploads
    monkeypatch.setattr("custom_components.obico.camera.PICTURE_LIFE", 0)
    for _ in range(3):
        assert (await async_get_image(hass, CAMERA)).content
        assert simulator.viewers(octoprint) == 1
    assert octoprint.uploads == uploads + 3
    monkeypatch.setattr("custom_components.obico.camera.LOOK_LIFE", 0.01)
    await async_get_image(hass, CAMERA)
    await viewers(simulator, octoprint, 0)


async def test_camera_that_uploads_nothing(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A viewer does not wait for ever, and shows what there is."""
    octoprint.camera.off = True
    await set_up(hass, account_entry)
    monkeypatch.setattr("custom_components.obico.viewers.FIRST_PICTURE_TIME_LIMIT", 0.1)
    assert (await async_get_image(hass, CAMERA)).content


@pytest.mark.parametrize("slow", ["/ws/", "/media/"])
async def test_printer_goes_while_somebody_looks(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    slow: str,
) -> None:
    """A printer that is archived while a picture is awaited has none, and that is all."""
    await set_up(hass, account_entry)
    paths(simulator)
    simulator.faults.only, simulator.faults.hang = slow, True
    look = hass.async_create_task(async_get_image(hass, CAMERA))
    await until_asked(simulator, slow)
    octoprint.archive()
    await account_entry.runtime_data.async_refresh()
    simulator.faults.hang = False
    simulator.faults.release()
    with pytest.raises(HomeAssistantError):
        await look


async def test_no_picture(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """Without a picture, and with nobody who may ask for one, the camera is unavailable."""
    octoprint.clear_picture()
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert state(hass, CAMERA) == STATE_UNAVAILABLE
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, CAMERA)
    octoprint.set_picture()
    await refresh(hass, account_entry)
    assert state(hass, CAMERA) != STATE_UNAVAILABLE


async def test_picture_is_turned_as_the_webcam_hangs(
    hass: HomeAssistant, octoprint: SimulatedPrinter, account_entry: MockConfigEntry
) -> None:
    """The printer's webcam settings reach the picture."""
    octoprint.set_webcam(rotation=90)
    await set_up(hass, account_entry)
    image = await async_get_image(hass, CAMERA)
    assert Image.open(BytesIO(image.content)).size == (480, 640)


@pytest.mark.parametrize(
    ("webcam", "corner"),
    [
        (Webcam(), (0, 0)),
        (Webcam(flip_horizontal=True), (1, 0)),
        (Webcam(flip_vertical=True), (0, 1)),
        (Webcam(rotation=90), (1, 0)),
        (Webcam(rotation=180), (1, 1)),
        (Webcam(rotation=270), (0, 1)),
        (Webcam(rotation=90, flip_horizontal=True), (1, 1)),
    ],
)
def test_upright(webcam: Webcam, corner: tuple[int, int]) -> None:
    """Flips come first, then the turn, clockwise, as the server does it itself."""
    picture = Image.new("RGB", (40, 40), "black")
    picture.paste("white", (0, 0, 20, 20))
    raw = BytesIO()
    picture.save(raw, "JPEG", quality=95)
    turned = Image.open(BytesIO(upright(raw.getvalue(), webcam))).convert("L")
    white = {
        (x, y)
        for x in (0, 1)
        for y in (0, 1)
        if turned.crop((20 * x + 9, 20 * y + 9, 20 * x + 10, 20 * y + 10)).tobytes()
        > bytes([128])
    }
    assert white == {corner}
