"""The acts of a plenary (rapat pleno rekapitulasi), and of those who may make it meet again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.malformed import Code, Malformed
from sirekap.election.records.head import CONTEST, HEAD, RECORD_ID, REGION, SALTED_HASH, STATION
from sirekap.election.records.shape import Shape, ascending, choice, digest, optional, structure, whole

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, SaltedHash
    from sirekap.election.regions import RegionCode, StationCode

MOST_PRESENT = 200
MOST_REOPENED = 900


class Step(StrEnum):
    """What the plenary does."""

    OPENED = "opened"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CLOSED = "closed"
    CERTIFIED = "certified"


class Role(StrEnum):
    """As what somebody is present."""

    CHAIR = "chair"
    MEMBER = "member"
    WITNESS = "witness"
    SUPERVISOR = "supervisor"
    OBSERVER = "observer"


class Signing(StrEnum):
    """Whether somebody signed the minutes. A witness may refuse, which stops nothing."""

    SIGNED = "signed"
    REFUSED = "refused"
    ABSENT = "absent"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at the plenary; ``words`` say why a signature was refused."""

    person: SaltedHash
    role: Role
    signing: Signing
    words: SaltedHash | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plenary:
    """A step of the plenary of a region, for one contest.

    ``version`` counts its certificates: 1 for the first, one more each time it meets again.
    ``follows`` is the step before. ``content`` is the SHA-256 of the figures that are
    certified, and ``second`` the person who certifies with the chair: both of a certificate
    alone. ``words`` say why it is suspended.
    """

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    region: RegionCode
    contest: Contest
    step: Step
    version: int
    follows: RecordId | None
    person: SaltedHash
    second: SaltedHash | None
    words: SaltedHash | None
    present: tuple[Present, ...]
    content: str | None

    def __post_init__(self) -> None:
        certifies = self.step is Step.CERTIFIED
        if certifies != (self.content is not None):
            raise Malformed(Code.RECORD_VALUE_WRONG, ("content",), f"step {self.step}")
        if certifies != (self.second is not None):
            raise Malformed(Code.RECORD_VALUE_WRONG, ("second",), f"step {self.step}")


class Authority(StrEnum):
    """Who may have a certified figure looked at again."""

    TIER_ABOVE = "tier_above"
    BAWASLU = "bawaslu"
    COURT = "court"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """A certificate is sent back: its plenary meets again, for the stations or children named.

    ``order`` is the number of the document that says so, ``words`` the reason.
    """

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    region: RegionCode
    contest: Contest
    certificate: RecordId
    authority: Authority
    order: SaltedHash
    words: SaltedHash
    person: SaltedHash
    stations: tuple[StationCode, ...]


_PRESENT: Shape[Present] = structure(
    Present,
    person=SALTED_HASH,
    role=choice(Role),
    signing=choice(Signing),
    words=optional(SALTED_HASH),
)

PLENARY: Shape[Plenary] = structure(
    Plenary,
    **HEAD,
    region=REGION,
    contest=CONTEST,
    step=choice(Step),
    version=whole(1, 99),
    follows=optional(RECORD_ID),
    person=SALTED_HASH,
    second=optional(SALTED_HASH),
    words=optional(SALTED_HASH),
    present=ascending(_PRESENT, lambda one: one.person, MOST_PRESENT),
    content=optional(digest("SHA-256 of the figures certified", str)),
)

REOPENING: Shape[Reopening] = structure(
    Reopening,
    **HEAD,
    region=REGION,
    contest=CONTEST,
    certificate=RECORD_ID,
    authority=choice(Authority),
    order=SALTED_HASH,
    words=SALTED_HASH,
    person=SALTED_HASH,
    stations=ascending(STATION, str, MOST_REOPENED),
)
