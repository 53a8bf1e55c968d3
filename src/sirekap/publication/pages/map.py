"""Maps as shapes with an address each: provinces of the nation, regencies of a province.

Boundaries are for display alone (``profiles/pemilu2024/boundaries.json.gz``); a place that is not
drawn stands in the table below the map, as all do.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sirekap.election.regions import Level, level_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sirekap.election.contests import Contest
    from sirekap.election.regions import RegionCode
    from sirekap.publication.pages.choices import Choice
    from sirekap.publication.pages.documents import Child
    from sirekap.publication.pages.site import Site

_NAME = "boundaries.json.gz"
_NO_VOTES = "none"
_WEAKEST, _STRONGEST = 35, 100


@dataclass(frozen=True, slots=True)
class Shape:
    """A region on the map, filled by who leads, stronger the larger the share."""

    code: RegionCode
    name: str
    path: str
    colour: str
    strength: str
    leader: str
    votes: int
    whole: int


@dataclass(frozen=True, slots=True)
class Map:
    """Shapes, the part of the plane they lie in, and who leads somewhere."""

    box: str
    shapes: tuple[Shape, ...]
    keys: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _Outline:
    path: str
    box: tuple[int, int, int, int]


def drawn(
    site: Site, contest: Contest, region: RegionCode, choices: Sequence[Choice], children: Sequence[Child]
) -> Map | None:
    """The map of what lies in the nation or a province; ``None`` where no boundaries are known."""
    if level_of(region) > Level.PROVINCE or not site.holds(contest, region) or not choices:
        return None
    outlines = _outlines(site.profile.folder)
    known = [each for each in children if each.region in outlines]
    if not known:
        return None
    shapes = tuple(_shape(each, outlines[each.region], choices) for each in known)
    leading = {each.leader for each in shapes}
    boxes = [outlines[each.region].box for each in known]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return Map(
        f"{left} {top} {right - left} {bottom - top}",
        shapes,
        tuple(each for each in choices if each.short in leading),
    )


def _shape(child: Child, outline: _Outline, choices: Sequence[Choice]) -> Shape:
    votes = {each: child.votes.get(each.field, 0) for each in choices}
    whole, leader = sum(votes.values()), max(choices, key=lambda each: votes[each])
    if not whole:
        return Shape(child.region, child.name, outline.path, _NO_VOTES, "1", "", 0, 0)
    share = votes[leader] * 100 // whole
    strength = max(_WEAKEST, min(_STRONGEST, share + 10))
    return Shape(
        child.region,
        child.name,
        outline.path,
        leader.colour,
        f"{strength / 100:g}",
        leader.short,
        votes[leader],
        whole,
    )


@cache
def _outlines(folder: Path) -> Mapping[str, _Outline]:
    path = folder / _NAME
    if not path.is_file():
        return {}
    data = json.loads(gzip.decompress(path.read_bytes()))
    return {code: _Outline(each[0], tuple(each[1])) for code, each in data["shapes"].items()}
