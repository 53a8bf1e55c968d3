"""The officers' app as it was built, under ``/petugas/``: for who runs no web server before this one.

The page may fetch from this server alone and run nothing that was not built with it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from litestar import Request, Response, asgi
from litestar.types import Receive, Scope, Send  # noqa: TC002 -- Litestar reads a handler's annotations

from sirekap.api.problems import Code
from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from litestar.handlers import ASGIRouteHandler

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
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
    " media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
"""Pictures are the phone's own."""

_HEADERS = {
    "content-security-policy": POLICY,
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def officer_routes(doors: Doors) -> list[ASGIRouteHandler]:
    """The handler on these doors; none when the app was not built."""
    folder = doors.officer
    if folder is None:
        return []
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}

    @asgi(APP, is_mount=True, copy_scope=False)
    async def file(scope: Scope, receive: Receive, send: Send) -> None:
        # The app's own addresses are relative, so its page ends in a slash; routing takes that away.
        path = scope["raw_path"].decode("latin-1").partition("?")[0]
        answer = _file(names, path.removeprefix(APP + "/")) if path != APP else _slash()
        await answer.to_asgi_response(app=None, request=Request(scope))(scope, receive, send)

    return [file]


def _slash() -> Response[bytes]:
    return Response(b"", status_code=HTTPStatus.PERMANENT_REDIRECT, headers={"location": APP + "/"})


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
