"""The media browser: what a print left behind, seen in the browser."""

from playwright.async_api import Locator, expect
import pytest

from tests.demo.world import World

from .frontend import Tab


@pytest.mark.usefixtures("entries")
async def test_time_lapse(tab: Tab, world: World) -> None:
    """A time-lapse is found by its printer and its print, and plays."""
    await tab.open("media-browser")
    for title in ("Obico", world.off.name, "calibration_cube.gcode", "Time-lapse"):
        await item(tab, title).click()
    video = tab.page.locator("video")
    await expect(video).to_have_js_property("paused", False)
    await tab.page.wait_for_function(
        "video => video.currentTime > 0.5", arg=await video.element_handle()
    )
    assert await video.evaluate("video => video.error") is None
    assert await video.evaluate("video => video.videoWidth") == 320


def item(tab: Tab, title: str) -> Locator:
    """Return the first of what the media browser shows under a title."""
    return tab.page.locator("ha-media-player-browse .title", has_text=title).first
