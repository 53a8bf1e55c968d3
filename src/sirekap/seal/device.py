"""The phone's signature: ECDSA on P-256 with SHA-256, as WebCrypto makes it.

WebCrypto gives the two numbers of a signature one after the other, 32 bytes each,
big-endian (r‖s, as IEEE P1363 has it). It does not prefer the smaller of the two values
of s that fit, so neither do we: a record is named by its bytes, and its signature is no
part of its name.
"""

from __future__ import annotations

import hashlib
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sirekap.seal.keys import key_id
from sirekap.seal.refusal import Code, Refusal

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The number of points of P-256 (SEC 2, § 2.4.2); r and s are 1 to this less one."""

RAW_BYTES = 65
HALF_BYTES = 32
SIGNATURE_BYTES = 2 * HALF_BYTES

_SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
SPKI_BYTES = len(_SPKI_HEAD) + RAW_BYTES
_VERIFY = ec.ECDSA(SHA256())
_SIGN = ec.ECDSA(SHA256(), deterministic_signing=True)


def raw_public_key(exported: bytes) -> bytes:
    """Take a phone's key as WebCrypto exports it, ``raw`` (65 bytes) or ``spki`` (91), as raw bytes."""
    if len(exported) == SPKI_BYTES and exported.startswith(_SPKI_HEAD):
        exported = exported[len(_SPKI_HEAD) :]
    DevicePublicKey(exported)
    return exported


class DevicePublicKey:
    """A phone's public key, decoded once: decoding costs more than verifying does."""

    __slots__ = ("_public", "id")

    def __init__(self, raw: bytes) -> None:
        """Take 65 bytes, an uncompressed point on the curve; anything else is refused."""
        if len(raw) != RAW_BYTES:
            raise Refusal(Code.PUBLIC_KEY_MALFORMED, f"{len(raw)} bytes for P-256")
        try:
            self._public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
        except ValueError:
            raise Refusal(Code.PUBLIC_KEY_MALFORMED, "not a point of P-256") from None
        self.id = key_id(raw)

    def verify(self, data: bytes, signature: bytes) -> None:
        """Return if r‖s is this key's signature on exactly these bytes; refuse otherwise."""
        if len(signature) != SIGNATURE_BYTES:
            raise Refusal(Code.SIGNATURE_MALFORMED, f"{len(signature)} bytes, not {SIGNATURE_BYTES}")
        r = int.from_bytes(signature[:HALF_BYTES])
        s = int.from_bytes(signature[HALF_BYTES:])
        if not (0 < r < ORDER and 0 < s < ORDER):
            raise Refusal(Code.SIGNATURE_MALFORMED, "r or s out of range")
        try:
            self._public.verify(encode_dss_signature(r, s), data, _VERIFY)
        except InvalidSignature:
            raise Refusal(Code.SIGNATURE_WRONG, f"device {self.id[:16]}") from None

    def __repr__(self) -> str:
        return f"DevicePublicKey({self.id[:16]}…)"


class DeviceKey:
    """A phone's private key, for phones that are simulated: a real one never leaves its phone."""

    __slots__ = ("_private", "id", "public")

    def __init__(self, seed: bytes) -> None:
        """Derive the key from a seed of any length: SHA-512 of it, taken into 1 … n - 1."""
        secret = int.from_bytes(hashlib.sha512(seed).digest()) % (ORDER - 1) + 1
        self._private = ec.derive_private_key(secret, ec.SECP256R1())
        self.public = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.id = key_id(self.public)

    def sign(self, data: bytes) -> bytes:
        """Sign as r‖s, the same for the same data (RFC 6979)."""
        r, s = decode_dss_signature(self._private.sign(data, _SIGN))
        return r.to_bytes(HALF_BYTES) + s.to_bytes(HALF_BYTES)

    def __repr__(self) -> str:
        return f"DeviceKey({self.id[:16]}…)"

    def __reduce__(self) -> NoReturn:
        message = "a device key is not pickled"
        raise TypeError(message)
