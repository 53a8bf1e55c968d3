"""Results in the Election Results Common Data Format, NIST SP 1500-100 version 2 (JSON).

A report of the nation goes down to the subdistricts; a report of each regency goes on to the
villages, and of the presidential contest, with its three tickets, to the stations: that is half
a megabyte for a regency of a thousand. A legislative contest has twenty parties a station, which
would be tens of gigabytes for the country; it ends at the village, and candidates of parties
stand in the tables alone. Counts are as added up from the stations, pending ones too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sirekap.election.choices import DistrictCode
from sirekap.election.contests import Contest
from sirekap.publication.export import nist_units as units
from sirekap.publication.export.nist_units import said, typed, unit_id
from sirekap.tiers.ballots import electorates_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.profiles import Profile
    from sirekap.publication.country import Country
    from sirekap.publication.export.nist_units import Thing
    from sirekap.tiers.ballots import Electorate
    from sirekap.tiers.standing import Standing
    from sirekap.tiers.tally import Tally

SCHEMA = "NIST SP 1500-100 v2"
_SEATS_OF_DPD = 4
"""Of each province (UU 7/2017 art. 196)."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who answers for the results."""

    name: str = "Komisi Pemilihan Umum"
    short: str = "KPU"


@dataclass(frozen=True)
class Report:
    """What a report is made of: a region with the totals of those in it, and stations where it has any.

    ``at`` is the moment of the newest record in it, ``certified`` whether the region's
    certificate stands for just these figures, ``rehearsal`` whether the poll is none.
    """

    profile: Profile
    contest: Contest
    country: Country
    region: RegionCode
    at: datetime
    tallies: Mapping[RegionCode, Tally]
    stations: Mapping[StationCode, Standing] = field(default_factory=dict)
    certified: bool = False
    rehearsal: bool = False
    issuer: Issuer = Issuer()


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a place adds to a report: its votes by field, whether there are any, and what a missing one is.

    A region's totals leave out what is zero; a station's paper says it.
    """

    place: RegionCode | StationCode
    votes: Mapping[str, int | None]
    any: bool
    missing: int | None


def report(of: Report) -> bytes:
    """The document."""
    places = [*_places(of)]
    here = electorates_of(of.profile, of.contest, of.region)
    ballots = [each for each in here if any(part in of.tallies for part in each.inside(of.region))]
    document = typed(
        "ElectionReport",
        Format="precinct-level" if of.stations else "summary-contest",
        GeneratedDate=of.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        Issuer=of.issuer.name,
        IssuerAbbreviation=of.issuer.short,
        SequenceStart=1,
        SequenceEnd=1,
        Status=_status(of),
        VendorApplicationId="sirekap",
        IsTest=of.rehearsal,
        GpUnit=[*_units(of), *units.districts(ballots, of.region, of.tallies)],
        Party=units.parties(of.profile) if of.contest.by_party else [],
        Election=[_election(of, ballots, places)],
    )
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _status(of: Report) -> str:
    if of.certified:
        return "certified"
    counted = of.tallies[of.region].stations.get("counted", 0) if of.region in of.tallies else 0
    complete = counted == of.country.expected.get(of.region, 0)
    return "unofficial-complete" if complete else "unofficial-partial"


def _places(of: Report) -> Iterator[_Counted]:
    for code, tally in sorted(of.tallies.items()):
        yield _Counted(code, tally.votes, tally.stations.get("counted", 0) > 0, 0)
    for station, standing in sorted(of.stations.items()):
        votes = dict(standing.votes.figures.entries)
        yield _Counted(station, {str(name): count for name, count in votes.items()}, bool(votes), None)


def _units(of: Report) -> Iterator[Thing]:
    for code in sorted(of.tallies):
        below: Sequence[str] = of.country.below.get(code, ()) or [
            each for each in of.country.stations.get(code, ()) if each in of.stations
        ]
        known = [each for each in below if each in of.tallies or each in of.stations]
        yield units.region(of.country, code, of.tallies[code].stations.get("counted", 0), known)
    for station, standing in sorted(of.stations.items()):
        yield units.station(of.country, station, standing)


def _election(of: Report, ballots: Sequence[Electorate], places: Sequence[_Counted]) -> Thing:
    day = of.profile.polling_day.isoformat()
    return typed(
        "Election",
        Name=said(f"{of.profile.name}: {of.profile.entry(of.contest).name}"),
        Type="general",
        StartDate=day,
        EndDate=day,
        ElectionScopeId=unit_id(of.region),
        Candidate=[one for ballot in ballots for one in _candidates(of, ballot)],
        Contest=[_contest(of, ballot, places) for ballot in ballots],
        BallotCounts=[each for place in places if place.any for each in _ballot_counts(place)],
    )


def _ballot_counts(of: _Counted) -> Iterator[Thing]:
    """Ballots in the box and those not valid, as far as the paper tells them."""
    cast, rejected = of.votes.get("suara_total"), of.votes.get("suara_tidak_sah")
    counts = {"BallotsCast": cast, "BallotsRejected": rejected}
    known = {name: count for name, count in counts.items() if count is not None}
    if known:
        yield typed("BallotCounts", GpUnitId=unit_id(of.place), Type="total", **known)


def _contest(of: Report, ballot: Electorate, places: Sequence[_Counted]) -> Thing:
    code = _code(ballot)
    inside = [each for each in places if each.any and ballot.inside(each.place) == (each.place,)]
    common: dict[str, Any] = {
        "@id": f"contest-{of.contest}-{code}",
        "Name": " ".join([of.profile.entry(of.contest).name, *_district_name(ballot)]),
        "ElectionDistrictId": unit_id(of.region)
        if ballot.district is None
        else units.district_id(ballot.district),
    }
    if of.contest.by_party:
        selections = [
            _selection("Party", f"party-{number}", f"{code}-party-{number}", f"partai_{number}_total", inside)
            for number in (each.number for each in of.profile.parties_of(DistrictCode(code)))
        ]
        return typed("PartyContest", **common, VoteVariation="proportional", ContestSelection=selections)
    elected = 1 if of.contest is Contest.PRESIDENT else _SEATS_OF_DPD
    selections = [
        _selection("Candidate", f"candidate-{code}-{number}", f"{code}-{number}", f"suara_{number}", inside)
        for number, _ in _people(of, ballot)
    ]
    variation = "majority" if of.contest is Contest.PRESIDENT else "plurality"
    return typed(
        "CandidateContest",
        **common,
        VotesAllowed=1,
        NumberElected=elected,
        VoteVariation=variation,
        ContestSelection=selections,
    )


def _district_name(ballot: Electorate) -> list[str]:
    return [] if ballot.district is None else [ballot.district.name]


def _code(ballot: Electorate) -> str:
    return "0" if ballot.district is None else ballot.district.code


def _selection(kind: str, of: str, identity: str, field: str, places: Sequence[_Counted]) -> Thing:
    named = {"@id": f"selection-{identity}", f"{kind}Ids": [of], "VoteCounts": _votes(field, places)}
    return typed(f"{kind}Selection", **named)


def _votes(name: str, places: Sequence[_Counted]) -> list[Thing]:
    """The votes of one choice at each place; none where a station's paper has none."""
    return [
        typed("VoteCounts", GpUnitId=unit_id(each.place), Type="total", Count=count)
        for each in places
        if (count := each.votes.get(name, each.missing)) is not None
    ]


def _people(of: Report, ballot: Electorate) -> list[tuple[int, str]]:
    if of.contest is Contest.PRESIDENT:
        return [(each.number, " - ".join(each.names)) for each in of.profile.tickets]
    if ballot.district is None:
        return []
    return [(each.number, each.name) for each in of.profile.candidates(of.contest, ballot.district.code)]


def _candidates(of: Report, ballot: Electorate) -> Iterator[Thing]:
    if not of.contest.by_party:
        for number, name in _people(of, ballot):
            named = {"@id": f"candidate-{_code(ballot)}-{number}", "BallotName": said(name)}
            yield typed("Candidate", **named)
