"""The simulated camera and its truth about the pose."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.conditions import Conditions

SPOTS = np.array([(x, y) for x in range(80, 560, 110) for y in range(100, 840, 120)], float)


@pytest.fixture(scope="module")
def dotted():
    """A white page, 2 px per mm, with a black dot of 4 mm radius at every spot."""
    page = np.full((1800, 1200, 3), 255, np.uint8)
    for spot in SPOTS:
        centre = np.round((spot * 2 - 0.5) * 16).astype(int).tolist()
        cv2.circle(page, centre, 8 * 16, (0, 0, 0), cv2.FILLED, cv2.LINE_AA, 4)
    return page


def seen(jpeg):
    """The picture as a viewer shows it, grey."""
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE).astype(float)


def found(picture, near):
    """The middle of the dark spot near a pixel."""
    x, y = np.floor(near).astype(int)
    window = picture[y - 11 : y + 12, x - 11 : x + 12]
    dark = np.clip(0.7 * np.percentile(window, 90) - window, 0, None)
    down, across = np.mgrid[y - 11 : y + 12, x - 11 : x + 12]
    return np.array([(dark * across).sum(), (dark * down).sum()]) / dark.sum() + 0.5


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("exif", [1, 3, 6, 8])
def test_points_are_where_the_truth_says(dotted, turn, exif):
    """On a bent page in any orientation, each dot is found within half a pixel of its predicted place."""
    even = replace(
        Conditions.of("hard", np.random.default_rng(turn + exif)),
        shadow=0.0, glare=0.0, relief=0.0, uneven=0.0, blur=1.0, motion=0.0, white=0.8,
    )  # fmt: skip

    photo = photograph(dotted, 2.0, Shot(turn + exif, turn=turn, exif=exif, conditions=even))

    picture = seen(photo.jpeg)
    assert picture.shape[::-1] == photo.size
    expected = photo.to_pixels(SPOTS)
    assert ((expected > 15) & (expected < np.array(photo.size) - 15)).all()
    assert max(np.hypot(*(found(picture, point) - point)) for point in expected) < 0.5


def test_the_inverse_of_the_view_is_exact(dotted):
    """From page to pixels and back the error is below a hundredth of a millimetre."""
    corners = np.array([[0, 0], [600, 0], [600, 900], [0, 900]], float)
    for seed in range(10):
        view = photograph(dotted, 2.0, Shot(seed, "hard")).view

        assert np.abs(view.page(view.pixels(SPOTS), corners) - SPOTS).max() < 0.01


def test_same_shot_same_bytes(dotted):
    """A shot is made by its seed."""
    one, again, other = (photograph(dotted, 2.0, Shot(seed)).jpeg for seed in (3, 3, 4))

    assert one == again
    assert one != other


@pytest.mark.parametrize("difficulty", ["easy", "normal", "hard"])
def test_the_print_is_in_the_frame_unless_a_corner_is_cut(dotted, difficulty):
    """All corner marks are in the picture; a cut corner leaves at least one out."""
    marks = np.array([[43, 62], [557, 62], [557, 878], [43, 878]], float)
    for seed in range(15):
        whole, cut = (
            photograph(dotted, 2.0, Shot(seed, difficulty, width=250, cut_corner=cut))
            for cut in (False, True)
        )

        assert inside(whole, marks) == 4
        assert inside(cut, marks) < 4


def inside(photo, points):
    """How many of the points are in the picture."""
    places = photo.to_pixels(points)
    return int(((places > -1) & (places < np.array(photo.size))).all(axis=1).sum())


def test_quarter_turns_and_sizes(dotted):
    """The picture is as wide as asked; a page turned by 90 degrees stands sideways in it."""
    upright, sideways = (photograph(dotted, 2.0, Shot(1, width=600, turn=turn)) for turn in (0, 90))

    assert min(upright.size) == upright.size[0] == 600
    assert min(sideways.size) == sideways.size[1] == 600
    top, bottom = sideways.to_pixels(np.array([[300.0, 100.0], [300.0, 800.0]]))
    assert top[0] > bottom[0] + 300
    assert abs(top[1] - bottom[1]) < 100


def test_exif_says_how_the_pixels_are_turned(dotted):
    """With orientation 6 the stored pixels lie on their side, and a viewer puts them upright."""
    jpeg = photograph(dotted, 2.0, Shot(1, width=400, exif=6)).jpeg
    raw = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)

    assert jpeg[6:10] == b"Exif"
    assert raw.shape == seen(jpeg).shape[::-1]
    assert np.abs(np.rot90(raw, -1) - seen(jpeg)).max() == 0


def test_harder_photos_are_less_sharp(dotted):
    """Over a dozen shots, the detail left in a hard photo is less than in an easy one."""

    def detail(difficulty):
        pictures = [
            seen(photograph(dotted, 2.0, Shot(seed, difficulty, width=400)).jpeg) for seed in range(20)
        ]
        return np.median([np.abs(np.diff(cv2.GaussianBlur(p, (0, 0), 0.8), axis=1)).max() for p in pictures])

    assert detail("hard") < detail("normal") < detail("easy")
