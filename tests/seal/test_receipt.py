"""Receipts: the promise, its two forms, and what is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirekap.seal.receipt import expand_receipt, issue_receipt, unwrap_receipt
from sirekap.seal.refusal import Refusal
from sirekap.seal.statement import parse_octets, print_octets

if TYPE_CHECKING:
    from sirekap.seal.keylist import KeyRing
    from sirekap.seal.keys import SigningKey

AT = datetime(2024, 2, 14, 8, 30, 5, tzinfo=UTC)
RECORD = "ab" * 32


def test_a_receipt_is_verified_in_both_forms(receipt_key: SigningKey, ring: KeyRing):
    """JSON and the 199 characters of a QR code say the same, and both verify."""
    signed = issue_receipt(RECORD, AT, 60, receipt_key, AT + timedelta(hours=1))

    assert unwrap_receipt(signed.wrapped()) == expand_receipt(signed.compact()) == signed
    assert len(signed.compact()) == 199
    expand_receipt(signed.compact()).verify(ring, RECORD)


def test_the_same_receipt_twice(receipt_key: SigningKey):
    """Issuing again with the same time and key gives the same bytes: a repeat is answered alike."""
    first, second = (issue_receipt(RECORD, AT, 60, receipt_key) for _ in range(2))

    assert first.wrapped() == second.wrapped()


def test_receipt_of_another(receipt_key: SigningKey, ring: KeyRing):
    """A good receipt for another record is none for this one."""
    with pytest.raises(Refusal, match="receipt_of_another"):
        issue_receipt("cd" * 32, AT, 60, receipt_key).verify(ring, RECORD)


def test_key_purpose_wrong(enrolment: SigningKey):
    """Only a receipt key signs receipts."""
    with pytest.raises(Refusal, match="key_purpose_wrong"):
        issue_receipt(RECORD, AT, 60, enrolment)


def test_every_byte_of_both_forms_counts(receipt_key: SigningKey, ring: KeyRing):
    """Whichever byte is changed, in either form, the receipt is refused."""
    signed = issue_receipt(RECORD, AT, 60, receipt_key)
    wrapped, packed = signed.wrapped(), parse_octets(signed.compact())
    for place in range(len(wrapped)):
        other = bytearray(wrapped)
        other[place] ^= 1
        with pytest.raises(Refusal):
            unwrap_receipt(bytes(other)).verify(ring, RECORD)
    for place in range(len(packed)):
        other = bytearray(packed)
        other[place] ^= 1
        with pytest.raises(Refusal):
            expand_receipt(print_octets(bytes(other))).verify(ring, RECORD)


def test_a_promise_cannot_be_moved(receipt_key: SigningKey, ring: KeyRing):
    """Neither time nor promise can be written over."""
    signed = issue_receipt(RECORD, AT, 60, receipt_key)
    for receipt in (
        replace(signed.receipt, log_promise=61),
        replace(signed.receipt, at=AT.replace(second=6)),
    ):
        with pytest.raises(Refusal, match="signature_wrong"):
            replace(signed, receipt=receipt).verify(ring, RECORD)


@given(st.binary(max_size=200))
def test_statement_malformed(data: bytes):
    """Any bytes are a compact receipt or refused, never a crash."""
    try:
        signed = expand_receipt(print_octets(data))
    except Refusal as refusal:
        assert str(refusal) == "statement_malformed: receipt: compact form"  # noqa: PT017 - not every input is refused.
        return
    assert signed.compact() == print_octets(data)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param((0, b"\x03"), id="a version to come"),
        pytest.param((33, b"\xff" * 8), id="a year beyond 9999"),
        pytest.param((45, b"\xff" * 8), id="photos from a year beyond 9999"),
        pytest.param((41, bytes(4)), id="a promise of nought seconds"),
        pytest.param((41, b"\xff" * 4), id="a promise of more than a day"),
    ],
)
def test_statement_malformed_in_compact_form(receipt_key: SigningKey, change: tuple[int, bytes]):
    """Values out of bounds are refused before any signature is looked at."""
    place, value = change
    packed = bytearray(parse_octets(issue_receipt(RECORD, AT, 60, receipt_key).compact()))
    packed[place : place + len(value)] = value

    with pytest.raises(Refusal, match="compact form"):
        expand_receipt(print_octets(bytes(packed)))
