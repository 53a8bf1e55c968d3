"""The officers' app as it was built, under ``/petugas/``: for who runs no web server before this one.

The page may fetch from this server alone and run nothing that was not built with it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from litestar import Response, get

from sirekap.api.problems import Code
from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors

APP = "/petugas"
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:;"
    " media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
"""Styles stand in elements, as Svelte sets them; pictures are the phone's own."""

_HEADERS = {
    "content-security-policy": POLICY,
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def officer_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors; none when the app was not built."""
    folder = doors.officer
    if folder is None:
        return []
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}

    @get([APP, APP + "/{path:path}"], include_in_schema=False)
    async def file(path: str = "") -> Response[bytes]:
        return _file(names, path.lstrip("/"))

    return [file]


def _file(names: dict[str, Path], path: str) -> Response[bytes]:
    """A file by the name it was built under: nothing else of the machine can be named."""
    found = names.get(path or "index.html")
    if found is None or found.suffix not in _TYPES:
        raise Refusal(Code.NOT_FOUND)
    kept = _FOR_GOOD if path.startswith("assets/") else _ASK_AGAIN
    return Response(
        found.read_bytes(),
        status_code=HTTPStatus.OK,
        media_type=_TYPES[found.suffix],
        headers={**_HEADERS, "cache-control": kept},
    )
