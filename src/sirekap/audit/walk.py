"""Through the country, region by region: villages made again, and added up on the way back.

Of the totals only those of the regions one stands in are held, so that a nation takes no more
memory than its largest subdistrict and the log's leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.audit.finding import Code
from sirekap.audit.held import Held
from sirekap.audit.leaves import WANDERING
from sirekap.audit.pointers import Pointed, read_villages
from sirekap.audit.regions import RegionSum, judge, published_tally, read_region
from sirekap.audit.village import Read
from sirekap.audit.visit import loose
from sirekap.election.regions import NATION, Level, RegionCode, level_of
from sirekap.publication.own.region import path_of as region_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sirekap.audit.follow import Followed
    from sirekap.audit.kpu import KpuTree
    from sirekap.audit.latest import Latest
    from sirekap.audit.records import Records
    from sirekap.audit.setup import Setup
    from sirekap.audit.village import Again
    from sirekap.audit.visit import Visit
    from sirekap.audit.wanderers import Wanderers
    from sirekap.election.contests import Contest

Pointers = dict["Contest", dict[RegionCode, Pointed]]


@dataclass
class Walk:
    """One walk. ``only`` are the villages that are looked at, of a sample; ``None`` for all."""

    visit: Visit
    setup: Setup
    latest: Latest
    log: Followed
    records: Records
    wanderers: Wanderers
    kpu: KpuTree
    only: Collection[RegionCode] | None = None
    received: dict[Contest, int] = field(default_factory=dict)
    _open: list[dict[Contest, RegionSum]] = field(default_factory=list)
    _done: int = 0
    _began: int = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.log.size

    def through(self, region: RegionCode = NATION) -> None:
        """Look at a region and all that lies in it."""
        country = self.setup.country
        sums = {
            contest: read_region(self.visit, contest, region, self.latest.size)
            for contest in self.setup.contests
            if self._holds(contest, region)
        }
        self._follow(sums.values())
        self._open.append(sums)
        below = country.below.get(region, ())
        if level_of(region) is Level.SUBDISTRICT:
            self._villages([code for code in below if self.only is None or code in self.only])
        else:
            for child in below:
                self.through(child)
        self._open.pop()
        if self.only is None:
            for contest, added in sums.items():
                self._region(contest, added)

    def _region(self, contest: Contest, added: RegionSum) -> None:
        """Hold a region's files against what its villages add up to."""
        added.plenary, last = self.wanderers.plenary(contest, added.region, added.size)
        if last is not None:
            added.touched(last.index + 1, last.time)
        judge(self.visit, self.setup, self.kpu.state.country_of(contest), added)
        certified = self.wanderers.certified(contest, added.region, added.size)
        self.kpu.region(added, certified, self._has_moved)
        self.kpu.keep(contest, added.region, added.whole, added.at)
        if added.region == NATION and contest.by_party and added.exact:
            self.kpu.districts(contest, self._has_moved)
        if added.region == NATION and added.size == self.latest.size:
            self.received[contest] = added.whole.stations.get("received", 0)

    def _has_moved(self) -> bool:
        """Whether the log has grown since the walk began."""
        self.log.step()
        return self.log.size > self._began

    def _holds(self, contest: Contest, region: RegionCode) -> bool:
        """Whether a contest is held in a region, and it has a document."""
        return region == NATION or region[:2] in self.kpu.state.provinces_of(contest)

    def _follow(self, sums: Collection[RegionSum]) -> None:
        """See that the log has what the documents tell, reading on where a live site has grown."""
        for added in sums:
            if not self.log.up_to(added.size):
                facts = {"size": added.size, "known": self.log.size}
                self.visit.report.find(Code.AHEAD, region_path(added.contest, added.region), **facts)
                added.size = self.log.size

    def _villages(self, villages: Sequence[RegionCode]) -> None:
        """The villages of one subdistrict."""
        pointers: Pointers = {
            contest: read_villages(
                self.visit, contest, [code for code in villages if self._holds(contest, code)]
            )
            for contest in self.setup.contests
        }
        for contest, found in pointers.items():
            for code, pointed in found.items():
                if not self.log.up_to(pointed.size):
                    facts = {"size": pointed.size, "known": self.log.size}
                    self.visit.report.find(Code.AHEAD, region_path(contest, code), **facts)
        self.wanderers.read_on(self.log.leaves)
        self.records.signatures.next_village()
        for code in villages:
            self._village(code, pointers)
            self._done += 1
            self.visit.progress("villages", self._done, self._whole)

    @property
    def _whole(self) -> int:
        return len(self.setup.country.stations if self.only is None else self.only)

    def _village(self, code: RegionCode, pointers: Pointers) -> None:
        read = self._read(code)
        for contest in self.setup.contests:
            if not self._holds(contest, code):
                continue
            pointed = pointers[contest].get(code)
            if pointed is None:
                Held(self.visit, read).photos(contest, self._size(None))
            else:
                self._document(read, contest, pointed)
            self._add(read, contest, pointed)
            if read.whole:
                again = read.again(contest, self._size(pointed))
                self.kpu.keep(contest, code, again.tally, again.times.get(again.tally.last))
                self.kpu.village(self._moments(read, contest, pointed))
        self.visit.report.checked["villages"] += 1
        self.visit.report.checked["stations"] += len(self.setup.country.stations.get(code, ()))

    def _size(self, pointed: Pointed | None) -> int:
        return min(max(self.latest.size, pointed.size if pointed else 0), self.log.size)

    def _document(self, read: Read, contest: Contest, pointed: Pointed) -> None:
        """Check a village's document; one that is not right is read again, for the site may have moved."""
        held = Held(self.visit, read)
        if read.whole and not held.is_right(contest, pointed, self._size(pointed)):
            fresh = read_villages(self.visit, contest, [read.code]).get(read.code)
            if fresh is not None and fresh != pointed:
                pointed, held = fresh, Held(self.visit, self._moved(read, fresh.size))
        size = self._size(pointed)
        self.visit.report.checked["documents"] += 1
        if held.is_right(contest, pointed, size):
            held.as_pointed(contest, pointed, size)
        else:
            held.document(contest, pointed, size)
        held.photos(contest, size)
        held.count_words()

    def _moved(self, read: Read, size: int) -> Read:
        """The village as it is when the log is read on."""
        self.log.up_to(size)
        self.wanderers.read_on(self.log.leaves)
        return self._read(read.code, again=True)

    def _moments(self, read: Read, contest: Contest, pointed: Pointed | None) -> Iterator[Again]:
        """The village as of the size that is told; asked for more, as of each change since, read anew."""
        yield read.again(contest, self._size(pointed))
        self.log.step()
        moved = self._moved(read, 0)
        since = (each.leaf.index + 1 for each in moved.published if each.leaf.index >= self.latest.size)
        yield from (moved.again(contest, size) for size in sorted(since))

    def _read(self, code: RegionCode, *, again: bool = False) -> Read:
        """All records that have a say in a village, in the order of the log."""
        together = sorted(self.wanderers.together_with(code))
        leaves = [leaf for each in together for leaf in self.log.leaves.of_village(each)]
        staying = [leaf for leaf in leaves if leaf.kind not in WANDERING]
        own = [leaf for leaf in staying if leaf.place and leaf.place.startswith(code)]
        published = self.records.of(own, again=again)
        published += self.records.of(
            [leaf for leaf in staying if not leaf.place or not leaf.place.startswith(code)], again=True
        )
        others = self.wanderers.of(together, leaves)
        needed = {leaf.record for leaf in leaves if leaf.index < self.records.required}
        there = {each.leaf.record for each in (*published, *others)}
        return Read(
            self.setup,
            code,
            sorted((*published, *others), key=lambda each: each.leaf.index),
            whole=needed <= there,
        )

    def _add(self, read: Read, contest: Contest, pointed: Pointed | None) -> None:
        """Add a village to each region above it, as of what that region's document tells."""
        path = self._above(read.code)
        for sums, child in zip(self._open, path, strict=True):
            added = sums[contest]
            if read.whole:
                again = read.again(contest, added.size)
                added.add(child, again.tally, again.times.get(again.tally.last))
                continue
            try:
                document = None if pointed is None else loose(pointed.content)
                added.add(child, published_tally(document or {}), None, exact=False)
            except (KeyError, TypeError, AttributeError):
                added.exact = False

    @staticmethod
    def _above(village: RegionCode) -> Iterator[RegionCode]:
        """Of each region one stands in the child that the village lies in."""
        return (RegionCode(village[:length]) for length in (2, 4, 6, 10))
