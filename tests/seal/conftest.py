"""Keys, a key list, a certificate and a phone that the tests of seals start from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sirekap.seal.certificate import Certificate
from sirekap.seal.device import DeviceKey
from sirekap.seal.keylist import KeyList, KeyRing, ListedKey
from sirekap.seal.keys import Purpose, SigningKey

START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)


def _key(purpose: Purpose) -> SigningKey:
    return SigningKey(purpose, purpose.value.encode().ljust(32, b"."))


@pytest.fixture
def root() -> SigningKey:
    """The offline root."""
    return _key(Purpose.ROOT)


@pytest.fixture
def enrolment() -> SigningKey:
    """The key that certifies phones."""
    return _key(Purpose.ENROLMENT)


@pytest.fixture
def receipt_key() -> SigningKey:
    """The key that signs receipts."""
    return _key(Purpose.RECEIPT)


@pytest.fixture
def key_list(enrolment: SigningKey, receipt_key: SigningKey) -> KeyList:
    """Both keys, valid for the first half of 2024."""
    listed = [
        ListedKey(public=key.public, purpose=key.purpose, valid_from=START, valid_until=END)
        for key in (enrolment, receipt_key)
    ]
    ordered = tuple(sorted(listed, key=lambda key: key.id))
    return KeyList(election="pemilu2024", serial=7, at=START, keys=ordered)


@pytest.fixture
def ring(key_list: KeyList) -> KeyRing:
    """The list, trusted."""
    return KeyRing(key_list)


@pytest.fixture
def phone() -> DeviceKey:
    """A simulated phone."""
    return DeviceKey(b"phone of the tests")


@pytest.fixture
def certificate(enrolment: SigningKey, phone: DeviceKey) -> Certificate:
    """What the enrolment key says of the phone."""
    return Certificate(
        election="pemilu2024",
        station="3504012001001",
        slot=1,
        public=phone.public,
        issued_at=datetime(2024, 2, 1, tzinfo=UTC),
        valid_from=datetime(2024, 2, 10, tzinfo=UTC),
        valid_until=datetime(2024, 3, 20, tzinfo=UTC),
        issuer=enrolment.id,
    )
