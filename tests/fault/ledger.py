"""What the database holds, held against what was promised and against a count of our own."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.site import connected

from sirekap.election.regions import ancestors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.fault.phones import Crowd

    from sirekap.simulate.crowd import Filed

_FOLDED_S = 120.0
_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True)
class Ledger:
    """The records of a database: their receipts and holds by id, and their positions in order."""

    receipts: Mapping[str, bytes]
    holds: Mapping[str, tuple[str, ...]]
    positions: tuple[int, ...]

    @classmethod
    async def read(cls, dsn: str) -> Ledger:
        """Read all of it."""
        async with connected(dsn) as connection:
            rows = await connection.fetch("SELECT position, id, receipt, holds FROM record ORDER BY position")
        receipts = {row["id"].hex(): row["receipt"] for row in rows}
        holds = {row["id"].hex(): tuple(row["holds"]) for row in rows}
        return cls(receipts, holds, tuple(row["position"] for row in rows))

    def lost(self, crowd: Crowd) -> list[str]:
        """Acknowledged, and not there, or there under another receipt."""
        return [record for record, given in crowd.receipts.items() if given != {self.receipts.get(record)}]

    @property
    def in_one_order(self) -> bool:
        """Whether the positions are 1, 2, 3 … and no record has two."""
        return self.positions == tuple(range(1, len(self.receipts) + 1))


async def folded(dsn: str) -> None:
    """Wait until the service has folded every record."""
    async with asyncio.timeout(_FOLDED_S), connected(dsn) as connection:
        while not await connection.fetchval(
            "SELECT position = (SELECT coalesce(max(position), 0) FROM record) FROM fold_cursor"
        ):
            await asyncio.sleep(_PAUSE_S)


async def totals(dsn: str) -> dict[str, dict[str, dict[str, int]]]:
    """The presidential totals of every region, as the service has folded them."""
    async with connected(dsn) as connection:
        rows = await connection.fetch("SELECT region, document FROM total WHERE contest = 'ppwp'")
    return {row["region"]: json.loads(row["document"]) for row in rows}


def recount(counting: Iterable[Filed]) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Votes and stations of every region, if each of these returns counts, and no other."""
    votes: dict[str, Counter[str]] = {}
    stations: Counter[str] = Counter()
    for filed in counting:
        numbers = {str(name): count for name, count in filed.record.votes.numbers.items() if count}
        for region in ancestors(filed.record.station):
            votes.setdefault(region, Counter()).update(numbers)
            stations[region] += 1
    return {region: dict(counts) for region, counts in votes.items()}, dict(stations)
