"""The phones in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.office.ports import SLOTS, BatchRefused, Device
from sirekap.store.memory.moments import Moment, calm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.identity import KeyId


class MemoryDevices:
    """Fulfils :class:`sirekap.office.ports.Devices`."""

    def __init__(self, moment: Moment = calm) -> None:
        self._moment = moment
        self._devices: dict[KeyId, Device] = {}
        self._revoked: dict[KeyId, datetime] = {}

    async def enrol(self, device: Device) -> Device:
        """Keep a device; the answer is the first one of its key."""
        await self._moment("enrol", "before")
        first = self.keep(device)
        await self._moment("enrol", "after")
        return first

    def keep(self, device: Device) -> Device:
        """What :meth:`enrol` does, at once."""
        if device.slot not in SLOTS:
            message = f"a station has the slots 1 and 2, not {device.slot}"
            raise BatchRefused(message)
        return self._devices.setdefault(device.key, device)

    def certificate(self, key: KeyId) -> bytes | None:
        """What a key was given."""
        found = self._devices.get(key)
        return None if found is None else found.certificate

    def is_revoked(self, key: KeyId) -> bool:
        """Whether a key is distrusted from any time on."""
        return key in self._revoked

    def live(self, station: str) -> tuple[int, ...]:
        """The slots of a station that a phone is in which is not revoked."""
        here = (one for one in self._devices.values() if one.station == station)
        return tuple(sorted({one.slot for one in here if one.key not in self._revoked}))

    async def by_key(self, key: KeyId) -> Device | None:
        """The device of a key."""
        return self._devices.get(key)

    async def of_station(self, station: str) -> list[Device]:
        """Every device a station ever had."""
        found = [one for one in self._devices.values() if one.station == station]
        return sorted(found, key=lambda one: (one.slot, one.key))

    async def revoke(self, key: KeyId, since: datetime, reason: str) -> None:  # noqa: ARG002 -- the list has none
        """Distrust a key from a time on."""
        await self._moment("revoke", "before")
        self._revoked[key] = min(since, self._revoked.get(key, since))
        await self._moment("revoke", "after")

    async def revoked(self) -> Mapping[KeyId, datetime]:
        """The whole revocation list."""
        return dict(self._revoked)
