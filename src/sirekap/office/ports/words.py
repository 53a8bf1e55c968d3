"""The door to words and names, which records hold only by a salted hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sirekap.election.identity import SaltedHash


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the 32 random bytes that were hashed before it."""

    salt: bytes
    text: str


class Wordbook(Protocol):
    """Words by their salted hash. They may be withdrawn; the records stay as they are."""

    async def keep(self, name: SaltedHash, words: Words) -> None:
        """Keep words under their hash; a repeat changes nothing."""

    async def read(self, names: Iterable[SaltedHash]) -> Mapping[SaltedHash, Words]:
        """The words of these hashes, as far as they are kept and not withdrawn."""

    async def withdraw(self, name: SaltedHash) -> None:
        """Forget words for good: they are not kept again."""
