"""The primary is destroyed under load, data and all; its synchronous standby is promoted and goes on."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from urllib.parse import quote

import pytest
from bench.intake.keys import ENROLMENT, RECEIPT, enrolment_key, ring
from bench.processes import descendants, free_port, kill_tree
from bench.site import connected, lay_keys, serve, set_up
from tests.fault.ledger import Ledger
from tests.fault.phones import Crowd

from sirekap.seal.keys import Purpose
from sirekap.simulate import crowd as night
from sirekap.simulate.wire import Server
from sirekap.store.embedded import APP, OWNER, SUPERUSER, EmbeddedPostgres
from sirekap.store.embedded.binaries import find
from sirekap.store.postgres import migrate

PHONES, SENDERS = 250, 64
LEAST_OF_UNREPLICATED = 0.65
ATTACHED_S, LONGEST_S = 30, 600


@pytest.mark.fault
async def test_a_promoted_standby_has_all_that_was_acknowledged(ground, started, long, told):
    """Nothing acknowledged before, during or after the loss of the primary is missing or there twice."""
    part, rounds = (6_000, 4) if long else (1_000, 2)
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    nights = [made.night_of(2 * number, -(-(2 * rounds + 2) * part // PHONES)) for number in range(PHONES)]
    filings = [filed for together in zip(*nights, strict=True) for filed in together]
    parts = [filings[start : start + part] for start in range(0, len(filings), part)]
    lay_keys(ground / "data", {Purpose.RECEIPT: RECEIPT, Purpose.ENROLMENT: ENROLMENT})
    crowd, primary = Crowd(), EmbeddedPostgres(ground / "primary")
    async with asyncio.timeout(LONGEST_S):
        await primary.start()
        await migrate(primary.dsn(OWNER))
        await set_up(primary.dsn(OWNER), (made.phone(2 * number) for number in range(PHONES)), PHONES)
        program = serve(ground / "data", free_port(), "--dsn", either(ground), fold="0", sequence="0")
        started.append(program)
        await program.start()
        server = Server(program.port)

        await rate(crowd, server, parts.pop())  # Makes phones and plans known.
        standby, ratios = await attached(primary, ground), []
        for _ in range(rounds):  # Turn by turn: both meet the same machine.
            async with alone(primary, standby):
                without = await rate(crowd, server, parts.pop())
            ratios.append(await rate(crowd, server, parts.pop()) / without)
        async with asyncio.TaskGroup() as group:
            gone = group.create_task(lose(primary, standby, crowd, crowd.acknowledged + part // 3))
            group.create_task(crowd.send([server] * SENDERS, [one for left in parts for one in left]))
        ledger = await Ledger.read(standby.dsn())
        await program.stop()
        await standby.stop()
        await primary.stop()

    lost = len(ledger.lost(crowd))
    told(
        f"standby: {crowd.acknowledged} acknowledged, {lost} lost, {dict(crowd.happened)}; writable"
        f" {gone.result():.2f} s after the loss; rate with a standby to without, by turns:"
        f" {[round(ratio, 2) for ratio in ratios]}, median {median(ratios):.2f}"
    )
    assert lost == 0
    assert crowd.acknowledged == len(filings)
    assert ledger.in_one_order
    assert crowd.false_receipts(ring()) == []
    assert not long or median(ratios) >= LEAST_OF_UNREPLICATED


def either(ground):
    """The address of whichever of the two servers takes writes."""
    places = quote(",".join(str(ground / name / "run") for name in ("primary", "standby")), safe="")
    return f"postgresql://{APP}@/sirekap?host={places}&port=5432,5432&target_session_attrs=read-write"


async def rate(crowd, server, filings):
    """Send a part and give the returns acknowledged in a second."""
    begun = time.perf_counter()
    await crowd.send([server] * SENDERS, filings)
    return len(filings) / (time.perf_counter() - begun)


async def attached(primary, ground):
    """Copy the primary, start the copy as its standby, and have commits wait for it."""
    with (ground / "primary" / "ident.conf").open("a") as names:
        names.write(f"starter postgres {SUPERUSER}\n")  # The account a standby started by root connects with.
    place = ground / "primary" / "run"
    programs = next(one for one in find() if one.wheel is None)
    data = ground / "standby" / "data"
    data.parent.mkdir(mode=0o755)
    async with connected(primary.dsn(SUPERUSER, "postgres")) as connection:
        await connection.execute("SELECT pg_reload_conf()")
        command = [
            programs.program("pg_basebackup"),
            "-h",
            str(place),
            "-U",
            SUPERUSER,
            "-D",
            str(data),
            "-R",
            "-c",
            "fast",
        ]
        await asyncio.to_thread(subprocess.run, command, check=True)
        owner = (ground / "primary" / "data").stat()
        for folder, folders, files in os.walk(data):
            for name in (".", *folders, *files):
                os.lchown(os.path.join(folder, name), owner.st_uid, owner.st_gid)  # noqa: PTH118 -- a walk's own way
        standby = EmbeddedPostgres(ground / "standby", programs=programs.programs)
        await standby.start()
    await waited_for(primary, "*")
    return standby


@asynccontextmanager
async def alone(primary, standby):
    """The primary for a while as if it had no standby: that one is stopped, and catches up afterwards."""
    tree = (standby.pid, *descendants(standby.pid))
    await waited_for(primary, "")
    for pid in tree:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in tree:
            os.kill(pid, signal.SIGCONT)
        await waited_for(primary, "*")


async def waited_for(primary, names):
    """Have commits wait for these standbys; return when they do, and the standby has all there is."""
    async with asyncio.timeout(ATTACHED_S), connected(primary.dsn(SUPERUSER, "postgres")) as connection:
        await connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        await connection.execute("SELECT pg_reload_conf()")
        state = "sync" if names else "async"
        while not await connection.fetchval(
            "SELECT sync_state = $1 AND flush_lsn = pg_current_wal_lsn() FROM pg_stat_replication", state
        ):
            await asyncio.sleep(0.1)


async def lose(primary, standby, crowd, after):
    """Destroy the primary and its data, promote the standby; seconds until that takes writes."""
    while crowd.acknowledged < after:
        await asyncio.sleep(0.01)
    kill_tree(primary.pid)
    shutil.rmtree(primary.folder.data)
    begun = time.perf_counter()
    async with connected(standby.dsn(SUPERUSER, "postgres")) as connection:
        await connection.fetchval("SELECT pg_promote()")
        while await connection.fetchval("SELECT pg_is_in_recovery()"):
            await asyncio.sleep(0.01)
    return time.perf_counter() - begun
