"""What a printer's camera sees: drawn, so that a person recognises the state."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
import math
import random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 640, 480
BED_TOP = 390
OBJECT_HEIGHT = 200
GREEN = (60, 220, 90)


@dataclass(frozen=True)
class Scene:
    """Everything that a picture depends on; equal scenes are equal pictures."""

    title: str
    text: str
    # How much of the object stands on the bed, 0 to 1.
    progress: float
    # Every new picture has another number, so that it differs from the last one.
    number: int
    hot: bool = False
    # 0: a fine print; towards 1: more and more loose strings, with boxes around.
    failure: float = 0.0


@lru_cache(maxsize=128)
def render(scene: Scene) -> bytes:
    """Return a JPEG of 640 x 480 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (34, 38, 46))
    draw = ImageDraw.Draw(image)
    _machine(draw)
    top = _object(draw, scene.progress)
    boxes = _strings(draw, scene, top)
    _nozzle(draw, scene, top)
    for box in boxes:
        draw.rectangle(box, outline=GREEN, width=3)
    _captions(draw, scene)
    raw = BytesIO()
    image.save(raw, "JPEG", quality=80)
    return raw.getvalue()


def _machine(draw: ImageDraw.ImageDraw) -> None:
    """Draw the frame and the bed."""
    draw.rectangle((60, 60, 580, 78), fill=(86, 92, 104))
    draw.rectangle((60, 60, 78, 430), fill=(86, 92, 104))
    draw.rectangle((562, 60, 580, 430), fill=(86, 92, 104))
    draw.rectangle((110, BED_TOP, 530, BED_TOP + 14), fill=(120, 84, 60))
    draw.rectangle((90, BED_TOP + 14, 550, BED_TOP + 26), fill=(60, 64, 72))


def _object(draw: ImageDraw.ImageDraw, progress: float) -> int:
    """Draw what is printed so far, layer by layer; return where its top is."""
    height = int(OBJECT_HEIGHT * progress)
    for row in range(height):
        share = row / OBJECT_HEIGHT
        half = int(90 - 46 * share + 16 * math.sin(share * 9))
        shade = 20 * (row // 4 % 2)
        y = BED_TOP - 1 - row
        draw.line((320 - half, y, 320 + half, y), fill=(224 - shade, 120 - shade, 40))
    return BED_TOP - height


def _strings(
    draw: ImageDraw.ImageDraw, scene: Scene, top: int
) -> list[tuple[int, int, int, int]]:
    """Draw loose strings beside the object; return boxes around them."""
    if scene.failure <= 0:
        return []
    chance = random.Random(scene.number)
    boxes = []
    for centre in (250, 400) if scene.failure > 0.6 else (400,):
        points = [
            (centre + chance.randint(-45, 45), chance.randint(top - 10, BED_TOP))
            for _ in range(int(20 + 60 * scene.failure))
        ]
        draw.line(points, fill=(236, 150, 70), width=2, joint="curve")
        boxes.append((centre - 52, min(top, BED_TOP - 30) - 16, centre + 52, BED_TOP))
    return boxes


def _nozzle(draw: ImageDraw.ImageDraw, scene: Scene, top: int) -> None:
    """Draw the print head somewhere above the object."""
    x = 320 + int(70 * math.sin(scene.number * 1.7))
    tip = top - 4 if scene.hot else 150
    colour = (220, 80, 60) if scene.hot else (150, 156, 166)
    draw.rectangle((x - 34, tip - 70, x + 34, tip - 16), fill=(110, 116, 128))
    draw.polygon([(x - 12, tip - 16), (x + 12, tip - 16), (x, tip)], fill=colour)


def _captions(draw: ImageDraw.ImageDraw, scene: Scene) -> None:
    """Write what the picture shows, at the top so that a turn is noticed."""
    font = ImageFont.load_default(20)
    draw.text((24, 18), scene.title, fill=(235, 238, 242), font=font)
    draw.text((24, 444), scene.text, fill=(190, 196, 206), font=font)
    draw.text((560, 18), f"#{scene.number}", fill=(120, 128, 140), font=font)
