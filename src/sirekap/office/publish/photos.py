"""The public copies of photos: each is on the site before a document names it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sirekap.election.records import Cover, parse_record
from sirekap.office.leaf import is_leaf
from sirekap.office.publish.part import Reading, Written
from sirekap.publication.photos import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.office.ports import Objects, Stored
    from sirekap.office.publish.ground import Ground

_AT_ONCE = 2_000
_COPIES = 100
"""Copies of one writing, at the most: what bounds the memory."""
_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Photos:
    """Fulfils :class:`sirekap.office.publish.part.Part`."""

    ground: Ground
    objects: Objects
    every_s: float = 0.0
    name: str = "photos"

    async def changed(self, after: int) -> Reading:
        """The covers among the next records behind a position."""
        to, covers, _ = await self._next(after)
        return Reading(to, to, count=len(covers), content=covers)

    async def whole(self, after: str) -> Reading:
        """The covers among the next records behind one."""
        to, covers, more = await self._next(int(after or 0))
        cursor = max(to, await self.ground.projections.cursor())
        reached = f"{to:0{_DIGITS}}" if more else None
        return Reading(cursor, reached=reached, count=len(covers), content=covers)

    async def made(self, reading: Reading) -> Written:
        """The copies as they are stored."""
        files: dict[str, bytes | None] = {}
        for stored in cast("Sequence[Stored]", reading.content):
            copy = cast("Cover", parse_record(stored.entry.body)).copy
            # One that was lost, in a restore without the bucket, holds up nobody; who verifies is told of it.
            with suppress(KeyError):
                files[path_of(copy)] = await self.objects.published(copy)
        return Written((files,))

    async def _next(self, after: int) -> tuple[int, list[Stored], bool]:
        """How far was read, the covers up to there, and whether there is more behind."""
        stored = await self.ground.records.after(after, _AT_ONCE)
        covers = [one for one in stored if one.entry.kind == "cover" and self._leaf(one)]
        if len(covers) > _COPIES:
            return covers[_COPIES - 1].position, covers[:_COPIES], True
        return (stored[-1].position if stored else after), covers, len(stored) == _AT_ONCE

    def _leaf(self, stored: Stored) -> bool:
        return is_leaf(stored.entry, self.ground.election, self.ground.phase)
