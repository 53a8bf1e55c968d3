"""Redeems a receipt: where its record stands in the public log, and the proof of it.

Everything is taken from the published files, as an outsider could: the answer saves the
asker the way through the tiles and needs not be believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.log.checkpoint import Checkpoint
from sirekap.log.note import opened
from sirekap.log.proofs import inclusion_spans
from sirekap.log.reading import hashes, tiles_for
from sirekap.log.tiles import CHECKPOINT
from sirekap.office.leaf import print_leaf

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.election.identity import RecordId
    from sirekap.log.note import NoteKey
    from sirekap.office.ports import LogIndex, Site


@dataclass(frozen=True, slots=True)
class Logged:
    """A record in the log: its leaf's index and bytes, and the way from there to a signed root.

    ``proof`` are the hashes of RFC 6962 § 2.1.1; ``checkpoint`` is the signed note with root and size.
    """

    index: int
    leaf: bytes
    proof: tuple[bytes, ...]
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Redeem:
    """The act, on one log. ``verify`` tells whether its key made a signature on these bytes."""

    index: LogIndex
    files: Site
    key: NoteKey
    verify: Callable[[bytes, bytes], bool]

    async def __call__(self, record: RecordId) -> Logged | None:
        """The proof for a record; ``None`` until a published checkpoint covers it.

        Raises :class:`StoreAway`. Damaged files are a fault: a refusal of ``log``.
        """
        leaf = await self.index.find(record)
        note = await self.files.get(CHECKPOINT)
        if leaf is None or note is None:
            return None
        size = Checkpoint.parse(opened(note, self.key, self.verify), self.key.name).size
        if leaf.index >= size:
            return None
        spans = inclusion_spans(leaf.index, size)
        tiles = {tile.path: await self.files.get(tile.path) for tile in tiles_for(spans, size)}
        return Logged(leaf.index, print_leaf(leaf), tuple(hashes(spans, size, tiles.get)), note)
