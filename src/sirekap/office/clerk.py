"""The clerk: writes down what people do, signs it, keeps their words, and sees that it counted.

Two people may act in the same moment. Both records are kept; the fold lets one count and
the clerk tells the other, by reading back what came of its own record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from sirekap.election.identity import SALT_BYTES, KeyId, record_id, salted_hash
from sirekap.election.records import kind_of, print_record
from sirekap.election.refusal import Refusal
from sirekap.office.fold import PLENARY
from sirekap.office.ports import Entry, Words
from sirekap.seal.receipt import wrapped_receipt
from sirekap.tiers.documents import parse_assembly, parse_tally, parse_thread
from sirekap.tiers.ledger import Assembly, Thread
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, Phase, RecordId, SaltedHash
    from sirekap.election.records import Record
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.office.ports import Projections, Records, Wordbook
    from sirekap.seal.keys import SigningKey

OVERTAKEN = "act_overtaken"
"""Somebody else acted in the same moment, and theirs counts."""


class Head(TypedDict):
    """The members that every record begins with."""

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """One process's clerk. ``caught_up`` returns when the fold has all that is stored."""

    records: Records
    projections: Projections
    words: Wordbook
    key: SigningKey
    receipt_key: SigningKey
    election: ElectionId
    phase: Phase
    log_promise: int
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    caught_up: Callable[[], Awaitable[None]]

    def head(self) -> Head:
        """What a record of this moment says first."""
        return {
            "election": self.election,
            "phase": self.phase,
            "at": self.now().replace(microsecond=0),
            "signer": KeyId(self.key.id),
        }

    async def write(self, text: str) -> SaltedHash:
        """Keep words; the hash stands for them in records."""
        salt = self.random(SALT_BYTES)
        name = salted_hash(salt, text)
        await self.words.keep(name, Words(salt, text))
        return name

    async def write_any(self, text: str | None) -> SaltedHash | None:
        """Keep words, if there are any."""
        return await self.write(text) if text else None

    async def file(self, record: Record) -> RecordId:
        """Sign and store a record; return when it is folded."""
        body = print_record(record)
        name = record_id(body)
        moment = self.now()
        receipt = wrapped_receipt(name, moment.replace(microsecond=0), self.log_promise, self.receipt_key)
        station, contest = getattr(record, "station", None), getattr(record, "contest", None)
        entry = Entry(
            id=name,
            kind=kind_of(record),
            station=station,
            contest=None if contest is None else contest.value,
            body=body,
            signature=self.key.sign(body),
            key=KeyId(self.key.id),
            received=moment,
            receipt=receipt,
        )
        await self.records.append([entry])
        await self.caught_up()
        return name

    async def thread(self, station: StationCode, contest: Contest) -> Thread:
        """Where a station's contest stands now."""
        await self.caught_up()
        key = (station, contest.value)
        figure = (await self.projections.figures([key])).get(key)
        return Thread() if figure is None else parse_thread(figure.document)[1]

    async def assembly(self, region: RegionCode, contest: Contest) -> Assembly:
        """Where the plenary of a region stands now."""
        await self.caught_up()
        key = (region, PLENARY + contest.value)
        figure = (await self.projections.figures([key])).get(key)
        return Assembly() if figure is None else parse_assembly(figure.document)[1]

    async def tally(self, region: RegionCode, contest: Contest) -> Tally:
        """The totals of a region now."""
        await self.caught_up()
        total = (await self.projections.totals(contest.value, [region])).get(region)
        return Tally() if total is None else parse_tally(total.document)


def overtaken() -> Refusal:
    """The refusal of an act that did not count, though it was allowed when it was done."""
    return Refusal(OVERTAKEN)
