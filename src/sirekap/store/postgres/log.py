"""The public log's index and its pen in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncpg import exceptions as told

from sirekap.election.identity import RecordId
from sirekap.office.ports import Head, Leaf, PenLost, StoreAway
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.octets import octets
from sirekap.store.postgres.queries import SQL
from sirekap.store.postgres.turn import PostgresTurn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asyncpg import Pool, Record


class PostgresLog:
    """Fulfils :class:`sirekap.office.ports.LogIndex`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def head(self) -> Head | None:
        """The last tree that was signed."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["log_head"])
        return None if row is None else Head(*row.values())

    async def find(self, record: RecordId) -> Leaf | None:
        """The leaf of a record."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["leaf_of"], octets(record))
        return None if row is None else _leaf(row)

    async def leaves(self, start: int, limit: int) -> list[Leaf]:
        """The leaves from an index on."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["leaves"], start, limit)
        return [_leaf(row) for row in rows]

    async def leaves_of(self, records: Sequence[RecordId]) -> dict[RecordId, Leaf]:
        """The leaves of these records."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["leaves_of"], [octets(each) for each in records])
        return {leaf.record: leaf for leaf in map(_leaf, rows)}

    async def leaves_at(self, positions: Sequence[int]) -> dict[int, Leaf]:
        """The leaves of the records at these positions."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["leaves_at"], list(positions))
        return {row["position"]: _leaf(row) for row in rows}

    async def leaves_to(self, position: int) -> int:
        """How many leaves there are up to a position."""
        with told_to_ports():
            return int(await self._pool.fetchval(SQL["leaves_to"], position))


class PostgresPen:
    """Fulfils :class:`sirekap.office.ports.Pen`: a turn (:class:`PostgresTurn`) with what it is for.

    The leaves are written in the very session that holds the lock. One that was lost, and the
    lock with it, can write nothing more, whatever its sequencer believes.
    """

    def __init__(self, dsn: str) -> None:
        self._turn = PostgresTurn(dsn, "take_pen", "sirekap sequencer")

    async def take(self) -> bool:
        """Whether the lock is held, by a session that still answers."""
        return await self._turn.take()

    async def extend(self, before: int, positions: Sequence[int], root: bytes, note: bytes) -> None:
        """Number records and keep a checkpoint, in one statement, which is one transaction."""
        session = self._turn.session
        if session is None:
            message = "the pen is not here"
            raise PenLost(message)
        try:
            with told_to_ports():
                await session.execute(SQL["extend_log"], before, list(positions), root, note)
        except told.ObjectNotInPrerequisiteStateError as refused:
            self._turn.drop()
            raise PenLost(str(refused)) from refused
        except StoreAway:
            self._turn.drop()
            raise

    async def lay_down(self) -> None:
        """End the session, and the lock with it."""
        await self._turn.lay_down()


def _leaf(row: Record) -> Leaf:
    """A row as the ports know it."""
    return Leaf(
        row["index"],
        RecordId(row["id"].hex()),
        row["kind"],
        row["station"],
        row["contest"],
        row["received_at"],
    )
