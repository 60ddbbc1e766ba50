"""What the pictures show. A new one is one more function."""

from .furniture import AUTOMATION, GRAPHS
from .table import PICTURES, Studio, picture

# Waits until a video can be played, and shows what is to be seen after two seconds.
STOP_IN_THE_MIDDLE = """async (video) => {
  while (video.readyState < HTMLMediaElement.HAVE_ENOUGH_DATA) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  video.pause();
  video.currentTime = 2;
}"""

__all__ = ["PICTURES"]


@picture(height=900)
async def device(studio: Studio) -> None:
    """Show a printer's page."""
    home, printer = studio.demo.home, studio.demo.world.printing
    await studio.tab.open(f"config/devices/device/{await home.device_id(printer.name)}")


@picture(width=800, height=560)
async def menu(studio: Studio) -> None:
    """Show the ways to connect."""
    await studio.tab.begin_to_add()


@picture()
async def automation(studio: Studio) -> None:
    """Show an event entity as the trigger of an automation."""
    await studio.tab.open(f"config/automation/edit/{AUTOMATION}")
    await studio.tab.page.locator("ha-automation-trigger-row").click()


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
    printer = studio.demo.world.off
    await studio.tab.open_media("Obico", printer.name, ".gcode", "Time-lapse")
    video = studio.tab.page.locator("video")
    await video.evaluate(STOP_IN_THE_MIDDLE)
