"""A district's file: parties and candidates, as counted from the stations of all its regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.publication.kpu.writing import percent, short_first, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sirekap.election.choices import DistrictCode
    from sirekap.election.contests import Contest
    from sirekap.election.forms import FieldName
    from sirekap.publication.kpu.keys import Keys
    from sirekap.publication.kpu.writing import Document, Value
    from sirekap.tiers.tally import Tally


@dataclass(frozen=True, slots=True)
class Together:
    """The totals of regions that do not overlap, added up.

    ``votes`` as counted, ``settled`` as plenaries stand for them; ``counted`` of the
    ``expected`` stations have figures.
    """

    votes: Mapping[str, int]
    settled: Mapping[str, int]
    counted: int
    expected: int

    @classmethod
    def of(cls, tallies: Iterable[Tally], expected: int) -> Together:
        """Add up."""
        votes: dict[str, int] = {}
        settled: dict[str, int] = {}
        counted = 0
        for tally in tallies:
            counted += tally.stations.get("counted", 0)
            for whole, part in ((votes, tally.votes), (settled, tally.settled)):
                for name, count in part.items():
                    whole[name] = whole.get(name, 0) + count
        return cls(votes, settled, counted, expected)


def district(keys: Keys, contest: Contest, code: DistrictCode, together: Together, at: datetime) -> Document:
    """The file of a district."""
    return _document(keys.parties(contest, code), together, at)


def nation(keys: Keys, together: Together, at: datetime) -> Document:
    """The file of the nation: parties alone, since each district has candidates of its own."""
    return _document({str(each.number): {} for each in keys.profile.parties}, together, at)


def party_votes(votes: Mapping[str, int], party: str) -> dict[str, int]:
    """A party with its candidates, and its own votes."""
    return {
        "jml_suara_total": votes.get(f"partai_{party}_total", 0),
        "jml_suara_partai": votes.get(f"partai_{party}", 0),
    }


def _document(parties: Mapping[str, Mapping[str, FieldName]], together: Together, at: datetime) -> Document:
    votes = together.votes
    chart = short_first({party: votes.get(f"partai_{party}_total", 0) for party in parties})
    table: dict[str, Value] = {
        party: short_first(
            {key: votes.get(name, 0) for key, name in people.items()} | party_votes(votes, party)
        )
        for party, people in parties.items()
    }
    return {
        "ts": stamp(at),
        "mode": "hhcw",
        "chart": {**chart, "persen": percent(together.counted, together.expected)},
        "table": short_first(table),
        "progres": {"total": together.expected, "progres": together.counted},
    }
