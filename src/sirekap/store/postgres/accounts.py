"""Accounts, sessions and tries in PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from sirekap.election.identity import SaltedHash
from sirekap.election.regions import NATION, RegionCode
from sirekap.office.actor import Role
from sirekap.office.ports.accounts import Account, Bound, Credentials, Link, Purpose, Session
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asyncpg import Pool, Record


class PostgresAccounts:
    """Fulfils :class:`sirekap.office.ports.Accounts`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def add(self, account: Account) -> bool:
        """Add an account, if its name is free."""
        with told_to_ports():
            return await self._pool.fetchval(SQL["add_account"], *_row(account)) is not None

    async def replace(self, account: Account) -> bool:
        """Put an account in the place of its version before."""
        with told_to_ports():
            return await self._pool.fetchval(SQL["replace_account"], *_row(account)) is not None

    async def by_id(self, account: str) -> Account | None:
        """One account."""
        with told_to_ports():
            return _account(await self._pool.fetchrow(SQL["account"], account))

    async def named(self, name: str) -> Account | None:
        """The account of a name."""
        with told_to_ports():
            return _account(await self._pool.fetchrow(SQL["account_named"], name))

    async def under(self, region: RegionCode, after: str, limit: int) -> list[Account]:
        """The accounts of a region and below."""
        prefix = "" if region == NATION else region
        with told_to_ports():
            rows = await self._pool.fetch(SQL["accounts_under"], prefix, after, limit)
        return [one for one in map(_account, rows) if one is not None]

    async def administered(self) -> bool:
        """Whether somebody administers the whole."""
        with told_to_ports():
            return bool(await self._pool.fetchval(SQL["administered"]))

    async def issue(self, link: Link) -> None:
        """Keep a link."""
        with told_to_ports():
            await self._pool.execute(
                SQL["issue_link"], link.digest, link.account, link.purpose.value, link.until
            )

    async def use(self, digest: bytes, at: datetime) -> Link | None:
        """Take a link that holds; who waited for another's taking finds it gone."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["use_link"], digest, at)
        return next((_link(row) for row in rows if row["digest"] == digest), None)

    async def opens(self, digest: bytes, at: datetime) -> Link | None:
        """What a link would open."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["link"], digest, at)
        return None if row is None else _link(row)


class PostgresSessions:
    """Fulfils :class:`sirekap.office.ports.Sessions`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def begin(self, session: Session) -> None:
        """Keep a session."""
        row = session.digest, session.account, session.started, session.seen, session.until
        with told_to_ports():
            await self._pool.execute(SQL["begin_session"], *row, session.proven, session.agent)

    async def find(self, digest: bytes) -> Session | None:
        """A session."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["session"], digest)
        return None if row is None else Session(*row.values())

    async def touch(self, digest: bytes, seen: datetime) -> None:
        """Note that it was used."""
        with told_to_ports():
            await self._pool.execute(SQL["touch_session"], digest, seen)

    async def of(self, account: str) -> list[Session]:
        """An account's sessions, the last begun first."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["sessions_of"], account)
        return [Session(*row.values()) for row in rows]

    async def end(self, account: str, digest: bytes | None = None) -> int:
        """End a session of an account, or all."""
        with told_to_ports():
            return int(await self._pool.fetchval(SQL["end_sessions"], account, digest))

    async def sweep(self, before: datetime) -> int:
        """Forget those that ended before a time."""
        with told_to_ports():
            return int(await self._pool.fetchval(SQL["sweep_sessions"], before))


class PostgresTries:
    """Fulfils :class:`sirekap.office.ports.Tries`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def begin(self, bounds: Mapping[str, Bound], at: datetime) -> datetime | None:
        """Count a try under every key in one transaction, or say until when it is refused."""
        with told_to_ports():
            async with self._pool.acquire() as connection, connection.transaction():
                rows = await connection.fetch(SQL["lock_tries"], sorted(bounds), at)
                paused: list[datetime] = [row["until"] for row in rows if row["until"] > at]
                if paused:
                    return max(paused)
                for row in rows:
                    bound = bounds[row["key"]]
                    forgotten = row["last"] + timedelta(seconds=bound.forget) <= at
                    count = 1 if forgotten else row["tries"] + 1
                    until = at + timedelta(seconds=bound.pause(count))
                    await connection.execute(SQL["count_try"], row["key"], count, until, at)
        return None

    async def clear(self, keys: list[str]) -> None:
        """Forget the tries under these keys."""
        with told_to_ports():
            await self._pool.execute(SQL["clear_tries"], keys)


def _row(account: Account) -> tuple[object, ...]:
    kept = msgspec.json.encode(account.credentials)
    ready = account.credentials.password is not None
    person = bytes.fromhex(account.person)
    return (
        *(account.id, account.name, account.role.value, account.region, person, kept),
        *(ready, account.closed, account.version),
    )


def _account(row: Record | None) -> Account | None:
    if row is None:
        return None
    return Account(
        row["id"],
        row["name"],
        Role(row["role"]),
        RegionCode(row["region"]),
        SaltedHash(row["person"].hex()),
        msgspec.json.decode(row["credentials"], type=Credentials),
        row["closed"],
        row["version"],
    )


def _link(row: Record) -> Link:
    return Link(row["digest"], row["account"], Purpose(row["purpose"]), row["until"])
