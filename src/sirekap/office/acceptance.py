"""When a reading needs no person: the stated threshold, applied to what the reader scored.

The reader gives every field a posterior and never decides. Here a risk is stated, by
default at most one silent error in 10,000 fields, and a field passes only when its
posterior reaches it *and* two independent things agree: two witnesses on the paper, or a
witness and an identity. The second condition does not rest on calibration, which the
data at hand cannot prove so finely (no error in n fields proves 3/n).
"""

from __future__ import annotations

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
