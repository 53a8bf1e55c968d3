"""Tiles and their paths (C2SP tlog-tiles): from numbers to names and back, without input or output.

A tile of level L holds up to 256 hashes of the tree's level 8·L. A bundle holds the entries
under a tile of level 0 and has the same number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.log.hashing import HASH_BYTES
from sirekap.log.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HEIGHT = 8
WIDTH = 1 << HEIGHT
CHECKPOINT = "checkpoint"

_ENTRIES = "entries"
_LENGTH_BYTES = 2
_LARGEST_ENTRY = (1 << 8 * _LENGTH_BYTES) - 1
_PATH = re.compile(
    rf"tile/({_ENTRIES}|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{{3}}/)*[0-9]{{3}})"
    r"(?:\.p/([1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """``width`` hashes of level ``level``, from ``index`` · 256 on."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is published, under the log's prefix."""
        return f"tile/{self.level}/{_numbered(self.index, self.width)}"

    def checked(self, data: bytes | None) -> bytes:
        """The tile's bytes, if they are there and of its length."""
        if data is None or len(data) != self.width * HASH_BYTES:
            told = "missing" if data is None else f"{len(data)} bytes"
            raise Refusal(Code.TILE_MALFORMED, f"{self.path}: {told}")
        return data


@dataclass(frozen=True, slots=True)
class Bundle:
    """``width`` entries, from ``index`` · 256 on."""

    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is published, under the log's prefix."""
        return f"tile/{_ENTRIES}/{_numbered(self.index, self.width)}"


def place_of(path: str) -> Tile | Bundle | None:
    """The tile or bundle of a path, or ``None``; each has one path only."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level, number, width = found.groups()
    index = int(number.replace("x", "").replace("/", ""))
    wide = WIDTH if width is None else int(width)
    place = Bundle(index, wide) if level == _ENTRIES else Tile(int(level), index, wide)
    return place if place.path == path else None


def edge_tiles(size: int) -> Iterator[Tile]:
    """The partial tiles of a tree, from level 0 up; a level that ends in a full tile has none."""
    level = 0
    while size:
        if size % WIDTH:
            yield Tile(level, size // WIDTH, size % WIDTH)
        size, level = size // WIDTH, level + 1


def tile_at(level: int, index: int, size: int) -> Tile:
    """The tile as it is in a tree of ``size`` leaves."""
    return Tile(level, index, min(WIDTH, (size >> HEIGHT * level) - index * WIDTH))


def print_bundle(entries: Iterable[bytes]) -> bytes:
    """Entries one behind the other, each with its length in two bytes before it."""
    return b"".join([len(entry).to_bytes(_LENGTH_BYTES) + entry for entry in entries])


def parse_bundle(data: bytes | None, bundle: Bundle) -> Sequence[bytes]:
    """The entries of a bundle, if it is there, whole, and of its number."""
    entries, start = list[bytes](), 0
    told = data or b""
    while start < len(told):
        stop = start + _LENGTH_BYTES + int.from_bytes(told[start : start + _LENGTH_BYTES])
        entries.append(told[start + _LENGTH_BYTES : stop])
        start = stop
    if start != len(told) or len(entries) != bundle.width:
        raise Refusal(Code.BUNDLE_MALFORMED, f"{bundle.path}: {len(entries)} entries")
    return entries


def _numbered(index: int, width: int) -> str:
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    number = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return number if width == WIDTH else f"{number}.p/{width}"
