"""Readers of a published province: nginx on its files beside a process on its rows, in one run.

``make bench-portal`` or ``python -m bench.portal [--seconds S] [--rounds N]``. nginx runs on the committed
configuration, without TLS, its limits far away; the other way is :mod:`bench.portal.rows`. Both give the
same data, which is seen first. CPU is what the kernel booked: to nginx, to the process, to PostgreSQL.
Then the database is stopped, and every file that can be walked to from the site's lists is asked for.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.front import Front
from bench.portal.load import Read, read
from bench.portal.rows import fill
from bench.portal.snapshot import PROVINCE, Snapshot, publish
from bench.portal.walk import walk
from bench.processes import Program, free_port
from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName
from sirekap.election.regions import Level
from sirekap.publication.kpu import tree
from sirekap.simulate.wire import Line, Server
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_RATIO = 15.0
_FAR = (("rate=200r/s", "rate=1000000r/s"), ("burst=2000", "burst=100000"))
_TOLD = ', ["If-None-Match"] = "*"'
_TRIED = 40


def main() -> None:
    """Measure and print; end with 1 when a goal is not met, with 3 when a program is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4.0, help="of each turn")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for program in ("nginx", "wrk"):
        if shutil.which(program) is None:
            print(f"{program} is missing: apt-get install {program}", file=sys.stderr)
            sys.exit(3)
    with tempfile.TemporaryDirectory(prefix="sirekap-bench-") as name:
        Path(name).chmod(0o755)
        sys.exit(not asyncio.run(_measure(Path(name), options.seconds, options.rounds)))


async def _measure(place: Path, seconds: float, rounds: int) -> bool:
    async with AsyncExitStack() as stack:
        snapshot = publish(place / "published")
        postgres = await stack.enter_async_context(EmbeddedPostgres(place / "db"))
        await fill(postgres.dsn(OWNER), _rows(snapshot))
        front = Front(place / "nginx", [free_port()], place / "published", _FAR, encrypted=False)
        nginx = Program(front.command, front.port, place / "nginx.log")
        await nginx.start()
        stack.push_async_callback(nginx.stop)
        app = _app(postgres.dsn(APP), snapshot, place)
        await app.start()
        stack.push_async_callback(app.stop)
        await _alike(snapshot, front.port, app.port)
        turns = _Turns(place, seconds)
        for number in range(rounds + 1):
            turns.kept = number > 0  # The first round warms caches and plans.
            await turns.files("nginx, village, KPU's shape", front.port, snapshot.counted, nginx.pid)
            await turns.files("nginx, village, ours, gzip", front.port, snapshot.documents, nginx.pid)
            await turns.files("nginx, 304", front.port, snapshot.counted, nginx.pid, _TOLD)
            own = (app.pid, postgres.pid)
            await turns.rows("rows by index, village", app.port, _villages(snapshot), own)
            await turns.rows("rows grouped, province", app.port, [f"/{_above(snapshot)}"], own)
        met = turns.report()
        await app.stop()
        await postgres.stop()
        return await _walked(front.port, snapshot) and met


class _Turns:
    """What each way of reading cost, turn by turn."""

    def __init__(self, place: Path, seconds: float) -> None:
        self._place, self._seconds = place, seconds
        self._reads: dict[str, list[Read]] = {}
        self.kept = False

    async def files(self, name: str, port: int, paths: list[str], nginx: int, more: str = "") -> None:
        """Read files from nginx."""
        asked = [f"/{path}" for path in paths]
        self._keep(name, await read(port, asked, self._seconds, [nginx], self._place, more))

    async def rows(self, name: str, port: int, paths: list[str], processes: tuple[int, int]) -> None:
        """Read rows from a process and its database."""
        self._keep(name, await read(port, paths, self._seconds, processes, self._place))

    def _keep(self, name: str, told: Read) -> None:
        if self.kept:
            self._reads.setdefault(name, []).append(told)

    def report(self) -> bool:
        """Print medians and ratios to the first; whether the goal is met."""
        first = next(iter(self._reads))
        floor = median(each.whole_us for each in self._reads[first])
        print(f"{'':30} CPU us a request      requests/s   ratio")
        for name, reads in self._reads.items():
            parts = " + ".join(
                f"{median(part):,.1f}" for part in zip(*(each.cpu_us for each in reads), strict=True)
            )
            cost = median(each.whole_us for each in reads)
            rate = median(each.rate for each in reads)
            print(f"{name:30} {parts:>20} {rate:12,.0f} {cost / floor:8.1f}")
        ratios = [
            rows.whole_us / files.whole_us
            for rows, files in zip(self._reads["rows by index, village"], self._reads[first], strict=True)
        ]
        print(
            f"a village out of rows costs {median(ratios):.1f} times its file"
            f" ({min(ratios):.1f} to {max(ratios):.1f} in {len(ratios)} turns; goal >= {LEAST_RATIO:g})"
        )
        return median(ratios) >= LEAST_RATIO


def _rows(snapshot: Snapshot) -> Iterator[tuple[object, ...]]:
    state = snapshot.state
    names = [FieldName(f"suara_{number}") for number in (1, 2, 3)]
    for village, stations in state.country.stations.items():
        for code in stations:
            standing = state.threads[code, Contest.PRESIDENT].standing
            given = standing.votes.figures.numbers
            yield village, code, str(standing.poll), *(given.get(name) for name in names)


def _villages(snapshot: Snapshot) -> list[str]:
    return [f"/{code}" for code in sorted(snapshot.state.country.stations)]


def _above(snapshot: Snapshot) -> str:
    provinces = list(snapshot.state.country.inside("0", Level.PROVINCE))
    return PROVINCE if PROVINCE in provinces else provinces[0]


def _app(dsn: str, snapshot: Snapshot, place: Path) -> Program:
    port = free_port()
    flags = ("--port", str(port), "--no-access-log", "--log-level", "warning")
    command = (sys.executable, "-m", "uvicorn", "bench.portal.rows:app", *flags)
    told = json.loads(tree.counted_file(snapshot.state, Contest.PRESIDENT, _above(snapshot))[1])["ts"]
    return Program(command, port, place / "rows.log", {"SIREKAP_BENCH_DSN": dsn, "SIREKAP_BENCH_TS": told})


async def _alike(snapshot: Snapshot, nginx: int, app: int) -> None:
    """See that both ways tell the same, of villages and of the province."""
    files = snapshot.counted[:: max(1, len(snapshot.counted) // _TRIED)]
    above = tree.counted_file(snapshot.state, Contest.PRESIDENT, _above(snapshot))[0]
    for path in (*files, above):
        region = path.rpartition("/")[2].removesuffix(".json")
        one, other = [
            json.loads((await (await Line.to(server)).ask(server.get(asked))).body)
            for server, asked in ((Server(nginx), f"/{path}"), (Server(app), f"/{region}"))
        ]
        if one != other:
            message = f"{path}: the file has {one}\nthe rows have {other}"
            raise RuntimeError(message)
    print(f"{len(files) + 1} regions told alike by files and rows")


async def _walked(nginx: int, snapshot: Snapshot) -> bool:
    """Every file that the site's lists lead to, while there is no database."""
    found = await walk(Server(nginx))
    good = found.statuses[200]
    print(
        f"database stopped: {good:,} of {found.statuses.total():,} files walked to answered 200"
        f" ({snapshot.files:,} published, {found.seconds:.1f} s)"
    )
    return good == found.statuses.total() and good >= len(snapshot.counted)


if __name__ == "__main__":
    main()
