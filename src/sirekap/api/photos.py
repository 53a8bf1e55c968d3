"""The routes of photos: ask to send one, send its bytes, ask what is safe."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from litestar import Request, Response, get, head, post, put, route
from litestar.exceptions import InternalServerException
from litestar.params import Parameter, RawBody
from msgspec import Meta, Struct

from sirekap.api.problems import Code
from sirekap.election.refusal import Refusal
from sirekap.office.ports import Way

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.office.photo_state import PhotoNow

PHOTO = "/api/v1/photos/{sha256:str}"
INCOMING = "/api/v1/incoming/{token:str}"
LARGEST_REQUEST = 2048

_JSON = "application/json"
_STATUS = {
    Way.SAFE: HTTPStatus.OK,
    Way.REFUSED: HTTPStatus.CONFLICT,
    Way.EXPIRED: HTTPStatus.NOT_FOUND,
}

PhotoName = Annotated[str, Parameter(pattern="^[0-9a-f]{64}$", description="SHA-256 of the photo's bytes.")]
Token = Annotated[
    str, Parameter(pattern="^[0-9a-f]{32}$", description="As the answer to the request gave it.")
]
State = Literal["open", "whole", "safe", "refused", "expired"]


class PhotoOffer(Struct, frozen=True):
    """How far a photo is. With an ``address``, the bytes from ``received`` on are to be put there.

    An address that begins with a slash is this server's and takes parts (``Content-Range``);
    another is an object store's, and takes the whole photo.
    """

    state: State
    address: str | None
    received: int
    expires: Annotated[str | None, Meta(description="RFC 3339, UTC")]


class PhotoStanding(Struct, frozen=True):
    """How far a photo is, ``received`` of ``size`` bytes. Only ``safe`` is a promise."""

    state: State
    received: int
    size: int
    refusal: str | None


class PartTaken(Struct, frozen=True):
    """How many bytes of how many are there."""

    received: int
    size: int


def photo_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""

    @post(
        PHOTO,
        summary="A signed request to send a photo",
        status_code=200,
        request_max_body_size=LARGEST_REQUEST,
    )
    async def ask(sha256: PhotoName, body: RawBody) -> PhotoOffer:
        offer = await doors.ask_photo(sha256, body)
        expires = None if offer.expires is None else f"{offer.expires:%Y-%m-%dT%H:%M:%SZ}"
        return PhotoOffer(offer.way.value, offer.address, offer.received, expires)

    @get(PHOTO, summary="How far a photo is")
    async def standing(sha256: PhotoName) -> PhotoStanding:
        found = await _found(doors, sha256)
        return PhotoStanding(found.way.value, found.received, found.size, found.refusal)

    @head(PHOTO, summary="What is safe at the server: 200 only if the photo is")
    async def safe(sha256: PhotoName) -> Response[None]:
        found = await _found(doors, sha256)
        headers = {"photo-state": found.way.value, "photo-received": str(found.received)}
        if found.refusal is not None:
            headers["photo-refusal"] = found.refusal
        return Response(None, status_code=_STATUS.get(found.way, HTTPStatus.ACCEPTED), headers=headers)

    # The framework's own answer to OPTIONS names only the first handler of a path.
    @route(PHOTO, http_method="OPTIONS", status_code=204, include_in_schema=False)
    async def options(sha256: PhotoName) -> Response[None]:  # noqa: ARG001 -- a part of the path
        return Response(None, status_code=204, headers={"allow": "GET, HEAD, OPTIONS, POST"})

    @put(INCOMING, summary="A photo's bytes, whole or in parts", status_code=200, request_max_body_size=None)
    async def take(token: Token, request: Request[Any, Any, Any]) -> Response[PartTaken]:
        headers = request.headers
        length = int(headers["content-length"]) if "content-length" in headers else None
        came = await doors.take_bytes(
            token, headers.get("content-range", ""), length, _patient(request.stream(), doors.body_patience_s)
        )
        whole = came.received >= came.size
        return Response(PartTaken(came.received, came.size), status_code=200 if whole else 202)

    return [options, ask, standing, safe, take]  # OPTIONS first, or the framework makes its own.


async def _found(doors: Doors, sha256: str) -> PhotoNow:
    found = await doors.photo_state(sha256)
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    return found


async def _patient(stream: AsyncIterator[bytes], patience_s: float) -> AsyncIterator[bytes]:
    """The body as it comes; a phone may be slow, but not silent for so long. What came is kept."""
    parts = aiter(stream)
    while True:
        try:
            async with asyncio.timeout(patience_s):
                part = await anext(parts)
        except StopAsyncIteration:
            return
        except (TimeoutError, InternalServerException):  # The framework's word for a sender that left.
            raise Refusal(Code.BODY_TOO_SLOW) from None
        yield part
