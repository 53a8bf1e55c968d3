"""The records themselves, each under its id, by whom each was signed, and the words behind their hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.canonical import encode
from sirekap.election.identity import record_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.election.canonical import Json
    from sirekap.election.identity import KeyId, SaltedHash

VERSION = 1


def record(data: bytes) -> tuple[str, bytes]:
    """Where a record stands, and its bytes just as they were signed: who hashes them finds the name."""
    return f"v1/records/{record_id(data)}.json", data


def signature(name: str, key: KeyId, made: bytes, holds: Sequence[str] = ()) -> tuple[str, bytes]:
    """Where it stands by which key a record was signed, with what, and what it was held for when it came."""
    content: Json = {"v": VERSION, "key": key, "signature": made.hex(), "holds": [*holds]}
    return f"v1/records/{name}.sig.json", encode(content)


def words(name: SaltedHash, salt: bytes, text: str) -> tuple[str, bytes]:
    """Where words stand, and what their hash was made of."""
    return words_path(name), encode({"v": VERSION, "salt": salt.hex(), "text": text})


def words_path(name: SaltedHash) -> str:
    """Where words stand until they are withdrawn."""
    return f"v1/words/{name}.json"
