"""The act of checking a store that was restored: it must go on from what the public has seen.

The published checkpoint is the measure, wherever it was kept: a mirror, a witness, a paper. A
store that ends before it, or whose records give another tree, has lost something or is another's.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import opened
from sirekap.office.leaf import print_leaf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.election.identity import PhotoHash
    from sirekap.office.ports import LogIndex, Objects, Uploads
    from sirekap.office.sequence import LogKey

_LEAVES = 5_000
_PHOTOS, _AT_ONCE = 1_000, 32


class Code(StrEnum):
    """Why a restored store may not be served."""

    BEHIND = "restored_behind"
    """Its log ends before the published one."""
    OTHER_TREE = "restored_other_tree"
    """Its records do not give the tree that was published, or that it had signed itself."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored store has: leaves published and in all, safe photos, and those without their bytes."""

    published: int
    leaves: int
    photos: int
    missing: Sequence[PhotoHash]


async def check_restored(
    note: bytes, key: LogKey, index: LogIndex, uploads: Uploads, objects: Objects
) -> Restored:
    """Hold a store against the last published checkpoint, and its photos against their place.

    Raises :class:`Refusal`, of the codes above and, for a note that is none or another's, of ``log``.
    """
    point = Checkpoint.parse(opened(note, key.key, key.verify), key.key.name)
    head = await index.head()
    size = 0 if head is None else head.size
    if size < point.size:
        raise Refusal(Code.BEHIND, {"published": point.size, "restored": size})
    at_point = await _grown(Edge(), point.size, index)
    at_head = await _grown(at_point, size, index)
    if at_point.root != point.root or (head is not None and at_head.root != head.root):
        raise Refusal(Code.OTHER_TREE, {"published": point.size})
    photos, missing = await _photos(uploads, objects)
    return Restored(point.size, size, photos, missing)


async def _grown(edge: Edge, size: int, index: LogIndex) -> Edge:
    """The edge of the tree of so many leaves, as the store has them."""
    while edge.size < size:
        leaves = await index.leaves(edge.size, min(_LEAVES, size - edge.size))
        if not leaves:
            raise Refusal(Code.BEHIND, {"published": size, "restored": edge.size})
        edge, _ = edge.grown([print_leaf(leaf) for leaf in leaves])
    return edge


async def _photos(uploads: Uploads, objects: Objects) -> tuple[int, list[PhotoHash]]:
    """How many photos were called safe, and which of them are not where they should be."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def has(photo: PhotoHash) -> bool:
        async with gate:
            return await objects.has(photo)

    count, after = 0, ""
    missing: list[PhotoHash] = []
    while page := await uploads.all_safe(after, _PHOTOS):
        there = await asyncio.gather(*map(has, page))
        missing += [photo for photo, here in zip(page, there, strict=True) if not here]
        count, after = count + len(page), page[-1]
    return count, missing
