"""Whose signature stands under a record: a phone's, by its certificate, or a server key's, by its list."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sirekap.audit.finding import Code
from sirekap.election.records import (
    DeviceEnrolled,
    KeyListed,
    KeyRevoked,
    PhotosRead,
    Resemblance,
    Return,
)
from sirekap.seal.certificate import Standing, verify_certificate
from sirekap.seal.device import DevicePublicKey
from sirekap.seal.envelope import unwrap
from sirekap.seal.keylist import KeyRing, parse_key_list
from sirekap.seal.keys import KeyId, Purpose, VerifyingKey
from sirekap.seal.refusal import Code as SealCode
from sirekap.seal.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.audit.leaves import Leaf
    from sirekap.audit.visit import Visit
    from sirekap.election.records import Record
    from sirekap.seal.certificate import Certificate

KEY_LIST = "v1/key-list.json"
OTHER_STATION = "certificate_of_another_station"
"""The hold of a return for a station that its phone was not enrolled for."""
_OF_CERTIFICATE = frozenset({OTHER_STATION, *(each.value for each in Standing)})
_HEARD = timedelta(minutes=1)
"""For so long after a revocation is logged an intake may not have heard of it."""
_WRAPPED = b'{"body":'
MOST_WAITING = 10_000
"""Returns by phones of other villages that wait for the end; honest sites have a handful."""

_PURPOSES: dict[type[object], frozenset[Purpose]] = {
    DeviceEnrolled: frozenset({Purpose.ENROLMENT}),
    KeyRevoked: frozenset({Purpose.ENROLMENT, Purpose.OFFICE}),
    KeyListed: frozenset({Purpose.ENROLMENT, Purpose.OFFICE}),
    PhotosRead: frozenset({Purpose.READING}),
    Resemblance: frozenset({Purpose.READING}),
}
_OFFICE = frozenset({Purpose.OFFICE, Purpose.READING})
"""Who signs what is not named above: people at a desk; covers are the machine's or a person's."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A record as it stands on the site, with what stands beside it."""

    leaf: Leaf
    body: bytes
    record: Record
    key: KeyId
    signature: bytes
    holds: tuple[str, ...]


def read_key_list(visit: Visit, root: VerifyingKey | None) -> KeyRing | None:
    """The published key list, by the root if its key is given; ``None`` and a finding if it is none.

    A service without a root publishes the statement alone, which nobody signed.
    """
    content = visit.file(KEY_LIST, 1 << 20)
    if content is None:
        visit.report.find(Code.FILE_MISSING, KEY_LIST)
        return None
    try:
        if root is not None:
            return KeyRing.verified(content, root)
        visit.forget(KEY_LIST)
        return KeyRing(parse_key_list(unwrap(content)[0] if content.startswith(_WRAPPED) else content))
    except Refusal as refusal:
        visit.report.find(Code.KEY_LIST_WRONG, KEY_LIST, about=refusal.code)
        return None


@dataclass(frozen=True, slots=True)
class _Phone:
    public: DevicePublicKey
    certificate: Certificate


@dataclass
class Signatures:
    """Checks signatures. A phone of a village not looked at yet is remembered and asked for at the end."""

    visit: Visit
    ring: KeyRing | None
    waiting: list[Signed] = field(default_factory=list)
    revoked: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    """From when each revoked key is, and when the log said so."""
    _phones: dict[KeyId, _Phone] = field(default_factory=dict)
    _known: array[int] = field(default_factory=lambda: array("Q"))
    _villages: list[str] = field(default_factory=list)
    _places: array[int] = field(default_factory=lambda: array("L"))

    def enrolled(self, record: DeviceEnrolled) -> None:
        """Take a phone whose certificate an enrolment key signed and says what its record says."""
        if self.ring is None:
            return
        certificate = verify_certificate(record.certificate, self.ring)
        said = (str(certificate.device), certificate.station, certificate.slot)
        if said != (str(record.device), str(record.station), record.slot):
            raise Refusal(SealCode.CERTIFICATE_CONFLICT, f"device {record.device[:16]}")
        self._phones[certificate.device] = _Phone(DevicePublicKey(certificate.public), certificate)
        village = record.station[:10]
        if not self._villages or self._villages[-1] != village:
            self._villages.append(village)
        self._known.append(_prefix(record.device))
        self._places.append(len(self._villages) - 1)

    def admit(self, record: Record) -> None:
        """Take a phone again whose certificate was checked before."""
        if isinstance(record, DeviceEnrolled) and self.ring is not None:
            try:
                certificate = verify_certificate(record.certificate, self.ring)
            except Refusal:
                return
            self._phones[certificate.device] = _Phone(DevicePublicKey(certificate.public), certificate)

    def next_village(self) -> None:
        """Let the phones of the last villages go; where they stand is kept, eight bytes each."""
        self._phones.clear()

    def village_of(self, phone: str) -> str | None:
        """The village in which a phone was enrolled, if one was met."""
        try:
            return self._villages[self._places[self._known.index(_prefix(phone))]]
        except ValueError:
            return None

    def check(self, signed: Signed, *, last: bool = False) -> None:
        """See that the key named is the record's signer and signed exactly its bytes."""
        report, path = self.visit.report, sig_path(signed.leaf.record)
        if self.ring is None:
            return
        try:
            _need_signer(signed)
            if isinstance(signed.record, Return):
                if not self._by_phone(signed, last=last):
                    return
            else:
                self._by_server(signed, self.ring)
        except Refusal as refusal:
            about = {"kind": signed.leaf.kind, "station": signed.leaf.place or "-"}
            report.find(Code.SIGNATURE_WRONG, path, about=refusal.code, **about)
        else:
            report.checked["signatures"] += 1

    def _by_phone(self, signed: Signed, *, last: bool) -> bool:
        """Whether a phone's signature was checked; one not met yet waits."""
        phone = self._phones.get(signed.key)
        if phone is not None:
            phone.public.verify(signed.body, signed.signature)
            self._judge_holds(signed, phone.certificate)
            return True
        if last:
            raise Refusal(SealCode.CERTIFICATE_UNKNOWN, f"device {signed.key[:16]}")
        if len(self.waiting) >= MOST_WAITING:
            raise Refusal(SealCode.CERTIFICATE_UNKNOWN, f"device {signed.key[:16]}")
        self.waiting.append(signed)
        return False

    def _judge_holds(self, signed: Signed, certificate: Certificate) -> None:
        """See that a return was held for what its phone's certificate says, and for no more of that."""
        at, (since, told_at) = signed.leaf.time, self.revoked.get(signed.key, (None, None))
        known = told_at is not None and told_at <= at
        wanted = {certificate.standing(at, since if known else None).value} - {Standing.VALID.value}
        filed = (signed.record.election, getattr(signed.record, "station", None))
        if (certificate.election, certificate.station) != filed:
            wanted.add(OTHER_STATION)
        told = set(signed.holds) & _OF_CERTIFICATE
        if known and told_at is not None and at < told_at + _HEARD:
            wanted, told = wanted - {Standing.REVOKED.value}, told - {Standing.REVOKED.value}
        if told != wanted:
            facts = {"kind": signed.leaf.kind, "station": signed.leaf.place or "-"}
            named = {"told": ", ".join(sorted(told)) or "-", "wanted": ", ".join(sorted(wanted)) or "-"}
            self.visit.report.find(Code.HOLD_WRONG, sig_path(signed.leaf.record), **facts, **named)

    def _by_server(self, signed: Signed, ring: KeyRing) -> None:
        purposes = _PURPOSES.get(type(signed.record), _OFFICE)
        listed = next((each for each in ring.list.keys if each.id == signed.key), None)
        if listed is None or listed.purpose not in purposes:
            code = SealCode.KEY_UNKNOWN if listed is None else SealCode.KEY_PURPOSE_WRONG
            raise Refusal(code, f"key {signed.key[:16]}")
        ring.verify(signed.key, listed.purpose, signed.record.at, signed.body, signed.signature)


def _need_signer(signed: Signed) -> None:
    if str(signed.key) != str(signed.record.signer):
        raise Refusal(SealCode.KEY_UNKNOWN, f"key {signed.key[:16]}")


def sig_path(record: str) -> str:
    """Where a record's signature stands."""
    return f"v1/records/{record}.sig.json"


def octets(written: object) -> bytes | None:
    """Bytes of hexadecimal in lower case, or ``None``."""
    try:
        read = bytes.fromhex(written) if isinstance(written, str) else b""
    except ValueError:
        return None
    return read if read.hex() == written else None


def _prefix(key: str) -> int:
    return int(key[:16], 16)
