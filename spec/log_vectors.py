"""Vectors of the public log: leaves, tree heads, proofs, files, checkpoints.

THE KEY HERE IS FOR TESTS. Its seed is public words; nothing real may use it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from seal_vectors import SERVER, STRANGER

from sirekap.election.identity import RecordId
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.hashing import leaf_hash
from sirekap.log.note import NoteKey, signed
from sirekap.log.proofs import consistency_spans, inclusion_spans
from sirekap.log.reading import hashes
from sirekap.log.tiles import Bundle, Tile
from sirekap.office.leaf import print_leaf
from sirekap.office.ports import Leaf
from sirekap.seal.keys import Purpose

Case = dict[str, Any]

KEY = SERVER[Purpose.LOG]
NAME = NoteKey("sirekap.invalid/pemilu2024/real", KEY.public)
SHORT = 255
"""Bytes of a file that is shown whole, at most."""
SIZES = (0, 1, 2, 3, 4, 5, 7, 8, 9, 255, 256, 257, 511, 513, 65_536, 65_537, 70_001)
INCLUSION = (
    *((index, size) for size in (1, 2, 3, 7) for index in range(size)),
    *((0, 257), (255, 256), (256, 257), (300, 513), (0, 70_001), (65_536, 65_537), (70_000, 70_001)),
)
CONSISTENCY = (
    *((first, 7) for first in range(1, 8)),
    *((255, 256), (256, 257), (1, 257), (256, 513), (257, 70_001), (65_536, 70_001), (65_537, 70_001)),
)


def entry(number: int) -> bytes:
    """An entry of the vectors' tree."""
    return f"sirekap test vector, log entry {number}".encode()


def grown(size: int) -> tuple[Edge, dict[str, bytes]]:
    """The tree of so many entries, and its files."""
    edge, files = Edge().grown([entry(number) for number in range(size)])
    return edge, files | edge.partial_files()


def tree_vectors(record: str) -> Case:
    """Leaves as they are printed and hashed; roots; proofs that hold, and ones that do not."""
    trees = {size: grown(size) for size in {*SIZES, 7}}
    return {
        "about": "Entry n of the tree is the text `sirekap test vector, log entry n`. Hashes in hexadecimal.",
        "leaves": [
            {"utf8": text.decode(), "sha256": leaf_hash(text).hex()}
            for text in map(print_leaf, _leaves(record))
        ],
        "heads": [{"size": size, "root": trees[size][0].root.hex()} for size in SIZES],
        "inclusion": [_inclusion(index, size, *trees[size]) for index, size in INCLUSION],
        "consistency": [
            _consistency(first, second, grown(first)[0], *trees[second]) for first, second in CONSISTENCY
        ],
        "bad_inclusion": [
            {**_inclusion(index, size, *trees[size]), **change}
            for index, size, change in (
                (2, 7, {"index": 3}),
                (2, 7, {"size": 4}),
                (2, 7, {"root": "00" * 32}),
                (2, 7, {"proof": []}),
                (0, 1, {"proof": ["00" * 32]}),
                (6, 7, {"index": 7}),
            )
        ],
        "bad_consistency": [
            {**_consistency(first, second, grown(first)[0], *trees[second]), **change}
            for first, second, change in (
                (3, 7, {"first_root": "00" * 32}),
                (3, 7, {"second_root": "00" * 32}),
                (3, 7, {"proof": []}),
                (4, 7, {"first": 3}),
                (7, 7, {"proof": ["00" * 32]}),
            )
        ],
    }


def _leaves(record: str) -> list[Leaf]:
    when = datetime(2024, 2, 14, 8, 30, 5, 999_999, tzinfo=UTC)
    ours = Leaf(0, RecordId(record), "return", "3504012001001", "ppwp", when)
    return [ours, replace(ours, kind="key_listed", station=None, contest=None)]


def _inclusion(index: int, size: int, edge: Edge, files: dict[str, bytes]) -> Case:
    proof = hashes(inclusion_spans(index, size), size, files.get)
    return {
        "index": index,
        "size": size,
        "leaf": leaf_hash(entry(index)).hex(),
        "proof": [step.hex() for step in proof],
        "root": edge.root.hex(),
    }


def _consistency(first: int, second: int, before: Edge, edge: Edge, files: dict[str, bytes]) -> Case:
    proof = hashes(consistency_spans(first, second), second, files.get)
    return {
        "first": first,
        "second": second,
        "first_root": before.root.hex(),
        "proof": [step.hex() for step in proof],
        "second_root": edge.root.hex(),
    }


def file_vectors() -> Case:
    """The paths of tiles and bundles, and the files of a few trees."""
    places = (
        *(Tile(0, 0), Tile(0, 999, 1), Tile(1, 1000), Tile(2, 1_234_067), Tile(63, 12_345, 255)),
        *(Bundle(0), Bundle(273, 113), Bundle(1_234_567, 9)),
    )
    return {
        "about": "Paths under the log's prefix. Of each tree all files: length, SHA-256; short ones whole.",
        "paths": [
            {
                "level": place.level if isinstance(place, Tile) else "entries",
                "index": place.index,
                "width": place.width,
                "path": place.path,
            }
            for place in places
        ],
        "trees": [
            {
                "size": size,
                "files": [
                    {
                        "path": path,
                        "bytes": len(data),
                        "sha256": sha256(data).hexdigest(),
                        **({"hex": data.hex()} if len(data) <= SHORT else {}),
                    }
                    for path, data in sorted(grown(size)[1].items())
                ],
            }
            for size in (1, 3, 256, 257, 600)
        ],
    }


def checkpoint_vectors() -> Case:
    """A checkpoint that is good, with its key, and ones that are not."""
    point = Checkpoint(NAME.name, 70_001, grown(70_001)[0].root)
    good = signed(str(point), NAME, KEY.sign)
    other_name = NoteKey("sirekap.invalid/pilkada2024/real", KEY.public)
    by_other = signed(str(point), replace(NAME, public=STRANGER.public), STRANGER.sign)
    witness = "\N{EM DASH} witness.example AAAAAAA=\n".encode()
    cases = [
        ("good", good, "valid"),
        ("a witness's line behind ours", good + witness, "valid"),
        ("one leaf more written in", good.replace(b"70001", b"70002"), "note_signature_wrong"),
        ("signed by another key under this name", by_other, "note_unsigned"),
        ("another key's line under another name", signed(str(point), other_name, KEY.sign), "note_unsigned"),
        ("without its signature", str(point).encode(), "note_malformed"),
        ("without its last line feed", good[:-1], "note_malformed"),
        ("of another log", _signed(replace(point, origin="log.example")), "checkpoint_of_another_log"),
        ("a nought before the size", _signed(point, "\n70001", "\n070001"), "checkpoint_malformed"),
        ("a line more", _signed(point, "=\n", "=\nmore\n"), "checkpoint_malformed"),
    ]
    return {
        "about": "TEST KEY ONLY: that of purpose `log` in keys.json. Opened with the verifier key.",
        "verifier_key": str(NAME),
        "origin": NAME.name,
        "size": point.size,
        "root": point.root.hex(),
        "cases": [{"name": name, "utf8": note.decode(), "verdict": verdict} for name, note, verdict in cases],
    }


def _signed(point: Checkpoint, old: str = "", new: str = "") -> bytes:
    return signed(str(point).replace(old, new, 1) if old else str(point), NAME, KEY.sign)
