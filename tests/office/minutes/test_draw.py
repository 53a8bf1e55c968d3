"""Minutes of a whole subdistrict and its DPR ballot: what the press prints is what was recapitulated."""

from __future__ import annotations

import subprocess

import pytest
from bench.plenary import CHECKPOINT, REGION, SmallPlenary

from sirekap.election.contests import Contest
from sirekap.sheet.minutes.book import thousands
from sirekap.sheet.minutes.press import MinutesPress, leaves_of


@pytest.fixture(scope="module")
def plenary(runner):
    """Twenty-four stations of ten villages; lists of ten candidates of eighteen parties."""
    made = SmallPlenary(24, Contest.DPR)
    runner.run(made.held())
    return made


@pytest.fixture(scope="module")
def book(plenary, runner):
    """Its minutes."""
    return runner.run(plenary.book())


async def test_every_line_adds_up_to_the_settled_total(plenary, book):
    """Villages, and stations by village, give the totals the certificate stands for, field by field."""
    settled = (await plenary.clerk.tally(REGION, Contest.DPR)).settled
    villages, stations = book.tables
    (group,) = villages.groups

    for name in (line.name for line in villages.lines if line.name):
        total = settled.get(name, 0)
        assert group.sum.figures[name] == total
        assert sum(each.figures[name] for each in group.columns) == total
        assert sum(each.figures[name] or 0 for one in stations.groups for each in one.columns) == total
    assert sum(len(each.columns) for each in stations.groups) == 24


def test_the_pages_of_the_long_list_say_what_the_tables_say(book, tool, tmp_path):
    """Each row of each page of 18 parties, carried rows too, stands on paper."""
    path = tmp_path / "dpr.pdf"
    with MinutesPress() as press:
        path.write_bytes(press.minutes(book))
    told = subprocess.run(
        [tool("pdftotext"), "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")

    leaves = leaves_of(book)
    assert len(leaves) > 30
    for page, leaf in zip(told[1:], leaves, strict=False):
        lines = {" ".join(line.split()) for line in page.splitlines()}
        for row in leaf.rows:
            assert " ".join([" ".join(row.label.split()), *map(thousands, row.cells)]) in lines


def test_findings_stand_with_what_the_officers_wrote(book):
    """The station whose ballots used are not its voters explained it when it was sent."""
    (found,) = [each for each in book.annexes if each.title.startswith("Temuan")]
    explained = {row[1]: row[3] for row in found.rows}

    assert explained["R122"].startswith("Enam belas pemilih DPTb")
    assert explained["R133"] == "tanpa penjelasan"


def test_the_log_is_named(book):
    """The head that was passed in stands on the first page."""
    assert book.seal.checkpoint == CHECKPOINT


def test_parties_are_told_on_the_first_page(book):
    """Eighteen parties, then valid, invalid and all votes."""
    assert len(book.outcomes) == 21
    assert [each.sums for each in book.outcomes[-3:]] == [True, True, True]
    assert sum(each.votes for each in book.outcomes[:18]) == pytest.approx(book.outcomes[18].votes, abs=5)


async def test_a_copy_of_a_long_form(plenary):
    """One station's 233 lines, portrait, in words too."""
    copy = await plenary.copy(plenary.codes[0])

    assert copy.portrait
    assert copy.tables[0].spelled
    with MinutesPress() as press:
        assert press.minutes(copy).startswith(b"%PDF-1.7")
