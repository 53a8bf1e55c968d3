"""The identifiers that records carry: of records, photos, keys, elections, and of words held apart.

Every hash is SHA-256 in 64 lower-case hexadecimal characters.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import NewType

ElectionId = NewType("ElectionId", str)
"""The election a record belongs to, such as ``pemilu2024``."""

RecordId = NewType("RecordId", str)
"""SHA-256 of a record's canonical bytes."""

PhotoHash = NewType("PhotoHash", str)
"""SHA-256 of a photo's bytes, and its name in the object store."""

KeyId = NewType("KeyId", str)
"""SHA-256 of a public key's raw bytes (32 for Ed25519; 65, uncompressed, for P-256)."""

SaltedHash = NewType("SaltedHash", str)
"""What a record holds in place of free text or a person; see :func:`salted_hash`."""

SALT_BYTES = 32


class Phase(StrEnum):
    """Whether an act counts. Rehearsal and real never mix."""

    REHEARSAL = "rehearsal"
    REAL = "real"


def record_id(data: bytes) -> RecordId:
    """Name a record by its canonical bytes."""
    return RecordId(hashlib.sha256(data).hexdigest())


def photo_hash(data: bytes) -> PhotoHash:
    """Name a photo by its bytes."""
    return PhotoHash(hashlib.sha256(data).hexdigest())


def salted_hash(salt: bytes, words: str) -> SaltedHash:
    """Stand for words or a person without giving them away.

    SHA-256 of the salt's 32 random bytes followed by the words in UTF-8. Salt and words
    are kept beside the records, where a recorded act can withdraw them: the public
    chain of records then stays whole and tells nothing (architecture § 3, decision 8).
    """
    if len(salt) != SALT_BYTES:
        message = f"a salt has {SALT_BYTES} bytes, not {len(salt)}"
        raise ValueError(message)
    return SaltedHash(hashlib.sha256(salt + words.encode()).hexdigest())
