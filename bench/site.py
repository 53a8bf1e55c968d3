"""The ground a bench or a fault test stands on: a PostgreSQL of its own, set up for a crowd."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

from sirekap.office.ports import ContestSetup, Setup
from sirekap.simulate.crowd import places
from sirekap.store.embedded import APP, DATABASE, OWNER, SUPERUSER
from sirekap.store.postgres import PostgresPlaces, migrate, open_pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from sirekap.simulate.crowd import Phone
    from sirekap.store.embedded import EmbeddedPostgres


async def new_database(server: EmbeddedPostgres, name: str) -> str:
    """Make a migrated database and give the address of its owner."""
    connection = await asyncpg.connect(server.dsn(SUPERUSER, "postgres"))
    try:
        await connection.execute(f"CREATE DATABASE {name} OWNER {OWNER}")
    finally:
        await connection.close()
    await migrate(server.dsn(OWNER, name))
    return server.dsn(APP, name)


async def set_up(server: EmbeddedPostgres, phones: Iterable[Phone], stations: int, name: str = DATABASE) -> None:
    """Put the stations of a crowd and its phones in place."""
    regions, polled = places(stations)
    contests = [ContestSetup("ppwp", "Presiden dan Wakil Presiden", "C.HASIL-PPWP")]
    pool = await open_pool(server.dsn(OWNER, name))
    await PostgresPlaces(pool).put(Setup(regions, polled, contests), dry=False)
    await pool.close()
    await enrol(server.dsn(APP, name), phones)


async def enrol(dsn: str, phones: Iterable[Phone]) -> None:
    """Put phones in place at once, as their enrolments one by one would."""
    rows = [(bytes.fromhex(one.key.id), one.station, one.slot, one.certificate) for one in phones]
    async with connected(dsn) as connection:
        await connection.copy_records_to_table(
            "device", records=rows, columns=["key", "station", "slot", "certificate"]
        )


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """One connection."""
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()
