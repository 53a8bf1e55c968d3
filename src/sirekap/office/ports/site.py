"""The door to the published site: files by their paths, as any web server can serve them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Laid:
    """A file that stands in the site, and when it was written there."""

    path: str
    written: datetime


class Site(Protocol):
    """The published files, or those below one folder of them.

    What :meth:`keep` and :meth:`replace` wrote lasts when they return; what was laid, once it is settled.
    Paths are relative, their parts joined by ``/``; none begins with a dot. All raise
    :class:`StoreAway` when it is not known whether the work was done.
    """

    async def get(self, path: str) -> bytes | None:
        """A file's content."""

    async def read(self, paths: Sequence[str]) -> list[bytes | None]:
        """The contents of many files, in their order."""

    async def keep(self, path: str, data: bytes) -> None:
        """Write a file that never changes. Raises :class:`FileDiffers` when another content stands there."""

    async def keep_copy(self, path: str, source: Path) -> None:
        """Copy a file from this machine's disk that never changes and is named by its content.

        For files too large to be held in memory; one of the same size that stands there is it.
        """

    async def replace(self, path: str, data: bytes) -> None:
        """Write a file that changes, whole: a reader sees the old or the new."""

    async def lay(self, *layers: Mapping[str, bytes | None]) -> None:
        """Write many files, each whole, over whatever stands there; ``None`` takes a file away.

        A layer is there before anything of the next is: a reader who finds a file of a later
        one finds all that the earlier ones hold. Within a layer the order is open. All of it
        lasts once :meth:`settle` has returned. After a power cut before that a file may be the
        old one, the new one, missing or torn: lay it again.
        """

    async def settle(self) -> None:
        """Return when all that was laid so far lasts."""

    async def below(self, folder: str) -> list[Laid]:
        """The files of a folder, by path, without those of folders in it; none if it is not there."""
