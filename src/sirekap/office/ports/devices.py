"""The door to the enrolled phones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.identity import KeyId


@dataclass(frozen=True, slots=True)
class Device:
    """A phone that was enrolled for a station's slot, 1 or 2. No person is named.

    ``key`` is the name of its public key; ``certificate`` the signed bytes it was given.
    """

    key: KeyId
    station: str
    slot: int
    certificate: bytes


class Devices(Protocol):
    """The phones that were enrolled, and those taken back."""

    async def enrol(self, device: Device) -> Device:
        """Keep a device; the answer is the one that counts for this key, which is the first."""

    async def by_key(self, key: KeyId) -> Device | None:
        """The device of a key."""

    async def of_station(self, station: str) -> list[Device]:
        """Every device a station ever had, by slot and key."""

    async def revoke(self, key: KeyId, since: datetime, reason: str) -> None:
        """Distrust a key from a time on, for good. Of several such times the earliest counts."""

    async def revoked(self) -> Mapping[KeyId, datetime]:
        """The whole revocation list: key to the time. Short, so that it can be read every few seconds."""
