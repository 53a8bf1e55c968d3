"""Seats of an assembly by the votes so far, as a half circle of dots and as a table with each last seat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.regions import NATION, RegionCode
from sirekap.publication.pages import paths
from sirekap.publication.pages.district import seats_of
from sirekap.publication.pages.site import headings
from sirekap.tiers.outcome.change import of_seats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sirekap.election.choices import District, Party
    from sirekap.election.contests import Contest
    from sirekap.publication.pages.district import Polled
    from sirekap.publication.pages.documents import Latest
    from sirekap.publication.pages.site import File, Site
    from sirekap.tiers.outcome.change import Margin

_INNER, _OUTER = 400, 1000
"""Radii of the innermost and the outermost row."""


@dataclass(frozen=True, slots=True)
class Dots:
    """A party's seats on the chart."""

    colour: str
    name: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Won:
    """A party's seats in the assembly."""

    party: Party
    seats: int
    votes: int


@dataclass(frozen=True, slots=True)
class Last:
    """A district's last seat: who has it, who would take it next, and by how many votes."""

    district: District
    won: tuple[tuple[Party, int], ...]
    margin: Margin
    about: tuple[str, ...]
    open_seats: int


def seats_page(
    site: Site, now: Latest, contest: Contest, assembly: RegionCode, polled: Sequence[Polled]
) -> Iterator[File]:
    """The seats of an assembly in every language, from what was counted in each of its districts."""
    parties = {each.number: each for each in site.profile.parties}
    seats, votes, last = dict.fromkeys(parties, 0), dict.fromkeys(parties, 0), []
    for each in polled:
        taking_part, allotted = seats_of(site, each)
        for party, count in allotted.seats:
            seats[party] += count
        for party in parties:
            votes[party] += each.whole.votes.get(f"partai_{party}_total", 0)
        margin = of_seats(taking_part, allotted, each.open)
        last.append(
            Last(
                site.profile.districts(contest)[each.code],
                tuple((parties[party], count) for party, count in allotted.seats),
                margin,
                tuple(parties[int(name)].short_name for name in margin.about if name.isdigit()),
                allotted.open_seats,
            )
        )
    won = sorted(
        (Won(each, seats[number], votes[number]) for number, each in parties.items() if votes[number]),
        key=lambda each: (-each.seats, -each.votes),
    )
    whole = sum(each.district.seats or 0 for each in last)
    yield from site.render(
        "seats.html",
        paths.seats(contest, assembly),
        now,
        contest=contest,
        region=assembly,
        name=site.country.name(assembly) if assembly != NATION else "Indonesia",
        heading=headings(assembly, site.country.name(assembly)),
        above=site.above(assembly) if assembly != NATION else (),
        radius=_radius(whole),
        dots=_chart(won, whole),
        whole=whole,
        taken=sum(each.seats for each in won),
        majority=whole // 2 + 1,
        won=won,
        votes=sum(votes.values()),
        last=last,
        threshold=site.profile.entry(contest).threshold,
    )


def _chart(won: Sequence[Won], whole: int) -> list[Dots]:
    """Each party's dots, from the left in the order of the ballot; seats that nobody has yet come last."""
    places = _places(whole)
    found, at = [], 0
    for each in sorted(won, key=lambda each: each.party.number):
        if each.seats:
            found.append(Dots(each.party.colour, each.party.short_name, tuple(places[at : at + each.seats])))
            at += each.seats
    if at < whole:
        found.append(Dots("none", "", tuple(places[at:])))
    return found


def _rows(whole: int) -> int:
    return max(1, min(12, round(math.sqrt(whole / 4))))


def _radius(whole: int) -> int:
    rows = _rows(whole)
    return round((_OUTER - _INNER) / max(rows - 1, 3) * 0.42)


def _places(whole: int) -> list[tuple[int, int]]:
    """So many places in a half circle, from left to right."""
    rows = _rows(whole)
    radii = [_INNER + (_OUTER - _INNER) * row / max(rows - 1, 1) for row in range(rows)]
    if rows == 1:
        radii = [_OUTER * 0.7]
    counts = [round(whole * radius / sum(radii)) for radius in radii]
    counts[-1] += whole - sum(counts)
    found = [
        (math.pi * (seat + 0.5) / count, radius)
        for radius, count in zip(radii, counts, strict=True)
        for seat in range(count)
    ]
    found.sort(key=lambda place: (round(place[0], 3), place[1]))
    return [(round(-radius * math.cos(angle)), round(-radius * math.sin(angle))) for angle, radius in found]
