"""Records that speak of more than the place they stand at: read before the villages are, and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sirekap.election.records import KeyRevoked, Move, Release, Reopening, Resemblance
from sirekap.election.regions import NATION, RegionCode, up_from
from sirekap.tiers.plenaries import Held, PlenaryAct, PlenaryStanding, plenary_standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sirekap.audit.leaves import Leaf, Leaves
    from sirekap.audit.records import Published, Records
    from sirekap.election.contests import Contest
    from sirekap.election.identity import RecordId

Place: TypeAlias = "tuple[Contest, RegionCode]"

_AT_ONCE = 500


@dataclass
class Wanderers:
    """Those read so far: by the villages they touch, releases by what they release.

    ``joined`` are villages between which returns were moved: they are folded together.
    """

    records: Records
    _plenaries: dict[Place, list[Published]] = field(default_factory=dict)
    _read: int = 0
    _touching: dict[str, list[Published]] = field(default_factory=dict)
    _releases: dict[RecordId, list[Published]] = field(default_factory=dict)
    _joined: dict[str, set[str]] = field(default_factory=dict)

    def read_on(self, leaves: Leaves) -> None:
        """Read the records of the leaves that came since."""
        while self._read < len(leaves.wandering):
            some = leaves.wandering[self._read : self._read + _AT_ONCE]
            self._read += len(some)
            for each in self.records.of(some):
                self._take(each)

    def together_with(self, village: str) -> set[str]:
        """The village and those that returns were moved from or to."""
        return self._joined.get(village, {village})

    def of(self, villages: Iterable[str], leaves: Iterable[Leaf]) -> list[Published]:
        """What must be folded along with the records of these leaves of these villages."""
        found: dict[RecordId, Published] = {}
        for village in villages:
            found |= {each.leaf.record: each for each in self._touching.get(village, ())}
        asked = [leaf.record for leaf in leaves]
        while asked:
            releases = [each for record in asked for each in self._releases.get(record, ())]
            asked = [each.leaf.record for each in releases if each.leaf.record not in found]
            found |= {each.leaf.record: each for each in releases}
        return list(found.values())

    def plenary(
        self, contest: Contest, region: RegionCode, before: int
    ) -> tuple[PlenaryStanding, Leaf | None]:
        """Where a region's plenary stands as of a size, and the last leaf about it or any below it."""
        acts = [each for each in self._plenaries.get((contest, region), ()) if each.leaf.index < before]
        own = [
            Held(each.leaf.record, each.record)
            for each in acts
            if isinstance(each.record, PlenaryAct) and each.record.region == region
        ]
        last = max((each.leaf for each in acts), key=lambda leaf: leaf.index, default=None)
        return plenary_standing(own), last

    def certified(self, contest: Contest, inside: RegionCode, before: int) -> frozenset[RegionCode]:
        """The regions within one whose plenary's certificate stands as of a size."""
        found = [
            region
            for of, region in self._plenaries
            if of is contest and (inside == NATION or region.startswith(inside))
        ]
        return frozenset(
            region for region in found if self.plenary(contest, region, before)[0].certificate is not None
        )

    def _take(self, published: Published) -> None:
        record = published.record
        if isinstance(record, Release):
            self._releases.setdefault(record.record, []).append(published)
        elif isinstance(record, KeyRevoked):
            self.records.signatures.revoked[record.key] = (record.revoked_from, published.leaf.time)
        elif isinstance(record, Resemblance):
            self._touch(published, {photo.station[:10] for photo in record.photos})
        elif isinstance(record, Reopening):
            self._touch(published, {station[:10] for station in record.stations})
        elif isinstance(record, Move):
            self._touch(published, {record.station[:10], record.to[:10]})
            both = self.together_with(record.station[:10]) | self.together_with(record.to[:10])
            self._joined |= dict.fromkeys(both, both)
        if isinstance(record, PlenaryAct):
            for region in up_from(record.region):
                self._plenaries.setdefault((record.contest, region), []).append(published)

    def _touch(self, published: Published, villages: set[str]) -> None:
        for village in villages:
            self._touching.setdefault(village, []).append(published)
