"""The published site, read: from a folder as a web server would, or from a bucket."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.store import S3Store

from sirekap.office.ports import FoundFile, StoreAway
from sirekap.store.objects.faults import told_to_ports

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from io import FileIO
    from pathlib import Path

    from obstore import GetResult
    from obstore.store import RetryConfig

_AT_ONCE = 1 << 20
"""A file up to this size is read in one go, a larger one in parts of it."""

_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG}
_SOON: RetryConfig = {"max_retries": 1, "retry_timeout": timedelta(seconds=2)}


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    file: FileIO
    status: os.stat_result
    whole: bytes | None


class FolderServed:
    """Fulfils :class:`sirekap.office.ports.ServedFiles`. A file's tag is its last change and size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def find(self, names: Sequence[str]) -> AsyncIterator[FoundFile | None]:
        """The first that is there; replaced meanwhile, it is read to its end as it was."""
        opened = await asyncio.to_thread(self._first, names)
        if opened is None:
            yield None
            return

        async def read(start: int, stop: int) -> AsyncIterator[bytes]:
            if opened.whole is not None:
                yield opened.whole[start:stop]
                return
            while start < stop:
                length = min(_AT_ONCE, stop - start)
                part = await asyncio.to_thread(os.pread, opened.file.fileno(), length, start)
                if not part:
                    raise StoreAway(opened.name)
                yield part
                start += len(part)

        status = opened.status
        tag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
        with opened.file:
            changed = datetime.fromtimestamp(status.st_mtime, UTC)
            yield FoundFile(opened.name, status.st_size, tag, changed, read)

    def _first(self, names: Sequence[str]) -> _Open | None:
        for name in names:
            try:
                descriptor = os.open(self._folder / name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            except OSError as error:
                if error.errno in _NOT_THERE:
                    continue
                raise StoreAway(str(error)) from error
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                os.close(descriptor)
                continue
            file = os.fdopen(descriptor, "rb", buffering=0)
            return _Open(name, file, status, file.read() if status.st_size <= _AT_ONCE else None)
        return None


class BucketServed:
    """Fulfils :class:`sirekap.office.ports.ServedFiles`. A file's tag is the bucket's own."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def at(cls, address: str) -> BucketServed:
        """At ``s3://name/folder``; keys, endpoint and region come from ``AWS_…`` variables."""
        return cls(S3Store.from_url(address, retry_config=_SOON))

    @asynccontextmanager
    async def find(self, names: Sequence[str]) -> AsyncIterator[FoundFile | None]:
        """The first that is there; a part of it is asked for anew, of the very same file."""
        answer = await self._first(names)
        if answer is None:
            yield None
            return
        meta = answer.meta
        tag = meta["e_tag"] or f'"{int(1e6 * meta["last_modified"].timestamp()):x}-{meta["size"]:x}"'

        async def read(start: int, stop: int) -> AsyncIterator[bytes]:
            with told_to_ports():
                given = answer
                if (start, stop) != (0, meta["size"]):
                    given = await obstore.get_async(
                        self._store, meta["path"], options={"range": (start, stop), "if_match": meta["e_tag"]}
                    )
                async for part in given.stream(min_chunk_size=_AT_ONCE):
                    yield bytes(part)

        yield FoundFile(meta["path"], meta["size"], tag, meta["last_modified"], read)

    async def _first(self, names: Sequence[str]) -> GetResult | None:
        for name in names:
            try:
                with told_to_ports():
                    return await obstore.get_async(self._store, name)
            except FileNotFoundError:
                continue
        return None
