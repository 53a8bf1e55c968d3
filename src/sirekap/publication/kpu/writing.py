"""How KPU's files are written: the order of keys, moments, percentages."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Value: TypeAlias = "Mapping[str, Value] | list[Value] | str | float | bool | None"
"""What stands in a document. An ``int`` is one of the floats here, as in JSON."""

Document: TypeAlias = "Mapping[str, Value] | list[Value]"

V = TypeVar("V")

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time: KPU's ``ts`` are of it whatever the station's zone."""


def print_document(document: Document) -> bytes:
    """The bytes of a file: compact UTF-8, keys in the order they were put in."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def stamp(at: datetime) -> str:
    """A moment as ``ts`` has it: no T, no zone, meant in WIB.

    >>> from datetime import UTC, datetime
    >>> stamp(datetime(2024, 2, 14, 12, 0, 5, tzinfo=UTC))
    '2024-02-14 19:00:05'
    """
    return at.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")


def short_first(entries: Mapping[str, V]) -> dict[str, V]:
    """Put keys in the order KPU's database gives them (PostgreSQL's jsonb): shorter ones first.

    >>> list(short_first({"100025": 1, "null": None}))
    ['null', '100025']
    """
    return dict(sorted(entries.items(), key=lambda entry: (len(entry[0]), entry[0])))


def percent(part: int, whole: int) -> float:
    """Hundredths of the whole to two places, halves upwards as KPU rounds them; of nothing none.

    >>> percent(25, 32)
    78.13
    """
    return (20_000 * part + whole) // (2 * whole) / 100 if whole else 0.0
