"""Signed returns made beforehand, in a file: made by one process, sent by another."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sirekap.simulate.crowd import Filed

_LENGTH = struct.Struct(">I32s")


def write(path: Path, filings: Iterable[Filed]) -> int:
    """Write returns one after the other; how many."""
    count = 0
    with path.open("wb") as file:
        for filed in filings:
            count += 1
            file.write(_LENGTH.pack(len(filed.envelope), bytes.fromhex(filed.id)))
            file.write(filed.envelope)
    return count


def read(path: Path) -> Iterator[tuple[str, bytes]]:
    """Each return's id and envelope."""
    with path.open("rb") as file:
        while head := file.read(_LENGTH.size):
            length, record = _LENGTH.unpack(head)
            yield record.hex(), file.read(length)
