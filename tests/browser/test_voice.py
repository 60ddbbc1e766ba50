"""Assist's dialog: what it answers about printers."""

import pytest

from tests.demo.scenario import Demonstration
from tests.simulator import Phase, SimulatedPrinter

from .frontend import Tab


@pytest.mark.usefixtures("entries")
async def test_talk(tab: Tab, demo: Demonstration, printer: SimulatedPrinter) -> None:
    """Assist tells of a print, and cancels it when it was told twice."""
    printer.start_print("vase.gcode", heated=True)
    name = printer.name
    await demo.home.save_dashboard("obico-empty", {"views": [{"cards": []}]})
    await tab.open("obico-empty")
    await tab.open_assist()
    assert f"{name} is printing vase" in await tab.ask(f"What is printing on {name}?")
    assert "Shall I cancel" in await tab.ask(f"Cancel the print on {name}")
    assert printer.phase is Phase.PRINTING
    await tab.ask("Yes")
    assert printer.phase in (Phase.CANCELLING, Phase.OPERATIONAL)
