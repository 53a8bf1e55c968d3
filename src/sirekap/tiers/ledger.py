"""What a fold keeps: threads, totals, marks and plenaries, of a whole election or of a part of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.identity import Phase
from sirekap.tiers.outcome.change import UNKNOWN_STATION
from sirekap.tiers.plenaries import NOT_MET
from sirekap.tiers.standing import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, RecordId
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.tiers.claims import Claim, Double, Key, MachineClaim, PublicCopy
    from sirekap.tiers.plenaries import Held, PlenaryKey, PlenaryStanding
    from sirekap.tiers.settling import Done
    from sirekap.tiers.standing import Standing
    from sirekap.tiers.tally import Tally


@dataclass(frozen=True, slots=True)
class Thread:
    """All claims about one station's contest, by id, where it stands, and what people did about it.

    ``readings`` are the machine's claims, by id; ``doubles`` its photos that resemble another station's;
    ``ballots`` those the station has by its list, as the set-up said when it was judged; ``last`` is
    the position of the last record that changed any of it; ``copies`` what the public sees of its
    photos, by the id of the cover's record.
    """

    claims: tuple[Claim, ...] = ()
    standing: Standing = NOWHERE
    acts: tuple[Done, ...] = ()
    readings: tuple[MachineClaim, ...] = ()
    doubles: tuple[Double, ...] = ()
    ballots: int = UNKNOWN_STATION
    last: int = 0
    copies: tuple[PublicCopy, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether all that was here was moved elsewhere."""
        return not (self.claims or self.acts or self.readings or self.doubles or self.copies)


@dataclass(frozen=True, slots=True)
class Assembly:
    """All acts of one region's plenary for a contest, by id, and where it stands."""

    acts: tuple[Held, ...] = ()
    standing: PlenaryStanding = NOT_MET


@dataclass(frozen=True, slots=True)
class Mark:
    """What releases and moves say of one record: the codes released for it so far, where it belongs.

    If the record is itself a release that is held, ``record`` and ``codes`` are what it will
    release, and ``holds`` what still holds it. ``moves`` are the time, id and station of each
    move; the last one counts.
    """

    released: frozenset[str] = frozenset()
    record: RecordId | None = None
    codes: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    moves: tuple[tuple[datetime, RecordId, StationCode], ...] = ()

    @property
    def place(self) -> StationCode | None:
        """The station the record belongs to by the last move, if it was moved."""
        return self.moves[-1][2] if self.moves else None


@dataclass(slots=True)
class Ledger:
    """What was folded for one election and phase. ``fold`` alone changes it."""

    election: ElectionId
    phase: Phase = Phase.REAL
    threads: dict[Key, Thread] = field(default_factory=dict)
    totals: dict[tuple[Contest, RegionCode], Tally] = field(default_factory=dict)
    marks: dict[RecordId, Mark] = field(default_factory=dict)
    held: dict[RecordId, Key] = field(default_factory=dict)
    """Where the claims are that wait for a release."""
    plenaries: dict[PlenaryKey, Assembly] = field(default_factory=dict)
    ballots: Mapping[StationCode, int] = field(default_factory=dict)
    """Of the stations that are judged, as far as the set-up knows them."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a fold touched."""

    threads: frozenset[Key]
    totals: frozenset[tuple[Contest, RegionCode]]
    marks: frozenset[RecordId]
    plenaries: frozenset[PlenaryKey]
