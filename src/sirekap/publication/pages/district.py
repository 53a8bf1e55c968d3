"""The page of an electoral district: parties, candidates, seats as they would fall by the votes so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.regions import RegionCode
from sirekap.publication.pages import paths
from sirekap.publication.pages.progress import progress, shares
from sirekap.publication.pages.region import Row
from sirekap.tiers.outcome.change import Margin, of_ranking, of_seats
from sirekap.tiers.outcome.ranking import first
from sirekap.tiers.outcome.seats import allot, over_threshold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sirekap.election.choices import District, DistrictCode
    from sirekap.election.contests import Contest
    from sirekap.publication.kpu.districts import Together
    from sirekap.publication.pages.choices import Ballot
    from sirekap.publication.pages.documents import Latest
    from sirekap.publication.pages.site import File, Site
    from sirekap.tiers.outcome.seats import Allotment

DPD_SEATS = 4
"""Of each province (UU 7/2017 art. 196)."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What was counted in a district and in each of its regions; ``open`` are the votes still to come.

    ``national`` are the votes of each party in the country, where a contest has a threshold.
    """

    contest: Contest
    code: DistrictCode
    whole: Together
    parts: Mapping[RegionCode, Together]
    open: int
    national: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate, with the votes and whether they would suffice."""

    number: int
    name: str
    votes: int
    width: int
    seated: bool


@dataclass(frozen=True, slots=True)
class List:
    """A party in a district: its votes, the seats they would bring, and its people."""

    number: int
    name: str
    short: str
    colour: str
    votes: int
    own: int
    seats: int
    shut_out: bool
    people: tuple[Person, ...]


def seats_of(site: Site, polled: Polled) -> tuple[dict[int, int], Allotment]:
    """The votes of the parties that take part in a district's seats, and how these fall."""
    district, entry = site.profile.districts(polled.contest)[polled.code], site.profile.entry(polled.contest)
    votes = {
        each.number: polled.whole.votes.get(f"partai_{each.number}_total", 0)
        for each in site.profile.parties_of(polled.code)
    }
    if entry.threshold is not None:
        taking_part = over_threshold(polled.national, entry.threshold)
        votes = {party: count for party, count in votes.items() if party in taking_part}
    return votes, allot(votes, district.seats or 0)


def district_page(site: Site, now: Latest, polled: Polled) -> Iterator[File]:
    """A district's page in every language."""
    contest, district = polled.contest, site.profile.districts(polled.contest)[polled.code]
    ballot = site.in_district(contest, polled.code)
    whole = polled.whole
    yield from site.render(
        "district.html",
        paths.district(contest, polled.code),
        now,
        contest=contest,
        region=RegionCode(polled.code[:2]),
        above=site.above(RegionCode(polled.code[:4])),
        district=district,
        seats=district.seats if contest.by_party else DPD_SEATS,
        found=progress({"expected": whole.expected, "counted": whole.counted}),
        shares=shares(ballot.choices, whole.votes, whole.settled),
        by_party=contest.by_party,
        lists=_lists(site, ballot, polled),
        people=_people(ballot, polled),
        margin=_margin(site, district, polled),
        columns=ballot.choices,
        rows=[
            Row(
                code,
                site.country.name(code),
                each.counted,
                each.expected,
                tuple(each.votes.get(one.field, 0) for one in ballot.choices),
            )
            for code, each in polled.parts.items()
        ],
    )


def _margin(site: Site, district: District, polled: Polled) -> Margin:
    if not polled.contest.by_party:
        votes = {
            name: count for name, count in polled.whole.votes.items() if name.removeprefix("suara_").isdigit()
        }
        return of_ranking(votes, DPD_SEATS, polled.open)
    votes_of, allotted = seats_of(site, polled)
    return of_seats(votes_of, allotted, polled.open) if district.seats else Margin(None, polled.open)


def _lists(site: Site, ballot: Ballot, polled: Polled) -> list[List]:
    if not polled.contest.by_party:
        return []
    taking_part, allotted = seats_of(site, polled)
    votes, found = polled.whole.votes, []
    for each in ballot.choices:
        seats = allotted.of(each.number)
        counts = {one.field: votes.get(one.field, 0) for one in each.people}
        seated = set(first(counts, seats).elected)
        most = max(counts.values(), default=0)
        people = tuple(
            Person(
                one.number,
                one.name,
                counts[one.field],
                counts[one.field] * 10_000 // most if most else 0,
                one.field in seated,
            )
            for one in each.people
        )
        own = votes.get(each.own or "", 0)
        total = votes.get(each.field, 0)
        found.append(
            List(
                each.number,
                each.name,
                each.short,
                each.colour,
                total,
                own,
                seats,
                each.number not in taking_part,
                people,
            )
        )
    return sorted(found, key=lambda each: -each.votes)


def _people(ballot: Ballot, polled: Polled) -> list[Person]:
    if polled.contest.by_party:
        return []
    counts = {one.field: polled.whole.votes.get(one.field, 0) for one in ballot.choices}
    seated, most = set(first(counts, DPD_SEATS).elected), max(counts.values(), default=0)
    people = [
        Person(
            one.number,
            one.name,
            counts[one.field],
            counts[one.field] * 10_000 // most if most else 0,
            most > 0 and one.field in seated,
        )
        for one in ballot.choices
    ]
    return sorted(people, key=lambda each: -each.votes)
