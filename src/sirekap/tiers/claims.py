"""What the fold keeps of a return: one device's claim about one paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.contests import Contest, Poll
    from sirekap.election.identity import KeyId, RecordId
    from sirekap.election.records import Figures, Record, Return
    from sirekap.election.regions import StationCode

Key: TypeAlias = "tuple[StationCode, Contest]"
"""A station's contest: what has at most one current figure."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record as it comes to the fold: its id, itself, and the codes the intake held it for.

    The same record always bears the same holds, whatever way it comes.
    """

    id: RecordId
    record: Record
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A return without its photos. ``holds`` are those that no release has answered yet.

    ``blind`` is true if the officer was shown no other claim before entering.
    """

    id: RecordId
    signer: KeyId
    at: datetime
    poll: Poll
    version: int
    replaces: RecordId | None
    blind: bool
    votes: Figures
    administration: Figures
    holds: tuple[str, ...]


def claim_of(identity: RecordId, record: Return, holds: tuple[str, ...]) -> Claim:
    """Take a return as a claim."""
    return Claim(
        identity,
        record.signer,
        record.at,
        record.poll,
        record.version,
        record.replaces,
        not record.seen_before_entry,
        record.votes,
        record.administration,
        holds,
    )
