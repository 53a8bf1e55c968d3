"""The phones in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.identity import KeyId
from sirekap.office.ports import Device
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.octets import octets
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from asyncpg import Pool, Record


class PostgresDevices:
    """Fulfils :class:`sirekap.office.ports.Devices`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def enrol(self, device: Device) -> Device:
        """Keep a device; the answer is the first one of its key."""
        row = octets(device.key), device.station, device.slot, device.certificate
        with told_to_ports():
            await self._pool.execute(SQL["enrol"], *row)
        return await self.by_key(device.key) or device

    async def by_key(self, key: KeyId) -> Device | None:
        """The device of a key."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["device_by_key"], octets(key))
        return None if row is None else _device(row)

    async def of_station(self, station: str) -> list[Device]:
        """Every device a station ever had."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["devices_of_station"], station)
        return [_device(row) for row in rows]

    async def revoke(self, key: KeyId, since: datetime, reason: str) -> None:
        """Distrust a key from a time on."""
        with told_to_ports():
            await self._pool.execute(SQL["revoke"], octets(key), since, reason)

    async def revoked(self) -> Mapping[KeyId, datetime]:
        """The whole revocation list."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["revoked"])
        return {KeyId(row["key"].hex()): row["since"] for row in rows}


def _device(row: Record) -> Device:
    """A row as the ports know it."""
    return Device(KeyId(row["key"].hex()), row["station"], row["slot"], row["certificate"])
