"""What was folded from the records, in PostgreSQL."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict

from sirekap.office.ports import Changed, CursorMoved, Figure, Total
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from asyncpg import Pool, Record
    from asyncpg.pool import PoolConnectionProxy

_VILLAGE = 10
"""Digits of a village's code, with which those of its stations begin."""


class _Moment(TypedDict):
    isolation: Literal["repeatable_read"]
    readonly: bool


_ONE_MOMENT: _Moment = {"isolation": "repeatable_read", "readonly": True}


@dataclass(frozen=True, slots=True)
class PostgresSnapshot:
    """Fulfils :class:`sirekap.office.ports.Snapshot`: a transaction that sees what stood at its beginning."""

    cursor: int
    connection: PoolConnectionProxy[Record]

    async def figures(self, contest: str, after: str, limit: int) -> list[Figure]:
        """A page of a contest's figures."""
        with told_to_ports():
            rows = await self.connection.fetch(SQL["all_figures"], contest, after, limit)
        return [Figure(*row.values()) for row in rows]

    async def totals(self, contest: str, after: str, limit: int) -> list[Total]:
        """A page of a contest's totals."""
        with told_to_ports():
            rows = await self.connection.fetch(SQL["all_totals"], contest, after, limit)
        return [Total(*row.values()) for row in rows]


class PostgresProjections:
    """Fulfils :class:`sirekap.office.ports.Projections`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def cursor(self) -> int:
        """The position of the last record that was folded in."""
        with told_to_ports():
            return int(await self._pool.fetchval(SQL["cursor"]))

    async def advance(
        self, start: int, end: int, figures: Iterable[Figure] = (), totals: Iterable[Total] = ()
    ) -> None:
        """Put figures and totals in place and move the cursor, in one transaction."""
        new, sums = list(figures), list(totals)
        with told_to_ports():
            async with self._pool.acquire() as connection, connection.transaction():
                if await connection.fetchval(SQL["move_cursor"], start, end) is None:
                    message = f"the cursor no longer stands at {start}: another folder is at work"
                    raise CursorMoved(message)
                await connection.execute(
                    SQL["put_figures"],
                    [one.station for one in new],
                    [one.contest for one in new],
                    [one.state for one in new],
                    [one.document for one in new],
                    end,
                )
                await connection.execute(
                    SQL["put_totals"],
                    [one.contest for one in sums],
                    [one.region for one in sums],
                    [one.document for one in sums],
                    end,
                )

    async def figures(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Figure]:
        """The figures of these (station, contest)."""
        with told_to_ports():
            rows = await self._pool.fetch(
                SQL["figures"], [station for station, _ in keys], [contest for _, contest in keys]
            )
        return {(row["station"], row["contest"]): Figure(*row.values()) for row in rows}

    async def totals(self, contest: str, regions: Sequence[str]) -> dict[str, Total]:
        """The totals of these regions."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["totals"], contest, list(regions))
        return {row["region"]: Total(*row.values()) for row in rows}

    async def in_states(self, contest: str, region: str, states: Sequence[str], limit: int) -> list[Figure]:
        """A contest's figures under a region in one of these states."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["figures_in_states"], contest, region, list(states), limit)
        return [Figure(*row.values()) for row in rows]

    async def all_figures(self, contest: str, after: str, limit: int) -> list[Figure]:
        """A page of a contest's figures."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["all_figures"], contest, after, limit)
        return [Figure(*row.values()) for row in rows]

    async def all_totals(self, contest: str, after: str, limit: int) -> list[Total]:
        """A page of a contest's totals."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["all_totals"], contest, after, limit)
        return [Total(*row.values()) for row in rows]

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[PostgresSnapshot]:
        """What stands now. For as long as it is open, rows that are replaced are not cleared away."""
        with told_to_ports():
            async with (
                self._pool.acquire() as connection,
                connection.transaction(**_ONE_MOMENT),
            ):
                await connection.execute(SQL["be_patient"])
                yield PostgresSnapshot(int(await connection.fetchval(SQL["cursor"])), connection)

    async def changed_stations(self, after: int, limit: int) -> Changed:
        """What changed behind a position at stations."""
        with told_to_ports():
            async with self._pool.acquire() as connection, connection.transaction(**_ONE_MOMENT):
                cursor = await connection.fetchval(SQL["cursor"])
                last, count = await connection.fetchrow(SQL["figures_changed_to"], after, limit)
                to = cursor if count < limit else last
                rows = await connection.fetch(SQL["figures_changed"], after, to)
                figures = [Figure(*row.values()) for row in rows]
                villages = sorted({(one.contest, one.station[:_VILLAGE]) for one in figures})
                sums = await connection.fetch(
                    SQL["totals_of"], [one for one, _ in villages], [one for _, one in villages]
                )
        return Changed(cursor, to, figures, [Total(*row.values()) for row in sums])

    async def changed_regions(self, after: int, digits: int, limit: int) -> Changed:
        """What changed behind a position in regions."""
        with told_to_ports():
            async with self._pool.acquire() as connection, connection.transaction(**_ONE_MOMENT):
                cursor = await connection.fetchval(SQL["cursor"])
                last, count = await connection.fetchrow(SQL["totals_changed_to"], after, digits, limit)
                to = cursor if count < limit else last
                rows = await connection.fetch(SQL["totals_changed"], after, to, digits)
        return Changed(cursor, to, [], [Total(*row.values()) for row in rows])

    async def at_once(self, figures: Sequence[tuple[str, str]], totals: Sequence[tuple[str, str]]) -> Changed:
        """Figures and totals of one moment."""
        with told_to_ports():
            async with self._pool.acquire() as connection, connection.transaction(**_ONE_MOMENT):
                cursor = await connection.fetchval(SQL["cursor"])
                rows = await connection.fetch(
                    SQL["figures"], [one for one, _ in figures], [one for _, one in figures]
                )
                sums = await connection.fetch(
                    SQL["totals_of"], [one for one, _ in totals], [one for _, one in totals]
                )
        found = [Figure(*row.values()) for row in rows]
        return Changed(cursor, cursor, found, [Total(*row.values()) for row in sums])

    async def clear(self) -> None:
        """Throw all of it away and set the cursor to 0."""
        with told_to_ports():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(SQL["reset_cursor"])
                await connection.execute(SQL["clear_projections"])
