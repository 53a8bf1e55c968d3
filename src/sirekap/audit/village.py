"""A village made again from its records: folded as of a size, its document written, and compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.records import Cover, Return
from sirekap.publication.own.told import PublicPhoto, Told
from sirekap.publication.own.village import Village, village
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger, Thread
from sirekap.tiers.tally import Tally, share_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sirekap.audit.records import Published
    from sirekap.audit.setup import Setup
    from sirekap.election.contests import Contest
    from sirekap.election.identity import PhotoHash, RecordId, SaltedHash
    from sirekap.election.regions import RegionCode, StationCode

FOTO = "foto/"
_NOTHING = Thread()


@dataclass(frozen=True)
class Again:
    """A village's contest as its records have it: every station's thread, the totals, the photos."""

    setup: Setup
    contest: Contest
    code: RegionCode
    threads: Mapping[StationCode, Thread]
    photos: Mapping[StationCode, tuple[PublicPhoto, ...]]

    @property
    def tally(self) -> Tally:
        """The village's totals."""
        whole = Tally()
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
        photos = {(code, self.contest): each for code, each in self.photos.items()}
        told = Told(self.setup.rulebook, log, words, photos)
        return village(
            self.setup.country, told, Village(self.setup.election, self.contest, self.code, self.threads)
        )


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

    def first_after(self, size: int) -> int:
        """The index of the first leaf from a size on."""
        return min((each.leaf.index for each in self.published if each.leaf.index >= size), default=size)

    def again(self, contest: Contest, before: int) -> Again:
        """The village as of the log's first so many leaves."""
        cut = sum(each.leaf.index < before for each in self.published)
        ledger = self._folded.get(cut)
        if ledger is None:
            ledger = self._folded[cut] = self._ledger(before)
        stations = self.setup.country.stations.get(self.code, ())
        keys = ((code, contest) for code in stations)
        threads = {key[0]: ledger.threads[key] for key in keys if key in ledger.threads}
        known = [each.record for each in self.published if each.leaf.index < before]
        return Again(self.setup, contest, self.code, threads, photos_of(threads, self._papers(before), known))

    def _papers(self, before: int) -> dict[RecordId, Return]:
        return {
            each.leaf.record: each.record
            for each in self.published
            if isinstance(each.record, Return) and each.leaf.index < before
        }

    def _ledger(self, before: int) -> Ledger:
        ledger = Ledger(self.setup.election, self.setup.phase, ballots=self.setup.ballots)
        arrivals = (each.arrival for each in self.published if each.leaf.index < before)
        fold(ledger, arrivals, self.setup.rulebook)
        return ledger


def photos_of(
    threads: Mapping[StationCode, Thread], papers: Mapping[RecordId, Return], records: Iterable[object]
) -> dict[StationCode, tuple[PublicPhoto, ...]]:
    """The photos of each station: those its returns name, each with its covered copy if it has one."""
    copies: dict[PhotoHash, str] = {
        each.photo: f"/{FOTO}{each.copy}.jpg" for each in records if isinstance(each, Cover)
    }
    return {
        code: tuple(
            PublicPhoto(photo.page, photo.sha256, copies.get(photo.sha256))
            for photo in sorted(
                {photo for claim in thread.claims for photo in papers[claim.id].photos},
                key=lambda photo: (photo.page, photo.sha256),
            )
        )
        for code, thread in threads.items()
    }
