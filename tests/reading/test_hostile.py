"""Whatever bytes come, a reading comes back: no crash, no hang, each bad file a coded refusal."""

from __future__ import annotations

import io
import os
import random

import numpy as np
import pytest
from PIL import Image

from sirekap import profiles
from sirekap.reading.reader import Reader
from sirekap.sheet.drawing import Press
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.count import count
from sirekap.simulate.night import photographed
from sirekap.texts import table

# A person's run takes a tenth; the check takes all two thousand, in eight parts side by side.
PARTS = 8
FILES = 250 if os.environ.get("SIREKAP_CHECK") else 10


@pytest.fixture(scope="module")
def reader():
    """A reader of the presidential form."""
    return Reader(profiles.load(), "C.HASIL-PPWP")


@pytest.fixture(scope="module")
def seeds():
    """Good files to spoil: a page as JPEG, PNG and WebP, and a picture of no page."""
    form = Print(load_layout("C.HASIL-PPWP"), load_artwork("C.HASIL-PPWP"))
    with Press() as press:
        jpeg = next(bytes_ for _, bytes_ in photographed(press, form, count(3), 3, "easy", width=330))
    page = Image.open(io.BytesIO(jpeg))
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (330, 330, 3), dtype=np.uint8))
    return [jpeg, *(saved(page, kind) for kind in ("PNG", "WEBP")), saved(noise, "JPEG")]


def saved(picture: Image.Image, kind: str) -> bytes:
    """The bytes of a picture file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def spoiled(good: bytes, rng: random.Random) -> bytes:
    """One file made bad: bytes flipped, cut, doubled, shuffled, prefixed, or nothing but noise."""
    data = bytearray(good)
    match rng.randrange(7):
        case 0:
            for _ in range(rng.randint(1, 60)):
                data[rng.randrange(len(data))] = rng.randrange(256)
        case 1:
            del data[rng.randrange(len(data)) :]
        case 2:
            start = rng.randrange(len(data))
            data[start:start] = data[start : start + rng.randint(1, 5000)]
        case 3:
            start, end = sorted(rng.sample(range(len(data)), 2))
            del data[start : min(end, start + 3000)]
        case 4:
            data[: rng.randint(1, 400)] = rng.randbytes(rng.randint(1, 400))
        case 5:
            for _ in range(rng.randint(1, 6)):  # the header, where sizes and tables stand
                data[rng.randrange(min(700, len(data)))] = rng.randrange(256)
        case _:
            data = bytearray(rng.randbytes(rng.randint(0, 4000)))
    return bytes(data)


@pytest.mark.parametrize("part", range(PARTS))
def test_spoiled_files_are_read_or_refused_by_code(reader, seeds, part):
    """Mutated and random files, each a return: every one ends in a page or a known refusal."""
    rng = random.Random(part)
    ended: dict[str, int] = {}
    for number in range(FILES):
        reading, _ = reader.read([(f"{number}", spoiled(rng.choice(seeds), rng))])
        (page,) = reading.pages
        end = page.refusal.code if page.refusal else "read"
        ended[end] = ended.get(end, 0) + 1

    assert sum(ended.values()) == FILES
    assert set(ended) - {"read"} <= set(table("id"))
    assert ended["photo_not_an_image"] > 0


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"%PDF-1.7", b"GIF89a" + bytes(40), "foto".encode("utf-16")]
)
def test_what_is_no_photo_is_refused(reader, data):
    """Empty, a bare header, a PDF, a GIF, a text."""
    reading, sheets = reader.read([("file", data)])

    assert reading.pages[0].refusal.code in {"photo_not_an_image", "photo_truncated"}
    assert reading.fields == ()
    assert sheets == []
    assert reading.missing_pages == (1, 2, 3)
