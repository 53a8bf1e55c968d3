"""The act of a person who settles what stands on a station's paper.

At the verification desk from the photo, in the plenary from the opened paper. Nothing is
edited: a decision names what it judged and the decision it stands in for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.contests import Poll
from sirekap.election.malformed import Code, Malformed
from sirekap.election.records.head import CONTEST, HEAD, RECORD_ID, SALTED_HASH, STATION
from sirekap.election.records.returned import FIGURES, LARGEST_COUNT, PHOTOS, Figures
from sirekap.election.records.shape import Shape, ascending, choice, optional, structure, text, whole

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, SaltedHash
    from sirekap.election.records.returned import PagePhoto
    from sirekap.election.regions import StationCode


class Ruling(StrEnum):
    """What the person did.

    ``verify``: looked at the photo, before any plenary. In the plenary, with the paper open:
    ``confirm`` the figure, ``correct`` it, or ``enter`` it because nothing, or only photos,
    had been sent.
    """

    VERIFY = "verify"
    CONFIRM = "confirm"
    CORRECT = "correct"
    ENTER = "enter"


class ChangeReason(StrEnum):
    """Why a figure changes."""

    MISREAD = "misread"
    """The machine read it wrongly."""
    MISTYPED = "mistyped"
    """The officer entered something else than the paper says."""
    MISWRITTEN = "miswritten"
    """The paper itself was wrong: a sum, a slip of the pen."""
    RECOUNTED = "recounted"
    """The ballots were counted again."""
    NOT_SENT = "not_sent"
    """It had not been entered."""
    ORDERED = "ordered"
    """A tier above, Bawaslu or a court ordered it."""


class WitnessCopy(StrEnum):
    """How the copies that witnesses brought compare with the opened paper."""

    NONE = "none"
    EQUAL = "equal"
    DIFFERS = "differs"


class SpecialEvents(StrEnum):
    """What the station's form of special events and objections said, read aloud."""

    NONE = "none"
    SETTLED = "settled"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One figure corrected. ``None`` is an empty place on the paper, or none at all."""

    field: str
    old: int | None
    new: int | None
    reason: ChangeReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A station's figures, settled by a person.

    ``votes`` and ``administration`` are the whole blocks as settled; an empty block was not
    looked at. ``basis`` are the returns and readings judged, ``follows`` the decision this
    one stands in for. ``second`` typed the same blind; ``objector`` asked for the
    change; ``words`` explain it; ``order`` is the document that ordered it; ``witness`` says
    whose copy differs. ``photos`` were taken in the plenary.
    """

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    station: StationCode
    contest: Contest
    poll: Poll
    ruling: Ruling
    votes: Figures
    administration: Figures
    changes: tuple[FieldChange, ...]
    basis: tuple[RecordId, ...]
    follows: RecordId | None
    person: SaltedHash
    second: SaltedHash | None
    objector: SaltedHash | None
    words: SaltedHash | None
    order: SaltedHash | None
    witness_copy: WitnessCopy
    witness: SaltedHash | None
    special_events: SpecialEvents
    photos: tuple[PagePhoto, ...]

    def __post_init__(self) -> None:
        if self.ruling is Ruling.CORRECT and not self.changes:
            raise Malformed(Code.RECORD_VALUE_WRONG, ("changes",), "a correction changes something")
        if self.ruling is Ruling.CONFIRM and self.changes:
            raise Malformed(Code.RECORD_VALUE_WRONG, ("changes",), "a confirmation changes nothing")
        if self.ruling is Ruling.CORRECT and self.words is None:
            raise Malformed(Code.RECORD_VALUE_WRONG, ("words",), "a correction has its reason")
        if self.ruling is Ruling.ENTER and self.second is None:
            raise Malformed(Code.RECORD_VALUE_WRONG, ("second",), "two people enter what was not sent")


_COUNT = optional(whole(0, LARGEST_COUNT))
_CHANGE: Shape[FieldChange] = structure(
    FieldChange,
    field=text("field name", r"[a-z][a-z0-9_]{0,47}", str),
    old=_COUNT,
    new=_COUNT,
    reason=choice(ChangeReason),
)

DECISION: Shape[Decision] = structure(
    Decision,
    **HEAD,
    station=STATION,
    contest=CONTEST,
    poll=choice(Poll),
    ruling=choice(Ruling),
    votes=FIGURES,
    administration=FIGURES,
    changes=ascending(_CHANGE, lambda change: change.field, 2_000),
    basis=ascending(RECORD_ID, str, 50),
    follows=optional(RECORD_ID),
    person=SALTED_HASH,
    second=optional(SALTED_HASH),
    objector=optional(SALTED_HASH),
    words=optional(SALTED_HASH),
    order=optional(SALTED_HASH),
    witness_copy=choice(WitnessCopy),
    witness=optional(SALTED_HASH),
    special_events=choice(SpecialEvents),
    photos=PHOTOS,
)
