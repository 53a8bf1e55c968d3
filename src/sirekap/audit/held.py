"""A village's published document held against the one made again; its words, its history, its photos."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sirekap.audit.differing import first_difference
from sirekap.audit.finding import Code
from sirekap.audit.signatures import octets
from sirekap.audit.visit import LARGE, loose
from sirekap.election.identity import SALT_BYTES, photo_hash, salted_hash
from sirekap.election.records import kind_of
from sirekap.publication.own.region import path_of as region_path
from sirekap.publication.photos import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sirekap.audit.pointers import Pointed
    from sirekap.audit.village import Read
    from sirekap.audit.visit import Visit
    from sirekap.election.contests import Contest
    from sirekap.election.identity import SaltedHash

_PHOTOS_AT_ONCE = 16


@dataclass(frozen=True)
class Held:
    """The checks of one village's documents."""

    visit: Visit
    read: Read
    _asked: set[SaltedHash] = field(default_factory=set)
    _texts: dict[SaltedHash, str] = field(default_factory=dict)

    def is_right(self, contest: Contest, pointed: Pointed, size: int) -> bool:
        """Whether a document is the one that its records give, as of a size."""
        return self.read.whole and pointed.named_right and pointed.content == self._wanted(contest, size)

    def document(self, contest: Contest, pointed: Pointed, size: int) -> None:
        """Say where a document differs from the one that its records give, as of a size."""
        report = self.visit.report
        if not self.read.whole:
            if not pointed.named_right:
                report.find(Code.DOCUMENT_MISNAMED, pointed.path, member="/", told="…", wanted="…")
            report.note("site.note.not_remade", place=pointed.path)
            return
        told, wanted = loose(pointed.content), json.loads(self._wanted(contest, size))
        different = first_difference(told, wanted)
        if different is None and pointed.named_right:
            return
        facts = {"member": "/", "told": "…", "wanted": "…"} if different is None else different._asdict()
        code = Code.DOCUMENT_CHANGED if pointed.named_right else Code.DOCUMENT_MISNAMED
        report.find(code, pointed.path, **facts)
        if told is not None:
            self._history(pointed, told, wanted)

    def as_pointed(self, contest: Contest, pointed: Pointed, size: int) -> None:
        """See that the pointer of a right document tells the last leaf that changed it, and no other."""
        last = self.read.again(contest, size).tally.last
        if self.read.whole and pointed.size != last:
            path = region_path(contest, self.read.code)
            self.visit.report.find(Code.POINTER_WRONG, path, size=pointed.size, wanted=last)

    def photos(self, contest: Contest, size: int) -> None:
        """See that each public photo is there and is the one that its cover names."""
        again = self.read.again(contest, size)
        told = {
            path_of(copy.copy): (station, copy.page)
            for station, thread in again.threads.items()
            for copy in thread.copies
        }
        paths = sorted(told)
        for start in range(0, len(paths), _PHOTOS_AT_ONCE):
            some = paths[start : start + _PHOTOS_AT_ONCE]
            found = self.visit.files(some, LARGE)
            for path in some:
                self._photo(path, found.get(path), *told[path])

    def _photo(self, path: str, content: bytes | None, station: str, page: int) -> None:
        report = self.visit.report
        if content is None:
            report.find(Code.PHOTO_MISSING, path, station=station, page=page)
        elif path_of(photo_hash(content)) != path:
            report.find(Code.PHOTO_CHANGED, path, station=station, page=page)
        else:
            report.checked["photos"] += 1

    def _wanted(self, contest: Contest, size: int) -> bytes:
        again = self.read.again(contest, size)
        return again.document(self.read.log, self._words(again.words()))

    def _history(self, pointed: Pointed, told: dict[str, Any], wanted: dict[str, Any]) -> None:
        """Name each act that is a record and not shown, and each that is shown and no record."""
        shown, done = set(_acts(told)), set(_acts(wanted))
        kinds = {each.leaf.record: kind_of(each.record) for each in self.read.published}
        for station, record in sorted(done - shown):
            facts = {"station": station, "record": record, "kind": kinds.get(record, "decision")}  # type: ignore[call-overload] # An id is a text here.
            self.visit.report.find(Code.CORRECTION_HIDDEN, pointed.path, **facts)
        for station, record in sorted(shown - done):
            facts = {"station": station, "record": record[:64]}
            self.visit.report.find(Code.CORRECTION_UNRECORDED, pointed.path, **facts)

    def _words(self, hashes: set[SaltedHash]) -> Mapping[SaltedHash, str]:
        """The words behind hashes, those that are published and open their hash; each is read once."""
        paths = {words_path(name): name for name in sorted(hashes - self._asked)}
        self._asked.update(hashes)
        report = self.visit.report
        for path, content in self.visit.files(paths).items():
            text = opened_words(content, paths[path])
            if text is None:
                report.find(Code.WORDS_CHANGED, path)
            else:
                self._texts[paths[path]] = text
        return self._texts

    def count_words(self) -> None:
        """Count the words that were read, and those that were withdrawn."""
        self.visit.report.checked["words"] += len(self._texts)
        self.visit.report.checked["words_withdrawn"] += len(self._asked) - len(self._texts)


def words_path(name: str) -> str:
    """Where the words behind a hash stand."""
    return f"v1/words/{name}.json"


def opened_words(content: bytes, name: str) -> str | None:
    """The words of a file, if they and their salt give the hash; ``None`` else."""
    said = loose(content)
    if said is None or said.keys() != {"v", "salt", "text"} or said["v"] != 1:
        return None
    salt, text = octets(said["salt"]), said["text"]
    if salt is None or len(salt) != SALT_BYTES or not isinstance(text, str):
        return None
    try:
        return text if salted_hash(salt, text) == name else None
    except UnicodeEncodeError:
        return None


def _acts(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each act that a document shows: station and record. What is not shaped so shows none."""
    stations = document.get("stations")
    for station in stations if isinstance(stations, list) else ():
        try:
            acts = station["history"]["acts"]
            yield from ((str(station["station"]), str(act["record"])) for act in acts)
        except (KeyError, TypeError):
            continue
