"""The heading: a station as words and names."""

from __future__ import annotations

import pytest

from sirekap.election.regions import station_code
from sirekap.sheet.heading import Heading, spell


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "NOL"), (1, "SATU"), (10, "SEPULUH"), (11, "SEBELAS"), (12, "DUA BELAS"), (19, "SEMBILAN BELAS"),
        (20, "DUA PULUH"), (76, "TUJUH PULUH ENAM"), (100, "SERATUS"), (101, "SERATUS SATU"),
        (110, "SERATUS SEPULUH"), (197, "SERATUS SEMBILAN PULUH TUJUH"), (200, "DUA RATUS"),
        (211, "DUA RATUS SEBELAS"), (300, "TIGA RATUS"), (999, "SEMBILAN RATUS SEMBILAN PULUH SEMBILAN"),
    ],
)  # fmt: skip
def test_numbers_are_spelled_as_officers_write_them(number, words):
    """Ten, eleven and one hundred have forms of their own."""
    assert words == spell(number)


def test_every_number_of_three_digits_has_its_own_words():
    """No two numbers are spelled alike."""
    assert len({spell(number) for number in range(1000)}) == 1000


@pytest.mark.parametrize("number", [-1, 1000])
def test_a_number_without_room_on_the_form_is_not_spelled(number):
    """Three boxes hold 0 to 999."""
    with pytest.raises(ValueError, match=str(number)):
        spell(number)


def test_the_station_is_named_by_number_and_words():
    """Station 3504011001003 is "3 (TIGA)" of its village."""
    heading = Heading(station_code("3504011001003"), "JAWA TIMUR", "TULUNGAGUNG", "TULUNGAGUNG", "KEDUNGSOKO")

    assert heading.lines() == {
        "province": "JAWA TIMUR",
        "regency": "TULUNGAGUNG",
        "subdistrict": "TULUNGAGUNG",
        "village": "KEDUNGSOKO",
        "station_number": "3",
        "station_words": "TIGA",
    }
