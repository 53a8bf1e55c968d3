"""Signed statements: how certificates, receipts and key lists stand as bytes.

A statement is one JSON object written as RFC 8785 says, like a record: keys in order,
no white space. It holds only plain ASCII texts without escapes, whole numbers, ``null``
and lists of such objects, so the standard writer's output is canonical as it is. Its
``kind`` keeps a signature on one sort of statement from passing for another sort.

Strictness comes from writing again: what is read is printed and must be the same bytes.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sirekap.seal.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

Plain: TypeAlias = "str | int | list[dict[str, Plain]] | None"

DIGEST = r"[0-9a-f]{64}"
_PRINTABLE = re.compile(r"[ !#-\[\]-~]*", re.ASCII).fullmatch  # ASCII that JSON writes without an escape.
_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z").fullmatch


def print_statement(kind: str, members: Mapping[str, Plain]) -> bytes:
    """Write a statement of version 1 as canonical bytes."""
    return _WRITER.encode({"kind": kind, "v": 1, **members}).encode("ascii")


def parse_statement(kind: str, data: bytes, make: Callable[[Members], T], printed: Callable[[T], bytes]) -> T:
    """Read a statement of this kind with ``make``; ``printed`` must give the same bytes again."""
    try:
        value = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError):
        raise Refusal(Code.STATEMENT_MALFORMED, f"{kind}: not JSON in ASCII") from None
    members = Members(kind, value)
    if members.text("kind", r"[a-z_]+") != kind or members.whole("v", 1, 1) != 1:
        raise Refusal(Code.STATEMENT_MALFORMED, f"{kind}: of another kind")
    made = make(members)
    if printed(made) != data:
        raise Refusal(Code.STATEMENT_NOT_CANONICAL, kind)
    return made


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a statement as they were sent, taken out one by one and checked."""

    kind: str
    value: Any

    def _take(self, name: str) -> Any:  # noqa: ANN401 - whatever the sender wrote.
        if not isinstance(self.value, dict) or name not in self.value:
            raise self._refusal(name)
        return self.value[name]

    def _refusal(self, name: str) -> Refusal:
        return Refusal(Code.STATEMENT_MALFORMED, f"{self.kind}: {name}")

    def text(self, name: str, pattern: str) -> str:
        """Take a text that matches ``pattern`` wholly."""
        value = self._take(name)
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII) or not _PRINTABLE(value):
            raise self._refusal(name)
        return value

    def whole(self, name: str, least: int, most: int) -> int:
        """Take a whole number, bounds included."""
        value = self._take(name)
        if type(value) is not int or not least <= value <= most:
            raise self._refusal(name)
        return value

    def instant(self, name: str) -> datetime:
        """Take a time, to the second, UTC."""
        try:
            return parse_instant(self._take(name))
        except ValueError:
            raise self._refusal(name) from None

    def instant_or_none(self, name: str) -> datetime | None:
        """Take a time or ``null``."""
        return None if self._take(name) is None else self.instant(name)

    def octets(self, name: str, *lengths: int) -> bytes:
        """Take bytes of one of these lengths, base64url without padding."""
        try:
            data = parse_octets(self._take(name))
        except ValueError:
            raise self._refusal(name) from None
        if len(data) not in lengths:
            raise self._refusal(name)
        return data

    def each(self, name: str) -> list[Members]:
        """Take a list of objects."""
        value = self._take(name)
        if not isinstance(value, list):
            raise self._refusal(name)
        return [Members(self.kind, member) for member in value]


def print_instant(at: datetime) -> str:
    """Write a time as RFC 3339 to the second in UTC; another zone or a fraction is a fault."""
    if at.utcoffset() != timedelta() or at.microsecond:
        message = f"a statement's time is a whole second of UTC, not {at.isoformat()}"
        raise ValueError(message)
    return at.astimezone(UTC).isoformat()[:19] + "Z"


def parse_instant(value: object) -> datetime:
    """Read ``YYYY-MM-DDThh:mm:ssZ``, or raise :class:`ValueError`."""
    if not isinstance(value, str) or not _SECOND(value):
        message = "not a whole second of UTC"
        raise ValueError(message)
    return datetime.fromisoformat(value)


def print_octets(data: bytes) -> str:
    """Write bytes as base64url without padding (RFC 4648 § 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def parse_octets(value: object) -> bytes:
    """Read base64url without padding in its one way of writing, or raise :class:`ValueError`."""
    message = "not base64url without padding"
    if not isinstance(value, str):
        raise ValueError(message)  # noqa: TRY004 - the sender's value is wrong, not our call.
    try:
        data = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise ValueError(message) from None
    # Written again, since base64 lets the last character's spare bits be anything.
    if print_octets(data) != value:
        raise ValueError(message)
    return data


_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
