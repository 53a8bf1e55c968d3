"""The door to the verification desk: who looks at what just now, and what a first person typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Typed:
    """What one person typed of a station's contest, unseen by the next: canonical bytes."""

    person: str
    figures: bytes


class Desk(Protocol):
    """Work is taken for a time: who falls silent loses it to the next. Keys are ``contest station``."""

    async def take(self, key: str, person: str, now: datetime, until: datetime) -> bool:
        """Take work that is free, is theirs, or whose taker has been silent beyond their time."""

    async def taken(self, now: datetime) -> Collection[str]:
        """What somebody has taken and still holds."""

    async def give_back(self, key: str, person: str) -> None:
        """Give work back; another's stays theirs."""

    async def type(self, key: str, typed: Typed) -> None:
        """Keep what a person typed; what they typed before is replaced."""

    async def typed(self, key: str) -> list[Typed]:
        """What was typed, by person, in no order that tells who was first."""

    async def clear(self, key: str) -> None:
        """Forget what was typed and who has it: it is decided."""
