"""Certified totals as the legal outcome wants them: by district, party and candidate, or by province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, OVERSEAS, Level, RegionCode, level_of
from sirekap.tiers.documents import parse_tally
from sirekap.tiers.outcome.tables import Person
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sirekap.office.ports import Places, Projections
    from sirekap.profiles import Profile
    from sirekap.tiers.outcome.seats import PartyNumber


@dataclass(frozen=True, slots=True)
class Legislative:
    """What seats are allotted from. ``settled`` of ``expected`` stations stand behind the figures."""

    votes: Mapping[str, Mapping[PartyNumber, int]]
    seats: Mapping[str, int]
    national: Mapping[PartyNumber, int]
    candidates: Mapping[tuple[str, PartyNumber], list[Person]]
    settled: int
    expected: int


@dataclass(frozen=True, slots=True)
class Presidential:
    """Votes by province, overseas, and of the tiers below, that plenaries stand for."""

    provinces: Mapping[RegionCode, Mapping[int, int]]
    overseas: Mapping[int, int]
    below: Sequence[Sequence[Mapping[int, int]]]
    settled: int
    expected: int


@dataclass(frozen=True, slots=True)
class Certified:
    """Reads what plenaries have settled."""

    places: Places
    projections: Projections
    profile: Profile

    async def legislative(self, contest: Contest) -> Legislative:
        """The votes of every district of a contest by party."""
        districts = self.profile.districts(contest).values()
        parties = [each.number for each in self.profile.parties]
        votes: dict[str, dict[int, int]] = {}
        people: dict[tuple[str, int], list[Person]] = {}
        seats: dict[str, int] = {}
        for district in districts:
            tallies = await self._tallies(contest, [RegionCode(each) for each in district.regions])
            fields = _together(tallies.values())
            if not fields:
                continue
            code = str(district.code)
            seats[code] = district.seats or 0
            on_ballot = {each.number for each in self.profile.parties_in(RegionCode(code[:2]))}
            votes[code] = {
                number: fields.get(f"partai_{number}_total", 0) for number in parties if number in on_ballot
            }
            for person in self.profile.candidates(contest, district.code):
                if person.party is not None:
                    count = fields.get(f"partai_{person.party}_caleg_{person.number}", 0)
                    people.setdefault((code, person.party), []).append(
                        Person("", person.number, person.name, count)
                    )
        whole = (await self._tallies(contest, [NATION]))[NATION]
        national = {number: whole.settled.get(f"partai_{number}_total", 0) for number in parties}
        return Legislative(votes, seats, national, people, *await self._progress(whole))

    async def presidential(self) -> Presidential:
        """The votes of every province, and of the regencies and subdistricts in it."""
        levels: dict[Level, dict[RegionCode, dict[int, int]]] = {level: {} for level in Level}
        after = ""
        while page := await self.projections.all_totals(Contest.PRESIDENT.value, after, 2_000):
            after = page[-1].region
            for each in page:
                code = RegionCode(each.region)
                levels[level_of(code)][code] = _tickets(parse_tally(each.document))
        provinces = levels[Level.PROVINCE]
        overseas = provinces.pop(OVERSEAS, {})
        below = [list(levels[level].values()) for level in (Level.REGENCY, Level.SUBDISTRICT)]
        whole = (await self._tallies(Contest.PRESIDENT, [NATION]))[NATION]
        voted = {code: votes for code, votes in provinces.items() if any(votes.values())}
        return Presidential(voted, overseas, below, *await self._progress(whole))

    async def _tallies(self, contest: Contest, regions: Sequence[RegionCode]) -> dict[RegionCode, Tally]:
        found = await self.projections.totals(contest.value, list(regions))
        return {code: parse_tally(found[code].document) if code in found else Tally() for code in regions}

    async def _progress(self, whole: Tally) -> tuple[int, int]:
        expected = (await self.places.expected()).get(NATION, 0)
        return whole.stations.get("settled", 0), expected


def _together(tallies: Iterable[Tally]) -> dict[str, int]:
    total: dict[str, int] = {}
    for tally in tallies:
        for name, count in tally.settled.items():
            total[name] = total.get(name, 0) + count
    return {name: count for name, count in total.items() if count}


def _tickets(tally: Tally) -> dict[int, int]:
    numbers = ((name.removeprefix("suara_"), count) for name, count in tally.settled.items())
    return {int(number): count for number, count in numbers if number.isdigit()}
