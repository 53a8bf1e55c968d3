"""The folder: a long-running act that follows the records and keeps figures and totals.

One :func:`step` takes the next records, loads what they touch, folds, and puts back what
changed together with the cursor, all or none: killed at any moment, it goes on where it
was, and counts nothing twice. ``sirekap rebuild`` clears the projections and steps again.

What releases and moves say of a record is kept beside the figures under the contest
``release``, and the plenary of a region under ``plenary-`` and its contest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.identity import RecordId
from sirekap.election.records import (
    Answer,
    Cover,
    Decision,
    Move,
    Objection,
    PhotosRead,
    Plenary,
    Release,
    Reopening,
    Resemblance,
    Return,
    StationSituation,
    parse_record,
)
from sirekap.election.regions import RegionCode, StationCode, ancestors, up_from
from sirekap.office.ports import Figure, Total
from sirekap.tiers.claims import Arrival
from sirekap.tiers.documents import (
    parse_assembly,
    parse_mark,
    parse_tally,
    parse_thread,
    print_assembly,
    print_mark,
    print_tally,
    print_thread,
)
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.outcome.change import open_votes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sirekap.election.identity import ElectionId, Phase
    from sirekap.election.records import Record
    from sirekap.office.ports import Places, Projections, Records, Stored
    from sirekap.tiers.claims import Key
    from sirekap.tiers.ledger import Changes
    from sirekap.tiers.plenaries import PlenaryKey
    from sirekap.tiers.rulebook import Rulebook

RELEASE = "release"
"""Beside the contests: the figures under it tell what releases and moves say of a record."""
PLENARY = "plenary-"
"""Before a contest: the figures under it tell where the plenary of a region stands."""


@dataclass(frozen=True)
class Folder:
    """Folds the records of one election and phase into the projections."""

    records: Records
    projections: Projections
    rulebook: Rulebook
    election: ElectionId
    phase: Phase
    places: Places
    batch: int = 2_000

    async def step(self) -> int:
        """Fold the next batch; how many records it had, 0 when there are none yet.

        Raises ``CursorMoved`` when another folder is at work: this one must stop.
        """
        start = await self.projections.cursor()
        stored = await self.records.after(start, self.batch)
        if not stored:
            return 0
        arrivals = [_arrival(each) for each in stored]
        ledger = await self._loaded(arrivals)
        changes = fold(ledger, arrivals, self.rulebook)
        figures, totals = _figures(ledger, changes), _totals(ledger, changes)
        await self.projections.advance(start, stored[-1].position, figures, totals)
        return len(stored)

    async def _loaded(self, arrivals: Sequence[Arrival]) -> Ledger:
        """The part of the ledger that these records can touch."""
        ledger = Ledger(self.election, self.phase)
        keys = {key for each in arrivals for key in _threads_of(each.record)}
        keys |= await self._load_marks(ledger, arrivals)
        keys |= {
            (mark.place, contest)
            for mark in ledger.marks.values()
            if mark.place is not None
            for contest in {contest for _, contest in keys}
        }
        plenaries = {key for each in arrivals for key in _plenaries_of(each.record)}
        await self._load_plenaries(ledger, plenaries)
        for each in (await self.projections.figures([(key[0], key[1].value) for key in keys])).values():
            key, thread = parse_thread(each.document)
            ledger.threads[key] = thread
            ledger.held.update({claim.id: key for claim in thread.claims if claim.holds})
        ledger.ballots = {
            each.code: open_votes(None, each.voters)
            for each in await self.places.named({station for station, _ in keys})
        }
        for contest in Contest:
            regions = {region for station, of in keys if of is contest for region in ancestors(station)}
            regions |= {step for of, region in plenaries if of is contest for step in up_from(region)}
            for region, total in (await self.projections.totals(contest.value, sorted(regions))).items():
                ledger.totals[contest, RegionCode(region)] = parse_tally(total.document)
        return ledger

    async def _load_marks(self, ledger: Ledger, arrivals: Sequence[Arrival]) -> set[Key]:
        """Load what releases say of the records at hand; the threads of those they may let go.

        A release may free a release that was itself held, and so on: each is followed to its end.
        """
        releases = [each for each in arrivals if isinstance(each.record, Release)]
        ask = {each.id for each in arrivals if isinstance(each.record, Return | Release)}
        ask |= {each.record.record for each in releases if isinstance(each.record, Release)}
        ask |= {each.record.of for each in arrivals if isinstance(each.record, PhotosRead | Cover)}
        ask |= {each.record.moved for each in arrivals if isinstance(each.record, Move)}
        targets: set[RecordId] = set()
        while ask:
            found = await self.projections.figures([(identity, RELEASE) for identity in sorted(ask)])
            marks = {RecordId(key[0]): parse_mark(each.document) for key, each in found.items()}
            ledger.marks.update(marks)
            targets |= ask
            ask = {each.record for each in marks.values() if each.record is not None} - targets
        return {key for each in sorted(targets) if (key := await self._key_of(each)) is not None}

    async def _load_plenaries(self, ledger: Ledger, keys: Iterable[PlenaryKey]) -> None:
        asked = [(region, PLENARY + contest.value) for contest, region in sorted(keys)]
        for each in (await self.projections.figures(asked)).values():
            key, assembly = parse_assembly(each.document)
            ledger.plenaries[key] = assembly

    async def _key_of(self, identity: RecordId) -> Key | None:
        stored = await self.records.by_id(identity)
        if stored is None or stored.entry.station is None or stored.entry.contest is None:
            return None
        return StationCode(stored.entry.station), Contest(stored.entry.contest)


def _arrival(stored: Stored) -> Arrival:
    entry = stored.entry
    return Arrival(RecordId(entry.id), parse_record(entry.body), entry.holds, stored.position)


def _threads_of(record: Record) -> list[Key]:
    """The stations' contests a record speaks of."""
    match record:
        case Return() | Decision() | StationSituation() | PhotosRead() | Cover():
            return [(record.station, record.contest)]
        case Objection() | Answer():
            return [] if record.station is None else [(record.station, record.contest)]
        case Resemblance():
            return [(photo.station, photo.contest) for photo in record.photos]
        case Reopening():
            return [(station, record.contest) for station in record.stations]
        case Move():
            return [(record.station, record.contest), (record.to, record.contest)]
        case _:
            return []


def _plenaries_of(record: Record) -> list[PlenaryKey]:
    """The plenaries a record speaks of."""
    if isinstance(record, Plenary | Reopening | Objection | Answer):
        return [(record.contest, record.region)]
    return []


def _figures(ledger: Ledger, changes: Changes) -> list[Figure]:
    threads = [
        Figure(key[0], key[1].value, thread.standing.votes.state.value, print_thread(key, thread))
        for key in sorted(changes.threads)
        for thread in (ledger.threads[key],)
    ]
    marks = [
        Figure(identity, RELEASE, "marked", print_mark(ledger.marks[identity]))
        for identity in sorted(changes.marks)
    ]
    plenaries = [
        Figure(region, PLENARY + contest.value, assembly.standing.phase.value, print_assembly(key, assembly))
        for key in sorted(changes.plenaries)
        for (contest, region), assembly in ((key, ledger.plenaries[key]),)
    ]
    return threads + marks + plenaries


def _totals(ledger: Ledger, changes: Changes) -> list[Total]:
    return [
        Total(contest.value, region, print_tally(ledger.totals[contest, region]))
        for contest, region in sorted(changes.totals)
    ]
