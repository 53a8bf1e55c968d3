"""A phone's claim of a slot: the letter's code, and its own key, signed by that key.

The signature proves that who claims holds the private key. Nothing in it needs to be
fresh: the same claim again gets the same certificate again, and for no other key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.seal.certificate import STATION
from sirekap.seal.device import RAW_BYTES, SPKI_BYTES, DevicePublicKey, raw_public_key
from sirekap.seal.envelope import unwrap, wrap
from sirekap.seal.keylist import ELECTION
from sirekap.seal.statement import Members, parse_statement, print_octets, print_statement

if TYPE_CHECKING:
    from sirekap.seal.device import DeviceKey
    from sirekap.seal.keys import KeyId

KIND = "enrolment_claim"
CODE = r"[0-9A-Za-z -]{1,64}"
EXPORTED = RAW_BYTES, SPKI_BYTES
"""Bytes of a key as WebCrypto exports it, ``raw`` or ``spki``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a phone asks: to speak for ``station``, by the ``code`` of its letter, as it was entered."""

    election: str
    station: str
    code: str
    exported: bytes

    @property
    def public(self) -> bytes:
        """The phone's key, 65 raw bytes. Raises :class:`Refusal` ``public_key_malformed``."""
        return raw_public_key(self.exported)

    @property
    def device(self) -> KeyId:
        """The phone's key, by name."""
        return DevicePublicKey(self.public).id

    def __repr__(self) -> str:
        return f"Claim({self.election}, {self.station}, …)"


def print_claim(claim: Claim) -> bytes:
    """Write the bytes the phone signs."""
    return print_statement(
        KIND,
        {
            "code": claim.code,
            "election": claim.election,
            "key": print_octets(claim.exported),
            "station": claim.station,
        },
    )


def parse_claim(body: bytes) -> Claim:
    """Read what the phone signs, strictly. The signature is not checked here."""
    return parse_statement(KIND, body, _claim, print_claim)


def _claim(members: Members) -> Claim:
    return Claim(
        election=members.text("election", ELECTION),
        station=members.text("station", STATION),
        code=members.text("code", CODE),
        exported=members.octets("key", *EXPORTED),
    )


def sign_claim(claim: Claim, key: DeviceKey) -> bytes:
    """Write and sign a claim as a phone sends it."""
    body = print_claim(claim)
    return wrap(body, key.sign(body))


def verify_claim(signed: bytes) -> Claim:
    """Take a claim if the key it names signed exactly these bytes; refuse otherwise."""
    body, signature = unwrap(signed)
    claim = parse_claim(body)
    DevicePublicKey(claim.public).verify(body, signature)
    return claim
