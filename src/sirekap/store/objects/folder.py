"""Photos in a folder of this machine.

A kept photo is written beside its place, synced, linked to its name only if that is free,
and the folder synced: when :meth:`FolderObjects.keep` returns, a power cut takes nothing.
What comes in is not synced: until it is verified nobody was promised anything. Work on the
disk is done in threads, so that a slow one holds up nobody else.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import FileIO
from typing import TYPE_CHECKING

from sirekap.office.ports import Arrived, StoreAway, WrongPlace
from sirekap.office.ports.objects import INCOMING, KEPT, PUBLIC, SHOWN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from sirekap.election.forms import FieldName
    from sirekap.election.identity import PhotoHash, RecordId

ADDRESS = "/api/v1/incoming/"
"""Where the API takes the bytes of an upload."""

_SHELVES = [f"{shelf:02x}" for shelf in range(256)]


class FolderObjects:
    """Fulfils :class:`sirekap.office.ports.Objects`. Several processes may share a folder."""

    def __init__(self, folder: Path) -> None:
        """Make the folders that are missing, for good."""
        self._incoming, self._kept, self._public = folder / INCOMING, folder / KEPT, folder / PUBLIC
        self._shown = folder / SHOWN
        shelves = [place / shelf for place in (self._kept, self._public) for shelf in _SHELVES]
        for place in (self._incoming, *shelves):
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
        for place in (self._kept, self._public, folder, folder.parent):
            _sync_folder(place)

    async def address(self, token: str, seconds: int) -> str:  # noqa: ARG002 -- the upload itself knows its time
        """A path of the API."""
        return ADDRESS + token

    async def write(self, token: str, start: int, size: int, parts: AsyncIterator[bytes]) -> int:
        """Write a part in place; a repeat writes the same bytes again, a gap is refused."""
        with _told():
            file = await asyncio.to_thread(_opened, self._incoming / token)
        with file:
            there = os.fstat(file.fileno()).st_size
            if start > there:
                raise WrongPlace(there)
            place = start
            async for part in parts:
                piece = part[: max(0, size - place)]
                with _told():
                    await asyncio.to_thread(os.pwrite, file.fileno(), piece, place)
                place += len(piece)
            return max(there, place)

    async def received(self, token: str) -> int | None:
        """How many bytes came in."""
        try:
            return (self._incoming / token).stat().st_size
        except FileNotFoundError:
            return None

    async def read(self, token: str) -> bytes:
        """What came in."""
        return await _whole(self._incoming / token)

    async def keep(self, sha256: PhotoHash, data: bytes) -> bool:
        """Write, sync, link, sync the folder."""
        with _told():
            return await asyncio.to_thread(self._store, _on_shelf(self._kept, sha256), data)

    def _store(self, place: Path, data: bytes) -> bool:
        beside = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
        try:
            with beside.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(beside, place)
                return True
            return False
        finally:
            beside.unlink(missing_ok=True)
            # Also when it was there: whoever linked it may not have come to this line.
            _sync_folder(place.parent)

    async def kept(self, sha256: PhotoHash) -> bytes:
        """A kept photo."""
        return await _whole(_on_shelf(self._kept, sha256))

    async def has(self, sha256: PhotoHash) -> bool:
        """Whether a photo is kept."""
        return _on_shelf(self._kept, sha256).exists()

    async def publish(self, copy: PhotoHash, data: bytes) -> bool:
        """Write, sync, link, sync the folder."""
        with _told():
            return await asyncio.to_thread(self._store, _on_shelf(self._public, copy), data)

    async def published(self, copy: PhotoHash) -> bytes:
        """A public copy."""
        return await _whole(_on_shelf(self._public, copy))

    async def show(self, record: RecordId, field: FieldName, picture: bytes) -> None:
        """Write beside and rename; not synced, since a worker can make it again."""
        with _told():
            await asyncio.to_thread(_replace, self._shown / record / f"{field}.jpg", picture)

    async def shown(self, record: RecordId, field: FieldName) -> bytes:
        """The row of a field."""
        return await _whole(self._shown / record / f"{field}.jpg")

    async def drop(self, token: str) -> None:
        """Forget what came in."""
        with _told():
            (self._incoming / token).unlink(missing_ok=True)

    async def incoming(self, after: str, limit: int) -> list[Arrived]:
        """A page of what came in."""
        with _told():
            return await asyncio.to_thread(self._page, after, limit)

    def _page(self, after: str, limit: int) -> list[Arrived]:
        found: list[Arrived] = []
        for name in sorted(one for one in os.listdir(self._incoming) if one > after)[:limit]:  # noqa: PTH208 -- names alone, not a path each
            with suppress(FileNotFoundError):
                told = (self._incoming / name).stat()
                found.append(Arrived(name, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC)))
        return found


def _on_shelf(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def _opened(path: Path) -> FileIO:
    """A file to write anywhere in, made if it is not there."""
    return FileIO(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+")


def _replace(place: Path, data: bytes) -> None:
    place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
    beside.write_bytes(data)
    beside.replace(place)


async def _whole(path: Path) -> bytes:
    try:
        with _told():
            return await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError:
        raise KeyError(path.name) from None


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told() -> Iterator[None]:
    """A disk that is full or gone is a store that is away; a missing file is the caller's affair."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreAway(str(error)) from error
