"""Accounts, for administrators; the journal of what an account did, for auditors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import JSONBody, Parameter, QueryParameter
from msgspec import Meta, Struct

from sirekap.api.devices import RegionName  # noqa: TC001 -- Litestar reads a handler's annotations
from sirekap.api.people import LARGEST_BODY, actor, is_act, signed_in
from sirekap.api.sessions import Name  # noqa: TC001 -- msgspec and Litestar read annotations
from sirekap.election.refusal import Refusal
from sirekap.election.regions import CodeError, RegionCode, region_code
from sirekap.office.accounts.terms import Code
from sirekap.office.actor import Role  # noqa: TC001 -- msgspec and Litestar read annotations
from sirekap.office.permissions import Act

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.office.ports import Account, Noted

ACCOUNTS = "/api/v1/accounts"
AccountName = Annotated[str, Parameter(pattern="^[a-z0-9][a-z0-9._@-]{2,63}$", description="Its name.")]
AfterName = Annotated[str, QueryParameter(name="after", max_length=64, description="The last name before.")]
AboutAccount = Annotated[
    str,
    QueryParameter(name="account", pattern="^([0-9a-f]{32})?$", description="An account's id; empty: all."),
]
After = Annotated[int, QueryParameter(name="after", ge=0, le=2**53, description="The last line before.")]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=500, description="Entries on a page, at most.")]


class Invite(Struct, frozen=True):
    """A new account: the name to sign in by, the person's name, the role, the region."""

    name: Name
    person: Annotated[str, Meta(min_length=1, max_length=200)]
    role: Role
    region: Annotated[
        str, Meta(pattern="^(0|[0-9]{2}|[0-9]{2}[0-9A-Z]{2}|[0-9]{2}[0-9A-Z]{4}|[0-9]{2}[0-9A-Z]{8})$")
    ]


class Invited(Struct, frozen=True):
    """An invitation: the token of its one-time link, shown this once; null while a second must ask."""

    name: str
    token: str | None


class OneAccount(Struct, frozen=True):
    """An account."""

    account: str
    name: str
    role: str
    region: str
    ready: Annotated[bool, Meta(description="a password was chosen")]
    has_factor: bool
    closed: bool
    recovery_asked: bool


class AccountList(Struct, frozen=True):
    """A page of accounts by name; ``next`` is ``after`` for the page behind it, or null."""

    accounts: tuple[OneAccount, ...]
    next: str | None


class Line(Struct, frozen=True):
    """A line of the journal; ``hash`` chains it to all before it."""

    position: int
    at: str
    kind: str
    detail: str
    hash: str


class Trail(Struct, frozen=True):
    """Lines of the journal; ``next`` is ``after`` for those behind, or null at the end."""

    lines: tuple[Line, ...]
    next: int | None


def account_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""
    guards = [signed_in(doors)]
    keeps: dict[str, Any] = {
        "opt": is_act(Act.KEEP_ACCOUNTS),
        "guards": guards,
        "status_code": 200,
        "request_max_body_size": LARGEST_BODY,
    }

    @post(ACCOUNTS, summary="Make an account; its owner chooses a password by the link", **keeps)
    async def invite(request: Request[Any, Any, Any], data: JSONBody[Invite]) -> Response[Invited]:
        by, region = actor(request), _region(data.region)
        account, token = await doors.people.keep.invite(by, data.name, data.person, data.role, region)
        return Response(Invited(account.name, token), headers={"cache-control": "no-store"})

    @get(
        "/api/v1/regions/{region:str}/accounts",
        summary="The accounts of a region and all below it",
        opt=is_act(Act.SEE_ACCOUNTS),
        guards=guards,
    )
    async def listed(
        request: Request[Any, Any, Any], region: RegionName, after: AfterName = "", limit: Limit = 100
    ) -> AccountList:
        found = await doors.people.keep.listed(actor(request), RegionCode(region), after, limit)
        return AccountList(tuple(map(_told, found)), found[-1].name if len(found) == limit else None)

    @post(
        ACCOUNTS + "/{name:str}/reset",
        summary="Take password and factors away; an administrator's by two, one after the other",
        **keeps,
    )
    async def reset(request: Request[Any, Any, Any], name: AccountName) -> Response[Invited]:
        token = await doors.people.keep.reset(actor(request), name)
        return Response(Invited(name, token), headers={"cache-control": "no-store"})

    @post(ACCOUNTS + "/{name:str}/close", summary="Close an account and end its sessions", **keeps)
    async def close(request: Request[Any, Any, Any], name: AccountName) -> OneAccount:
        return _told(await doors.people.keep.close(actor(request), name, closed=True))

    @post(ACCOUNTS + "/{name:str}/open", summary="Open a closed account", **keeps)
    async def reopen(request: Request[Any, Any, Any], name: AccountName) -> OneAccount:
        return _told(await doors.people.keep.close(actor(request), name, closed=False))

    @get(
        "/api/v1/journal",
        summary="The journal, or its lines about an account",
        opt=is_act(Act.SEE_TRAIL),
        guards=guards,
    )
    async def trail(
        request: Request[Any, Any, Any], account: AboutAccount = "", after: After = 0, limit: Limit = 100
    ) -> Trail:
        lines, reached = await doors.people.oversee.trail(actor(request), account, after, limit)
        return Trail(tuple(map(_line, lines)), reached)

    return [invite, listed, reset, close, reopen, trail]


def _region(text: str) -> RegionCode:
    try:
        return region_code(text)
    except CodeError:
        raise Refusal(Code.REGION_WRONG, {"region": text}) from None


def _told(one: Account) -> OneAccount:
    held = one.credentials
    return OneAccount(
        account=one.id,
        name=one.name,
        role=one.role.value,
        region=one.region,
        ready=held.password is not None,
        has_factor=held.totp is not None or bool(held.passkeys),
        closed=one.closed,
        recovery_asked=held.asked_by is not None,
    )


def _line(one: Noted) -> Line:
    at = f"{one.at:%Y-%m-%dT%H:%M:%SZ}"
    return Line(one.position, at, one.kind, one.detail.decode(), one.hash.hex())
