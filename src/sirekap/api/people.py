"""A person behind a request: their session, what their role may do at all, and that the page is ours.

A session's token travels in a cookie that no script can read and no other site can send
(``__Host-``, ``Secure``, ``HttpOnly``, ``SameSite=Strict``). What changes anything must bear a
header that only our own pages set, and come from our own origin if the browser names one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from litestar import Response, route
from litestar.datastructures import Cookie

from sirekap.api.devices import address_of
from sirekap.election.refusal import Refusal
from sirekap.office.accounts.sign_in import From, actor_of
from sirekap.office.accounts.terms import Code
from sirekap.office.permissions import TABLE, Act, Reach

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from litestar import Request
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.office.accounts.sign_in import SignedIn
    from sirekap.office.actor import Actor
    from sirekap.office.ports import Account, Session

    Connection = ASGIConnection[Any, Any, Any, Any]
    Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

SESSION, BROWSER = "__Host-sirekap", "__Host-sirekap-browser"
HEADER = "sirekap-act"
"""Set, to anything, by every request of our pages that changes something."""
ACT = "act"
"""Under this name a handler tells which act of the table of permissions it is."""
LARGEST_BODY = 65_536
_BROWSER_KNOWN_S = 180 * 86_400
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_act(act: Act) -> dict[str, Act]:
    """What a handler tells of itself."""
    return {ACT: act}


def signed_in(doors: Doors) -> Guard:
    """The guard of every operation that asks who it is, run before the body is read.

    It sees to the session, the page and the role; in which region is seen to by the act itself.
    """

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        _need_own_page(connection)
        session, account = await doors.people.door.who(connection.cookies.get(SESSION, ""))
        rule = TABLE[handler.opt[ACT]]
        if rule.reach is not Reach.SELF:
            actor_of(account, proven=session.proven).need(*rule.roles, at=account.region)
        connection.state["session"], connection.state["account"] = session, account

    return guard


def options_of(path: str, methods: str) -> HTTPRouteHandler:
    """The answer to OPTIONS where a path has several handlers: the framework's own names the first alone.

    It stands before them in the list of routes.
    """

    @route(path, http_method="OPTIONS", status_code=204, include_in_schema=False)
    async def options() -> Response[None]:
        return Response(None, status_code=204, headers={"allow": methods})

    return options


async def own_page(connection: Connection, _: BaseRouteHandler) -> None:
    """The guard of what begins a session."""
    _need_own_page(connection)


def session_of(request: Request[Any, Any, Any]) -> tuple[Session, Account]:
    """The session and account the guard found."""
    return request.state["session"], request.state["account"]


def actor(request: Request[Any, Any, Any]) -> Actor:
    """Who acts."""
    session, account = session_of(request)
    return actor_of(account, proven=session.proven)


def whence(request: Request[Any, Any, Any], *, forwarded: bool) -> From:
    """Whence a request comes, for counting tries and naming sessions."""
    return From(
        address_of(request, forwarded=forwarded),
        request.headers.get("user-agent", ""),
        request.cookies.get(BROWSER, ""),
    )


def cookies_of(begun: SignedIn) -> list[Cookie]:
    """The cookies of a session that begins, and of the browser it begins in."""
    return [_cookie(SESSION, begun.token, None), _cookie(BROWSER, begun.browser, _BROWSER_KNOWN_S)]


def no_session() -> list[Cookie]:
    """The cookie of a session that ended."""
    return [_cookie(SESSION, "", 0)]


def _cookie(name: str, value: str, age: int | None) -> Cookie:
    return Cookie(key=name, value=value, max_age=age, path="/", secure=True, httponly=True, samesite="strict")


def _need_own_page(connection: Connection) -> None:
    """Refuse what another site's page had a browser send."""
    if connection.scope.get("method") in _SAFE:
        return
    headers = connection.headers
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
    ours = origin is None or urlsplit(origin).netloc == headers.get("host", "")
    if HEADER not in headers or not ours or site not in {"same-origin", "none"}:
        raise Refusal(Code.FOREIGN_PAGE)
