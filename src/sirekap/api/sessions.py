"""Signing in and out, the second factor, and one's own sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from litestar import Request, Response, delete, get, post
from litestar.params import JSONBody, Parameter
from msgspec import Meta, Struct

from sirekap.api.answers import Digest  # noqa: TC001 -- msgspec reads a type's annotations
from sirekap.api.people import (
    LARGEST_BODY,
    actor,
    cookies_of,
    is_act,
    no_session,
    options_of,
    own_page,
    session_of,
    signed_in,
    whence,
)
from sirekap.election.refusal import Refusal
from sirekap.office.accounts.sign_in import has_factor
from sirekap.office.accounts.terms import Code
from sirekap.office.permissions import FACTOR, Act

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.office.accounts.sign_in import SignedIn
    from sirekap.office.ports import Account, Session

SESSIONS = "/api/v1/sessions"
_SMALL: dict[str, Any] = {"status_code": 200, "request_max_body_size": LARGEST_BODY}
Name = Annotated[str, Meta(min_length=1, max_length=64)]
Password = Annotated[str, Meta(min_length=1, max_length=128)]
SixDigits = Annotated[str, Meta(pattern="^[0-9]{6}$")]
Token = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="of the one-time link")]
SessionName = Annotated[str, Parameter(pattern="^[0-9a-f]{64}$", description="A session's id.")]


class ByPassword(Struct, frozen=True):
    """A name and a password."""

    name: Name
    password: Password


class ByCode(Struct, frozen=True):
    """What the authenticator shows now."""

    code: SixDigits


class Chosen(Struct, frozen=True):
    """A password chosen by an invitation's link."""

    token: Token
    password: Password


class FirstChosen(Struct, frozen=True):
    """The first administrator: a name to sign in by, the person's name, a password."""

    token: Token
    name: Name
    person: Annotated[str, Meta(min_length=1, max_length=200)]
    password: Password


class Me(Struct, frozen=True):
    """Who is signed in. ``needs_factor``: nothing but one's own sessions until a second factor is shown."""

    account: str
    name: str
    role: str
    region: str
    proven: bool
    has_factor: bool
    needs_factor: bool


class Factor(Struct, frozen=True):
    """A new second factor, for an authenticator; it holds from its first right code on."""

    secret: str
    address: Annotated[str, Meta(description="otpauth:, for a QR code")]


class ForBrowser(Struct, frozen=True):
    """Options for ``navigator.credentials``, WebAuthn level 3, as JSON text."""

    options: str


class FromBrowser(Struct, frozen=True):
    """What ``navigator.credentials`` gave, as JSON text (``toJSON``)."""

    credential: Annotated[str, Meta(min_length=2, max_length=16_000)]


class OneSession(Struct, frozen=True):
    """One of one's sessions. Times are RFC 3339, UTC."""

    id: Digest
    started: str
    seen: str
    until: str
    agent: str
    current: bool


class OwnSessions(Struct, frozen=True):
    """One's sessions, the last begun first."""

    sessions: tuple[OneSession, ...]


class Ended(Struct, frozen=True):
    """How many sessions ended."""

    ended: int


def session_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""
    mine: dict[str, Any] = {"opt": is_act(Act.OWN_SESSION), "guards": [signed_in(doors)]}
    return [
        options_of(SESSIONS, "DELETE, GET, OPTIONS, POST"),
        *_beginnings(doors),
        *_self(doors, mine),
        *_passkeys(doors, mine),
        *_own_sessions(doors, mine),
    ]


def _beginnings(doors: Doors) -> list[HTTPRouteHandler]:
    """What begins a session."""

    @post(SESSIONS, summary="Sign in by name and password", guards=[own_page], **_SMALL)
    async def sign_in(request: Request[Any, Any, Any], data: JSONBody[ByPassword]) -> Response[Me]:
        here = whence(request, forwarded=doors.forwarded)
        return _begun(await doors.people.door.password(data.name, data.password, here))

    @post("/api/v1/invitations", summary="Choose a password by a one-time link", guards=[own_page], **_SMALL)
    async def accept(request: Request[Any, Any, Any], data: JSONBody[Chosen]) -> Response[Me]:
        here = whence(request, forwarded=doors.forwarded)
        return _begun(await doors.people.keep.accept(data.token, data.password, here))

    @post(
        "/api/v1/invitations/first",
        summary="Become the first administrator by the link that the server printed at its start",
        guards=[own_page],
        **_SMALL,
    )
    async def first(request: Request[Any, Any, Any], data: JSONBody[FirstChosen]) -> Response[Me]:
        here = whence(request, forwarded=doors.forwarded)
        become = doors.people.keep.become_first
        return _begun(await become(data.token, data.name, data.person, data.password, here))

    return [sign_in, accept, first]


def _self(doors: Doors, mine: dict[str, Any]) -> list[HTTPRouteHandler]:
    """Who one is, and the second factor."""

    @get("/api/v1/me", summary="Who is signed in", **mine)
    async def me(request: Request[Any, Any, Any]) -> Me:
        session, account = session_of(request)
        return _me(account, proven=session.proven)

    @post("/api/v1/me/totp", summary="A new second factor of six digits", **_SMALL, **mine)
    async def offer(request: Request[Any, Any, Any]) -> Response[Factor]:
        secret, address = await doors.people.door.offer_totp(session_of(request)[0])
        return Response(Factor(secret, address), headers={"cache-control": "no-store"})

    @post(SESSIONS + "/current/totp", summary="Show the second factor; the session goes on", **_SMALL, **mine)
    async def prove(request: Request[Any, Any, Any], data: JSONBody[ByCode]) -> Response[Me]:
        here = whence(request, forwarded=doors.forwarded)
        return _begun(await doors.people.door.totp(session_of(request)[0], data.code, here))

    return [me, offer, prove]


def _passkeys(doors: Doors, mine: dict[str, Any]) -> list[HTTPRouteHandler]:
    """Passkeys: a new one, and showing one."""

    @post("/api/v1/me/passkeys/options", summary="What a browser needs to make a passkey", **_SMALL, **mine)
    async def offer(request: Request[Any, Any, Any]) -> ForBrowser:
        return ForBrowser(await doors.people.passkeys.offer(session_of(request)[0]))

    @post("/api/v1/me/passkeys", summary="Keep a new passkey; the session goes on, proven", **_SMALL, **mine)
    async def add(request: Request[Any, Any, Any], data: JSONBody[FromBrowser]) -> Response[Me]:
        here = whence(request, forwarded=doors.forwarded)
        return _begun(await doors.people.passkeys.add(session_of(request)[0], data.credential, here))

    @post(SESSIONS + "/current/passkey/options", summary="What a browser needs to show one", **_SMALL, **mine)
    async def ask(request: Request[Any, Any, Any]) -> ForBrowser:
        return ForBrowser(await doors.people.passkeys.ask(session_of(request)[0]))

    @post(SESSIONS + "/current/passkey", summary="Show a passkey; the session goes on", **_SMALL, **mine)
    async def show(request: Request[Any, Any, Any], data: JSONBody[FromBrowser]) -> Response[Me]:
        here = whence(request, forwarded=doors.forwarded)
        return _begun(await doors.people.passkeys.show(session_of(request)[0], data.credential, here))

    return [offer, add, ask, show]


def _own_sessions(doors: Doors, mine: dict[str, Any]) -> list[HTTPRouteHandler]:
    """One's sessions, and their end."""

    @get(SESSIONS, summary="One's own sessions", **mine)
    async def own(request: Request[Any, Any, Any]) -> OwnSessions:
        session, account = session_of(request)
        found = await doors.people.door.sessions_of(account)
        return OwnSessions(tuple(_told(each, session) for each in found))

    @delete(SESSIONS, summary="End all one's sessions, this one too", status_code=200, **mine)
    async def end_all(request: Request[Any, Any, Any]) -> Response[Ended]:
        return Response(Ended(await doors.people.door.end(actor(request).id)), cookies=no_session())

    @delete(SESSIONS + "/current", summary="Sign out", status_code=200, **mine)
    async def sign_out(request: Request[Any, Any, Any]) -> Response[Ended]:
        session, account = session_of(request)
        ended = await doors.people.door.end(account.id, session.digest)
        return Response(Ended(ended), cookies=no_session())

    @delete(SESSIONS + "/{session:str}", summary="End one of one's sessions", status_code=200, **mine)
    async def end(request: Request[Any, Any, Any], session: SessionName) -> Ended:
        ended = await doors.people.door.end(actor(request).id, bytes.fromhex(session))
        if not ended:
            raise Refusal(Code.ACCOUNT_UNKNOWN)
        return Ended(ended)

    return [own, end_all, sign_out, end]


def _begun(begun: SignedIn) -> Response[Me]:
    told = _me(begun.account, proven=begun.session.proven)
    return Response(told, cookies=cookies_of(begun), headers={"cache-control": "no-store"})


def _me(account: Account, *, proven: bool) -> Me:
    needs = account.role in FACTOR and not proven
    return Me(
        account.id, account.name, account.role.value, account.region, proven, has_factor(account), needs
    )


def _told(one: Session, current: Session) -> OneSession:
    return OneSession(
        id=one.digest.hex(),
        started=f"{one.started:%Y-%m-%dT%H:%M:%SZ}",
        seen=f"{one.seen:%Y-%m-%dT%H:%M:%SZ}",
        until=f"{one.until:%Y-%m-%dT%H:%M:%SZ}",
        agent=one.agent,
        current=one.digest == current.digest,
    )
