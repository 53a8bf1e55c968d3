"""The site of a running service: what is sent is read there by anyone, and the command writes the same."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys

from tests.wiring.test_public_log import SERVE, SOURCE, filed, folder, redeemed, serving

__all__ = ["folder"]


def latest(site):
    """Where the site stands; ``None`` before it is there."""
    try:
        return json.loads((site / "v1/latest.json").read_bytes())
    except FileNotFoundError:
        return None


async def until_told(site, size):
    """Wait until the whole site tells so many leaves."""
    while (told := latest(site)) is None or told["size"] < size:
        await asyncio.sleep(0.05)
    return told


def files(site):
    """Every file but the log's, dated ones, and compressed ones, which may come later."""
    found = {path.relative_to(site): path for path in site.rglob("*.json")}
    elsewhere = {"log", "export", "key-list.json"}  # A list of keys is of the moment it was made in.
    return {str(name): path.read_bytes() for name, path in found.items() if not elsewhere & {*name.parts}}


async def publish(folder, *options):
    """The command, and how it ended and began."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVE, "publish", *options, "--data", str(folder), "--lang", "en"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    said, _ = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode, said.decode().split(";")[0]


async def test_what_is_sent_is_published_and_the_command_writes_the_same(folder):
    """Set up after the service began; then, at rest, by command; then paused."""
    site = folder / "published"
    async with serving(folder) as (_, server, _key):
        name = await filed(folder, server, 0)
        await asyncio.wait_for(redeemed(server, name), 60)
        told = await asyncio.wait_for(until_told(site, 1), 60)
        assert (told["opened"], told["received"]) == (True, {"ppwp": 1})
    standing = files(site)
    assert json.loads(standing["v1/ppwp.json"])["counts"]["received"] == 1
    assert f"v1/records/{name}.json" in standing

    for part in ("v1", "pemilu", "wilayah"):
        shutil.rmtree(site / part)
    assert await publish(folder, "--anew") == (0, "The site is published")
    assert files(site) == standing

    assert (await publish(folder, "--pause", "Salah jumlah", "--by", "Ketua"))[0] == 0
    assert (await publish(folder, "--pause", "Salah lagi", "--by", "Ketua"))[0] == 2
    assert latest(site)["paused"]["record"] in str(sorted(files(site)))
    assert not [path for path, data in files(site).items() if b"Ketua" in data]
