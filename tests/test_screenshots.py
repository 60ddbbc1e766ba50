"""The pictures of the documents: each is in the table of scripts/screenshots, and used."""

import re

from PIL import Image
import pytest

from .screenshots.pictures import PICTURES
from .screenshots.table import IMAGES, Picture
from .sources import ROOT

# How large a picture may be, in bytes.
LARGEST = 150_000
SHOWN = re.compile(
    r"<picture>\n"
    r'  <source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\n'
    r'  <img alt="[^"]+"(?: width="\d+")? src="([^"]+)">\n'
    r"</picture>"
)

each_picture = pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)


def shown() -> list[tuple[str, str]]:
    """Return the files that documents show from docs/images/, dark and light."""
    found = []
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for names in SHOWN.findall(path.read_text("utf-8")):
            dark, light = ((path.parent / name).resolve() for name in names)
            if light.parent == IMAGES:
                found.append((dark.name, light.name))
    return found


def test_files() -> None:
    """The folder holds the pictures of the table, light and dark, and nothing else."""
    wanted = {
        picture.path(dark=dark)
        for picture in PICTURES.values()
        for dark in (False, True)
    }
    assert set(IMAGES.iterdir()) == wanted


@each_picture
def test_picture_is_shown(picture: Picture) -> None:
    """A document shows the picture, with the dark one for those who like it dark."""
    pair = (picture.path(dark=True).name, picture.path(dark=False).name)
    assert pair in shown()


def test_no_other_picture_is_shown() -> None:
    """A document shows nothing of the folder in another way."""
    texts = [
        path.read_text("utf-8")
        for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
    ]
    named = sum(len(re.findall(r"images/\w+\.png", text)) for text in texts)
    assert named == 2 * len(shown())


@each_picture
def test_picture_is_small(picture: Picture) -> None:
    """The files keep the repository small, and both have the same size."""
    sizes = set()
    for dark in (False, True):
        path = picture.path(dark=dark)
        assert path.stat().st_size <= LARGEST
        with Image.open(path) as image:
            assert image.format == "PNG"
            assert image.mode == "P"
            sizes.add(image.size)
    assert len(sizes) == 1
