"""Regions added up again: each document's own sum and its rows, as of the size that it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sirekap.audit.differing import first_difference
from sirekap.audit.finding import Code
from sirekap.audit.visit import LARGE
from sirekap.election.regions import NATION, RegionCode
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.audit.setup import Setup
    from sirekap.audit.visit import Visit
    from sirekap.election.contests import Contest

MEMBERS = {
    "v",
    "election",
    "contest",
    "region",
    "name",
    "size",
    "votes",
    "settled",
    "counts",
    "findings",
    "plenary",
    "children",
}
_ROW = {"region", "name", "votes", "settled", "counts"}


def region_path(contest: Contest, region: RegionCode) -> str:
    """Where a region's document, or a village's pointer, stands."""
    if region == NATION:
        return f"v1/{contest}.json"
    steps = "/".join(region[:length] for length in (2, 4, 6, 10) if length <= len(region))
    return f"v1/{contest}/{steps}.json"


@dataclass
class RegionSum:
    """A region's document as it was read, and what the villages below it add up to, as of its size.

    ``exact`` is false once a village below could not be made again and was added as it is published.
    """

    contest: Contest
    region: RegionCode
    size: int
    told: dict[str, Any] | None
    whole: Tally = field(default_factory=Tally)
    children: dict[RegionCode, Tally] = field(default_factory=dict)
    exact: bool = True

    def add(self, child: RegionCode, part: Tally, *, exact: bool = True) -> None:
        """Add what a village has to the region and to the row of the child it lies in."""
        row = self.children.get(child)
        if row is None:
            row = self.children[child] = Tally()
        plus(self.whole, part)
        plus(row, part)
        self.exact = self.exact and exact


def read_region(visit: Visit, contest: Contest, region: RegionCode, least: int) -> RegionSum:
    """A region's document, as of its size or of what the site tells at least, if that is more."""
    path = region_path(contest, region)
    told = visit.document(path, LARGE)
    size = None if told is None else told.get("size")
    if told is not None and (type(size) is not int or told.keys() - {"margin"} != MEMBERS):
        visit.report.find(Code.FILE_MALFORMED, path)
        told = None
    return RegionSum(contest, region, max(least, size) if type(size) is int else least, told)


def judge(visit: Visit, setup: Setup, added: RegionSum, expected: Mapping[RegionCode, int]) -> None:
    """Hold a region's document against what its villages add up to; the first difference is a finding."""
    if added.told is None:
        return
    country, told = setup.country, added.told
    below = {code: added.children.get(code, Tally()) for code in country.below.get(added.region, ())}
    wanted = {
        "election": setup.election,
        "contest": added.contest.value,
        "region": added.region,
        "name": country.name(added.region),
        **_sums(added.whole, expected.get(added.region, 0)),
        "findings": added.whole.findings,
        "children": {
            code: {"region": code, "name": country.name(code), **_sums(tally, expected.get(code, 0))}
            for code, tally in below.items()
            if code in expected
        },
    }
    said: dict[str, Any] = {name: told[name] for name in wanted}
    said["children"] = _by_code(told["children"])
    if not added.exact:
        _without_settled(wanted, said)
    different = first_difference(_plain(said), _plain(wanted))
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


def published_tally(document: dict[str, Any]) -> Tally:
    """What a village's document says of itself, for one that cannot be made again."""
    counts = {str(name): _whole(count) for name, count in document["counts"].items() if name != "expected"}
    votes = {str(name): _whole(count) for name, count in document["votes"].items()}
    return Tally(votes, counts, {str(name): _whole(count) for name, count in document["findings"].items()})


def _sums(tally: Tally, expected: int) -> dict[str, Any]:
    return {
        "votes": tally.votes,
        "settled": tally.settled,
        "counts": {"expected": expected, **tally.stations},
    }


def _by_code(rows: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever stands there
    """The rows by their codes; what is no such list differs from any."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.keys() == _ROW for row in rows):
        return {"?": rows}
    return {str(row["region"]): row for row in rows}


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    """A value without counts of zero: a running total may keep them, one made anew has none."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if type(inner) is not int or inner}
    return value


def _without_settled(*documents: dict[str, Any]) -> None:
    for each in documents:
        each.pop("settled", None)
        for row in each["children"].values():
            if isinstance(row, dict):
                row.pop("settled", None)


def _whole(count: object) -> int:
    if type(count) is not int:
        raise TypeError(count)
    return count
