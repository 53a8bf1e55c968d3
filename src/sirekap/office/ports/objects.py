"""The door to the photos' bytes: what is coming in, and what is kept for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from sirekap.election.forms import FieldName
    from sirekap.election.identity import PhotoHash, RecordId

INCOMING = "incoming"
KEPT = "photos"
PUBLIC = "public"
SHOWN = "rows"
"""What comes in stands under ``incoming/{token}``, what is kept under ``photos/{sha256}``, its public copy
under ``public/{sha256}``, and the rows that people are shown under ``rows/{record}/{field}.jpg``."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One object that came in: its token, its bytes so far, when it was last written."""

    token: str
    size: int
    written: datetime


class WrongPlace(Exception):  # noqa: N818 -- it tells what is
    """A part does not begin where the parts before it end; ``received`` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


class Objects(Protocol):
    """Photos as objects. A kept one is never written again. Each may raise :class:`StoreAway`."""

    async def address(self, token: str, seconds: int) -> str:
        """Where the phone puts the bytes for so many seconds: a path of ours, or a signed address."""

    async def write(self, token: str, start: int, size: int, parts: AsyncIterator[bytes]) -> int:
        """Write a part of an object of ``size`` bytes from ``start`` on; how many bytes there are now.

        Bytes that are there already are passed over, so that a repeat is harmless; never
        more than ``size`` are kept. Raises :class:`WrongPlace` for a part that leaves a gap.
        """

    async def received(self, token: str) -> int | None:
        """How many bytes came in so far; ``None`` before the first."""

    async def read(self, token: str) -> bytes:
        """What came in. Raises :class:`KeyError` when nothing did."""

    async def keep(self, sha256: PhotoHash, data: bytes) -> bool:
        """Store a verified photo for good; true if it was not there. Durable when it returns.

        What is stored are the very bytes that were verified, not what stands at an address
        that may be written still.
        """

    async def kept(self, sha256: PhotoHash) -> bytes:
        """A kept photo. Raises :class:`KeyError` when there is none."""

    async def has(self, sha256: PhotoHash) -> bool:
        """Whether a photo is kept."""

    async def publish(self, copy: PhotoHash, data: bytes) -> bool:
        """Store a public copy for good, as :meth:`keep` a photo; its hash is that of these bytes."""

    async def published(self, copy: PhotoHash) -> bytes:
        """A public copy. Raises :class:`KeyError` when there is none, also for a photo that is kept."""

    async def show(self, record: RecordId, field: FieldName, picture: bytes) -> None:
        """Put a field's row on a return's photo where people can look at it; made again, it is replaced."""

    async def shown(self, record: RecordId, field: FieldName) -> bytes:
        """The row of a field, a JPEG. Raises :class:`KeyError` when there is none."""

    async def drop(self, token: str) -> None:
        """Forget what came in; harmless when nothing did."""

    async def incoming(self, after: str, limit: int) -> list[Arrived]:
        """What stands under ``incoming/``, by token, from the one behind ``after``."""
