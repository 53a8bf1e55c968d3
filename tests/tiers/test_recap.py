"""Files of published counts recapitulated."""

from __future__ import annotations

import csv
import gzip
import io

import pytest

from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.election.refusal import Refusal
from sirekap.tiers.recap import Recap, columns, numbers
from sirekap.tiers.rulebook import of_profile


def recapitulated(text):
    reader = csv.DictReader(io.StringIO(text), restval="")
    read = columns(reader.fieldnames or ())
    made = Recap(Contest.PRESIDENT, of_profile(profiles.load()))
    made.add((row["tps"], numbers(row, read)) for row in reader)
    return {each.region: each for each in made.regions()}


SMALL = """\
tps,suara_01,suara_02,suara_03,suara_sah,n_foto
3404062001001,41,7,2,50,3
3404062001002,10,,5,15,3
9901010001001,1,2,3,7,3
9901010001002,,,,,0
"""


def test_every_region_above_a_row_has_its_votes():
    """Two domestic rows and two overseas: the nation has all, each province its own."""
    regions = recapitulated(SMALL)

    assert list(regions) == [
        "0", "34", "3404", "340406", "3404062001", "99", "9901", "990101", "9901010001",
    ]  # fmt: skip
    assert regions["0"].votes == (("suara_1", 52), ("suara_2", 9), ("suara_3", 10))
    assert regions["99"].votes == (("suara_1", 1), ("suara_2", 2), ("suara_3", 3))


def test_expected_are_rows_and_counted_have_a_ticket():
    """Row 9901010001002 gives nothing: expected, not counted."""
    regions = recapitulated(SMALL)

    assert (regions["99"].expected, regions["99"].counted) == (2, 1)


def test_r411_an_empty_ticket_adds_nothing_and_is_found():
    """Row 3404062001002 lacks ticket 2."""
    assert recapitulated(SMALL)["34"].findings == (("R411", 1),)


def test_r131_tickets_differ_from_valid_votes():
    """Row 9901010001001: 1 + 2 + 3 is not 7."""
    assert recapitulated(SMALL)["99"].findings == (("R131", 1),)


def test_the_administration_block_is_read_under_its_own_names():
    """`dpt_j` is the voters' list (W302 above 300), `pengguna_l/p/j` all users (R105)."""
    text = "tps,suara_01,dpt_j,pengguna_l,pengguna_p,pengguna_j\n3404062001001,1,301,1,1,3\n"

    assert recapitulated(text)["0"].findings == (("R105", 1), ("R411", 1), ("W302", 1))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tps,n_foto\n3404062001001,3\n", "recap_columns"),
        ("tps,suara_01\n3404062001001,4l\n", "recap_number"),
        ("tps,suara_01\n340406,4\n", "recap_station"),
        ("tps,suara_01\n3404062001001,4\n3404062001001,4\n", "recap_twice"),
    ],
)
def test_what_is_no_file_of_returns_is_refused(text, code):
    """No ticket column; a letter in a number; a subdistrict's code; a station twice."""
    with pytest.raises(Refusal) as refused:
        recapitulated(text)

    assert refused.value.code == code


def test_real_provinces_add_up(shared):
    """Yogyakarta and overseas of 2024: every region's votes equal a plain sum over its rows."""
    made = Recap(Contest.PRESIDENT, of_profile(profiles.load()))
    plain: dict[str, list[int]] = {}
    for province in ("34", "99"):
        content = (shared / "election" / "pilpres2024-tps" / f"{province}.csv.gz").read_bytes()
        rows = list(csv.DictReader(io.StringIO(gzip.decompress(content).decode())))
        read = columns(list(rows[0]))
        made.add((row["tps"], numbers(row, read)) for row in rows)
        for row in rows:
            for region in ("0", *(row["tps"][:size] for size in (2, 4, 6, 10))):
                sums = plain.setdefault(region, [0, 0, 0])
                for place in range(3):
                    sums[place] += int(row[f"suara_0{place + 1}"] or 0)

    assert {each.region: [count for _, count in each.votes] for each in made.regions()} == plain
