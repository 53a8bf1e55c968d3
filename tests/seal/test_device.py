"""The phone's signature: what is taken, and everything near it that is not."""

from __future__ import annotations

import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from sirekap.seal.device import ORDER, DeviceKey, DevicePublicKey, raw_public_key
from sirekap.seal.refusal import Code, Refusal

RECORD = b'{"kind":"return","v":1}'
PHONE = DeviceKey(b"a seed")
KEY = DevicePublicKey(PHONE.public)
SIGNED = PHONE.sign(RECORD)


def refused(data: bytes, signature: bytes) -> Code:
    """Give the code that this signature meets."""
    with pytest.raises(Refusal) as caught:
        KEY.verify(data, signature)
    return caught.value.code


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_a_phone_signs_is_verified(data: bytes, seed: bytes):
    """Any bytes, any phone; and the same signature each time."""
    phone = DeviceKey(seed)

    DevicePublicKey(phone.public).verify(data, phone.sign(data))

    assert phone.sign(data) == phone.sign(data)


@given(st.integers(0, len(RECORD) - 1), st.integers(1, 255))
def test_a_changed_byte_of_the_record_is_seen(place: int, change: int):
    """No byte of what was signed can be another."""
    record = bytearray(RECORD)
    record[place] ^= change

    assert refused(bytes(record), SIGNED) is Code.SIGNATURE_WRONG


@given(st.integers(0, 63), st.integers(1, 255))
def test_a_changed_byte_of_the_signature_is_seen(place: int, change: int):
    """No byte of the signature can be another."""
    signature = bytearray(SIGNED)
    signature[place] ^= change

    assert refused(RECORD, bytes(signature)) in {Code.SIGNATURE_WRONG, Code.SIGNATURE_MALFORMED}


def test_signature_wrong():
    """Another phone's signature, another record's, and r and s changed round are wrong."""
    assert refused(RECORD, DeviceKey(b"another").sign(RECORD)) is Code.SIGNATURE_WRONG
    assert refused(RECORD + b" ", SIGNED) is Code.SIGNATURE_WRONG
    assert refused(RECORD, SIGNED[32:] + SIGNED[:32]) is Code.SIGNATURE_WRONG


@pytest.mark.parametrize("length", [0, 1, 32, 63, 65, 70, 71, 72, 128])
def test_signature_malformed_by_length(length: int):
    """64 bytes, no more and no fewer; DER (70 to 72 bytes) is not taken."""
    assert refused(RECORD, (SIGNED * 2)[:length]) is Code.SIGNATURE_MALFORMED


@pytest.mark.parametrize("number", [0, ORDER, ORDER + 1, 2**256 - 1])
def test_signature_malformed_by_range(number: int):
    """Neither r nor s may be nought, or n and above."""
    bad = number.to_bytes(32)

    assert refused(RECORD, bad + SIGNED[32:]) is Code.SIGNATURE_MALFORMED
    assert refused(RECORD, SIGNED[:32] + bad) is Code.SIGNATURE_MALFORMED


@pytest.mark.parametrize("number", [1, ORDER - 1])
def test_the_bounds_themselves_are_only_wrong(number: int):
    """1 and n - 1 are numbers a signature may have."""
    assert refused(RECORD, number.to_bytes(32) + SIGNED[32:]) is Code.SIGNATURE_WRONG


def test_both_values_of_s_are_taken():
    """WebCrypto may give s or n - s, so both are good: a signature is no part of a record's name."""
    other = ORDER - int.from_bytes(SIGNED[32:])

    KEY.verify(RECORD, SIGNED[:32] + other.to_bytes(32))


def test_public_key_malformed():
    """Only an uncompressed point of the curve is a key."""
    point = PHONE.public
    off_curve = point[:-1] + bytes([point[-1] ^ 1])
    compressed = bytes([2 + point[-1] % 2]) + point[1:33]
    for raw in (
        b"",
        off_curve,
        compressed,
        b"\x05" + point[1:],
        b"\x04" + bytes(64),
        point + b"\0",
        point[:64],
    ):
        with pytest.raises(Refusal, match="public_key_malformed"):
            DevicePublicKey(raw)


def test_a_key_is_taken_as_webcrypto_exports_it():
    """Both ``raw`` and ``spki`` give the same raw bytes; another curve's spki is refused."""
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), PHONE.public)
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    assert raw_public_key(PHONE.public) == raw_public_key(spki) == PHONE.public
    other = ec.derive_private_key(7, ec.SECP256K1()).public_key()
    for exported in (other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), spki + b"\0", b""):
        with pytest.raises(Refusal, match="public_key_malformed"):
            raw_public_key(exported)


def test_the_secret_is_not_shown():
    """Neither ``repr`` nor pickle gives a private key away."""
    assert repr(PHONE) == f"DeviceKey({PHONE.id[:16]}…)"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(PHONE)
