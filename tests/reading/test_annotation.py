"""The annotated picture."""

from __future__ import annotations

import numpy as np

from sirekap.reading.annotation import Note, annotated
from sirekap.reading.photo import decode
from sirekap.reading.registration import register
from sirekap.simulate.camera import Shot, photograph


def test_boxes_are_drawn_in_their_status_colour(prints, papers):
    """A box to ask about is drawn on the photo in another colour than an accepted one."""
    page = register(decode(photograph(papers[2], 2.5, Shot(2, "easy")).jpeg), prints)
    notes = [Note("suara_1", "X41", "accepted"), Note("suara_2", "?9?", "ask")]
    picture = annotated(page, notes)
    zoom = picture.shape[1] / page.grey.shape[1]
    assert picture.dtype == np.uint8

    def colours_around(y_mm):
        spots = np.round(
            page.to_pixels(np.array([[455.0, y] for y in np.arange(y_mm, y_mm + 12, 0.5)])) * zoom
        )
        return np.median([picture[int(y), int(x)].astype(int) for x, y in spots], axis=0)

    accepted, ask = colours_around(188.0), colours_around(340.0)
    assert accepted[0] > accepted[2] + 60
    assert ask[2] > ask[0] + 60
