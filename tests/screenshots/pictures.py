"""What the pictures show. A new one is one more function."""

from typing import TYPE_CHECKING

from tests.demo.agent_world import NAME

from .furniture import ALERT, AUTOMATION, CARDS, FROM_BLUEPRINT, GRAPHS, PRINTERS
from .table import PICTURES, Studio, picture

if TYPE_CHECKING:
    from playwright.async_api import Locator

# Waits until a video can be played, and shows what is to be seen after two seconds.
STOP_IN_THE_MIDDLE = """async (video) => {
  while (video.readyState < HTMLMediaElement.HAVE_ENOUGH_DATA) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  video.pause();
  await new Promise((resolve) => {
    video.requestVideoFrameCallback(resolve);
    video.currentTime = 2;
  });
}"""

# The table is filled for whoever takes it from here.
__all__ = ["PICTURES"]


@picture(width=1080, height=890)
async def cards(studio: Studio) -> Locator:
    """Show the cards of a printer that prints, and of one with an alert."""
    await studio.tab.open(CARDS)
    return studio.tab.page.locator("hui-sections-view .container").first


@picture(width=420, height=824)
async def alert(studio: Studio) -> None:
    """Show an alert on a phone."""
    await studio.tab.open(ALERT)


@picture(height=812)
async def dashboard(studio: Studio) -> None:
    """Show the dashboard that needs no configuration."""
    await studio.tab.open(PRINTERS)


@picture(height=900)
async def device(studio: Studio) -> None:
    """Show a printer's page."""
    device_id = await studio.home.device_id("Prusa")
    await studio.tab.open(f"config/devices/device/{device_id}")


@picture(width=800, height=640)
async def menu(studio: Studio) -> None:
    """Show the ways to connect."""
    await studio.tab.begin_to_add()


@picture()
async def automation(studio: Studio) -> None:
    """Show an event entity as the trigger of an automation."""
    await studio.tab.open(f"config/automation/edit/{AUTOMATION}")
    await studio.tab.page.locator("ha-automation-trigger-row").click()


@picture()
async def blueprint(studio: Studio) -> None:
    """Show an automation from a blueprint."""
    await studio.tab.open(f"config/automation/edit/{FROM_BLUEPRINT}")


@picture(width=960, height=600)
async def voice(studio: Studio) -> None:
    """Show what Assist answers."""
    await studio.tab.open(CARDS)
    await studio.tab.open_assist()
    await studio.tab.ask("How is my print on the Prusa doing?")
    await studio.tab.ask("Cancel the print on the Voron")


@picture()
async def calendar(studio: Studio) -> None:
    """Show the prints of all printers."""
    await studio.tab.open("calendar")


@picture(height=460)
async def statistics(studio: Studio) -> None:
    """Show print time and filament by day."""
    await studio.tab.open(GRAPHS)


@picture(height=900)
async def timelapse(studio: Studio) -> None:
    """Show a time-lapse in the media browser."""
    await studio.tab.open_media("Obico", "Ender", ".gcode", "Time-lapse")
    video = studio.tab.page.locator("video")
    await video.evaluate(STOP_IN_THE_MIDDLE)


@picture(width=580, height=890, agent=True)
async def agent(studio: Studio) -> None:
    """Show what Obico is told of a printer that Home Assistant reports for."""
    await studio.tab.open("config/integrations/integration/obico")
    await studio.tab.reconfigure(NAME)
