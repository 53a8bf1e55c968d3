"""The other places of a page where a field's number stands: bubbles, tally, row sums, words.

Each gives a distribution over the numbers from 0 on, or says nothing where it cannot be
seen or read. How far each is believed is for the reconciliation to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.forms import FieldName, Witness
from sirekap.reading import bubbles, cutting, rows, tally, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage
    from sirekap.reading.scoring import Scorer
    from sirekap.sheet.layout import Entry, Rect

    Floats = NDArray[np.float64]
    Scores = NDArray[np.float32]

SPEAKS = 0.95
"""A witness below this certainty abstains: it is reported as null and cannot be outvoted."""
_SUM_SPEAKS, _ROW_SPEAKS = 0.9, 0.95
"""A row is told as broken only when its written sum and its strokes are surer than this."""
_ILLEGIBLE = 0.02
"""How often the boxes of a row with strokes hold anything but a sum."""


@dataclass(frozen=True, slots=True)
class WitnessEvidence:
    """What a witness other than the boxes says: a distribution over 0 to the largest number."""

    witness: Witness
    distribution: Floats

    @property
    def best(self) -> int | None:
        """The number it speaks for, ``None`` if it abstains."""
        top = int(np.argmax(self.distribution))
        return top if self.distribution[top] >= SPEAKS else None


@dataclass(frozen=True, slots=True)
class RowSlip:
    """A tally row whose written sum is not its strokes."""

    written: int
    strokes: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands beside a field's boxes."""

    others: tuple[WitnessEvidence, ...] = ()
    slips: tuple[RowSlip, ...] = ()


@dataclass(frozen=True, slots=True)
class Networks:
    """The networks besides that of the boxes: strokes of tally cells, and letters of words."""

    counter: tally.Counter
    speller: words.Speller

    @classmethod
    def shipped(cls, threads: int = 1) -> Networks:
        """Those that come with the package."""
        return cls(tally.Counter(threads=threads), words.Speller(threads=threads))


def scored(page: RegisteredPage, scorer: Scorer) -> tuple[Scores, Scores]:
    """Score the boxes of a page, the doubtful ones again, and those of its row sums once.

    Gives (N, 14) and (R, 2, 14).

    Most boxes of row sums are empty and smaller than any the network was taught: it would look
    at all of them again, and they are one witness of several.
    """
    scores = scorer.score(rows.crops(page), once=True)
    return scorer.score(cutting.boxes(page)), scores.reshape(-1, 2, scores.shape[1])


def beside(page: RegisteredPage, row_scores: Scores, networks: Networks) -> dict[FieldName, Seen]:
    """What the witnesses of each field of a page say, by field; ``row_scores`` as of :func:`scored`."""
    bubbled = bubbles.measure(page)
    spelt = _spelt(page, networks.speller)
    strokes = networks.counter.count(tally.cells(page))
    found: dict[FieldName, Seen] = {}
    row, cell = 0, 0
    for entry in page.layout.entries:
        sums, width = len(entry.row_sums), sum(len(cells) for cells in entry.tally)
        sums_here, cells_here = row_scores[row : row + sums], strokes[cell : cell + width]
        row, cell = row + sums, cell + width
        said = dict(_grid(page, entry, sums_here, cells_here))
        if entry.field in bubbled:
            said[Witness.BUBBLES] = bubbled[entry.field]
        if entry.field in spelt:
            said[Witness.WORDS] = spelt[entry.field]
        slips = (
            row_slips(sums_here, _shaped(entry, cells_here)) if len(said.keys() & _GRID) == len(_GRID) else ()
        )
        evidence = (WitnessEvidence(witness, said[witness]) for witness in Witness if witness in said)
        found[FieldName(entry.field)] = Seen(tuple(evidence), tuple(slips))
    return found


_GRID = {Witness.ROWS, Witness.TALLY}


def _grid(
    page: RegisteredPage, entry: Entry, sums: Scores, cells: Scores
) -> Iterator[tuple[Witness, Floats]]:
    if entry.row_sums and _visible(page, [rect for row in entry.row_sums for rect in row]):
        yield Witness.ROWS, rows.number(sums)
    if entry.tally and _visible(page, [rect for row in entry.tally for rect in row]):
        yield Witness.TALLY, tally.number(_shaped(entry, cells))


def _spelt(page: RegisteredPage, speller: words.Speller) -> dict[str, Floats]:
    """What the amounts in words say, by field; nothing where nothing is written."""
    spaces = [(entry.field, words.area(page, entry)) for entry in page.layout.entries]
    lines = [(field, words.line(space)) for field, space in spaces if space is not None]
    written = [(field, line) for field, line in lines if line is not None]
    if not written:
        return {}
    said = speller.numbers(np.stack([line for _, line in written]))
    return dict(zip((field for field, _ in written), said, strict=True))


def _shaped(entry: Entry, cells: Scores) -> Scores:
    return cells.reshape(len(entry.tally), -1, cells.shape[1])


def _visible(page: RegisteredPage, rects: Sequence[Rect]) -> bool:
    """Whether all of these places lie within the photo."""
    corners = page.to_pixels(np.array([[r.x0, r.y0] for r in rects] + [[r.x1, r.y1] for r in rects]))
    height, width = page.grey.shape
    return bool((corners >= 0).all() and (corners <= (width, height)).all())


def row_slips(sums: Scores, strokes: Scores) -> Iterator[RowSlip]:
    """Rows with strokes (R, C, 7) whose sum (R, 2, 14) is as plain as they are, and differs."""
    figures, _ = rows.sums(sums)
    counted = tally.by_row(strokes)
    counted = counted / counted.sum(axis=1, keepdims=True)
    written = figures / (figures.sum(axis=1, keepdims=True) + _ILLEGIBLE)
    plain = (written.max(axis=1) >= _SUM_SPEAKS) & (counted.max(axis=1) >= _ROW_SPEAKS)
    for said, told in zip(written[plain].argmax(axis=1), counted[plain].argmax(axis=1), strict=True):
        # Beside an empty row stands a piece of the line that strikes it out.
        if said != told and told:
            yield RowSlip(int(said), int(told))
