"""The fold at full size: returns a second, and a whole country folded anew from its records.

``make bench-fold`` or ``python -m bench.fold [--stations 823236] [--processes 2]``. Prints
the incremental fold on one core, the rebuild on all of them (records read, folded, judged by
every rule, summed to the nation) with its peak memory, and beside it Polars doing the bare
group-by of the same numbers: the floor of adding up, without records, states or rules.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import TYPE_CHECKING

import polars as pl

from sirekap import profiles
from sirekap.election.contests import Contest, Poll
from sirekap.election.forms import FieldName
from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, record_id
from sirekap.election.records import Figures, FormEdition, Return, parse_record, print_record
from sirekap.election.regions import NATION, StationCode
from sirekap.tiers.claims import Arrival
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import of_profile
from sirekap.wiring.loop import settle_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTRY = 823_236
_ELECTION = ElectionId("pemilu2024")
_NIGHT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
_BATCH = 2_000
_GOAL_RATE, _GOAL_SECONDS = 20_000, 60
_WARM = 40_000


def station(number: int) -> StationCode:
    """The station of a number: ten to a village, and a tree about as wide as the country's."""
    village, place = divmod(number, 10)
    district, village = divmod(village, 12)
    regency, district = divmod(district, 14)
    province, regency = divmod(regency, 14)
    return StationCode(
        f"{province + 11:02}{regency + 1:02}{district + 1:02}{village + 2001:04}{place + 1:03}"
    )


def numbers(number: int) -> tuple[dict[str, int], dict[str, int]]:
    """A station's votes and administration; one in seven breaks a sum, as in 2024."""
    draw = random.Random(number)  # noqa: S311 -- made-up numbers, the same each time
    first, second, third, spoilt = (draw.randrange(most) for most in (150, 110, 40, 8))
    valid = first + second + third
    total = valid + spoilt
    men = total // 2
    slip = draw.randrange(7) == 0
    votes = {
        "suara_1": first, "suara_2": second, "suara_3": third,
        "suara_sah": valid + slip, "suara_tidak_sah": spoilt, "suara_total": total,
    }  # fmt: skip
    nobody = {
        f"{kind}_{sex}": 0 for kind in ("pengguna_dptb", "pengguna_non_dpt", "disabilitas") for sex in "lpj"
    }
    users = {
        f"{kind}_{sex}": count
        for kind in ("pengguna_dpt", "pengguna_total")
        for sex, count in zip("lpj", (men, total - men, total), strict=True)
    }
    rest = {
        "pemilih_dpt_l": 155, "pemilih_dpt_p": 155, "pemilih_dpt_j": 310,
        "surat_suara_diterima": 317, "surat_suara_digunakan": total,
        "surat_suara_dikembalikan": 0, "surat_suara_tidak_digunakan": 317 - total,
    }  # fmt: skip
    return votes, nobody | users | rest


def body(number: int) -> bytes:
    """The record of a station's presidential return."""
    votes, administration = numbers(number)
    record = Return(
        election=_ELECTION,
        phase=Phase.REAL,
        at=_NIGHT,
        signer=KeyId(f"{number:064x}"),
        station=station(number),
        contest=Contest.PRESIDENT,
        poll=Poll.REGULAR,
        version=1,
        replaces=None,
        form=FormEdition("C.HASIL-PPWP", "2024"),
        votes=Figures.of({FieldName(name): count for name, count in votes.items()}),
        administration=Figures.of({FieldName(name): count for name, count in administration.items()}),
        photos=(),
        acknowledged=(),
        seen_before_entry=False,
    )
    return print_record(record)


def _arrivals(bodies: list[bytes]) -> Iterator[list[Arrival]]:
    for start in range(0, len(bodies), _BATCH):
        yield [
            Arrival(RecordId(record_id(each)), parse_record(each)) for each in bodies[start : start + _BATCH]
        ]


def incremental() -> float:
    """Returns folded a second, one batch after another, on one core; records are read beforehand."""
    rulebook = of_profile(profiles.load())
    ledger = Ledger(_ELECTION)
    batches = list(_arrivals([body(number) for number in range(_WARM)]))
    settle_memory()
    start = time.process_time()
    for batch in batches:
        fold(ledger, batch, rulebook)
    return _WARM / (time.process_time() - start)


def part(first: int, last: int) -> tuple[float, float, dict[str, int], int]:
    """Fold one part of the country from its records: seconds, those of CPU, the nation's votes, peak KiB.

    The records are made a batch at a time and their making is not counted.
    """
    rulebook = of_profile(profiles.load())
    ledger = Ledger(_ELECTION)
    settle_memory()
    spent = busy = 0.0
    for start in range(first, last, _BATCH):
        bodies = [body(number) for number in range(start, min(start + _BATCH, last))]
        begun, busy_before = time.perf_counter(), time.process_time()
        for batch in _arrivals(bodies):
            fold(ledger, batch, rulebook)
        spent += time.perf_counter() - begun
        busy += time.process_time() - busy_before
    votes = ledger.totals[Contest.PRESIDENT, NATION].votes
    return spent, busy, votes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def rebuild(stations: int, processes: int) -> tuple[float, float, Counter[str], int]:
    """Fold the country on all cores, province by province.

    Gives seconds of the slowest process, CPU seconds of the busiest, the nation's votes, and
    the peak of all processes together in KiB.
    """
    province = 14 * 14 * 12 * 10
    parts = [(first, min(first + province, stations)) for first in range(0, stations, province)]
    votes: Counter[str] = Counter()
    spent, busy = [0.0] * processes, [0.0] * processes
    peak = 0
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for place, told in enumerate(pool.map(part, *zip(*parts, strict=True))):
            seconds, cpu, found, memory = told
            votes.update(found)
            spent[place % processes] += seconds
            busy[place % processes] += cpu
            peak = max(peak, memory)
    return max(spent), max(busy), votes, peak * processes


def floor(stations: int) -> tuple[float, Counter[str]]:
    """Polars adds the same three tickets up through five tiers."""
    rows = [(station(number), *list(numbers(number)[0].values())[:3]) for number in range(stations)]
    frame = pl.DataFrame(rows, schema=["station", "suara_1", "suara_2", "suara_3"], orient="row")
    begun = time.perf_counter()
    for size in (10, 6, 4, 2):
        frame.group_by(pl.col("station").str.slice(0, size)).agg(pl.sum("suara_1", "suara_2", "suara_3"))
    total = frame.select(pl.sum("suara_1", "suara_2", "suara_3")).row(0, named=True)
    return time.perf_counter() - begun, Counter(total)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--stations", type=int, default=COUNTRY)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    rate = incremental()
    print(f"incremental, one core: {rate:,.0f} returns/s of CPU (goal {_GOAL_RATE:,})")
    seconds, busy, votes, peak = rebuild(options.stations, options.processes)
    print(
        f"rebuild of {options.stations:,} stations on {options.processes} processes: {seconds:.1f} s,"
        f" {busy:.1f} s of CPU in the busier (goal {_GOAL_SECONDS} s for {COUNTRY:,}),"
        f" peak {peak / 1024:,.0f} MiB"
    )
    bare, plain = floor(options.stations)
    same = all(votes[name] == plain[name] for name in plain)
    print(f"floor, Polars adding the tickets: {bare:.2f} s; ratio {seconds / bare:.0f}; sums equal: {same}")


if __name__ == "__main__":
    main()
