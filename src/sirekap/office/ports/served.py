"""The door to the published site as its readers have it: files that are there, to be sent and not changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is there: under which of the names, its bytes, its strong tag (quoted), its last change.

    ``read`` gives the bytes from a first one up to, not with, another.
    """

    name: str
    size: int
    tag: str
    changed: datetime
    read: Callable[[int, int], AsyncIterator[bytes]]


class ServedFiles(Protocol):
    """What is published, by paths without a slash before them."""

    def find(self, names: Sequence[str]) -> AbstractAsyncContextManager[FoundFile | None]:
        """The first of these files that is there, for as long as it is read. Raises :class:`StoreAway`."""
