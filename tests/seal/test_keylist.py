"""The key list: who may sign what, when; each refusal by a test named after its code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sirekap.seal.keylist import KeyList, KeyRing, ListedKey
from sirekap.seal.keys import Purpose, SigningKey, VerifyingKey, key_id
from sirekap.seal.refusal import Refusal

if TYPE_CHECKING:
    from sirekap.seal.keys import KeyId

AT = datetime(2024, 2, 14, tzinfo=UTC)
DATA = b"some bytes"
SECOND = timedelta(seconds=1)


def test_a_list_is_taken_from_the_root_alone(key_list: KeyList, root: SigningKey, receipt_key: SigningKey):
    """Who holds the root's public key takes the list as the root signed it."""
    ring = KeyRing.verified(key_list.sign(root), VerifyingKey(root.public))

    assert ring.list == key_list
    ring.verify(receipt_key.id, Purpose.RECEIPT, AT, DATA, receipt_key.sign(DATA))


def test_signature_wrong(key_list: KeyList, root: SigningKey, receipt_key: SigningKey, ring: KeyRing):
    """A list another key signed is refused, and so is another's signature under a listed key."""
    with pytest.raises(Refusal, match="signature_wrong"):
        KeyRing.verified(key_list.sign(receipt_key), VerifyingKey(root.public))
    with pytest.raises(Refusal, match="signature_wrong"):
        ring.verify(receipt_key.id, Purpose.RECEIPT, AT, DATA, root.sign(DATA))


def test_signature_malformed(ring: KeyRing, receipt_key: SigningKey):
    """A signature of Ed25519 has 64 bytes."""
    with pytest.raises(Refusal, match="signature_malformed"):
        ring.verify(receipt_key.id, Purpose.RECEIPT, AT, DATA, receipt_key.sign(DATA)[:-1])


def test_every_byte_of_a_signed_list_counts(key_list: KeyList, root: SigningKey):
    """Whichever byte is changed, the list is refused."""
    signed, key = key_list.sign(root), VerifyingKey(root.public)
    for place in range(len(signed)):
        other = bytearray(signed)
        other[place] ^= 1
        with pytest.raises(Refusal):
            KeyRing.verified(bytes(other), key)


def test_key_list_older(key_list: KeyList, root: SigningKey):
    """A list seen before is taken again; an older one could bring a revoked key back."""
    key = VerifyingKey(root.public)

    KeyRing.verified(key_list.sign(root), key, newest_serial=7)
    with pytest.raises(Refusal, match="key_list_older"):
        KeyRing.verified(key_list.sign(root), key, newest_serial=8)


def test_key_unknown(ring: KeyRing, root: SigningKey):
    """A key that is not listed signs nothing, not even the root's."""
    for key in (root.id, key_id(b"?")):
        with pytest.raises(Refusal, match="key_unknown"):
            ring.verify(key, Purpose.RECEIPT, AT, DATA, root.sign(DATA))


def test_key_purpose_wrong(ring: KeyRing, receipt_key: SigningKey):
    """A receipt key certifies no phone, however good its signature."""
    with pytest.raises(Refusal, match="key_purpose_wrong"):
        ring.verify(receipt_key.id, Purpose.ENROLMENT, AT, DATA, receipt_key.sign(DATA))


def test_key_not_valid_then(ring: KeyRing, receipt_key: SigningKey):
    """A key holds from its first second up to, not including, its end."""
    (listed,) = [key for key in ring.list.keys if key.id == receipt_key.id]
    signature = receipt_key.sign(DATA)

    for at in (listed.valid_from, listed.valid_until - SECOND):
        ring.verify(receipt_key.id, Purpose.RECEIPT, at, DATA, signature)
    for at in (listed.valid_from - SECOND, listed.valid_until):
        with pytest.raises(Refusal, match="key_not_valid_then"):
            ring.verify(receipt_key.id, Purpose.RECEIPT, at, DATA, signature)


def test_key_is_revoked(key_list: KeyList, receipt_key: SigningKey):
    """From the second it is revoked, a key signs nothing; before it, it did."""
    revoked = tuple(replace(key, revoked_from=AT) for key in key_list.keys)
    ring = KeyRing(replace(key_list, keys=revoked))
    signature = receipt_key.sign(DATA)

    ring.verify(receipt_key.id, Purpose.RECEIPT, AT - SECOND, DATA, signature)
    with pytest.raises(Refusal, match="key_is_revoked"):
        ring.verify(receipt_key.id, Purpose.RECEIPT, AT, DATA, signature)


def test_statement_malformed(key_list: KeyList, root: SigningKey):
    """Keys stand once, in order, with an end after their beginning; the root is in no list."""
    first, second = key_list.keys
    backwards = replace(first, valid_until=first.valid_from)
    itself = ListedKey(
        public=root.public, purpose=Purpose.ROOT, valid_from=first.valid_from, valid_until=first.valid_until
    )
    for keys in ((second, first), (first, first), (backwards, second), (itself,)):
        with pytest.raises(Refusal, match="statement_malformed"):
            replace(key_list, keys=keys)


def test_public_key_malformed():
    """An Ed25519 key has 32 bytes."""
    with pytest.raises(Refusal, match="public_key_malformed"):
        VerifyingKey(bytes(31))


def test_keys_are_named_by_their_hash(root: SigningKey):
    """The id is SHA-256 of the public bytes, the same on both sides."""
    expected: KeyId = key_id(root.public)

    assert expected == root.id == VerifyingKey(root.public).id
