"""The nation's presidential tables, written as CSV and Parquet from what the fold keeps.

``make bench-export`` or ``python -m bench.export [--stations 823236]``. Prints rows a second,
bytes and peak memory of all tables and reports of one contest, then of the one table of
stations beside its floor: the bare ``csv.writer`` on ready rows, and Polars writing Parquet
from ready columns. Seconds are of the processor, so that a busy machine says the same.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import resource
import tempfile
import time
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from bench.fold import COUNTRY, body, station
from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.election.identity import ElectionId, Phase, RecordId, record_id
from sirekap.election.records import parse_record
from sirekap.election.regions import NATION, RegionCode, StationCode, village_of
from sirekap.office.export.spool import Spool
from sirekap.office.export.walk import Walk
from sirekap.office.ports import Figure, Total
from sirekap.office.publish.ground import Ground
from sirekap.publication.country import Country
from sirekap.publication.export import parquet
from sirekap.publication.export.csv_file import CsvFile, read_rows
from sirekap.publication.export.tables import tables_of
from sirekap.publication.kpu.keys import Keys
from sirekap.store.memory import (
    MemoryLog,
    MemoryProjections,
    MemoryPublished,
    MemoryRecords,
    MemorySite,
    MemoryWordbook,
)
from sirekap.tiers.claims import Arrival
from sirekap.tiers.documents import print_tally, print_thread
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import of_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sirekap.office.ports import Leaf

_ELECTION = ElectionId("pemilu2024")
_AT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
_FOLDED = 20_000
_CONTEST = Contest.PRESIDENT
_MEGA = 1e6


@dataclass(frozen=True)
class Folded:
    """A nation as a snapshot would tell it: the documents of some thousand stations, again and again."""

    cursor: int
    stations: Sequence[StationCode]
    regions: Sequence[RegionCode]
    documents: Sequence[bytes]
    total: bytes

    async def figures(self, contest: str, after: str, limit: int) -> list[Figure]:
        """A page of stations; no plenary has met."""
        if contest != _CONTEST:
            return []
        start = bisect_right(self.stations, after)
        return [
            Figure(code, contest, "pending", self.documents[number % _FOLDED])
            for number, code in enumerate(self.stations[start : start + limit], start)
        ]

    async def totals(self, contest: str, after: str, limit: int) -> list[Total]:
        """A page of regions, all with the same totals."""
        start = bisect_right(self.regions, after)
        return [Total(contest, code, self.total) for code in self.regions[start : start + limit]]


class Logged(MemoryLog):
    """A log that is not asked."""

    async def leaves_of(self, _: Sequence[RecordId]) -> dict[RecordId, Leaf]:
        """Nothing is looked up: a database's time is not ours."""
        return {}


def country(count: int) -> Country:
    """So many stations, ten to a village."""
    villages: dict[RegionCode, list[StationCode]] = {}
    for number in range(count):
        code = station(number)
        villages.setdefault(village_of(code), []).append(code)
    names = {code: f"DESA {number}" for number, code in enumerate(villages)}
    return Country(names, {code: tuple(inside) for code, inside in villages.items()})


def folded(whole: Country, count: int) -> Folded:
    """A snapshot of a night in which every station has sent once."""
    rulebook, ledger = of_profile(profiles.load()), Ledger(_ELECTION)
    for start in range(0, _FOLDED, 2_000):
        bodies = (body(number) for number in range(start, start + 2_000))
        fold(ledger, [Arrival(RecordId(record_id(each)), parse_record(each)) for each in bodies], rulebook)
    documents = [print_thread(*each) for each in ledger.threads.items()]
    regions = sorted(
        {NATION, *whole.stations, *(RegionCode(code[:n]) for code in whole.stations for n in (2, 4, 6))}
    )
    total = print_tally(ledger.totals[_CONTEST, NATION])
    stations = sorted(code for inside in whole.stations.values() for code in inside)
    return Folded(count, stations, regions, documents, total)


def ground(whole: Country) -> Ground:
    """The ground of an election whose store is this bench."""
    records, words = MemoryRecords(), MemoryWordbook()
    profile = profiles.load()
    return Ground(
        records=records,
        projections=MemoryProjections(),
        log=Logged(records),
        words=words,
        published=MemoryPublished(records, words),
        site=MemorySite(),
        country=whole,
        stations=(),
        contests=(_CONTEST,),
        keys=Keys(profile),
        rulebook=of_profile(profile),
        election=_ELECTION,
        phase=Phase.REAL,
        opens=_AT,
    )


def whole_contest(count: int, folder: Path) -> Mapping[str, int]:
    """Everything of the presidential contest; the sizes of its files."""
    nation = country(count)
    snapshot, on = folded(nation, count), ground(nation)
    start = time.process_time()
    with Spool(folder, tables_of(on.profile, _CONTEST)) as spool:
        reports = asyncio.run(Walk(snapshot, on, _CONTEST, _AT).into(spool))
        walked = time.process_time() - start
        made = [*spool.finish()]
    seconds = time.process_time() - start
    rows = sum(each.rows or 0 for each in made if each.format == "csv")
    sizes = {each.file.name: each.file.stat().st_size for each in made}
    print(
        f"all tables: {rows:,} rows in {seconds:.0f} s of a core, {rows / seconds:,.0f} rows/s "
        f"({walked:.0f} s to CSV and {len(reports)} reports, the rest to Parquet)"
    )
    print(
        f"CSV {_total(sizes, '.csv') / _MEGA:,.0f} MB, Parquet {_total(sizes, '.parquet') / _MEGA:,.0f} MB, "
        f"NIST {sum(each.file.stat().st_size for each in reports) / _MEGA:,.0f} MB, "
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB"
    )
    return sizes


def _total(sizes: Mapping[str, int], ending: str) -> int:
    return sum(size for name, size in sizes.items() if name.endswith(ending))


def beside_floor(folder: Path) -> None:
    """The table of stations again, from ready rows, and the bare writers on the same."""
    table = next(each for each in tables_of(profiles.load(), _CONTEST) if each.name == "stations")
    with (folder / "stations-all.csv").open(encoding="utf-8", newline="") as file:
        batches = [batch for batch, _ in zip(read_rows(table, file), range(12), strict=False)]
    rows = [row for batch in batches for row in batch]
    ours, floor = io.StringIO(newline=""), io.StringIO(newline="")
    _told("CSV", len(rows), _timed(lambda: CsvFile(table, ours).add(rows)), len(ours.getvalue().encode()))
    _told(
        "  csv.writer",
        len(rows),
        _timed(lambda: csv.writer(floor).writerows(rows)),
        len(floor.getvalue().encode()),
    )
    packed, bare = io.BytesIO(), io.BytesIO()
    _told("Parquet", len(rows), _timed(lambda: parquet.write(table, batches, packed)), len(packed.getvalue()))
    frame = pl.DataFrame(rows, schema=list(table.names), orient="row", infer_schema_length=None)
    _told(
        "  Polars",
        len(rows),
        _timed(lambda: frame.write_parquet(bare, compression_level=3)),
        len(bare.getvalue()),
    )


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _told(name: str, rows: int, seconds: float, size: int) -> None:
    print(f"{name:12} {rows / seconds:12,.0f} rows/s {size / rows:8.1f} bytes a row")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stations", type=int, default=COUNTRY)
    count = parser.parse_args().stations
    with tempfile.TemporaryDirectory() as folder:
        whole_contest(count, Path(folder))
        print("the table of stations alone, from ready rows:")
        beside_floor(Path(folder))


if __name__ == "__main__":
    main()
