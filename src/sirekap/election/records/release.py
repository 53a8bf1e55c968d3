"""The act of a person who lets a held record count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.records.head import HEAD, RECORD_ID, SALTED_HASH
from sirekap.election.records.shape import Shape, ascending, structure, text

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, SaltedHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A held record counts from now on: which, what it was held for, who says so and why.

    A release answers the codes it names and no other: if the record is held for one
    more, it stays held.
    """

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    record: RecordId
    holds: tuple[str, ...]
    person: SaltedHash
    reason: SaltedHash


RELEASE: Shape[Release] = structure(
    Release,
    **HEAD,
    record=RECORD_ID,
    holds=ascending(
        text("code of a hold, 1 to 63 of `a-z0-9_`", r"[a-z][a-z0-9_]{0,62}", str), lambda code: code, 20
    ),
    person=SALTED_HASH,
    reason=SALTED_HASH,
)
