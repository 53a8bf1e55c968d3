"""The log's published files in a bucket: the place that hosts share which share no folder.

The server must have a write durable before it answers, as for photos (:mod:`store.objects`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

from sirekap.office.ports import FileDiffers
from sirekap.store.objects.faults import told_to_ports

if TYPE_CHECKING:
    from obstore.store import RetryConfig

_SOON: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=5)}
"""Whoever waits longer is better told that the server is away: another may have the pen by then."""


class BucketLogFiles:
    """Fulfils :class:`sirekap.office.ports.LogFiles`."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def at(cls, address: str) -> BucketLogFiles:
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

    async def keep(self, path: str, data: bytes) -> None:
        """Put a file that never changes, if nobody has."""
        try:
            with told_to_ports():
                await obstore.put_async(self._store, path, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            if await self.get(path) != data:
                raise FileDiffers(path) from None

    async def replace(self, path: str, data: bytes) -> None:
        """Put the file that changes."""
        with told_to_ports():
            await obstore.put_async(self._store, path, data, use_multipart=False)
