"""Level votes told apart by how widely they are spread (UU 7/2017 art. 416 (4) and (5), 423 (2)).

The law says "wider spread over regions, in steps" for the presidential pairs and "more evenly
spread over all regencies" for DPD, and defines neither. Both are taken to mean: who has the
most votes of those level in more regions, the largest regions first, one tier down as long
as they stay level. What that leaves level is left to people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """One tier that was asked: how many of its regions each of those level leads."""

    regions: int
    led: tuple[tuple[T, int], ...]


@dataclass(frozen=True, slots=True)
class Spread(Generic[T]):
    """Those told apart, widest first, and the steps that did it. ``level`` could not be told apart."""

    order: tuple[T, ...]
    level: tuple[T, ...]
    steps: tuple[Step[T], ...]


def widest(level: Collection[T], tiers: Sequence[Sequence[Mapping[T, int]]], places: int = 1) -> Spread[T]:
    """Choose ``places`` of those with level votes by their spread.

    ``tiers`` holds, largest regions first, the votes of each region of a tier. A region where
    the most votes are level counts for none.
    """
    order: list[T] = []
    left = list(level)
    steps: list[Step[T]] = []
    for regions in tiers:
        if len(order) >= places or len(left) < 2:  # noqa: PLR2004 -- one alone is level with nobody
            break
        led = _led(left, regions)
        steps.append(Step(len(regions), tuple((each, led[each]) for each in left)))
        settled = _settled(left, led, places - len(order))
        order += settled
        left = _still_level([each for each in left if each not in settled], led)
    if len(order) < places and len(left) == 1:
        order += left
        left = []
    return Spread(tuple(order), tuple(left) if len(order) < places else (), tuple(steps))


def _led(level: Sequence[T], regions: Sequence[Mapping[T, int]]) -> dict[T, int]:
    led = dict.fromkeys(level, 0)
    for votes in regions:
        most = max(votes.get(each, 0) for each in level)
        leading = [each for each in level if votes.get(each, 0) == most]
        if len(leading) == 1:
            led[leading[0]] += 1
    return led


def _settled(level: Sequence[T], led: Mapping[T, int], places: int) -> list[T]:
    """Those who are in whatever the tiers below say: fewer than ``places`` lead as many regions."""
    ranked = sorted(level, key=lambda each: -led[each])
    clear = [each for each in ranked if sum(led[other] >= led[each] for other in level) <= places]
    return clear[:places]


def _still_level(left: Sequence[T], led: Mapping[T, int]) -> list[T]:
    """Of those not in, the ones the next tier must tell apart."""
    most = max((led[each] for each in left), default=0)
    return [each for each in left if led[each] == most]
