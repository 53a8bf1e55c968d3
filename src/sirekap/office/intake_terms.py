"""On what terms a return is taken in: what is refused, and for what it is held.

Refused is only what cannot be counted whatever a person decides. All else is kept and
receipted, and waits for a release if one of the holds is on it (architecture § 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.seal.certificate import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, Phase
    from sirekap.election.records import FormEdition, Return
    from sirekap.seal.certificate import Certificate


class Code(StrEnum):
    """Why a return is refused, beside bytes that are no record and a signature that is wrong."""

    NOT_A_RETURN = "not_a_return"
    PHASE_OTHER = "phase_other"
    ELECTION_UNKNOWN = "election_unknown"
    CONTEST_UNKNOWN = "contest_not_held"
    STATION_UNKNOWN = "station_unknown"


class Hold(StrEnum):
    """Why a stored return counts only after a person has released it."""

    NOT_YET = Standing.NOT_YET.value
    EXPIRED = Standing.EXPIRED.value
    REVOKED = Standing.REVOKED.value
    OTHER_STATION = "certificate_of_another_station"
    OTHER_FORM = "form_of_another_contest"
    OTHER_EDITION = "form_of_another_edition"
    LATE = "received_late"
    CLOCK = "clock_far_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an intake knows of its election.

    ``forms`` names each contest's form and edition. Before ``opens`` no honest clock can say
    that a count was entered, and what arrives after ``closes`` is late; either may be open.
    ``clock_ahead`` is how far a phone's clock may be ahead of ours.
    """

    election: ElectionId
    phase: Phase
    forms: Mapping[Contest, FormEdition]
    opens: datetime | None = None
    closes: datetime | None = None
    clock_ahead: timedelta = timedelta(minutes=10)

    def check(self, record: Return) -> None:
        """Raise :class:`Refusal` for a return of another phase, election or contest."""
        if record.phase is not self.phase:
            raise Refusal(Code.PHASE_OTHER, {"given": record.phase, "wanted": self.phase})
        if record.election != self.election:
            raise Refusal(Code.ELECTION_UNKNOWN, {"given": record.election, "wanted": self.election})
        if record.contest not in self.forms:
            raise Refusal(Code.CONTEST_UNKNOWN, {"contest": record.contest})

    def holds(
        self, record: Return, certificate: Certificate, standing: Standing, now: datetime
    ) -> tuple[str, ...]:
        """For what a return received ``now`` is held, in alphabetical order; empty for most."""
        met: list[Hold] = []
        if standing is not Standing.VALID:
            met.append(Hold(standing.value))
        if (certificate.station, certificate.election) != (record.station, record.election):
            met.append(Hold.OTHER_STATION)
        wanted = self.forms[record.contest]
        if record.form != wanted:
            met.append(Hold.OTHER_FORM if record.form.code != wanted.code else Hold.OTHER_EDITION)
        if self.closes is not None and now >= self.closes:
            met.append(Hold.LATE)
        if record.at > now + self.clock_ahead or (self.opens is not None and record.at < self.opens):
            met.append(Hold.CLOCK)
        return tuple(sorted(met))
