"""The published site in a bucket: the place that hosts share which share no folder.

The server must have a write durable before it answers, as for photos (:mod:`store.objects`).
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

from sirekap.office.ports import FileDiffers, Laid
from sirekap.store.objects.faults import told_to_ports

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from obstore.store import RetryConfig

_SOON: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=5)}
"""Whoever waits longer is better told that the server is away: another may have the pen by then."""

_AT_ONCE = 64
"""Requests under way at a time while many files are laid."""


class BucketSite:
    """Fulfils :class:`sirekap.office.ports.Site`."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def at(cls, address: str) -> BucketSite:
        """At ``s3://name/folder``; keys, endpoint and region come from ``AWS_…`` variables."""
        return cls(S3Store.from_url(address, retry_config=_SOON))

    async def get(self, path: str) -> bytes | None:
        """A file's content."""
        try:
            with told_to_ports():
                answer = await obstore.get_async(self._store, path)
                return bytes(await answer.bytes_async())
        except FileNotFoundError:
            return None

    async def read(self, paths: Sequence[str]) -> list[bytes | None]:
        """The contents of many files, asked for side by side."""
        free = asyncio.Semaphore(_AT_ONCE)

        async def one(path: str) -> bytes | None:
            async with free:
                return await self.get(path)

        return await asyncio.gather(*map(one, paths))

    async def keep(self, path: str, data: bytes) -> None:
        """Put a file that never changes, if nobody has."""
        try:
            with told_to_ports():
                await obstore.put_async(self._store, path, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            if await self.get(path) != data:
                raise FileDiffers(path) from None

    async def keep_copy(self, path: str, source: Path) -> None:
        """Put a file from the disk, part by part, unless one of its size is there."""
        try:
            with told_to_ports():
                if (await obstore.head_async(self._store, path))["size"] == source.stat().st_size:  # noqa: ASYNC240 -- one look at an inode
                    return
        except FileNotFoundError:
            pass
        with told_to_ports():
            await obstore.put_async(self._store, path, source, use_multipart=True)

    async def replace(self, path: str, data: bytes) -> None:
        """Put a file that changes."""
        with told_to_ports():
            await obstore.put_async(self._store, path, data, use_multipart=False)

    async def lay(self, *layers: Mapping[str, bytes | None]) -> None:
        """Put the files of a layer side by side, and wait for all before the next."""
        free = asyncio.Semaphore(_AT_ONCE)

        async def put(path: str, data: bytes | None) -> None:
            async with free:
                await (self._drop(path) if data is None else self.replace(path, data))

        for layer in layers:
            # All are waited for, also when one fails: none may come after what a next try writes.
            done = await asyncio.gather(*(put(*each) for each in layer.items()), return_exceptions=True)
            for fault in (each for each in done if each is not None):
                raise fault

    async def settle(self) -> None:
        """The server had it durable when it answered."""

    async def _drop(self, path: str) -> None:
        try:
            with told_to_ports():
                await obstore.delete_async(self._store, path)
        except FileNotFoundError:
            return

    async def below(self, folder: str) -> list[Laid]:
        """The objects whose names go on from a folder's without another ``/``."""
        with told_to_ports():
            listing = await obstore.list_with_delimiter_async(self._store, f"{folder}/")
        found = [Laid(one["path"], one["last_modified"]) for one in listing["objects"]]
        return sorted(found, key=lambda each: each.path)
