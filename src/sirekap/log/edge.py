"""The tree's right edge: all that must be known to go on, and the files that going on writes.

The edge is the Merkle frontier, kept as its last, partial tiles. It is a value: growing
gives a new one. A log of any size has at most 255 hashes a level in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING

from sirekap.log.hashing import HASH_BYTES, fold, leaf_hashes, peaks, perfect_root
from sirekap.log.refusal import Code, Refusal
from sirekap.log.tiles import HEIGHT, WIDTH, Bundle, Tile, edge_tiles, parse_bundle, print_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_TILE_BYTES = WIDTH * HASH_BYTES

Files = dict[str, bytes]
"""Published files: path under the log's prefix to content."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A tree of ``size`` leaves: the hashes of its partial tile at each level, its last entries."""

    size: int = 0
    rows: tuple[bytes, ...] = ()
    entries: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The tree's root (RFC 6962 § 2.1)."""
        return fold(chain.from_iterable(peaks(row) for row in reversed(self.rows)))

    def grown(self, entries: Sequence[bytes]) -> tuple[Edge, Files]:
        """The edge after more entries, and the tiles and bundles that became full by them."""
        files: Files = {}
        rows = [bytearray(row) for row in self.rows]
        waiting = [*self.entries, *entries]
        first, full = self.size // WIDTH, len(waiting) // WIDTH
        for number in range(full):
            some = waiting[number * WIDTH : (number + 1) * WIDTH]
            files[Bundle(first + number).path] = print_bundle(some)
        new = leaf_hashes(entries)
        room = _TILE_BYTES - (len(rows[0]) if rows else 0)
        for start, stop in _pieces(len(new), room):
            _add(rows, new[start:stop], files, self.size + stop // HASH_BYTES)
        size = self.size + len(entries)
        return Edge(size, tuple(map(bytes, rows)), tuple(waiting[full * WIDTH :])), files

    def partial_files(self) -> Files:
        """The tiles and the bundle that are not full, as they are at this size."""
        files = {tile.path: self.rows[tile.level] for tile in edge_tiles(self.size)}
        if self.entries:
            files[Bundle(self.size // WIDTH, len(self.entries)).path] = print_bundle(self.entries)
        return files

    @staticmethod
    def paths(size: int) -> list[str]:
        """The files that :meth:`read` needs."""
        tiles = [tile.path for tile in edge_tiles(size)]
        return [*tiles, Bundle(size // WIDTH, size % WIDTH).path] if size % WIDTH else tiles

    @classmethod
    def read(cls, size: int, root: bytes, get: Callable[[str], bytes | None]) -> Edge:
        """The edge of a published tree; refuses files that do not lead to ``root``."""
        rows = [b""] * -(-size.bit_length() // HEIGHT)
        for tile in edge_tiles(size):
            rows[tile.level] = tile.checked(get(tile.path))
        entries: Sequence[bytes] = ()
        if size % WIDTH:
            bundle = Bundle(size // WIDTH, size % WIDTH)
            entries = parse_bundle(get(bundle.path), bundle)
        edge = cls(size, tuple(rows), tuple(entries))
        if edge.root != root or (entries and leaf_hashes(entries) != rows[0]):
            raise Refusal(Code.ROOT_WRONG, f"the edge at {size}")
        return edge


def _pieces(length: int, room: int) -> Iterator[tuple[int, int]]:
    """Cuts of so many bytes: what fits in the first tile, then a tile each."""
    start = 0
    while start < length:
        stop = min(length, start + room)
        yield start, stop
        start, room = stop, _TILE_BYTES


def _add(rows: list[bytearray], hashes: bytes, files: Files, size: int) -> None:
    """Put leaf hashes that fit into the last tile there, ``size`` leaves then; carry up what gets full."""
    for level in count():
        if level == len(rows):
            rows.append(bytearray())
        rows[level] += hashes
        if len(rows[level]) < _TILE_BYTES:
            return
        full, size = bytes(rows[level]), size // WIDTH
        files[Tile(level, size - 1).path] = full
        rows[level].clear()
        hashes = perfect_root(full)
