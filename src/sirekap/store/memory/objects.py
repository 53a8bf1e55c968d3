"""Photos in memory."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap.office.ports import Arrived, WrongPlace
from sirekap.store.memory.moments import Moment, calm

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sirekap.election.forms import FieldName
    from sirekap.election.identity import PhotoHash, RecordId


class MemoryObjects:
    """Fulfils :class:`sirekap.office.ports.Objects`."""

    def __init__(
        self, moment: Moment = calm, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._moment, self._now = moment, now
        self._incoming: dict[str, tuple[bytes, datetime]] = {}
        self._kept: dict[PhotoHash, bytes] = {}
        self._public: dict[PhotoHash, bytes] = {}
        self._shown: dict[tuple[RecordId, FieldName], bytes] = {}

    async def address(self, token: str, seconds: int) -> str:  # noqa: ARG002 -- the upload itself knows its time
        """A path of the API."""
        return f"/api/v1/incoming/{token}"

    async def write(self, token: str, start: int, size: int, parts: AsyncIterator[bytes]) -> int:
        """Write a part in place."""
        there = self._incoming.get(token, (b"", None))[0]
        if start > len(there):
            raise WrongPlace(len(there))
        place = start
        async for part in parts:
            piece = part[: max(0, size - place)]
            there = self._incoming.get(token, (b"", None))[0]
            there = there[:place] + piece + there[place + len(piece) :]
            place += len(piece)
            self._incoming[token] = (there, self._now())
        return len(there)

    async def received(self, token: str) -> int | None:
        """How many bytes came in."""
        return len(self._incoming[token][0]) if token in self._incoming else None

    async def read(self, token: str) -> bytes:
        """What came in."""
        return self._incoming[token][0]

    async def keep(self, sha256: PhotoHash, data: bytes) -> bool:
        """Store it if it is not there."""
        await self._moment("keep", "before")
        new = self._kept.setdefault(sha256, data) is data
        await self._moment("keep", "after")
        return new

    async def kept(self, sha256: PhotoHash) -> bytes:
        """A kept photo."""
        return self._kept[sha256]

    async def has(self, sha256: PhotoHash) -> bool:
        """Whether a photo is kept."""
        return sha256 in self._kept

    async def publish(self, copy: PhotoHash, data: bytes) -> bool:
        """Store it if it is not there."""
        await self._moment("publish", "before")
        new = self._public.setdefault(copy, data) is data
        await self._moment("publish", "after")
        return new

    async def published(self, copy: PhotoHash) -> bytes:
        """A public copy."""
        return self._public[copy]

    async def show(self, record: RecordId, field: FieldName, picture: bytes) -> None:
        """Keep a field's row."""
        self._shown[record, field] = picture

    async def shown(self, record: RecordId, field: FieldName) -> bytes:
        """The row of a field."""
        return self._shown[record, field]

    async def drop(self, token: str) -> None:
        """Forget what came in."""
        self._incoming.pop(token, None)

    async def incoming(self, after: str, limit: int) -> list[Arrived]:
        """A page of what came in."""
        tokens = sorted(token for token in self._incoming if token > after)[:limit]
        return [Arrived(token, len(self._incoming[token][0]), self._incoming[token][1]) for token in tokens]
