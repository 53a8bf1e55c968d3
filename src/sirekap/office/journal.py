"""The journal's chain: each line's hash covers the line before, so none can be altered, left out or moved.

The hash is SHA-256 of: the hash before (32 bytes), the position in decimal, the time in UTC to
the microsecond, the kind, each followed by a line feed, and the detail's bytes. Who keeps a
hash elsewhere can prove that everything up to it stands as it stood.
"""

from __future__ import annotations

import hashlib
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sirekap.office.ports.journal import Noted

BEGINNING = bytes(32)
"""What the first line is chained to."""


def chained(previous: bytes, position: int, at: datetime, kind: str, detail: bytes) -> bytes:
    """The hash of a line, 32 bytes."""
    told = f"{position}\n{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}\n{kind}\n".encode()
    return hashlib.sha256(previous + told + detail).digest()


def first_broken(lines: Iterable[Noted], position: int = 0, previous: bytes = BEGINNING) -> int | None:
    """The position at which a journal stops being a chain, or ``None`` when it is whole.

    ``lines`` go on behind ``position``, whose hash is ``previous``.
    """
    for line in lines:
        position += 1
        right = chained(previous, position, line.at, line.kind, line.detail)
        if (line.position, line.previous, line.hash) != (position, previous, right):
            return position
        previous = line.hash
    return None
