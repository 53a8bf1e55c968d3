"""Enrolment letters on paper: what a camera and a person read from them."""

from __future__ import annotations

import random
import subprocess
from datetime import UTC, datetime

import pytest

from sirekap.seal.codes import one_time_code, read_code
from sirekap.sheet.heading import Heading
from sirekap.sheet.letter import LetterPage, LetterPress, Slip, grouped

MADE, UNTIL = datetime(2024, 1, 20, 3, tzinfo=UTC), datetime(2024, 2, 14, 16, 59, 59, tzinfo=UTC)
CHANCE = random.Random(5)
STATIONS = [f"3504011001{number:03}" for number in (1, 2, 913)]
CODES = {(at, slot): one_time_code(at, CHANCE.randbytes(16)) for at in STATIONS for slot in (1, 2)}


def page(station, slots=(1, 2), village="KEDUNGSOKO"):
    """A letter with codes for these slots; the others are enrolled."""
    slips = [
        Slip(slot, CODES[station, slot].payload, CODES[station, slot].typed)
        if slot in slots
        else Slip(slot, None, None)
        for slot in (1, 2)
    ]
    heading = Heading(station, "JAWA TIMUR", "TULUNGAGUNG", "TULUNGAGUNG", village)
    return LetterPage(heading, slips, MADE, UNTIL, "Pemilihan Umum 2024")


@pytest.fixture(scope="module")
def press():
    """One compiler for all."""
    with LetterPress() as made:
        yield made


@pytest.fixture(scope="module")
def book(press, tmp_path_factory):
    """Three letters; the second has one free slot."""
    path = tmp_path_factory.mktemp("letters") / "letters.pdf"
    path.write_bytes(press.letters([page(STATIONS[0]), page(STATIONS[1], (1,)), page(STATIONS[2])]))
    return path


def text_of(path, tool, number):
    """The words of a page."""
    command = [tool("pdftotext"), "-f", str(number), "-l", str(number), str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def codes_of(path, tool, dpi=100):
    """The QRs of each page, as a plain scanner reads them from a coarse picture."""
    subprocess.run([tool("pdftoppm"), "-r", str(dpi), "-gray", path, path.with_suffix("")], check=True)
    pages = sorted(path.parent.glob(f"{path.stem}-*.pgm"))
    scan = [tool("zbarimg"), "--quiet", "--raw"]
    return [
        subprocess.run([*scan, one], capture_output=True, text=True, check=True).stdout.split()
        for one in pages
    ]


def test_a_scanner_reads_each_code(book, tool):
    """Two a page, the enrolled slot's none: exactly what the phone is to send."""
    first, second, third = codes_of(book, tool)

    assert sorted(first) == sorted(CODES[STATIONS[0], slot].payload for slot in (1, 2))
    assert second == [CODES[STATIONS[1], 1].payload]
    assert sorted(third) == sorted(CODES[STATIONS[2], slot].payload for slot in (1, 2))


def test_a_person_reads_each_code_and_whose_it_is(book, tool):
    """Station, village, until when, and the typed code, which is read again as it stands."""
    words = text_of(book, tool, 1)
    flat = " ".join(words.split())

    for expected in ("001", "KEDUNGSOKO", "TULUNGAGUNG", "JAWA TIMUR", STATIONS[0], "14 Februari 2024"):
        assert expected in flat
    for slot in (1, 2):
        code = CODES[STATIONS[0], slot]
        assert grouped(code.typed) in flat
        assert read_code(STATIONS[0], grouped(code.typed)) == code.text[:12]


def test_an_enrolled_slot_says_so(book, tool):
    """And shows no code to type."""
    flat = " ".join(text_of(book, tool, 2).split())

    assert "Sudah terdaftar" in flat
    assert grouped(CODES[STATIONS[1], 1].typed) in flat
    assert grouped(CODES[STATIONS[1], 2].typed) not in flat


def test_each_letter_is_one_page(book, tool):
    """Three letters, three pages: nothing runs over."""
    told = subprocess.run([tool("pdfinfo"), book], capture_output=True, text=True, check=True).stdout

    assert "Pages:           3" in told
    assert "595.276 x 841.89 pts (A4)" in told


def test_the_longest_names_and_hostile_ones_fit(press, tool, tmp_path):
    """A name is printed as it stands, markup or not, and however long it is the letter is one page."""
    path = tmp_path / "hostile.pdf"
    hostile = '#panic("x") *bold* $x$ ' + "NAGARI SIMPANG TANJUNG NAN IV " * 3

    path.write_bytes(press.letters([page(STATIONS[0], village=hostile)]))
    told = subprocess.run([tool("pdfinfo"), path], capture_output=True, text=True, check=True).stdout

    assert "Pages:           1" in told
    assert '#panic("x")' in text_of(path, tool, 1)
    assert len(codes_of(path, tool)[0]) == 2


def test_equal_letters_are_equal_bytes(press):
    """What is printed depends on the letter alone."""
    assert press.letters([page(STATIONS[0])]) == press.letters([page(STATIONS[0])])
