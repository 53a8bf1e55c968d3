"""Sainte-Laguë on the real districts of DPR 2024, beside a recount made another way."""

from __future__ import annotations

import csv
import gzip
import io
from fractions import Fraction

import pytest

from sirekap.tiers.outcome.seats import allot, fill, over_threshold
from sirekap.tiers.outcome.tables import candidates_of, national_of, seats_of, votes_of


@pytest.fixture(scope="module")
def dpr(shared):
    folder = shared / "election" / "dpr2024"

    def rows(name):
        content = (folder / name).read_bytes()
        plain = gzip.decompress(content) if name.endswith(".gz") else content
        return csv.DictReader(io.StringIO(plain.decode("utf-8-sig")))

    return rows


def test_every_real_district_equals_a_plain_list_of_quotients(dpr):
    """All quotients of all parties over 4 %, sorted, cut at the number of seats."""
    votes, seats = votes_of(dpr("suara_partai_dapil.csv")), seats_of(dpr("dapil.csv"))
    passing = over_threshold(national_of(dpr("suara_partai_nasional.csv")), Fraction(4, 100))

    assert sorted(passing) == [1, 2, 3, 4, 5, 8, 12, 14]
    assert len(votes) == 37
    for district, all_votes in votes.items():
        counted = {party: count for party, count in all_votes.items() if party in passing}
        listed = sorted(
            (
                (count * 10**12 // (2 * place + 1), party)
                for party, count in counted.items()
                for place in range(15)
            ),
            reverse=True,
        )
        naive = [party for _, party in listed[: seats[district]]]
        allotment = allot(counted, seats[district])
        assert allotment.tied == ()
        assert {party: naive.count(party) for party in set(naive)} == dict(allotment.seats), district


def test_every_seat_of_the_real_districts_has_a_candidate(dpr):
    """Nobody is level, and no list is shorter than its seats."""
    votes, seats = votes_of(dpr("suara_partai_dapil.csv")), seats_of(dpr("dapil.csv"))
    people = candidates_of(dpr("caleg_suara.csv.gz"))
    passing = over_threshold(national_of(dpr("suara_partai_nasional.csv")), Fraction(4, 100))
    elected = 0
    for district, all_votes in votes.items():
        allotment = allot(
            {party: count for party, count in all_votes.items() if party in passing}, seats[district]
        )
        for party, won in allotment.seats:
            filled = fill(party, won, {each.id: each.votes for each in people[district, party]})
            assert (filled.tied, filled.unfilled, len(filled.elected)) == ((), 0, won)
            elected += won

    assert elected == sum(seats[district] for district in votes)
