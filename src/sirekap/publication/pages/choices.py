"""What people chose between in a place: tickets, parties with their people, or a province's candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName
from sirekap.election.regions import NATION, RegionCode
from sirekap.publication.pages.speech import DASH, title_case
from sirekap.tiers.ballots import regions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.election.choices import District, Party, Ticket
    from sirekap.election.forms import Form
    from sirekap.profiles import Profile

SUMS = ("suara_sah", "suara_tidak_sah", "suara_total")
"""The fields of the votes that are nobody's."""


_SIZES = (2, 4, 6, 10)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them: the field its votes stand in, its number, what it is called, its colour.

    ``own`` is the field of the votes for a party alone, and ``people`` are its candidates.
    """

    field: FieldName
    number: int
    name: str
    short: str
    colour: str
    own: FieldName | None = None
    people: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Ballot:
    """What stands on the ballots of a place. ``district`` is the only one it votes in, if there is one.

    Above a district parties have no candidates here: each district has others.
    """

    choices: tuple[Choice, ...]
    form: Form | None = None
    district: District | None = None
    districts: tuple[District, ...] = ()


def ballot_across(
    profile: Profile, contest: Contest, region: RegionCode, districts: tuple[District, ...]
) -> Ballot:
    """What is voted on in a region of several districts, or of none: parties, but nobody's candidates."""
    if not contest.by_party:
        return Ballot((), districts=districts)
    parties = profile.parties if region == NATION else profile.parties_in(RegionCode(region[:2]))
    return Ballot(tuple(_party(each, ()) for each in parties), districts=districts)


def districts_by_region(profile: Profile, contest: Contest) -> Mapping[str, tuple[District, ...]]:
    """The districts that each region lies in or has parts of, by code; a district's own parts are not split.

    A subdistrict that districts share stands in each of them; its villages, which stand there too, decide.
    """
    found: dict[str, dict[str, District]] = {}
    for district, regions in regions_of(profile, contest):
        for region in regions:
            for code in (NATION, *(region[:size] for size in _SIZES if size <= len(region))):
                found.setdefault(code, {})[district.code] = district
    return {code: tuple(some.values()) for code, some in found.items()}


def ballot_in(profile: Profile, contest: Contest, district: District) -> Ballot:
    """What is voted on in a district."""
    form = profile.form(profile.entry(contest).form, district.code)
    if not contest.by_party:
        return Ballot(_people(profile, contest, district, None), form, district, (district,))
    choices = tuple(
        _party(each, _people(profile, contest, district, each.number))
        for each in profile.parties_of(district.code)
    )
    return Ballot(choices, form, district, (district,))


def president(profile: Profile) -> Ballot:
    """The tickets, the same everywhere."""
    form = profile.form(profile.entry(Contest.PRESIDENT).form)
    return Ballot(tuple(_pair(each) for each in profile.tickets), form)


def _party(party: Party, people: tuple[Choice, ...]) -> Choice:
    return Choice(
        FieldName(f"partai_{party.number}_total"),
        party.number,
        title_case(party.name),
        party.short_name,
        party.colour,
        FieldName(f"partai_{party.number}"),
        people,
    )


def _pair(ticket: Ticket) -> Choice:
    return Choice(
        FieldName(f"suara_{ticket.number}"),
        ticket.number,
        f" {DASH} ".join(title_case(name) for name in ticket.names),
        f"{ticket.number:02d}",
        ticket.colour,
    )


_PALETTE = ("#2f6f73", "#a4552d", "#5b4b8a", "#7a6a1f", "#2d5f9a", "#8a3b5c", "#3f7a3a", "#6b4a3a")
"""For people who have no colour of their own: told apart, and none of a party's meaning."""


def _people(profile: Profile, contest: Contest, district: District, party: int | None) -> tuple[Choice, ...]:
    before = "suara" if party is None else f"partai_{party}_caleg"
    return tuple(
        Choice(
            FieldName(f"{before}_{each.number}"),
            each.number,
            title_case(each.name),
            str(each.number),
            _PALETTE[each.number % len(_PALETTE)],
        )
        for each in profile.candidates(contest, district.code)
        if each.party == party
    )
