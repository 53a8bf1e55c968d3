"""KPU's tree made again: each file with the moment it bears, and everything else by our count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from sirekap.audit.differing import first_difference
from sirekap.audit.finding import Code
from sirekap.audit.visit import LARGE, loose
from sirekap.election.regions import Level, level_of
from sirekap.publication.kpu import lists, paths
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.kpu.tree import State, counted_file, list_files, station_file
from sirekap.publication.kpu.writing import WIB, print_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.audit.regions import RegionSum
    from sirekap.audit.setup import Setup
    from sirekap.audit.village import Again
    from sirekap.audit.visit import Visit
    from sirekap.election.contests import Contest
    from sirekap.election.regions import StationCode
    from sirekap.publication.kpu.tree import File

_AT_ONCE = 500
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

    def village(self, again: Again) -> None:
        """A village's file and its stations'."""
        contest, stations = again.contest, self.state.country.stations.get(again.code, ())
        threads = {(code, contest): thread for code, thread in again.threads.items()}
        photos = {
            (code, contest): {each.page: each.address for each in told if each.address is not None}
            for code, told in again.photos.items()
        }
        state = replace(
            self.state, threads=threads, photos=photos, totals={(contest, again.code): again.tally}
        )
        own = paths.counted(contest, again.code)
        below = {code: paths.counted(contest, code) for code in stations}
        found = self.visit.files((own, *below.values()), LARGE)
        self._hold(own, found.get(own), lambda at: counted_file(replace(state, at=at), contest, again.code))
        for code, path in below.items():
            self._hold(path, found.get(path), partial(_station, state, contest, code))

    def region(self, added: RegionSum) -> None:
        """The file of a region above the villages."""
        if level_of(added.region) is Level.VILLAGE or not added.exact:
            return
        contest = added.contest
        totals = {(contest, code): tally for code, tally in added.children.items()}
        state = replace(self.state, totals={**totals, (contest, added.region): added.whole})
        path = paths.counted(contest, added.region)
        self._hold(
            path,
            self.visit.file(path, LARGE),
            lambda at: counted_file(replace(state, at=at), contest, added.region),
        )

    def _hold(self, path: str, content: bytes | None, make: Callable[[datetime], File]) -> None:
        report = self.visit.report
        if content is None:
            report.find(Code.FILE_MISSING, path)
            return
        report.checked["kpu"] += 1
        said = loose_any(content)
        _, wanted = make(_moment(said) or self.state.at)
        if content == wanted:
            return
        different = first_difference(said, loose_any(wanted))
        facts = {"member": "/", "told": "…", "wanted": "…"} if different is None else different._asdict()
        report.find(Code.KPU_CHANGED, path, **facts)


def loose_any(content: bytes) -> Any:  # noqa: ANN401 -- any JSON
    """A list or an object, or ``None``; KPU's lists of regions are no objects."""
    wrapped = loose(b'{"it":' + content + b"}")
    return None if wrapped is None or len(wrapped) != 1 else wrapped["it"]


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
