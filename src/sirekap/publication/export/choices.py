"""Rows of the ballots: tickets, parties and candidates, each under its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.contests import Contest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.election.choices import Candidate, District
    from sirekap.profiles import Profile
    from sirekap.publication.export.columns import Cell, Row


def choice_rows(profile: Profile, contest: Contest) -> Iterator[Row]:
    """All that is voted on in a contest, by district in the order of its ballot."""
    if contest is Contest.PRESIDENT:
        for ticket in profile.tickets:
            pair = " - ".join(ticket.names)
            yield (
                None,
                None,
                None,
                f"suara_{ticket.number}",
                "ticket",
                None,
                None,
                ticket.number,
                pair,
                None,
                None,
            )
        return
    for _, district in sorted(profile.districts(contest).items()):
        yield from _district(profile, contest, district)


def _district(profile: Profile, contest: Contest, district: District) -> Iterator[Row]:
    people = profile.candidates(contest, district.code)
    here: tuple[Cell, ...] = (district.code, district.name, district.seats)
    if not contest.by_party:
        for each in people:
            yield *here, f"suara_{each.number}", "candidate", None, None, *_person(each)
        return
    for party in profile.parties_of(district.code):
        of = (party.number, party.name)
        yield *here, f"partai_{party.number}", "party", *of, party.number, party.name, None, None
        for each in people:
            if each.party == party.number:
                field = f"partai_{party.number}_caleg_{each.number}"
                yield *here, field, "candidate", *of, *_person(each)
        total = f"partai_{party.number}_total"
        yield *here, total, "party_total", *of, party.number, party.name, None, None


def _person(person: Candidate) -> tuple[int, str | None, str | None, str | None]:
    return person.number, person.name or None, person.sex or None, person.residence or None
