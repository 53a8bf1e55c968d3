"""The published site, in memory."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap.office.ports import FileDiffers, Laid
from sirekap.store.memory.moments import Moment, calm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class MemorySite:
    """Fulfils :class:`sirekap.office.ports.Site`. ``now`` tells when a file is written.

    A ``moment`` is awaited around each layer, so that a simulation can stop between two.
    """

    def __init__(self, moment: Moment = calm, now: Callable[[], datetime] = lambda: _BEGINNING) -> None:
        self._moment = moment
        self._now = now
        self.files: dict[str, bytes] = {}
        self._written: dict[str, datetime] = {}

    async def get(self, path: str) -> bytes | None:
        """A file's content."""
        return self.files.get(path)

    async def read(self, paths: Sequence[str]) -> list[bytes | None]:
        """The contents of many files."""
        return [self.files.get(path) for path in paths]

    async def keep(self, path: str, data: bytes) -> None:
        """Write a file that never changes."""
        await self._moment("keep", "before")
        if self.files.get(path, data) != data:
            raise FileDiffers(path)
        self._write(path, data)
        await self._moment("keep", "after")

    async def keep_copy(self, path: str, source: Path) -> None:
        """Copy a file that never changes."""
        await self.keep(path, source.read_bytes())  # noqa: ASYNC240 -- in a twin nobody else waits

    async def replace(self, path: str, data: bytes) -> None:
        """Write a file that changes."""
        await self._moment("replace", "before")
        self._write(path, data)
        await self._moment("replace", "after")

    async def lay(self, *layers: Mapping[str, bytes | None]) -> None:
        """Write many files, layer by layer."""
        for layer in layers:
            await self._moment("lay", "before")
            for path, data in layer.items():
                if data is None:
                    self.files.pop(path, None)
                else:
                    self._write(path, data)
            await self._moment("lay", "after")

    async def settle(self) -> None:
        """Here everything lasts as long as it lasts."""
        await self._moment("settle", "before")

    async def below(self, folder: str) -> list[Laid]:
        """The files of a folder."""
        found = sorted(path for path in self.files if path.rpartition("/")[0] == folder)
        return [Laid(path, self._written[path]) for path in found]

    def _write(self, path: str, data: bytes) -> None:
        self.files[path] = data
        self._written[path] = self._now()
