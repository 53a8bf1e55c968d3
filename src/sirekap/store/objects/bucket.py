"""Photos in a bucket of an S3 server: phones write there themselves, at signed addresses.

The server must have a write durable before it answers (Amazon's does; SeaweedFS with
``-fsync=true`` for the bucket). A kept photo is put with ``If-None-Match: *``: never twice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

from sirekap.office.ports import Arrived, WrongPlace
from sirekap.office.ports.objects import INCOMING, KEPT, PUBLIC, SHOWN
from sirekap.store.objects.faults import told_to_ports

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sirekap.election.forms import FieldName
    from sirekap.election.identity import PhotoHash, RecordId


class BucketObjects:
    """Fulfils :class:`sirekap.office.ports.Objects`."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def at(cls, address: str) -> BucketObjects:
        """The bucket at ``s3://name``; keys, endpoint and region come from ``AWS_…`` variables."""
        return cls(S3Store.from_url(address))

    async def address(self, token: str, seconds: int) -> str:
        """An address that the server itself takes the bytes at, for so many seconds."""
        with told_to_ports():
            return await obstore.sign_async(
                self._store, "PUT", f"{INCOMING}/{token}", timedelta(seconds=seconds)
            )

    async def write(self, token: str, start: int, size: int, parts: AsyncIterator[bytes]) -> int:
        """Put the whole object; a bucket knows no parts."""
        if start:
            raise WrongPlace(0)
        data = b"".join([part async for part in parts])[:size]
        with told_to_ports():
            await obstore.put_async(self._store, f"{INCOMING}/{token}", data, use_multipart=False)
        return len(data)

    async def received(self, token: str) -> int | None:
        """How many bytes came in."""
        try:
            with told_to_ports():
                return int((await obstore.head_async(self._store, f"{INCOMING}/{token}"))["size"])
        except FileNotFoundError:
            return None

    async def read(self, token: str) -> bytes:
        """What came in."""
        return await self._whole(f"{INCOMING}/{token}")

    async def keep(self, sha256: PhotoHash, data: bytes) -> bool:
        """Put it if it is not there."""
        return await self._create(f"{KEPT}/{sha256}", data)

    async def kept(self, sha256: PhotoHash) -> bytes:
        """A kept photo."""
        return await self._whole(f"{KEPT}/{sha256}")

    async def has(self, sha256: PhotoHash) -> bool:
        """Whether a photo is kept."""
        try:
            with told_to_ports():
                await obstore.head_async(self._store, f"{KEPT}/{sha256}")
        except FileNotFoundError:
            return False
        return True

    async def publish(self, copy: PhotoHash, data: bytes) -> bool:
        """Put it if it is not there."""
        return await self._create(f"{PUBLIC}/{copy}", data)

    async def published(self, copy: PhotoHash) -> bytes:
        """A public copy."""
        return await self._whole(f"{PUBLIC}/{copy}")

    async def show(self, record: RecordId, field: FieldName, picture: bytes) -> None:
        """Put a field's row, whatever stood there."""
        with told_to_ports():
            await obstore.put_async(self._store, f"{SHOWN}/{record}/{field}.jpg", picture)

    async def shown(self, record: RecordId, field: FieldName) -> bytes:
        """The row of a field."""
        return await self._whole(f"{SHOWN}/{record}/{field}.jpg")

    async def drop(self, token: str) -> None:
        """Forget what came in."""
        try:
            with told_to_ports():
                await obstore.delete_async(self._store, f"{INCOMING}/{token}")
        except FileNotFoundError:
            return

    async def incoming(self, after: str, limit: int) -> list[Arrived]:
        """A page of what came in."""
        found: list[Arrived] = []
        with told_to_ports():
            listing = obstore.list(
                self._store, f"{INCOMING}/", offset=f"{INCOMING}/{after}" if after else None, chunk_size=limit
            )
            async for chunk in listing:
                found += [
                    Arrived(one["path"].rpartition("/")[2], one["size"], one["last_modified"])
                    for one in chunk
                ]
                if len(found) >= limit:
                    break
        return sorted(found, key=lambda one: one.token)[:limit]

    async def _create(self, path: str, data: bytes) -> bool:
        try:
            with told_to_ports():
                # One request: an upload in parts could not be refused for a name that is taken.
                await obstore.put_async(self._store, path, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        return True

    async def _whole(self, path: str) -> bytes:
        try:
            with told_to_ports():
                answer = await obstore.get_async(self._store, path)
                return bytes(await answer.bytes_async())
        except FileNotFoundError:
            raise KeyError(path) from None
