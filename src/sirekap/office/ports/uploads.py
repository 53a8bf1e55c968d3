"""The door to what is known of photos on their way, and of those that are safe."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sirekap.election.identity import PhotoHash, RecordId


class Way(StrEnum):
    """How far an upload has come."""

    OPEN = "open"
    """Bytes may be sent to its address."""
    WHOLE = "whole"
    """As many bytes as announced are there; a worker looks at them. The address is used up."""
    SAFE = "safe"
    """The photo is kept for good."""
    REFUSED = "refused"
    """The bytes were not what was announced; ``refusal`` says why."""
    EXPIRED = "expired"
    """It was not whole when its time was over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A photo on its way: what was announced, for which return, and how far it has come.

    ``token`` names its address and is a secret of the phone. Times bear a time zone.
    """

    token: str
    sha256: PhotoHash
    size: int
    type: str
    record: RecordId
    contest: str
    issued: datetime
    expires: datetime
    way: Way = Way.OPEN
    refusal: str | None = None


class Uploads(Protocol):
    """Photos on their way and photos that are safe."""

    async def open(self, upload: Upload) -> Upload:
        """Begin an upload; the one under way for the same photo and return, if there is one, answers.

        One whose time was over when this was issued is closed first.
        """

    async def by_token(self, token: str) -> Upload | None:
        """One upload."""

    async def of_photo(self, sha256: PhotoHash) -> Upload | None:
        """The upload of a photo that was begun last."""

    async def whole(self, token: str) -> bool:
        """All bytes are there: an open upload becomes whole, and the job of verifying is put, both or none.

        True if it was open.
        """

    async def settle(self, token: str, refusal: str | None) -> None:
        """The bytes were looked at: a whole upload becomes safe, and its photo with it, or refused."""

    async def expire(self, token: str) -> bool:
        """An open upload's time is over; true if it was open."""

    async def all_safe(self, after: str, limit: int) -> list[PhotoHash]:
        """A page of all photos that are kept for good, by hash, from the one behind ``after``."""

    async def safe(self, photos: Collection[PhotoHash]) -> set[PhotoHash]:
        """Which of these photos are kept for good."""
