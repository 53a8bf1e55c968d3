"""CPU of a signed durable return: a floor, ours and a usual way, turn by turn in one run.

``make bench-intake`` or ``python -m bench.intake [--rounds N] [--returns N]``. Bodies are
signed beforehand. Each variant is one process with its own database on one embedded
PostgreSQL, and knows every phone's certificate before it is measured. 64 connections; the
client runs on the same machine, so rates are lower bounds; CPU per return and the ratios
are what counts. CPU is what the kernel booked: to the process, and to all of PostgreSQL.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.intake.figures import Turn, report
from bench.intake.keys import enrolment_key
from bench.intake.variants import NAMES, Variant, start
from bench.load import send_all
from bench.processes import tree_cpu_s, usage
from bench.site import connected
from sirekap.simulate.crowd import Crowd
from sirekap.store.embedded import SUPERUSER, EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import Sequence

_PHONES = 400
_CREATED = 201
_QUIET_S = 0.5


def main() -> None:
    """Measure and print; end with 1 when a goal is not met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--returns", type=int, default=6000, help="of each variant in each round")
    parser.add_argument("--only", nargs="*", choices=NAMES, default=NAMES)
    options = parser.parse_args()
    turns = asyncio.run(_measure(options.rounds, options.returns, options.only))
    sys.exit(not report(turns))


async def _measure(rounds: int, returns: int, names: Sequence[str]) -> list[Turn]:
    """Every variant in every round, in turn."""
    crowd = Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    filings = -(-returns * (rounds + 1) // _PHONES)
    nights = [[one.envelope for one in crowd.night_of(number, filings)] for number in range(_PHONES)]
    bodies = [
        body for filing in zip(*nights, strict=True) for body in filing
    ]  # Every phone's first, then second, …
    phones = [crowd.phone(number) for number in range(_PHONES)]
    turns = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)  # noqa: ASYNC240 -- one quick call. The server of a bench run by root has another account.
        postgres = await stack.enter_async_context(EmbeddedPostgres(folder / "db"))
        variants = []
        for name in names:
            variants.append(await start(name, postgres, phones, folder))
            stack.push_async_callback(variants[-1].program.stop)
        for number in range(rounds + 1):
            part = bodies[number * returns : (number + 1) * returns]
            for variant in variants:
                await _settled(postgres)
                turn = await _turn(variant, postgres.pid, part)
                if number:  # The first round makes certificates and plans known.
                    turns.append(turn)
    return turns


async def _settled(postgres: EmbeddedPostgres) -> None:
    """Wait until what one variant left for later (dirty pages, vacuum) is done, and on nobody else's bill."""
    async with connected(postgres.dsn(SUPERUSER, "postgres")) as connection:
        await connection.execute("CHECKPOINT")
    used, before = tree_cpu_s(postgres.pid), -1.0
    while used > before:
        await asyncio.sleep(_QUIET_S)
        used, before = tree_cpu_s(postgres.pid), used


async def _turn(variant: Variant, postgres: int, bodies: Sequence[bytes]) -> Turn:
    """One variant takes one part of the bodies."""
    requests = [variant.server.post(body) for body in bodies]
    app, database = usage(variant.program.pid).own_s, tree_cpu_s(postgres)
    result = await send_all(variant.server, requests)
    app, database = usage(variant.program.pid).own_s - app, tree_cpu_s(postgres) - database
    if set(result.statuses) != {_CREATED}:
        message = (
            f"{variant.name} answered {dict(result.statuses)}:\n{variant.program.log.read_text()[-3000:]}"
        )
        raise RuntimeError(message)
    count = len(bodies)
    return Turn(
        variant.name,
        app_us=app / count * 1e6,
        postgres_us=database / count * 1e6,
        rate=count / result.wall_s,
        p50_ms=result.percentile(0.5) * 1e3,
        p99_ms=result.percentile(0.99) * 1e3,
        resident_mib=usage(variant.program.pid).resident_kib / 1024,
    )


if __name__ == "__main__":
    main()
