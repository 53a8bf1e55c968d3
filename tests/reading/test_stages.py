"""The pictures of each stage, and the reconciliation as a table."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap import profiles
from sirekap.reading import stages
from sirekap.reading.reader import Reader
from sirekap.simulate.camera import Shot, photograph


@pytest.fixture(scope="module")
def read(papers):
    """A reader, and what it read of one page of tickets that nobody filled."""
    reader = Reader(profiles.load(), "C.HASIL-PPWP")
    reading, (sheet,) = reader.read([("a.jpg", photograph(papers[2], 2.5, Shot(3, "easy")).jpeg)])
    return reader, reading, sheet.registered


def test_each_stage_is_a_picture(read):
    """Print, frames, boxes, bubbles: JPEGs in the order of the stages."""
    reader, _, page = read
    drawn = dict(stages.pictures(page, reader.print_of(page), reader.evidence(page)))

    assert list(drawn) == ["1-print", "2-frames", "3-boxes", "4-bubbles"]
    pictures = {name: cv2.imdecode(np.frombuffer(jpeg, np.uint8), 1) for name, jpeg in drawn.items()}
    assert {pictures[name].shape for name in ("1-print", "2-frames", "4-bubbles")} == {(1800, 1200, 3)}


def test_frames_found_well_are_drawn_green(read):
    """On a clear photo the found frames' colour lies on the first ticket's first box."""
    reader, _, page = read
    jpeg = dict(stages.pictures(page, reader.print_of(page), reader.evidence(page)))["2-frames"]
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), 1).astype(int)
    rect = page.layout.entries[0].boxes[0]
    across = picture[round(rect.centre[1] * 2), round(rect.x0 * 2) - 4 : round(rect.x0 * 2) + 5]

    assert (across[:, 1] - across[:, 2]).max() > 60


def test_the_table_tells_every_field_and_what_its_boxes_say(read):
    """A line a field: what is written, the value, its confidence, and the boxes' own best numbers."""
    reader, reading, page = read
    lines = stages.table(reading, reader.evidence(page)).splitlines()

    assert [line.split()[0] for line in lines[1:4]] == ["suara_1", "suara_2", "suara_3"]
    assert all("boxes say" in line for line in lines[1:4])
