"""Hashes of subtrees out of published tiles: which tiles are needed, and what they come to.

First ask :func:`tiles_for`, fetch them all at once in whatever way, then :func:`hashes`.
The tiles are not checked here: a proof made of wrong ones fails its verifier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.log.hashing import HASH_BYTES, fold, perfect_root
from sirekap.log.tiles import HEIGHT, WIDTH, Tile, tile_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sirekap.log.proofs import Span


def tiles_for(spans: Sequence[Span], size: int) -> list[Tile]:
    """The tiles of the tree of ``size`` leaves that hold these subtrees, each once."""
    parts = [part for span in spans for part in _perfect(span)]
    return list(dict.fromkeys(_tile_of(*part, size)[0] for part in parts))


def hashes(spans: Sequence[Span], size: int, get: Callable[[str], bytes | None]) -> list[bytes]:
    """The roots of subtrees, from tiles by their paths. Refuses a tile that is missing or too short."""
    return [fold([_root(*part, size, get) for part in _perfect(span)]) for span in spans]


def _perfect(span: Span) -> Iterator[tuple[int, int]]:
    """The perfect trees that a subtree consists of, as level and index, from the left."""
    start = span.start
    while start < span.stop:
        level = (span.stop - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def _tile_of(level: int, index: int, size: int) -> tuple[Tile, int, int]:
    """The tile that a node is read from; the first of its hashes under the node, and their count."""
    above = level % HEIGHT
    first = index << above
    return tile_at(level // HEIGHT, first // WIDTH, size), first % WIDTH, 1 << above


def _root(level: int, index: int, size: int, get: Callable[[str], bytes | None]) -> bytes:
    tile, first, count = _tile_of(level, index, size)
    row = tile.checked(get(tile.path))
    return perfect_root(row[first * HASH_BYTES : (first + count) * HASH_BYTES])
