"""On what terms a phone is enrolled: why a claim is refused, and how often one may be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.office.intake_terms import Code as IntakeCode
from sirekap.office.ports import Met

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.office.ports import Answer, Attempt


class Code(StrEnum):
    """Why a claim is refused, beside a code that is mistyped and a signature that is wrong."""

    MALFORMED = "claim_malformed"
    CODE_WRONG = "enrolment_code_wrong"
    CODE_USED = "enrolment_code_used"
    CODE_CANCELLED = "enrolment_code_cancelled"
    CODE_EXPIRED = "enrolment_code_expired"
    SLOT_TAKEN = "slot_taken"
    KEY_KNOWN = "device_key_known"
    LOCKED = "enrolment_locked"
    ADDRESS_PAUSED = "address_paused"


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a code may be wrong at a station: ``tries`` times in ``window``, then no code is right.

    A letter holds for weeks, so a guesser has some thousand tries against two codes of 60
    bits at each station: in the whole nation one chance in a hundred million. A lock that
    grew longer would serve only whoever wants a station's phones kept out.
    """

    tries: int = 5
    window: timedelta = timedelta(hours=1)


LIMITS = Limits()
"""Five in an hour."""


class Wait(Refusal):
    """Refused for now, whatever the code: come again in ``seconds``."""

    def __init__(self, code: Code, seconds: int) -> None:
        super().__init__(code, {"minutes": ceil(seconds / 60)})
        self.seconds = seconds


_REFUSED: Mapping[Met, str] = MappingProxyType(
    {
        Met.WRONG: Code.CODE_WRONG,
        Met.USED: Code.CODE_USED,
        Met.CANCELLED: Code.CODE_CANCELLED,
        Met.EXPIRED: Code.CODE_EXPIRED,
        Met.TAKEN: Code.SLOT_TAKEN,
        Met.KEY_KNOWN: Code.KEY_KNOWN,
    }
)


def refusal_of(answer: Answer, attempt: Attempt) -> Refusal:
    """The refusal that an attempt's answer is."""
    if answer.met is Met.NO_STATION:
        return Refusal(IntakeCode.STATION_UNKNOWN, {"station": attempt.station})
    if answer.met is Met.LOCKED:
        return Wait(Code.LOCKED, _seconds(attempt.at, answer.until or attempt.at + attempt.window))
    facts: dict[str, str | int | float] = {"station": attempt.station, "left": answer.left}
    return Refusal(_REFUSED[answer.met], {**facts, "slot": answer.slot or 0})


def _seconds(now: datetime, until: datetime) -> int:
    return max(1, ceil((until - now).total_seconds()))
