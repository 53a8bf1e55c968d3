"""Minutes on paper: what a person, a scanner and a reader of PDF find on the pages."""

from __future__ import annotations

import re
import subprocess

import pytest
from tests.sheet.minutes.small import CONTENT, LINES, URL, book, station, table, village

from sirekap.sheet.minutes.book import Group, Table, thousands
from sirekap.sheet.minutes.press import MinutesPress, leaves_of


@pytest.fixture(scope="module")
def press():
    """One compiler for all."""
    with MinutesPress() as made:
        yield made


@pytest.fixture(scope="module")
def long_book():
    """Forty-five stations in two villages: more than one page holds."""
    groups = [
        village("NGUNUT", [station(n, 10 + n, 2 * n) for n in range(1, 31)]),
        village("SUMBERINGIN", [station(n, 3 * n, n) for n in range(1, 16)]),
    ]
    return book((table(groups),))


def written(press, tmp_path, what):
    """A book on disk."""
    path = tmp_path / "minutes.pdf"
    path.write_bytes(press.minutes(what))
    return path


def text_of(tool, path, page=None):
    """The words of a page, or of all."""
    pages = [] if page is None else ["-f", str(page), "-l", str(page)]
    command = [tool("pdftotext"), "-layout", *pages, str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def pages_of(tool, path):
    """How many pages it has."""
    told = subprocess.run([tool("pdfinfo"), path], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", told)[1]), told


def test_equal_books_are_equal_bytes(press):
    """The document's date is the minutes', not the printer's."""
    assert press.minutes(book()) == press.minutes(book())
    with MinutesPress() as another:
        assert another.minutes(book()) == press.minutes(book())


def test_it_is_an_archive_file_of_its_own_date(press, tmp_path, tool):
    """PDF/A-2b, made when the minutes were."""
    path = written(press, tmp_path, book())
    _, told = pages_of(tool, path)
    command = [tool("pdfinfo"), "-meta", path]
    meta = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert ("<pdfaid:part>2<" in meta, "<pdfaid:conformance>B<" in meta) == (True, True)
    assert "2024-02-17T08:07:00+00:00" in meta
    assert "D.HASIL KECAMATAN-PPWP" in told


def test_every_figure_of_every_page_is_there_to_read(press, tmp_path, tool, long_book):
    """Row by row, the text of a page is the figures its leaf has, carried ones too."""
    path = written(press, tmp_path, long_book)

    for number, leaf in enumerate(leaves_of(long_book), start=2):
        lines = [" ".join(line.split()) for line in text_of(tool, path, number).splitlines()]
        for row in leaf.rows:
            expected = " ".join([" ".join(row.label.split()), *map(thousands, row.cells)])
            assert expected in lines


def test_heads_are_repeated_on_every_page(press, tmp_path, tool, long_book):
    """Form, region, village, stations, the hash and the code stand on each page of a table."""
    path = written(press, tmp_path, long_book)
    leaves = leaves_of(long_book)

    assert len(leaves) > 2
    for number, leaf in enumerate(leaves, start=2):
        flat = " ".join(text_of(tool, path, number).split())
        for expected in ("D.HASIL KECAMATAN-PPWP", "Kecamatan NGUNUT", "Line"):
            assert expected in flat
        assert all(strip.column.label.split()[0] in flat for strip in leaf.strips)
        assert leaf.strips[0].group in flat
        assert CONTENT in flat
        assert "VOVL-VOVL" in flat


def test_a_scanner_finds_the_public_page(press, tmp_path, tool):
    """The QR of the first page, from a coarse picture."""
    path = written(press, tmp_path, book())
    subprocess.run(
        [tool("pdftoppm"), "-r", "100", "-gray", "-l", "1", path, path.with_suffix("")], check=True
    )
    (picture,) = path.parent.glob("minutes-*.pgm")

    told = subprocess.run(
        [tool("zbarimg"), "-q", "--raw", picture], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == URL


def test_signatures_and_appendix(press, tmp_path, tool):
    """Who signs, who refused and why; the old figure before the new one; "none" where there is none."""
    flat = " ".join(text_of(tool, written(press, tmp_path, book())).split())

    for expected in ("Asep", "Menolak: tidak setuju", "91 41", "Nihil.", "4.116", "cd" * 16):
        assert expected in flat


def test_a_draft_says_so_on_every_page(press, tmp_path, tool):
    """What is not certified cannot be taken for what is."""
    path = written(press, tmp_path, book(draft="RANCANGAN"))
    count, _ = pages_of(tool, path)

    assert all("RANCANGAN" in text_of(tool, path, page) for page in range(1, count + 1))


def test_hostile_and_endless_texts_are_texts(press, tmp_path, tool):
    """Markup is not evaluated, and a long name moves nothing off its page."""
    hostile = '#panic("x") *bold* $x$ ' + "NAGARI SIMPANG TANJUNG NAN IV " * 4
    before, _ = pages_of(tool, written(press, tmp_path, book()))
    changed = book((table([village(hostile, [station(1, 41, 7), station(2, 5, 1200)])]),), region=hostile)
    path = written(press, tmp_path, changed)

    assert '#panic("x")' in text_of(tool, path)
    assert pages_of(tool, path)[0] == before


def test_a_copy_stands_on_one_page_with_its_words(press, tmp_path, tool):
    """Portrait, facts and table together, each figure in words."""
    copy = Table("Hasil", LINES, (Group("", (station(1, 141, 7),)),), spelled=True)
    first = text_of(tool, written(press, tmp_path, book((copy,), portrait=True)), 1)

    assert "SERATUS EMPAT PULUH SATU" in first
    assert "Kecamatan NGUNUT" in first


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0"), (1250, "1.250"), (96214691, "96.214.691"), (None, "–")]
)
def test_figures_are_printed_as_in_indonesia(count, told):
    """Points between thousands; a dash for an empty place."""
    assert thousands(count) == told
