"""A device certificate: this phone's key speaks for this station, slot 1 or 2. It names no person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.seal.device import RAW_BYTES
from sirekap.seal.envelope import unwrap, wrap
from sirekap.seal.keylist import ELECTION
from sirekap.seal.keys import KeyId, Purpose, SigningKey, key_id
from sirekap.seal.refusal import Code, Refusal
from sirekap.seal.statement import (
    DIGEST,
    Members,
    parse_statement,
    print_instant,
    print_octets,
    print_statement,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.seal.keylist import KeyRing

KIND = "certificate"
STATION = r"[0-9]{2}[0-9A-Z]{8}[0-9]{3}"
SLOTS = 2


class Standing(StrEnum):
    """How a certificate stands at some time. Only ``VALID`` lets a record count at once.

    The others are no refusal: what such a phone signed is kept, receipted and held
    under the value as its code.
    """

    VALID = "valid"
    NOT_YET = "certificate_not_yet_valid"
    EXPIRED = "certificate_expired"
    REVOKED = "certificate_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What the enrolment key says of a phone's key; valid up to, not including, ``valid_until``."""

    election: str
    station: str
    slot: int
    public: bytes
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime
    issuer: KeyId

    def __post_init__(self) -> None:
        if not self.valid_from < self.valid_until:
            raise Refusal(Code.STATEMENT_MALFORMED, f"{KIND}: valid_until")

    @property
    def device(self) -> KeyId:
        """The phone's key, by name."""
        return key_id(self.public)

    def standing(self, at: datetime, revoked_from: datetime | None) -> Standing:
        """Tell how it stands at ``at``, given from when it is revoked, if it is."""
        if revoked_from is not None and revoked_from <= at:
            return Standing.REVOKED
        if at < self.valid_from:
            return Standing.NOT_YET
        return Standing.VALID if at < self.valid_until else Standing.EXPIRED


def print_certificate(certificate: Certificate) -> bytes:
    """Write the bytes the enrolment key signs."""
    return print_statement(
        KIND,
        {
            "election": certificate.election,
            "issued_at": print_instant(certificate.issued_at),
            "issuer": certificate.issuer,
            "key": print_octets(certificate.public),
            "slot": certificate.slot,
            "station": certificate.station,
            "valid_from": print_instant(certificate.valid_from),
            "valid_until": print_instant(certificate.valid_until),
        },
    )


def parse_certificate(body: bytes) -> Certificate:
    """Read what the enrolment key signs, strictly. The signature is not checked here."""
    return parse_statement(KIND, body, _certificate, print_certificate)


def _certificate(members: Members) -> Certificate:
    return Certificate(
        election=members.text("election", ELECTION),
        station=members.text("station", STATION),
        slot=members.whole("slot", 1, SLOTS),
        public=members.octets("key", RAW_BYTES),
        issued_at=members.instant("issued_at"),
        valid_from=members.instant("valid_from"),
        valid_until=members.instant("valid_until"),
        issuer=KeyId(members.text("issuer", DIGEST)),
    )


def issue_certificate(certificate: Certificate, enrolment: SigningKey) -> bytes:
    """Sign a certificate, and give it as it is handed to the phone.

    A certificate that names another issuer, or that could not be read again, is refused.
    """
    if enrolment.purpose is not Purpose.ENROLMENT or enrolment.id != certificate.issuer:
        raise Refusal(Code.KEY_PURPOSE_WRONG, f"{enrolment!r} does not issue this certificate")
    body = print_certificate(certificate)
    parse_certificate(body)
    return wrap(body, enrolment.sign(body))


def verify_certificate(signed: bytes, keys: KeyRing) -> Certificate:
    """Take a certificate if an enrolment key signed it while that key held.

    Whether it is valid now is another question: see :meth:`Certificate.standing`.
    """
    body, signature = unwrap(signed)
    certificate = parse_certificate(body)
    keys.verify(certificate.issuer, Purpose.ENROLMENT, certificate.issued_at, body, signature)
    return certificate
