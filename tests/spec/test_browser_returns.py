"""Returns that the browser's code prints and signs: the server's own parser and verifier take them."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import msgspec
import pytest

from sirekap.election.contests import Block
from sirekap.election.identity import record_id
from sirekap.election.records import parse_record, print_record
from sirekap.election.records.returned import Return
from sirekap.profiles import load
from sirekap.seal.device import DevicePublicKey
from sirekap.seal.envelope import unwrap
from sirekap.seal.statement import parse_octets
from sirekap.wiring.forms import forms_of

PROGRAM = Path(__file__).parents[2] / "web/packages/form/test/file.ts"
FORMS = [
    ("C.HASIL-PPWP", None),
    ("C.HASIL-DPR", "3506"),
    ("C.HASIL-DPD", "35"),
    ("C.HASIL-DPRD-PROV", "110001"),
]
RETURNS = 25


def filing(draw: random.Random, names: list[str], number: int) -> dict[str, object]:
    """What an officer may file: some fields typed, some empty, photos and findings in any order."""
    chosen = draw.sample(names, draw.randrange(len(names) + 1))
    return {
        "election": "pemilu2024",
        "phase": draw.choice(("real", "rehearsal")),
        "at": f"2024-02-14T{draw.randrange(24):02d}:30:05.{draw.randrange(1000):03d}Z",
        "station": f"3504012001{number:03d}",
        "poll": draw.choice(("Reguler", "Pemungutan Suara Ulang")),
        "numbers": {name: draw.choice((None, 0, draw.randrange(100_000))) for name in chosen},
        "photos": [
            {"page": draw.randrange(1, 25), "sha256": f"{draw.getrandbits(256):064x}"}
            for _ in range(draw.randrange(30))
        ],
        "acknowledged": [
            {"code": code, "reason": draw.choice((None, f"{draw.getrandbits(256):064x}"))}
            for code in draw.sample(("R101", "R131", "W301", "I305"), draw.randrange(5))
        ],
        "seenBeforeEntry": draw.random() < 0.5,
        "replaces": draw.choice((None, {"record": f"{draw.getrandbits(256):064x}", "version": number})),
    }


@pytest.fixture(scope="module")
def filed(tool):
    """Filings on four forms, with what node made of them, and the key it made."""
    draw, form_of = random.Random("returns of a browser"), forms_of(load())
    asked = []
    for code, district in FORMS:
        form = form_of(code, district)
        names = [each.name for group in form.groups for each in group.fields]
        asked += [(form, filing(draw, names, number)) for number in range(1, RETURNS + 1)]
    lines = [
        json.dumps({"form": msgspec.to_builtins(form), "filing": told}, ensure_ascii=False)
        for form, told in asked
    ]
    run = subprocess.run(
        [tool("node"), PROGRAM], input="\n".join(lines), capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    public, *made = run.stdout.splitlines()
    return DevicePublicKey(parse_octets(public)), list(zip(asked, map(json.loads, made), strict=True))


def test_the_servers_parser_takes_every_one(filed):
    """Strictly canonical, under the id that the phone told, signed by its key."""
    key, made = filed

    for _, answer in made:
        body, signature = unwrap(answer["envelope"].encode())
        key.verify(body, signature)
        record = parse_record(body)
        assert (record_id(body), print_record(record)) == (answer["id"], body)
        assert record.signer == key.id


def test_nothing_is_lost_or_made_up_on_the_way(filed):
    """Every number stands in its block, every photo and finding once; version and form follow."""
    _, made = filed

    for (form, asked), answer in made:
        record = parse_record(unwrap(answer["envelope"].encode())[0])
        assert isinstance(record, Return)
        blocks = {each.name: each.block for group in form.groups for each in group.fields}
        votes = {name: value for name, value in asked["numbers"].items() if blocks[name] == Block.VOTES}
        assert dict(record.votes.all) == votes
        assert dict(record.votes.all) | dict(record.administration.all) == asked["numbers"]
        assert (record.form.code, record.contest, record.station) == (
            form.code,
            form.contest,
            asked["station"],
        )
        assert record.at.isoformat()[:19] == asked["at"][:19]
        assert sorted((one.page, one.sha256) for one in record.photos) == sorted(
            (one["page"], one["sha256"]) for one in asked["photos"]
        )
        assert {one.code: one.reason for one in record.acknowledged} == {
            one["code"]: one["reason"] for one in asked["acknowledged"]
        }
        replaces = asked["replaces"] or {"record": None, "version": 0}
        assert (record.replaces, record.version) == (replaces["record"], replaces["version"] + 1)
        assert (record.phase, record.seen_before_entry) == (asked["phase"], asked["seenBeforeEntry"])
