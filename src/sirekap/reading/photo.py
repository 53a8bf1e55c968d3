"""Bytes from anywhere to upright pixels, or a refusal.

What arrives may be anything: a text file, a picture of a gigapixel, half a
JPEG. Size is judged before pixels are made, so no input can fill the memory.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageOps

from sirekap.reading.refusal import Code, Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_BYTES = 32 * 1024 * 1024
MOST_PIXELS = 60_000_000
LEAST_SIDE = 320
#: A page is half as long again as wide; a strip longer than this, times its width, shows none whole.
LONGEST = 4
#: A page fills most of a photo, so 1,100 px across its 600 mm leave 1.8 px/mm, as on KPU's own.
WIDE_ENOUGH = 1100
#: EXIF's tag of orientation, and its values that exchange width and height.
_ORIENTATION, _SIDEWAYS = 0x0112, frozenset({5, 6, 7, 8})
#: Formats a phone or scanner makes. Others (PostScript among them) start programs or parsers nobody needs.
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Photo:
    """An upright photograph.

    ``pixels`` is uint8 (height, width, 3) in BGR order. ``size`` is the (width,
    height) the file declares, upright, before any reduction. ``sha256`` names the
    bytes as they came.
    """

    pixels: NDArray[np.uint8]
    size: tuple[int, int]
    sha256: str


def decode(data: bytes) -> Photo:
    """Turn the bytes of a picture file into a photo.

    Wide JPEGs are decoded at a half, a quarter or an eighth of their scale, which
    is several times faster and loses nothing the reader uses. EXIF orientation
    is honoured.

    Raises ``Refusal``: too large, too many pixels, too small, a strip that can show no
    page, not an image, truncated.
    """
    if len(data) > MOST_BYTES:
        raise Refusal(Code.TOO_LARGE, {"most": MOST_BYTES // 2**20})
    with warnings.catch_warnings():
        # Pillow warns of odd metadata and of large pictures; both are judged here instead.
        warnings.simplefilter("ignore")
        image = _open(data)
        width, height = image.size
        _judge(image)
        # Only a JPEG is drafted: it comes out smaller. Any other is as large as it says.
        image.draft("RGB", (WIDE_ENOUGH, WIDE_ENOUGH))
        _need_few(image)
        pixels, turned = _pixels(image)
    size = (height, width) if turned else (width, height)
    return Photo(pixels, size, hashlib.sha256(data).hexdigest())


def inspect(data: bytes) -> str:
    """The media type of a photo that :func:`decode` would take, looked at as cheaply as can be.

    Raises ``Refusal`` as :func:`decode` does, truncated ones included; a JPEG's pixels
    are decoded at an eighth of their scale, which takes a fraction of the time.
    """
    if len(data) > MOST_BYTES:
        raise Refusal(Code.TOO_LARGE, {"most": MOST_BYTES // 2**20})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # As above.
        image = _open(data)
        _judge(image)
        image.draft("RGB", (1, 1))
        _need_few(image)
        try:
            image.load()
        except OSError as fault:
            raise Refusal(Code.TRUNCATED) from fault
        except Exception as fault:
            raise Refusal(Code.NOT_AN_IMAGE) from fault
    return f"image/{(image.format or '').lower()}"


def _judge(image: Image.Image) -> None:
    """Refuse a picture too small, or a strip, by its header."""
    width, height = image.size
    if min(width, height) < LEAST_SIDE:
        raise Refusal(Code.TOO_SMALL, {"width": width, "height": height, "least": LEAST_SIDE})
    if max(width, height) > LONGEST * min(width, height):
        raise Refusal(Code.NO_PAGE)


def _need_few(image: Image.Image) -> None:
    """Refuse more pixels than memory is given for, at the scale the picture will be decoded at."""
    if image.size[0] * image.size[1] > MOST_PIXELS:
        raise Refusal(Code.TOO_MANY_PIXELS, {"most": MOST_PIXELS // 10**6})


def _open(data: bytes) -> Image.Image:
    """Read a picture's header, not yet its pixels."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise Refusal(Code.TOO_MANY_PIXELS, {"most": MOST_PIXELS // 10**6}) from bomb
    except Exception as fault:
        # Parsers of hostile headers raise anything; all of it means one thing.
        raise Refusal(Code.NOT_AN_IMAGE) from fault


def _pixels(image: Image.Image) -> tuple[NDArray[np.uint8], bool]:
    """Decode, turn upright, reduce. The second value: width and height changed places."""
    try:
        orientation = image.getexif().get(_ORIENTATION, 1)
        turned = orientation in _SIDEWAYS
        # A picture that is upright, and one in plain colours, is not copied for nothing.
        upright = image if orientation == 1 else ImageOps.exif_transpose(image)
        rgb = np.asarray(upright if upright.mode == "RGB" else _on_white(upright))
    except OSError as fault:
        raise Refusal(Code.TRUNCATED) from fault
    except Exception as fault:
        # As above: a decoder's surprise is a picture nobody can use.
        raise Refusal(Code.NOT_AN_IMAGE) from fault
    return _reduced(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), dtype=np.uint8)), turned


def _on_white(image: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes paper."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        rgba = image.convert("RGBA")
        ground = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, rgba).convert("RGB")
    return image.convert("RGB")


def _reduced(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bring the shorter side below twice ``WIDE_ENOUGH`` where the decoder could not."""
    factor = min(pixels.shape[:2]) // WIDE_ENOUGH
    if factor < 2:  # noqa: PLR2004 - Reduction by a whole number of pixels, or none.
        return pixels
    size = (pixels.shape[1] // factor, pixels.shape[0] // factor)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
