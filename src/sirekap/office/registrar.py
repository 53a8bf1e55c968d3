"""What becomes of a phone's key, signed: its certificate, the records that it began and that it ceased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sirekap.election.identity import ElectionId, KeyId, record_id
from sirekap.election.records import DeviceEnrolled, KeyRevoked, print_record
from sirekap.election.regions import StationCode
from sirekap.office.ports import Device, Entry
from sirekap.seal.certificate import Certificate, issue_certificate, parse_certificate
from sirekap.seal.envelope import unwrap
from sirekap.seal.receipt import wrapped_receipt

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.identity import Phase
    from sirekap.election.records import RevocationReason
    from sirekap.seal.keys import SigningKey

_CLOCKS_APART = timedelta(minutes=10)
"""A certificate holds from so long before it was made: another machine's clock may be behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrar:
    """Certifies phones of one election, each for as long as ``valid``. ``log_promise`` is in seconds."""

    election: ElectionId
    phase: Phase
    enrolment_key: SigningKey
    receipt_key: SigningKey
    log_promise: int
    valid: timedelta

    def certified(self, station: StationCode, slot: int, public: bytes, at: datetime) -> tuple[Device, Entry]:
        """The device and the record of a phone whose key comes into a slot."""
        moment = at.replace(microsecond=0)
        certificate = Certificate(
            election=self.election,
            station=station,
            slot=slot,
            public=public,
            issued_at=moment,
            valid_from=moment - _CLOCKS_APART,
            valid_until=moment + self.valid,
            issuer=self.enrolment_key.id,
        )
        signed = issue_certificate(certificate, self.enrolment_key)
        body = print_record(self.enrolled(signed))
        device = Device(KeyId(certificate.device), station, slot, signed)
        return device, self._entry(body, "device_enrolled", station, at)

    def enrolled(self, signed: bytes) -> DeviceEnrolled:
        """The record of a certificate: the same one, whenever it is asked for."""
        certificate = parse_certificate(unwrap(signed)[0])
        return DeviceEnrolled(
            election=ElectionId(certificate.election),
            phase=self.phase,
            at=certificate.issued_at,
            signer=KeyId(certificate.issuer),
            station=StationCode(certificate.station),
            slot=certificate.slot,
            device=KeyId(certificate.device),
            certificate=signed,
        )

    def revoked(self, key: KeyId, reason: RevocationReason, at: datetime) -> Entry:
        """The record that a phone's key ceases now."""
        moment = at.replace(microsecond=0)
        record = KeyRevoked(
            election=self.election,
            phase=self.phase,
            at=moment,
            signer=KeyId(self.enrolment_key.id),
            key=key,
            revoked_from=moment,
            reason=reason,
        )
        return self._entry(print_record(record), "key_revoked", None, at)

    def _entry(self, body: bytes, kind: str, station: str | None, at: datetime) -> Entry:
        name = record_id(body)
        moment = at.replace(microsecond=0)
        return Entry(
            id=name,
            kind=kind,
            station=station,
            contest=None,
            body=body,
            signature=self.enrolment_key.sign(body),
            key=KeyId(self.enrolment_key.id),
            received=at,
            receipt=wrapped_receipt(name, moment, self.log_promise, self.receipt_key),
        )
