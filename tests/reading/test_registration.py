"""Photographs of printed pages: found, and every box where the camera's own truth says it is."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest

from sirekap.reading import cutting
from sirekap.reading.photo import Photo, decode
from sirekap.reading.refusal import Code, Refusal
from sirekap.reading.registration import register
from sirekap.simulate.camera import Shot, photograph

PX_PER_MM = 2.5
BOX = 18.0


def misses(page, shown):
    """How far, in mm, each corner of each box is from where the camera put it."""
    rects = [rect for _, _, rect in page.layout.boxes()]
    found = cutting.outlines(page.warp, rects, page.frames.offsets)
    edges = np.array([[(r.x0, r.y0), (r.x1, r.y0), (r.x1, r.y1), (r.x0, r.y1)] for r in rects])
    # The camera counts from the middle of the first pixel, the reader from its corner.
    true = shown.to_pixels(edges.reshape(-1, 2)).reshape(-1, 4, 2) + 0.5
    side = np.linalg.norm(true[:, 1] - true[:, 0], axis=1).mean() / BOX
    return np.linalg.norm(found - true, axis=2) / side


def refused(data, prints):
    with pytest.raises(Refusal) as caught:
        register(decode(data), prints)
    return caught.value.code


def jpeg(picture):
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("difficulty", ["easy", "normal"])
def test_each_box_is_found_where_the_camera_put_it(prints, papers, number, difficulty):
    """A photographed page of any number is known by its tag; its boxes are right within a millimetre."""
    shown = photograph(papers[number], PX_PER_MM, Shot(11 + number, difficulty))
    page = register(decode(shown.jpeg), prints)
    assert page.layout.number == number
    assert np.median(misses(page, shown)) < 0.4
    assert np.percentile(misses(page, shown), 95) < 1.2


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_turned_on_its_side_is_found(prints, papers, turn):
    """Whichever way the phone was held, the boxes are found upright."""
    shown = photograph(papers[2], PX_PER_MM, Shot(5, "easy", turn=turn))
    page = register(decode(shown.jpeg), prints)
    assert np.percentile(misses(page, shown), 95) < 1.2


def test_exif_and_the_page_agree(prints, papers):
    """A picture stored on its side is found where a viewer shows it."""
    shown = photograph(papers[2], PX_PER_MM, Shot(6, "easy", exif=6))
    assert np.percentile(misses(register(decode(shown.jpeg), prints), shown), 95) < 1.2


def test_twelve_megapixels_lead_to_the_same_boxes(prints, papers):
    """A wide photo, decoded at half scale, is registered in its reduced pixels."""
    shown = photograph(papers[2], PX_PER_MM, Shot(7, "easy", width=3000))
    photo = decode(shown.jpeg)
    assert photo.pixels.shape[1] == 1500
    page = register(photo, prints)
    corner = np.array([[455.0, 184.56]])
    assert page.to_pixels(corner)[0] * 2 == pytest.approx(shown.to_pixels(corner)[0], abs=8)


def test_without_its_tag_a_page_is_known_by_its_print(prints, papers):
    """A torn-off tag leaves the print, and the page is found by that."""
    paper = papers[2].copy()
    paper[250:370, 1200:1330] = 255
    shown = photograph(paper, PX_PER_MM, Shot(8, "easy"))
    page = register(decode(shown.jpeg), prints)
    assert (page.layout.number, page.found_by) == (2, "print")
    assert np.percentile(misses(page, shown), 95) < 1.2


def test_crops_show_the_box_in_their_middle(prints, papers):
    """A box's crop is paper inside, and its frame lies six pixels from each side."""
    shown = photograph(papers[1], PX_PER_MM, Shot(9, "easy"))
    crops = cutting.boxes(register(decode(shown.jpeg), prints))
    assert crops.shape == (66, 48, 48)
    assert crops.dtype == np.uint8
    inside, frame = crops[:, 14:34, 14:34].mean(), crops[:, 14:34, 4:8].min(axis=2).mean()
    assert inside > 215
    assert frame < 130


def test_page_of_another_form(prints, papers):
    """The tag of another contest's form is refused as another form, whatever else looks alike."""
    paper = papers[2].copy()
    tag = cv2.aruco.generateImageMarker(
        cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10), 501, 80
    )
    paper[250:370, 1200:1330] = 255
    paper[268:348, 1235:1315] = cv2.cvtColor(cv2.rotate(tag, cv2.ROTATE_180), cv2.COLOR_GRAY2BGR)
    assert refused(photograph(paper, PX_PER_MM, Shot(8, "easy")).jpeg, prints) == Code.WRONG_FORM


@pytest.mark.parametrize(
    ("keep", "code"),
    [
        ((slice(None), slice(0, 900)), Code.RIGHT_MISSING),
        ((slice(0, 1350), slice(None)), Code.BOTTOM_MISSING),
    ],
)
def test_page_part_missing(prints, papers, keep, code):
    """A photo that leaves out boxes is refused, and the sentence says on which side."""
    paper = cv2.copyMakeBorder(papers[1], 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=(90, 90, 90))
    assert refused(jpeg(paper[keep]), prints) == code


def test_page_not_found(prints):
    """A picture of something else shows no page."""
    noise = np.random.default_rng(3).integers(0, 255, (60, 40, 3), np.uint8)
    wall = cv2.resize(noise, (1000, 1500), interpolation=cv2.INTER_NEAREST)
    assert refused(jpeg(wall), prints) == Code.NO_PAGE


def test_photo_too_dark(prints, papers):
    """A photo taken without light is refused as too dark."""
    assert refused(jpeg((papers[2] * 0.04).astype(np.uint8)), prints) == Code.TOO_DARK


def test_photo_too_blurred(prints, papers):
    """A photo far out of focus is refused as too blurred."""
    assert refused(jpeg(cv2.GaussianBlur(papers[2], (0, 0), 12)), prints) == Code.TOO_BLURRED


def test_any_pixels_are_read_or_refused(prints):
    """Pictures of nothing in particular: each gives a page or a coded refusal, nothing else."""
    for turn in range(12):
        generator = np.random.default_rng(turn)
        height, width = ((330, 330), (400, 1200), (1000, 340))[turn % 3]
        kind = turn % 4
        if kind == 0:
            pixels = np.full((height, width, 3), 20 * turn, np.uint8)
        elif kind == 1:
            pixels = generator.integers(0, 256, (height, width, 3), np.uint8)
        elif kind == 2:
            pixels = np.tile(np.linspace(0, 255, width, dtype=np.uint8)[None, :, None], (height, 1, 3))
        else:
            pixels = np.zeros((height, width, 3), np.uint8)
            pixels[:: 2 + turn, :] = 255
        with pytest.raises(Refusal):
            register(Photo(pixels, (width, height), ""), prints)


def test_real_photos_are_registered_or_refused(prints, shared):
    """Some real photos: those that show a page are found as that page, the A4 copy is refused."""
    lines = (shared / "photos/truth.jsonl").read_text().splitlines()
    told = [json.loads(line) for line in lines]
    others = [truth for truth in told if truth["page"] == "other"]
    for truth in [*told[::25], *others]:
        data = (shared / "photos" / truth["station"] / truth["photo"]).read_bytes()
        try:
            number = register(decode(data), prints).layout.number
        except Refusal as refusal:
            number = "other" if refusal.code == Code.NO_PAGE else refusal.code
        assert number == truth["page"], truth["photo"]
