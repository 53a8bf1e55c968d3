"""The public log's index and its pen, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.office.ports import BatchRefused, Head, Leaf, PenLost
from sirekap.store.memory.moments import Moment, calm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.election.identity import RecordId
    from sirekap.office.ports import Records


class MemoryLog:
    """Fulfils :class:`sirekap.office.ports.LogIndex`, on the records of a store."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.positions: list[int] = []
        self.heads: list[Head] = []
        self.holder: object | None = None

    async def head(self) -> Head | None:
        """The last tree that was signed."""
        return self.heads[-1] if self.heads else None

    async def find(self, record: RecordId) -> Leaf | None:
        """The leaf of a record."""
        stored = await self._records.by_id(record)
        if stored is None or stored.position not in self.positions:
            return None
        return (await self.leaves(self.positions.index(stored.position), 1))[0]

    async def leaves(self, start: int, limit: int) -> list[Leaf]:
        """The leaves from an index on."""
        found = []
        for index, position in enumerate(self.positions[start : start + limit], start):
            (stored,) = await self._records.after(position - 1, 1)
            entry = stored.entry
            found.append(Leaf(index, entry.id, entry.kind, entry.station, entry.contest, entry.received))
        return found

    async def leaves_of(self, records: Sequence[RecordId]) -> dict[RecordId, Leaf]:
        """The leaves of these records."""
        found = {record: await self.find(record) for record in records}
        return {record: leaf for record, leaf in found.items() if leaf is not None}

    async def leaves_at(self, positions: Sequence[int]) -> dict[int, Leaf]:
        """The leaves of the records at these positions."""
        known = {position: index for index, position in enumerate(self.positions)}
        asked = [position for position in positions if position in known]
        return {position: (await self.leaves(known[position], 1))[0] for position in asked}

    async def leaves_to(self, position: int) -> int:
        """How many leaves there are up to a position."""
        return sum(each <= position for each in self.positions)

    async def extend(self, before: int, positions: Sequence[int], root: bytes, note: bytes) -> None:
        """Number records and keep a checkpoint, for the pen's holder."""
        if before != len(self.positions):
            message = f"the log does not end at {before}"
            raise PenLost(message)
        known = all([await self._records.after(position - 1, 1) for position in positions])
        if not positions or not known or len({*self.positions, *positions}) < before + len(positions):
            message = "a leaf names no record, or one that is a leaf already"
            raise BatchRefused(message)
        self.positions += positions
        self.heads.append(Head(len(self.positions), positions[-1], root, note))


class MemoryPen:
    """Fulfils :class:`sirekap.office.ports.Pen`."""

    def __init__(self, log: MemoryLog, moment: Moment = calm) -> None:
        self._log = log
        self._moment = moment

    async def take(self) -> bool:
        """Whether the pen is here."""
        if self._log.holder is None:
            self._log.holder = self
        return self._log.holder is self

    async def extend(self, before: int, positions: Sequence[int], root: bytes, note: bytes) -> None:
        """Number records and keep a checkpoint."""
        await self._moment("extend", "before")
        if self._log.holder is not self:
            message = "the pen is not here"
            raise PenLost(message)
        await self._log.extend(before, positions, root, note)
        await self._moment("extend", "after")

    async def lay_down(self) -> None:
        """Give the pen back."""
        if self._log.holder is self:
            self._log.holder = None
