"""From a browser's window to a small file."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from playwright.async_api import FloatRect, Locator, Page

COLOURS = 256
# How often the palette is made better.
KMEANS = 3
# Seconds in which a page comes to rest, and for which it then has to stay the same.
PATIENCE = 20.0
REST = 0.5
# Points beside a part of a page.
MARGIN = 8

ALL_IMAGES_ARE_THERE = """() => {
  const complete = (root) => [...root.querySelectorAll("*")].every((element) =>
    (element.localName !== "img" || element.complete) &&
    (!element.shadowRoot || complete(element.shadowRoot)));
  return document.fonts.status === "loaded" && complete(document);
}"""


async def shot_at_rest(page: Page, part: Locator | None) -> bytes:
    """Return a PNG of a part of a page, or of all of it, when nothing moves any more."""
    await page.mouse.move(0, 0)
    async with asyncio.timeout(PATIENCE):
        last = b""
        while True:
            await page.wait_for_function(ALL_IMAGES_ARE_THERE)
            await asyncio.sleep(REST)
            clip = None if part is None else await _around(part)
            shot = await page.screenshot(animations="disabled", clip=clip)
            if shot == last:
                return shot
            last = shot


async def _around(part: Locator) -> FloatRect:
    """Return where a part is, with a margin at its sides."""
    box = await part.bounding_box()
    assert box is not None
    return {
        "x": box["x"] - MARGIN,
        "y": box["y"],
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"],
    }


def save_small(shot: bytes, path: Path) -> None:
    """Write a PNG with as few colours as a palette has."""
    with Image.open(BytesIO(shot)) as image:
        small = image.convert("RGB").quantize(
            COLOURS, Image.Quantize.MEDIANCUT, KMEANS, dither=Image.Dither.NONE
        )
    small.save(path, optimize=True)
