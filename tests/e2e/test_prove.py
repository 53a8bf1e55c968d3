"""A reader's own browser proves a record's place in the log, from the site's files alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from shutil import copytree

import pytest

from sirekap.election.identity import record_id
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import NoteKey, signed
from sirekap.office.leaf import print_leaf
from sirekap.office.ports import Leaf
from sirekap.seal.keys import Purpose, SigningKey

KEY = SigningKey(Purpose.LOG, bytes(range(32)))
NAME = NoteKey("log.example/pemilu2024", KEY.public)
TIME = datetime(2024, 2, 14, 8, 30, 5, tzinfo=UTC)
RECORDS = [b'{"n":%d}' % number for number in range(300)]
IDS = [record_id(data) for data in RECORDS]

PAGE = b"<!doctype html><link rel=icon href='data:,'><p>"

WITHOUT_ED25519 = """
    const importKey = crypto.subtle.importKey.bind(crypto.subtle);
    crypto.subtle.importKey = (...all) =>
        all[2] === "Ed25519" ? Promise.reject(new DOMException("", "NotSupportedError")) : importKey(...all);
"""
"""What Chrome before 137 does."""


@pytest.fixture
def site(tmp_path, log_program):
    """300 records and their log, with the program that proves beside them."""
    leaves = [Leaf(n, one, "return", "3504012001001", "ppwp", TIME) for n, one in enumerate(IDS)]
    edge, files = Edge().grown([print_leaf(leaf) for leaf in leaves])
    note = signed(str(Checkpoint(NAME.name, edge.size, edge.root)), NAME, KEY.sign)
    wanted = {f"log/{path}": data for path, data in {**files, **edge.partial_files()}.items()}
    wanted |= {f"v1/records/{one}.json": data for one, data in zip(IDS, RECORDS, strict=True)}
    for path, data in {**wanted, "log/checkpoint": note, "index.html": PAGE}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    copytree(log_program, tmp_path / "program")
    return tmp_path


async def proved(page, address, number):
    """The explanation of record ``number``, as the browser gives it."""
    arguments = json.dumps([address, IDS[number], number, str(NAME)])
    script = f"import('./program/index.js').then(({{ proveRecord }}) => proveRecord(...{arguments}))"
    await page.goto(f"{address}index.html")
    return await page.evaluate(script)


@pytest.mark.parametrize("script", ["", WITHOUT_ED25519], ids=["today's browser", "one without Ed25519"])
async def test_a_record_is_proved_in_the_browser(page, served, site, script):
    """Its bytes, the checkpoint's signature, its entry, the way to the root."""
    await page.add_init_script(script)

    with served(site) as address:
        explanation = await proved(page, address, 7)

    assert explanation["holds"] is True
    assert [step["code"] for step in explanation["steps"]] == [
        "prove.record", "prove.checkpoint", "prove.leaf", "prove.inclusion",
    ]  # fmt: skip
    assert explanation["steps"][1]["facts"]["size"] == len(RECORDS)


@pytest.mark.parametrize("script", ["", WITHOUT_ED25519], ids=["today's browser", "one without Ed25519"])
async def test_a_checkpoint_with_one_bit_the_other_way_is_refused_in_the_browser(page, served, site, script):
    """By WebCrypto's Ed25519 and by ours."""
    await page.add_init_script(script)
    note = bytearray((site / "log/checkpoint").read_bytes())
    note[len(NAME.name) + 2] ^= 1
    (site / "log/checkpoint").write_bytes(bytes(note))

    with served(site) as address:
        explanation = await proved(page, address, 7)

    assert explanation["holds"] is False
    assert explanation["steps"][-1]["refusal"]["code"] == "note_signature_wrong"
