"""Read an amount in words: a closed lexicon of number words, scored letter by letter.

Officers write DUA RATUS TIGA PULUH LIMA in capitals below the boxes. The line of ink is
found and brought to one height; a small network (``weights/words.onnx``, made by
``training.words``; its card beside it) gives every narrow slice of it a distribution over
the letters of number words; and dynamic programming adds up, for every number from 0 to
999, all ways in which its spelling can lie over the slices (connectionist temporal
classification, Graves et al. 2006). It is no general reader: what is no number word
fits nothing, and the witness abstains.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import onnxruntime

from sirekap.election.amounts import spell
from sirekap.reading.cutting import outlines
from sirekap.reading.warp import sample
from sirekap.sheet.layout import Rect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage
    from sirekap.sheet.layout import Entry

    Floats = NDArray[np.float64]
    Picture = NDArray[np.uint8]

HEIGHT: Final = 32
WIDTH: Final = 320
LETTERS: Final = " ABDEGHIJLMNOPRSTU"
"""What a slice may show; the class after the last is none of them (the blank of the method)."""
MOST: Final = 999

#: Pixels per mm at which a line is looked at, and paper left out along the printed frame, mm.
SCALE: Final = 1.6
_INSET = 3.0
#: The small print beside the space begins so far down.
_NOTE = 0.62
#: Ink is so much darker than its paper; a line of words has so many pixels of it, and is so high.
_INK, _FEW, _LOW = 0.14, 60, 6
#: Blank rows within one line of writing.
_GAP = 5
_BODY = 26
#: Likelihoods are brought back to one every so many slices, before they vanish.
_OFTEN = 8
#: Slices heard behind the last ink.
_AFTER = 3
#: How far the network's certainty about whole numbers is trusted: an exponent, and a floor.
_SHARPNESS, _FLOOR = 0.35, 0.02


def area(page: RegisteredPage, entry: Entry) -> Picture | None:
    """Look at an entry's space for words from straight above, without its frame.

    Long amounts run on into the room before the boxes, above the small print there.
    ``None`` where the form has no space for words, or the photo does not show it.
    """
    if entry.words is None:
        return None
    rect = _whole(entry.words, entry.boxes)
    (corners,) = outlines(page.warp, [rect])
    height, width = page.grey.shape
    if (corners < 0).any() or (corners > (width, height)).any():
        return None
    across = np.arange(_INSET, rect.width - _INSET, 1 / SCALE) / rect.width
    down = np.arange(_INSET, rect.height - _INSET, 1 / SCALE) / rect.height
    x, y = np.meshgrid(across, down)
    shares = np.stack([(1 - x) * (1 - y), x * (1 - y), x * y, (1 - x) * y], axis=-1)
    places = (shares @ corners).astype(np.float32)
    picture = sample(page.grey, places[..., 0], places[..., 1])
    beyond, below = int((entry.words.width - _INSET) * SCALE), int(picture.shape[0] * _NOTE)
    picture[below:, beyond:] = np.median(picture)
    return picture


def _whole(space: Rect, boxes: Sequence[Rect]) -> Rect:
    """The space for words and the room between it and the boxes beside it."""
    left = min((box.x0 for box in boxes if box.y0 < space.y1 and box.y1 > space.y0), default=space.x1)
    return Rect(space.x0, space.y0, max(space.x1, left - _INSET), space.y1)


def line(picture: Picture) -> Picture | None:
    """Find the writing in a space for words and bring it to one height: (32, 320), ink white.

    ``None`` where nothing is written.
    """
    soft = cv2.GaussianBlur(picture, (0, 0), 0.6).astype(np.float32)
    paper = cv2.blur(cv2.dilate(soft, np.ones((9, 9))), (41, 41))
    darkness = np.clip(1 - soft / np.maximum(paper, 1), 0, 1)
    strength = float(np.percentile(darkness, 99.7))
    ink = darkness > max(_INK, 0.45 * strength)
    if ink.sum() < _FEW:
        return None
    top, bottom = _band(ink.sum(axis=1))
    if bottom - top < _LOW:
        return None
    columns = np.flatnonzero(ink[top:bottom].any(axis=0))
    body = darkness[max(top - 2, 0) : bottom + 2, max(columns[0] - 2, 0) : columns[-1] + 3]
    high = _BODY
    wide = int(np.clip(round(body.shape[1] * high / body.shape[0]), 8, WIDTH - 8))
    small = cv2.resize(body, (wide, high), interpolation=cv2.INTER_AREA)
    result = np.zeros((HEIGHT, WIDTH), np.uint8)
    start = (HEIGHT - high) // 2
    level = np.clip(small / max(strength, _INK), 0, 1)
    result[start : start + high, 4 : 4 + wide] = (255 * level).astype(np.uint8)
    return result


def _band(profile: NDArray[np.int64]) -> tuple[int, int]:
    """The rows of the fullest line of writing; a few blank rows do not end it."""
    inked = np.flatnonzero(profile > 1)
    if not len(inked):
        return 0, 0
    runs = np.split(inked, np.flatnonzero(np.diff(inked) > _GAP) + 1)
    best = max(runs, key=lambda rows: int(profile[rows].sum()))
    return int(best[0]), int(best[-1]) + 1


@dataclass(frozen=True, slots=True)
class Tree:
    """Texts as a tree of letters: node 0 is empty; ``parent`` and ``letter`` (M,) are of the others."""

    nodes: dict[str, int]
    parent: NDArray[np.intp]
    letter: NDArray[np.intp]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Tree:
        """All the texts, sharing what they begin with."""
        nodes = {"": 0}
        for text in texts:
            for stop in range(1, len(text) + 1):
                nodes.setdefault(text[:stop], len(nodes))
        named = list(nodes)[1:]
        return cls(
            nodes,
            parent=np.array([nodes[text[:-1]] for text in named]),
            letter=np.array([LETTERS.index(text[-1]) for text in named]),
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every number's spellings, parted before the last word: few openings and few last words make all.

    ``number``, ``opening`` and ``last`` (K,) tell for each spelling its number and which of the
    ``opened`` and ``closed`` nodes end its parts; the last words stand backwards in their tree.
    """

    openings: Tree
    lasts: Tree
    opened: NDArray[np.intp]
    closed: NDArray[np.intp]
    number: NDArray[np.intp]
    opening: NDArray[np.intp]
    last: NDArray[np.intp]


@cache
def lexicon() -> Lexicon:
    """Every number from 0 to 999 as officers spell it."""
    spelt = [(number, text) for number in range(MOST + 1) for text in spellings(number)]
    parts = [
        (number, text[: text.rfind(" ") + 1], text[text.rfind(" ") + 1 :][::-1]) for number, text in spelt
    ]
    openings, lasts = Tree.of(opening for _, opening, _ in parts), Tree.of(last for _, _, last in parts)
    opened, opening = np.unique([openings.nodes[each] for _, each, _ in parts], return_inverse=True)
    closed, last = np.unique([lasts.nodes[each] for _, _, each in parts], return_inverse=True)
    number = np.array([each for each, _, _ in parts])
    return Lexicon(openings, lasts, opened, closed, number, opening, last)


def spellings(number: int) -> tuple[str, ...]:
    """How an amount is written: as the law spells it, and as some do."""
    plain = spell(number)
    return (plain, plain.replace("SERATUS", "SATU RATUS")) if "SERATUS" in plain else (plain,)


def fitted(slices: Floats) -> Floats:
    """How likely each number's spelling is for lines (N, T, letters + 1): (N, 1000), relative.

    An opening ends, and the first letter of the last word begins in the next slice: the sum over
    all such places is that over all ways of the whole spelling.
    """
    words = lexicon()
    openings, _, before = _laid(slices, words.openings)
    _, backwards, after = _laid(slices[:, ::-1], words.lasts)
    scale = before[:, :-1] + after[:, :0:-1]
    weight = np.exp(scale - scale.max(axis=1, keepdims=True))[..., None]
    openings, endings = openings[:, :-1, words.opened], backwards[:, :0:-1, words.closed]
    # Not by BLAS, whose last bit depends on how many threads it has.
    joint = np.einsum("ntk,ntl->nkl", openings * weight, endings, optimize=False)
    result = np.zeros((len(slices), MOST + 1))
    for line, table in zip(result, joint, strict=True):
        np.add.at(line, words.number, table[words.opening, words.last])
    return result


def _laid(slices: Floats, tree: Tree) -> tuple[Floats, Floats, Floats]:
    """Lay every text of a tree over the first 0 … T slices: in all ways, and those ending in its last letter.

    Each (N, T + 1, nodes), times the exponential of the third, (N, T + 1).
    """
    lines, steps = slices.shape[:2]
    every = np.zeros((lines, steps + 1, len(tree.nodes)))
    sounded = np.zeros_like(every)
    scale = np.zeros((lines, steps + 1))
    every[:, 0, 0] = 1.0
    said, none = slices[:, :, tree.letter], slices[:, :, -1:]
    for t in range(steps):
        before, loud = every[:, t], sounded[:, t, 1:]
        # No number word has a letter twice in a row, so a letter may follow any way of its parent.
        spoken = said[:, t] * (loud + before[:, tree.parent])
        now = none[:, t] * before
        now[:, 1:] += spoken
        if t % _OFTEN == 0:
            most = now.max(axis=1)
            now /= most[:, None]
            spoken /= most[:, None]
            scale[:, t + 1 :] += np.log(most)[:, None]
        every[:, t + 1], sounded[:, t + 1, 1:] = now, spoken
    return every, sounded, scale


class Speller:
    """Holds the network in memory; safe to share between threads. ``model`` as of ``Scorer``."""

    def __init__(self, model: Path | None = None, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        weights = _shipped() if model is None else model.read_bytes()
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def numbers(self, lines: NDArray[np.uint8]) -> Floats:
        """What lines (N, 32, 320) say: distributions over 0 … 999, (N, 1000)."""
        if not len(lines):
            return np.zeros((0, MOST + 1))
        slices = self._session.run(None, {"lines": lines})[0].astype(np.float64)
        # Behind the longest line nothing is said.
        last = int(np.flatnonzero(lines.any(axis=(0, 1)))[-1]) * slices.shape[1] // WIDTH
        return trusted(fitted(slices[:, : last + _AFTER]))


def trusted(likelihood: Floats) -> Floats:
    """From relative likelihoods (N, 1000) to distributions that are no surer than they may be."""
    eased = (likelihood / np.maximum(likelihood.max(axis=1, keepdims=True), 1e-300)) ** _SHARPNESS
    said = eased / eased.sum(axis=1, keepdims=True)
    return np.asarray((1 - _FLOOR) * said + _FLOOR / said.shape[1])


@cache
def _shipped() -> bytes:
    return (files("sirekap.reading") / "weights" / "words.onnx").read_bytes()
