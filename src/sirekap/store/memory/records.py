"""The records in memory."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sirekap.office.ports import BatchRefused, Entry, Outcome, Stored
from sirekap.store.memory.moments import Moment, calm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.election.identity import RecordId


class MemoryRecords:
    """Fulfils :class:`sirekap.office.ports.Records`."""

    def __init__(self, moment: Moment = calm) -> None:
        self._moment = moment
        self._stored: list[Stored] = []
        self._by_id: dict[RecordId, Stored] = {}

    async def append(self, batch: Sequence[Entry]) -> list[Outcome]:
        """Store entries, all or none."""
        await self._moment("append", "before")
        first: dict[RecordId, Entry] = {}
        for entry in batch:
            first.setdefault(entry.id, entry)
        for entry in first.values():
            self._check(entry)
        outcomes = [self.keep(entry) for entry in batch]
        await self._moment("append", "after")
        return outcomes

    def keep(self, entry: Entry) -> Outcome:
        """Store one entry at once, as a part of another act."""
        first = self._by_id.get(entry.id)
        if first is not None:
            return Outcome(first.entry.receipt, first.entry.holds, repeated=True)
        stored = Stored(len(self._stored) + 1, entry)
        self._stored.append(stored)
        self._by_id[entry.id] = stored
        return Outcome(entry.receipt, entry.holds, repeated=False)

    def _check(self, entry: Entry) -> None:
        """Refuse what PostgreSQL refuses: a new id that is not the body's, and a NUL in a text."""
        if entry.id not in self._by_id and hashlib.sha256(entry.body).hexdigest() != entry.id:
            message = "the id is not the SHA-256 of the body"
            raise BatchRefused(message)
        if any("\0" in text for text in (entry.kind, entry.station, entry.contest, *entry.holds) if text):
            message = "a text holds a NUL"
            raise BatchRefused(message)

    async def after(self, position: int, limit: int) -> list[Stored]:
        """The next records in order."""
        return self._stored[position : position + limit]

    async def by_id(self, record: RecordId) -> Stored | None:
        """One record."""
        return self._by_id.get(record)

    async def of_station(self, station: str, contest: str) -> list[Stored]:
        """Every record of a station's contest, in order."""
        return [one for one in self._stored if (one.entry.station, one.entry.contest) == (station, contest)]
