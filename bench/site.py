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
from sirekap.store.embedded import APP, OWNER, SUPERUSER
from sirekap.store.postgres import PostgresPlaces, migrate, open_pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
    from pathlib import Path

    from sirekap.election.regions import Region, Station
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


def serve(data: Path, port: int, *options: str, **settings: str) -> Program:
    """``sirekap serve`` on a folder of data, with flags, and settings by their names."""
    command = (sys.executable, "-c", _SIREKAP, "serve", "--data", str(data), "--port", str(port), *options)
    environment = {f"SIREKAP_{name.upper()}": value for name, value in settings.items()}
    return Program(command, port, data.with_suffix(".log"), environment)


async def new_database(server: EmbeddedPostgres, name: str) -> str:
    """Make a migrated database and give the address of its owner."""
    connection = await asyncpg.connect(server.dsn(SUPERUSER, "postgres"))
    try:
        await connection.execute(f"CREATE DATABASE {name} OWNER {OWNER}")
    finally:
        await connection.close()
    await migrate(server.dsn(OWNER, name))
    return server.dsn(APP, name)


async def set_up(dsn: str, phones: Iterable[Phone], stations: int) -> None:
    """Put the stations of a crowd and its phones in place."""
    await put_places(dsn, *places(stations))
    await enrol(dsn, phones)


async def put_places(dsn: str, regions: Sequence[Region], stations: Sequence[Station]) -> None:
    """Put regions, stations and the presidential contest in place."""
    contests = [ContestSetup("ppwp", "Presiden dan Wakil Presiden", "C.HASIL-PPWP")]
    pool = await open_pool(dsn)
    await PostgresPlaces(pool).put(Setup(regions, stations, contests), dry=False)
    await pool.close()


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
