"""What a phone does to be enrolled: it takes the code from its letter, makes a key, and claims its slot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sirekap.election.regions import station_code
from sirekap.seal.certificate import parse_certificate
from sirekap.seal.claim import Claim, sign_claim
from sirekap.seal.codes import PAYLOAD
from sirekap.seal.envelope import unwrap
from sirekap.simulate.crowd import Phone
from sirekap.simulate.wire import Server

if TYPE_CHECKING:
    from sirekap.seal.device import DeviceKey
    from sirekap.simulate.wire import Answer, Line

DEVICES = "/api/v1/devices"


class NotEnrolled(Exception):  # noqa: N818 -- it tells what happened
    """The server gave no certificate; ``code`` says why."""

    def __init__(self, code: str, retry_after: int | None) -> None:
        super().__init__(code)
        self.code, self.retry_after = code, retry_after


def claim_of(scanned: str, key: DeviceKey, election: str = "pemilu2024") -> bytes:
    """The claim a phone signs after it scanned a letter. ``ValueError`` for a QR that is no letter's."""
    name, version, station, code = scanned.split(":")
    if f"{name}:{version}" != PAYLOAD:
        message = "not the code of an enrolment letter"
        raise ValueError(message)
    return typed_claim(station, code, key, election)


def typed_claim(station: str, code: str, key: DeviceKey, election: str = "pemilu2024") -> bytes:
    """The claim a phone signs for a station and a code that were typed."""
    return sign_claim(Claim(election=election, station=station, code=code, exported=key.public), key)


async def enrol(line: Line, port: int, claim: bytes, key: DeviceKey) -> Phone:
    """Send a claim, take the certificate. Raises :class:`NotEnrolled`; after :class:`LineCut`, send again."""
    return enrolled(await line.ask(Server(port, DEVICES).post(claim)), key)


def enrolled(answer: Answer, key: DeviceKey) -> Phone:
    """The phone that an answer makes. Raises :class:`NotEnrolled`."""
    told = json.loads(answer.body)
    if answer.status not in {200, 201}:
        wait = answer.headers.get("retry-after")
        raise NotEnrolled(told["code"], None if wait is None else int(wait))
    # Canonical JSON parsed and written again is the same bytes: keys in order, no white space.
    certificate = json.dumps(told["certificate"], separators=(",", ":")).encode("ascii")
    made = parse_certificate(unwrap(certificate)[0])
    return Phone(station_code(made.station), made.slot, key, certificate)
