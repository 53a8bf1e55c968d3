"""The public log's files over HTTP, for who runs no web server before this one.

Tiles and bundles never change and may be kept for good; the checkpoint is new every second.
Any page may read them: they are made to be checked in a browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response

from sirekap.api.problems import Code
from sirekap.election.refusal import Refusal
from sirekap.log.tiles import CHECKPOINT, place_of

if TYPE_CHECKING:
    from sirekap.office.ports import Site

_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=1"
_TEXT = "text/plain"  # Litestar adds the charset.
_OCTETS = "application/octet-stream"
_ENTRIES = "entries/"


async def published(files: Site, path: str) -> Response[bytes]:
    """A file of the log. Raises :class:`Refusal` ``not_found`` for what is none or is not there."""
    if path.startswith(_ENTRIES):  # Bundles by the shorter name, which design documents gave them first.
        path = f"tile/{path}"
    now = path == CHECKPOINT
    data = await files.get(path) if now or place_of(path) else None
    if data is None:
        raise Refusal(Code.NOT_FOUND)
    headers = {"cache-control": _FOR_NOW if now else _FOR_GOOD, "access-control-allow-origin": "*"}
    return Response(data, media_type=_TEXT if now else _OCTETS, headers=headers)
