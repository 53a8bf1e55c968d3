"""The act of receiving a return: decoded strictly, verified, stored durably, receipted.

Sent again, in whatever process, the same bytes get the same receipt: the first one.
Findings are no matter here. They are computed from the record wherever it is read, and
never stand in the way of taking it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.identity import KeyId as DeviceKeyId
from sirekap.election.identity import record_id
from sirekap.election.records import Return, parse_record
from sirekap.election.refusal import Refusal
from sirekap.office.intake_terms import Code
from sirekap.office.ports import Entry, StoreAway
from sirekap.office.unable import Code as UnableCode
from sirekap.office.unable import Unable
from sirekap.seal.envelope import unwrap
from sirekap.seal.keys import KeyId
from sirekap.seal.receipt import wrapped_receipt
from sirekap.seal.refusal import Code as SealCode
from sirekap.seal.refusal import Refusal as SealRefusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sirekap.election.regions import StationCode
    from sirekap.office.group_commit import GroupCommit
    from sirekap.office.intake_terms import Terms
    from sirekap.office.ports import Devices, Outcome, Places
    from sirekap.office.revocations import Revocations
    from sirekap.office.slots import Slots
    from sirekap.seal.certificate import Certificate
    from sirekap.seal.keys import SigningKey
    from sirekap.seal.verifier import DeviceVerifier


@dataclass(frozen=True, slots=True)
class Received:
    """A return that is stored: its id, and what the store answers for it from now on."""

    id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive:
    """The intake of one process.

    ``now`` is the wall clock, UTC; ``log_promise`` is in seconds. The phones kept in
    ``phones`` had a station that exists when they were admitted, and none is ever removed.
    """

    terms: Terms
    phones: DeviceVerifier
    revocations: Revocations
    commit: GroupCommit
    devices: Devices
    places: Places
    receipt_key: SigningKey
    log_promise: int
    slots: Slots
    now: Callable[[], datetime]

    async def __call__(self, envelope: bytes) -> Received:
        """Take a signed return as it came over the wire; return when it is stored for good.

        Raises a :class:`Refusal` of ``election``, ``seal`` or ``intake_terms``, or :class:`Unable`.
        """
        with self.commit.place():
            return await self._taken(envelope)

    async def _taken(self, envelope: bytes) -> Received:
        body, signature = unwrap(envelope)
        record = parse_record(body)
        if not isinstance(record, Return):
            raise Refusal(Code.NOT_A_RETURN)
        self.terms.check(record)
        certificate = await self._certificate(KeyId(record.signer), body, signature)
        if record.station != certificate.station:
            await self._need_station(record.station)
        moment = self.now()
        standing = certificate.standing(moment, self.revocations.since(record.signer))
        name = record_id(body)
        receipt = wrapped_receipt(
            name,
            moment.replace(microsecond=0),
            self.log_promise,
            self.receipt_key,
            self.slots.of(record, moment),
        )
        entry = Entry(
            id=name,
            kind="return",
            station=record.station,
            contest=record.contest.value,
            body=body,
            signature=signature,
            key=record.signer,
            received=moment,
            receipt=receipt,
            holds=self.terms.holds(record, certificate, standing, moment),
        )
        return Received(name, await self.commit.commit(entry))

    async def _certificate(self, signer: KeyId, body: bytes, signature: bytes) -> Certificate:
        """The signer's certificate, if it signed the body. A phone met first is looked up and kept."""
        if signer not in self.phones:
            try:
                device = await self.devices.by_key(DeviceKeyId(signer))
            except StoreAway:
                raise Unable(UnableCode.STORE_AWAY) from None
            if device is None:
                raise SealRefusal(SealCode.CERTIFICATE_UNKNOWN, f"device {signer[:16]}")
            await self._need_station(device.station)
            self.phones.admit(device.certificate)
        return self.phones.verify(signer, body, signature)

    async def _need_station(self, code: StationCode | str) -> None:
        try:
            station = await self.places.station(code)  # type: ignore[arg-type] # A plain text finds no station.
        except StoreAway:
            raise Unable(UnableCode.STORE_AWAY) from None
        if station is None:
            raise Refusal(Code.STATION_UNKNOWN, {"station": code})
