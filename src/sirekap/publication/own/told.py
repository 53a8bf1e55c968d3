"""What a document tells beside the ledger: places in the log, words behind hashes, photos, rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.election.identity import PhotoHash, RecordId, SaltedHash
    from sirekap.election.records import Signature
    from sirekap.tiers.claims import Key
    from sirekap.tiers.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class PublicPhoto:
    """A photo of a page: the hash that the return names, and the covered copy's address, if it has one.

    ``cover`` is the record that binds the two, ``signatures`` what it says of each box.
    """

    page: int
    sha256: PhotoHash
    address: str | None
    cover: RecordId | None = None
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True)
class Told:
    """What is known of the records that a document speaks of.

    ``log`` has each logged record's index, ``words`` the texts that are kept and not withdrawn,
    ``photos`` those without a public copy; one with a copy is known from its thread.
    """

    rulebook: Rulebook
    log: Mapping[RecordId, int] = field(default_factory=dict)
    words: Mapping[SaltedHash, str] = field(default_factory=dict)
    photos: Mapping[Key, tuple[PublicPhoto, ...]] = field(default_factory=dict)
