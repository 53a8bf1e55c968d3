"""A village's published document held against the one made again; its words, its history, its photos."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sirekap.audit.differing import first_difference
from sirekap.audit.finding import Code
from sirekap.audit.signatures import octets
from sirekap.audit.village import FOTO
from sirekap.audit.visit import LARGE, loose
from sirekap.election.identity import SALT_BYTES, photo_hash, salted_hash
from sirekap.election.records import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sirekap.audit.pointers import Pointed
    from sirekap.audit.village import Again, Read
    from sirekap.audit.visit import Visit
    from sirekap.election.contests import Contest
    from sirekap.election.identity import SaltedHash

_PHOTOS_AT_ONCE = 16


@dataclass(frozen=True)
class Held:
    """The checks of one village's documents."""

    visit: Visit
    read: Read

    def document(self, contest: Contest, pointed: Pointed, size: int) -> None:
        """Make a document again as of a size and say where the published one differs."""
        report, again = self.visit.report, self.read.again(contest, size)
        report.checked["documents"] += 1
        self._photos(again)
        if not self.read.whole:
            if not pointed.named_right:
                report.find(Code.DOCUMENT_MISNAMED, pointed.path)
            report.note("site.note.not_remade", place=pointed.path)
            return
        words = self._words(again.words())
        wanted = again.document(self.read.log, words)
        if pointed.content == wanted and pointed.named_right:
            self._as_pointed(contest, pointed, words)
            return
        told = loose(pointed.content)
        different = first_difference(told, json.loads(wanted))
        facts = {"member": "/", "told": "…", "wanted": "…"} if different is None else different._asdict()
        code = Code.DOCUMENT_CHANGED if pointed.named_right else Code.DOCUMENT_MISNAMED
        report.find(code, pointed.path, **facts)
        if told is not None:
            self._history(pointed, told, json.loads(wanted))

    def _as_pointed(self, contest: Contest, pointed: Pointed, words: Mapping[SaltedHash, str]) -> None:
        """See that the document is as of the size that its pointer tells too, not only as of a later one."""
        then = self.read.again(contest, pointed.size)
        if then.document(self.read.log, words) != pointed.content:
            facts = {"size": pointed.size, "index": self.read.first_after(pointed.size)}
            self.visit.report.find(Code.DOCUMENT_OLDER, pointed.path, **facts)

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
        """The words behind hashes, those that are published and open their hash."""
        paths = {words_path(name): name for name in sorted(hashes)}
        found: dict[SaltedHash, str] = {}
        for path, content in self.visit.files(paths).items():
            text = opened_words(content, paths[path])
            if text is None:
                self.visit.report.find(Code.WORDS_CHANGED, path)
            else:
                found[paths[path]] = text
                self.visit.report.checked["words"] += 1
        self.visit.report.checked["words_withdrawn"] += len(hashes) - len(found)
        return found

    def _photos(self, again: Again) -> None:
        """See that each covered photo that is told is there and is the one that its cover names."""
        told = {
            photo.address.removeprefix("/"): (station, photo.page)
            for station, photos in again.photos.items()
            for photo in photos
            if photo.address is not None
        }
        paths = sorted(told)
        for start in range(0, len(paths), _PHOTOS_AT_ONCE):
            some = paths[start : start + _PHOTOS_AT_ONCE]
            found = self.visit.files(some, LARGE)
            for path in some:
                station, page = told[path]
                if path not in found:
                    self.visit.report.find(Code.PHOTO_MISSING, path, station=station, page=page)
                elif f"{FOTO}{photo_hash(found[path])}.jpg" != path:
                    self.visit.report.find(Code.PHOTO_CHANGED, path, station=station, page=page)
                else:
                    self.visit.report.checked["photos"] += 1


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
