"""Words in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sirekap.election.identity import SaltedHash
    from sirekap.office.ports import Words


class MemoryWordbook:
    """Fulfils :class:`sirekap.office.ports.Wordbook`."""

    def __init__(self) -> None:
        self._kept: dict[SaltedHash, Words | None] = {}

    async def keep(self, name: SaltedHash, words: Words) -> None:
        """Keep words under their hash."""
        self._kept.setdefault(name, words)

    async def read(self, names: Iterable[SaltedHash]) -> Mapping[SaltedHash, Words]:
        """The words of these hashes."""
        return {name: words for name in names if (words := self._kept.get(name)) is not None}

    async def withdraw(self, name: SaltedHash) -> None:
        """Forget words for good."""
        self._kept[name] = None
