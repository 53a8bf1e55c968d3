"""The server's keys: Ed25519, one purpose each, named by the hash of the public key."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import NewType, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sirekap.seal.refusal import Code, Refusal

KeyId = NewType("KeyId", str)
"""SHA-256 of a public key's raw bytes, in 64 lower-case hexadecimal characters."""

PUBLIC_BYTES = 32
SEED_BYTES = 32
SIGNATURE_BYTES = 64


class Purpose(StrEnum):
    """What a key is for. No key serves two (architecture § 5)."""

    ROOT = "root"
    ENROLMENT = "enrolment"
    OFFICE = "office"
    RECEIPT = "receipt"
    READING = "reading"
    LOG = "log"
    PUBLICATION = "publication"
    CODES = "codes"
    """No signing key but a secret: the codes of enrolment letters are kept under it (``seal.codes``)."""
    ACCOUNTS = "accounts"
    """No signing key but a secret: people's second factors and browsers (``office.accounts``)."""


UNLISTED = frozenset({Purpose.ROOT, Purpose.CODES, Purpose.ACCOUNTS})
"""What stands in no key list: the root that signs it, and secrets that sign nothing."""


def key_id(public: bytes) -> KeyId:
    """Name a public key by its raw bytes (Ed25519: 32; P-256, uncompressed: 65)."""
    return KeyId(hashlib.sha256(public).hexdigest())


class SigningKey:
    """A server's private key with its purpose. Its secret is in no ``repr`` and no pickle."""

    __slots__ = ("_private", "id", "public", "purpose")

    def __init__(self, purpose: Purpose, seed: bytes) -> None:
        """Make the key of RFC 8032 from 32 secret bytes, random ones unless for a test."""
        if len(seed) != SEED_BYTES:
            message = f"a seed has {SEED_BYTES} bytes, not {len(seed)}"
            raise ValueError(message)
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.purpose = purpose
        self.public = self._private.public_key().public_bytes_raw()
        self.id = key_id(self.public)

    def sign(self, data: bytes) -> bytes:
        """Sign: 64 bytes, the same for the same data (RFC 8032)."""
        return self._private.sign(data)

    def __repr__(self) -> str:
        return f"SigningKey({self.purpose.value}, {self.id[:16]}…)"

    def __reduce__(self) -> NoReturn:
        message = "a signing key is not pickled"
        raise TypeError(message)


class VerifyingKey:
    """An Ed25519 public key, decoded once."""

    __slots__ = ("_public", "id")

    def __init__(self, public: bytes) -> None:
        """Take 32 raw bytes; another length is refused."""
        try:
            self._public = Ed25519PublicKey.from_public_bytes(public)
        except ValueError:
            raise Refusal(Code.PUBLIC_KEY_MALFORMED, f"{len(public)} bytes for Ed25519") from None
        self.id = key_id(public)

    def verify(self, data: bytes, signature: bytes) -> None:
        """Return if the signature is this key's on exactly these bytes; refuse otherwise."""
        if len(signature) != SIGNATURE_BYTES:
            raise Refusal(Code.SIGNATURE_MALFORMED, f"{len(signature)} bytes, not {SIGNATURE_BYTES}")
        try:
            self._public.verify(signature, data)
        except InvalidSignature:
            raise Refusal(Code.SIGNATURE_WRONG, f"key {self.id[:16]}") from None

    def __repr__(self) -> str:
        return f"VerifyingKey({self.id[:16]}…)"
