# ruff: noqa: PLR2004  # Shares of a drawing: the branch each stands in says what it is.
"""Boxes drawn by the program: what the collected sets have too few of, or none.

Crossed, blank and dashed boxes, digits on both kinds of box (page 1 has a bare
frame of 18 mm, pages 2 and 3 a dotted guide in 20 mm), and what must be given
to a person: struck-out and overwritten figures, smudges, boxes cut wrongly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.scoring import CLASSES, CROP, MARGIN
from sirekap.simulate import boxes as simulator
from sirekap.simulate.digits import CROSSES, DASH, DIGITS, SLASH, SQUARE
from sirekap.simulate.strokes import glyph, trace
from training.boxes import INDEX, Boxes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sirekap.simulate.strokes import Glyph

FINE = 4  # Drawn this many times larger, then shrunk.
FRAME = CROP - 2 * MARGIN
GUIDE_X = (0.30, 0.40, 0.50, 0.60, 0.70)  # Dots of the guide, shares of the box, from the official PDF.
GUIDE_Y = tuple(0.185 + 0.079 * row for row in range(9))
GUIDED = (0.30, 0.185, 0.70, 0.817)  # The guide's outline.
STRIKES = (glyph("0,.35 | 1,.3 ; 0,.65 | 1,.6"), SLASH)
SCRIBBLE = glyph("0,.1 .9,.2 .1,.35 .95,.5 .05,.6 .9,.75 .1,.9 .95,1")


class Sheet:
    """One box on paper: the print, then ink."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.ink = np.zeros((CROP * FINE, CROP * FINE), np.uint8)
        self.print = np.zeros_like(self.ink)
        self.width = float(np.clip(rng.lognormal(np.log(0.042), 0.35), 0.022, 0.11))
        self._print_box()

    def _print_box(self) -> None:
        rng = self.rng
        line = rng.uniform(0.035, 0.065) * FRAME * FINE
        low, high = MARGIN * FINE + line / 2, (CROP - MARGIN) * FINE - line / 2
        corners = np.array([[low, low], [high, low], [high, high], [low, high]]) + rng.normal(0, 1.5, (4, 2))
        cv2.polylines(
            self.print,
            [_fixed(corners)],
            isClosed=True,
            color=255,
            thickness=round(line),
            lineType=cv2.LINE_AA,
            shift=4,
        )
        if rng.random() < 0.3:  # A neighbour's frame shows.
            x = (
                MARGIN * FINE - rng.uniform(3.5, 7) * FINE
                if rng.random() < 0.5
                else (CROP - MARGIN) * FINE + rng.uniform(3.5, 7) * FINE
            )
            cv2.line(self.print, (round(x), round(low)), (round(x), round(high)), 255, round(line))
        if rng.random() < 0.6:
            tone, size = rng.uniform(40, 110), rng.uniform(0.012, 0.018) * FRAME * FINE
            for row, y in enumerate(GUIDE_Y):
                for x in GUIDE_X if row in (0, 4, 8) else GUIDE_X[::2]:
                    at = (np.array([x, y]) * FRAME + MARGIN) * FINE
                    cv2.circle(
                        self.print, tuple(_fixed(at)), round(size * 16), tone, cv2.FILLED, cv2.LINE_AA, 4
                    )

    def write(self, sign: Glyph, place: tuple[float, float, float, float], tone: float = 1.0) -> None:
        """Write into ``place`` (left, top, right, bottom as shares of the box)."""
        rng = self.rng
        x0, y0, x1, y1 = place
        slant = rng.normal(0.03, 0.08)
        for stroke in sign:
            points = stroke.points + rng.normal(0, 0.035, stroke.points.shape)
            way = trace(points, stroke.corners, rng.normal(0, 0.03, len(points)))
            way = way * [x1 - x0, y1 - y0] + [x0, y0]
            way[:, 0] += slant * (0.5 - way[:, 1])
            pixels = _fixed((way * FRAME + MARGIN) * FINE)
            layer = np.zeros_like(self.ink)
            thick = max(1, round(self.width * FRAME * FINE * rng.uniform(0.85, 1.15)))
            cv2.polylines(
                layer,
                [pixels],
                isClosed=False,
                color=255 * tone,
                thickness=thick,
                lineType=cv2.LINE_AA,
                shift=4,
            )
            self.ink = np.maximum(self.ink, layer)

    def photographed(self) -> NDArray[np.uint8]:
        """Shrink to the crop; ink is mostly lighter than the print."""
        rng = self.rng
        dark = np.maximum(self.print * rng.uniform(0.7, 1.0), self.ink * rng.uniform(0.45, 1.0))
        small = cv2.resize(dark, (CROP, CROP), interpolation=cv2.INTER_AREA)
        photo = np.clip(rng.uniform(220, 240) - small * rng.uniform(0.55, 0.85), 0, 255)
        return np.asarray(photo, np.uint8)


def _fixed(points: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.round(points * 16).astype(np.int32)


def _place(rng: np.random.Generator, *, guided: bool = False) -> tuple[float, float, float, float]:
    if guided:
        x0, y0, x1, y1 = np.array(GUIDED) + rng.normal(0, 0.02, 4)
        return float(x0), float(y0), float(x1), float(y1)
    high = rng.uniform(0.42, 0.82)
    wide = high * rng.uniform(0.45, 0.85)
    x, y = 0.5 + rng.normal(0, 0.06), 0.5 + rng.normal(0, 0.04)
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _digit(sheet: Sheet, digit: str, tone: float = 1.0) -> tuple[float, float, float, float]:
    rng = sheet.rng
    guided = rng.random() < 0.4
    style = SQUARE if guided else str(rng.choice(list(DIGITS[digit])))
    place = _place(rng, guided=guided)
    if digit == "1" and style == "flag":
        x0, y0, x1, y1 = place
        place = (x0 + (x1 - x0) * 0.25, y0, x1 - (x1 - x0) * 0.25, y1)
    sheet.write(DIGITS[digit][style], place, tone)
    return place


def _crossed(sheet: Sheet) -> None:
    rng = sheet.rng
    if rng.random() < 0.12:  # A zero crossed out.
        _digit(sheet, "0")
    sign = CROSSES[str(rng.choice(list(CROSSES)))]
    if rng.random() < 0.4:
        edge = rng.uniform(-0.02, 0.2)
        sheet.write(sign, (edge, edge, 1 - edge, 1 - edge))
    else:
        sheet.write(sign, _place(rng))


def _dash(sheet: Sheet) -> None:
    rng = sheet.rng
    wide, y = rng.uniform(0.25, 0.85), 0.5 + rng.normal(0, 0.06)
    sheet.write(DASH, (0.5 - wide / 2, y - 0.05, 0.5 + wide / 2, y + 0.05))


def _spoilt(sheet: Sheet) -> None:
    """A figure struck out, written over, or scribbled away."""
    rng = sheet.rng
    # Never a pair that leaves a readable digit: square figures lie on the same guide,
    # and a barred 7 or a 1 under a cross is a figure of its own.
    first, second = rng.choice(list("2345689"), 2, replace=False)
    place = _digit(sheet, str(first))
    way = rng.random()
    if way < 0.35:
        sheet.write(STRIKES[int(rng.integers(len(STRIKES)))], _wider(place))
    elif way < 0.65:
        styles = [style for style in DIGITS[str(second)] if style != SQUARE]
        sheet.write(DIGITS[str(second)][str(rng.choice(styles))], _place(rng))
    else:
        sheet.write(SCRIBBLE, _wider(place) if rng.random() < 0.5 else place)


def _wider(place: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = place
    return x0 - 0.06, y0, x1 + 0.06, y1


def drawn(count: int, seed: int) -> Boxes:
    """Draw ``count`` boxes; digits 60 %, the other four classes 10 % each."""
    rng = np.random.default_rng(seed)
    marks = rng.choice(list(CLASSES), count, p=[*[0.06] * 10, 0.1, 0.1, 0.1, 0.1])
    crops = np.array([_one(str(mark), rng) for mark in marks], np.uint8)
    return _labelled(crops, np.array([INDEX[str(m)] for m in marks]), "drawn")


def _one(mark: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    sheet = Sheet(rng)
    if mark.isdigit():
        _digit(sheet, mark)
    elif mark == "X":
        _crossed(sheet)
    elif mark == "-":
        _dash(sheet)
    elif mark == "?":
        _spoilt(sheet)
    return sheet.photographed()


def spoilt(real: Boxes, count: int, seed: int) -> Boxes:
    """Make boxes nobody may read out of real ones, by cutting them wrongly."""
    rng = np.random.default_rng(seed)
    crops = list(_spoilt_crops(real, count, rng))
    return _labelled(np.array(crops, np.uint8), np.full(len(crops), INDEX["?"]), "spoilt")


def _spoilt_crops(real: Boxes, count: int, rng: np.random.Generator) -> Iterator[NDArray[np.uint8]]:
    while count > 0:
        count -= 1
        one, two = rng.choice(len(real), 2, replace=False)
        # Half a box and half its neighbour, or far too near or far.
        size = float(
            np.exp(rng.choice([0.0, rng.uniform(0.55, 0.9), rng.uniform(-1.1, -0.7)], p=[0.6, 0.2, 0.2]))
        )
        shift = rng.uniform(14, 26) if size == 1.0 else rng.uniform(0, 12)
        angle = rng.uniform(0, 2 * np.pi)
        centre = (CROP - 1) / 2
        matrix = np.array(
            [
                [size, 0, centre * (1 - size) + shift * np.cos(angle)],
                [0, size, centre * (1 - size) + shift * np.sin(angle)],
            ]
        )
        other = cv2.warpAffine(
            real.crops[two],
            matrix + np.array([[0, 0, -np.sign(np.cos(angle)) * 40], [0, 0, 0]]),
            (CROP, CROP),
            borderValue=230,
        )
        mine = cv2.warpAffine(real.crops[one], matrix, (CROP, CROP), borderValue=230)
        yield np.asarray(np.minimum(mine, other) if rng.random() < 0.6 else mine, np.uint8)


def simulated(count: int, seed: int) -> Boxes:
    """Boxes of the simulator: whole hands, on pages with one light."""
    crops, labels = simulator.boxes(seed, count)
    return _labelled(crops, np.array([INDEX[simulator.CLASSES[i]] for i in labels]), "simulated")


def _labelled(crops: NDArray[np.uint8], labels: NDArray[np.int64], source: str) -> Boxes:
    names = np.array([f"{source}-{i}" for i in range(len(crops))])
    return Boxes(
        crops, labels.astype(np.int64), names, np.full(len(crops), source), np.full(len(crops), source)
    )
