"""The door to a turn: of several processes that could do a work, the one that does it."""

from __future__ import annotations

from typing import Protocol


class Turn(Protocol):
    """The right to do a work that one process at a time does. It goes with the holder's session."""

    async def take(self) -> bool:
        """Whether the turn is here, taking it if it is free. Asked again, it is looked after again.

        Raises :class:`StoreAway`; the turn is then not here.
        """

    async def lay_down(self) -> None:
        """Give the turn back, if it is here."""
