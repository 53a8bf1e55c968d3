"""Bytes to upright pixels, or a coded refusal, whatever the bytes."""

from __future__ import annotations

import io
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from sirekap.reading.photo import LEAST_SIDE, MOST_BYTES, decode
from sirekap.reading.refusal import Code, Refusal


def saved(size, form="JPEG", **more):
    """A picture file of a red left half and a blue right half."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (size[0] // 2, 0, size[0], size[1]))
    file = io.BytesIO()
    image.save(file, form, **more)
    return file.getvalue()


def refused(data):
    with pytest.raises(Refusal) as caught:
        decode(data)
    return caught.value.code


def png_claiming(width, height):
    """A PNG of fifty bytes that says it is that large."""
    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    crc = zlib.crc32(header).to_bytes(4, "big")
    ending = zlib.crc32(b"IDAT").to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + header + crc + bytes(4) + b"IDAT" + ending


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_bgr_pixels_and_its_bytes_get_a_name(form):
    """Red on the left comes out as BGR, and the name is the SHA-256 of the file."""
    photo = decode(saved((800, 600), form))
    assert photo.pixels.shape == (600, 800, 3)
    assert photo.size == (800, 600)
    assert photo.pixels[300, 100].argmax() == 2
    assert photo.pixels[300, 700].argmax() == 0
    assert len(photo.sha256) == 64


@pytest.mark.parametrize(("orientation", "size"), [(3, (800, 600)), (6, (600, 800)), (8, (600, 800))])
def test_exif_orientation_is_honoured(orientation, size):
    """A picture stored on its side comes out upright: red where a viewer shows red."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = decode(saved((800, 600), exif=exif))
    width, height = size
    assert photo.size == size
    assert photo.pixels.shape == (height, width, 3)
    red = {3: (height // 2, width - 20), 6: (20, width // 2), 8: (height - 20, width // 2)}[orientation]
    assert photo.pixels[red].argmax() == 2


def test_a_wide_jpeg_is_decoded_smaller():
    """Twelve megapixels come out at half their width and height, and the file's own size is kept."""
    photo = decode(saved((3000, 4000)))
    assert photo.size == (3000, 4000)
    assert photo.pixels.shape == (2000, 1500, 3)


def test_what_is_transparent_becomes_paper():
    """A transparent PNG is white, not black."""
    file = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(file, "PNG")
    assert decode(file.getvalue()).pixels.min() == 255


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"a text", b"%PDF-1.7", b"GIF89a" + bytes(64), b"\xff\xd8\xff"]
)
def test_photo_not_an_image(data):
    """What no camera writes is refused as not an image."""
    assert refused(data) == Code.NOT_AN_IMAGE


def test_photo_truncated():
    """Half a JPEG is refused as truncated, not read with a grey half."""
    data = cv2.imencode(".jpg", np.random.default_rng(1).integers(0, 255, (600, 600, 3), np.uint8))[
        1
    ].tobytes()
    assert refused(data[: len(data) // 2]) == Code.TRUNCATED


def test_photo_too_small():
    """A thumbnail is refused."""
    assert refused(saved((LEAST_SIDE - 1, 900))) == Code.TOO_SMALL


def test_photo_too_large():
    """Too many bytes are refused before anything looks at them."""
    assert refused(bytes(MOST_BYTES + 1)) == Code.TOO_LARGE


@pytest.mark.parametrize("size", [(9000, 9000), (60000, 60000)])
def test_photo_too_many_pixels(size):
    """A file that claims more pixels than any phone makes is refused by its header alone."""
    assert refused(png_claiming(*size)) == Code.TOO_MANY_PIXELS


def test_mutated_files_are_read_or_refused():
    """Three hundred damaged pictures: each gives pixels or a coded refusal, nothing else."""
    random = np.random.default_rng(2024)
    sources = [saved((400, 500), form) for form in ("JPEG", "PNG", "WEBP")]
    outcomes = set()
    for turn in range(300):
        data = bytearray(sources[turn % 3])
        for _ in range(random.choice((1, 4, 30))):
            data[random.integers(min(len(data), random.choice((40, 400, 10**6))))] = random.integers(256)
        if turn % 7 == 0:
            del data[random.integers(len(data)) :]
        try:
            outcomes.add(decode(bytes(data)).pixels.dtype)
        except Refusal as refusal:
            outcomes.add(Code(refusal.code))
    assert {np.dtype(np.uint8), Code.NOT_AN_IMAGE, Code.TRUNCATED} <= outcomes


@pytest.mark.parametrize("size", [(330, 1400), (1400, 330)])
def test_page_not_found_on_a_strip(size):
    """A strip four times as long as wide, or longer, shows no whole page: refused before any search."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, "JPEG")

    with pytest.raises(Refusal) as refused:
        decode(buffer.getvalue())

    assert refused.value.code == "page_not_found"
