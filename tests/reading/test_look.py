"""The look of a page: near for copies of one photo, far for two papers, on simulated and on real ones."""

from __future__ import annotations

import io
from itertools import combinations

import cv2
import numpy as np
import pytest
from PIL import Image

from sirekap.election.refusal import Refusal
from sirekap.reading.look import ALIKE, LookOut, distance
from sirekap.reading.photo import decode
from sirekap.reading.registration import register
from sirekap.sheet.shelf import load_artwork
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.count import count
from sirekap.simulate.figure import figures
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import fill

PX_PER_MM = 2.5
STATIONS = 5


@pytest.fixture(scope="module")
def look(layout, prints):
    """Gives page and look of a photo; None where no page is found."""
    size, artwork = (layout.width, layout.height), load_artwork("C.HASIL-PPWP")
    outs = {page.number: LookOut(page, artwork, size) for page in layout.pages}

    def looked(data):
        try:
            page = register(decode(data), prints)
        except Refusal:
            return None
        return page.layout.number, outs[page.layout.number].of(page)

    return looked


def copies(data):
    """The photo compressed hard, cut at its edges, turned by two degrees and reduced."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = image.size
    yield saved(image, 40)
    yield saved(image.crop((width // 70, height // 100, width - width // 70, height - height // 100)), 85)
    yield saved(image.rotate(2, Image.Resampling.BICUBIC, expand=True, fillcolor=(120, 120, 120)), 80)
    yield saved(image.resize((width * 4 // 5, height * 4 // 5)), 80)


def saved(image, quality):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def filled(papers, layout, seed):
    """Page 2 filled by the hand of a seed, and photographed."""
    page = layout.page(2)
    paper = fill(papers[2], PX_PER_MM, page, figures(count(seed)), Hand.of(seed))
    return photograph(np.asarray(paper, np.uint8), PX_PER_MM, Shot(seed, "normal")).jpeg


def test_copies_are_alike_and_other_papers_are_not(papers, layout, look):
    """Four copies of one photo within the bound; three papers of three hands far beyond it."""
    photos = [filled(papers, layout, seed) for seed in (1, 2, 3)]
    looks = [look(photo)[1] for photo in photos]

    assert all(distance(look(copy)[1], looks[0]) <= ALIKE for copy in copies(photos[0]))
    assert min(distance(*pair) for pair in combinations(looks, 2)) > ALIKE + 16


def test_the_same_paper_photographed_again_is_alike(papers, layout, look):
    """A look is of the paper: another light and another angle change few bits."""
    page = layout.page(2)
    paper = np.asarray(fill(papers[2], PX_PER_MM, page, figures(count(4)), Hand.of(4)), np.uint8)
    one, other = (look(photograph(paper, PX_PER_MM, Shot(seed, "easy")).jpeg)[1] for seed in (1, 2))

    assert distance(one, other) <= 2 * ALIKE


def test_on_real_photos(shared, look):
    """Copies of real photos are alike, and no two stations' pages are."""
    cv2.setNumThreads(1)
    found = {}
    for folder in sorted(each for each in (shared / "photos").iterdir() if each.is_dir())[:STATIONS]:
        for file in sorted(folder.glob("*.jpg")):
            data = file.read_bytes()
            if (seen := look(data)) is not None:
                found[folder.name, seen[0]] = data, seen[1]
    near = [
        distance(seen[1], bits)
        for data, bits in list(found.values())[::5]
        for copy in copies(data)
        if (seen := look(copy)) is not None
    ]
    far = [
        distance(found[one][1], found[other][1])
        for one, other in combinations(found, 2)
        if one[1] == other[1] and one[0] != other[0]
    ]

    assert len(far) > 20
    assert min(far) > ALIKE + 16
    assert sum(bits <= ALIKE for bits in near) >= 0.9 * len(near) > 10
