"""The published site over HTTP, on bare ASGI, for who runs no web server before this one.

Files alone: neither database nor office is asked, so the site is there as long as the process.
"""

from __future__ import annotations

import logging
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from sirekap.api.problems import MEDIA_TYPE, Code, language_of, problem
from sirekap.api.site_terms import CODINGS, clean, is_data, kept, missed, terms, type_of
from sirekap.api.spans import NOT_SATISFIABLE, span_of
from sirekap.office.ports import StoreAway
from sirekap.office.unable import Code as UnableCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar.types import Receive, Scope, Send

    from sirekap.api.doors import Doors
    from sirekap.office.ports import FoundFile

_METHODS = ("GET", "HEAD")
_HTML = "text/html; charset=utf-8"
_MISSING_PAGE = "404.html"
NO_PAGE = (
    b'<!doctype html><html lang="id"><meta charset="utf-8"><title>Tidak ada / Not found</title>'
    b"<p>Tidak ada halaman di alamat ini. / There is no page under this address."
    b' <a href="/">Sirekap</a></html>\n'
)
"""What stands in for the site's own page of what is not there."""
NO_FILE = msgspec.json.encode(problem(Code.NOT_FOUND, {}, language_of("")))
_log = logging.getLogger(__name__)


class Site:
    """The handler of every path that is none of the API's."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 -- ASGI
        """Answer one request."""
        asked = _Asked(scope, send)
        try:
            if asked.method not in _METHODS:
                await asked.refuse(Code.METHOD_NOT_ALLOWED, {"allow": ", ".join(_METHODS)})
            else:
                await self._give(asked)
        except StoreAway as away:  # A bucket, or a disk; never the database.
            _log.warning("the site's files are away: %s", away)
            await asked.refuse(UnableCode.STORE_AWAY, {"retry-after": str(self._doors.retry_after())})
        except Exception:  # noqa: BLE001 -- the client is told of a fault, and the log of which
            _log.exception("a file met a fault")
            await asked.refuse(Code.FAULT, {})

    async def _give(self, asked: _Asked) -> None:
        path = clean(asked.path)
        if path is not None:
            names = [f"{path}{ending}" for ending in asked.endings] + [path]
            async with self._doors.site.find(names) as found:
                if found is not None:
                    await asked.give(path, found)
                    return
            async with self._doors.site.find([f"{path}/index.html"]) as folder:
                if folder is not None:
                    await asked.answer(HTTPStatus.MOVED_PERMANENTLY, {"location": f"/{path}/"}, b"")
                    return
        await self._missing(asked)

    async def _missing(self, asked: _Asked) -> None:
        path = asked.path[1:]
        if is_data(path):
            headers = {"cache-control": missed(path), **terms(path, MEDIA_TYPE)}
            await asked.answer(HTTPStatus.NOT_FOUND, headers, NO_FILE)
            return
        async with self._doors.site.find([_MISSING_PAGE]) as page:
            told = NO_PAGE if page is None else b"".join([part async for part in page.read(0, page.size)])
        await asked.answer(HTTPStatus.NOT_FOUND, {"cache-control": missed(path), **terms(path, _HTML)}, told)


class _Asked:
    """A request, and the ways to answer it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        self._headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self._begun = False
        self.path: str = scope["path"]
        self.method = str(scope.get("method", ""))

    @property
    def endings(self) -> list[str]:
        """What a compressed sibling that the client takes would end in."""
        accepted = self._headers.get("accept-encoding", "")
        taken = {name for name, wanted in map(_weighed, accepted.split(",")) if wanted}
        return [ending for coding, ending in CODINGS.items() if coding in taken]

    async def give(self, path: str, found: FoundFile) -> None:
        """Send a file, a part of it, or word that the client has it."""
        coding = next((one for one, ending in CODINGS.items() if found.name == path + ending), None)
        headers = {
            "etag": found.tag,
            "last-modified": format_datetime(found.changed, usegmt=True),
            "cache-control": kept(path),
            **terms(path, type_of(path)),
        }
        if self._has(found.tag, headers["last-modified"]):
            del headers["content-type"]
            await self.answer(HTTPStatus.NOT_MODIFIED, headers)
            return
        span = None
        if coding:
            headers["content-encoding"] = coding
        elif self._headers.get("if-range", found.tag) == found.tag:  # As nginx: of the file itself alone.
            span = span_of(self._headers.get("range", ""), found.size)
        if span is NOT_SATISFIABLE:
            whole = {"content-range": f"bytes */{found.size}"}
            await self.answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, whole, b"")
            return
        start, stop = span or (0, found.size)
        if span:
            headers["content-range"] = f"bytes {start}-{stop - 1}/{found.size}"
        elif not coding:
            headers["accept-ranges"] = "bytes"
        await self._begin(HTTPStatus.PARTIAL_CONTENT if span else HTTPStatus.OK, headers, stop - start)
        if self.method != "HEAD":
            async for part in found.read(start, stop):
                await self._send({"type": "http.response.body", "body": part, "more_body": True})
        await self._end()

    def _has(self, tag: str, changed: str) -> bool:
        """Whether the client has this very file: by its tag, or, when it names none, by its last change."""
        named = self._headers.get("if-none-match")
        if named is None:
            return self._headers.get("if-modified-since") == changed
        return named.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in named.split(",")}

    async def refuse(self, code: str, more: Mapping[str, str]) -> None:
        """Answer with a problem. In the middle of a body it is too late: the connection is cut."""
        if self._begun:
            raise RuntimeError(self.path)
        told = problem(code, {}, language_of(self._headers.get("accept-language", "")))
        headers = {"content-type": MEDIA_TYPE, "cache-control": "no-store", **more}
        await self.answer(HTTPStatus(told.status), headers, msgspec.json.encode(told))

    async def answer(self, status: HTTPStatus, headers: Mapping[str, str], body: bytes | None = None) -> None:
        """Send a whole answer."""
        await self._begin(status, headers, None if body is None else len(body))
        await self._end(b"" if self.method == "HEAD" else body or b"")

    async def _begin(self, status: HTTPStatus, headers: Mapping[str, str], length: int | None) -> None:
        self._begun = True
        lines = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        if length is not None:
            lines.append((b"content-length", str(length).encode()))
        await self._send({"type": "http.response.start", "status": status.value, "headers": lines})

    async def _end(self, body: bytes = b"") -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": False})


def _weighed(part: str) -> tuple[str, bool]:
    """A coding of ``Accept-Encoding``, and whether its weight is above nothing."""
    name, _, weight = part.partition(";")
    _, _, figure = weight.partition("=")
    return name.strip().lower(), figure.strip() not in {"0", "0.0", "0.00", "0.000"}
