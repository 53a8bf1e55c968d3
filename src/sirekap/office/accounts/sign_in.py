"""Signing in: a name and a password, then a second factor; sessions, and their end.

A wrong try is counted before anything is looked at, under a key for the account, for its
network, or for the browser if the account signed in from it before. An unknown name costs
the same work and gets the same answer. Guessing from elsewhere pauses all browsers but those
known to the account, and an administrator's link goes round any pause: so nobody is kept out
for ever by someone who guesses.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.office.accounts import one_time_codes, terms
from sirekap.office.accounts.terms import Code, Wait
from sirekap.office.actor import Actor
from sirekap.office.pace import network_of
from sirekap.office.ports import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sirekap.office.accounts.passwords import Passwords
    from sirekap.office.accounts.secret import AccountsKey
    from sirekap.office.ports import Account, Accounts, Bound, Journal, Sessions, Tries

_TOKEN_BYTES = 32
_TOUCH_AFTER = timedelta(minutes=1)
_LONGEST_AGENT = 120
TRIED = "sign_in_attempt"
PROVED = "factor_attempt"
ENDED = "sessions_ended"
"""The journal's kinds of line."""


@dataclass(frozen=True, slots=True)
class From:
    """Whence a request comes: its address if it is known, the browser's own name, the browser's mark."""

    address: str | None = None
    agent: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that begins: its token, which nobody else is told, and the mark of the browser."""

    token: str
    browser: str
    account: Account
    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The door for people. ``random`` gives so many unforeseeable bytes."""

    accounts: Accounts
    sessions: Sessions
    tries: Tries
    journal: Journal
    passwords: Passwords
    key: AccountsKey
    now: Callable[[], datetime]
    random: Callable[[int], bytes]

    async def password(self, name: str, password: str, whence: From) -> SignedIn:
        """Sign in by password; the session is not proven yet.

        Raises :class:`Refusal` (``sign_in_wrong``, whatever was wrong) and :class:`Wait`.
        """
        account = await self._right(name, password, whence)
        return await self.begin(account, whence, proven=False)

    async def totp(self, session: Session, code: str, whence: From) -> SignedIn:
        """Prove a session by a code of six digits; it goes on under a new token."""
        account = await self._account(session)
        await self._factor(account, code)
        await self.sessions.end(account.id, session.digest)
        return await self.begin(account, whence, proven=True)

    async def person(self, name: str, password: str, code: str, whence: From) -> Actor:
        """A second person at the same screen: password and code at once, for one act, without a session."""
        account = await self._right(name, password, whence)
        await self._factor(account, code)
        return actor_of(account, proven=True)

    async def begin(self, account: Account, whence: From, *, proven: bool) -> SignedIn:
        """Begin a session for an account that has shown who it is."""
        now = self.now()
        token = self.random(_TOKEN_BYTES).hex()
        agent = whence.agent[:_LONGEST_AGENT]
        session = Session(digest_of(token), account.id, now, now, now + terms.LONGEST, proven, agent)
        await self.sessions.begin(session)
        known = self._known(account.id, whence.browser)
        number = whence.browser.partition(".")[0] if known else self.random(16).hex()
        return SignedIn(token, f"{number}.{self.key.browser(account.id, number)}", account, session)

    async def who(self, token: str) -> tuple[Session, Account]:
        """Whose session it is. Raises :class:`Refusal` (``not_signed_in``) when it has ended or never was."""
        now = self.now()
        session = await self.sessions.find(digest_of(token)) if token else None
        if session is None or session.until <= now or session.seen + terms.IDLE <= now:
            raise Refusal(Code.NOT_SIGNED_IN)
        account = await self._account(session)
        if session.seen + _TOUCH_AFTER <= now:
            await self.sessions.touch(session.digest, now)
        return session, account

    async def offer_totp(self, session: Session) -> tuple[str, str]:
        """A new factor to put into an authenticator; it holds from its first right code on.

        Who has a factor must have shown it: a password alone does not replace one.
        """
        account = await self._account(session)
        if has_factor(account) and not session.proven:
            raise Refusal(Code.FACTOR_THERE)
        seed = self.random(16)
        await self.keep(replace(account, credentials=replace(account.credentials, pending=seed)))
        return one_time_codes.told(self.key, account, seed)

    async def sessions_of(self, account: Account) -> list[Session]:
        """An account's sessions that have not ended."""
        now = self.now()
        return [
            one
            for one in await self.sessions.of(account.id)
            if one.until > now and one.seen + terms.IDLE > now
        ]

    async def end(self, account: str, digest: bytes | None = None) -> int:
        """End one session of an account, or all."""
        ended = await self.sessions.end(account, digest)
        await self.journal.note(ENDED, self.now(), {"account": account, "sessions": ended})
        return ended

    async def keep(self, account: Account) -> Account:
        """Write an account that was read; refused if another wrote it in between."""
        written = replace(account, version=account.version + 1)
        if not await self.accounts.replace(written):
            raise Refusal(Code.CHANGED)
        return written

    async def _right(self, name: str, password: str, whence: From) -> Account:
        now, name = self.now(), name.strip().casefold()
        account = await self.accounts.named(name)
        keys = self._bounds(name, account, whence)
        paused = await self.tries.begin(keys, now)
        who = account.id if account else None
        if paused is not None:
            await self.journal.note(TRIED, now, {"account": who, "outcome": "paused"})
            raise Wait((paused - now).total_seconds())
        encoded = None if account is None or account.closed else account.credentials.password
        right = await self.passwords.right(encoded, password)
        await self.journal.note(TRIED, now, {"account": who, "outcome": "right" if right else "wrong"})
        if not right or account is None:
            raise Refusal(Code.WRONG)
        await self.tries.clear([*keys])
        return account

    async def _factor(self, account: Account, code: str) -> None:
        """See that a code is right, and that it is not right again."""
        now = self.now()
        if account.credentials.totp is None and account.credentials.pending is None:
            raise Refusal(Code.FACTOR_MISSING)
        bound = {self.key.tried("factor", account.id): terms.OF_FACTOR}
        paused = await self.tries.begin(bound, now)
        if paused is not None:
            await self.journal.note(PROVED, now, {"account": account.id, "outcome": "paused"})
            raise Wait((paused - now).total_seconds())
        credentials = one_time_codes.taken(self.key, account, code, now)
        outcome = "wrong" if credentials is None else "right"
        await self.journal.note(PROVED, now, {"account": account.id, "outcome": outcome})
        if credentials is None:
            raise Refusal(Code.FACTOR_WRONG)
        await self.keep(replace(account, credentials=credentials))
        await self.tries.clear([*bound])

    async def _account(self, session: Session) -> Account:
        account = await self.accounts.by_id(session.account)
        if account is None or account.closed:
            raise Refusal(Code.NOT_SIGNED_IN)
        return account

    def _bounds(self, name: str, account: Account | None, whence: From) -> dict[str, Bound]:
        """Under which keys a try counts."""
        if account is not None and self._known(account.id, whence.browser):
            return {self.key.tried("browser", whence.browser): terms.FROM_KNOWN}
        bounds = {self.key.tried("account", name): terms.OF_ACCOUNT}
        if whence.address is not None:
            bounds[self.key.tried("network", network_of(whence.address))] = terms.OF_NETWORK
        return bounds

    def _known(self, account: str, browser: str) -> bool:
        number, _, mark = browser.partition(".")
        return bool(mark) and hmac.compare_digest(self.key.browser(account, number).encode(), mark.encode())


def digest_of(token: str) -> bytes:
    """What is kept of a token: SHA-256. It has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).digest()


def has_factor(account: Account) -> bool:
    """Whether an account has a second factor."""
    return account.credentials.totp is not None or bool(account.credentials.passkeys)


def actor_of(account: Account, *, proven: bool) -> Actor:
    """A person as the acts know them."""
    return Actor(account.id, account.role, account.region, account.person, proven)
