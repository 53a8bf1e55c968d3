"""KPU's tree made again: each file with the moment it bears, and everything else by our count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from sirekap.audit.differing import first_difference
from sirekap.audit.finding import Code
from sirekap.audit.visit import LARGE, loose
from sirekap.publication.kpu import lists, paths
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.kpu.tree import State, counted_file, list_files, station_file
from sirekap.publication.kpu.writing import WIB, print_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sirekap.audit.regions import RegionSum
    from sirekap.audit.setup import Setup
    from sirekap.audit.village import Again
    from sirekap.audit.visit import Visit
    from sirekap.election.contests import Contest
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.publication.kpu.tree import File

_AT_ONCE = 500
Make: TypeAlias = "Callable[[datetime], File]"

_STAMP = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class KpuTree:
    """The files that clients of KPU's site read. ``state`` has places and keys, and no figures."""

    visit: Visit
    state: State

    @classmethod
    def of(cls, visit: Visit, setup: Setup) -> KpuTree:
        """The tree of an election."""
        return cls(visit, State(setup.country, Keys(setup.profile), setup.opens))

    def lists(self) -> None:
        """What is voted on and where."""
        files = list_files(self.state)
        while some := dict(islice(files, _AT_ONCE)):
            found = self.visit.files(some, LARGE)
            for path, wanted in some.items():
                self._hold(path, found.get(path), partial(self._list, path, wanted))

    def _list(self, path: str, wanted: bytes, at: datetime) -> File:
        if path == paths.TICKETS:
            return path, print_document(lists.tickets(self.state.keys.profile, at))
        if path == paths.PARTIES:
            return path, print_document(lists.parties(self.state.keys.profile, at))
        return path, wanted

    def village(self, moments: Iterator[Again]) -> None:
        """A village's file and its stations', as of the first of some moments or, if need be, a later one."""
        first = next(moments)
        made = self._village_files(first)
        found = self.visit.files(made, LARGE)
        wrong = {path for path in made if not self._is_right(found.get(path), made[path])}
        for again in moments if wrong & found.keys() else ():
            later = self._village_files(again)
            wrong = {path for path in wrong if not self._is_right(found.get(path), later[path])}
        for path in made:
            self._tell(path, found.get(path), made[path], right=path not in wrong)

    def region(self, added: RegionSum, has_moved: Callable[[], bool]) -> None:
        """The file of a region above the villages; of a site that moves it may be of another moment."""
        if not added.exact:
            return
        contest, region = added.contest, added.region
        totals = {(contest, code): tally for code, tally in added.children.items()}
        state = replace(self.state, totals={**totals, (contest, region): added.whole})
        path = paths.counted(contest, region)
        make = partial(_region, state, contest, region)
        content = self.visit.file(path, LARGE)
        right = self._is_right(content, make)
        if not right and content is not None and has_moved():
            self.visit.report.note("site.note.moved", place=path)
            return
        self._tell(path, content, make, right=right)

    def _village_files(self, again: Again) -> dict[str, Make]:
        """How the files of a village are made."""
        contest = again.contest
        state = replace(
            self.state,
            threads={(code, contest): thread for code, thread in again.threads.items()},
            photos={
                (code, contest): {each.page: each.address for each in told if each.address is not None}
                for code, told in again.photos.items()
            },
            totals={(contest, again.code): again.tally},
        )
        own = {paths.counted(contest, again.code): partial(_region, state, contest, again.code)}
        stations = self.state.country.stations.get(again.code, ())
        below = {paths.counted(contest, code): partial(_station, state, contest, code) for code in stations}
        return {**own, **below}

    def _hold(self, path: str, content: bytes | None, make: Make) -> None:
        self._tell(path, content, make, right=self._is_right(content, make))

    def _is_right(self, content: bytes | None, make: Make) -> bool:
        """Whether a file is the one that is made, with the moment that it bears."""
        if content is None:
            return False
        return content == make(_moment(loose_any(content)) or self.state.at)[1]

    def _tell(self, path: str, content: bytes | None, make: Make, *, right: bool) -> None:
        report = self.visit.report
        if content is None:
            report.find(Code.FILE_MISSING, path)
            return
        report.checked["kpu"] += 1
        if not right:
            said = loose_any(content)
            wanted = loose_any(make(_moment(said) or self.state.at)[1])
            different = first_difference(said, wanted)
            facts = {"member": "/", "told": "…", "wanted": "…"} if different is None else different._asdict()
            report.find(Code.KPU_CHANGED, path, **facts)


def loose_any(content: bytes) -> Any:  # noqa: ANN401 -- any JSON
    """A list or an object, or ``None``; KPU's lists of regions are no objects."""
    wrapped = loose(b'{"it":' + content + b"}")
    return None if wrapped is None or len(wrapped) != 1 else wrapped["it"]


def _region(state: State, contest: Contest, code: RegionCode, at: datetime) -> File:
    return counted_file(replace(state, at=at), contest, code)


def _station(state: State, contest: Contest, code: StationCode, at: datetime) -> File:
    return station_file(replace(state, at=at), contest, code)


def _moment(said: Any) -> datetime | None:  # noqa: ANN401 -- any JSON
    """The moment that a file bears: it is when it last changed, which its numbers do not tell."""
    if isinstance(said, dict) and "ts" not in said and said:
        said = next(iter(said.values()))  # Of tickets and parties each bears it.
    try:
        return datetime.strptime(said["ts"], _STAMP).replace(tzinfo=WIB)
    except (KeyError, TypeError, ValueError):
        return None
