"""One JSON value, one sequence of bytes: RFC 8785 without fractions.

Records are hashed and signed as bytes, so the same value must be written the same
way everywhere. RFC 8785 (JCS) fixes the writing: no white space, keys in the order
of their UTF-16 code units, the shortest escapes, UTF-8. We allow less than it does:
texts, whole numbers between -(2^53 - 1) and 2^53 - 1, true, false, null, lists and
objects. Fractions are refused, for counts are whole and every language prints
fractions its own way.

``decode`` takes canonical bytes only, so ``encode(decode(b)) == b`` for all it takes.
"""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias

from sirekap.election.malformed import Code, Malformed

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

LARGEST_BYTES = 64 * 1024
"""More than any record needs (a return has about 2,000 bytes); larger input is not looked at."""

LARGEST_INTEGER = 2**53 - 1
"""The largest whole number that JavaScript keeps exact."""

_AS_ZEROS = bytes(ord("0") if byte in b"0123456789" else ord(" ") for byte in range(256))
_LONG = b"0" * 16  # Any number of fewer digits is below 2^53.

Path: TypeAlias = tuple[str | int, ...]


def encode(value: Json) -> bytes:
    """Write a value as canonical bytes, or raise :class:`Malformed` for what JSON or we do not have."""
    try:
        _check(value, ())
        return _written(value)
    except RecursionError:
        raise Malformed(Code.JSON_TOO_DEEP) from None


def encode_own(value: Json) -> bytes:
    """Write a value that is of our own making, and so is not looked through: a third of the time.

    Nothing that came from outside may be written so.
    """
    return _written(value)


def decode(data: bytes) -> Json:
    """Read canonical bytes; anything else raises :class:`Malformed`."""
    if len(data) > LARGEST_BYTES:
        raise Malformed(Code.BYTES_TOO_LARGE, detail=f"{len(data)} bytes")
    try:
        reader = _CAREFUL_READER if _LONG in data.translate(_AS_ZEROS) else _READER
        value: Json = reader.decode(data.decode())
        again = _written(value)
    except json.JSONDecodeError as error:
        raise Malformed(Code.JSON_MALFORMED, detail=f"{error.msg}, character {error.pos}") from None
    except UnicodeDecodeError as error:
        raise Malformed(Code.BYTES_NOT_UTF8, detail=f"byte {error.start}") from None
    except RecursionError:
        raise Malformed(Code.JSON_TOO_DEEP) from None
    if again != data:
        _refuse_writing(data, again)
    return value


def _written(value: Json) -> bytes:
    text = _WRITER.encode(value)
    if text.isascii():
        return text.encode()
    # Python sorts by code point. That differs from UTF-16 once a key is beyond U+FFFF.
    try:
        return _PLAIN_WRITER.encode(_in_utf16_order(value)).encode()
    except UnicodeEncodeError as error:
        raise Malformed(Code.JSON_SURROGATE, detail=f"character {error.start}") from None


def _in_utf16_order(value: Json) -> Json:
    if isinstance(value, dict):
        ordered = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return {key: _in_utf16_order(inner) for key, inner in ordered}
    if isinstance(value, list):
        return [_in_utf16_order(inner) for inner in value]
    return value


def _check(value: object, path: Path) -> None:
    """Refuse what :data:`Json` does not allow; types alone cannot (an ``int`` may be too large)."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise Malformed(Code.JSON_FOREIGN_TYPE, path, f"a key that is {type(key).__name__}")
            _check_scalar(key, (*path, key))
            _check(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check(inner, (*path, index))
    else:
        _check_scalar(value, path)


def _check_scalar(value: object, path: Path) -> None:
    match value:
        case None | bool():
            pass
        case str():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise Malformed(Code.JSON_SURROGATE, path) from None
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise Malformed(Code.JSON_INTEGER_TOO_LARGE, path)
        case float():
            raise Malformed(Code.JSON_NOT_INTEGER, path, str(value))
        case _:
            raise Malformed(Code.JSON_FOREIGN_TYPE, path, type(value).__name__)


def _refuse_writing(data: bytes, again: bytes) -> NoReturn:
    """Say why bytes that are JSON are not canonical: a key twice, or another way of writing."""
    _refuse_duplicates(json.loads(data.decode(), object_pairs_hook=_Pairs), ())
    first = next((i for i, (a, b) in enumerate(zip(data, again, strict=False)) if a != b), len(again))
    raise Malformed(Code.JSON_NOT_CANONICAL, detail=f"byte {first}")


class _Pairs(list[tuple[str, object]]):
    """An object as it was written, keys repeated where they were."""


def _refuse_duplicates(value: object, path: Path) -> None:
    if isinstance(value, _Pairs):
        seen = set[str]()
        for key, inner in value:
            if key in seen:
                raise Malformed(Code.JSON_DUPLICATE_KEY, (*path, key))
            seen.add(key)
            _refuse_duplicates(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _refuse_duplicates(inner, (*path, index))


def _integer(digits: str) -> int:
    # The length is looked at first: turning thousands of digits into a number takes long.
    if len(digits) > len(str(-LARGEST_INTEGER)) or abs(int(digits)) > LARGEST_INTEGER:
        raise Malformed(Code.JSON_INTEGER_TOO_LARGE, detail=digits)
    return int(digits)


def _refuse_number(written: str) -> NoReturn:
    raise Malformed(Code.JSON_NOT_INTEGER, detail=written)


_READER = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number)
_CAREFUL_READER = json.JSONDecoder(
    parse_int=_integer, parse_float=_refuse_number, parse_constant=_refuse_number
)
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PLAIN_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
