"""The records in PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import asyncpg

from sirekap.election.identity import KeyId, RecordId
from sirekap.office.ports import Entry, Outcome, Stored
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.octets import octets
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asyncpg import Pool, Record


class PostgresRecords:
    """Fulfils :class:`sirekap.office.ports.Records`.

    ``intake`` is used for :meth:`append` alone. With two processes and two writers each,
    a batch waits for at most three others. After the server was away, every connection of
    the pool may tell so once more before it is replaced.
    """

    def __init__(self, intake: Pool[Record], pool: Pool[Record]) -> None:
        self._intake = intake
        self._pool = pool

    async def append(self, batch: Sequence[Entry]) -> list[Outcome]:
        """Store a batch in one statement, which is one transaction and one round trip."""
        first: dict[RecordId, Entry] = {}
        for entry in batch:
            first.setdefault(entry.id, entry)  # Of equal ones the first is stored, in its place.
        new = list(first.values())
        with told_to_ports():
            rows = await self._send(
                [octets(entry.id) for entry in new],
                [entry.kind for entry in new],
                [entry.station for entry in new],
                [entry.contest for entry in new],
                [entry.body for entry in new],
                [entry.signature for entry in new],
                [octets(entry.key) for entry in new],
                [entry.received for entry in new],
                [entry.receipt for entry in new],
                [" ".join(entry.holds) for entry in new],
            )
        known = {
            RecordId(row["id"].hex()): Outcome(row["receipt"], tuple(row["holds"]), repeated=True)
            for row in rows
        }
        outcomes = []
        for entry in batch:
            outcome = known.get(entry.id)
            if outcome is None:
                outcome = Outcome(entry.receipt, entry.holds, repeated=False)
                known[entry.id] = replace(outcome, repeated=True)
            outcomes.append(outcome)
        return outcomes

    async def _send(self, *columns: object) -> list[Record]:
        """One call of ``append_records``. A connection that failed is not put back: nothing resets it."""
        async with self._intake.acquire() as connection:
            try:
                rows: list[Record] = await connection.fetch(SQL["append_records"], *columns)
            except asyncpg.PostgresError:
                raise  # The server answered; the connection is sound, or closed and known to be.
            except BaseException:
                connection.terminate()
                raise
        return rows

    async def after(self, position: int, limit: int) -> list[Stored]:
        """The next records in order."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["records_after"], position, limit)
        return [stored_of(row) for row in rows]

    async def by_id(self, record: RecordId) -> Stored | None:
        """One record."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["record_by_id"], octets(record))
        return None if row is None else stored_of(row)

    async def of_station(self, station: str, contest: str) -> list[Stored]:
        """Every record of a station's contest, in order."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["records_of_station"], station, contest)
        return [stored_of(row) for row in rows]


def stored_of(row: Record) -> Stored:
    """A row as the ports know it."""
    entry = Entry(
        id=RecordId(row["id"].hex()),
        kind=row["kind"],
        station=row["station"],
        contest=row["contest"],
        body=row["body"],
        signature=row["signature"],
        key=KeyId(row["key"].hex()),
        received=row["received_at"],
        receipt=row["receipt"],
        holds=tuple(row["holds"]),
    )
    return Stored(row["position"], entry)
