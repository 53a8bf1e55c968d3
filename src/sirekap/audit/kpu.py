"""KPU's tree made again: every file that clients of KPU's site read, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from sirekap.audit.differing import first_difference
from sirekap.audit.finding import Code
from sirekap.audit.visit import LARGE, loose
from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, Level, RegionCode, level_of
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.kpu.tree import (
    State,
    counted_file,
    district_files,
    list_files,
    settled_file,
    station_file,
)
from sirekap.publication.photos import addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sirekap.audit.regions import RegionSum
    from sirekap.audit.setup import Setup
    from sirekap.audit.village import Again
    from sirekap.audit.visit import Visit
    from sirekap.tiers.tally import Tally

_AT_ONCE = 500


@dataclass(frozen=True)
class KpuTree:
    """The files that clients of KPU's site read. ``state`` has places and keys, and no figures."""

    visit: Visit
    state: State
    _parts: dict[Contest, dict[RegionCode, tuple[Tally, datetime | None]]] = field(default_factory=dict)

    @classmethod
    def of(cls, visit: Visit, setup: Setup) -> KpuTree:
        """The tree of an election."""
        return cls(visit, State(setup.country, Keys(setup.profile), setup.opens))

    def lists(self, contests: Sequence[Contest]) -> None:
        """What is voted on and where."""
        files = list_files(self.state, contests)
        while some := dict(islice(files, _AT_ONCE)):
            found = self.visit.files(some, LARGE)
            for path, wanted in some.items():
                self._tell(path, found.get(path), wanted)

    def village(self, moments: Iterator[Again]) -> None:
        """A village's file and its stations', as of the first of some moments or, if need be, a later one."""
        made = self._village_files(next(moments))
        found = self.visit.files(made, LARGE)
        wrong = {path for path in found if found[path] != made[path]}
        for again in moments if wrong else ():
            later = self._village_files(again)
            wrong = {path for path in wrong if found[path] != later[path]}
        for path, wanted in made.items():
            right = path in found and path not in wrong
            self._tell(path, found.get(path), found[path] if right else wanted)

    def region(
        self, added: RegionSum, certified: frozenset[RegionCode], has_moved: Callable[[], bool]
    ) -> None:
        """The files of a region above the villages; of a site that moves they may be of another moment."""
        if not added.exact or level_of(added.region) is Level.VILLAGE:
            return
        contest, region = added.contest, added.region
        state = replace(
            self.state,
            totals={
                (contest, region): added.whole,
                **{(contest, code): tally for code, tally in added.children.items()},
            },
            certified={contest: certified},
            times={} if added.at is None else {added.whole.last: added.at},
        )
        made = dict([counted_file(state, contest, region)])
        if contest is Contest.PRESIDENT:
            made |= dict([settled_file(state, contest, region)])
        self._region_files(made, has_moved)

    def keep(self, contest: Contest, region: RegionCode, tally: Tally, at: datetime | None) -> None:
        """Keep the totals of a region that votes in an electoral district as a whole."""
        if contest.by_party and region in self._regions_of(contest):
            self._parts.setdefault(contest, {})[region] = (tally, at)

    def districts(self, contest: Contest, has_moved: Callable[[], bool]) -> None:
        """The files of a contest's electoral districts, of the regions kept."""
        parts = self._parts.get(contest, {})
        state = replace(
            self.state,
            totals={(contest, region): tally for region, (tally, _) in parts.items()},
            times={tally.last: at for tally, at in parts.values() if at is not None},
        )
        made = district_files(state, contest)
        while some := dict(islice(made, _AT_ONCE)):
            self._region_files(some, has_moved)

    @cached_property
    def _regions_of(self) -> Callable[[Contest], frozenset[RegionCode]]:
        """The regions that districts name, and the nation."""

        def named(contest: Contest) -> frozenset[RegionCode]:
            districts = self.state.keys.profile.districts(contest).values()
            return frozenset({NATION, *(RegionCode(region) for each in districts for region in each.regions)})

        return cache(named)

    def _region_files(self, made: Mapping[str, bytes], has_moved: Callable[[], bool]) -> None:
        """Compare files that may be of another moment if the site moves."""
        found = self.visit.files(made, LARGE)
        for path, wanted in made.items():
            if path in found and found[path] != wanted and has_moved():
                self.visit.report.note("site.note.moved", place=path)
            else:
                self._tell(path, found.get(path), wanted)

    def _village_files(self, again: Again) -> Mapping[str, bytes]:
        """The files of a village."""
        contest, stations = again.contest, self.state.country.stations.get(again.code, ())
        state = replace(
            self.state,
            threads={(code, contest): thread for code, thread in again.threads.items()},
            photos={(code, contest): addresses(thread) for code, thread in again.threads.items()},
            totals={(contest, again.code): again.tally},
            times=again.times,
        )
        own = counted_file(state, contest, again.code)
        return dict([own, *(station_file(state, contest, code) for code in stations)])

    def _tell(self, path: str, content: bytes | None, wanted: bytes) -> None:
        """Say where a file differs from the one that is made."""
        report = self.visit.report
        if content is None:
            report.find(Code.FILE_MISSING, path)
            return
        report.checked["kpu"] += 1
        if content != wanted:
            different = first_difference(_value(content), _value(wanted))
            facts = {"member": "/", "told": "…", "wanted": "…"} if different is None else different._asdict()
            report.find(Code.KPU_CHANGED, path, **facts)


def _value(content: bytes) -> Any:  # noqa: ANN401 -- any JSON
    """A list or an object, or ``None``; KPU's lists of regions are no objects."""
    wrapped = loose(b'{"it":' + content + b"}")
    return None if wrapped is None or len(wrapped) != 1 else wrapped["it"]
