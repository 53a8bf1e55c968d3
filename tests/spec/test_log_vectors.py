"""The log's vectors under ``spec/vectors``, taken as an outsider takes them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.hashing import leaf_hash
from sirekap.log.note import NoteKey, opened
from sirekap.log.proofs import check_consistency, check_inclusion
from sirekap.log.refusal import Code, Refusal
from sirekap.log.tiles import Bundle, Tile, place_of
from sirekap.seal.keys import VerifyingKey
from sirekap.seal.refusal import Refusal as SealRefusal

VECTORS = Path(__file__).parents[2] / "spec" / "vectors"


def vectors(name: str) -> Any:  # noqa: ANN401 - whatever the file holds.
    """Read one file of vectors."""
    return json.loads((VECTORS / f"{name}.json").read_text())


TREE, FILES, CHECKPOINTS = vectors("log-tree"), vectors("log-files"), vectors("log-checkpoints")


def entries(count: int) -> list[bytes]:
    """The entries of the vectors' tree, as the file's own words make them."""
    return [b"sirekap test vector, log entry %d" % number for number in range(count)]


def raw(case: Any, *names: str) -> list[Any]:  # noqa: ANN401 - a case of a file.
    """Members of a case, hexadecimal ones as bytes."""
    return [
        bytes.fromhex(case[name])
        if isinstance(case[name], str)
        else [bytes.fromhex(step) for step in case[name]]
        if isinstance(case[name], list)
        else case[name]
        for name in names
    ]


@pytest.mark.parametrize("case", TREE["leaves"], ids=lambda case: case["utf8"][:60])
def test_leaves(case):
    """A leaf's text has that hash."""
    assert leaf_hash(case["utf8"].encode()).hex() == case["sha256"]


@pytest.mark.parametrize("case", TREE["heads"], ids=lambda case: str(case["size"]))
def test_heads(case):
    """A tree of so many entries has that root."""
    assert Edge().grown(entries(case["size"]))[0].root.hex() == case["root"]


@pytest.mark.parametrize("case", TREE["inclusion"], ids=lambda case: f"{case['index']}-{case['size']}")
def test_inclusion(case):
    """The proof leads to the root."""
    check_inclusion(*raw(case, "index", "size", "leaf", "proof", "root"))


@pytest.mark.parametrize("case", TREE["consistency"], ids=lambda case: f"{case['first']}-{case['second']}")
def test_consistency(case):
    """The first tree begins the second."""
    check_consistency(*raw(case, "first", "second", "first_root", "proof", "second_root"))


@pytest.mark.parametrize("case", TREE["bad_inclusion"])
def test_bad_inclusion(case):
    """It is refused."""
    with pytest.raises(Refusal) as refused:
        check_inclusion(*raw(case, "index", "size", "leaf", "proof", "root"))

    assert refused.value.code is Code.PROOF_WRONG


@pytest.mark.parametrize("case", TREE["bad_consistency"])
def test_bad_consistency(case):
    """It is refused."""
    with pytest.raises(Refusal) as refused:
        check_consistency(*raw(case, "first", "second", "first_root", "proof", "second_root"))

    assert refused.value.code is Code.PROOF_WRONG


@pytest.mark.parametrize("case", FILES["paths"], ids=lambda case: case["path"])
def test_paths(case):
    """A tile or bundle has that path."""
    level, index, width = case["level"], case["index"], case["width"]
    place = Bundle(index, width) if level == "entries" else Tile(level, index, width)

    assert (place.path, place_of(case["path"])) == (case["path"], place)


@pytest.mark.parametrize("case", FILES["trees"], ids=lambda case: str(case["size"]))
def test_files(case):
    """A tree has these files and no other."""
    edge, files = Edge().grown(entries(case["size"]))
    files |= edge.partial_files()

    assert {one["path"]: (one["bytes"], one["sha256"]) for one in case["files"]} == {
        path: (len(data), sha256(data).hexdigest()) for path, data in files.items()
    }
    assert all(files[one["path"]].hex() == one["hex"] for one in case["files"] if "hex" in one)


@pytest.mark.parametrize("case", CHECKPOINTS["cases"], ids=lambda case: case["name"])
def test_checkpoints(case):
    """Opened with the verifier key: the tree told, or the verdict shown."""
    key = NoteKey.parse(CHECKPOINTS["verifier_key"])

    def verify(data, signature):
        try:
            VerifyingKey(key.public).verify(data, signature)
        except SealRefusal:
            return False
        return True

    try:
        point = Checkpoint.parse(opened(case["utf8"].encode(), key, verify), CHECKPOINTS["origin"])
    except Refusal as refused:
        assert refused.code == case["verdict"]  # noqa: PT017 -- whether it refuses is the case's to say
    else:
        assert case["verdict"] == "valid"
        assert (point.size, point.root.hex()) == (CHECKPOINTS["size"], CHECKPOINTS["root"])
