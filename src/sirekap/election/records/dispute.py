"""Acts about what is in dispute: objections and their answers, stations without a poll, returns misfiled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.contests import Poll
from sirekap.election.malformed import Code, Malformed
from sirekap.election.records.head import CONTEST, HEAD, RECORD_ID, REGION, SALTED_HASH, STATION
from sirekap.election.records.shape import Shape, choice, optional, structure, text

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, SaltedHash
    from sirekap.election.regions import RegionCode, StationCode


class Objector(StrEnum):
    """Who may object (D.KEJADIAN KHUSUS DAN/ATAU KEBERATAN SAKSI)."""

    WITNESS = "witness"
    SUPERVISOR = "supervisor"


class ObjectionOutcome(StrEnum):
    """What became of an objection."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A witness or supervisor objects to a tier's figures, a station's, or one field of it."""

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    region: RegionCode
    contest: Contest
    station: StationCode | None
    field: str | None
    role: Objector
    person: SaltedHash
    words: SaltedHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An objection is answered: its ``outcome``, why, and the decision that followed, if any."""

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    region: RegionCode
    contest: Contest
    station: StationCode | None
    objection: RecordId
    outcome: ObjectionOutcome
    decision: RecordId | None
    person: SaltedHash
    words: SaltedHash


class Situation(StrEnum):
    """What is true of a station's poll, whatever its papers say."""

    NO_POLL = "no_poll"
    POSTPONED = "postponed"
    ANNULLED = "annulled"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSituation:
    """A station has no poll, or it is postponed, annulled by order, or restored."""

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    station: StationCode
    contest: Contest
    poll: Poll
    situation: Situation
    person: SaltedHash
    words: SaltedHash
    order: SaltedHash | None

    def __post_init__(self) -> None:
        if self.situation is Situation.ANNULLED and self.order is None:
            raise Malformed(Code.RECORD_VALUE_WRONG, ("order",), "a poll is annulled by a document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A return filed under one station belongs to another; both keep the history."""

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    station: StationCode
    contest: Contest
    moved: RecordId
    to: StationCode
    person: SaltedHash
    words: SaltedHash

    def __post_init__(self) -> None:
        if self.station == self.to:
            raise Malformed(Code.RECORD_VALUE_WRONG, ("to",), "it stands there already")


_FIELD = text("field name", r"[a-z][a-z0-9_]{0,47}", str)

OBJECTION: Shape[Objection] = structure(
    Objection,
    **HEAD,
    region=REGION,
    contest=CONTEST,
    station=optional(STATION),
    field=optional(_FIELD),
    role=choice(Objector),
    person=SALTED_HASH,
    words=SALTED_HASH,
)
ANSWER: Shape[Answer] = structure(
    Answer,
    **HEAD,
    region=REGION,
    contest=CONTEST,
    station=optional(STATION),
    objection=RECORD_ID,
    outcome=choice(ObjectionOutcome),
    decision=optional(RECORD_ID),
    person=SALTED_HASH,
    words=SALTED_HASH,
)
STATION_SITUATION: Shape[StationSituation] = structure(
    StationSituation,
    **HEAD,
    station=STATION,
    contest=CONTEST,
    poll=choice(Poll),
    situation=choice(Situation),
    person=SALTED_HASH,
    words=SALTED_HASH,
    order=optional(SALTED_HASH),
)
MOVE: Shape[Move] = structure(
    Move,
    **HEAD,
    station=STATION,
    contest=CONTEST,
    moved=RECORD_ID,
    to=STATION,
    person=SALTED_HASH,
    words=SALTED_HASH,
)
