"""The station's number as a hand wrote it on the heading's dotted line, read as figures.

There are no boxes here, and the figures are a third as high as those in boxes: the ink is
parted into figures, each is set into a drawn box as large as the digit scorer knows them,
and scored. What comes out is a likelihood of every number, or nothing where the ink does
not part into one to three figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.scoring import CROP, MARGIN
from sirekap.reading.warp import sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage
    from sirekap.reading.scoring import Scorer

    Floats = NDArray[np.float64]

PLACE = "station_number"
NUMBERS = 1000
"""One more than the largest number a station can have."""

#: Pixels per mm of the look, and how far beyond the dotted line it reaches: left, up, right, down, in mm.
_SCALE, _BEYOND = 4.0, (3.3, 5.0, 2.2, 3.0)
#: A figure is at least so high, at most so high, in mm.
_LEAST, _TALLEST = 2.4, 13.0
#: Ink that covers less than this share (0..1) of a figure's darkest is paper; fainter ink is none.
_SHARE, _FAINT = 0.45, 0.1
#: Pieces that overlap so much of the narrower one's width, or are nearer than this (mm), are one figure.
_OVERLAP, _NEAR = 0.4, 0.2
#: A figure's width against its height: usual, and how it varies; how often two touch; the least share of
#: a way to part the ink that is followed.
_USUAL, _VARIED, _TOUCHING, _UNLIKELY = 0.55, 0.15, 0.3, 0.02
#: Most figures of a number.
_MOST = 3
#: A figure in its box: its height in the crop's pixels, the darkness of ink and frame, the paper's grey.
_HEIGHT, _INK, _PAPER = 25, 0.75, 235.0
#: How often what was taken for the number is something else.
_STRAY = 0.1
#: Below the first sharpness nothing is believed; from both together on, figures this small are.
_BLURRED, _CLEARING = 0.35, 0.45
#: The scorer's certainty is taken to this power.
_DOUBT = 0.6
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Parting:
    """One way to part the ink: figures (N, 48, 48) uint8, each in a drawn box; how likely that way is."""

    figures: NDArray[np.uint8]
    share: float


def likelihood(page: RegisteredPage, scorer: Scorer) -> Floats | None:
    """How likely the page's heading is under each number (1000,), relative; ``None`` if it cannot be read."""
    ways = partings(page)
    if not ways:
        return None
    scores = scorer.score(np.concatenate([way.figures for way in ways]))
    whole, start = np.zeros(NUMBERS), 0
    for way in ways:
        joint = _joint(scores[start : start + len(way.figures), :_DIGITS].astype(np.float64))
        whole[: len(joint)] += way.share * joint
        start += len(way.figures)
    sharp = float(np.clip((page.quality.sharpness - _BLURRED) / _CLEARING, 0, 1))
    trust = sharp * (1 - _STRAY)
    return np.asarray(trust * whole + (1 - trust) / NUMBERS) if trust > _UNLIKELY else None


def _joint(digits: Floats) -> Floats:
    """The probability of every number of that many figures, left to right (N, 10).

    The scorer knows figures in boxes; of others it is less sure than it says. What is no
    digit at all to it says nothing of which one it is.
    """
    digits = (digits + (1.0 - digits.sum(axis=1, keepdims=True)) / _DIGITS) ** _DOUBT
    digits /= digits.sum(axis=1, keepdims=True)
    joint = digits[0]
    for column in digits[1:]:
        joint = np.multiply.outer(joint, column).ravel()
    return np.asarray(joint)


def partings(page: RegisteredPage) -> list[Parting]:
    """Every likely way to part the ink on the line into figures; none where it is not clear."""
    look = _look(page)
    if look is None:
        return []
    dark = _darkness(look)
    pieces = _pieces(dark)
    if not 1 <= len(pieces) <= _MOST:
        return []
    ways = []
    for counts in product(range(1, _MOST + 1), repeat=len(pieces)):
        share = float(np.prod([_share(mask, count) for mask, count in zip(pieces, counts, strict=True)]))
        if sum(counts) <= _MOST and share > _UNLIKELY:
            parts = [
                part
                for mask, count in zip(pieces, counts, strict=True)
                for part in _parted(mask, dark, count)
            ]
            if all(part.any() for part in parts):
                ways.append(Parting(np.stack([_boxed(dark * part) for part in parts]), share))
    return ways


def _look(page: RegisteredPage) -> NDArray[np.uint8] | None:
    """The line and what is around it, from straight above; ``None`` where the photo does not show it."""
    place = dict(page.layout.places).get(PLACE)
    if place is None:
        return None
    left, up, right, down = _BEYOND
    width = round((place.width + left + right) * _SCALE)
    height = round((place.height + up + down) * _SCALE)
    x, y = (np.arange(size) + 0.5 for size in (width, height))
    net = np.stack(np.meshgrid(x / _SCALE + place.x0 - left, y / _SCALE + place.y0 - up), axis=-1)
    spots = page.to_pixels(net.reshape(-1, 2)).reshape(height, width, 2)
    if (spots < 0).any() or (spots >= page.grey.shape[::-1]).any():
        return None
    places = spots.astype(np.float32)
    return sample(page.grey, places[..., 0], places[..., 1])


def _darkness(look: NDArray[np.uint8]) -> Floats:
    """Darkness against the paper around, whatever light falls on it: 0 white to 1 black."""
    side = 2 * round(4 * _SCALE) + 1
    paper = cv2.GaussianBlur(cv2.dilate(look, np.ones((side, side), np.uint8)), (0, 0), side / 4)
    return np.asarray(np.clip(1.0 - look / np.maximum(paper, 1.0).astype(np.float64), 0, 1))


def _pieces(dark: Floats) -> list[NDArray[np.bool_]]:
    """Part the ink into figures: their masks, left to right."""
    strong = float(np.percentile(dark, 98.5))
    if strong < _FAINT:
        return []
    ink = (dark > _SHARE * strong).astype(np.uint8)
    count, labels, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    low, high = _BEYOND[1] * _SCALE - 3 * _SCALE, dark.shape[0] - (_BEYOND[3] - 1.5) * _SCALE
    kept = [
        label
        for label in range(1, count)
        if stats[label, cv2.CC_STAT_HEIGHT] >= _LEAST * _SCALE
        and low < middles[label][1] < high
        and not _at_edge(stats[label], dark.shape)
    ]
    groups: list[tuple[int, int, list[int]]] = []
    for label in sorted(kept, key=lambda each: int(stats[each, cv2.CC_STAT_LEFT])):
        start = int(stats[label, cv2.CC_STAT_LEFT])
        end = start + int(stats[label, cv2.CC_STAT_WIDTH])
        if groups and _together(groups[-1][:2], (start, end)):
            before = groups.pop()
            groups.append((before[0], max(before[1], end), [*before[2], label]))
        else:
            groups.append((start, end, [label]))
    masks = [np.isin(labels, group) for _, _, group in groups]
    return (
        masks if all(np.ptp(np.flatnonzero(mask.any(axis=1))) < _TALLEST * _SCALE for mask in masks) else []
    )


def _at_edge(stats: NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    """Whether a piece runs into what is printed or written beside or above the line."""
    left, top, width = stats[cv2.CC_STAT_LEFT], stats[cv2.CC_STAT_TOP], stats[cv2.CC_STAT_WIDTH]
    return bool(left == 0 or top == 0 or left + width == shape[1])


def _share(mask: NDArray[np.bool_], count: int) -> float:
    """How likely a piece is so many figures that touch, by its width against its height."""
    rows, columns = (np.ptp(np.flatnonzero(mask.any(axis=axis))) + 1.0 for axis in (1, 0))
    usual = np.exp(-0.5 * ((columns / rows / np.arange(1, _MOST + 1) - _USUAL) / _VARIED) ** 2)
    usual *= _TOUCHING ** np.arange(_MOST)
    return float(usual[count - 1] / max(usual.sum(), 1e-12))


def _parted(mask: NDArray[np.bool_], dark: Floats, count: int) -> list[NDArray[np.bool_]]:
    """Cut a piece into so many figures where least ink joins them."""
    columns = np.flatnonzero(mask.any(axis=0))
    width = np.ptp(columns) + 1
    weight = (dark * mask).sum(axis=0)
    cuts = [0]
    for part in range(1, count):
        middle, slack = columns[0] + width * part / count, width / count / 4
        near = np.arange(int(middle - slack), int(middle + slack) + 1)
        cuts.append(int(near[weight[near].argmin()]))
    cuts.append(mask.shape[1])
    across = np.arange(mask.shape[1])
    return [mask & (across >= start) & (across < end) for start, end in pairwise(cuts)]


def _together(one: tuple[int, int], other: tuple[int, int]) -> bool:
    overlap = min(one[1], other[1]) - max(one[0], other[0])
    narrower = min(one[1] - one[0], other[1] - other[0])
    return overlap > _OVERLAP * narrower or overlap > -_NEAR * _SCALE


def _boxed(dark: Floats) -> NDArray[np.uint8]:
    """Set one figure in the middle of a drawn box."""
    rows, columns = (np.flatnonzero(dark.any(axis=axis)) for axis in (1, 0))
    cut = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = min(_HEIGHT / cut.shape[0], _HEIGHT / cut.shape[1])
    size = tuple(max(1, round(side * scale)) for side in cut.shape)
    small = cv2.resize(cut, size[::-1], interpolation=cv2.INTER_AREA)
    darkest = float(np.percentile(small[small > 0], 90)) if small.any() else 1.0
    small = small * (_INK / max(darkest, _FAINT / 2))
    crop = np.zeros((CROP, CROP))
    inner = slice(MARGIN, CROP - MARGIN)
    for edge in (MARGIN, CROP - MARGIN - 1):
        crop[edge, inner] = crop[inner, edge] = _INK
    top, left = ((CROP - side) // 2 for side in size)
    place = crop[top : top + size[0], left : left + size[1]]
    np.maximum(place, np.clip(small, 0, 1), out=place)
    return np.asarray((_PAPER * (1 - crop)).round(), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Numeral:
    """What the headings of a return's pages say together.

    ``number`` is the likeliest number and ``against`` how much likelier (natural logarithm) it
    is than the claimed one; ``pages`` counts the headings that could be scored.
    """

    number: int
    against: float
    pages: int


def heard(likelihoods: Sequence[Floats], claimed: int, siblings: int | None) -> Numeral | None:
    """Score the claimed number against all of its village; ``siblings``: its stations, if known.

    Pages of one return are written by one hand, which makes the same odd figure each time:
    they count as fewer witnesses than they are.
    """
    if not likelihoods or not 0 < claimed < NUMBERS:
        return None
    last = max(siblings or NUMBERS - 1, claimed)
    logs = np.log([each[1 : last + 1] / each[1 : last + 1].sum() for each in likelihoods])
    together = logs.sum(axis=0) / np.sqrt(len(logs))
    best = int(together.argmax())
    return Numeral(best + 1, float(together[best] - together[claimed - 1]), len(logs))
