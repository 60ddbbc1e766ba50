"""What keeps people out: axe-core's look at a part of a page."""

from importlib.resources import files
from typing import Any

from playwright.async_api import Locator

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
# What WCAG 2.2 demands on the levels A and AA.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
BAD = frozenset({"serious", "critical"})


async def barriers(part: Locator, *, colours: bool = True) -> list[str]:
    """Return what is seriously wrong with a part, a line for each place.

    `colours` tells whether they are ours; the text fields of Home Assistant's dialogs
    have too little contrast by themselves.
    """
    await part.page.add_script_tag(content=AXE)
    found: dict[str, Any] = await part.evaluate(
        "(element, options) => axe.run(element, options)",
        OPTIONS | {"rules": {"color-contrast": {"enabled": colours}}},
    )
    return [
        f"{violation['id']}: {node['target'][-1]}: {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in BAD
        for node in violation["nodes"]
    ]
