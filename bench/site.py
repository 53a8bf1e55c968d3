"""The ground a bench or a fault test stands on: a PostgreSQL of its own, set up for a crowd."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

from bench.processes import Program
from sirekap.office.ports import ContestSetup, Setup
from sirekap.seal.keyfile import make_key_file
from sirekap.simulate.crowd import places
from sirekap.store.embedded import APP, DATABASE, OWNER, SUPERUSER
from sirekap.store.postgres import PostgresPlaces, migrate, open_pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping
    from pathlib import Path

    from sirekap.seal.keys import Purpose
    from sirekap.simulate.crowd import Phone
    from sirekap.store.embedded import EmbeddedPostgres


_SIREKAP = "from sirekap.cli import main; main()"


def lay_keys(data: Path, seeds: Mapping[Purpose, bytes]) -> None:
    """Put keys where ``sirekap serve`` would make new ones."""
    folder = data / "keys"
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    for purpose, seed in seeds.items():
        make_key_file(folder / f"{purpose}.key", purpose, seed)


def serve(data: Path, port: int, *options: str) -> Program:
    """``sirekap serve`` on a folder of data."""
    command = (sys.executable, "-c", _SIREKAP, "serve", "--data", str(data), "--port", str(port), *options)
    return Program(command, port, data.with_suffix(".log"))


async def new_database(server: EmbeddedPostgres, name: str) -> str:
    """Make a migrated database and give the address of its owner."""
    connection = await asyncpg.connect(server.dsn(SUPERUSER, "postgres"))
    try:
        await connection.execute(f"CREATE DATABASE {name} OWNER {OWNER}")
    finally:
        await connection.close()
    await migrate(server.dsn(OWNER, name))
    return server.dsn(APP, name)


async def set_up(
    server: EmbeddedPostgres, phones: Iterable[Phone], stations: int, name: str = DATABASE
) -> None:
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
