"""A village made again from its records: folded as of a size, its document written, and compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sirekap.publication.own.told import Told
from sirekap.publication.own.village import Village, village
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger, Thread
from sirekap.tiers.tally import Tally, share_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sirekap.audit.records import Published
    from sirekap.audit.setup import Setup
    from sirekap.election.contests import Contest
    from sirekap.election.identity import RecordId, SaltedHash
    from sirekap.election.regions import RegionCode, StationCode

_NOTHING = Thread()


@dataclass(frozen=True)
class Again:
    """A village's contest as its records have it: every station's thread, and when each record came."""

    setup: Setup
    contest: Contest
    code: RegionCode
    threads: Mapping[StationCode, Thread]
    times: Mapping[int, datetime]

    @cached_property
    def tally(self) -> Tally:
        """The village's totals."""
        whole = Tally(last=max((each.last for each in self.threads.values()), default=0))
        for code in self.setup.country.stations.get(self.code, ()):
            thread = self.threads.get(code, _NOTHING)
            whole.add(share_of((code, self.contest), thread.standing, thread.ballots))
        return whole

    def words(self) -> set[SaltedHash]:
        """The hashes of the words its history speaks of."""
        acts = (done.act.words for thread in self.threads.values() for done in thread.acts)
        return {each for each in acts if each is not None}

    def document(self, log: Mapping[RecordId, int], words: Mapping[SaltedHash, str]) -> bytes:
        """The document as it must be."""
        told = Told(self.setup.rulebook, log, words)
        of = Village(self.setup.election, self.contest, self.code)
        return village(self.setup.country, told, of, self.threads)


@dataclass(frozen=True)
class Read:
    """Everything that was read of a village, and of those folded together with it.

    ``whole`` says whether no record was missing or broken.
    """

    setup: Setup
    code: RegionCode
    published: Sequence[Published]
    whole: bool = True
    _folded: dict[int, Ledger] = field(default_factory=dict)

    @property
    def log(self) -> dict[RecordId, int]:
        """The index of each record."""
        return {each.leaf.record: each.leaf.index for each in self.published}

    def again(self, contest: Contest, before: int) -> Again:
        """The village as of the log's first so many leaves."""
        cut = sum(each.leaf.index < before for each in self.published)
        ledger = self._folded.get(cut)
        if ledger is None:
            ledger = self._folded[cut] = self._ledger(before)
        stations = self.setup.country.stations.get(self.code, ())
        keys = ((code, contest) for code in stations)
        threads = {key[0]: ledger.threads[key] for key in keys if key in ledger.threads}
        return Again(self.setup, contest, self.code, threads, self._times)

    @cached_property
    def _times(self) -> dict[int, datetime]:
        return {each.leaf.index + 1: each.leaf.time for each in self.published}

    def _ledger(self, before: int) -> Ledger:
        ledger = Ledger(self.setup.election, self.setup.phase, ballots=self.setup.ballots)
        arrivals = (each.arrival for each in self.published if each.leaf.index < before)
        fold(ledger, arrivals, self.setup.rulebook)
        return ledger
