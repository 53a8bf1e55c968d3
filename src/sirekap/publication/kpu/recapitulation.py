"""What plenaries settled: the files beside the count, from settled figures alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.regions import Level
from sirekap.publication.kpu.area import NOTHING, fields_of
from sirekap.publication.kpu.districts import Together, party_votes
from sirekap.publication.kpu.writing import percent, short_first, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from sirekap.election.choices import DistrictCode
    from sirekap.election.contests import Contest
    from sirekap.election.regions import RegionCode
    from sirekap.publication.country import Country
    from sirekap.publication.kpu.keys import Keys
    from sirekap.publication.kpu.writing import Document, Value
    from sirekap.tiers.tally import Tally

_MINUTES = {"da": Level.SUBDISTRICT, "db": Level.REGENCY, "dc": Level.PROVINCE}
"""KPU's short names of the minutes of each tier."""


@dataclass(frozen=True)
class Settled:
    """What a region's file is made of: totals of itself and of the regions below, and who has certified.

    ``certified`` are all regions whose plenary's certificate stands; ``minutes`` is the address
    of the region's own signed minutes, if they are published.
    """

    contest: Contest
    region: RegionCode
    at: datetime
    totals: Mapping[RegionCode, Tally] = field(default_factory=dict)
    certified: AbstractSet[RegionCode] = frozenset()
    minutes: str | None = None


def region(country: Country, keys: Keys, settled: Settled) -> Document:
    """The file of a region, of the nation down to a subdistrict."""
    fields = fields_of(keys, settled.contest, settled.region)
    below = country.below.get(settled.region, ())

    def votes(code: RegionCode) -> dict[str, int]:
        figures = settled.totals.get(code, NOTHING).settled
        return short_first({key: figures.get(name, 0) for key, name in fields.items()})

    def progress(code: RegionCode) -> Value:
        return _progress(country, settled.certified, code)

    return {
        "ts": stamp(settled.at),
        "chart": votes(settled.region),
        "table": {code: votes(code) for code in below},
        "progress_d": progress(settled.region),
        "progress_d_child": {code: progress(code) for code in below},
        "url_formd": settled.minutes,
    }


def district(
    keys: Keys, contest: Contest, code: DistrictCode, regions: Mapping[RegionCode, Together], at: datetime
) -> Document:
    """The file of a district: its parties, and each candidate's votes in each of its regions."""
    whole: dict[str, int] = {}
    for each in regions.values():
        for name, count in each.settled.items():
            whole[name] = whole.get(name, 0) + count
    parties = keys.parties(contest, code)
    people = {key: name for fields in parties.values() for key, name in fields.items()}
    return {
        "ts": stamp(at),
        "chart": short_first({party: party_votes(whole, party) for party in parties}),
        "table": {
            place: short_first({key: each.settled.get(name, 0) for key, name in people.items()})
            for place, each in sorted(regions.items())
        },
    }


def _progress(country: Country, certified: AbstractSet[RegionCode], region: RegionCode) -> Value:
    """How many regions of each tier there are, and how many of them have certified."""
    found: dict[str, Value] = {}
    for name, level in _MINUTES.items():
        inside = list(country.inside(region, level))
        done = sum(code in certified for code in inside)
        found[name] = {
            "persen": percent(done, len(inside)),
            "jml_wilayah": len(inside),
            "jml_wilayah_publikasi": done,
        }
    return found
