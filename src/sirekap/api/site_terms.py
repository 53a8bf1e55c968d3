"""On what terms each published file is given: how long it may be kept, what it is, who may read it.

The terms of ``spec/site.md`` § 1, from a path alone. ``deploy/nginx/sirekap.conf`` says the same
in nginx' words, and tests hold the two against each other.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOR_GOOD = "public, max-age=31536000, immutable"
POINTER = "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
"""A cache that cannot reach us goes on with what it has for a day: an old page says how old it is."""
CHECKPOINT = "public, max-age=1"
MISSING = "public, max-age=10"

CODINGS: Mapping[str, str] = MappingProxyType({"br": ".br", "gzip": ".gz"})
"""Compressed siblings by their coding, the smaller one first."""

_NEVER_CHANGES = re.compile(
    r"aset/.+"
    r"|foto/[0-9a-f]{64}\.jpg"
    r"|log/tile/.+"
    r"|v1/records/.+"
    r"|v1/[a-z]+/.+\.[0-9a-f]{16}\.[a-z]+"
)
_DATA = re.compile(r"(?:v1|log|pemilu|wilayah|foto)/")
_TYPES = MappingProxyType(
    {
        "css": "text/css; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "ico": "image/x-icon",
        "jpg": "image/jpeg",
        "js": "text/javascript; charset=utf-8",
        "json": "application/json",
        "parquet": "application/vnd.apache.parquet",
        "pdf": "application/pdf",
        "png": "image/png",
        "svg": "image/svg+xml",
        "txt": "text/plain; charset=utf-8",
        "webmanifest": "application/manifest+json",
        "woff2": "font/woff2",
        "xml": "text/xml; charset=utf-8",
    }
)
_OCTETS = "application/octet-stream"
_PAGE = MappingProxyType(
    {
        # Nothing of another's: who reads results is told to nobody, and no other site draws on our pages.
        "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
        " img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
        " base-uri 'none'; form-action 'self'; frame-ancestors {frames}",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    }
)
_FRAMED = re.compile(r"(?:[a-z]{2}/)?sematan/")
"""Pages that are made to stand in a newsroom's."""
_READ_ANYWHERE = MappingProxyType(
    {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
)


def is_data(path: str) -> bool:
    """Whether it is for programs, of other sites too; else it is a page or a part of one."""
    return _DATA.match(path) is not None


def kept(path: str) -> str:
    """How long a file may be kept: the value of ``Cache-Control``."""
    if path == "log/checkpoint":
        return CHECKPOINT
    return FOR_GOOD if _NEVER_CHANGES.fullmatch(path) else POINTER


def missed(path: str) -> str:
    """How long it may be kept that a file is not there; never longer than the file itself."""
    return CHECKPOINT if path == "log/checkpoint" else MISSING


def type_of(path: str) -> str:
    """A file's media type."""
    if path == "log/checkpoint":
        return _TYPES["txt"]
    name = path.rpartition("/")[2]
    return _TYPES.get(name.rpartition(".")[2], _OCTETS) if "." in name else _OCTETS


def terms(path: str, kind: str) -> dict[str, str]:
    """The headers of a path's answer that depend on what it is, whether or not it is there."""
    told = {"content-type": kind, "vary": "Accept-Encoding", "x-content-type-options": "nosniff"}
    if is_data(path):
        told |= _READ_ANYWHERE
    if kind.startswith("text/html"):
        frames = "*" if _FRAMED.match(path) else "'none'"
        told |= {name: value.format(frames=frames) for name, value in _PAGE.items()}
    return told


def clean(path: str) -> str | None:
    """The file a request's path asks for, without the slash before it; ``None`` for what can be none.

    A folder's file is its ``index.html``. No part is empty, hidden, or leads upwards.
    """
    asked = path[1:] + "index.html" if path.endswith("/") else path[1:]
    if asked.startswith("log/entries/"):  # By the shorter name, which design documents gave bundles first.
        asked = asked.replace("log/", "log/tile/", 1)
    parts = asked.split("/")
    hidden = any(part.startswith(".") for part in parts if part != ".well-known")
    return None if hidden or "" in parts or not asked.isprintable() else asked
