"""Pictures: of the last alert, of the file, of the first layer."""

import asyncio
from io import BytesIO
from typing import Any

from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico.const import CONF_CREDENTIALS
from homeassistant.components.image import async_get_image
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import polling_only, set_up
from .simulator import ObicoSimulator, SimulatedPrinter
from .test_coordinator import refresh, state, until_asked

ALERT = "image.{}_picture_at_last_alert"
THUMBNAIL = "image.prusa_print_thumbnail"
FIRST_LAYER = "image.prusa_first_layer_picture"


def jpeg(colour: str) -> bytes:
    """Return a picture of one colour, wider than high."""
    raw = BytesIO()
    Image.new("RGB", (40, 20), colour).save(raw, "JPEG")
    return raw.getvalue()


def fetched(simulator: ObicoSimulator) -> int:
    """Return how many pictures were fetched."""
    return len([r for r in simulator.requests if r[1].startswith("/media/")])


async def picture(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entity_id: str
) -> tuple[int, bytes, str]:
    """Return what a browser gets."""
    client = await hass_client()
    answer = await client.get(f"/api/image_proxy/{entity_id}")
    return answer.status, await answer.read(), answer.content_type


async def wait_for(hass: HomeAssistant, entity_id: str, unlike: str) -> str:
    """Wait for another state and return it."""
    async with asyncio.timeout(5):
        while state(hass, entity_id) == unlike:
            await asyncio.sleep(0.02)
    return state(hass, entity_id)


async def test_alert_of_an_account(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The server keeps the picture of an alert: it is there after a restart, too."""
    entity_id = ALERT.format("prusa")
    octoprint.set_webcam(rotation=90)
    octoprint.start_print("a.gcode", duration=3600, heated=True)
    await set_up(hass, account_entry)
    assert state(hass, entity_id) == STATE_UNAVAILABLE
    octoprint.set_picture(jpeg("red"))
    octoprint.set_failure_score(0.5)
    await refresh(hass, account_entry)
    first = await wait_for(hass, entity_id, STATE_UNAVAILABLE)
    status, content, kind = await picture(hass, hass_client, entity_id)
    assert (status, kind) == (200, "image/jpeg")
    # The server has turned this one already.
    assert content == jpeg("red")
    asked = fetched(simulator)
    octoprint.set_picture(jpeg("blue"))
    await refresh(hass, account_entry)
    assert (await picture(hass, hass_client, entity_id))[1] == jpeg("red")
    assert fetched(simulator) == asked
    assert state(hass, entity_id) == first
    octoprint.cancel()

    await hass.config_entries.async_reload(account_entry.entry_id)
    assert await wait_for(hass, entity_id, STATE_UNAVAILABLE) == first
    assert (await picture(hass, hass_client, entity_id))[1] == jpeg("red")
    assert "digest" not in caplog.text
    assert all("digest" not in str(s.attributes) for s in hass.states.async_all())


async def test_alert_of_a_key(
    hass: HomeAssistant,
    klipper: SimulatedPrinter,
    key_entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """A key opens only the picture of the moment, which is turned, and kept."""
    entity_id = ALERT.format("voron")
    klipper.set_webcam(rotation=90)
    klipper.transition_delay = 0
    klipper.start_print("a.gcode", duration=3600, heated=True)
    await set_up(hass, key_entry)
    klipper.camera.set(jpeg("red"))
    klipper.set_failure_score(0.5)
    await wait_for(hass, entity_id, STATE_UNAVAILABLE)
    await asyncio.sleep(0.2)
    klipper.finish()
    await refresh(hass, key_entry)
    status, content, _ = await picture(hass, hass_client, entity_id)
    assert status == 200
    assert Image.open(BytesIO(content)).size == (20, 40)


async def test_picture_that_is_gone(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Without a server there is no picture; it is fetched when the server is back."""
    entity_id = ALERT.format("prusa")
    octoprint.start_print("a.gcode", duration=3600, heated=True)
    octoprint.set_failure_score(0.5)
    simulator.faults.only = "/media/"
    simulator.faults.status = 404
    await set_up(hass, account_entry)
    await wait_for(hass, entity_id, STATE_UNAVAILABLE)
    assert (await picture(hass, hass_client, entity_id))[0] == 500
    simulator.faults.clear()
    assert (await picture(hass, hass_client, entity_id))[0] == 200


async def test_printer_goes_while_somebody_looks(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Who waits for the picture of a printer that is archived gets none, and that is all."""
    entity_id = ALERT.format("prusa")
    octoprint.start_print("a.gcode", duration=3600, heated=True)
    octoprint.set_failure_score(0.5)
    simulator.faults.only, simulator.faults.hang = "/media/", True
    await set_up(hass, account_entry)
    await until_asked(simulator, "/media/")
    # The picture is fetched by itself, too.
    look = hass.async_create_task(async_get_image(hass, entity_id))
    octoprint.archive()
    await account_entry.runtime_data.async_refresh()
    simulator.faults.hang = False
    simulator.faults.release()
    with pytest.raises(HomeAssistantError):
        await look


async def test_thumbnail(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """The preview of the file is shown while it is printed, and afterwards."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    assert state(hass, THUMBNAIL) == STATE_UNAVAILABLE
    raw = BytesIO()
    Image.new("RGB", (32, 32), "green").save(raw, "PNG")
    octoprint.start_print("a.gcode", duration=3600, heated=True)
    octoprint.files["a.gcode"].thumbnails = [
        simulator.media.add("thumbnail/1.png", raw.getvalue(), "image/png")
    ]
    octoprint.changed()
    await refresh(hass, account_entry)
    shown = state(hass, THUMBNAIL)
    assert shown == octoprint.files["a.gcode"].created_at.isoformat()
    assert await picture(hass, hass_client, THUMBNAIL) == (
        200,
        raw.getvalue(),
        "image/png",
    )
    octoprint.finish()
    await refresh(hass, account_entry)
    assert state(hass, THUMBNAIL) == shown
    octoprint.start_print("b.gcode", duration=3600, heated=True)
    await refresh(hass, account_entry)
    assert state(hass, THUMBNAIL) == STATE_UNAVAILABLE


async def test_first_layer(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Only a server that looks at first layers has pictures of them."""
    polling_only(hass, account_entry)
    octoprint.start_print("a.gcode", duration=3600, heated=True)
    await set_up(hass, account_entry)
    assert hass.states.get(FIRST_LAYER) is None
    for colour in ("red", "blue"):
        octoprint.set_picture(jpeg(colour))
        octoprint.inspect_first_layer()
    octoprint.finish()
    await refresh(hass, account_entry)
    assert (await picture(hass, hass_client, FIRST_LAYER))[:2] == (200, jpeg("blue"))


async def test_pictures_hold_no_secret(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """Signed addresses do not show when data is printed."""
    octoprint.start_print("a.gcode", duration=3600, heated=True)
    octoprint.set_failure_score(0.5)
    await set_up(hass, account_entry)
    await wait_for(hass, ALERT.format("prusa"), STATE_UNAVAILABLE)
    data: Any = account_entry.runtime_data.data
    assert data.alert_pictures
    assert "digest" not in repr(data.alert_pictures)
    assert account_entry.data[CONF_CREDENTIALS]["secret"] not in repr(data)
