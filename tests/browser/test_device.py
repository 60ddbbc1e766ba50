"""A printer's own page, and what its owner sees and presses there."""

from playwright.async_api import expect
import pytest

from tests.demo.scenario import Demonstration
from tests.simulator import Phase, SimulatedPrinter

from .frontend import Tab


@pytest.mark.usefixtures("entries")
async def test_device_page(
    tab: Tab, demo: Demonstration, printer: SimulatedPrinter
) -> None:
    """The printer obeys its buttons, and the page follows."""
    printer.start_print("vase.gcode", heated=True)
    await tab.open(f"config/devices/device/{await demo.home.device_id(printer.name)}")
    page = tab.page.locator("ha-config-device-page")
    for name, phase in (
        ("Pause print", Phase.PAUSED),
        ("Resume print", Phase.PRINTING),
    ):
        row = page.locator("hui-button-entity-row", has_text=name)
        button = row.get_by_role("button")
        await button.click()
        state = page.locator("hui-sensor-entity-row", has_text="State")
        await expect(state).to_contain_text(phase.value.capitalize())
        assert printer.phase is phase
        await expect(button).to_be_disabled()
