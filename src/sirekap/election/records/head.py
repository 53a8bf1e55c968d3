"""What every record says first: which election, whether it counts, when, and who signs."""

from __future__ import annotations

from typing import Any

from sirekap.election.contests import Contest
from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, SaltedHash
from sirekap.election.records.shape import INSTANT, Shape, choice, digest, text
from sirekap.election.regions import RegionCode, StationCode

STATION = text("station code, 13 characters", r"[0-9]{2}[0-9A-Z]{8}[0-9]{3}", StationCode)
REGION = text(
    "region code, `0` or 2, 4, 6 or 10 characters",
    r"0|[0-9]{2}(?:[0-9A-Z]{2}){0,2}|[0-9]{2}[0-9A-Z]{8}",
    RegionCode,
)
CONTEST = choice(Contest)
RECORD_ID = digest("record id", RecordId)
KEY_ID = digest("key id", KeyId)
SALTED_HASH = digest("salted hash", SaltedHash)

HEAD: dict[str, Shape[Any]] = {
    "election": text("election, 1 to 63 of `a-z0-9-`", r"[a-z0-9][a-z0-9-]{0,62}", ElectionId),
    "phase": choice(Phase),
    "at": INSTANT,
    "signer": KEY_ID,
}
"""The members all acts share. ``at`` is when the act was done by the clock of who did it; for
a return, when the officer finished entering. ``signer`` is the key that signs the record's bytes."""
