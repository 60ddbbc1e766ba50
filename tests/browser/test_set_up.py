"""Both ways in that most people take, through the dialogs of the frontend."""

from playwright.async_api import Locator, expect
import pytest

from tests.demo.scenario import Demonstration, ensure_loaded
from tests.demo.world import PASSWORD

from .barriers import barriers
from .frontend import Tab

pytestmark = pytest.mark.usefixtures("no_entries")


async def test_link_by_code(tab: Tab, demo: Demonstration) -> None:
    """A code links a printer, and the printer's new key is shown for its agent."""
    world = demo.world
    dialog = await tab.begin_to_add()
    assert await barriers(dialog, colours=False) == []
    await dialog.get_by_text("Link a printer with a code").click()
    await field(dialog, "Server").fill(world.simulator.url)
    await field(dialog, "Code").fill(world.workshop.link_code(world.linked))
    assert await barriers(dialog, colours=False) == []
    await submit(dialog)
    await expect(dialog.get_by_text(world.linked.key)).to_be_visible()
    assert await barriers(dialog, colours=False) == []
    world.give_agent_its_new_key()
    await submit(dialog)
    await finish(dialog, world.linked.name)
    await ensure_loaded(demo.home)
    await expect(tab.page.get_by_role("link", name="Obico")).to_be_visible()


async def test_sign_in(tab: Tab, demo: Demonstration) -> None:
    """A wrong password is told at its field; the right one brings all printers."""
    world = demo.world
    dialog = await tab.begin_to_add()
    await dialog.get_by_text("Sign in to an Obico account").click()
    await field(dialog, "Server").fill(world.simulator.url)
    await field(dialog, "E-mail").fill(world.demo.email)
    await field(dialog, "Password").fill("not the password")
    await submit(dialog)
    error = dialog.locator("ha-alert", has_text="e-mail address or password is wrong")
    with_error = error.locator("xpath=following-sibling::*[1]")
    await expect(with_error.get_by_role("textbox", name="Password")).to_be_visible()
    assert await barriers(dialog, colours=False) == []
    await field(dialog, "Password").fill(PASSWORD)
    await submit(dialog)
    await finish(dialog, *(printer.name for printer in world.demo.printers))
    await ensure_loaded(demo.home)


def field(dialog: Locator, name: str) -> Locator:
    """Return where something is written."""
    return dialog.get_by_role("textbox", name=name)


async def submit(dialog: Locator) -> None:
    """Send what was written."""
    await dialog.get_by_role("button", name="Submit").click()


async def finish(dialog: Locator, *names: str) -> None:
    """See that printers were found, and close the dialog."""
    button = dialog.get_by_role("button", name="Finish")
    await button.wait_for()
    for name in names:
        await expect(dialog.get_by_placeholder(name, exact=True)).to_have_value(name)
    await button.click()
    await expect(dialog).not_to_be_visible()
