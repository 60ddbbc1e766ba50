"""Pictures, the way up that a person expects."""

from io import BytesIO

from PIL import Image, ImageOps

from .client import Webcam

TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def upright(picture: bytes, webcam: Webcam) -> bytes:
    """Flip and turn a picture as its camera hangs: Obico keeps it as it was taken.

    Raises OSError when it is no picture.
    """
    image = Image.open(BytesIO(picture))
    turned: Image.Image = image
    if webcam.flip_horizontal:
        turned = ImageOps.mirror(turned)
    if webcam.flip_vertical:
        turned = ImageOps.flip(turned)
    if webcam.rotation in TURNS:
        turned = turned.transpose(TURNS[webcam.rotation])
    if turned is image:
        return picture
    output = BytesIO()
    turned.convert("RGB").save(output, "JPEG", quality=90)
    return output.getvalue()
