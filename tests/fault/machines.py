"""Many machines on one: three hosts' API processes, workers, followers and their standbys behind nginx.

What a host is, is a data folder of its own: its receipt key is its own too. They share a
PostgreSQL, a bucket of a real S3 server for photos and the log, and the other keys.
"""

from __future__ import annotations

import asyncio
import re
import time
import urllib.request
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.front import Front, from_a_bucket
from bench.intake.keys import ENROLMENT, enrolment_key
from bench.processes import Program, free_port, kill_tree
from bench.seaweed import BUCKET, seaweed_program
from bench.site import connected, lay_keys
from tests.fault.kept import Kept, command_of, kept
from tests.fault.outsider import Published, public_key

from sirekap.seal.keylist import KeyList, KeyRing, ListedKey
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.simulate.crowd import NIGHT
from sirekap.simulate.wire import Line, LineCut, Server
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.postgres import migrate
from sirekap.wiring.keys import SHARED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

HOSTS = (1, 2, 3)
FLOOD = (("rate=200r/s", "rate=10000r/s"),)
"""All the phones of a test have one address."""

_SHARED = {each: each.encode().ljust(32, b".") for each in SHARED if each is not Purpose.ENROLMENT}
_READY_S, _BACK_S = 120.0, 90.0
_PAUSE_S = 0.05
_TURN = """SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND application_name LIKE $1"""


def receipt_key(host: int) -> SigningKey:
    """A host's own."""
    return SigningKey(Purpose.RECEIPT, f"receipt of host {host}".encode().ljust(32, b"."))


def ring() -> KeyRing:
    """What phones check receipts with: the keys of all hosts."""
    listed = [
        ListedKey(
            public=key.public,
            purpose=key.purpose,
            valid_from=NIGHT - timedelta(days=365),
            valid_until=NIGHT + timedelta(days=3650),
        )
        for key in (enrolment_key(), *map(receipt_key, HOSTS))
    ]
    ordered = tuple(sorted(listed, key=lambda one: one.id))
    return KeyRing(KeyList(election="pemilu2024", serial=1, at=NIGHT, keys=ordered))


@dataclass
class Machines:
    """All of it, running."""

    ground: Path
    postgres: EmbeddedPostgres
    weed: Program
    s3: Mapping[str, str]
    front: Front
    parts: Mapping[str, Kept]

    @property
    def server(self) -> Server:
        """Where phones send to: nginx, over TLS."""
        return Server(self.front.port, tls=self.front.tls)

    @property
    def dsn(self) -> str:
        """The database."""
        return self.postgres.dsn(APP)

    @property
    def published(self) -> Published:
        """The public log as anybody gets it, through nginx."""

        def get(path: str) -> bytes:
            address = f"https://127.0.0.1:{self.front.port}/log/{path}"
            with urllib.request.urlopen(address, context=self.front.tls) as answer:
                return bytes(answer.read())

        return Published(get, public_key(self.ground / "host-1"))

    async def at_work(self, role: str) -> Kept | None:
        """Which of two has the turn of a role, by what PostgreSQL knows of it."""
        async with connected(self.dsn) as connection:
            told = await connection.fetchval(_TURN, f"sirekap {role} %")
        number = int(re.match(rf"sirekap {role} (\d+) ", told)[1]) if told else None
        here = [one for one in self.parts.values() if one.alive and one.pid == number]
        return here[0] if here else None

    async def head(self) -> int:
        """How many leaves the log has."""
        async with connected(self.dsn) as connection:
            return int(await connection.fetchval("SELECT coalesce(max(size), 0) FROM checkpoint"))

    def shown(self) -> int:
        """How many leaves the log has for whoever asks; 0 while nobody answers."""
        with suppress(OSError):
            return self.published.checkpoint().size
        return 0

    async def kill(self, part: str) -> None:
        """``kill -9`` of a part, and wait until it is back."""
        if part == "postgres":
            kill_tree(self.postgres.pid)
        elif part == "s3":
            await self.weed.kill()
            await self.weed.start()
        else:
            one = self.parts[part]
            one.kill()
            await back(one, one.starts)

    async def fail_over(self, role: str) -> float:
        """Kill the one that has the turn; seconds until the log has grown, and the killed one is back."""
        async with asyncio.timeout(_BACK_S):
            while (working := await self.at_work(role)) is None:
                await asyncio.sleep(_PAUSE_S)
            working.kill()
            begun, size, starts = time.perf_counter(), await self.head(), working.starts
            while await asyncio.to_thread(self.shown) <= size:
                await asyncio.sleep(_PAUSE_S)
            seconds = time.perf_counter() - begun
            await back(working, starts)
        return seconds


async def back(one: Kept, starts: int) -> None:
    """Wait until a killed program was started again, and listens if it ever does."""
    async with asyncio.timeout(_BACK_S):
        while one.up <= starts:
            await asyncio.sleep(_PAUSE_S)


async def answers(server: Server, path: str = "/readyz") -> bool:
    """Whether a server says 200 to a path."""
    try:
        line = await Line.to(server)
        answer = await line.ask(server.get(path), patience_s=5)
    except LineCut:
        return False
    line.cut()
    return answer.status == 200


@asynccontextmanager
async def machines(ground: Path, workers: int = 2) -> AsyncIterator[Machines]:
    """Start everything, wait until it is ready, end everything."""
    for host in HOSTS:
        keys = {**_SHARED, Purpose.ENROLMENT: ENROLMENT}
        own = f"receipt of host {host}".encode().ljust(32, b".")
        lay_keys(ground / f"host-{host}", {**keys, Purpose.RECEIPT: own})
    async with AsyncExitStack() as stack:
        postgres = await stack.enter_async_context(EmbeddedPostgres(ground / "database"))
        await migrate(postgres.dsn(OWNER))
        weed, s3 = await stack.enter_async_context(seaweed_program(ground / "s3"))
        about = {
            **s3,
            "SIREKAP_DSN": postgres.dsn(APP),
            "SIREKAP_BUCKET": f"s3://{BUCKET}",
            "SIREKAP_PUBLISHED": f"s3://{BUCKET}/published",
            "SIREKAP_FORWARDED": "1",
            "OMP_NUM_THREADS": "1",
        }

        def part(name: str, unit: str, host: int, instance: str = "", port: int = 0) -> Kept:
            environment = {**about, "SIREKAP_DATA": str(ground / f"host-{host}")}
            return Kept(name, command_of(unit, instance), ground / f"{name}.log", environment, port)

        ports = [free_port() for _ in HOSTS]
        front = Front(ground / "nginx", ports, ground / "none", (*FLOOD, *from_a_bucket(ground)))
        parts = [
            Kept("nginx", front.command, ground / "nginx.log", port=front.port),
            *(
                part(f"api-{host}", "sirekap-api@.service", host, str(port), port)
                for host, port in zip(HOSTS, ports, strict=True)
            ),
            *(part(f"sequencer-{host}", "sirekap-sequencer.service", host) for host in (1, 2)),
            *(part(f"folder-{host}", "sirekap-folder.service", host) for host in (2, 3)),
            *(part(f"worker-{n}", "sirekap-worker@.service", 1 + n % 3, str(n)) for n in range(workers)),
        ]
        await stack.enter_async_context(kept(*parts))
        here = Machines(ground, postgres, weed, s3, front, {one.name: one for one in parts})
        async with asyncio.timeout(_READY_S):
            for port in ports:
                while not await answers(Server(port)):
                    await asyncio.sleep(_PAUSE_S)
            while not await answers(here.server, "/healthz"):
                await asyncio.sleep(_PAUSE_S)
        yield here
