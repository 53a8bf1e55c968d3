"""``v1/latest.json``: where the site says it stands, held against the log and the set-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sirekap.audit.finding import Code
from sirekap.audit.setup import moment
from sirekap.election.canonical import encode
from sirekap.election.regions import NATION
from sirekap.log.checkpoint import Checkpoint
from sirekap.publication.own.region import path_of as region_path
from sirekap.publication.own.writing import moment as print_moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.audit.follow import Followed
    from sirekap.audit.setup import Setup
    from sirekap.audit.visit import Visit
    from sirekap.election.contests import Contest

LATEST = "v1/latest.json"
_MEMBERS = {
    "v",
    "election",
    "phase",
    "size",
    "checkpoint",
    "at",
    "opens",
    "opened",
    "paused",
    "received",
    "contests",
}


@dataclass(frozen=True)
class Latest:
    """Where the site stands: every document tells at least ``size`` leaves, the last of ``at``."""

    said: dict[str, Any]
    size: int
    at: datetime | None
    opened: bool
    point: Checkpoint


def read_latest(visit: Visit) -> Latest | None:
    """The document, if it can be used at all; what it says is held against the log later."""
    said = visit.document(LATEST)
    if said is None:
        return None
    try:
        checkpoint = said["checkpoint"]
        at = None if said["at"] is None else moment(said["at"])
        point = Checkpoint(checkpoint["origin"], checkpoint["size"], bytes.fromhex(checkpoint["root"]))
        right = (
            said.keys() == _MEMBERS
            and checkpoint.keys() == {"origin", "size", "root"}
            and type(said["size"]) is type(checkpoint["size"]) is int
            and 0 <= said["size"] <= checkpoint["size"]
            and type(said["opened"]) is bool
            and isinstance(said["received"], dict)
            and all(type(count) is int for count in said["received"].values())
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        right = False
    if not right:
        visit.report.find(Code.FILE_MALFORMED, LATEST)
        return None
    return Latest(said, said["size"], at, said["opened"], point)


def held_against(visit: Visit, latest: Latest, log: Followed, setup: Setup) -> None:
    """See that each member says what the log and the set-up say."""
    point = log.point
    wanted = {
        "election": setup.election,
        "phase": setup.phase.value,
        "opens": print_moment(setup.opens),
        "contests": {each.value: {"document": region_path(each, NATION)} for each in setup.contests},
        "at": None if log.leaves.at is None else print_moment(log.leaves.at),
    }
    for member, value in wanted.items():
        _need(visit, member, latest.said[member], value)
    if point is not None:
        _need(visit, "checkpoint/origin", latest.said["checkpoint"]["origin"], point.origin)
        log.begins_with(latest.point, LATEST)
    paused = latest.said["paused"]
    if paused is not None and not _is_record(log, paused):
        _need(visit, "paused", paused, None)


def received_right(visit: Visit, latest: Latest, log: Followed, stations: Mapping[Contest, int]) -> None:
    """See that as many stations are told to have sent returns as have; of a site that moves, no fewer.

    ``stations`` are those from which something has come, as of the leaves that all documents tell;
    none where the site moved on meanwhile.
    """
    told = latest.said["received"]
    for contest, count in stations.items():
        most = count if latest.size == log.size else log.leaves.returns[contest.value]
        if not count <= told.get(contest.value, -1) <= most:
            _need(visit, f"received/{contest}", told.get(contest.value), count)


def _is_record(log: Followed, paused: object) -> bool:
    """Whether a pause names a record that is a leaf."""
    record = paused.get("record") if isinstance(paused, dict) else None
    return any(leaf.record == record for leaf in log.leaves.wandering)


def _need(visit: Visit, member: str, told: object, wanted: object) -> None:
    if told != wanted:
        facts = {"member": member, "told": _shown(told), "wanted": _shown(wanted)}
        visit.report.find(Code.LATEST_WRONG, LATEST, **facts)


def _shown(value: Any) -> str:  # noqa: ANN401 -- whatever stands there
    return encode(value).decode()[:80]
