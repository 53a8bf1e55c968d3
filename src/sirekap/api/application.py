"""The application: routes, the schema of all of them, and one way of answering refusals."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Litestar, Request, Response, asgi
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import Receive, Scope, Send  # noqa: TC002 -- Litestar reads a handler's annotations

from sirekap.api.intake import Intake
from sirekap.api.officer import OfficersApp
from sirekap.api.photos import LARGEST_REQUEST
from sirekap.api.problems import MEDIA_TYPE, Code, language_of, problem
from sirekap.api.routes import routes
from sirekap.api.schema import RETURNS
from sirekap.api.site import Site
from sirekap.election.malformed import Code as MalformedCode
from sirekap.election.refusal import Refusal
from sirekap.office.accounts.terms import Wait as SignInWait
from sirekap.office.ask_photo import TooEarly
from sirekap.office.enrolment_terms import Wait
from sirekap.office.ports import StoreAway
from sirekap.office.unable import Code as UnableCode
from sirekap.seal.refusal import Refusal as SealRefusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sirekap.api.doors import Doors

_log = logging.getLogger(__name__)

_WATCHED = frozenset({"/healthz", "/readyz", "/metrics"})
_UNREAD = frozenset({HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT})
_FACTS: dict[int, dict[str, str | int | float]] = {413: {"met": f"> {LARGEST_REQUEST} bytes"}}
_OF_STATUS = {
    400: Code.REQUEST_MALFORMED,
    413: MalformedCode.BYTES_TOO_LARGE,
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
}


class Application:
    """The ASGI application on these doors.

    ``routed`` serves every route. Returns are many and their path is one, so they go
    straight to their handler: finding it anew for each is an eighth of the application's work.
    Every path that is none of the API's is the published site's.
    """

    def __init__(self, doors: Doors) -> None:
        self._intake = Intake(doors)
        self._officers = OfficersApp(doors.officer)
        self._site = Site(doors)
        self.routed = _routed(doors, self._intake)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the process's life."""
        if scope["type"] != ScopeType.HTTP:
            await self.routed(scope, receive, send)
        elif scope["path"] == RETURNS:
            await self._intake(scope, receive, send)
        elif is_api(scope["path"]):
            await self.routed(scope, receive, send)
        elif self._officers.has(scope["path"]):
            await self._officers(scope, send)
        else:
            await self._site(scope, receive, send)


def is_api(path: str) -> bool:
    """Whether a path is the API's, or one of those by which a process is watched."""
    return path.startswith("/api/") or path in _WATCHED


def _routed(doors: Doors, intake: Intake) -> Litestar:
    @asgi(RETURNS, copy_scope=False)
    async def returns(scope: Scope, receive: Receive, send: Send) -> None:
        await intake(scope, receive, send)

    @asynccontextmanager
    async def life(_: Litestar) -> AsyncIterator[None]:
        async with doors.life():
            yield

    def refused(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
        return _refused(request, error, doors)

    return Litestar(
        [returns, *routes(doors)],
        lifespan=[life],
        exception_handlers={Exception: refused},
        openapi_config=None,  # The description is a route of ours; the framework would add pages.
        logging_config=None,
        debug=False,
    )


def _refused(request: Request[Any, Any, Any], error: Exception, doors: Doors) -> Response[bytes]:
    """Any exception as a problem; what nobody foresaw is a fault, told in the log and not to the client."""
    code, facts = _code_of(error)
    doors.metrics.refused(code)
    told = problem(code, facts, language_of(request.headers.get("accept-language", "")))
    headers = {}
    if told.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["retry-after"] = str(doors.retry_after())
    elif isinstance(error, Wait | TooEarly | SignInWait):
        headers["retry-after"] = str(error.seconds)
    if told.status in _UNREAD:
        headers["connection"] = "close"  # What is still to come is not read.
    if isinstance(error, HTTPException) and "allow" in {name.lower() for name in error.headers or {}}:
        headers |= dict(error.headers or {})
    return Response(
        msgspec.json.encode(told), status_code=told.status, media_type=MEDIA_TYPE, headers=headers
    )


def _code_of(error: Exception) -> tuple[str, dict[str, str | int | float]]:
    if isinstance(error, Refusal | SealRefusal):
        return error.code, dict(error.facts)
    if isinstance(error, StoreAway):
        return UnableCode.STORE_AWAY, {}
    if isinstance(error, HTTPException) and error.status_code in _OF_STATUS:
        return _OF_STATUS[error.status_code], _FACTS.get(error.status_code, {})
    _log.error("a request met a fault", exc_info=error)
    return Code.FAULT, {}
