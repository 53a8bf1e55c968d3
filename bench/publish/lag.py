"""From a return to the public: every part of a service at once on this machine, under the national surge.

Phones send at a steady rate, each return when it is due, and to villages all over the country. A reader
looks at the folder as a web server would: of every so many returns that were answered it follows the
village's pointer until the document there tells of the return. The time runs from when it was due.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from bench import spool
from bench.intake.keys import ENROLMENT, RECEIPT, enrolment_key
from bench.processes import ROOT, Program, free_port, tree_cpu_s, usage
from bench.site import lay_keys, serve, set_up
from sirekap.election.contests import Contest
from sirekap.election.regions import village_of
from sirekap.publication.own.region import path_of
from sirekap.seal.keys import Purpose
from sirekap.simulate.crowd import Crowd
from sirekap.simulate.wire import Line, Server
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.postgres import migrate
from sirekap.wiring.keys import keys_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sirekap.simulate.crowd import Filed

RATE = 1_100
"""Returns a second that the nation's surge is held to be."""
MOST_P99_S = 3.0
_FILINGS = 2
_CONNECTIONS = 128
_FOLLOWED = 37
"""One return of so many is followed."""
_LOOK_S = 0.05
_PATIENCE_S = 60.0
_ROLES = ("api", "folder", "sequencer", "publisher")


async def lag(place: Path, rate: int, seconds: float) -> bool:
    """Measure and print; whether the goal is met."""
    night = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    made = Crowd(enrolment_key(), night=night)
    phones = int(-(-rate * seconds // _FILINGS))
    villages: dict[str, str] = {}
    spool.write(place / "spool", _noted(_scattered(made, phones), villages, int(rate * seconds)))
    async with AsyncExitStack() as stack:
        postgres = await stack.enter_async_context(EmbeddedPostgres(place / "db"))
        dsn = postgres.dsn(APP)
        await migrate(postgres.dsn(OWNER))
        stations = phones // 2 + 1
        await set_up(dsn, (made.phone(number) for number in range(phones + 1)), stations)
        parts = _parts(place, dsn)
        for program in parts.values():
            await program.start()
            stack.push_async_callback(program.stop)
        site = place / "data" / "published"
        begun = time.perf_counter()
        await _first(parts["api"].port, next(made.night_of(phones)))
        while not (site / "v1" / "latest.json").exists():
            _check(parts)
            await asyncio.sleep(0.2)
        print(
            f"{stations:,} stations set up, the site of one return written in"
            f" {time.perf_counter() - begun:,.0f} s",
            flush=True,
        )
        pids = {name: program.pid for name, program in parts.items()} | {"PostgreSQL": postgres.pid}
        before = {name: tree_cpu_s(pid) for name, pid in pids.items()}
        reader = Reader(site, place / "spool.out", villages)
        following = asyncio.create_task(reader.follow())
        told = await _offered(place, parts["api"].port, rate, seconds)
        spent = {name: tree_cpu_s(pid) - before[name] for name, pid in pids.items()}
        await reader.rest()
        following.cancel()
        resident = {name: usage(pid).resident_kib / 1024 for name, pid in pids.items()}
        _check(parts)
    return _report(reader, told, spent, resident)


def _scattered(made: Crowd, phones: int) -> Iterator[Filed]:
    """What all phones file: each its first return, in no order of places, then each its second."""
    order = list(range(phones))
    random.Random(11).shuffle(order)  # noqa: S311 -- a seed
    before: dict[int, list[Filed]] = {}
    for wave in range(_FILINGS):
        for number in order:
            if number not in before:
                before[number] = list(made.night_of(number, _FILINGS))
            yield before[number][wave]


def _noted(filings: Iterable[Filed], villages: dict[str, str], most: int) -> Iterator[Filed]:
    """The returns, while it is noted in which village's pointer some of them will be told."""
    for number, filed in enumerate(filings):
        if number == most:
            return
        if number % _FOLLOWED == 0:
            villages[filed.id] = path_of(Contest.PRESIDENT, village_of(filed.record.station))
        yield filed


def _parts(place: Path, dsn: str) -> dict[str, Program]:
    """The parts of a service, each a process, on one folder."""
    lay_keys(place / "data", {Purpose.RECEIPT: RECEIPT, Purpose.ENROLMENT: ENROLMENT})
    keys_in(place / "data" / "keys", "pemilu2024", datetime.now(UTC), os.urandom)
    parts = {}
    for role in _ROLES:
        port = free_port() if role == "api" else 0
        one = serve(place / "data", port, "--role", role, "--dsn", dsn)
        parts[role] = Program(one.command, port, place / f"{role}.log", one.environment)
    return parts


def _check(parts: Mapping[str, Program]) -> None:
    for program in parts.values():
        program.check()


async def _first(port: int, filed: Filed) -> None:
    """Send one return: before the log has a leaf, there is no site."""
    server = Server(port)
    line = await Line.to(server)
    answer = await line.ask(server.post(filed.envelope))
    line.cut()
    if answer.status != HTTPStatus.CREATED:
        raise RuntimeError(answer.body.decode())


async def _offered(place: Path, port: int, rate: int, seconds: float) -> dict[str, float]:
    """Have a process of its own offer what is spooled; its figures."""
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    arguments = (place / "spool", port, rate, seconds, _CONNECTIONS, place / "spool.out")
    load = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.surge", *map(str, arguments)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
    )
    said, _ = await load.communicate()
    figures: dict[str, float] = json.loads(said)
    return figures


@dataclass
class Reader:
    """Who looks when followed returns become public. ``lags`` are seconds from when each was due."""

    site: Path
    answered: Path
    villages: Mapping[str, str]
    lags: list[float] = field(default_factory=list)
    waiting: dict[str, dict[str, float]] = field(default_factory=dict)
    _seen: dict[str, bytes] = field(default_factory=dict)

    async def follow(self) -> None:
        """Look again and again."""
        while not self.answered.exists():  # noqa: ASYNC110 -- a file of another process sets no event
            await asyncio.sleep(_LOOK_S)
        with self.answered.open() as lines:
            while True:
                for line in lines:
                    record, _, due = line.split()
                    if record in self.villages:
                        self.waiting.setdefault(self.villages[record], {})[record] = float(due)
                        self._seen.pop(self.villages[record], None)
                self._look()
                await asyncio.sleep(_LOOK_S)

    async def rest(self) -> None:
        """Give the last ones their time."""
        until = time.time() + _PATIENCE_S
        while self.waiting and time.time() < until:  # noqa: ASYNC110 -- as above
            await asyncio.sleep(_LOOK_S)

    @property
    def missing(self) -> int:
        """Followed returns that were answered and not told in time."""
        return sum(len(each) for each in self.waiting.values())

    def _look(self) -> None:
        for village in list(self.waiting):
            try:
                pointer = (self.site / village).read_bytes()
            except FileNotFoundError:
                continue
            if pointer == self._seen.get(village):
                continue
            self._seen[village] = pointer
            document = (self.site / json.loads(pointer)["document"]).read_bytes()
            now, records = time.time(), self.waiting[village]
            for record in [one for one in records if one.encode() in document]:
                self.lags.append(now - records.pop(record))
            if not records:
                del self.waiting[village]


def _report(
    reader: Reader, told: Mapping[str, float], spent: Mapping[str, float], resident: Mapping[str, float]
) -> bool:
    lags = sorted(reader.lags) or [float("inf")]
    offered, wall = told["offered"], told["offered"] / told["offered_per_s"]
    for name, cpu in spent.items():
        print(
            f"{name:12} {1e6 * cpu / offered:8,.0f} us of CPU a return, {cpu / wall:5.2f} cores,"
            f" {resident[name]:6,.0f} MiB"
        )
    print(f"offered {offered:,.0f} returns, {told['offered_per_s']:,.0f}/s; answers {told['statuses']}")
    at = {share: lags[int(share * (len(lags) - 1))] for share in (0.5, 0.9, 0.99, 1.0)}
    print(
        f"from a return to the public, {len(lags):,} followed, {reader.missing} not told:"
        f" p50 {at[0.5]:.2f} s, p90 {at[0.9]:.2f} s, p99 {at[0.99]:.2f} s, max {at[1.0]:.2f} s"
        f" (goal p99 <= {MOST_P99_S:g} s); load of the machine {os.getloadavg()[0]:.1f}"
    )
    return at[0.99] <= MOST_P99_S and not reader.missing
