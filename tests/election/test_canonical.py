"""Canonical JSON: one value, one sequence of bytes; everything else refused by code."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sirekap.election.canonical import LARGEST_BYTES, LARGEST_INTEGER, decode, encode
from sirekap.election.malformed import Code, Malformed

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def refused(data: bytes) -> Malformed:
    """Give the refusal that these bytes meet."""
    with pytest.raises(Malformed) as caught:
        decode(data)
    return caught.value


@given(VALUES)
@example({"\U0001f600": 1, "\ufb33": 2})
@example('\x7f\u2028\\"/\x00')
def test_what_is_written_is_read_again(value: Any):  # noqa: ANN401 - any JSON value at all.
    """decode(encode(x)) is x."""
    assert value == decode(encode(value))


@given(VALUES)
def test_what_is_read_is_the_only_writing(value: Any):  # noqa: ANN401 - any JSON value at all.
    """encode(decode(b)) is b for every b that decode takes."""
    data = encode(value)

    assert data == encode(decode(data))


@given(st.binary(max_size=40))
@example(b"\xff")
@example(b"")
def test_any_bytes_are_read_or_refused(data: bytes):
    """No bytes whatever make decode fail in another way than by a refusal."""
    try:
        value = decode(data)
    except Malformed:
        return
    assert data == encode(value)


@given(st.text(st.sampled_from('{}[]":,0123456789.-eEtruefalsn\\u d8'), max_size=30))
def test_anything_like_json_is_read_or_refused(text: str):
    """Text made of JSON's own characters is canonical, or refused; never both."""
    try:
        value = decode(text.encode())
    except Malformed:
        return
    assert text.encode() == encode(value)


def test_keys_stand_in_the_order_of_utf16():
    """A face (U+1F600, a surrogate pair from D83D) stands before U+FB33, though its number is higher."""
    keys = ["€", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "ö"]

    data = encode(dict.fromkeys(keys, 0))

    assert list(decode(data)) == ["\r", "1", "\u0080", "ö", "€", "\U0001f600", "\ufb33"]  # type: ignore[arg-type] # An object.


def test_keys_in_code_point_order_are_not_canonical():
    """The order that Python would sort by is refused where UTF-16 differs."""
    data = '{"\ufb33":0,"\U0001f600":0}'.encode()

    assert refused(data).code is Code.JSON_NOT_CANONICAL


def test_the_bytes_are_the_same_as_elsewhere():
    """The example of RFC 8785 § 3.2.2, its fractions left out, is written as printed there."""
    value = {"string": '€$\x0f\nA\'B"\\\\"/', "literals": [None, True, False]}

    data = encode(value)

    assert data == '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()


def test_bytes_too_large():
    """64 KiB are read; one byte more is not looked at."""
    fits = b'"' + b"a" * (LARGEST_BYTES - 2) + b'"'

    assert decode(fits) == "a" * (LARGEST_BYTES - 2)
    assert refused(fits + b" ").code is Code.BYTES_TOO_LARGE


@pytest.mark.parametrize("data", [b'"\xff"', b'"\xed\xa0\xbd"', b'"\xc0\xaf"'])
def test_bytes_not_utf8(data: bytes):
    """A stray byte, a surrogate and an overlong form are no UTF-8."""
    assert refused(data).code is Code.BYTES_NOT_UTF8


@pytest.mark.parametrize("data", [b"", b"{", b"[01]", b"{}{}", b'"\x01"', b"\xef\xbb\xbf{}", b"'a'", b"[+1]"])
def test_json_malformed(data: bytes):
    """What is no JSON is refused as such."""
    assert refused(data).code is Code.JSON_MALFORMED


def test_json_too_deep():
    """Brackets without end are refused, whichever kind, reading or writing."""
    assert refused(b"[" * 60_000).code is Code.JSON_TOO_DEEP
    assert refused(b'{"":' * 15_000).code is Code.JSON_TOO_DEEP
    value: Any = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Malformed, match="json_too_deep"):
        encode(value)


@pytest.mark.parametrize("data", [b"[1.5]", b"[1.0]", b"[1e3]", b"[NaN]", b"[-Infinity]"])
def test_json_not_integer(data: bytes):
    """No fraction, no exponent, no NaN; not even a whole number written so."""
    assert refused(data).code is Code.JSON_NOT_INTEGER
    with pytest.raises(Malformed, match="json_not_integer at /0"):
        encode([1.0])  # type: ignore[list-item] # What the type forbids, a caller may still pass.


def test_json_integer_too_large():
    """2^53 - 1 is the largest, either way; digits without end are not even turned into a number."""
    assert decode(b"[9007199254740991,-9007199254740991]") == [LARGEST_INTEGER, -LARGEST_INTEGER]
    for digits in (b"9007199254740992", b"-9007199254740992", b"9" * 60_000):
        assert refused(b"[" + digits + b"]").code is Code.JSON_INTEGER_TOO_LARGE
    with pytest.raises(Malformed, match="json_integer_too_large at /a"):
        encode({"a": LARGEST_INTEGER + 1})


def test_json_surrogate():
    """Half of a surrogate pair is refused, as a value and as a key."""
    assert refused(b'"\\ud83d"').code is Code.JSON_SURROGATE
    assert refused(b'{"\\ude00":1}').code is Code.JSON_SURROGATE
    with pytest.raises(Malformed, match="json_surrogate"):
        encode(["\ud83d"])


def test_json_duplicate_key():
    """A key that stands twice is named with the way to it."""
    assert refused(b'{"a":1,"a":1}').pointer == "/a"
    refusal = refused(b'[0,{"b/c":{"a":1,"a":2}}]')

    assert (refusal.code, refusal.pointer) == (Code.JSON_DUPLICATE_KEY, "/1/b~1c/a")


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b"{}\n",
        b' "a"',
        b'{"b":1,"a":2}',
        b'"\\u0041"',
        b'"\\u001F"',
        b'"\\/"',
        b"-0",
        b'"\\u0008"',
    ],
)
def test_json_not_canonical(data: bytes):
    """JSON that RFC 8785 writes differently is refused."""
    assert refused(data).code is Code.JSON_NOT_CANONICAL


def test_json_not_canonical_says_from_which_byte():
    """The refusal names the first byte that would be another."""
    assert refused(b'{"a": 1}').detail == "byte 5"


@pytest.mark.parametrize("value", [(1,), b"a", {1: 2}, {"a": {1, 2}}, object()])
def test_json_foreign_type(value: Any):  # noqa: ANN401 - what is no JSON value.
    """A value that JSON does not have is refused, never turned into another."""
    with pytest.raises(Malformed, match="json_foreign_type"):
        encode(value)
