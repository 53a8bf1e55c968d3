"""What is safe at the server: read by whoever knows a photo's hash, so its sender above all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.identity import PhotoHash
from sirekap.office.ports import Way

if TYPE_CHECKING:
    from sirekap.office.ports import Objects, Upload, Uploads


@dataclass(frozen=True, slots=True)
class PhotoNow:
    """A photo as it stands: how far, how many of how many bytes (0: not announced), why refused."""

    way: Way
    received: int
    size: int
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoState:
    """Looks a photo up; notices that a bucket has got all its bytes."""

    uploads: Uploads
    objects: Objects

    async def __call__(self, sha256: str) -> PhotoNow | None:
        """How far a photo is; ``None`` for one that nobody announced."""
        photo = PhotoHash(sha256)
        upload = await self.uploads.of_photo(photo)
        if await self.uploads.safe([photo]):
            size = 0 if upload is None else upload.size
            return PhotoNow(Way.SAFE, size, size)
        return None if upload is None else await self._under_way(upload)

    async def _under_way(self, upload: Upload) -> PhotoNow:
        if upload.way is not Way.OPEN:
            received = upload.size if upload.way is Way.WHOLE else 0
            return PhotoNow(upload.way, received, upload.size, upload.refusal)
        received = await self.objects.received(upload.token) or 0
        if received >= upload.size:
            await self.uploads.whole(upload.token)
            return PhotoNow(Way.WHOLE, upload.size, upload.size)
        return PhotoNow(Way.OPEN, received, upload.size)
