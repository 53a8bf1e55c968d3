"""Records folded into figures and totals, one at a time or all at once, to the same bytes.

The fold commutes: any order of the same records, with any repeats, gives the same ledger.
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
    Decision,
    Move,
    Objection,
    Plenary,
    Release,
    Reopening,
    Return,
    StationSituation,
)
from sirekap.election.regions import ancestors
from sirekap.tiers.claims import claim_of
from sirekap.tiers.ledger import Assembly, Changes, Mark, Thread
from sirekap.tiers.plenaries import Held, plenary_standing
from sirekap.tiers.settling import Done
from sirekap.tiers.standing import standing
from sirekap.tiers.tally import NO_SHARE, Tally, share_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sirekap.election.contests import Contest
    from sirekap.election.identity import RecordId
    from sirekap.election.records import Record
    from sirekap.election.regions import RegionCode
    from sirekap.tiers.claims import Arrival, Claim, Key
    from sirekap.tiers.ledger import Ledger
    from sirekap.tiers.plenaries import PlenaryAct, PlenaryKey
    from sirekap.tiers.rulebook import Rulebook
    from sirekap.tiers.settling import StationAct


@dataclass(slots=True)
class _Open:
    """A thread while it is changed."""

    claims: dict[RecordId, Claim]
    acts: dict[RecordId, StationAct]


@dataclass(slots=True)
class _Touched:
    threads: dict[Key, _Open] = field(default_factory=dict)
    marks: set[RecordId] = field(default_factory=set)
    plenaries: dict[PlenaryKey, dict[RecordId, PlenaryAct]] = field(default_factory=dict)


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
            _take_return(ledger, touched, arrival.id, record, arrival.holds)
        elif isinstance(record, Release):
            _take_release(ledger, touched, arrival.id, record, arrival.holds)
        elif isinstance(record, Move):
            _take_move(ledger, touched, arrival.id, record)
        else:
            _take_act(ledger, touched, arrival.id, record)
    return _settle(ledger, touched, rulebook)


def _open(ledger: Ledger, touched: _Touched, key: Key) -> _Open:
    if key not in touched.threads:
        thread = ledger.threads.get(key, Thread())
        touched.threads[key] = _Open(
            {each.id: each for each in thread.claims}, {each.id: each.act for each in thread.acts}
        )
    return touched.threads[key]


def _claims(ledger: Ledger, touched: _Touched, key: Key) -> dict[RecordId, Claim]:
    return _open(ledger, touched, key).claims


def _take_act(ledger: Ledger, touched: _Touched, identity: RecordId, record: Record) -> None:
    """Put an act of people where it belongs: to stations, to the plenary of a region, or to both."""
    if isinstance(record, Decision | StationSituation | Objection | Answer | Reopening):
        stations = record.stations if isinstance(record, Reopening) else (record.station,)
        for station in stations:
            if station is not None:
                _open(ledger, touched, (station, record.contest)).acts[identity] = record
    if isinstance(record, Plenary | Reopening | Objection | Answer):
        key = (record.contest, record.region)
        if key not in touched.plenaries:
            known = ledger.plenaries.get(key, Assembly()).acts
            touched.plenaries[key] = {each.id: each.act for each in known}
        touched.plenaries[key][identity] = record


def _take_move(ledger: Ledger, touched: _Touched, identity: RecordId, record: Move) -> None:
    """Say where a return belongs; if it is here already, take it there."""
    mark = ledger.marks.get(record.moved, Mark())
    moves = tuple(sorted({*mark.moves, (record.at, identity, record.to)}))
    if moves == mark.moves:
        return
    after = replace(mark, moves=moves)
    ledger.marks[record.moved] = after
    touched.marks.add(record.moved)
    here = (mark.place or record.station, record.contest)
    there = (after.place or record.station, record.contest)
    if here == there:
        return
    claim = _claims(ledger, touched, here).pop(record.moved, None)
    if claim is not None:
        _claims(ledger, touched, there)[claim.id] = claim
        if claim.holds:
            ledger.held[claim.id] = there


def _take_return(
    ledger: Ledger, touched: _Touched, identity: RecordId, record: Return, holds: tuple[str, ...]
) -> None:
    mark = ledger.marks.get(identity)
    key = ((mark.place if mark else None) or record.station, record.contest)
    claims = _claims(ledger, touched, key)
    if identity in claims:
        return
    left = tuple(sorted(set(holds) - mark.released)) if mark else tuple(sorted(set(holds)))
    claims[identity] = claim_of(identity, record, left)
    if left:
        ledger.held[identity] = key


def _take_release(
    ledger: Ledger, touched: _Touched, identity: RecordId, record: Release, holds: tuple[str, ...]
) -> None:
    mark = ledger.marks.get(identity, Mark())
    if mark.record is not None:
        return
    left = frozenset(holds) - mark.released
    if holds:
        ledger.marks[identity] = Mark(mark.released, record.record, frozenset(record.holds), left)
        touched.marks.add(identity)
    if not left:
        _release(ledger, touched, record.record, frozenset(record.holds))


def _release(ledger: Ledger, touched: _Touched, identity: RecordId, codes: frozenset[str]) -> None:
    """Let a record go for some codes; if it is a release itself and now free, let it act."""
    mark = ledger.marks.get(identity, Mark())
    after = replace(mark, released=mark.released | codes, holds=mark.holds - codes)
    if after != mark:
        ledger.marks[identity] = after
        touched.marks.add(identity)
    if after.record is not None and mark.holds and not after.holds:
        _release(ledger, touched, after.record, after.codes)
    key = ledger.held.get(identity)
    if key is not None:
        claims = _claims(ledger, touched, key)
        left = tuple(code for code in claims[identity].holds if code not in codes)
        claims[identity] = replace(claims[identity], holds=left)
        if not left:
            del ledger.held[identity]


def _settle(ledger: Ledger, touched: _Touched, rulebook: Rulebook) -> Changes:
    """Judge each touched thread anew and move the totals above it by the difference."""
    threads: set[Key] = set()
    totals: set[tuple[Contest, RegionCode]] = set()
    for key, opened in touched.threads.items():
        before = ledger.threads.get(key)
        claims = tuple(opened.claims[identity] for identity in sorted(opened.claims))
        acts = tuple(Done(identity, opened.acts[identity]) for identity in sorted(opened.acts))
        if before is not None and (before.claims, before.acts) == (claims, acts):
            continue
        after = Thread(claims, standing(key, claims, rulebook, acts), acts)
        ledger.threads[key] = after
        threads.add(key)
        old, new = share_of(key, before.standing) if before else NO_SHARE, share_of(key, after.standing)
        if old == new:
            continue
        station, contest = key
        for region in ancestors(station):
            place = (contest, region)
            tally = ledger.totals.get(place)
            if tally is None:
                tally = ledger.totals[place] = Tally()
            if before is not None:
                tally.add(old, -1)
            tally.add(new)
            totals.add(place)
    plenaries = _assemble(ledger, touched)
    return Changes(frozenset(threads), frozenset(totals), frozenset(touched.marks), plenaries)


def _assemble(ledger: Ledger, touched: _Touched) -> frozenset[PlenaryKey]:
    """Judge each touched plenary anew."""
    changed: set[PlenaryKey] = set()
    for key, opened in touched.plenaries.items():
        acts = tuple(Held(identity, opened[identity]) for identity in sorted(opened))
        if key not in ledger.plenaries or ledger.plenaries[key].acts != acts:
            ledger.plenaries[key] = Assembly(acts, plenary_standing(acts))
            changed.add(key)
    return frozenset(changed)
