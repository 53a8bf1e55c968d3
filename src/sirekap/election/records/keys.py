"""The acts about keys: a phone enrolled, a key listed, a key revoked.

The certificate and the key list themselves are made and checked in ``seal``; here
they are bytes and names, so that the records tell when each key began and ceased.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.malformed import Code, Malformed
from sirekap.election.records.head import HEAD, KEY_ID, STATION
from sirekap.election.records.shape import INSTANT, Shape, choice, octets, structure, whole

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.identity import ElectionId, KeyId, Phase
    from sirekap.election.regions import StationCode


class KeyPurpose(StrEnum):
    """What a server's key is for. No key serves two purposes (architecture § 5)."""

    ENROLMENT = "enrolment"
    OFFICE = "office"
    RECEIPT = "receipt"
    READING = "reading"
    LOG = "log"
    PUBLICATION = "publication"


class RevocationReason(StrEnum):
    """Why a key ceases. A compromised key is revoked from the first moment in doubt, which may be past."""

    LOST = "lost"
    COMPROMISED = "compromised"
    REPLACED = "replaced"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEnrolled:
    """A phone's key was certified for one of a station's two slots.

    ``certificate`` is the signed certificate as it was given to the phone; whoever
    audits checks that it names the same station, slot and device.
    """

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    station: StationCode
    slot: int
    device: KeyId
    certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyListed:
    """A server's key came into use. Its bytes are its Ed25519 public key."""

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    key: KeyId
    purpose: KeyPurpose
    public_key: bytes
    valid_from: datetime
    valid_until: datetime

    def __post_init__(self) -> None:
        if not self.valid_from < self.valid_until:
            raise Malformed(Code.RECORD_VALIDITY_WRONG, ("valid_until",))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked:
    """A server's or a phone's key ceased at ``revoked_from``. What it signs later is held."""

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    key: KeyId
    revoked_from: datetime
    reason: RevocationReason


DEVICE_ENROLLED: Shape[DeviceEnrolled] = structure(
    DeviceEnrolled,
    **HEAD,
    station=STATION,
    slot=whole(1, 2),
    device=KEY_ID,
    certificate=octets("the signed certificate, 1 to 2,000 bytes", 1, 2_000),
)
KEY_LISTED: Shape[KeyListed] = structure(
    KeyListed,
    **HEAD,
    key=KEY_ID,
    purpose=choice(KeyPurpose),
    public_key=octets("Ed25519 public key, 32 bytes", 32, 32),
    valid_from=INSTANT,
    valid_until=INSTANT,
)
KEY_REVOKED: Shape[KeyRevoked] = structure(
    KeyRevoked, **HEAD, key=KEY_ID, revoked_from=INSTANT, reason=choice(RevocationReason)
)
