"""The door to how far the site is published, and to what must be known to go on with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sirekap.election.identity import SaltedHash
    from sirekap.office.ports.records import Stored


PAUSE, RESUME = "publication_pause", "publication_resume"
"""The kinds of the records that stop publication and let it go on."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a part of the site is: all that changed up to ``position`` is told.

    While a part is written whole, place by place, ``reached`` is the last place written and
    ``target`` where ``position`` will stand after the last one; 0 until the first is written.
    """

    position: int = 0
    target: int | None = None
    reached: str | None = None


NOT_WRITTEN = Stand(target=0, reached="")
"""Where each part begins: it is to be written whole."""


class ToldWords(NamedTuple):
    """Words, by their hash, that stand in a village's document."""

    name: SaltedHash
    contest: str
    region: str


class Published(Protocol):
    """How far each part of the site is. It may be forgotten: the site is then written whole again."""

    async def stands(self) -> dict[str, Stand]:
        """How far the parts are; one that is not named is :data:`NOT_WRITTEN`."""

    async def put(self, part: str, before: Stand, after: Stand) -> None:
        """Tell that a part has come from one stand to another.

        Raises :class:`CursorMoved` when it does not stand where it is said to have been.
        """

    async def anew(self) -> None:
        """Have every part written whole again. None will tell less than it does now."""

    async def tell(self, words: Iterable[ToldWords]) -> None:
        """Note in which villages words will stand."""

    async def withdrawn(self, limit: int) -> list[ToldWords]:
        """Where words stand that were withdrawn, some first ones."""

    async def untell(self, words: Iterable[ToldWords]) -> None:
        """Note that words stand there no more."""

    async def last_pause(self) -> Stored | None:
        """The last record that stopped publication or let it go on."""
