"""What the bench counts as silently wrong, asked and exact; and what it shows of it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from bench.reading.figures import table
from bench.reading.peers import RAPIDOCR, TESSERACT, compared
from bench.reading.records import BoxSeen, FieldSeen, PhotoSeen, Run, Told, View
from bench.reading.sheet import contact_sheet
from bench.reading.speed import Timing
from bench.reading.voices import both, heard, support_of

from sirekap.election.forms import FieldName, Witness
from sirekap.office.acceptance import Status
from sirekap.reading.result import FieldReading
from sirekap.reading.scoring import CLASSES

ACCEPTED, ASK, UNREADABLE = Status.ACCEPTED, Status.ASK, Status.UNREADABLE


def seen(name, value, read, status, bubbles=None):
    """Make a field where ``value`` is written and ``read`` was read; ``None``: its page was refused."""
    said = None
    if read is not None:
        witnesses = ((Witness.BOXES, read), (Witness.BUBBLES, bubbles))
        said = FieldReading(FieldName(name), f"{read:03}", read, 0.9999, witnesses, (), 2)
    picture = View("boxes", np.full((40, 120, 3), 200, np.uint8))
    told = Told(2, f"{value:03}", value, "sure")
    less = {"boxes alone": -1 if read is None else read}
    return FieldSeen("s", name, "votes", told, said, status, less=less, views=(picture,))


def named(run):
    """The table of a run by the names of its figures."""
    return {each.name: each for each in table(run, None, Timing())}


def test_a_wrong_number_that_was_accepted_is_silent_and_misses_the_goal():
    """Read 91 for 41 and passed: the failure this reader exists to prevent."""
    run = Run(stations=1, fields=[seen("suara_1", 41, 91, ACCEPTED), seen("suara_2", 7, 7, ACCEPTED)])
    figure = named(run)["silently wrong among accepted"]
    assert (figure.part, figure.whole, figure.met) == (1, 2, False)


def test_a_field_of_a_refused_page_counts_as_asked_and_as_wrong():
    """Nobody gains by refusing a hard photo."""
    run = Run(stations=1, fields=[seen("suara_1", 41, None, UNREADABLE), seen("suara_2", 7, 7, ACCEPTED)])
    figures = named(run)
    assert (figures["asked, vote fields"].part, figures["asked, vote fields"].whole) == (1, 2)
    assert figures["six vote fields exact, reconciled"].part == 1
    assert figures["silently wrong among accepted"].part == 0


def test_a_station_without_a_witness_counts_with_its_boxes():
    """Adding bubbles cannot make fields wrong of a station that has none."""
    with_bubbles = seen("suara_1", 41, 41, ACCEPTED)
    with_bubbles.less["+ bubbles"] = 41
    run = Run(stations=2, fields=[with_bubbles, seen("suara_2", 7, 7, ACCEPTED)])
    assert named(run)["  six vote fields, bubbles too"].part == 2


def test_only_photos_that_show_a_page_count_as_registered_or_not():
    """The A4 copy is another form, counted apart: it is read as what it is, or refused."""
    run = Run(
        stations=1,
        photos=[
            PhotoSeen("s", "a.jpg", 1, tagged=True, found=1, refusal=None),
            PhotoSeen("s", "b.jpg", 2, tagged=True, found=3, refusal=None),
            PhotoSeen("s", "c.jpg", "other", tagged=False, found=None, refusal="page_not_found"),
            PhotoSeen("s", "e.jpg", "other", tagged=False, found="other", refusal=None),
            PhotoSeen("s", "d.jpg", None, tagged=False, found=None, refusal="page_not_found"),
        ],
    )
    figures = named(run)
    assert (figures["photos registered"].part, figures["photos registered"].whole) == (1, 2)
    assert figures["  taken for another page"].met is False
    assert (figures["copies on A4 read as such"].part, figures["copies on A4 read as such"].whole) == (1, 2)


def test_a_run_that_saw_nothing_reaches_no_goal():
    """An empty folder proves nothing."""
    assert all(each.met is None for each in table(Run(), None, Timing()))


def test_every_figure_has_a_name_of_its_own():
    """A later run is compared with an earlier one by these names."""
    field = seen("suara_1", 41, 41, ACCEPTED)
    field.less["+ bubbles"] = 41
    names = [each.name for each in table(Run(fields=[field]), None, Timing())]
    assert len(names) == len(set(names))


def test_witnesses_are_counted_when_they_speak_and_their_common_errors_are_found():
    """Boxes and bubbles both say 91 for 41 once; once the bubbles are silent."""
    fields = [
        seen("suara_1", 41, 91, ACCEPTED, bubbles=91),
        seen("suara_2", 7, 7, ACCEPTED, bubbles=7),
        seen("suara_3", 7, 8, ASK),
    ]
    boxes, bubbles = heard(fields)
    assert (boxes.present, boxes.spoke, boxes.right) == (3, 3, 1)
    assert (bubbles.present, bubbles.spoke, bubbles.right) == (3, 2, 1)
    assert both(boxes, bubbles).alike == 1
    assert support_of(fields[1]) == "boxes + bubbles"
    assert support_of(fields[2]) == "boxes + 1 identity"


def test_the_contact_sheet_shows_the_silent_first_and_nothing_that_is_right_and_accepted():
    """Rows are of one height here, so their colours tell their order."""
    run = Run(
        fields=[
            seen("suara_1", 41, 41, ACCEPTED),
            seen("suara_2", 41, 41, ASK),
            seen("suara_3", 41, 91, ACCEPTED),
        ],
        photos=[PhotoSeen("s", "x.jpg", 2, tagged=True, found=None, refusal="photo_too_dark")],
    )
    png, rows = contact_sheet(run)
    assert rows == 3
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).astype(int)
    blue, green, red = picture[..., 0], picture[..., 1], picture[..., 2]
    red_rows = np.flatnonzero(((red > 150) & (green < 60) & (blue < 60)).any(axis=1))
    amber_rows = np.flatnonzero(((red > 150) & (green > 90) & (green < 130) & (blue < 40)).any(axis=1))
    assert red_rows.size
    assert amber_rows.size
    assert red_rows.max() < amber_rows.min()


@pytest.fixture
def plain_sevens():
    """A run of one field ``X77`` whose boxes are drawn so plainly that anyone reads them."""
    boxes = []
    for position, mark in enumerate("X77"):
        inside = np.full((64, 64), 255, np.uint8)
        if mark != "X":
            cv2.putText(inside, mark, (16, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 4, cv2.LINE_AA)
        scores = np.eye(len(CLASSES))[CLASSES.index(mark)]
        boxes.append(BoxSeen("s", 2, "suara_1", position, mark, scores, inside))
    return Run(stations=1, boxes=boxes, fields=[seen("suara_1", 77, 77, ACCEPTED)])


def test_tesseract_reads_what_is_plain(plain_sevens, tool):
    """A peer that reads nothing at all would flatter us."""
    tool("tesseract")
    ours, tesseract, _ = compared(plain_sevens, None, None, seed=1)
    assert ours.digits == (0, 2)
    assert tesseract.name == TESSERACT
    assert tesseract.digits == (0, 2)
    assert tesseract.fields == (0, 1)


def test_rapidocr_reads_what_is_plain(plain_sevens):
    """The same, where the bench's group is installed."""
    pytest.importorskip("rapidocr")
    rapidocr = compared(plain_sevens, None, None, seed=1)[2]
    assert rapidocr.name == RAPIDOCR
    assert rapidocr.digits == (0, 2)
    assert rapidocr.fields == (0, 1)
