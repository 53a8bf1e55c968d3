"""Keeping accounts: the first administrator, invitations, resets, recovery, closing and opening."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.election.regions import NATION, RegionCode
from sirekap.office.accounts import terms
from sirekap.office.accounts.sign_in import digest_of
from sirekap.office.accounts.terms import Code, need_strong
from sirekap.office.actor import Role
from sirekap.office.permissions import Act, allow
from sirekap.office.ports import Account, Credentials, Link, Purpose

if TYPE_CHECKING:
    from datetime import timedelta

    from sirekap.office.accounts.sign_in import From, SignedIn, SignIn
    from sirekap.office.actor import Actor
    from sirekap.office.clerk import Clerk

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")
KEPT = "account_kept"
"""The journal's kind of line."""


@dataclass(frozen=True, slots=True)
class KeepAccounts:
    """What administrators do. The clerk keeps a person's name; records and accounts have its hash."""

    door: SignIn
    clerk: Clerk

    async def first_link(self) -> str | None:
        """The token of a link for the first administrator, if there is none yet."""
        if await self.door.accounts.administered():
            return None
        return await self._link("", Purpose.FIRST, terms.FIRST_HOLDS)

    async def become_first(self, token: str, name: str, person: str, password: str, whence: From) -> SignedIn:
        """Make the first administrator of the whole, by the link that ``serve`` printed. It works once."""
        name = _name(name)
        need_strong(password, name)
        encoded = await self.door.passwords.hash(password)
        now, digest = self.door.now(), digest_of(token)
        link = await self.door.accounts.opens(digest, now)
        if link is None or link.purpose is not Purpose.FIRST or await self.door.accounts.administered():
            raise Refusal(Code.LINK_OVER)
        if await self.door.accounts.named(name):
            raise Refusal(Code.NAME_TAKEN, {"name": name})
        if await self.door.accounts.use(digest, now) is None:
            raise Refusal(Code.LINK_OVER)
        hashed = await self.clerk.write(person)
        credentials = Credentials(password=encoded)
        account = Account(self._new_id(), name, Role.ADMINISTRATOR, NATION, hashed, credentials)
        await self._add(account, by=account.id)
        return await self.door.begin(account, whence, proven=False)

    async def invite(
        self, actor: Actor, name: str, person: str, role: Role, region: RegionCode
    ) -> tuple[Account, str]:
        """Make an account without a password, and the token of the link by which its owner chooses one."""
        allow(actor, Act.KEEP_ACCOUNTS, region)
        name = _name(name)
        if await self.door.accounts.named(name):
            raise Refusal(Code.NAME_TAKEN, {"name": name})
        account = Account(self._new_id(), name, role, region, await self.clerk.write(person))
        await self._add(account, by=actor.id)
        return account, await self._link(account.id, Purpose.INVITATION, terms.INVITED_FOR)

    async def accept(self, token: str, password: str, whence: From) -> SignedIn:
        """Choose a password by a link, and be signed in; tries from before are forgotten."""
        now, digest = self.door.now(), digest_of(token)
        link = await self.door.accounts.opens(digest, now)
        invited = link is not None and link.purpose is Purpose.INVITATION
        account = await self.door.accounts.by_id(link.account) if link and invited else None
        if account is None or account.closed:
            raise Refusal(Code.LINK_OVER)
        need_strong(password, account.name)
        encoded = await self.door.passwords.hash(password)
        if await self.door.accounts.use(digest, now) is None:
            raise Refusal(Code.LINK_OVER)
        chosen = replace(account, credentials=replace(account.credentials, password=encoded))
        account = await self.door.keep(chosen)
        await self.door.tries.clear([self.door.key.tried("account", account.name)])
        await self.door.tries.clear([self.door.key.tried("factor", account.id)])
        await self._note(account, "accepted", account.id)
        return await self.door.begin(account, whence, proven=False)

    async def reset(self, actor: Actor, name: str) -> str | None:
        """Take password and factors away; the token of a link to choose new ones.

        An administrator's account needs two others, one after the other: ``None`` for the first.
        """
        account = await self._other(actor, name)
        if account.role is Role.ADMINISTRATOR and not self._asked_before(actor, account):
            held = replace(account.credentials, asked_by=actor.id, asked_at=self.door.now())
            await self.door.keep(replace(account, credentials=held))
            await self._note(account, "recovery_asked", actor.id)
            return None
        await self.door.keep(replace(account, credentials=Credentials()))
        await self.door.sessions.end(account.id)
        await self._note(account, "reset", actor.id)
        return await self._link(account.id, Purpose.INVITATION, terms.INVITED_FOR)

    async def close(self, actor: Actor, name: str, *, closed: bool) -> Account:
        """Close an account and end its sessions, or open it again. Nobody closes their own."""
        account = await self._other(actor, name)
        written = await self.door.keep(replace(account, closed=closed))
        if closed:
            await self.door.sessions.end(account.id)
        await self._note(account, "closed" if closed else "opened", actor.id)
        return written

    async def listed(self, actor: Actor, region: RegionCode, after: str, limit: int) -> list[Account]:
        """The accounts of a region and all below it, by name."""
        allow(actor, Act.SEE_ACCOUNTS, region)
        return await self.door.accounts.under(region, after, limit)

    async def _other(self, actor: Actor, name: str) -> Account:
        """An account that the actor keeps, and that is not the actor's own."""
        account = await self.door.accounts.named(name.strip().casefold())
        if account is None:
            allow(actor, Act.KEEP_ACCOUNTS, actor.region)
            raise Refusal(Code.ACCOUNT_UNKNOWN)
        allow(actor, Act.KEEP_ACCOUNTS, account.region)
        if account.id == actor.id:
            raise Refusal(Code.OWN_ACCOUNT)
        return account

    def _asked_before(self, actor: Actor, account: Account) -> bool:
        held = account.credentials
        if held.asked_at is None or held.asked_by == actor.id:
            return False
        return held.asked_at + terms.RECOVERY_HOLDS > self.door.now()

    async def _add(self, account: Account, by: str) -> None:
        if not await self.door.accounts.add(account):
            raise Refusal(Code.NAME_TAKEN, {"name": account.name})
        await self._note(account, "made", by)

    async def _link(self, account: str, purpose: Purpose, holds: timedelta) -> str:
        token = self.door.random(32).hex()
        await self.door.accounts.issue(Link(digest_of(token), account, purpose, self.door.now() + holds))
        return token

    async def _note(self, account: Account, what: str, by: str) -> None:
        told = {"account": account.id, "role": str(account.role), "region": str(account.region)}
        await self.door.journal.note(KEPT, self.door.now(), {**told, "what": what, "by": by})

    def _new_id(self) -> str:
        return self.door.random(16).hex()


def _name(text: str) -> str:
    """A name to sign in by: 3 to 64 of ``a-z0-9._@-``, in whatever case it is typed."""
    name = text.strip().casefold()
    if not _NAME.fullmatch(name):
        raise Refusal(Code.NAME_WRONG)
    return name
