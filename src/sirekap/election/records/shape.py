"""Shapes: how one value stands in a record's JSON, both ways, and in words.

A record is described once, as a :func:`structure` of shapes. Reading, writing and the
table in ``spec/record.md`` all follow from it. Readers are strict: the exact JSON type,
the exact keys, the exact pattern, and a :class:`Malformed` with its path otherwise.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from sirekap.election.malformed import Code, Malformed

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from sirekap.election.canonical import Json

T = TypeVar("T")
E = TypeVar("E", bound="StrEnum")


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """A value's way from JSON, its way to JSON, and what outsiders are told of it."""

    read: Callable[[Json], T]
    write: Callable[[T], Json]
    words: str
    members: tuple[tuple[str, Shape[Any]], ...] = ()


def wrong_type(wanted: str, value: object) -> NoReturn:
    """Refuse a value of another JSON type than ``wanted``."""
    raise Malformed(Code.RECORD_TYPE_WRONG, detail=f"{wanted} wanted, {type(value).__name__} met")


def text(words: str, pattern: str, make: Callable[[str], T]) -> Shape[T]:
    """Shape a text that matches ``pattern`` wholly, made into ``make`` (a ``NewType``)."""
    matches = re.compile(pattern, re.ASCII).fullmatch

    def read(value: Json) -> T:
        if type(value) is not str:
            wrong_type("text", value)
        if not matches(value):
            raise Malformed(Code.RECORD_VALUE_WRONG, detail=value)
        return make(value)

    return Shape(read, str, words)


def digest(words: str, make: Callable[[str], T]) -> Shape[T]:
    """Shape a SHA-256, 64 lower-case hexadecimal characters."""
    return text(f"{words}: 64 hexadecimal characters, lower case", r"[0-9a-f]{64}", make)


def whole(least: int, most: int) -> Shape[int]:
    """Shape a whole number, bounds included."""

    def read(value: Json) -> int:
        if type(value) is not int:
            wrong_type("whole number", value)
        if not least <= value <= most:
            raise Malformed(Code.RECORD_VALUE_WRONG, detail=str(value))
        return value

    return Shape(read, int, f"whole number {least} to {most}")


def _flag(value: Json) -> bool:
    if type(value) is not bool:
        wrong_type("true or false", value)
    return value


FLAG: Shape[bool] = Shape(_flag, bool, "true or false")


def choice(kind: type[E]) -> Shape[E]:
    """Shape one of the values of an enumeration."""
    known = {member.value: member for member in kind}

    def read(value: Json) -> E:
        if type(value) is not str:
            wrong_type("text", value)
        member = known.get(value)
        if member is None:
            raise Malformed(Code.RECORD_VALUE_WRONG, detail=value)
        return member

    return Shape(read, str, "one of " + ", ".join(f"`{name}`" for name in known))


_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z").fullmatch
_WHOLE_SECOND = timedelta()


def _instant(value: Json) -> datetime:
    if type(value) is not str:
        wrong_type("text", value)
    if not _SECOND(value):
        raise Malformed(Code.RECORD_VALUE_WRONG, detail=value)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise Malformed(Code.RECORD_VALUE_WRONG, detail=value) from None


def _written_instant(at: datetime) -> str:
    if at.utcoffset() != _WHOLE_SECOND or at.microsecond:
        raise Malformed(Code.RECORD_VALUE_WRONG, detail=f"{at.isoformat()} is not a whole second of UTC")
    return at.astimezone(UTC).isoformat()[:19] + "Z"


INSTANT: Shape[datetime] = Shape(_instant, _written_instant, "time, UTC, `YYYY-MM-DDThh:mm:ssZ` (RFC 3339)")


def octets(words: str, least: int, most: int) -> Shape[bytes]:
    """Shape bytes as base64url without padding (RFC 4648 § 5); ``least`` to ``most`` of them."""

    def read(value: Json) -> bytes:
        if type(value) is not str:
            wrong_type("text", value)
        try:
            data = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise Malformed(Code.RECORD_VALUE_WRONG, detail=value) from None
        # Written again, since base64 lets the last character's spare bits be anything.
        if not least <= len(data) <= most or write(data) != value:
            raise Malformed(Code.RECORD_VALUE_WRONG, detail=value)
        return data

    def write(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    return Shape(read, write, f"{words}, base64url without padding")


def optional(inner: Shape[T]) -> Shape[T | None]:
    """Shape a value that may be ``null``. Its key is there all the same."""

    def read(value: Json) -> T | None:
        return None if value is None else inner.read(value)

    def write(value: T | None) -> Json:
        return None if value is None else inner.write(value)

    return Shape(read, write, f"{inner.words}; or `null`", inner.members)


def ascending(inner: Shape[T], order: Callable[[T], Any], most: int) -> Shape[tuple[T, ...]]:
    """Shape a list of at most ``most`` values, each above the one before it by ``order``.

    A set of things has one way of being written only if its order is fixed.
    """

    def read(value: Json) -> tuple[T, ...]:
        if type(value) is not list:
            wrong_type("list", value)
        if len(value) > most:
            raise Malformed(Code.RECORD_VALUE_WRONG, detail=f"{len(value)} members, {most} allowed")
        found: list[T] = []
        for index, member in enumerate(value):
            try:
                found.append(inner.read(member))
            except Malformed as refusal:
                raise refusal.under(index) from None
            if index and not order(found[-2]) < order(found[-1]):
                raise Malformed(Code.RECORD_ORDER_WRONG, (index,))
        return tuple(found)

    def write(values: tuple[T, ...]) -> Json:
        return [inner.write(value) for value in values]

    return Shape(
        read, write, f"list of at most {most}, ascending, none twice; each: {inner.words}", inner.members
    )


def structure(make: Callable[..., T], **members: Shape[Any]) -> Shape[T]:
    """Shape an object with exactly these keys; ``make`` takes them by name."""
    names = members.keys()
    readers = [(name, shape.read) for name, shape in members.items()]

    def read(value: Json) -> T:
        if type(value) is not dict:
            wrong_type("object", value)
        if value.keys() != names:
            _refuse_keys(value.keys(), names)
        found: dict[str, object] = {}
        for name, read_member in readers:
            try:
                found[name] = read_member(value[name])
            except Malformed as refusal:
                raise refusal.under(name) from None
        return make(**found)

    def write(value: T) -> Json:
        return {name: shape.write(getattr(value, name)) for name, shape in members.items()}

    return Shape(read, write, "object", tuple(members.items()))


def _refuse_keys(met: Any, wanted: Any) -> NoReturn:  # noqa: ANN401 - views of any two dicts.
    unknown = sorted(met - wanted)
    if unknown:
        raise Malformed(Code.RECORD_KEY_UNKNOWN, (unknown[0],))
    raise Malformed(Code.RECORD_KEY_MISSING, (min(wanted - met),))
