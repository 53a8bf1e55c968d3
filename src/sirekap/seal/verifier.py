"""The hot path's check: a phone's signature, its certificate verified once and kept.

Verifying a certificate (Ed25519, and decoding a point of P-256) costs about twice what
the phone's own signature costs, and a phone files several returns. So a verified phone
is kept by its key's id. A kept certificate is never a judgement of *now*: validity and
revocation are asked of it each time (:meth:`Certificate.standing`).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.seal.certificate import Certificate, verify_certificate
from sirekap.seal.device import DevicePublicKey
from sirekap.seal.refusal import Code, Refusal

if TYPE_CHECKING:
    from sirekap.seal.keylist import KeyRing
    from sirekap.seal.keys import KeyId


@dataclass(frozen=True, slots=True)
class _Known:
    signed: bytes
    certificate: Certificate
    key: DevicePublicKey


class DeviceVerifier:
    """Checks phones' signatures against certificates it has admitted.

    ``capacity`` bounds how many phones are kept; the one used longest ago goes first
    (one phone takes about 2 kB). A new key list needs a new verifier, since a revoked
    enrolment key takes its certificates with it.
    """

    def __init__(self, keys: KeyRing, capacity: int) -> None:
        self._keys = keys
        self._capacity = capacity
        self._known: OrderedDict[KeyId, _Known] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, device: KeyId) -> bool:
        return device in self._known

    def admit(self, signed: bytes) -> Certificate:
        """Verify a certificate and keep its phone.

        A phone's key is certified once: another certificate for the same key is
        refused (``certificate_conflict``), for it could move a phone to another station.
        That is seen of the phones kept; for all of them the store sees to it.
        """
        certificate = verify_certificate(signed, self._keys)
        known = self._known.get(certificate.device)
        if known is None:
            self._known[certificate.device] = _Known(signed, certificate, DevicePublicKey(certificate.public))
            if len(self._known) > self._capacity:
                self._known.popitem(last=False)
        elif known.signed != signed:
            raise Refusal(Code.CERTIFICATE_CONFLICT, f"device {certificate.device[:16]}")
        return certificate

    def verify(self, device: KeyId, data: bytes, signature: bytes) -> Certificate:
        """Return the phone's certificate if its key signed exactly these bytes; refuse otherwise.

        ``certificate_unknown`` says that the phone must be admitted first. The caller
        then compares the record's station with the certificate's.
        """
        known = self._known.get(device)
        if known is None:
            raise Refusal(Code.CERTIFICATE_UNKNOWN, f"device {device[:16]}")
        known.key.verify(data, signature)
        self._known.move_to_end(device)
        return known.certificate
