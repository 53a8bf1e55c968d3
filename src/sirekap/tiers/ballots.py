"""Which ballots are counted in a region: one for the whole country, or one for each electoral district."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, RegionCode

if TYPE_CHECKING:
    from sirekap.election.choices import District
    from sirekap.election.forms import Form
    from sirekap.election.regions import StationCode
    from sirekap.profiles import Profile


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who votes on one ballot: a district and its regions; without districts, the nation.

    ``regions`` do not overlap: where a subdistrict is split, its villages stand here.
    """

    district: District | None = None
    regions: tuple[RegionCode, ...] = (NATION,)

    def inside(self, code: RegionCode | StationCode) -> tuple[RegionCode, ...]:
        """The parts of a region, or of a station's, that vote on it: all of it, some parts, or nothing."""
        return _inside(self.regions, code)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot of a contest: its form, and as of an electorate a district and its regions."""

    form: Form
    district: District | None = None
    regions: tuple[RegionCode, ...] = (NATION,)

    def inside(self, code: RegionCode | StationCode) -> tuple[RegionCode, ...]:
        """The parts of a region, or of a station's, that vote on it: all of it, some parts, or nothing."""
        return _inside(self.regions, code)


def ballots_of(profile: Profile, contest: Contest, region: RegionCode) -> list[Ballot]:
    """The ballots of a contest that are counted in a region, by district."""
    code = profile.entry(contest).form
    return [
        Ballot(
            profile.form(code, None if each.district is None else each.district.code),
            each.district,
            each.regions,
        )
        for each in electorates_of(profile, contest, region)
    ]


def electorates_of(profile: Profile, contest: Contest, region: RegionCode) -> list[Electorate]:
    """Who votes on the ballots of a contest that are counted in a region, by district."""
    if contest is Contest.PRESIDENT:
        return [Electorate()]
    return [
        Electorate(district, regions)
        for district, regions in regions_of(profile, contest)
        if _inside(regions, region)
    ]


def regions_of(profile: Profile, contest: Contest) -> list[tuple[District, tuple[RegionCode, ...]]]:
    """Each district of a contest with the regions that vote in it; they do not overlap."""
    districts = profile.districts(contest).values()
    named = {RegionCode(each) for one in districts for each in one.regions}
    split = {RegionCode(each[:size]) for each in named for size in (2, 4, 6) if size < len(each)}
    return [(one, tuple(RegionCode(each) for each in one.regions if each not in split)) for one in districts]


def _inside(regions: tuple[RegionCode, ...], code: RegionCode | StationCode) -> tuple[RegionCode, ...]:
    if NATION in regions or code.startswith(regions):
        return (RegionCode(code),)
    return tuple(each for each in regions if code == NATION or each.startswith(code))
