"""Totals of a region: votes, stations, findings, moved by what each station's contest adds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from sirekap.election.canonical import encode
from sirekap.election.forms import FieldName
from sirekap.tiers.standing import State

if TYPE_CHECKING:
    from sirekap.election.canonical import Json
    from sirekap.tiers.claims import Key
    from sirekap.tiers.standing import Standing

_SEALS = 1 << 256

SUMS = frozenset({"suara_sah", "suara_tidak_sah", "suara_total"})
"""The fields of the votes block that are nobody's votes."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one station's contest adds to every region above it.

    ``stations`` are the counts it stands in, each once: ``received`` (a claim counts or is
    compared), ``counted`` (at least one choice is in the totals), ``pending``, ``agreed`` and
    ``differing`` (state of the votes), ``administration_differing``, ``held`` (a claim waits
    for a person). ``votes`` are all fields of the votes block: choices and the three sums.
    ``settled`` are the fields, of both blocks, that a plenary stands for, and ``seal`` a number
    that stands for just these figures of just this station. ``decided`` are the ballots of
    which it is known what became of them; the others are open votes.
    """

    votes: tuple[tuple[str, int | None], ...] = ()
    stations: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    settled: tuple[tuple[str, int | None], ...] = ()
    seal: int = 0
    decided: int = 0


NO_SHARE = Share()


_DECIDED = {State.AGREED, State.VERIFIED, State.RECAPITULATED, State.CORRECTED, State.NO_POLL}
_RECEIVED = FieldName("surat_suara_diterima")


def share_of(key: Key, standing: Standing, ballots: int) -> Share:
    """What a station's contest adds as it stands; ``ballots`` are those it has by its list."""
    votes = standing.votes
    says = {
        "received": bool(standing.polls),
        "counted": any(name not in SUMS and count is not None for name, count in votes.figures.entries),
        str(votes.state): votes.state is not State.ABSENT,
        "administration_differing": standing.administration.state is State.DIFFERING,
        "held": bool(standing.held),
        "settled": votes.state.settled,
        "objected": bool(standing.objections),
    }
    settled = tuple(
        entry
        for block in (votes, standing.administration)
        if block.state.settled
        for entry in block.figures.entries
    )
    return Share(
        votes.figures.entries,
        tuple(name for name, true in says.items() if true),
        standing.findings,
        settled,
        _seal(key, settled) if settled else 0,
        ballots - open_ballots(standing, ballots),
    )


def open_ballots(standing: Standing, ballots: int) -> int:
    """The votes a station may yet bring: none once decided, else its ballots received, or by its list."""
    if standing.votes.state in _DECIDED:
        return 0
    administration = standing.administration
    known = administration.figures.numbers if administration.state in _DECIDED else {}
    return known.get(_RECEIVED, ballots)


def _seal(key: Key, settled: tuple[tuple[str, int | None], ...]) -> int:
    content = encode({"station": key[0], "contest": key[1].value, "figures": dict(settled)})
    return int.from_bytes(hashlib.sha256(content).digest())


@dataclass(slots=True)
class Tally:
    """Running totals of one contest in one region. Changed by :meth:`add` alone.

    ``seal`` is the sum, modulo 2^256, of the seals of all settled stations: it changes when
    any of their figures does, so a certificate over it cannot silently outlive them.
    ``decided`` are ballots: what is left of a region's ballots is open. ``last`` is the position
    of the last record that changed anything within the region, its figures or not.
    """

    votes: dict[str, int] = field(default_factory=dict)
    stations: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    settled: dict[str, int] = field(default_factory=dict)
    seal: int = 0
    decided: int = 0
    last: int = 0

    def add(self, share: Share, sign: int = 1) -> None:
        """Add a share, or take it out again with ``sign`` -1. An empty field adds nothing."""
        votes, stations, findings, settled = self.votes, self.stations, self.findings, self.settled
        for name, count in share.votes:
            if count:
                votes[name] = votes.get(name, 0) + sign * count
        for name, count in share.settled:
            if count:
                settled[name] = settled.get(name, 0) + sign * count
        if share.seal:
            self.seal = (self.seal + sign * share.seal) % _SEALS
        self.decided += sign * share.decided
        for name in share.stations:
            stations[name] = stations.get(name, 0) + sign
        for code in share.findings:
            findings[code] = findings.get(code, 0) + sign

    @property
    def empty(self) -> bool:
        """Whether nothing is left of all that was added."""
        parts = (self.votes, self.stations, self.findings, self.settled)
        return not self.seal and not self.decided and not any(any(part.values()) for part in parts)

    def document(self) -> dict[str, Json]:
        """The totals as JSON; what is zero is left out, so that a way there and back leaves no trace."""
        parts = {
            "votes": self.votes,
            "stations": self.stations,
            "findings": self.findings,
            "settled": self.settled,
        }
        document: dict[str, Json] = {
            name: {key: count for key, count in part.items() if count} for name, part in parts.items()
        }
        return document | {"seal": f"{self.seal:064x}", "decided": self.decided, "last": self.last}

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """The totals of :meth:`document`."""
        return cls(**{**document, "seal": int(document["seal"], 16)})
