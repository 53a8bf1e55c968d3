"""The verification desk in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sirekap.office.ports import Typed


class MemoryDesk:
    """Fulfils :class:`sirekap.office.ports.Desk`."""

    def __init__(self) -> None:
        self._takers: dict[str, tuple[str, datetime]] = {}
        self._typed: dict[str, dict[str, Typed]] = {}

    async def take(self, key: str, person: str, now: datetime, until: datetime) -> bool:
        """Take work that is free, theirs, or abandoned."""
        taker, end = self._takers.get(key, (person, now))
        if taker != person and end > now:
            return False
        self._takers[key] = (person, until)
        return True

    async def taken(self, now: datetime) -> Collection[str]:
        """What somebody still holds."""
        return {key for key, (_, end) in self._takers.items() if end > now}

    async def give_back(self, key: str, person: str) -> None:
        """Give work back."""
        if self._takers.get(key, ("",))[0] == person:
            del self._takers[key]

    async def type(self, key: str, typed: Typed) -> None:
        """Keep what a person typed."""
        self._typed.setdefault(key, {})[typed.person] = typed

    async def typed(self, key: str) -> list[Typed]:
        """What was typed, by person."""
        return [typed for _, typed in sorted(self._typed.get(key, {}).items())]

    async def clear(self, key: str) -> None:
        """Forget what was typed and who has it."""
        self._takers.pop(key, None)
        self._typed.pop(key, None)
