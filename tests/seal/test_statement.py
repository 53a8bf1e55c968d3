"""Signed statements and envelopes: written one way, cut by position, strict."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirekap.election.canonical import decode, encode
from sirekap.seal.certificate import Certificate, parse_certificate, print_certificate
from sirekap.seal.envelope import unwrap, wrap
from sirekap.seal.keylist import KeyList, parse_key_list, print_key_list
from sirekap.seal.receipt import Receipt, parse_receipt, print_receipt
from sirekap.seal.refusal import Code, Refusal
from sirekap.seal.statement import parse_octets, print_instant, print_octets

if TYPE_CHECKING:
    from sirekap.seal.keys import KeyId

BODY = b'{"kind":"example","v":1}'


def test_statements_are_canonical_json(certificate: Certificate, key_list: KeyList):
    """A statement's bytes are what the canonical writer of records makes of the same value."""
    for body in (print_certificate(certificate), print_key_list(key_list)):
        assert body == encode(decode(body))


def test_reading_undoes_writing(certificate: Certificate, key_list: KeyList):
    """Certificates and key lists come back as they were."""
    assert certificate == parse_certificate(print_certificate(certificate))
    assert key_list == parse_key_list(print_key_list(key_list))


@given(
    st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    st.integers(0, 253_402_300_799),
    st.integers(1, 86_400),
)
def test_any_receipt_is_read_again(record: str, seconds: int, promise: int):
    """A receipt of any record, second and promise comes back as it was."""
    at = datetime.fromtimestamp(seconds, tz=UTC)
    key: KeyId = record  # type: ignore[assignment] # Any 64 hexadecimal characters name a key.
    receipt = Receipt(record=record, at=at, key=key, log_promise=promise)

    assert receipt == parse_receipt(print_receipt(receipt))


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("kind", "receipt"),
        ("kind", 1),
        ("v", 2),
        ("v", True),
        ("slot", 0),
        ("slot", 3),
        ("slot", "1"),
        ("slot", True),
        ("slot", 1.0),
        ("station", "350401200100"),
        ("station", "3504012001001\n"),
        ("station", 1),
        ("election", "Pemilu"),
        ("key", ""),
        ("key", "AAAA"),
        ("key", None),
        ("key", "*" * 87),
        ("issuer", "x"),
        ("issued_at", "2024-02-01T00:00:00+00:00"),
        ("issued_at", "2024-02-31T00:00:00Z"),
        ("issued_at", None),
        ("valid_until", "2024-02-10T00:00:00Z"),
    ],
)
def test_statement_malformed(certificate: Certificate, member: str, value: object):
    """A member of a wrong kind, pattern or bound is named."""
    whole = json.loads(print_certificate(certificate)) | {member: value}
    body = json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()

    with pytest.raises(Refusal, match="statement_malformed: certificate"):
        parse_certificate(body)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 60_000, b'{"kind":"certificate","v":1}']
)
def test_statement_malformed_as_a_whole(body: bytes):
    """What is no object of this kind is refused, never a crash."""
    with pytest.raises(Refusal, match="statement_malformed"):
        parse_certificate(body)


def test_statement_not_canonical(certificate: Certificate):
    """White space, one member more, a member twice and another order are refused."""
    body = print_certificate(certificate)
    for other in (
        body + b"\n",
        body.replace(b":", b": ", 1),
        body.replace(b'"slot":1', b'"slot":1,"smuggled":1'),
        body.replace(b'"slot":1', b'"slot":2,"slot":1'),
        body.replace(b"pemilu", b"p\\u0065milu"),
        json.dumps(dict(reversed(json.loads(body).items())), separators=(",", ":")).encode(),
    ):
        with pytest.raises(Refusal, match="statement_not_canonical"):
            parse_certificate(other)


@given(st.binary(max_size=30), st.binary(min_size=64, max_size=64))
def test_an_envelope_gives_back_what_was_put_in(middle: bytes, signature: bytes):
    """Body and signature come out as they went in, whatever bytes they are."""
    body = b"{" + middle + b"}"

    assert (body, signature) == unwrap(wrap(body, signature))


@given(st.binary(max_size=140))
def test_envelope_malformed(data: bytes):
    """Bytes without the frame are refused, never a crash."""
    with pytest.raises(Refusal, match="envelope_malformed"):
        unwrap(data)


def test_an_envelope_has_one_way_of_being_written():
    """White space, another quote, a missing brace and spare bits in the signature are refused."""
    whole = wrap(BODY, b"s" * 64)
    for other in (whole + b"\n", b" " + whole, whole[:-1], whole.replace(b'"body"', b"'body'"), whole[8:]):
        with pytest.raises(Refusal, match="envelope_malformed"):
            unwrap(other)
    last = whole[-3:-2]
    with pytest.raises(Refusal, match="signature_malformed"):
        unwrap(whole[:-3] + bytes([last[0] + 1]) + whole[-2:])
    with pytest.raises(Refusal) as caught:
        wrap(BODY, b"s" * 63)
    assert caught.value.code is Code.SIGNATURE_MALFORMED


@given(st.binary(max_size=70))
def test_bytes_are_written_one_way(data: bytes):
    """base64url comes back; with padding it is refused."""
    text = print_octets(data)

    assert data == parse_octets(text)
    for other in (text + "=", text + " ", text + "\n", "é"):
        with pytest.raises(ValueError, match="not base64url"):
            parse_octets(other)


def test_times_are_whole_seconds_of_utc():
    """A time of another zone, without a zone, or with a fraction is a fault of the caller."""
    wib = timezone(timedelta(hours=7))
    for at in (datetime(2024, 2, 14, tzinfo=wib), datetime(2024, 2, 14, 0, 0, 0, 1, tzinfo=UTC)):
        with pytest.raises(ValueError, match="whole second"):
            print_instant(at)
    with pytest.raises(ValueError, match="whole second"):
        print_instant(datetime(2024, 2, 14))  # noqa: DTZ001 - without a zone, on purpose.
