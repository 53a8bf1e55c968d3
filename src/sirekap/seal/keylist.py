"""The key list: which server key is for what and when, signed by the offline root.

A list replaces the one before it; its serial only grows, so that an old list cannot
bring a revoked key back. Who holds the root's public key needs no other trust.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.seal.envelope import unwrap, wrap
from sirekap.seal.keys import UNLISTED, KeyId, Purpose, SigningKey, VerifyingKey, key_id
from sirekap.seal.refusal import Code, Refusal
from sirekap.seal.statement import (
    Members,
    Plain,
    parse_statement,
    print_instant,
    print_octets,
    print_statement,
)

if TYPE_CHECKING:
    from datetime import datetime

KIND = "key_list"
ELECTION = r"[a-z0-9][a-z0-9-]{0,62}"
LARGEST_SERIAL = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedKey:
    """A server's public key, valid from ``valid_from`` up to, not including, ``valid_until``.

    From ``revoked_from`` on nothing it signed is accepted, whatever its validity says.
    """

    public: bytes
    purpose: Purpose
    valid_from: datetime
    valid_until: datetime
    revoked_from: datetime | None = None

    @property
    def id(self) -> KeyId:
        """The key's name."""
        return key_id(self.public)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyList:
    """All server keys of an election, in the order of their ids."""

    election: str
    serial: int
    at: datetime
    keys: tuple[ListedKey, ...]

    def __post_init__(self) -> None:
        ids = [listed.id for listed in self.keys]
        if ids != sorted(set(ids)):
            raise Refusal(Code.STATEMENT_MALFORMED, f"{KIND}: keys not ascending by id")
        for listed in self.keys:
            if listed.purpose in UNLISTED or not listed.valid_from < listed.valid_until:
                raise Refusal(Code.STATEMENT_MALFORMED, f"{KIND}: key {listed.id[:16]}")

    def sign(self, root: SigningKey) -> bytes:
        """Write and sign the list with the offline root."""
        body = print_key_list(self)
        return wrap(body, root.sign(body))


def print_key_list(keys: KeyList) -> bytes:
    """Write the bytes the root signs."""
    listed: list[dict[str, Plain]] = [
        {
            "id": key.id,
            "key": print_octets(key.public),
            "purpose": key.purpose.value,
            "revoked_from": None if key.revoked_from is None else print_instant(key.revoked_from),
            "valid_from": print_instant(key.valid_from),
            "valid_until": print_instant(key.valid_until),
        }
        for key in keys.keys
    ]
    return print_statement(
        KIND,
        {"election": keys.election, "serial": keys.serial, "at": print_instant(keys.at), "keys": listed},
    )


def parse_key_list(body: bytes) -> KeyList:
    """Read what the root signs, strictly. The signature is not checked here."""
    return parse_statement(KIND, body, _key_list, print_key_list)


def _key_list(members: Members) -> KeyList:
    return KeyList(
        election=members.text("election", ELECTION),
        serial=members.whole("serial", 1, LARGEST_SERIAL),
        at=members.instant("at"),
        keys=tuple(
            ListedKey(
                public=key.octets("key", 32),
                purpose=Purpose(key.text("purpose", "enrolment|office|receipt|reading|log|publication")),
                valid_from=key.instant("valid_from"),
                valid_until=key.instant("valid_until"),
                revoked_from=key.instant_or_none("revoked_from"),
            )
            for key in members.each("keys")
        ),
    )


class KeyRing:
    """A verified key list, ready to check signatures of the server's keys."""

    def __init__(self, keys: KeyList) -> None:
        """Decode the keys of a list that is already trusted, such as one made in this process."""
        self.list = keys
        self._keys = {key.id: (key, VerifyingKey(key.public)) for key in keys.keys}

    @classmethod
    def verified(cls, signed: bytes, root: VerifyingKey, newest_serial: int = 0) -> KeyRing:
        """Take a signed list if the root signed it and it is not older than one already seen."""
        body, signature = unwrap(signed)
        root.verify(body, signature)
        keys = parse_key_list(body)
        if keys.serial < newest_serial:
            raise Refusal(Code.KEY_LIST_OLDER, f"serial {keys.serial}, {newest_serial} seen")
        return cls(keys)

    def verify(self, key: KeyId, purpose: Purpose, at: datetime, data: bytes, signature: bytes) -> None:
        """Return if ``key`` is for this purpose, held at ``at`` and signed exactly these bytes."""
        found = self._keys.get(key)
        if found is None:
            raise Refusal(Code.KEY_UNKNOWN, f"key {key[:16]}")
        listed, verifying = found
        if listed.purpose is not purpose:
            raise Refusal(Code.KEY_PURPOSE_WRONG, f"key {key[:16]} is for {listed.purpose}, not {purpose}")
        if listed.revoked_from is not None and listed.revoked_from <= at:
            raise Refusal(Code.KEY_IS_REVOKED, f"key {key[:16]}")
        if not listed.valid_from <= at < listed.valid_until:
            raise Refusal(Code.KEY_NOT_VALID_THEN, f"key {key[:16]}")
        verifying.verify(data, signature)
