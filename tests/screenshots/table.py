"""The table of the pictures, and what each of them is made from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.demo.home_assistant import HomeAssistant
from tests.demo.process import ROOT

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from tests.browser.frontend import Tab

IMAGES = ROOT / "docs" / "images"


@dataclass(frozen=True, kw_only=True)
class Studio:
    """What a picture is taken in: Home Assistant, and a browser's tab."""

    home: HomeAssistant
    tab: Tab


# Shows what is to be seen; returns the part of the page to take, or None for all of it.
type Show = Callable[[Studio], Awaitable[Locator | None]]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture, and the size in points of the window that shows it.

    `agent` tells that it needs the Home Assistant that is the agent of a printer itself.
    """

    name: str
    width: int
    height: int
    agent: bool
    show: Show

    def path(self, *, dark: bool) -> Path:
        """Return where the picture is kept."""
        return IMAGES / f"{self.name}{'_dark' if dark else ''}.png"


PICTURES: dict[str, Picture] = {}


def picture(
    width: int = 1280, height: int = 800, *, agent: bool = False
) -> Callable[[Show], Show]:
    """Put a function into the table; the picture has its name."""

    def add(show: Show) -> Show:
        name = show.__name__
        PICTURES[name] = Picture(
            name=name, width=width, height=height, agent=agent, show=show
        )
        return show

    return add
