"""A region's file: what was counted in it from its stations, and beside it each region or station below."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest, Poll
from sirekap.election.forms import FieldName
from sirekap.election.regions import Level, level_of
from sirekap.publication.kpu.station import choices
from sirekap.publication.kpu.writing import percent, short_first, stamp
from sirekap.tiers.standing import NOWHERE
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.choices import DistrictCode
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.publication.country import Country
    from sirekap.publication.kpu.keys import Keys
    from sirekap.publication.kpu.writing import Document, Value
    from sirekap.tiers.standing import Standing

NOTHING = Tally()


@dataclass(frozen=True)
class Counted:
    """What a region's file is made of: its own totals and those of the regions one tier below.

    Of a village ``standings`` are its stations'; ``rows`` are those of the file that stands, for
    stations which did not change. A place that is missing in all has nothing yet.
    """

    contest: Contest
    region: RegionCode
    at: datetime
    totals: Mapping[RegionCode, Tally] = field(default_factory=dict)
    standings: Mapping[StationCode, Standing] = field(default_factory=dict)
    rows: Mapping[StationCode, Value] = field(default_factory=dict)


def area(country: Country, keys: Keys, counted: Counted) -> Document:
    """The file of a region, of the nation down to a village."""
    own = counted.totals.get(counted.region, NOTHING)
    expected, here = country.expected.get(counted.region, 0), own.stations.get("counted", 0)
    fields = fields_of(keys, counted.contest, counted.region)
    return {
        "ts": stamp(counted.at),
        "psu": Poll.REGULAR.value,
        "mode": "hhcw",
        "chart": {**_votes(fields, own.votes), "persen": percent(here, expected)},
        "table": _table(country, fields, counted),
        "progres": {"total": expected, "progres": here},
    }


def fields_of(keys: Keys, contest: Contest, region: RegionCode) -> dict[str, FieldName]:
    """The keys that a region's totals are told by, and their fields: tickets, parties, a province's people.

    No people of DPD are told above their province: each has another list.
    """
    if contest.by_party:
        totals = (each.number for each in keys.profile.parties)
        return {str(number): FieldName(f"partai_{number}_total") for number in totals}
    district: DistrictCode | None = None
    if contest is Contest.DPD and level_of(region) is not Level.NATION:
        known = keys.profile.districts(contest)
        district = next((code for code in known if region.startswith(code)), None)
    return choices(keys, contest, district)


def _table(country: Country, fields: Mapping[str, FieldName], counted: Counted) -> Mapping[str, Value]:
    if level_of(counted.region) is Level.VILLAGE:
        return {
            code: counted.rows[code]
            if code in counted.rows and code not in counted.standings
            else _station_row(fields, counted.standings.get(code, NOWHERE))
            for code in country.stations.get(counted.region, ())
        }
    return {
        code: _region_row(fields, counted.totals.get(code, NOTHING), country.expected.get(code, 0))
        for code in country.below.get(counted.region, ())
    }


def _region_row(fields: Mapping[str, FieldName], tally: Tally, expected: int) -> Value:
    here = tally.stations.get("counted", 0)
    votes = _votes(fields, tally.votes) if here else {}
    return {
        "psu": Poll.REGULAR.value,
        **votes,
        "persen": percent(here, expected),
        "status_progress": here > 0,
    }


def _station_row(fields: Mapping[str, FieldName], standing: Standing) -> Value:
    given = standing.votes.figures.numbers
    votes = short_first({key: given[name] for key, name in fields.items() if name in given})
    return {
        "psu": str(standing.poll or Poll.REGULAR),
        **votes,
        # All or nothing, and a whole number: so KPU writes it for stations, and for stations alone.
        "persen": 100 if votes else 0,
        "status_progress": bool(votes),
    }


def _votes(fields: Mapping[str, FieldName], votes: Mapping[str, int]) -> dict[str, int]:
    return short_first({key: votes.get(name, 0) for key, name in fields.items()})
