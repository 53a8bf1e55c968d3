"""The door to the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sirekap.election.identity import KeyId, RecordId


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it arrived, with what the intake knows of it.

    ``id`` is the SHA-256 of ``body`` (canonical bytes) and ``key`` the name of the key that
    made ``signature``, both in 64 hexadecimal characters. ``station`` and ``contest`` are
    absent on records of neither. ``holds`` are the codes for which the record counts only
    after a person has released it. ``received`` bears a time zone.
    """

    id: RecordId
    kind: str
    station: str | None
    contest: str | None
    body: bytes
    signature: bytes
    key: KeyId
    received: datetime
    receipt: bytes
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry with its place in the one order of all records: 1, 2, 3, … without a gap."""

    position: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one entry: the receipt that counts (the first one), and whether it was there before."""

    receipt: bytes
    holds: tuple[str, ...]
    repeated: bool


class Records(Protocol):
    """All records, in one order, for ever."""

    async def append(self, batch: Sequence[Entry]) -> list[Outcome]:
        """Store entries durably, all or none; one outcome for each, in their order.

        Raises :class:`BatchRefused` (try row by row) or :class:`StoreAway` (try later).
        """

    async def after(self, position: int, limit: int) -> list[Stored]:
        """The next records in order. One that appears later never has a lower position."""

    async def by_id(self, record: RecordId) -> Stored | None:
        """One record."""

    async def of_station(self, station: str, contest: str) -> list[Stored]:
        """Every record of a station's contest, in order."""
