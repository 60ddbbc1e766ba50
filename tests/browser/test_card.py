"""The card of a printer, and the dashboard of all of them, while printers live."""

from collections.abc import AsyncGenerator
from typing import Any

from playwright.async_api import Browser, Locator, expect
import pytest

from tests.demo.scenario import Demonstration
from tests.demo.world import World
from tests.simulator import Phase, SimulatedPrinter

from .barriers import barriers
from .frontend import Tab, open_tab

CARD = "obico-card"
ALL = "obico-all"
NAME = "obico-printer-card"
FILE = "vase.gcode"


@pytest.fixture
async def dashboard(
    demo: Demonstration, printer: SimulatedPrinter, entries: None
) -> str:
    """Return where a dashboard has the card of the printer."""
    config = {"type": f"custom:{NAME}", "entity": "sensor.prusa"}
    view = {"type": "sections", "sections": [{"type": "grid", "cards": [config]}]}
    await demo.home.save_dashboard(CARD, {"views": [view]})
    return CARD


@pytest.fixture
async def printing(
    dashboard: str, tab: Tab, printer: SimulatedPrinter
) -> AsyncGenerator[Locator]:
    """Return the card of the printer, which has begun to print before our eyes."""
    await tab.open(dashboard)
    card = tab.page.locator(NAME)
    await expect(card).to_contain_text("Operational")
    printer.start_print(FILE, duration=3600, layers=120, heated=True)
    await expect(card).to_contain_text(f"Printing · {FILE}")
    yield card
    # The pictures of a print go when it ends, and one may be asked for just then.
    tab.forgive("500 (Internal Server Error)", "/api/camera_proxy/")


async def test_pause(printing: Locator, printer: SimulatedPrinter) -> None:
    """The printer obeys the card's buttons, which are there when they make sense."""
    for name, phase, shown in (
        ("Pause", Phase.PAUSED, "Paused"),
        ("Resume", Phase.PRINTING, "Printing"),
    ):
        button = printing.get_by_role("button", name=name, exact=True)
        await button.click()
        await expect(printing).to_contain_text(f"{shown} · {FILE}")
        assert printer.phase is phase
        await expect(button).not_to_be_visible()


async def test_cancel(printing: Locator, printer: SimulatedPrinter) -> None:
    """The card asks before it cancels, also those who have a keyboard only."""
    button = printing.get_by_role("button", name="Cancel", exact=True)
    question = printing.get_by_role("alertdialog")
    await button.press("Enter")
    await expect(question).to_be_visible()
    assert await barriers(printing) == []
    await printing.page.keyboard.press("Escape")
    await expect(question).not_to_be_visible()
    await expect(button).to_be_focused()
    assert printer.phase is Phase.PRINTING
    await button.press("Enter")
    await question.get_by_role("button", name="Cancel the print").press("Enter")
    await expect(printing).to_contain_text("Operational")
    assert printer.phase is Phase.OPERATIONAL


@pytest.mark.parametrize(
    ("answer", "verdict", "phase"),
    [
        ("It's fine", "NOT_FAILED", Phase.PRINTING),
        ("It failed, cancel", "FAILED", Phase.OPERATIONAL),
    ],
)
async def test_alert(
    printing: Locator,
    printer: SimulatedPrinter,
    answer: str,
    verdict: str,
    phase: Phase,
) -> None:
    """An alert takes the card over, until somebody says what it is."""
    current = printer.current_print
    assert current is not None
    printer.set_failure_score(0.5)
    alert = printing.get_by_text("Obico thinks that this print fails", exact=True)
    await expect(alert).to_be_visible()
    picture = printing.get_by_role("img", name="Picture at last alert")
    await expect(picture).to_have_js_property("naturalWidth", 640)
    assert await barriers(printing) == []
    await printing.get_by_role("button", name=answer, exact=True).click()
    if phase is Phase.OPERATIONAL:
        await printing.get_by_role("button", name="Cancel the print").click()
    await expect(alert).not_to_be_visible()
    await expect(printing).to_contain_text(phase.value.capitalize())
    assert current.alert_overwrite == verdict
    assert printer.phase is phase


async def test_print(
    printing: Locator, world: World, printer: SimulatedPrinter
) -> None:
    """A print begins, goes on and ends on the card as at the printer."""
    await expect(printing).to_contain_text(FILE)
    await expect(printing.get_by_role("progressbar")).to_have_attribute(
        "aria-valuenow", "0"
    )
    world.simulator.tick(900)
    await expect(printing.get_by_role("progressbar")).to_have_attribute(
        "aria-valuenow", "25"
    )
    assert await barriers(printing) == []
    printer.finish()
    await expect(printing).to_contain_text(f"Last print: {FILE}")
    await expect(printing.get_by_role("progressbar")).not_to_be_visible()
    assert await barriers(printing) == []


async def test_server_is_gone(printing: Locator, world: World) -> None:
    """The card tells that the server does not answer, and when it is back."""
    await world.simulator.stop()
    await expect(printing).to_contain_text(
        "The Obico server does not answer.", timeout=60_000
    )
    assert await barriers(printing) == []
    await world.simulator.start()
    await expect(printing).to_contain_text(f"Printing · {FILE}", timeout=60_000)


@pytest.mark.parametrize(
    "look",
    [
        {"dark": True},
        {"width": 360, "height": 740},
        {"width": 320, "height": 740, "language": "he", "dark": True},
    ],
    ids=["dark", "phone", "from right to left"],
)
async def test_looks(
    browser: Browser,
    demo: Demonstration,
    dashboard: str,
    printer: SimulatedPrinter,
    look: dict[str, Any],
) -> None:
    """The card keeps nobody out and is nowhere too wide, whatever it is shown on."""
    printer.start_print(FILE, duration=3600, layers=120, heated=True)
    async with open_tab(browser, demo.home, **look) as tab:
        await tab.open(dashboard)
        card = tab.page.locator(NAME)
        meter = card.get_by_role("meter")
        for score in (0, 50):
            printer.set_failure_score(score / 100)
            await expect(meter).to_have_attribute("aria-valuenow", str(score))
            assert await barriers(card) == []
            assert await card.evaluate("card => card.scrollWidth <= card.clientWidth")
        assert tab.complaints == []


@pytest.mark.usefixtures("entries")
async def test_dashboard(tab: Tab, demo: Demonstration) -> None:
    """The dashboard that needs no configuration shows every printer."""
    await demo.home.save_dashboard(ALL, {"strategy": {"type": "custom:obico"}})
    await tab.open(ALL)
    for printer in demo.world.printers.values():
        card = tab.page.locator(NAME).get_by_role("group", name=printer.name)
        await card.scroll_into_view_if_needed()
        await expect(card).to_be_visible()
        assert await barriers(card) == []


async def test_editor(tab: Tab, dashboard: str, world: World) -> None:
    """The card is among the cards to choose, and its editor begins with a printer."""
    page = tab.page
    await tab.open(f"{dashboard}?edit=1")
    await page.get_by_role("button", name="Add card").first.click()
    choice = page.locator("hui-dialog-create-card")
    await choice.get_by_role("tab", name="By card").click()
    await choice.get_by_role("textbox").fill("Obico")
    preview = choice.locator(".card", has_text="Obico printer")
    await expect(preview.locator(NAME)).to_contain_text(world.linked.name)
    await preview.click()
    editor = page.locator("hui-dialog-edit-card")
    await expect(editor.locator("ha-selector-device")).to_contain_text(
        world.linked.name
    )
    pause = editor.locator(NAME).get_by_role("button", name="Pause")
    await expect(pause).to_be_visible()
    controls = editor.locator("ha-selector-boolean", has_text="Show controls")
    await controls.locator("ha-switch").click()
    await expect(pause).not_to_be_visible()
    await editor.get_by_role("button", name="Save").click()
    await expect(page.locator(f"hui-view {NAME}")).to_have_count(2)
    # Of the other cards one has its picture in the internet, one wants Energy set up.
    tab.forgive("https://demo.home-assistant.io/stub_config/")
    tab.forgive('Unhandled {"code":"unknown_command"')
