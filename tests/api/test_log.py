"""The public log over HTTP: its files with their headers, and a receipt redeemed to a proof."""

from __future__ import annotations

import pytest

from sirekap.election.canonical import decode
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.hashing import leaf_hash
from sirekap.log.note import opened
from sirekap.log.proofs import check_inclusion
from sirekap.seal.receipt import unwrap_receipt
from sirekap.wiring.public_log import log_key, sequencer_on
from sirekap.wiring.settings import Settings


async def log(site, settings):
    """Log every record of a site, as its service would within a second."""
    sequencer = sequencer_on(site.store, site.pen, site.keys, settings)
    while await sequencer.step():
        pass


async def test_a_receipt_redeems_to_a_proof(site, tmp_path):
    """From nothing but receipt, answer and the log's key: the very record stands in the log, at that time."""
    first, second = (next(site.crowd.night_of(number)) for number in (0, 2))
    settings = Settings(data=tmp_path)
    async with site.served(data=tmp_path) as client:
        sent = await client.post(first.envelope)
        await client.post(second.envelope)
        before = client.told(await client.get(f"/api/v1/returns/{first.id}"))
        await log(site, settings)
        after = client.told(await client.get(f"/api/v1/returns/{first.id}"))
        checkpoint = (await client.get("/log/checkpoint")).body

    assert (before["log_index"], before["inclusion_proof"], before["checkpoint"]) == (None, None, None)
    named = log_key(site.keys, settings)
    point = Checkpoint.parse(opened(after["checkpoint"].encode(), named.key, named.verify), named.key.name)
    leaf = after["log_leaf"].encode()
    proof = [bytes.fromhex(step) for step in after["inclusion_proof"]]
    check_inclusion(after["log_index"], point.size, leaf_hash(leaf), proof, point.root)
    assert (point.size, after["checkpoint"].encode()) == (2, checkpoint)
    receipt = unwrap_receipt(sent.body[sent.body.index(b'{"body"') : -1]).receipt
    assert decode(leaf) == {
        "v": 1,
        "kind": "return",
        "time": f"{receipt.at:%Y-%m-%dT%H:%M:%SZ}",
        "place": first.record.station,
        "contest": "ppwp",
        "record": receipt.record,
    }


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("checkpoint", "public, max-age=1"),
        ("tile/0/000.p/1", "public, max-age=31536000, immutable"),
        ("tile/entries/000.p/1", "public, max-age=31536000, immutable"),
        ("entries/000.p/1", "public, max-age=31536000, immutable"),
    ],
)
async def test_the_logs_files_are_served(memory, tmp_path, path, kept):
    """Byte by byte as they lie in the folder; tiles may be kept for good, the checkpoint a second."""
    async with memory.served(data=tmp_path) as client:
        await client.post(next(memory.crowd.night_of(0)).envelope)
        await log(memory, Settings(data=tmp_path))
        answer = await client.get(f"/log/{path}")

    place = path if path.startswith(("tile", "check")) else f"tile/{path}"
    assert (answer.status, answer.body) == (200, (tmp_path / "published" / "log" / place).read_bytes())
    assert answer.headers["cache-control"] == kept
    assert answer.headers["access-control-allow-origin"] == "*"
    kind = "text/plain; charset=utf-8" if path == "checkpoint" else "application/octet-stream"
    assert answer.headers["content-type"] == kind


@pytest.mark.parametrize(
    "path", ["checkpoint", "tile/0/000", "../../keys/log.key", "tile/0/..%2F..%2Fcheckpoint", "tile/0/0", "x"]
)
async def test_what_is_no_file_of_the_log_is_not_found(memory, tmp_path, path):
    """Nothing is published yet; and no other file can be reached by any name."""
    async with memory.served(data=tmp_path) as client:
        answer = await client.get(f"/log/{path}")

    assert (answer.status, client.told(answer)["code"]) == (404, "not_found")
