"""The public log's index and its pen in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
from asyncpg import exceptions as told

from sirekap.election.identity import RecordId
from sirekap.office.ports import Head, Leaf, PenLost, StoreAway
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.octets import octets
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asyncpg import Connection, Pool, Record

_SESSION = {
    "application_name": "sirekap sequencer",
    "statement_timeout": "10s",
    "jit": "off",
    # A machine that vanishes says no goodbye: its session, and the lock with it, ends after 4 s.
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "2",
    "tcp_user_timeout": "4000",
}
_PATIENCE_S = 5.0


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


class PostgresPen:
    """Fulfils :class:`sirekap.office.ports.Pen`: an advisory lock, held by a session of its own.

    The leaves are written in that very session. One that was lost, and the lock with it, can
    write nothing more, whatever its sequencer believes.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._session: Connection[Record] | None = None
        self._here = False

    async def take(self) -> bool:
        """Whether the lock is held, by a session that still answers."""
        try:
            with told_to_ports():
                if self._session is None:
                    self._session = await asyncpg.connect(
                        self._dsn, timeout=_PATIENCE_S, server_settings=_SESSION
                    )
                if self._here:  # A lock taken twice would have to be given back twice.
                    await self._session.fetchval(SQL["still_here"], timeout=_PATIENCE_S)
                else:
                    self._here = await self._session.fetchval(SQL["take_pen"], timeout=_PATIENCE_S)
        except StoreAway:
            self._drop()
            raise
        return self._here

    async def extend(self, before: int, positions: Sequence[int], root: bytes, note: bytes) -> None:
        """Number records and keep a checkpoint, in one statement, which is one transaction."""
        if self._session is None or not self._here:
            message = "the pen is not here"
            raise PenLost(message)
        try:
            with told_to_ports():
                await self._session.execute(SQL["extend_log"], before, list(positions), root, note)
        except told.ObjectNotInPrerequisiteStateError as refused:
            self._drop()
            raise PenLost(str(refused)) from refused
        except StoreAway:
            self._drop()
            raise

    async def lay_down(self) -> None:
        """End the session, and the lock with it."""
        self._drop()

    def _drop(self) -> None:
        """Cut the session: whatever is under way in it comes to nothing or stands already."""
        if self._session is not None:
            self._session.terminate()
        self._session, self._here = None, False


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
