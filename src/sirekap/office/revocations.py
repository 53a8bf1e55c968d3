"""The revocation list as one process knows it: read again every few seconds, never trusted when old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.office.unable import Code, Unable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sirekap.election.identity import KeyId
    from sirekap.office.ports import Devices

OLDEST_S = 10.0
"""A list older than this judges nobody."""


class Revocations:
    """Keys taken back and from when. ``ticks`` is a clock that only goes forward, in seconds."""

    def __init__(self, devices: Devices, ticks: Callable[[], float]) -> None:
        self._devices = devices
        self._ticks = ticks
        self._revoked: Mapping[KeyId, datetime] = {}
        self._read_at: float | None = None

    async def step(self) -> None:
        """Read the list. Raises :class:`sirekap.office.ports.StoreAway`; the older list then ages on."""
        asked = self._ticks()
        self._revoked = await self._devices.revoked()
        self._read_at = asked  # A revocation made while it was being read may not be in it.

    def since(self, key: KeyId) -> datetime | None:
        """From when a key is revoked, if it is. Raises :class:`Unable` when the list is too old."""
        if self._read_at is None or self._ticks() - self._read_at > OLDEST_S:
            raise Unable(Code.REVOCATIONS_STALE)
        return self._revoked.get(key)
