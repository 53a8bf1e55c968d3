"""Totals of a region: votes, stations, findings, moved by what each station's contest adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.tiers.standing import State

if TYPE_CHECKING:
    from sirekap.election.canonical import Json
    from sirekap.tiers.standing import Standing


SUMS = frozenset({"suara_sah", "suara_tidak_sah", "suara_total"})
"""The fields of the votes block that are nobody's votes."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one station's contest adds to every region above it.

    ``stations`` are the counts it stands in, each once: ``received`` (a claim counts or is
    compared), ``counted`` (at least one choice is in the totals), ``pending``, ``agreed`` and
    ``differing`` (state of the votes), ``administration_differing``, ``held`` (a claim waits
    for a person). ``votes`` are all fields of the votes block: choices and the three sums.
    """

    votes: tuple[tuple[str, int | None], ...] = ()
    stations: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


NO_SHARE = Share()


def share_of(standing: Standing) -> Share:
    """What a station's contest adds as it stands."""
    votes = standing.votes
    says = {
        "received": bool(standing.polls),
        "counted": any(name not in SUMS and count is not None for name, count in votes.figures.entries),
        str(votes.state): votes.state is not State.ABSENT,
        "administration_differing": standing.administration.state is State.DIFFERING,
        "held": bool(standing.held),
    }
    return Share(votes.figures.entries, tuple(name for name, true in says.items() if true), standing.findings)


@dataclass(slots=True)
class Tally:
    """Running totals of one contest in one region. Changed by :meth:`add` alone."""

    votes: dict[str, int] = field(default_factory=dict)
    stations: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)

    def add(self, share: Share, sign: int = 1) -> None:
        """Add a share, or take it out again with ``sign`` -1. An empty field adds nothing."""
        votes, stations, findings = self.votes, self.stations, self.findings
        for name, count in share.votes:
            if count:
                votes[name] = votes.get(name, 0) + sign * count
        for name in share.stations:
            stations[name] = stations.get(name, 0) + sign
        for code in share.findings:
            findings[code] = findings.get(code, 0) + sign

    def document(self) -> dict[str, Json]:
        """The totals as JSON; what is zero is left out, so that a way there and back leaves no trace."""
        parts = {"votes": self.votes, "stations": self.stations, "findings": self.findings}
        return {name: {key: count for key, count in part.items() if count} for name, part in parts.items()}
