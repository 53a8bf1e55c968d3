"""Vectors of enrolment: codes in their forms, what is a slip, and a phone's signed claim."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sirekap.seal.claim import Claim, print_claim, sign_claim
from sirekap.seal.codes import CodeKey, one_time_code

if TYPE_CHECKING:
    from seal_vectors import Case

    from sirekap.seal.codes import OneTimeCode
    from sirekap.seal.device import DeviceKey

SECRET = hashlib.sha256(b"sirekap test vector, codes").digest()
STATIONS = ("3404062001006", "9901AA0001001")


def enrolment_vectors(phone: DeviceKey) -> Case:
    """Codes for two stations, one at home and one abroad, and a claim with the first."""
    randoms = (bytes(range(16)), b"\xff" * 16, hashlib.sha256(b"code").digest()[:16])
    codes = [one_time_code(station, random) for station in STATIONS for random in randoms]
    claim = Claim(
        election="pemilu2024", station=STATIONS[0], code=codes[0].typed.lower(), exported=phone.public
    )
    return {
        "about": "TEST KEYS ONLY: seeds are public words.",
        "secret": SECRET.hex(),
        "codes": [_code(code, random) for code, random in zip(codes, randoms * 2, strict=True)],
        "slips": [
            {"station": STATIONS[0], "entered": entered}
            for entered in (codes[0].typed[:-1] + "0", codes[3].typed, codes[0].text[:-1], "U" * 13)
        ],
        "claim": {"body": print_claim(claim).decode(), "envelope": sign_claim(claim, phone).decode()},
    }


def _code(code: OneTimeCode, random: bytes) -> Case:
    scanned, typed = CodeKey(SECRET).digests(code)
    return {
        "station": code.station,
        "random": random.hex(),
        "payload": code.payload,
        "typed": code.typed,
        "digest_scanned": scanned,
        "digest_typed": typed,
    }
