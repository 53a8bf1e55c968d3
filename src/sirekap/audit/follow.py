"""Following the log: its checkpoint opened, its entries hashed to the root, its tiles compared.

A site may grow while it is read. :meth:`Followed.up_to` then reads on from where it stood; what
was read before stays, for the larger tree was found to begin with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.audit.finding import Code
from sirekap.audit.leaves import Leaves, parse_leaf
from sirekap.audit.visit import LARGE, SMALL
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import opened, text_of
from sirekap.log.proofs import check_consistency, consistency_spans
from sirekap.log.reading import hashes, tiles_for
from sirekap.log.refusal import Refusal
from sirekap.log.tiles import CHECKPOINT, WIDTH, Bundle, parse_bundle, place_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.audit.visit import Visit
    from sirekap.log.note import NoteKey

PREFIX = "log/"
_BUNDLES_AT_ONCE = 64
_LARGEST_LOG = 1 << 32


@dataclass(frozen=True, slots=True)
class LogKey:
    """The log's public key; ``verify`` tells whether it made a signature on these bytes."""

    key: NoteKey
    verify: Callable[[bytes, bytes], bool]


@dataclass
class Followed:
    """The log as it was read: its last checkpoint, its leaves, and the tree's edge."""

    visit: Visit
    key: LogKey | None
    point: Checkpoint | None = None
    leaves: Leaves = field(default_factory=Leaves)
    sound: bool = True
    _edge: Edge = field(default_factory=Edge)

    @property
    def size(self) -> int:
        """How many leaves were read."""
        return self._edge.size

    def up_to(self, size: int) -> bool:
        """Read on if fewer leaves are known; whether so many are known then."""
        if self.sound and self.size < size:
            self.step()
        return self.size >= size

    def step(self) -> None:
        """Read the checkpoint that stands there now, and all entries up to it."""
        point = self._checkpoint()
        if point is None:
            self.sound = False
            return
        if self.point is not None and not self._goes_on(point):
            return
        self.point = point
        self.sound = self._read(point)

    def begins_with(self, known: Checkpoint, place: str = PREFIX + CHECKPOINT) -> bool:
        """Whether the tree that was read begins with one known from elsewhere; else a finding."""
        facts = {"size": self.size, "known": known.size}
        if known.size > self.size:
            self.visit.report.find(Code.OLDER, place, **facts)
            return False
        if self._proved(known):
            return True
        self.visit.report.find(Code.FORKED, place, **facts)
        return False

    def _proved(self, known: Checkpoint) -> bool:
        if self.point is None or known.size == 0:
            return known.size == 0 and known.root == Edge().root
        spans = [] if known.size == self.size else consistency_spans(known.size, self.size)
        paths = [tile.path for tile in tiles_for(spans, self.size)]
        tiles = self.visit.files([PREFIX + path for path in paths])
        try:
            proof = hashes(spans, self.size, lambda path: tiles.get(PREFIX + path))
            check_consistency(known.size, self.size, known.root, proof, self.point.root)
        except Refusal:
            return False
        return True

    def _goes_on(self, point: Checkpoint) -> bool:
        """Whether a later checkpoint may follow the one that was read."""
        assert self.point is not None  # noqa: S101 -- asked only then
        if point.size > self.point.size:
            return True
        if (point.size, point.root) != (self.point.size, self.point.root):
            code = Code.OLDER if point.size < self.point.size else Code.FORKED
            self.visit.report.find(code, PREFIX + CHECKPOINT, size=point.size, known=self.point.size)
        return False

    def _checkpoint(self) -> Checkpoint | None:
        """The checkpoint, if it is one and nothing is wrong with whose it is."""
        path, report = PREFIX + CHECKPOINT, self.visit.report
        note = self.visit.file(path)
        if note is None:
            report.find(Code.FILE_MISSING, path)
            return None
        try:
            text = text_of(note)
            point = Checkpoint.parse(text, text.partition("\n")[0])
        except Refusal as refusal:
            report.find(Code.CHECKPOINT_MALFORMED, path, about=str(refusal)[:80])
            return None
        if point.size > _LARGEST_LOG:
            report.find(Code.CHECKPOINT_MALFORMED, path, about=f"{point.size} leaves")
            return None
        if self.key is not None:
            self._identify(note, point)
        return point

    def _identify(self, note: bytes, point: Checkpoint) -> None:
        """See whose checkpoint it is. Another's is told, and read on as what it is: somebody's log."""
        assert self.key is not None  # noqa: S101 -- asked only then
        path, report = PREFIX + CHECKPOINT, self.visit.report
        if point.origin != self.key.key.name:
            report.identified = False
            report.find(Code.CHECKPOINT_OTHER_LOG, path, origin=point.origin[:80], wanted=self.key.key.name)
            return
        try:
            opened(note, self.key.key, self.key.verify)
        except Refusal as refusal:
            report.identified = False
            report.find(Code.CHECKPOINT_OTHER_KEY, path, origin=point.origin[:80], about=refusal.code.value)
            return
        report.identified = True

    def _read(self, point: Checkpoint) -> bool:
        """Read the entries from the edge on, compare the tiles, and see that the root comes out."""
        wrong: list[str] = []
        last = -(-point.size // WIDTH)
        for start in range(self._edge.size // WIDTH, last, _BUNDLES_AT_ONCE):
            self.visit.progress("log", start * WIDTH, point.size)
            stop = min(last, start + _BUNDLES_AT_ONCE)
            entries = self._entries(start, stop, point.size)
            if entries is None:
                return False
            self._edge, full = self._edge.grown(entries)
            wrong += self._unlike(full)
        wrong += self._unlike(self._edge.partial_files())
        right = self._edge.root == point.root
        self._judge(wrong, right=right)
        self.visit.progress("log", point.size, point.size)
        return right

    def _entries(self, start: int, stop: int, size: int) -> list[bytes] | None:
        """The entries of some bundles that are not known yet; ``None`` and a finding if one is no bundle."""
        bundles = [Bundle(number, min(WIDTH, size - number * WIDTH)) for number in range(start, stop)]
        found = self.visit.files([PREFIX + each.path for each in bundles], LARGE)
        entries: list[bytes] = []
        for bundle in bundles:
            try:
                entries += parse_bundle(found.get(PREFIX + bundle.path), bundle)
            except Refusal:
                code = Code.ENTRIES_CHANGED if PREFIX + bundle.path in found else Code.FILE_MISSING
                self.visit.report.find(code, PREFIX + bundle.path)
                return None
        known = self._edge.size - start * WIDTH
        for place, entry in enumerate(entries[known:]):
            self._take(self._edge.size + place, entry)
        return entries[known:]

    def _take(self, index: int, entry: bytes) -> None:
        leaf = parse_leaf(index, entry)
        if leaf is None:
            self.visit.report.find(Code.LEAF_MALFORMED, PREFIX + Bundle(index // WIDTH).path, index=index)
            self.leaves.skip()
        else:
            self.leaves.add(leaf)
            self.visit.report.checked["leaves"] += 1

    def _unlike(self, files: dict[str, bytes]) -> list[str]:
        """The tiles among files, as they must be, that stand there otherwise or not at all."""
        made = {PREFIX + path: data for path, data in files.items() if not isinstance(place_of(path), Bundle)}
        found = self.visit.files(made, SMALL)
        self.visit.report.checked["tiles"] += len(made)
        for path in made.keys() - found.keys():
            self.visit.report.find(Code.FILE_MISSING, path)
        return [path for path in sorted(found) if found[path] != made[path]]

    def _judge(self, wrong: list[str], *, right: bool) -> None:
        """Say which is wrong: a tile, if the entries give the root that was signed; else the entries."""
        report = self.visit.report
        for path in wrong:
            tile = place_of(path.removeprefix(PREFIX))
            if right or tile is None or isinstance(tile, Bundle) or tile.level:
                report.find(Code.TILE_CHANGED, path)
            else:
                report.find(Code.ENTRIES_CHANGED, PREFIX + Bundle(tile.index, tile.width).path)
        if not right:
            report.find(Code.ROOT_WRONG, PREFIX + CHECKPOINT, size=self._edge.size)
