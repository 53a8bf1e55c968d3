"""The print, measured: what the layout says is there, is there, and nothing more."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap.sheet.code import SheetCode
from sirekap.sheet.scene import Print

EXAMPLE_CIRCLES = 3
"""Page 2 shows beside each ticket how a circle is filled: one empty, one full."""


def of_kind(page, kind):
    return [rect for entry in page.entries for row in getattr(entry, kind) for rect in row]


@pytest.mark.parametrize(("number", "side"), [(1, 18.0), (2, 20.0), (3, 20.0)])
def test_every_digit_box_is_found_where_the_layout_says(pages, layout, same_places, number, side):
    """Each box is a black frame around white, within half a millimetre, and there is no other such frame."""
    boxes = [rect for _, _, rect in layout.page(number).boxes()]

    same_places(boxes, pages[number].frames(side, side))


def test_every_bubble_is_found_where_the_layout_says(pages, layout, same_places):
    """The rings of page 2 are the ninety bubbles and the three examples of an empty one."""
    found = pages[2].circles(8.0)
    column_of_boxes = [ring for ring in found if ring[0] > 450]

    assert len(found) == 90 + EXAMPLE_CIRCLES
    same_places([rect for _, _, rect in layout.page(2).bubbles()], column_of_boxes)


@pytest.mark.parametrize(("number", "height"), [(2, 16.0), (3, 12.46)])
def test_every_tally_cell_is_found_where_the_layout_says(pages, layout, same_places, number, height):
    """Cells are ruled in grey, sixty a field."""
    found = pages[number].frames(19.58, height, paler_than=230)

    same_places(of_kind(layout.page(number), "tally"), found)


@pytest.mark.parametrize(("number", "height"), [(2, 16.0), (3, 12.46)])
def test_every_row_sum_box_is_found_where_the_layout_says(pages, layout, same_places, number, height):
    """Two grey boxes stand at the end of each row of strokes."""
    found = pages[number].frames(12.0, height, paler_than=230)

    same_places(of_kind(layout.page(number), "row_sums"), found)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_corner_mark_is_found_where_the_layout_says(pages, layout, same_places, number):
    """Two black squares stand corner to corner at each corner of the page."""
    same_places(layout.page(number).marks, pages[number].squares(7.2))


def test_the_date_boxes_are_found_where_the_layout_says(pages, layout, same_places):
    """Day, month and year have eight boxes on the last page."""
    same_places(layout.page(3).dates, pages[3].frames(16.0, 16.0))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_detector_reads_the_tag(pages, layout, number):
    """The tag has its number, and its corners stand within half a millimetre in the detector's order."""
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    family = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10)
    corners, numbers, _ = cv2.aruco.ArucoDetector(family, parameters).detectMarkers(pages[number].grey)
    tag = layout.page(number).tag

    assert [tag.id] == numbers.ravel().tolist()
    found = (corners[0][0] + 0.5) / 5.0
    assert np.abs(np.array(tag.corners) - found).max() <= 0.5


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_qr_names_station_form_and_page(pages, layout, number):
    """What a phone reads is the code of exactly this page for exactly this station."""
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(pages[number].cut(layout.page(number).qr))

    assert f"SIREKAP:3504011001003/C.HASIL-PPWP/2024/{number}/{layout.digest[:8].upper()}" == text
    assert SheetCode.parse(text).matches(layout)


def test_a_form_for_no_station_says_so(press, form, layout):
    """The blank's QR has a dash for the station, and its dotted lines carry no names."""
    blank = press.png(Print(layout, form.artwork), 1, 5.0)
    grey = cv2.imdecode(np.frombuffer(blank, np.uint8), cv2.IMREAD_GRAYSCALE)
    page = layout.page(1)
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(grey)
    village = dict(page.places)["village"]
    above_dots = grey[
        round(village.y0 * 5) : round((village.y1 - 3) * 5), round(village.x0 * 5) : round(village.x1 * 5)
    ]

    assert SheetCode.parse(text).station is None
    assert above_dots.min() == 255


@pytest.mark.parametrize("number", [1, 2, 3])
def test_no_ink_of_ours_stands_where_officers_write(pages, layout, number):
    """The space for the amount in words is white."""
    page = layout.page(number)
    for entry in page.entries:
        if entry.words:
            assert pages[number].cut(entry.words).min() == 255


def test_rasters_have_the_size_asked_for(press, form):
    """A page of 600 by 900 mm at 2.5 pixels a millimetre has 1500 by 2250."""
    grey = cv2.imdecode(np.frombuffer(press.png(form, 1, 2.5), np.uint8), cv2.IMREAD_GRAYSCALE)

    assert grey.shape == (2250, 1500)
