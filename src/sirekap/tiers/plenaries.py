"""Where the plenary of a region stands for one contest, from the set of its steps.

A certificate stands for the figures its ``content`` names. When any of them changes below,
the certificate no longer stands for what is there: it is **outlived**, and shown so, until
the plenary certifies again with a higher version.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from sirekap.election.canonical import encode
from sirekap.election.records import Answer, Objection, Plenary, Reopening, Step
from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sirekap.election.contests import Contest
    from sirekap.election.identity import RecordId
    from sirekap.election.regions import RegionCode
    from sirekap.tiers.tally import Tally

PlenaryAct: TypeAlias = Plenary | Reopening | Objection | Answer
PlenaryKey: TypeAlias = "tuple[Contest, RegionCode]"

REFUSED = "plenary_refuses"


class Phase(StrEnum):
    """What the plenary is at."""

    EXPECTED = "expected"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    CERTIFIED = "certified"
    REOPENED = "reopened"


NEXT: Mapping[tuple[Phase, Step], Phase] = {
    (Phase.EXPECTED, Step.OPENED): Phase.OPEN,
    (Phase.REOPENED, Step.OPENED): Phase.OPEN,
    (Phase.OPEN, Step.SUSPENDED): Phase.SUSPENDED,
    (Phase.SUSPENDED, Step.RESUMED): Phase.OPEN,
    (Phase.OPEN, Step.CLOSED): Phase.CLOSED,
    (Phase.CLOSED, Step.CERTIFIED): Phase.CERTIFIED,
    # Before it is signed a closed plenary may find that it has to go on.
    (Phase.CLOSED, Step.RESUMED): Phase.OPEN,
    # What was corrected below by order is certified anew by the tiers above.
    (Phase.CERTIFIED, Step.OPENED): Phase.OPEN,
}
"""What each step makes of each phase; what is not here is refused."""


@dataclass(frozen=True, slots=True)
class Held:
    """An act of a plenary, or about it, with its id."""

    id: RecordId
    act: PlenaryAct


@dataclass(frozen=True, slots=True)
class PlenaryStanding:
    """Where a plenary is: its phase, last step, versions certified, and objections open.

    ``certificates`` are all of them with their content, the one that stands last.
    """

    phase: Phase = Phase.EXPECTED
    last: RecordId | None = None
    certificates: tuple[tuple[RecordId, str], ...] = ()
    objections: tuple[RecordId, ...] = ()
    contradicted: int = 0

    @property
    def version(self) -> int:
        """The version that a step now belongs to: that of the certificate to come, or that stands."""
        return len(self.certificates) + (self.phase is not Phase.CERTIFIED)

    @property
    def certificate(self) -> RecordId | None:
        """The certificate that stands, if one does."""
        return self.certificates[-1][0] if self.phase is Phase.CERTIFIED else None

    def stands_for(self, content: str) -> bool:
        """Whether the certificate that stands is of these figures."""
        return self.phase is Phase.CERTIFIED and self.certificates[-1][1] == content


NOT_MET = PlenaryStanding()


def next_phase(phase: Phase, step: Step) -> Phase:
    """The phase after a step, or ``Refusal("plenary_refuses")``."""
    after = NEXT.get((phase, step))
    if after is None:
        raise Refusal(REFUSED, {"phase": phase, "step": step})
    return after


def plenary_standing(acts: Sequence[Held]) -> PlenaryStanding:
    """Replay the steps in the order they were done; what does not follow is counted and changes nothing."""
    phase, last = Phase.EXPECTED, None
    certificates: list[tuple[RecordId, str]] = []
    contradicted = 0
    for held in sorted(acts, key=lambda each: (each.act.at, _place(each.act), each.id)):
        act = held.act
        if isinstance(act, Plenary):
            after = NEXT.get((phase, act.step)) if act.follows == last else None
            if after is None:
                contradicted += 1
                continue
            phase, last = after, held.id
            if act.step is Step.CERTIFIED:
                certificates.append((held.id, act.content or ""))
        elif isinstance(act, Reopening):
            if phase is Phase.CERTIFIED and certificates[-1][0] == act.certificate:
                phase = Phase.REOPENED
            else:
                contradicted += 1
    answered = {each.act.objection for each in acts if isinstance(each.act, Answer)}
    objections = sorted(
        each.id for each in acts if isinstance(each.act, Objection) and each.id not in answered
    )
    return PlenaryStanding(phase, last, tuple(certificates), tuple(objections), contradicted)


_STEPS = list(Step)


def _place(act: PlenaryAct) -> tuple[int, int]:
    """The order of acts of one second: by version, then as steps follow each other."""
    return (act.version, _STEPS.index(act.step)) if isinstance(act, Plenary) else (99, 0)


def content_of(contest: Contest, region: RegionCode, tally: Tally) -> str:
    """What a certificate stands for: the SHA-256 of the settled figures of a region.

    The seal in it binds every station's own figures, so no two sets of stations with the
    same sums have the same content.
    """
    document = tally.document()
    return hashlib.sha256(
        encode(
            {
                "contest": contest.value,
                "region": region,
                "figures": document["settled"],
                "stations": tally.stations.get("settled", 0),
                "seal": document["seal"],
            }
        )
    ).hexdigest()
