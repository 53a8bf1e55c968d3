"""Regions added up again: each document's own sum and its rows, as of the size that it tells."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeGuard

from sirekap.audit.differing import first_difference
from sirekap.audit.finding import Code
from sirekap.audit.visit import LARGE
from sirekap.publication.own.region import Told, region
from sirekap.publication.own.region import path_of as region_path
from sirekap.tiers.plenaries import NOT_MET
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.audit.setup import Setup
    from sirekap.audit.visit import Visit
    from sirekap.election.contests import Contest
    from sirekap.election.regions import RegionCode
    from sirekap.publication.country import Country
    from sirekap.tiers.plenaries import PlenaryStanding

_ROW = ("region", "name", "votes", "counts")


@dataclass
class RegionSum:
    """A region's document as it was read, and what the villages below it add up to, as of its size.

    ``at`` is when the last of the records came that changed something in it. ``exact`` is false
    once a village below could not be made again and was added as it is published.
    """

    contest: Contest
    region: RegionCode
    size: int
    told: dict[str, Any] | None
    whole: Tally = field(default_factory=Tally)
    children: dict[RegionCode, Tally] = field(default_factory=dict)
    plenary: PlenaryStanding = NOT_MET
    at: datetime | None = None
    exact: bool = True

    def add(self, child: RegionCode, part: Tally, at: datetime | None, *, exact: bool = True) -> None:
        """Add what a village has to the region and to the row of the child it lies in."""
        row = self.children.get(child)
        if row is None:
            row = self.children[child] = Tally()
        self.touched(part.last, at)
        plus(self.whole, part)
        plus(row, part)
        self.exact = self.exact and exact

    def touched(self, last: int, at: datetime | None) -> None:
        """Note that a record, the log's so many-th, changed something in the region."""
        if last > self.whole.last:
            self.whole.last, self.at = last, at


def read_region(visit: Visit, contest: Contest, code: RegionCode, least: int) -> RegionSum:
    """A region's document, as of its size or of what the site tells at least, if that is more."""
    path = region_path(contest, code)
    told = visit.document(path, LARGE)
    size = None if told is None else told.get("size")
    if told is not None and type(size) is not int:
        visit.report.find(Code.FILE_MALFORMED, path)
        told = None
    return RegionSum(contest, code, max(least, size) if type(size) is int else least, told)


def judge(visit: Visit, setup: Setup, country: Country, added: RegionSum) -> None:
    """Hold a region's document against what its villages add up to; the first difference is a finding.

    What can still change (``margin``) is reckoned from open votes and not made again here; where
    the minutes stand is taken as it is told.
    """
    if added.told is None:
        return
    minutes = added.told.get("plenary")
    said = {name: value for name, value in added.told.items() if name != "margin"}
    wanted = json.loads(
        region(
            country,
            Told(
                setup.election,
                added.contest,
                added.region,
                added.whole.last,
                {added.region: added.whole, **added.children},
                added.plenary,
                minutes.get("minutes") if isinstance(minutes, dict) else None,
            ),
        )
    )
    if not added.exact:
        said, wanted = _as_published(said), _as_published(wanted)
    different = first_difference(said, wanted)
    visit.report.checked["regions"] += 1
    if different is not None:
        visit.report.find(Code.TOTAL_WRONG, region_path(added.contest, added.region), **different._asdict())


def plus(whole: Tally, part: Tally) -> None:
    """Add one region's totals to another's."""
    pairs = (
        (whole.votes, part.votes),
        (whole.stations, part.stations),
        (whole.findings, part.findings),
        (whole.settled, part.settled),
    )
    for to, these in pairs:
        for name, count in these.items():
            to[name] = to.get(name, 0) + count
    whole.seal = (whole.seal + part.seal) % (1 << 256)
    whole.decided += part.decided
    whole.last = max(whole.last, part.last)


def published_tally(document: dict[str, Any]) -> Tally:
    """What a village's document says of itself, for one that cannot be made again."""
    counts = {str(name): _whole(count) for name, count in document["counts"].items() if name != "expected"}
    votes = {str(name): _whole(count) for name, count in document["votes"].items()}
    return Tally(votes, counts, {str(name): _whole(count) for name, count in document["findings"].items()})


def _as_published(document: dict[str, Any]) -> dict[str, Any]:
    """Of a region's document what a village's own tells too."""
    rows = document.get("children")
    told = {name: document.get(name) for name in ("region", "name", "votes", "counts", "findings")}
    named = [{key: row.get(key) for key in _ROW} for row in rows] if _are_rows(rows) else rows
    return {**told, "children": named}


def _are_rows(rows: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _whole(count: object) -> int:
    if type(count) is not int:
        raise TypeError(count)
    return count
