"""Records folded into figures and totals, one at a time or all at once, to the same bytes.

The fold commutes: any order of the same records, with any repeats, gives the same ledger.
(But for one thing: ``last`` tells which record changed something, and of two of which only one
can, that is the one that came first. The store has one order, so it tells one thing.)
What comes before the thing it speaks of waits for it: a version for the version it
replaces, a release for its record. One record costs what its station's contest holds and
one step for each tier above, whatever the size of the country.

A ledger may also hold a part only: the folder process takes from the store what a batch
touches, folds, and puts back what changed (``office/fold.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

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
)
from sirekap.election.regions import ancestors, up_from
from sirekap.tiers.claims import claim_of, doubles_of, machine_claim_of, public_copy_of
from sirekap.tiers.ledger import Assembly, Changes, Mark, Thread
from sirekap.tiers.outcome.change import UNKNOWN_STATION
from sirekap.tiers.plenaries import Held, plenary_standing
from sirekap.tiers.settling import Done
from sirekap.tiers.standing import Seen, standing
from sirekap.tiers.tally import NO_SHARE, Share, Tally, share_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sirekap.election.contests import Contest
    from sirekap.election.identity import RecordId
    from sirekap.election.regions import RegionCode
    from sirekap.tiers.claims import Arrival, Claim, Double, Key, MachineClaim, PublicCopy
    from sirekap.tiers.ledger import Ledger
    from sirekap.tiers.plenaries import PlenaryAct, PlenaryKey
    from sirekap.tiers.rulebook import Rulebook
    from sirekap.tiers.settling import StationAct


@dataclass(slots=True)
class _Open:
    """A thread while it is changed."""

    claims: dict[RecordId, Claim]
    acts: dict[RecordId, StationAct]
    readings: dict[RecordId, MachineClaim]
    doubles: set[Double]
    last: int = 0
    copies: dict[RecordId, PublicCopy] = field(default_factory=dict)

    def changed(self, position: int) -> None:
        """Note that a record changed something here."""
        self.last = max(self.last, position)

    def judged(self, key: Key, rulebook: Rulebook, ballots: int) -> Thread:
        """The thread as it stands now."""
        claims = tuple(self.claims[identity] for identity in sorted(self.claims))
        acts = tuple(Done(identity, self.acts[identity]) for identity in sorted(self.acts))
        readings = tuple(self.readings[identity] for identity in sorted(self.readings))
        doubles = tuple(sorted(self.doubles))
        copies = tuple(self.copies[identity] for identity in sorted(self.copies))
        stands = standing(key, claims, rulebook, acts, Seen(readings, bool(doubles)))
        return Thread(claims, stands, acts, readings, doubles, ballots, self.last, copies)


@dataclass(slots=True)
class _Touched:
    threads: dict[Key, _Open] = field(default_factory=dict)
    marks: set[RecordId] = field(default_factory=set)
    plenaries: dict[PlenaryKey, dict[RecordId, PlenaryAct]] = field(default_factory=dict)
    regions: dict[PlenaryKey, int] = field(default_factory=dict)
    """The position of the last act of each touched plenary."""


def fold(ledger: Ledger, arrivals: Iterable[Arrival], rulebook: Rulebook) -> Changes:
    """Fold records into the ledger and tell what changed.

    Records of another election or phase, and of kinds that bear no figures, change nothing.
    """
    touched = _Touched()
    for arrival in arrivals:
        record = arrival.record
        if record.election != ledger.election or record.phase is not ledger.phase:
            continue
        if isinstance(record, Return):
            _take_return(ledger, touched, arrival, record)
        elif isinstance(record, Release):
            _take_release(ledger, touched, arrival, record)
        elif isinstance(record, Move):
            _take_move(ledger, touched, arrival, record)
        elif isinstance(record, PhotosRead | Cover):
            _take_seen(ledger, touched, arrival, record)
        elif isinstance(record, Resemblance):
            for key, double in doubles_of(record):
                opened = _open(ledger, touched, key)
                if double not in opened.doubles:
                    opened.doubles.add(double)
                    opened.changed(arrival.position)
        else:
            _take_act(ledger, touched, arrival)
    return _settle(ledger, touched, rulebook)


def _open(ledger: Ledger, touched: _Touched, key: Key) -> _Open:
    if key not in touched.threads:
        thread = ledger.threads.get(key, Thread())
        touched.threads[key] = _Open(
            {each.id: each for each in thread.claims},
            {each.id: each.act for each in thread.acts},
            {each.id: each for each in thread.readings},
            set(thread.doubles),
            thread.last,
            {each.id: each for each in thread.copies},
        )
    return touched.threads[key]


def _take_act(ledger: Ledger, touched: _Touched, arrival: Arrival) -> None:
    """Put an act of people where it belongs: to stations, to the plenary of a region, or to both."""
    identity, record = arrival.id, arrival.record
    if isinstance(record, Decision | StationSituation | Objection | Answer | Reopening):
        stations = record.stations if isinstance(record, Reopening) else (record.station,)
        for station in stations:
            if station is None:
                continue
            opened = _open(ledger, touched, (station, record.contest))
            if identity not in opened.acts:
                opened.acts[identity] = record
                opened.changed(arrival.position)
    if isinstance(record, Plenary | Reopening | Objection | Answer):
        key = (record.contest, record.region)
        if key not in touched.plenaries:
            known = ledger.plenaries.get(key, Assembly()).acts
            touched.plenaries[key] = {each.id: each.act for each in known}
        if identity not in touched.plenaries[key]:
            touched.plenaries[key][identity] = record
            touched.regions[key] = max(touched.regions.get(key, 0), arrival.position)


def _take_seen(ledger: Ledger, touched: _Touched, arrival: Arrival, record: PhotosRead | Cover) -> None:
    """A reading, or a public copy of a photo, goes where its return belongs."""
    mark = ledger.marks.get(record.of)
    opened = _open(ledger, touched, ((mark.place if mark else None) or record.station, record.contest))
    if arrival.id in opened.readings or arrival.id in opened.copies:
        return
    if isinstance(record, Cover):
        opened.copies[arrival.id] = public_copy_of(arrival.id, record)
    else:
        opened.readings[arrival.id] = machine_claim_of(arrival.id, record)
    opened.changed(arrival.position)


def _take_move(ledger: Ledger, touched: _Touched, arrival: Arrival, record: Move) -> None:
    """Say where a return belongs; if it is here already, take it there."""
    mark = ledger.marks.get(record.moved, Mark())
    moves = tuple(sorted({*mark.moves, (record.at, arrival.id, record.to)}))
    if moves == mark.moves:
        return
    after = replace(mark, moves=moves)
    ledger.marks[record.moved] = after
    touched.marks.add(record.moved)
    keys = [(place or record.station, record.contest) for place in (mark.place, after.place)]
    if keys[0] == keys[1]:
        return
    here, there = (_open(ledger, touched, key) for key in keys)
    readings = [each for each in here.readings.values() if each.of == record.moved]
    for reading in readings:
        there.readings[reading.id] = here.readings.pop(reading.id)
    copies = [each for each in here.copies.values() if each.of == record.moved]
    for copy in copies:
        there.copies[copy.id] = here.copies.pop(copy.id)
    claim = here.claims.pop(record.moved, None)
    if claim is not None:
        there.claims[claim.id] = claim
        if claim.holds:
            ledger.held[claim.id] = keys[1]
    if readings or copies or claim is not None:
        here.changed(arrival.position)
        there.changed(arrival.position)


def _take_return(ledger: Ledger, touched: _Touched, arrival: Arrival, record: Return) -> None:
    identity, holds = arrival.id, arrival.holds
    mark = ledger.marks.get(identity)
    key = ((mark.place if mark else None) or record.station, record.contest)
    opened = _open(ledger, touched, key)
    if identity in opened.claims:
        return
    opened.changed(arrival.position)
    left = tuple(sorted(set(holds) - mark.released)) if mark else tuple(sorted(set(holds)))
    opened.claims[identity] = claim_of(identity, record, left)
    if left:
        ledger.held[identity] = key


def _take_release(ledger: Ledger, touched: _Touched, arrival: Arrival, record: Release) -> None:
    identity, holds = arrival.id, arrival.holds
    mark = ledger.marks.get(identity, Mark())
    if mark.record is not None:
        return
    left = frozenset(holds) - mark.released
    if holds:
        ledger.marks[identity] = Mark(mark.released, record.record, frozenset(record.holds), left)
        touched.marks.add(identity)
    if not left:
        _release(ledger, touched, record.record, frozenset(record.holds), arrival.position)


def _release(
    ledger: Ledger, touched: _Touched, identity: RecordId, codes: frozenset[str], position: int
) -> None:
    """Let a record go for some codes; if it is a release itself and now free, let it act."""
    mark = ledger.marks.get(identity, Mark())
    after = replace(mark, released=mark.released | codes, holds=mark.holds - codes)
    if after != mark:
        ledger.marks[identity] = after
        touched.marks.add(identity)
    if after.record is not None and mark.holds and not after.holds:
        _release(ledger, touched, after.record, after.codes, position)
    key = ledger.held.get(identity)
    if key is not None:
        opened = _open(ledger, touched, key)
        before = opened.claims[identity]
        left = tuple(code for code in before.holds if code not in codes)
        if left != before.holds:
            opened.claims[identity] = replace(before, holds=left)
            opened.changed(position)
        if not left:
            del ledger.held[identity]


def _settle(ledger: Ledger, touched: _Touched, rulebook: Rulebook) -> Changes:
    """Judge each touched thread anew and move the totals above it by the difference."""
    threads: set[Key] = set()
    totals: set[tuple[Contest, RegionCode]] = set()
    for key, opened in touched.threads.items():
        before = ledger.threads.get(key)
        if before is not None and _open(ledger, _Touched(), key) == opened:
            continue
        after = opened.judged(key, rulebook, ledger.ballots.get(key[0], UNKNOWN_STATION))
        ledger.threads[key] = after
        threads.add(key)
        old, new = _share(key, before) if before else NO_SHARE, _share(key, after)
        station, contest = key
        for region in ancestors(station):
            tally = _tally(ledger, (contest, region), after.last)
            if old != new:
                tally.add(old, -1)
                tally.add(new)
            totals.add((contest, region))
    plenaries = _assemble(ledger, touched)
    for contest, region in plenaries:
        # What is told of a region above tells how many plenaries below it have come to an end.
        for step in up_from(region):
            _tally(ledger, (contest, step), touched.regions.get((contest, region), 0))
            totals.add((contest, step))
    return Changes(frozenset(threads), frozenset(totals), frozenset(touched.marks), plenaries)


def _tally(ledger: Ledger, place: tuple[Contest, RegionCode], last: int) -> Tally:
    """The totals of a region, which some record has changed or will have in a moment."""
    tally = ledger.totals.get(place)
    if tally is None:
        tally = ledger.totals[place] = Tally()
    tally.last = max(tally.last, last)
    return tally


def _share(key: Key, thread: Thread) -> Share:
    return share_of(key, thread.standing, thread.ballots)


def _assemble(ledger: Ledger, touched: _Touched) -> frozenset[PlenaryKey]:
    """Judge each touched plenary anew."""
    changed: set[PlenaryKey] = set()
    for key, opened in touched.plenaries.items():
        acts = tuple(Held(identity, opened[identity]) for identity in sorted(opened))
        if key not in ledger.plenaries or ledger.plenaries[key].acts != acts:
            ledger.plenaries[key] = Assembly(acts, plenary_standing(acts))
            changed.add(key)
    return frozenset(changed)
