"""Other readers on the same boxes and fields: Tesseract by its command line, and RapidOCR.

They are helped where they can be: our registration finds the boxes, the printed frame is cut
away, the picture is enlarged on white, Tesseract may answer digits only, and a letter of
RapidOCR counts as the digit it looks like. Neither knows a crossed box, so reading nothing in
one is right. A peer that is not installed is said to be missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from string import digits as DIGITS  # noqa: N812 -- it is a constant
from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.reading.figures import answer
from bench.reading.look import BOXES_ALONE, INSIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bench.reading.records import BoxSeen, FieldSeen, Run

    Picture = NDArray[np.uint8]

OURS, TESSERACT, RAPIDOCR = "ours", "Tesseract", "RapidOCR"
_FRAME = round(INSIDE * 0.1)
_WHITE, _BORDER = 255, 24
_BOX_MODE, _FIELD_MODE = 10, 8
"""Tesseract's page segmentation: a single character, a single word."""
_ALIKE = str.maketrans("OoDQlI|!iZzSsbBgq", "00001111122556899")


@dataclass(frozen=True, slots=True)
class Peer:
    """One reader on the sample: wrong and all digits, marks (crossed, blank, dash), fields; seconds a box."""

    name: str
    digits: tuple[int, int] = (0, 0)
    marks: tuple[int, int] = (0, 0)
    fields: tuple[int, int] = (0, 0)
    box_ms: float | None = None
    missing: str = ""


def compared(run: Run, boxes: int | None, pages: int | None, seed: int) -> list[Peer]:
    """Ours and theirs on one sample of boxes, and all fields of a sample of pages; ``None``: all."""
    random = np.random.default_rng(seed)
    chosen = [run.boxes[index] for index in sorted(random.permutation(len(run.boxes))[:boxes])]
    by_page = defaultdict(list)
    for field in run.fields:
        if field.said is not None:
            by_page[field.station, field.told.page].append(field)
    sheets = sorted(by_page)
    fields = [each for index in random.permutation(len(sheets))[:pages] for each in by_page[sheets[index]]]
    places = defaultdict(list)
    for box in run.boxes:
        places[box.station, box.name].append(box)
    strips = [np.hstack([_inner(box) for box in places[each.station, each.name]]) for each in fields]
    singles = [_inner(box) for box in chosen]
    return [
        _ours(chosen, fields),
        *(_peer(name, read, chosen, singles, fields, strips) for name, read in _readers().items()),
    ]


def _readers() -> dict[str, Callable[[Sequence[Picture], int], list[str]] | None]:
    return {
        TESSERACT: _tesseract if shutil.which("tesseract") else None,
        RAPIDOCR: _rapidocr if find_spec("rapidocr") else None,
    }


def _ours(boxes: Sequence[BoxSeen], fields: Sequence[FieldSeen]) -> Peer:
    texts = [answer(box).strip("X_-") for box in boxes]
    wrong = sum(each.less[BOXES_ALONE] != each.told.value for each in fields)
    return Peer(OURS, *_of_boxes(boxes, texts), (wrong, len(fields)))


def _peer(  # noqa: PLR0913, PLR0917 -- a reader, and the two samples with their pictures
    name: str,
    read: Callable[[Sequence[Picture], int], list[str]] | None,
    boxes: Sequence[BoxSeen],
    singles: Sequence[Picture],
    fields: Sequence[FieldSeen],
    strips: Sequence[Picture],
) -> Peer:
    if read is None:
        return Peer(name, missing="not installed (packages.txt, group `bench` of pyproject.toml)")
    started = time.perf_counter()
    texts = read([_on_white(each) for each in singles], _BOX_MODE)
    taken = 1000 * (time.perf_counter() - started) / max(len(singles), 1)
    numbers = read([_on_white(each) for each in strips], _FIELD_MODE)
    wrong = sum(
        _number(text) != _number(each.told.written) for each, text in zip(fields, numbers, strict=True)
    )
    return Peer(name, *_of_boxes(boxes, texts), (wrong, len(fields)), taken)


def _of_boxes(boxes: Sequence[BoxSeen], texts: Sequence[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Wrong and all of the digits, and of the boxes without one."""
    pairs = list(zip(boxes, texts, strict=True))
    digits = [text == box.written for box, text in pairs if box.written in DIGITS]
    marks = [not text for box, text in pairs if box.written not in DIGITS]
    return (digits.count(False), len(digits)), (marks.count(False), len(marks))


def _digits(text: str) -> str:
    """The digits of a text, without what stands between."""
    return "".join(char for char in text if char in DIGITS)


def _number(text: str) -> int:
    """The number of a writing's digits; nothing, like all crossed, is none."""
    return int(_digits(text) or 0)


def _inner(box: BoxSeen) -> Picture:
    """A box without its frame."""
    return box.inside[_FRAME:-_FRAME, _FRAME:-_FRAME]


def _on_white(picture: Picture) -> Picture:
    """Stretch the contrast so that paper is white, and give it room."""
    dark, paper = np.percentile(picture, [1, 80])
    even = np.clip((picture - dark) / max(paper - dark, 1.0) * _WHITE, 0, _WHITE).astype(np.uint8)
    return np.asarray(
        cv2.copyMakeBorder(even, *(_BORDER,) * 4, cv2.BORDER_CONSTANT, value=_WHITE), dtype=np.uint8
    )


def _tesseract(pictures: Sequence[Picture], mode: int) -> list[str]:
    """One process reads a list of files and answers with a form feed after each."""
    with tempfile.TemporaryDirectory() as folder:
        names = [str(Path(folder, f"{number}.png")) for number in range(len(pictures))]
        for name, picture in zip(names, pictures, strict=True):
            cv2.imwrite(name, picture)
        listing = Path(folder, "list.txt")
        listing.write_text("\n".join(names) + "\n", encoding="utf-8")
        command = ["tesseract", str(listing), "stdout", "--psm", str(mode), "-l", "eng", "--dpi", "150"]
        command += ["-c", "tessedit_char_whitelist=0123456789"]
        answers = subprocess.run(  # noqa: S603 -- a fixed program on files made here
            command, capture_output=True, text=True, check=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"}
        ).stdout.split("\f")
    return [_digits(text) for text in answers[: len(pictures)]]


def _rapidocr(pictures: Sequence[Picture], mode: int) -> list[str]:
    """Recognition alone, with the models its wheel brings."""
    from rapidocr import RapidOCR  # noqa: PLC0415 -- present only where the bench's group is installed

    del mode
    engine = RapidOCR(
        params={"Global.log_level": "critical", "Global.text_score": 0.0,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    )  # fmt: skip
    found = []
    for picture in pictures:
        result = engine(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), use_det=False, use_cls=False, use_rec=True)
        found.append(_digits("".join(getattr(result, "txts", None) or ()).translate(_ALIKE)))
    return found
