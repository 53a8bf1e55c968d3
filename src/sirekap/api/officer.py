"""The officers' app as it was built, under ``/petugas/``: for who runs no web server before this one.

The page may fetch from this server alone and run nothing that was not built with it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from litestar.types import HTTPScope, Send

APP = "/petugas"
_FOR_GOOD = b"public, max-age=31536000, immutable"
_ASK_AGAIN = b"no-cache"
_TYPES = {
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".webmanifest": b"application/manifest+json",
    ".svg": b"image/svg+xml",
    ".png": b"image/png",
}
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
    b" media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none';"
    b" form-action 'none'; frame-ancestors 'none'"
)
"""Pictures are the phone's own."""

_HEADERS = (
    (b"content-security-policy", POLICY),
    (b"permissions-policy", b"camera=(self), geolocation=(), microphone=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class OfficersApp:
    """The files of a folder by the names they were built under: nothing else of the machine can be named."""

    def __init__(self, folder: Path | None) -> None:
        paths = [] if folder is None else [path for path in folder.rglob("*") if path.suffix in _TYPES]
        self._names = {} if folder is None else {path.relative_to(folder).as_posix(): path for path in paths}

    def has(self, path: str) -> bool:
        """Whether this is an address of the app."""
        return path == APP or _name(path) in self._names

    async def __call__(self, scope: HTTPScope, send: Send) -> None:
        """Serve one file. The app's own addresses are relative: without its slash it is sent to it."""
        if scope["path"] == APP:
            await _send(send, HTTPStatus.PERMANENT_REDIRECT, [(b"location", f"{APP}/".encode())], b"")
            return
        found = self._names[_name(scope["path"])]
        kept = _FOR_GOOD if found.parent.name == "assets" else _ASK_AGAIN
        headers = [*_HEADERS, (b"content-type", _TYPES[found.suffix]), (b"cache-control", kept)]
        body = found.read_bytes()
        await _send(send, HTTPStatus.OK, headers, b"" if scope["method"] == "HEAD" else body, len(body))


def _name(path: str) -> str:
    return path.removeprefix(f"{APP}/") or "index.html"


async def _send(
    send: Send, status: HTTPStatus, headers: list[tuple[bytes, bytes]], body: bytes, length: int = 0
) -> None:
    sized = [*headers, (b"content-length", str(length).encode())]
    await send({"type": "http.response.start", "status": status.value, "headers": sized})
    await send({"type": "http.response.body", "body": body, "more_body": False})
