"""Where and on what is voted, in PostgreSQL."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sirekap.election.choices import District, DistrictCode
from sirekap.election.regions import NATION, Region, RegionCode, Station, StationCode, level_of, parent_of
from sirekap.office.ports import Change, ChoiceSetup, ContestSetup, Setup
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from asyncpg import Connection, Pool, Record

_ROWS = 10_000
"""Rows in one statement: enough that the round trip does not count, few enough for the memory."""

_T = TypeVar("_T")


class PostgresPlaces:
    """Fulfils :class:`sirekap.office.ports.Places`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def put(self, setup: Setup, *, dry: bool) -> Mapping[str, Change]:
        """Add and alter in one transaction, which is rolled back when it is only asked what would be."""
        setup.check()
        with told_to_ports():
            async with self._pool.acquire() as connection:
                transaction = connection.transaction()
                await transaction.start()
                try:
                    changes = await _put(connection, setup)
                except BaseException:
                    await transaction.rollback()
                    raise
                if any(each.added or each.altered for each in changes.values()):
                    await connection.execute(SQL["setup_changed"])
                await (transaction.rollback() if dry else transaction.commit())
        return changes

    async def version(self) -> int:
        """How often something was added or altered."""
        with told_to_ports():
            return int(await self._pool.fetchval(SQL["setup_version"]))

    async def station(self, code: StationCode) -> Station | None:
        """One station."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["station"], code)
        return None if row is None else Station(*row.values())

    async def named(self, codes: Collection[StationCode]) -> list[Station]:
        """The stations of these codes."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["stations_named"], list(codes))
        return [Station(StationCode(row["code"]), row["voters"]) for row in rows]

    async def stations(self, under: RegionCode) -> list[Station]:
        """The stations under a region."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["stations"], "" if under == NATION else under)
        return [Station(*row.values()) for row in rows]

    async def regions(self, parent: RegionCode) -> list[Region]:
        """The regions directly below one."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["regions"], parent)
        return [Region(*row.values()) for row in rows]

    async def regions_named(self, codes: Collection[RegionCode]) -> list[Region]:
        """The regions of these codes."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["regions_named"], list(codes))
        return [Region(*row.values()) for row in rows]

    async def contests(self) -> list[ContestSetup]:
        """The contests."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["contests"])
        return [ContestSetup(*row.values()) for row in rows]

    async def choices(self, contest: str, district: str) -> list[ChoiceSetup]:
        """The choices on a district's ballot."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["choices"], contest, district)
        return [ChoiceSetup(*row.values()) for row in rows]

    async def districts(self, contest: str) -> list[District]:
        """The electoral districts of a contest."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["districts"], contest)
        return [District(DistrictCode(r["code"]), r["name"], r["seats"], tuple(r["regions"])) for r in rows]

    async def expected(self) -> Mapping[RegionCode, int]:
        """How many stations there are under every region that has one."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["expected"])
        return {row["region"]: row["stations"] for row in rows}

    async def ballots(self) -> Mapping[RegionCode, int]:
        """How many ballots the stations under every region have by their lists."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["ballots"])
        return {row["region"]: row["ballots"] for row in rows}


async def _put(connection: Connection[Record], setup: Setup) -> dict[str, Change]:
    """Send every kind, the kinds that are named by others first."""
    changes = dict.fromkeys(("regions", "stations", "contests", "districts", "choices"), Change(0, 0))

    async def send(kind: str, name: str, *columns: object) -> None:
        rows = await connection.fetch(SQL[name], *columns)
        added = sum(row["added"] for row in rows)
        before = changes[kind]
        changes[kind] = Change(before.added + added, before.altered + len(rows) - added)

    for some in _chunks(sorted(setup.regions, key=lambda one: (one.level, one.code))):
        codes = [one.code for one in some]
        parents, levels = [parent_of(code) for code in codes], [int(level_of(code)) for code in codes]
        await send("regions", "put_regions", codes, parents, levels, [one.name for one in some])
    for places in _chunks(setup.stations):
        await send("stations", "put_stations", [one.code for one in places], [one.voters for one in places])
    contests = setup.contests
    columns = [one.id for one in contests], [one.name for one in contests], [one.form for one in contests]
    await send("contests", "put_contests", *columns)
    for contest, districts in setup.districts.items():
        for one in districts:
            row = contest, one.code, one.name, one.seats, list(one.regions)
            await send("districts", "put_district", *row)
    for chunk in _chunks(enumerate(setup.choices)):
        rows = [one for _, one in chunk]
        keys = [one.contest for one in rows], [one.district for one in rows], [one.field for one in rows]
        await send("choices", "put_choices", *keys, [one.name for one in rows], [place for place, _ in chunk])
    return changes


def _chunks(rows: Iterable[_T]) -> Iterator[list[_T]]:
    """The rows, some thousands at a time."""
    left = iter(rows)
    while some := list(islice(left, _ROWS)):
        yield some
