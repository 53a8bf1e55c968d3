"""What else stands on a site that can be listed: what no check has looked at is looked at or named.

A file that nothing names may still speak: a record that is no leaf, a photo without a cover, an
older document, a compressed copy that says something else.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from functools import partial
from typing import TYPE_CHECKING

import brotli

from sirekap.audit.finding import Code
from sirekap.audit.follow import PREFIX, Followed
from sirekap.audit.held import opened_words
from sirekap.audit.visit import LARGE, LARGEST
from sirekap.log.hashing import HASH_BYTES
from sirekap.log.refusal import Refusal
from sirekap.log.tiles import WIDTH, Bundle, Tile, parse_bundle, place_of, print_bundle

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.audit.visit import Visit

_RECORD = re.compile(r"v1/records/([0-9a-f]{64})(\.sig)?\.json")
_WORDS = re.compile(r"v1/words/([0-9a-f]{64})\.json")
_PHOTO = re.compile(r"foto/[0-9a-f]{64}\.jpg")
_DOCUMENT = re.compile(r"v1/[a-z]+/(?:[0-9A-Z]+/){3}[0-9A-Z]{10}\.([0-9a-f]{16})\.json")
_EXPORT = re.compile(r"v1/export/.+\.([0-9a-f]{16})\.(?:csv|parquet|json)")
_COMPRESSED = re.compile(r"(.+)\.(?:gz|br)")
_GZIP = 16 + zlib.MAX_WBITS  # zlib's word for a gzip file


def look_at_rest(visit: Visit, log: Followed, *, sampled: bool) -> None:
    """Go through the list of files, if there is one; of a sample only what is wrong by itself is found."""
    for path in visit.listed():
        if visit.saw(path):
            continue
        if found := _EXPORT.fullmatch(path):
            _document(visit, path, found[1])  # It bears its hash; what it says is not made again.
            visit.report.unchecked.append(path)
            continue
        check = _check_of(visit, log, path, sampled=sampled)
        if check is None:
            visit.report.unchecked.append(path)
        else:
            check()
            visit.report.checked["other"] += 1


def _check_of(visit: Visit, log: Followed, path: str, *, sampled: bool) -> Callable[[], None] | None:
    """How a file that was not looked at is looked at; ``None`` if nothing is known of it."""
    place = place_of(path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None
    if place is not None:
        # What goes beyond the checkpoint was copied while the log grew, and nothing is known of it.
        whole = _width_now(log, place)
        return partial(_earlier_tile, visit, path, place, whole) if place.width < whole else None
    always = (
        (_WORDS, lambda found: _words(visit, path, found[1])),
        (_DOCUMENT, lambda found: _document(visit, path, found[1])),
        (_COMPRESSED, lambda found: _compressed(visit, path, found[1])),
    )
    of_all = (
        (_RECORD, lambda found: _record(visit, log, path, found[1])),
        (_PHOTO, lambda _: visit.report.find(Code.PHOTO_UNCOVERED, path)),
    )
    for pattern, check in always if sampled else always + of_all:
        if found := pattern.fullmatch(path):
            return partial(check, found)
    return None


def _record(visit: Visit, log: Followed, path: str, record: str) -> None:
    if log.leaves.find(record) is None:
        visit.report.find(Code.RECORD_UNLOGGED, path)


def _words(visit: Visit, path: str, name: str) -> None:
    content = visit.file(path)
    if content is not None and opened_words(content, name) is None:
        visit.report.find(Code.WORDS_CHANGED, path)


def _document(visit: Visit, path: str, name: str) -> None:
    """A document that no pointer names any more, or a table: it bears its own hash."""
    content = visit.file(path, LARGEST)
    if content is not None and not hashlib.sha256(content).hexdigest().startswith(name):
        facts = {"member": "/", "told": "…", "wanted": "…"}
        visit.report.find(Code.DOCUMENT_MISNAMED, path, **facts)


def _width_now(log: Followed, place: Tile | Bundle) -> int:
    """How much of a tile or bundle there is in the tree that was read."""
    level = place.level if isinstance(place, Tile) else 0
    return min(WIDTH, (log.size >> 8 * level) - place.index * WIDTH)


def _earlier_tile(visit: Visit, path: str, place: Tile | Bundle, whole: int) -> None:
    """A partial file of an earlier size: it begins the one that stands there now."""
    content = visit.file(path, LARGE)
    if isinstance(place, Tile):
        now = visit.file(PREFIX + Tile(place.level, place.index, whole).path) or b""
        right = content == now[: place.width * HASH_BYTES]
    else:
        fuller = Bundle(place.index, whole)
        right = content == _first_entries(visit.file(PREFIX + fuller.path, LARGE), fuller, place.width)
    if content is not None and not right:
        visit.report.find(Code.TILE_CHANGED, path)


def _first_entries(content: bytes | None, bundle: Bundle, count: int) -> bytes | None:
    try:
        return print_bundle(parse_bundle(content, bundle)[:count])
    except Refusal:
        return None


def _compressed(visit: Visit, path: str, beside: str) -> None:
    """A compressed copy says what the file beside it says."""
    packed, plain = visit.file(path, LARGE), visit.file(beside, LARGEST)
    if packed is None or plain is None:
        return
    opened = _from_brotli(packed, len(plain)) if path.endswith(".br") else _from_gzip(packed, len(plain))
    if opened != plain:
        visit.report.find(Code.SIBLING_DIFFERS, path)


def _from_gzip(packed: bytes, most: int) -> bytes | None:
    """What a gzip file of at most so many bytes holds, or ``None``."""
    opener = zlib.decompressobj(_GZIP)
    try:
        said = opener.decompress(packed, most + 1)
    except zlib.error:
        return None
    return said if opener.eof and not opener.unused_data else None


def _from_brotli(packed: bytes, most: int) -> bytes | None:
    """What a brotli file of at most so many bytes holds, or ``None``."""
    opener, said = brotli.Decompressor(), bytearray()
    try:
        piece = opener.process(packed, output_buffer_limit=most + 1)
        while piece and len(said) <= most:
            said += piece
            piece = b"" if opener.is_finished() else opener.process(b"", output_buffer_limit=most + 1)
    except brotli.error:
        return None
    return bytes(said) if opener.is_finished() else None
