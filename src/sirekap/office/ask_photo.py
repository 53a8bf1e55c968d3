"""The act of asking to send a photo: in its slot, for a return that names it, by a phone of its station."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sirekap.election.identity import KeyId as DeviceKeyId
from sirekap.election.identity import PhotoHash, RecordId
from sirekap.election.records import Return, parse_record
from sirekap.election.refusal import Refusal
from sirekap.office.photo_terms import ADDRESS_GOOD, CLOCK_OFF, Code
from sirekap.office.ports import Upload, Way
from sirekap.office.whole_returns import read_when_whole
from sirekap.seal.envelope import unwrap
from sirekap.seal.photo_request import parse_photo_request
from sirekap.seal.refusal import Code as SealCode
from sirekap.seal.refusal import Refusal as SealRefusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sirekap.office.ports import Devices, Jobs, Objects, Records, Uploads
    from sirekap.office.slots import Slots
    from sirekap.seal.certificate import Certificate
    from sirekap.seal.photo_request import PhotoRequest
    from sirekap.seal.verifier import DeviceVerifier


class TooEarly(Refusal):
    """The photo's slot has not begun; ``seconds`` is until then, in whole seconds."""

    def __init__(self, slot: datetime, seconds: int) -> None:
        super().__init__(Code.TOO_EARLY, {"slot": f"{slot:%Y-%m-%dT%H:%M:%SZ}"})
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Offer:
    """What a phone is answered: how far its photo is, and where to put the bytes that are missing.

    ``address`` is ``None`` when nothing is to be sent.
    """

    way: Way
    address: str | None
    received: int
    expires: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPhoto:
    """Gives phones their addresses. ``random`` makes so many hexadecimal characters of a secret."""

    phones: DeviceVerifier
    devices: Devices
    records: Records
    uploads: Uploads
    objects: Objects
    jobs: Jobs
    slots: Slots
    now: Callable[[], datetime]
    random: Callable[[int], str]

    async def __call__(self, sha256: str, envelope: bytes) -> Offer:
        """Answer a signed request. Raises a :class:`Refusal` of ``seal`` or ``photo_terms``."""
        body, signature = unwrap(envelope)
        request = parse_photo_request(body)
        if request.sha256 != sha256:
            raise Refusal(Code.REQUEST_OF_ANOTHER)
        moment = self.now()
        if abs(request.at - moment) > CLOCK_OFF:
            raise Refusal(Code.REQUEST_CLOCK, {"given": f"{request.at:%Y-%m-%dT%H:%M:%SZ}"})
        certificate = await self._certificate(request, body, signature)
        record, slot = await self._named(request, certificate)
        if slot > moment:
            raise TooEarly(slot, int((slot - moment).total_seconds()) + 1)
        photo = PhotoHash(sha256)
        if await self.uploads.safe([photo]):
            await read_when_whole(RecordId(request.record), record, self.uploads, self.jobs)
            return Offer(Way.SAFE, None, request.size, None)
        return await self._offer(await self.uploads.open(self._begun(request, record, moment)))

    def _begun(self, request: PhotoRequest, record: Return, moment: datetime) -> Upload:
        return Upload(
            token=self.random(32),
            sha256=PhotoHash(request.sha256),
            size=request.size,
            type=request.type,
            record=RecordId(request.record),
            contest=record.contest.value,
            issued=moment,
            expires=moment + ADDRESS_GOOD,
        )

    async def _offer(self, upload: Upload) -> Offer:
        if upload.way is Way.WHOLE:
            return Offer(Way.WHOLE, None, upload.size, None)
        seconds = max(1, int((upload.expires - self.now()).total_seconds()))
        address = await self.objects.address(upload.token, seconds)
        return Offer(Way.OPEN, address, await self.objects.received(upload.token) or 0, upload.expires)

    async def _certificate(self, request: PhotoRequest, body: bytes, signature: bytes) -> Certificate:
        """The phone's certificate, if it signed the request; that of a phone revoked since serves still.

        What it filed is kept and held, and its photos help the person who must look at it.
        """
        if request.key not in self.phones:
            device = await self.devices.by_key(DeviceKeyId(request.key))
            if device is None:
                raise SealRefusal(SealCode.CERTIFICATE_UNKNOWN, f"device {request.key[:16]}")
            self.phones.admit(device.certificate)
        return self.phones.verify(request.key, body, signature)

    async def _named(self, request: PhotoRequest, certificate: Certificate) -> tuple[Return, datetime]:
        """The return that names the photo, of the phone's own station, and its slot."""
        stored = await self.records.by_id(RecordId(request.record))
        if stored is None or stored.entry.kind != "return" or stored.entry.station != certificate.station:
            raise Refusal(Code.NOT_NAMED)
        record = cast("Return", parse_record(stored.entry.body))
        slot = self.slots.of(record, stored.entry.received)
        if slot is None or all(photo.sha256 != request.sha256 for photo in record.photos):
            raise Refusal(Code.NOT_NAMED)
        return record, slot
