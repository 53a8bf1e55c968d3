"""The log's published files in a folder, as a web server can serve them.

A file is written beside its place, forced to the disk, and given its name at the end; then
the folder is forced too. So a name that is there has its whole content, after a power cut too.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.office.ports import FileDiffers, StoreAway

if TYPE_CHECKING:
    from collections.abc import Callable

_READABLE = 0o644


class _TakenError(Exception):
    """The name is there already."""


class FolderLogFiles:
    """Fulfils :class:`sirekap.office.ports.LogFiles`. A disk that fails is told as :class:`StoreAway`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def get(self, path: str) -> bytes | None:
        """A file's content."""
        return await asyncio.to_thread(_read, self._folder / path)

    async def keep(self, path: str, data: bytes) -> None:
        """Write a file that never changes."""
        await asyncio.to_thread(self._keep, self._folder / path, data)

    async def replace(self, path: str, data: bytes) -> None:
        """Write a file that changes."""
        await asyncio.to_thread(self._write, self._folder / path, data, os.replace)

    def _keep(self, place: Path, data: bytes) -> None:
        standing = _read(place)
        if standing is None:
            try:
                self._write(place, data, _link)
            except _TakenError:  # Another sequencer was quicker, or a folder bears the name.
                standing = _read(place)
            else:
                return
        if standing != data:
            raise FileDiffers(str(place.relative_to(self._folder)))

    def _write(self, place: Path, data: bytes, name: Callable[[str, Path], None]) -> None:
        try:
            self._make(place.parent)
            descriptor, beside = tempfile.mkstemp(dir=place.parent, prefix=".")
            try:
                with open(descriptor, "wb") as file:  # noqa: PTH123 -- a descriptor has no path to open
                    file.write(data)
                    file.flush()
                    os.fchmod(descriptor, _READABLE)
                    os.fsync(descriptor)
                name(beside, place)
            finally:
                Path(beside).unlink(missing_ok=True)
            _force(place.parent)
        except OSError as error:
            raise StoreAway(str(error)) from error

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, each forced into the one that names it."""
        if folder.is_dir():
            return
        if folder != self._folder:
            self._make(folder.parent)
        folder.mkdir(parents=folder == self._folder, exist_ok=True)
        _force(folder.parent)


def _link(beside: str, place: Path) -> None:
    """Give the name if nobody has it."""
    try:
        place.hardlink_to(beside)
    except FileExistsError:
        raise _TakenError from None


def _read(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise StoreAway(str(error)) from error


def _force(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
