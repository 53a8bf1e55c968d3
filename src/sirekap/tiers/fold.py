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

from sirekap.election.identity import Phase
from sirekap.election.records import PhotosRead, Release, Resemblance, Return
from sirekap.election.regions import ancestors
from sirekap.tiers.claims import claim_of, doubles_of, machine_claim_of
from sirekap.tiers.standing import NOWHERE, Standing, standing
from sirekap.tiers.tally import NO_SHARE, Tally, share_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, RecordId
    from sirekap.election.regions import RegionCode
    from sirekap.tiers.claims import Arrival, Claim, Double, Key, MachineClaim
    from sirekap.tiers.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Thread:
    """All claims about one station's contest and its readings, by id, its photos that resemble
    another station's, and where it stands."""

    claims: tuple[Claim, ...] = ()
    standing: Standing = NOWHERE
    readings: tuple[MachineClaim, ...] = ()
    doubles: tuple[Double, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What releases say of one record: the codes released for it so far.

    If the record is itself a release that is held, ``record`` and ``codes`` are what it will
    release, and ``holds`` what still holds it.
    """

    released: frozenset[str] = frozenset()
    record: RecordId | None = None
    codes: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()


@dataclass(slots=True)
class Ledger:
    """What was folded for one election and phase. :func:`fold` alone changes it."""

    election: ElectionId
    phase: Phase = Phase.REAL
    threads: dict[Key, Thread] = field(default_factory=dict)
    totals: dict[tuple[Contest, RegionCode], Tally] = field(default_factory=dict)
    marks: dict[RecordId, Mark] = field(default_factory=dict)
    held: dict[RecordId, Key] = field(default_factory=dict)
    """Where the claims are that wait for a release."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a fold touched."""

    threads: frozenset[Key]
    totals: frozenset[tuple[Contest, RegionCode]]
    marks: frozenset[RecordId]


@dataclass(slots=True)
class _Draft:
    """A thread in the making."""

    claims: dict[RecordId, Claim]
    readings: dict[RecordId, MachineClaim]
    doubles: set[Double]

    @classmethod
    def of(cls, thread: Thread) -> _Draft:
        return cls(
            {each.id: each for each in thread.claims},
            {each.id: each for each in thread.readings},
            set(thread.doubles),
        )

    def judged(self, key: Key, rulebook: Rulebook) -> Thread:
        claims = tuple(self.claims[identity] for identity in sorted(self.claims))
        readings = tuple(self.readings[identity] for identity in sorted(self.readings))
        doubles = tuple(sorted(self.doubles))
        return Thread(claims, standing(key, claims, rulebook, readings, doubles), readings, doubles)


@dataclass(slots=True)
class _Touched:
    threads: dict[Key, _Draft] = field(default_factory=dict)
    marks: set[RecordId] = field(default_factory=set)


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
        elif isinstance(record, PhotosRead):
            draft = _draft(ledger, touched, (record.station, record.contest))
            draft.readings[arrival.id] = machine_claim_of(arrival.id, record)
        elif isinstance(record, Resemblance):
            for key, double in doubles_of(record):
                _draft(ledger, touched, key).doubles.add(double)
    return _settle(ledger, touched, rulebook)


def _draft(ledger: Ledger, touched: _Touched, key: Key) -> _Draft:
    if key not in touched.threads:
        touched.threads[key] = _Draft.of(ledger.threads.get(key, Thread()))
    return touched.threads[key]


def _claims(ledger: Ledger, touched: _Touched, key: Key) -> dict[RecordId, Claim]:
    return _draft(ledger, touched, key).claims


def _take_return(
    ledger: Ledger, touched: _Touched, identity: RecordId, record: Return, holds: tuple[str, ...]
) -> None:
    key = (record.station, record.contest)
    claims = _claims(ledger, touched, key)
    if identity in claims:
        return
    mark = ledger.marks.get(identity)
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
    for key, draft in touched.threads.items():
        before = ledger.threads.get(key)
        if before is not None and _Draft.of(before) == draft:
            continue
        after = draft.judged(key, rulebook)
        ledger.threads[key] = after
        threads.add(key)
        old, new = share_of(before.standing) if before else NO_SHARE, share_of(after.standing)
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
    return Changes(frozenset(threads), frozenset(totals), frozenset(touched.marks))
