"""The media browser: what a print left behind, seen in the browser."""

from playwright.async_api import expect
import pytest

from tests.demo.world import World

from .frontend import Tab


@pytest.mark.usefixtures("entries")
async def test_time_lapse(tab: Tab, world: World) -> None:
    """A time-lapse is found by its printer and its print, and plays."""
    await tab.open_media("Obico", world.off.name, "calibration_cube", "Time-lapse")
    video = tab.page.locator("video")
    await expect(video).to_have_js_property("videoWidth", 320)
    await tab.page.wait_for_function(
        "video => video.currentTime > 0.5", arg=await video.element_handle()
    )
    assert await video.evaluate("video => video.error") is None
