"""The usual way: a process that answers each reader from rows of the database, as a bare ASGI application.

Fair to it: no framework, no ORM, a pool without resets, prepared statements, an index over what is asked
for, JSON by msgspec. ``SIREKAP_BENCH_DSN`` names the database. ``/34/3404/…`` gives what KPU's file of
that region gives, and nothing is kept between two readers.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec

from sirekap.publication.kpu.writing import percent
from sirekap.store.postgres import open_pool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

TABLE = """
CREATE TABLE reader_row (
    village text COLLATE "C" NOT NULL, station text COLLATE "C" PRIMARY KEY,
    psu text NOT NULL, a integer, b integer, c integer
);
"""
INDEX = "CREATE INDEX ON reader_row (village); ANALYZE reader_row; GRANT SELECT ON reader_row TO PUBLIC"
_OF_VILLAGE = "SELECT station, psu, a, b, c FROM reader_row WHERE village = $1 ORDER BY station"
_BELOW = """
SELECT left(station, $2) AS region, count(*) AS expected, count(coalesce(a, b, c)) AS here,
    coalesce(sum(a), 0) AS a, coalesce(sum(b), 0) AS b, coalesce(sum(c), 0) AS c
FROM reader_row WHERE station >= $1 AND station < $1 || ':' GROUP BY 1 ORDER BY 1
"""
KEYS = ("100025", "100026", "100027")
_LENGTHS = {2: 4, 4: 6, 6: 10}
_VILLAGE = 10
TS = os.environ.get("SIREKAP_BENCH_TS", "")


class Rows:
    """The process's pool."""

    pool: asyncpg.Pool[asyncpg.Record]

    async def open(self) -> None:
        """Connect."""
        self.pool = await open_pool(os.environ["SIREKAP_BENCH_DSN"])

    async def answer(self, region: str) -> bytes:
        """What KPU's file of a region tells."""
        if len(region) == _VILLAGE:
            rows = await self.pool.fetch(_OF_VILLAGE, region)
            table = {row["station"]: _station(row) for row in rows}
            here = sum(each["status_progress"] for each in table.values())
            return _document(rows, table, here, len(rows))
        rows = await self.pool.fetch(_BELOW, region, _LENGTHS[len(region)])
        table = {row["region"]: _region(row) for row in rows}
        return _document(rows, table, sum(r["here"] for r in rows), sum(r["expected"] for r in rows))


def _document(
    rows: Sequence[Mapping[str, Any]], table: Mapping[str, object], here: int, expected: int
) -> bytes:
    sums = (sum(row[name] or 0 for row in rows) for name in "abc")
    return msgspec.json.encode(
        {
            "ts": TS,
            "psu": "Reguler",
            "mode": "hhcw",
            "chart": {**dict(zip(KEYS, sums, strict=True)), "persen": percent(here, expected)},
            "table": table,
            "progres": {"total": expected, "progres": here},
        }
    )


def _station(row: Mapping[str, Any]) -> dict[str, Any]:
    votes = {key: row[name] for key, name in zip(KEYS, "abc", strict=True) if row[name] is not None}
    return {"psu": row["psu"], **votes, "persen": 100 if votes else 0, "status_progress": bool(votes)}


def _region(row: Mapping[str, Any]) -> dict[str, Any]:
    here = row["here"]
    votes = {key: row[name] for key, name in zip(KEYS, "abc", strict=True)} if here else {}
    told = percent(here, row["expected"])
    return {"psu": "Reguler", **votes, "persen": told, "status_progress": here > 0}


async def fill(dsn: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Make the table, put the rows in, then the index."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(TABLE)
        await connection.copy_records_to_table("reader_row", records=rows)
        await connection.execute(INDEX)
    finally:
        await connection.close()


_rows = Rows()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer readers, and nothing else."""
    if scope["type"] == "lifespan":
        await receive()
        await _rows.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    data = await _rows.answer(scope["path"].rpartition("/")[2])
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(data)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": data})
