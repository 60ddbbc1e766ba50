"""A printer's own page, and what its owner sees and presses there."""

from typing import Any

from playwright.async_api import Browser, Locator, expect
import pytest

from tests.demo.scenario import Demonstration
from tests.simulator import Phase, SimulatedPrinter
from tests.sources import look_up, read_json
from tests.test_translations import FILES

from .frontend import Tab, open_tab

BUTTONS = ("Acknowledge alert", "Cancel print", "Pause print", "Resume print")
# What an owner looks for after the state, which comes first as the printer itself.
MEASUREMENTS = (
    "AI verdict",
    "Bed temperature",
    "Camera",
    "Current progress",
    "Failed print alert",
    "Finish time",
    "Nozzle temperature",
)
# How many rows of sensors there is room for below the state.
ROWS = 8
SENSORS = {"binary_sensor", "calendar", "camera", "image", "sensor"}
# Home Assistant's frontend sorts the entities of a device like this.
SORT = """([language, names]) =>
  names.sort(new Intl.Collator(language, { numeric: true }).compare)"""


async def page_of(tab: Tab, demo: Demonstration, printer: SimulatedPrinter) -> Locator:
    """Open the page of a printer."""
    await tab.open(f"config/devices/device/{await demo.home.device_id(printer.name)}")
    return tab.page.locator("ha-config-device-page")


@pytest.mark.usefixtures("entries")
async def test_device_page(
    tab: Tab, demo: Demonstration, printer: SimulatedPrinter
) -> None:
    """The printer obeys its buttons, and the page follows."""
    printer.start_print("vase.gcode", heated=True)
    page = await page_of(tab, demo, printer)
    for name, phase in (
        ("Pause print", Phase.PAUSED),
        ("Resume print", Phase.PRINTING),
    ):
        row = page.locator("hui-button-entity-row", has_text=name)
        button = row.get_by_role("button")
        await button.click()
        state = page.locator("hui-sensor-entity-row", has_text=printer.name)
        await expect(state).to_contain_text(phase.value.capitalize())
        assert printer.phase is phase
        await expect(button).to_be_disabled()


@pytest.mark.usefixtures("entries")
async def test_without_scrolling(browser: Browser, demo: Demonstration) -> None:
    """What an owner looks for is in sight in a window of 1920x1080, less its bars."""
    printer = demo.world.alerted
    async with open_tab(browser, demo.home, width=1920, height=950) as tab:
        page = await page_of(tab, demo, printer)
        cards = page.locator("ha-device-entities-card")
        for name in (*BUTTONS, printer.name, *MEASUREMENTS):
            row = cards.get_by_text(name, exact=True)
            await expect(row).to_be_in_viewport(ratio=1)


@pytest.mark.usefixtures("entries")
async def test_order_in_every_language(
    tab: Tab, demo: Demonstration, printer: SimulatedPrinter
) -> None:
    """The progress and how the print does come early, whatever they are called."""
    device_id = await demo.home.device_id(printer.name)
    paths = [
        (entity["entity_id"].partition(".")[0], entity["translation_key"], "name")
        for entity in await demo.home.entities()
        if entity["device_id"] == device_id
        and not entity["entity_category"]
        and not entity["disabled_by"]
    ]
    for language in FILES:
        texts: dict[str, Any] = read_json(f"translations/{language}.json")["entity"]
        names = [look_up(texts, path) for path in paths if path[0] in SENSORS]
        found = await tab.page.evaluate(SORT, [language, [*filter(None, names)]])
        in_sight = set(found[:ROWS])
        assert look_up(texts, ("sensor", "progress", "name")) in in_sight, found
        assert in_sight & {
            look_up(texts, path)
            for path in (
                ("binary_sensor", "failure_alert", "name"),
                ("sensor", "verdict", "name"),
            )
        }, found
