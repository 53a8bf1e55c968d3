"""The doors to the public log: its index, and the one pen that writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sirekap.election.identity import RecordId


@dataclass(frozen=True, slots=True)
class Head:
    """A tree that was signed: ``size`` leaves, the last of them the record at ``position``.

    ``note`` is the signed checkpoint, byte by byte.
    """

    size: int
    position: int
    root: bytes
    note: bytes


@dataclass(frozen=True, slots=True)
class Leaf:
    """A record's place in the log, counted from 0, and what its leaf tells of it."""

    index: int
    record: RecordId
    kind: str
    station: str | None
    contest: str | None
    received: datetime


class LogIndex(Protocol):
    """Which record is which leaf, and every tree that was signed."""

    async def head(self) -> Head | None:
        """The last tree that was signed; ``None`` before the first."""

    async def find(self, record: RecordId) -> Leaf | None:
        """The leaf of a record, as soon as a tree with it was signed."""

    async def leaves(self, start: int, limit: int) -> list[Leaf]:
        """The leaves from an index on, in order."""

    async def leaves_of(self, records: Sequence[RecordId]) -> dict[RecordId, Leaf]:
        """The leaves of these records, as far as they are leaves."""

    async def leaves_at(self, positions: Sequence[int]) -> dict[int, Leaf]:
        """The leaves of the records at these positions, as far as they are leaves."""

    async def leaves_to(self, position: int) -> int:
        """How many leaves there are of the records up to a position."""


class Pen(Protocol):
    """The right to write the log. One holder at a time; it goes with the holder's session."""

    async def take(self) -> bool:
        """Whether the pen is here, taking it if it lies free. Asked again, it is looked after again."""

    async def extend(self, before: int, positions: Sequence[int], root: bytes, note: bytes) -> None:
        """Make records the leaves from ``before`` on and keep the checkpoint over them, all or none.

        Raises :class:`PenLost` when the pen is not here or the log does not end at ``before``,
        :class:`StoreAway` when it is not known whether it was done.
        """

    async def lay_down(self) -> None:
        """Give the pen back, if it is here."""
