"""The public log of a running service: what is sent stands in it, and goes on standing after a kill."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from sirekap.log.checkpoint import Checkpoint
from sirekap.log.hashing import leaf_hash
from sirekap.log.note import NoteKey, opened
from sirekap.log.proofs import check_consistency, check_inclusion, consistency_spans
from sirekap.log.reading import hashes, tiles_for
from sirekap.office.ports import ContestSetup, Device, Setup
from sirekap.seal.keyfile import read_key_file
from sirekap.seal.keys import Purpose, VerifyingKey
from sirekap.seal.refusal import Refusal
from sirekap.simulate.crowd import Crowd, places
from sirekap.simulate.wire import Line, Server
from sirekap.store.embedded import APP, DATABASE
from sirekap.store.embedded.binaries import find
from sirekap.store.memory import MemoryObjects
from sirekap.wiring.process import opened as store_opened

SERVE = "from sirekap.cli import main; main()"
SOURCE = Path(__file__).resolve().parents[2] / "src"
NIGHT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)


@pytest.fixture
def folder():
    """A new folder that the database's account can pass through."""
    if next(find(), None) is None:
        pytest.skip("no PostgreSQL 15 or later here")
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(place) / "site"


@asynccontextmanager
async def serving(folder):
    """A service; gives its process, its address and the verifier key it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVE, "serve", "--data", str(folder), "--port", "0", "--lang", "en"),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    try:
        lines = [(await asyncio.wait_for(process.stdout.readline(), 60)).decode() for _ in range(2)]
        key = NoteKey.parse(lines[1].split()[-1])
        yield process, Server(int(lines[0].strip().rpartition(":")[2])), key
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 60)


async def ask(server, request):
    """One request on a line of its own."""
    line = await Line.to(server)
    try:
        return await line.ask(request, 30)
    finally:
        line.cut()


def checkpoint(note, key):
    """The tree of a note that this key signed."""

    def verify(data, signature):
        try:
            VerifyingKey(key.public).verify(data, signature)
        except Refusal:
            return False
        return True

    return Checkpoint.parse(opened(note, key, verify), key.name)


async def filed(folder, server, number):
    """Set up a station's phones in the service's database and send a phone's return; its id."""
    crowd = Crowd(read_key_file(folder / "keys" / "enrolment.key", Purpose.ENROLMENT), night=NIGHT)
    phone = crowd.phone(number)
    regions, stations = places(2)
    run = quote(str(folder / "database" / "run"), safe="")
    async with store_opened(
        f"postgresql://{APP}@/{DATABASE}?host={run}&port=5432", 1, MemoryObjects()
    ) as store:
        contest = ContestSetup("ppwp", "Presiden", "C.HASIL-PPWP")
        await store.places.put(Setup(regions, stations, [contest]), dry=False)
        await store.devices.enrol(Device(phone.key.id, phone.station, phone.slot, phone.certificate))
    one = next(crowd.night_of(number))
    assert (await ask(server, server.post(one.envelope))).status == 201
    return one.id


async def redeemed(server, record):
    """What is said of a return once it stands in the log."""
    while True:
        told = msgspec.json.decode((await ask(server, server.get(f"/api/v1/returns/{record}"))).body)
        if told["checkpoint"]:
            return told
        await asyncio.sleep(0.05)


async def test_a_return_stands_in_the_log_before_and_after_a_kill(folder):
    """Redeemed within seconds; after kill -9 of everything, the next run goes on in the same tree."""
    async with serving(folder) as (process, server, key):
        first = await asyncio.wait_for(redeemed(server, await filed(folder, server, 0)), 60)
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    async with serving(folder) as (_, server, again):
        second = await asyncio.wait_for(redeemed(server, await filed(folder, server, 2)), 60)
        small, large = (checkpoint(one["checkpoint"].encode(), key) for one in (first, second))
        spans = consistency_spans(small.size, large.size)
        tiles = {
            tile.path: (await ask(server, server.get(f"/log/{tile.path}"))).body
            for tile in tiles_for(spans, large.size)
        }

    assert (again, small.size, large.size) == (key, 1, 2)
    check_consistency(1, 2, small.root, hashes(spans, large.size, tiles.get), large.root)
    for told, point in ((first, small), (second, large)):
        proof = [bytes.fromhex(step) for step in told["inclusion_proof"]]
        leaf = leaf_hash(told["log_leaf"].encode())
        check_inclusion(told["log_index"], point.size, leaf, proof, point.root)
