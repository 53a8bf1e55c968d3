"""The doors to accounts, one-time links, sessions, and tries at a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 -- the stores read the annotations of what they keep
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from sirekap.election.identity import SaltedHash  # noqa: TC001 -- as above
from sirekap.election.regions import RegionCode  # noqa: TC001 -- as above
from sirekap.office.actor import Role  # noqa: TC001 -- as above

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key a browser or a token keeps (WebAuthn): its id, its COSE public key, its counter of uses."""

    id: bytes
    key: bytes
    uses: int


@dataclass(frozen=True, slots=True)
class Credentials:
    """By what a person is known. ``password`` is Argon2id's own encoded form; no secret can be read from it.

    ``totp`` is the seed the second factor is derived from with the server's secret; ``pending``
    one that nobody has proved yet; ``step`` the last interval of 30 s whose code was taken, so
    that none is taken twice. ``asked_by`` is the administrator who asked that this account,
    an administrator's, be recovered, ``asked_at`` when.
    """

    password: str | None = None
    totp: bytes | None = None
    pending: bytes | None = None
    step: int = 0
    passkeys: tuple[Passkey, ...] = ()
    asked_by: str | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in. ``name`` is typed at the door; ``person`` is how records name them.

    ``version`` counts what was written; a replacement names the one it stands for.
    """

    id: str
    name: str
    role: Role
    region: RegionCode
    person: SaltedHash
    credentials: Credentials = Credentials()
    closed: bool = False
    version: int = 1


class Purpose(StrEnum):
    """What a one-time link is for."""

    FIRST = "first"
    """Make the first administrator; the link is no account's."""
    INVITATION = "invitation"
    """Choose a password; after a reset likewise."""
    PASSKEY = "passkey"
    """A challenge that a passkey answers: no link, but used once like one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works once: the SHA-256 of its token, whose it is, until when it holds."""

    digest: bytes
    account: str
    purpose: Purpose
    until: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in: the SHA-256 of its token, whose, since when, last used, until when at most.

    ``proven`` says that a second factor was shown; ``agent`` what the browser calls itself.
    """

    digest: bytes
    account: str
    started: datetime
    seen: datetime
    until: datetime
    proven: bool
    agent: str


class Accounts(Protocol):
    """Accounts and their links."""

    async def add(self, account: Account) -> bool:
        """Add an account; false, and nothing done, if its name is taken."""

    async def replace(self, account: Account) -> bool:
        """Put an account in the place of its version before; false if another was quicker."""

    async def by_id(self, account: str) -> Account | None:
        """One account."""

    async def named(self, name: str) -> Account | None:
        """The account of a name."""

    async def under(self, region: RegionCode, after: str, limit: int) -> list[Account]:
        """The accounts of a region and all below it, by name, from the one behind ``after``."""

    async def administered(self) -> bool:
        """Whether there is an open administrator's account of the whole election with a password."""

    async def issue(self, link: Link) -> None:
        """Keep a link. For one account and purpose the last one alone works; of ``FIRST`` any."""

    async def use(self, digest: bytes, at: datetime) -> Link | None:
        """Take a link that holds, and every other of its account and purpose; ``None`` if there is none.

        Of any number who come with one link, or two of one purpose, one gets it.
        """

    async def opens(self, digest: bytes, at: datetime) -> Link | None:
        """What a link would open; it stays."""


class Sessions(Protocol):
    """Sessions by the hash of their token."""

    async def begin(self, session: Session) -> None:
        """Keep a session."""

    async def find(self, digest: bytes) -> Session | None:
        """A session, however old."""

    async def touch(self, digest: bytes, seen: datetime) -> None:
        """Note that it was used."""

    async def of(self, account: str) -> list[Session]:
        """An account's sessions, the last begun first."""

    async def end(self, account: str, digest: bytes | None = None) -> int:
        """End a session of an account, or all; how many there were."""

    async def sweep(self, before: datetime) -> int:
        """Forget those that ended by themselves before a time; how many."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How often one may try: ``free`` times; then each try is followed by a pause twice as long.

    From ``first`` seconds to ``most``. ``forget`` seconds after the last try all is forgotten.
    """

    free: int
    first: int = 30
    most: int = 900
    forget: int = 86_400

    def pause(self, tries: int) -> int:
        """The seconds to wait after so many tries."""
        beyond = tries - self.free
        return 0 if beyond < 0 else min(self.most, self.first << min(beyond, 20))


class Tries(Protocol):
    """Tries that have not succeeded, by key. A key tells nothing about who it is."""

    async def begin(self, bounds: Mapping[str, Bound], at: datetime) -> datetime | None:
        """Count a try under every key, or refuse it: the time until which one of the keys is paused.

        Counted before it is known whether the try is right, so that any number at once count all.
        """

    async def clear(self, keys: list[str]) -> None:
        """It was right: forget the tries under these keys."""
