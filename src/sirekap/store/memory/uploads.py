"""Photos on their way and photos that are safe, in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sirekap.office.ports import Upload, Way
from sirekap.office.ports.jobs import VERIFY
from sirekap.store.memory.jobs import MemoryJobs

if TYPE_CHECKING:
    from collections.abc import Collection

    from sirekap.election.identity import PhotoHash

_UNDER_WAY = frozenset({Way.OPEN, Way.WHOLE})


class MemoryUploads:
    """Fulfils :class:`sirekap.office.ports.Uploads`; the jobs it puts go to ``jobs``."""

    def __init__(self, jobs: MemoryJobs | None = None) -> None:
        self._jobs = jobs or MemoryJobs()
        self._uploads: dict[str, Upload] = {}
        self._safe: set[PhotoHash] = set()

    async def open(self, upload: Upload) -> Upload:
        """Begin an upload, or go on with the one under way."""
        for one in list(self._uploads.values()):
            if (one.record, one.sha256) != (upload.record, upload.sha256):
                continue
            if one.way is Way.OPEN and one.expires <= upload.issued:
                self._uploads[one.token] = replace(one, way=Way.EXPIRED)
            elif one.way in _UNDER_WAY:
                return one
        self._uploads[upload.token] = upload
        return upload

    async def by_token(self, token: str) -> Upload | None:
        """One upload."""
        return self._uploads.get(token)

    async def of_photo(self, sha256: PhotoHash) -> Upload | None:
        """The upload of a photo that was begun last."""
        found = [one for one in self._uploads.values() if one.sha256 == sha256]
        return max(found, key=lambda one: (one.issued, one.token), default=None)

    async def whole(self, token: str) -> bool:
        """Take an open upload as whole and have it verified."""
        if not self._move(token, Way.OPEN, Way.WHOLE):
            return False
        await self._jobs.put(VERIFY, token, self._uploads[token].contest)
        return True

    async def settle(self, token: str, refusal: str | None) -> None:
        """Note what came of a whole upload."""
        if self._move(token, Way.WHOLE, Way.SAFE if refusal is None else Way.REFUSED):
            self._uploads[token] = replace(self._uploads[token], refusal=refusal)
            if refusal is None:
                self._safe.add(self._uploads[token].sha256)

    async def expire(self, token: str) -> bool:
        """Close an open upload."""
        return self._move(token, Way.OPEN, Way.EXPIRED)

    async def all_safe(self, after: str, limit: int) -> list[PhotoHash]:
        """A page of the photos that are safe."""
        return sorted(photo for photo in self._safe if photo > after)[:limit]

    async def safe(self, photos: Collection[PhotoHash]) -> set[PhotoHash]:
        """Which of these photos are safe."""
        return self._safe & set(photos)

    def _move(self, token: str, before: Way, after: Way) -> bool:
        one = self._uploads.get(token)
        if one is None or one.way is not before:
            return False
        self._uploads[token] = replace(one, way=after)
        return True
