"""Accounts, sessions and tries in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sirekap.election.regions import NATION
from sirekap.office.actor import Role
from sirekap.office.ports.accounts import Account, Bound, Link, Purpose, Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.election.regions import RegionCode


class MemoryAccounts:
    """Fulfils :class:`sirekap.office.ports.Accounts`."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._links: dict[bytes, Link] = {}

    async def add(self, account: Account) -> bool:
        """Add an account, if its name is free."""
        if account.id in self._accounts or await self.named(account.name):
            return False
        self._accounts[account.id] = account
        return True

    async def replace(self, account: Account) -> bool:
        """Put an account in the place of its version before."""
        before = self._accounts.get(account.id)
        if before is None or before.version != account.version - 1:
            return False
        self._accounts[account.id] = account
        return True

    async def by_id(self, account: str) -> Account | None:
        """One account."""
        return self._accounts.get(account)

    async def named(self, name: str) -> Account | None:
        """The account of a name."""
        return next((one for one in self._accounts.values() if one.name == name), None)

    async def under(self, region: RegionCode, after: str, limit: int) -> list[Account]:
        """The accounts of a region and below."""
        prefix = "" if region == NATION else region
        found = [one for one in self._accounts.values() if one.region.startswith(prefix) and one.name > after]
        return sorted(found, key=lambda one: one.name)[:limit]

    async def administered(self) -> bool:
        """Whether somebody administers the whole."""
        return any(
            one.role is Role.ADMINISTRATOR
            and one.region == NATION
            and not one.closed
            and one.credentials.password is not None
            for one in self._accounts.values()
        )

    async def issue(self, link: Link) -> None:
        """Keep a link."""
        if link.purpose is not Purpose.FIRST:
            self._forget(link)
        self._links[link.digest] = link

    async def use(self, digest: bytes, at: datetime) -> Link | None:
        """Take a link that holds."""
        link = await self.opens(digest, at)
        if link is not None:
            self._forget(link)
        return link

    async def opens(self, digest: bytes, at: datetime) -> Link | None:
        """What a link would open."""
        link = self._links.get(digest)
        return None if link is None or link.until <= at else link

    def _forget(self, link: Link) -> None:
        same = (link.account, link.purpose)
        self._links = {
            digest: one for digest, one in self._links.items() if (one.account, one.purpose) != same
        }


class MemorySessions:
    """Fulfils :class:`sirekap.office.ports.Sessions`."""

    def __init__(self) -> None:
        self._sessions: dict[bytes, Session] = {}

    async def begin(self, session: Session) -> None:
        """Keep a session."""
        self._sessions[session.digest] = session

    async def find(self, digest: bytes) -> Session | None:
        """A session."""
        return self._sessions.get(digest)

    async def touch(self, digest: bytes, seen: datetime) -> None:
        """Note that it was used."""
        if digest in self._sessions:
            self._sessions[digest] = replace(self._sessions[digest], seen=seen)

    async def of(self, account: str) -> list[Session]:
        """An account's sessions, the last begun first."""
        found = [one for one in self._sessions.values() if one.account == account]
        return sorted(found, key=lambda one: (one.started, one.digest), reverse=True)

    async def end(self, account: str, digest: bytes | None = None) -> int:
        """End a session of an account, or all."""
        gone = [
            one.digest
            for one in self._sessions.values()
            if one.account == account and digest in {None, one.digest}
        ]
        for each in gone:
            del self._sessions[each]
        return len(gone)

    async def sweep(self, before: datetime) -> int:
        """Forget those that ended before a time."""
        gone = [one.digest for one in self._sessions.values() if one.until < before]
        for each in gone:
            del self._sessions[each]
        return len(gone)


class MemoryTries:
    """Fulfils :class:`sirekap.office.ports.Tries`."""

    def __init__(self) -> None:
        self._tries: dict[str, tuple[int, datetime, datetime]] = {}

    async def begin(self, bounds: Mapping[str, Bound], at: datetime) -> datetime | None:
        """Count a try under every key, or say until when it is refused."""
        standing = {key: self._tries.get(key, (0, at, at)) for key in bounds}
        paused = [until for _, until, _ in standing.values() if until > at]
        if paused:
            return max(paused)
        for key, bound in bounds.items():
            tries, _, last = standing[key]
            count = 1 if last + timedelta(seconds=bound.forget) <= at else tries + 1
            self._tries[key] = count, at + timedelta(seconds=bound.pause(count)), at
        return None

    async def clear(self, keys: list[str]) -> None:
        """Forget the tries under these keys."""
        for key in keys:
            self._tries.pop(key, None)
