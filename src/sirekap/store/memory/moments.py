"""The place where a simulation lets things go wrong."""

from __future__ import annotations

from typing import Literal, Protocol


class Moment(Protocol):
    """Called around an act: the place where a simulation lets things go wrong."""

    async def __call__(self, act: str, when: Literal["before", "after"]) -> None:
        """Return to go on, or raise."""


async def calm(act: str, when: Literal["before", "after"]) -> None:
    """Nothing goes wrong."""
