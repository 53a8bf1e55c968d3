"""When a reading needs no person: the stated threshold, applied to what the reader scored.

The reader gives every field a posterior and never decides. Here a risk is stated, by
default at most one silent error in 10,000 fields, and a field passes only when its
posterior reaches it *and* two independent things agree: two witnesses on the paper, or a
witness and an identity. The second condition does not rest on calibration, which the
data at hand cannot prove so finely (no error in n fields proves 3/n).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sirekap.election.records import Status

__all__ = ["Acceptance", "Status"]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The stated risk: silent errors allowed for each field accepted, and what must agree."""

    risk: float = 1e-4
    agreeing: int = 2
    readable: float = 0.5

    def status(self, *, confidence: float, agreeing: int, outvoted: int) -> Status:
        """Judge one field.

        ``confidence`` is the posterior of its value, ``agreeing`` how many witnesses and
        identities speak for it, ``outvoted`` how many witnesses speak for another.
        """
        if confidence < self.readable:
            return Status.UNREADABLE
        sure = confidence >= 1 - self.risk
        return Status.ACCEPTED if sure and agreeing >= self.agreeing and not outvoted else Status.ASK


def proven(fields: int, wrong: int = 0, doubt: float = 0.05) -> float:
    """The largest share of silent errors that ``wrong`` among ``fields`` accepted ones leave possible.

    The exact binomial bound (Clopper and Pearson 1934) at the given ``doubt``; with none wrong it
    is about 3 / ``fields``. While it stands above the stated risk, what is below it rests on
    the independence of two things that agree, not on data.

    >>> round(proven(1000), 4), round(proven(30_000) * 10_000, 2)
    (0.003, 1.0)
    """
    if not 0 <= wrong <= fields:
        message = f"{wrong} of {fields} fields cannot be wrong"
        raise ValueError(message)
    if wrong == fields:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(wrong, fields, middle) > doubt:
            low = middle
        else:
            high = middle
    return high


def _at_most(wrong: int, fields: int, share: float) -> float:
    """The chance of at most so many errors in so many fields, at a share of each."""
    logs = (
        math.lgamma(fields + 1) - math.lgamma(k + 1) - math.lgamma(fields - k + 1)
        + k * math.log(share) + (fields - k) * math.log1p(-share)
        for k in range(wrong + 1)
    )  # fmt: skip
    return math.fsum(math.exp(each) for each in logs)
