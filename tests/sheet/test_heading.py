"""The heading: a station as words and names."""

from __future__ import annotations

from sirekap.election.regions import station_code
from sirekap.sheet.heading import Heading


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
