"""How far the site is published, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.office.ports import CursorMoved, Stand, ToldWords
from sirekap.office.ports.published import PAUSE, RESUME
from sirekap.store.memory.moments import Moment, calm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sirekap.office.ports import Records, Stored, Wordbook


class MemoryPublished:
    """Fulfils :class:`sirekap.office.ports.Published`, on the records and words of a store."""

    def __init__(self, records: Records, words: Wordbook, moment: Moment = calm) -> None:
        self._records = records
        self._words = words
        self._moment = moment
        self._stands: dict[str, Stand] = {}
        self._told: set[ToldWords] = set()

    async def stands(self) -> dict[str, Stand]:
        """How far the parts are."""
        return dict(self._stands)

    async def put(self, part: str, before: Stand, after: Stand) -> None:
        """Tell that a part has come further."""
        await self._moment("publish", "before")
        if self._stands.get(part, before) != before:
            message = f"{part} is not where it was: another publisher is at work, or all is written anew"
            raise CursorMoved(message)
        self._stands[part] = after
        await self._moment("publish", "after")

    async def anew(self) -> None:
        """Have every part written whole again."""
        self._stands = {part: Stand(each.position, 0, "") for part, each in self._stands.items()}

    async def tell(self, words: Iterable[ToldWords]) -> None:
        """Note in which villages words will stand."""
        self._told |= set(words)

    async def withdrawn(self, limit: int) -> list[ToldWords]:
        """Where words stand that were withdrawn."""
        kept = await self._words.read({each.name for each in self._told})
        gone = [each for each in self._told if each.name not in kept]
        return sorted(gone, key=lambda each: (each.contest, each.region))[:limit]

    async def untell(self, words: Iterable[ToldWords]) -> None:
        """Note that words stand there no more."""
        self._told -= set(words)

    async def last_pause(self) -> Stored | None:
        """The last record about a pause."""
        found = [each for each in await self._records.after(0, 1 << 62) if each.entry.kind in {PAUSE, RESUME}]
        return found[-1] if found else None
