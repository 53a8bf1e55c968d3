"""Rows of a region: its totals, its counts, its plenary, and the votes of each choice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, RegionCode, level_of, parent_of
from sirekap.publication.export.fields import is_choice, is_persons, shared_fields
from sirekap.publication.export.stations import listed
from sirekap.publication.export.tables import COUNTS
from sirekap.tiers.plenaries import content_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sirekap.profiles import Profile
    from sirekap.publication.country import Country
    from sirekap.publication.export.columns import Row
    from sirekap.tiers.ledger import Assembly
    from sirekap.tiers.tally import Tally


@dataclass(frozen=True)
class Regions:
    """What rows of a contest's regions tell beside their totals."""

    country: Country
    profile: Profile
    contest: Contest

    def row(self, code: RegionCode, tally: Tally, assembly: Assembly) -> Row:
        """A region's totals and its plenary."""
        standing = assembly.standing
        content = content_of(self.contest, code, tally)
        return (
            code,
            level_of(code).name.lower(),
            self.country.name(code),
            parent_of(code),
            self.country.expected.get(code, 0),
            *(tally.stations.get(name, 0) for name in COUNTS),
            *(tally.votes.get(name, 0) for name in self._counted),
            *(tally.settled.get(name, 0) for name in self._fields),
            listed(f"{name}={count}" for name, count in sorted(tally.findings.items()) if count),
            standing.phase.value,
            standing.certificate,
            standing.stands_for(content),
        )

    def vote_rows(self, code: RegionCode, tally: Tally) -> Iterator[Row]:
        """The votes of each choice that means the same in the whole region.

        Where several districts vote, a candidate's field is another person's in each: those are left out.
        """
        one = self.is_one_district(code)
        for name in sorted({*tally.votes, *tally.settled}):
            if is_choice(name) and (one or not is_persons(name)):
                yield code, name, tally.votes.get(name, 0), tally.settled.get(name, 0)

    def is_one_district(self, code: RegionCode) -> bool:
        """Whether all of a region votes on one ballot."""
        if self.contest is Contest.PRESIDENT:
            return True
        above = (code[:size] for size in (2, 4, 6, 10))
        return self._districts.get(code, 0) == 1 or any(each in self._whole for each in above)

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        return shared_fields(self.profile, self.contest)

    @cached_property
    def _counted(self) -> tuple[str, ...]:
        return tuple(name for name in self._fields if name.startswith("suara_"))

    @cached_property
    def _whole(self) -> frozenset[str]:
        """The regions that districts name, without those that several share."""
        named = [region for each in self.profile.districts(self.contest).values() for region in each.regions]
        return frozenset(named) - {each[:size] for each in named for size in (2, 4, 6) if size < len(each)}

    @cached_property
    def _districts(self) -> Mapping[str, int]:
        """How many districts have a part in each region."""
        found: dict[str, set[str]] = {}
        for each in self.profile.districts(self.contest).values():
            for region in each.regions:
                step: RegionCode | None = RegionCode(region)
                while step is not None:
                    found.setdefault(step, set()).add(each.code)
                    step = parent_of(step)
        return {region: len(codes) for region, codes in found.items()}


def all_regions(country: Country, region: RegionCode = NATION) -> Iterator[RegionCode]:
    """A region and all in it, each before those in it, by code: the order in which totals are kept."""
    yield region
    for child in country.below.get(region, ()):
        yield from all_regions(country, child)
