"""The act of enrolling a phone: a letter's code and the phone's key in, a certificate out.

Sent again by the same phone, in whatever process, the same code gets the same certificate:
an answer that was lost costs nothing. Whatever else a code meets is noted in the journal,
and shown to the regency among the station's refused claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.identity import KeyId, RecordId, record_id
from sirekap.election.records import print_record
from sirekap.election.refusal import Refusal
from sirekap.election.regions import StationCode
from sirekap.office.enrolment_terms import LIMITS, Code, Limits, refusal_of
from sirekap.office.intake_terms import Code as IntakeCode
from sirekap.office.ports import Attempt, Met, StoreAway
from sirekap.office.unable import Code as UnableCode
from sirekap.office.unable import Unable
from sirekap.seal.claim import verify_claim
from sirekap.seal.codes import read_code
from sirekap.seal.refusal import Code as SealCode
from sirekap.seal.refusal import Refusal as SealRefusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sirekap.office.pace import Pace
    from sirekap.office.ports import Answer, Enrolment, Journal
    from sirekap.office.registrar import Registrar
    from sirekap.seal.claim import Claim
    from sirekap.seal.codes import CodeKey

ATTEMPT = "enrolment_attempt"
"""The journal's kind of line."""

_MALFORMED = {
    SealCode.STATEMENT_MALFORMED,
    SealCode.STATEMENT_NOT_CANONICAL,
    SealCode.PUBLIC_KEY_MALFORMED,
}
_UNNOTED = {Met.REPEATED, Met.LOCKED, Met.NO_STATION}
"""What anybody can make happen without end: it is counted, and fills no journal."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A phone that has its slot: its certificate, the record that says so, whether it had it before."""

    certificate: bytes
    record: RecordId
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol:
    """Enrolment in one process. ``now`` is the wall clock, UTC."""

    enrolment: Enrolment
    journal: Journal
    registrar: Registrar
    codes: CodeKey
    pace: Pace
    now: Callable[[], datetime]
    limits: Limits = LIMITS

    async def __call__(self, envelope: bytes, address: str | None) -> Enrolled:
        """Take a signed claim as it came over the wire, from an address if it is known whose.

        Raises a :class:`Refusal` of ``seal``, ``intake_terms`` or ``enrolment_terms``, or :class:`Unable`.
        """
        self.pace.refuse_excess(address)
        try:
            return await self._enrolled(envelope)
        except StoreAway:
            raise Unable(UnableCode.STORE_AWAY) from None
        except (Refusal, SealRefusal):
            self.pace.count(address)
            raise

    async def _enrolled(self, envelope: bytes) -> Enrolled:
        claim = _claim(envelope)
        if claim.election != self.registrar.election:
            facts = {"given": claim.election, "wanted": self.registrar.election}
            raise Refusal(IntakeCode.ELECTION_UNKNOWN, facts)
        attempt = self._attempt(claim)
        answer = await self.enrolment.attempt(attempt)
        if answer.met is Met.OPEN and answer.slot is not None:
            made = self.registrar.certified(attempt.station, answer.slot, claim.public, attempt.at)
            answer = await self.enrolment.claim(attempt, *made)
        await self._note(attempt, answer)
        if answer.certificate is None:
            raise refusal_of(answer, attempt)
        record = record_id(print_record(self.registrar.enrolled(answer.certificate)))
        return Enrolled(answer.certificate, record, answer.met is Met.REPEATED)

    def _attempt(self, claim: Claim) -> Attempt:
        """The attempt that a claim makes. Raises :class:`SealRefusal` for a code that is mistyped."""
        digest = self.codes.digest(claim.station, read_code(claim.station, claim.code))
        return Attempt(
            StationCode(claim.station),
            digest,
            KeyId(claim.device),
            self.now(),
            self.limits.tries,
            self.limits.window,
        )

    async def _note(self, attempt: Attempt, answer: Answer) -> None:
        """Write what came of it into the journal."""
        if answer.met not in _UNNOTED:
            detail = {"station": attempt.station, "slot": answer.slot, "device": attempt.device}
            await self.journal.note(ATTEMPT, attempt.at, {**detail, "met": answer.met.value})


def _claim(envelope: bytes) -> Claim:
    try:
        return verify_claim(envelope)
    except SealRefusal as refusal:
        if refusal.code not in _MALFORMED:
            raise
        raise Refusal(Code.MALFORMED, refusal.facts) from None
