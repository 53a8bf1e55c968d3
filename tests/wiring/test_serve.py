"""``sirekap serve`` as it is operated: a process with children, a database, and keys in a folder."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from bench.front import certificate

from sirekap.simulate.wire import Line, LineCut, Server
from sirekap.store.embedded.binaries import find

SERVE = "from sirekap.cli import main; main()"
SOURCE = Path(__file__).resolve().parents[2] / "src"


@asynccontextmanager
async def serving(folder, *flags: str):
    """A service in a folder, stopped at the end if the test has not; gives its process and its address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVE, "serve", "--data", str(folder), "--port", "0", "--lang", "en", *flags),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    try:
        said = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        yield process, Server(int(said.strip().rpartition(":")[2]))
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 60)


async def get(server, path):
    """Ask for a path; a process that is still starting is waited for."""
    line = await Line.to(server)
    try:
        return await line.ask(server.get(path), 30)
    finally:
        line.cut()


@pytest.fixture
def folder():
    """A new folder that the database's account can pass through."""
    if next(find(), None) is None:
        pytest.skip("no PostgreSQL 15 or later here")
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(place) / "site"


async def test_it_starts_with_nothing_and_stops_in_order(folder):
    """Two processes on a new database are ready; keys are their owner's alone; SIGTERM ends it all with 0."""
    async with serving(folder, "--workers", "2") as (process, server):
        ready = await get(server, "/readyz")
        described = await get(server, "/api/openapi.json")
        process.send_signal(signal.SIGTERM)
        status = await asyncio.wait_for(process.wait(), 60)

    assert (ready.status, status) == (200, 0)
    assert msgspec.json.decode(described.body)["openapi"] == "3.1.0"
    keys = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (folder / "keys").iterdir()}
    assert keys == dict.fromkeys(
        ("accounts.key", "codes.key", "enrolment.key", "log.key", "office.key", "reading.key", "receipt.key"),
        0o600,
    )
    with pytest.raises(LineCut):
        await get(server, "/healthz")


async def test_over_https_with_a_certificate(folder, tmp_path):
    """A camera needs HTTPS: with a certificate and its key it answers there, and not in the clear."""
    tls = certificate(tmp_path)
    files = ("--cert", str(tmp_path / "fullchain.pem"), "--key", str(tmp_path / "privkey.pem"))
    async with serving(folder, *files) as (_, server):
        safe = await get(replace(server, tls=tls), "/healthz")
        with pytest.raises(LineCut):
            await get(server, "/healthz")

    assert safe.status == 200


async def test_started_again_it_has_the_same_keys(folder):
    """What was promised by one run is kept by the next: the key files do not change."""
    runs = []
    for _ in range(2):
        async with serving(folder) as (_, server):
            await get(server, "/healthz")
        runs.append({file.name: file.read_bytes() for file in (folder / "keys").iterdir()})

    assert runs[0] == runs[1]


async def test_a_setting_that_cannot_be_read_is_refused(folder):
    """Exit 2, and the message names the variable."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVE, "serve", "--data", str(folder)),
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "SIREKAP_PORT": "http"},
    )
    _, said = await process.communicate()

    assert (process.returncode, said.decode().startswith("SIREKAP_PORT=http")) == (2, True)
