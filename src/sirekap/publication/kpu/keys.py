"""KPU's keys for what is voted on: numbers of its database for people, of the ballot for parties."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sirekap.election.choices import Candidate, DistrictCode
    from sirekap.election.regions import StationCode
    from sirekap.profiles import Profile

CandidateKey = tuple[Contest, "DistrictCode", FieldName]

_OWN = 9_000_000
"""KPU's keys of candidates have six digits; ours, where its are not known, seven."""

_CANDIDATE = re.compile(r"(?:partai_(?P<party>\d+)_caleg_|suara_)(?P<number>\d+)")


@dataclass(frozen=True, slots=True)
class _Paper:
    """A district's form: its parties with their candidates, and its pages."""

    parties: Mapping[str, Mapping[str, FieldName]]
    pages: int


@dataclass(frozen=True)
class Keys:
    """The keys of an election; ``candidates`` are KPU's own, as far as the set-up knows them."""

    profile: Profile
    candidates: Mapping[CandidateKey, str] = field(default_factory=dict)

    @cached_property
    def tickets(self) -> dict[str, FieldName]:
        """The key of each presidential ticket, and its field."""
        return {each.id: FieldName(f"suara_{each.number}") for each in self.profile.tickets}

    def people(self, contest: Contest, district: DistrictCode) -> dict[str, FieldName]:
        """The key of each candidate of DPD in a province, and the field."""
        found = (FieldName(f"suara_{each.number}") for each in self.profile.candidates(contest, district))
        return {self.candidate(contest, district, name): name for name in found}

    def parties(self, contest: Contest, district: DistrictCode) -> Mapping[str, Mapping[str, FieldName]]:
        """By the key of each party on a district's ballot: the keys of its candidates, and their fields."""
        return self._paper(contest, district).parties

    def pages(self, contest: Contest, district: DistrictCode) -> int:
        """How many pages of a district's form bear numbers."""
        return self._paper(contest, district).pages

    @cached_property
    def _paper(self) -> Callable[[Contest, DistrictCode], _Paper]:
        # Asked for every station: a form is composed once a district.
        return cache(self._paper_of)

    def _paper_of(self, contest: Contest, district: DistrictCode) -> _Paper:
        form = self.profile.form(self.profile.entry(contest).form, district)
        found: dict[str, dict[str, FieldName]] = {
            str(each.number): {} for each in self.profile.parties_of(district)
        }
        for each in form.fields():
            matched = _CANDIDATE.fullmatch(each.name)
            if matched and matched["party"]:
                key = self.candidate(contest, district, each.name)
                found[matched["party"]][key] = each.name
        return _Paper(found, max(form.pages))

    def candidate(self, contest: Contest, district: DistrictCode, name: FieldName) -> str:
        """The key of one candidate: KPU's, or ``9ppp000`` and the place on the list."""
        known = self.candidates.get((contest, district, name))
        if known is not None:
            return known
        matched = _CANDIDATE.fullmatch(name)
        if matched is None:
            message = f"{name} is no candidate's field"
            raise ValueError(message)
        return str(_OWN + 1000 * int(matched["party"] or 0) + int(matched["number"]))

    def listed(self, contest: Contest, district: DistrictCode) -> Iterator[tuple[str, Candidate]]:
        """Everyone on a district's ballot, with the key."""
        for each in self.profile.candidates(contest, district):
            before = "suara" if each.party is None else f"partai_{each.party}_caleg"
            yield self.candidate(contest, district, FieldName(f"{before}_{each.number}")), each

    def district_of(self, contest: Contest, station: StationCode) -> DistrictCode | None:
        """The district a station votes in, if the contest has districts and one is known."""
        known = self._districts[contest]
        return next((known[station[:size]] for size in (10, 6, 4, 2) if station[:size] in known), None)

    @cached_property
    def _districts(self) -> dict[Contest, dict[str, DistrictCode]]:
        # A subdistrict that districts share stands in each: its villages, asked first, decide.
        return {
            contest: {
                region: each.code
                for each in self.profile.districts(contest).values()
                for region in each.regions
            }
            for contest in Contest
        }
