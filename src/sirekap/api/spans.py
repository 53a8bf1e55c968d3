"""Which part of a file a request asks for (RFC 9110 § 14): one span of bytes, or the whole."""

from __future__ import annotations

import re

_SPAN = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")

NOT_SATISFIABLE = (0, 0)
"""A span that begins behind the file's end."""


def span_of(asked: str, size: int) -> tuple[int, int] | None:
    """From which byte up to, not with, which; ``None`` for the whole, also where several are asked for."""
    found = _SPAN.fullmatch(asked)
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, size) if length else NOT_SATISFIABLE
    start, stop = int(first), min(int(last) + 1 if last else size, size)
    if last and int(last) < start:
        return None
    return (start, stop) if start < size else NOT_SATISFIABLE
