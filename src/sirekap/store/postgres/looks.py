"""How pages look, in PostgreSQL: an inverted index over the bands of each look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.identity import PhotoHash
from sirekap.election.regions import StationCode
from sirekap.office.ports import Look
from sirekap.office.ports.looks import bands
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.octets import octets
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from asyncpg import Pool, Record


class PostgresLooks:
    """Fulfils :class:`sirekap.office.ports.Looks`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def put(self, look: Look) -> None:
        """Keep a look."""
        row = look.station, look.contest.value, look.page, octets(look.sha256), look.bits, _bands(look)
        with told_to_ports():
            await self._pool.execute(SQL["put_look"], *row)

    async def candidates(self, look: Look, limit: int) -> list[Look]:
        """The same photo, and pages that share a band, at other stations."""
        asked = octets(look.sha256), look.station, _bands(look), limit
        with told_to_ports():
            rows = await self._pool.fetch(SQL["looks_near"], *asked)
        return [
            Look(
                StationCode(row["station"]),
                Contest(row["contest"]),
                row["page"],
                PhotoHash(row["sha256"].hex()),
                row["bits"],
            )
            for row in rows
        ]


def _bands(look: Look) -> list[int]:
    return [] if look.bits is None else bands(look.bits)
