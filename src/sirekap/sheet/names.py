"""Choices by number, and the names to print for them.

A slot knows its choice by one number: a ticket or a candidate of DPD by the number on the
ballot; a party by a hundred times its number, and its candidates from there (307: the
seventh of the third list).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest

if TYPE_CHECKING:
    from sirekap.election.choices import DistrictCode
    from sirekap.election.forms import FieldName, Form
    from sirekap.profiles import Profile

_CHOICE = re.compile(r"(?:suara_(?P<single>\d+)|partai_(?P<party>\d+)(?:_caleg_(?P<person>\d+))?)")
_LIST = 100


def choice_number(field: FieldName) -> int | None:
    """The number of the choice a field is for; ``None`` for a sum."""
    found = _CHOICE.fullmatch(field)
    if found is None:
        return None
    if found["single"]:
        return int(found["single"])
    return _LIST * int(found["party"]) + int(found["person"] or 0)


def numbered(form: Form) -> list[tuple[str, int]]:
    """Who sends a witness, as (number on the ballot, choice): each party, or each who stands alone."""
    choices = [number for each in form.fields() if (number := choice_number(each.name)) is not None]
    if form.contest.by_party:
        return [(str(each // _LIST), each) for each in choices if each % _LIST == 0]
    return [(str(each), each) for each in choices]


def names(
    profile: Profile, contest: Contest, district: DistrictCode | None = None
) -> dict[int, tuple[str, ...]]:
    """The lines to print for each choice; none where the profile ships no names."""
    if contest is Contest.PRESIDENT:
        return {ticket.number: ticket.names for ticket in profile.tickets}
    if district is None:
        return {}
    people = profile.candidates(contest, district)
    found: dict[int, tuple[str, ...]] = {
        _LIST * (each.party or 0) + each.number: (each.name,) for each in people
    }
    if contest.by_party:
        found |= {_LIST * each.number: (each.name,) for each in profile.parties_of(district)}
    return found
