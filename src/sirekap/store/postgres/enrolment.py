"""The slots of stations in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.identity import KeyId
from sirekap.election.regions import NATION
from sirekap.office.ports import Answer, Met, RefusedClaim, StationPhones
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.octets import octets
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from asyncpg import Pool, Record

    from sirekap.election.regions import RegionCode
    from sirekap.office.ports import Attempt, Device, Entry, SlotCode


class PostgresEnrolment:
    """Fulfils :class:`sirekap.office.ports.Enrolment`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def issue(self, codes: Sequence[SlotCode], at: datetime, until: datetime) -> int:
        """Open new codes; how many unused ones they cancelled."""
        columns = (
            [one.station for one in codes],
            [one.slot for one in codes],
            [octets(one.scanned) for one in codes],
            [octets(one.typed) for one in codes],
        )
        with told_to_ports():
            cancelled: int = await self._pool.fetchval(SQL["issue_codes"], *columns, at, until)
        return cancelled

    async def attempt(self, attempt: Attempt) -> Answer:
        """See what a code opens, and count it if it opens nothing."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["try_code"], *_tried(attempt))
        return _answer(row)

    async def claim(self, attempt: Attempt, device: Device, entry: Entry) -> Answer:
        """Put a phone in its slot, and its record among the records."""
        record = octets(entry.id), entry.body, entry.signature, octets(entry.key), entry.receipt
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["claim_slot"], *_tried(attempt), device.certificate, *record)
        return _answer(row)

    async def close(self, key: KeyId, since: datetime, reason: str, entry: Entry) -> bool:
        """Revoke a phone, with its record."""
        record = octets(entry.id), entry.body, entry.signature, octets(entry.key), entry.received
        with told_to_ports():
            done: bool = await self._pool.fetchval(
                SQL["close_phone"], octets(key), since, reason, *record, entry.receipt
            )
        return done

    async def phones(self, under: RegionCode, after: str, limit: int) -> list[StationPhones]:
        """How stations stand."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["station_phones"], _prefix(under), after, limit)
        return [
            StationPhones(row["station"], tuple(row["enrolled"]), tuple(row["open"]), row["refused"])
            for row in rows
        ]

    async def refused(self, under: RegionCode, limit: int) -> list[RefusedClaim]:
        """The refused attempts, the latest first."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["refused_claims"], _prefix(under), limit)
        return [
            RefusedClaim(row["station"], row["slot"], Met(row["met"]), KeyId(row["device"].hex()), row["at"])
            for row in rows
        ]


def _prefix(under: RegionCode) -> str:
    return "" if under == NATION else under


def _tried(attempt: Attempt) -> tuple[object, ...]:
    """An attempt as the functions take it."""
    digest, device = octets(attempt.digest), octets(attempt.device)
    return attempt.station, digest, device, attempt.at, attempt.tries, attempt.window


def _answer(row: Record | None) -> Answer:
    """A function's row as the ports know it."""
    if row is None:
        message = "a function of one row gave none"
        raise AssertionError(message)
    return Answer(Met(row["met"]), row["opened"], row["given"], row["remaining"], row["free_at"])
