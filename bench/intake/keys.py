"""The keys of the bench: secret to nobody, and so of no use but here."""

from __future__ import annotations

from datetime import timedelta

from sirekap.seal.keylist import KeyList, KeyRing, ListedKey
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.simulate.crowd import NIGHT

RECEIPT = b"bench receipt".ljust(32, b".")
ENROLMENT = b"bench enrolment".ljust(32, b".")


def enrolment_key() -> SigningKey:
    """The key that certifies the bench's phones."""
    return SigningKey(Purpose.ENROLMENT, ENROLMENT)


def ring() -> KeyRing:
    """Both keys, good for a decade."""
    keys = (enrolment_key(), SigningKey(Purpose.RECEIPT, RECEIPT))
    listed = (
        ListedKey(
            public=key.public,
            purpose=key.purpose,
            valid_from=NIGHT - timedelta(days=365),
            valid_until=NIGHT + timedelta(days=3650),
        )
        for key in keys
    )
    ordered = tuple(sorted(listed, key=lambda one: one.id))
    return KeyRing(KeyList(election="pemilu2024", serial=1, at=NIGHT, keys=ordered))
