"""The published site in a folder, as a web server can serve it.

A file is written beside its place, forced to the disk, and given its name at the end; then
the name is forced too. So a name that is there has its whole content, after a power cut too.
Many files get their names at once, so that readers wait for no disk; the file system is forced
as a whole when it is asked for. A power cut before that may leave a name without its content.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import secrets
import shutil
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.office.ports import FileDiffers, Laid, StoreAway

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_READABLE = 0o644
_PART = 1 << 20
_BESIDE = ".laying"
"""Where laid files stand until they get their names; a power cut or a kill may leave some there."""
_LEFT_S = 600.0


class _TakenError(Exception):
    """The name is there already."""


class FolderSite:
    """Fulfils :class:`sirekap.office.ports.Site`. A disk that fails is told as :class:`StoreAway`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: set[str] = set()

    async def get(self, path: str) -> bytes | None:
        """A file's content."""
        return await asyncio.to_thread(_read, self._folder / path)

    async def read(self, paths: Sequence[str]) -> list[bytes | None]:
        """The contents of many files, in one go."""
        return await asyncio.to_thread(lambda: [_read(self._folder / path) for path in paths])

    async def keep(self, path: str, data: bytes) -> None:
        """Write a file that never changes."""
        await asyncio.to_thread(self._keep, self._folder / path, data)

    async def keep_copy(self, path: str, source: Path) -> None:
        """Copy a file that never changes from the disk."""
        await asyncio.to_thread(self._keep_copy, self._folder / path, source)

    async def replace(self, path: str, data: bytes) -> None:
        """Write a file that changes."""
        await asyncio.to_thread(self._write, self._folder / path, [data], _replace)

    async def lay(self, *layers: Mapping[str, bytes | None]) -> None:
        """Write the files of all layers beside, then name them, layer by layer."""
        if any(layers):
            await _to_its_end(partial(self._lay, layers))

    async def settle(self) -> None:
        """Force the file system that the folder is on."""
        await asyncio.to_thread(self._settle)

    def _settle(self) -> None:
        try:
            self._make(self._folder)
            _force_all(self._folder)
        except OSError as error:
            raise StoreAway(str(error)) from error

    async def below(self, folder: str) -> list[Laid]:
        """The files of a folder; what is being written beside them is none."""
        return await asyncio.to_thread(self._below, folder)

    def _keep(self, place: Path, data: bytes) -> None:
        standing = _read(place)
        if standing is None:
            try:
                self._write(place, [data], _link)
            except _TakenError:  # Another writer was quicker, or a folder bears the name.
                standing = _read(place)
            else:
                return
        if standing != data:
            raise FileDiffers(str(place.relative_to(self._folder)))

    def _keep_copy(self, place: Path, source: Path) -> None:
        if place.is_file() and place.stat().st_size == source.stat().st_size:
            return
        with source.open("rb") as file:
            self._write(place, iter(partial(file.read, _PART), b""), os.replace)

    def _write(self, place: Path, parts: Iterable[bytes], name: Callable[[str, Path], None]) -> None:
        try:
            self._make(place.parent)
            descriptor, beside = tempfile.mkstemp(dir=place.parent, prefix=".")
            try:
                with open(descriptor, "wb") as file:  # noqa: PTH123 -- a descriptor has no path to open
                    file.writelines(parts)
                    file.flush()
                    os.fchmod(descriptor, _READABLE)
                    os.fsync(descriptor)
                name(beside, place)
            finally:
                Path(beside).unlink(missing_ok=True)
            _force(place.parent)
        except OSError as error:
            raise StoreAway(str(error)) from error

    def _lay(self, layers: Sequence[Mapping[str, bytes | None]]) -> None:
        beside = self._folder / _BESIDE / secrets.token_hex(8)
        try:
            if not self._made:
                _clear(self._folder / _BESIDE)
            self._make(beside)
            try:
                self._lay_beside(f"{beside}/", layers)
            finally:
                for left in os.listdir(beside):  # noqa: PTH208 -- names alone, not a path each
                    (beside / left).unlink()
                beside.rmdir()
        except OSError as error:
            raise StoreAway(str(error)) from error

    def _lay_beside(self, beside: str, layers: Sequence[Mapping[str, bytes | None]]) -> None:
        contents = [data for layer in layers for data in layer.values() if data is not None]
        for number, content in enumerate(contents):
            _put(f"{beside}{number}", content)
        number = 0
        for layer in layers:
            for path, data in layer.items():
                place = f"{self._folder}/{path}"
                if data is None:
                    Path(place).unlink(missing_ok=True)
                    continue
                self._make_once(place.rpartition("/")[0])
                _tell_apart(f"{beside}{number}", place)
                os.replace(f"{beside}{number}", place)  # noqa: PTH105 -- thousands a second; a Path each would cost more than the call
                number += 1

    def _below(self, folder: str) -> list[Laid]:
        try:
            with os.scandir(self._folder / folder) as found:
                laid = [
                    Laid(f"{folder}/{one.name}", datetime.fromtimestamp(one.stat().st_mtime, UTC))
                    for one in found
                    if not one.name.startswith(".") and one.is_file()
                ]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise StoreAway(str(error)) from error
        return sorted(laid, key=lambda each: each.path)

    def _make_once(self, folder: str) -> None:
        """Make a folder, unless it was looked for before: nobody takes folders of the site away."""
        if folder not in self._made:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, each forced into the one that names it."""
        if folder.is_dir():
            return
        if folder != self._folder:
            self._make(folder.parent)
        folder.mkdir(parents=folder == self._folder, exist_ok=True)
        _force(folder.parent)


async def _to_its_end(work: Callable[[], None]) -> None:
    """Do it in a thread. Whoever is told to stop meanwhile stops when it is done."""
    done = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait((done,))
        raise


def _clear(beside: Path) -> None:
    """Take away what killed writers left; what is younger may be another's at work."""
    for left in beside.iterdir() if beside.is_dir() else ():
        if time.time() - left.stat().st_mtime > _LEFT_S:
            shutil.rmtree(left)


def _put(place: str, data: bytes) -> None:
    """Write a new file that anyone may read."""
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READABLE)
    try:
        os.fchmod(descriptor, _READABLE)
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def _link(beside: str, place: Path) -> None:
    """Give the name if nobody has it."""
    try:
        place.hardlink_to(beside)
    except FileExistsError:
        raise _TakenError from None


def _replace(beside: str, place: Path) -> None:
    """Give the name, whoever has it."""
    _tell_apart(beside, str(place))
    Path(beside).replace(place)


def _tell_apart(beside: str, place: str) -> None:
    """Date a file a second after the one it replaces if that is as long and was written in the same second.

    nginx takes whole seconds and the length for a file's tag: with the same tag, a reader who has the
    old content would be told that it is still the one that stands.
    """
    try:
        old = os.stat(place)  # noqa: PTH116 -- thousands a second
    except (FileNotFoundError, NotADirectoryError):
        return
    new = os.stat(beside)  # noqa: PTH116 -- as above
    if old.st_size == new.st_size and int(old.st_mtime) >= int(new.st_mtime):
        os.utime(beside, (new.st_atime, int(old.st_mtime) + 1))


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


_C = ctypes.CDLL(None, use_errno=True)
_SYNCFS = getattr(_C, "syncfs", None)
"""Of Linux; Python has no name for it."""


def _force_all(folder: Path) -> None:
    """Force all of the file system a folder is on; where there is no such call, all file systems."""
    if _SYNCFS is None:
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if _SYNCFS(descriptor):
            failed = ctypes.get_errno()
            raise OSError(failed, os.strerror(failed))
    finally:
        os.close(descriptor)
