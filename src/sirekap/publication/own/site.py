"""Where the site stands, and what a checker needs: the documents that are of no one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.canonical import encode
from sirekap.election.regions import NATION
from sirekap.publication.own.region import path_of
from sirekap.publication.own.writing import moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, Phase, RecordId
    from sirekap.election.regions import RegionCode, Station
    from sirekap.log.checkpoint import Checkpoint

VERSION = 1
LATEST = "v1/latest.json"
SETUP = "v1/setup.json"
KEY_LIST = "v1/key-list.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """Where the site stands: every document tells at least the log's first ``size`` leaves.

    ``at`` is the time of the last of them; ``paused`` since when, and the record that says why.
    """

    election: ElectionId
    phase: Phase
    size: int
    checkpoint: Checkpoint
    at: datetime | None
    opens: datetime
    opened: bool
    paused: tuple[datetime, RecordId] | None = None
    received: Mapping[Contest, int] = field(default_factory=dict)
    contests: Sequence[Contest] = ()


def latest(of: Latest) -> bytes:
    """The document that is written last."""
    checkpoint = of.checkpoint
    return encode(
        {
            "v": VERSION,
            "election": of.election,
            "phase": of.phase.value,
            "size": of.size,
            "checkpoint": {
                "origin": checkpoint.origin,
                "size": checkpoint.size,
                "root": checkpoint.root.hex(),
            },
            "at": None if of.at is None else moment(of.at),
            "opens": moment(of.opens),
            "opened": of.opened,
            "paused": None if of.paused is None else {"since": moment(of.paused[0]), "record": of.paused[1]},
            "received": {contest.value: count for contest, count in of.received.items()},
            "contests": {contest.value: {"document": path_of(contest, NATION)} for contest in of.contests},
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the fold must know beside the records."""

    election: ElectionId
    phase: Phase
    profile: str
    opens: datetime
    contests: Sequence[Contest]
    stations: Sequence[Station]
    names: Mapping[RegionCode, str]


def setup(of: Setup) -> bytes:
    """Election, contests, and the stations of each village with the voters on their lists."""
    villages: dict[str, list[list[str | int | None]]] = {}
    for each in sorted(of.stations):
        villages.setdefault(each.code[:10], []).append([each.code, each.voters])
    return encode(
        {
            "v": VERSION,
            "election": of.election,
            "phase": of.phase.value,
            "profile": of.profile,
            "opens": moment(of.opens),
            "contests": [contest.value for contest in of.contests],
            "names": {str(code): name for code, name in of.names.items()},
            "stations": {village: [[*each] for each in stations] for village, stations in villages.items()},
        }
    )
