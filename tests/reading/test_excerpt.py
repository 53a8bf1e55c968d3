"""The row of a field, cut out for a person: of the right field and upright, however the photo was taken."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap.reading.excerpt import excerpt
from sirekap.reading.photo import decode
from sirekap.reading.registration import register
from sirekap.simulate.camera import Shot, photograph

FINE = 2.5
RED = (0, 0, 255)


def red(jpeg):
    """The share of a picture that is red, and its width over its height."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).astype(int)
    blue, _, ruddy = np.moveaxis(picture, -1, 0)
    return float(np.mean(ruddy - blue > 60)), picture.shape[1] / picture.shape[0]


@pytest.mark.parametrize("turn", [0, 90])
def test_the_row_of_a_field_is_cut_out_upright_and_in_colour(prints, papers, layout, turn):
    """The boxes of one field are filled with red: its row is red there, the next field's is not."""
    page = layout.page(2)
    first, second = page.entries[0], page.entries[-1]
    paper = papers[2].copy()
    for box in first.boxes:
        corners = [(round(x * FINE), round(y * FINE)) for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
        cv2.rectangle(paper, *corners, RED, -1)
    shot = photograph(paper, FINE, Shot(seed=5, turn=turn, difficulty="easy"))
    registered = register(decode(shot.jpeg), prints)

    (share, shape), (other, _) = (red(excerpt(registered, each.field)) for each in (first, second))

    assert share > 0.15
    assert shape > 1.5
    assert other < 0.02


def test_a_field_of_another_page_has_no_row_here(prints, papers):
    """Asked for a field that the page does not bear, there is none."""
    shot = photograph(papers[2], FINE, Shot(seed=6, difficulty="easy"))

    with pytest.raises(KeyError):
        excerpt(register(decode(shot.jpeg), prints), "pemilih_dpt_l")
