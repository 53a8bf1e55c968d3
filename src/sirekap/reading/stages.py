"""Each stage of the reader as a picture, and the reconciliation as a table: to find what went wrong where.

The stages are those of :mod:`sirekap.reading.reader`: the print laid over the photo, the
frames of the boxes, the boxes as cut and scored, the bubbles as measured, every witness
beside the number that came out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading import alignment, bubbles, cutting
from sirekap.reading.scoring import CLASSES
from sirekap.reading.warp import Pyramid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from sirekap.election.forms import FieldName
    from sirekap.reading.print import Print
    from sirekap.reading.reconciliation import Evidence
    from sirekap.reading.registration import RegisteredPage
    from sirekap.reading.result import Reading

    Floats = NDArray[np.float64]
    Picture = NDArray[np.uint8]

#: Pixels per mm of a rectified page, and how much longer than it is a patch's shift is drawn.
_SCALE, _LONGER = 2.0, 8.0
#: What was found, in BGR: well, not.
_WELL, _ILL, _WORDS = (60, 140, 0), (0, 0, 220), (60, 60, 60)
#: A box's crop on its sheet: times as large, room for the words beside the boxes of a field.
_ZOOM, _ROOM, _COLUMNS = 2, 520, 2
#: A mark of at least this share is worth telling beside a box.
_TELLING = 0.01


def pictures(
    page: RegisteredPage, sought: Print, evidence: Mapping[FieldName, Evidence]
) -> Iterator[tuple[str, bytes]]:
    """Every stage of one page: its name, in order, and its picture as a JPEG."""
    for name, picture in _drawn(page, sought, evidence):
        _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 88])
        yield name, jpeg.tobytes()


def _drawn(
    page: RegisteredPage, sought: Print, evidence: Mapping[FieldName, Evidence]
) -> Iterator[tuple[str, Picture]]:
    picture = Pyramid.of(page.grey)
    straight = page.warp.rectified(picture, sought.size, _SCALE)
    yield "1-print", _print(page, sought, picture, straight)
    yield "2-frames", _frames(page, straight)
    yield "3-boxes", _boxes(page, evidence)
    if any(entry.bubbles for entry in page.layout.entries):
        yield "4-bubbles", _bubbles(page, straight)


def _print(page: RegisteredPage, sought: Print, picture: Pyramid, straight: Picture) -> Picture:
    """What the finest patches still miss: arrows several times their length, and how well each was found.

    A patch of a lone rule slides along it; only what it can tell is drawn.
    """
    canvas = _colour(straight)
    patches = sought.levels[-1]
    seen = alignment.look(patches, page.warp.rectified(picture, sought.size, patches.scale))
    tells = np.minimum(np.diagonal(patches.certainty, axis1=1, axis2=2), 1.0)
    for point, shift, score in zip(seen.points, seen.shifts * tells, seen.scores, strict=True):
        start, end = (_pixel(place) for place in (point, point + _LONGER * shift))
        cv2.arrowedLine(canvas, start, end, _blend(score), 2, cv2.LINE_AA, 0, 0.3)
        cv2.circle(canvas, start, 4, _blend(score), cv2.FILLED)
    _write(
        canvas,
        (20, 40),
        f"page {page.layout.number} by {page.found_by}; print {page.print_score:.2f}, "
        f"found {page.found:.2f}, sharpness {page.quality.sharpness:.2f}, "
        f"coverage {page.quality.coverage:.2f}; arrows x {_LONGER:.0f}",
        0.8,
    )
    return canvas


def _frames(page: RegisteredPage, straight: Picture) -> Picture:
    """Where the warp expects each box, thin, and where its frame was found, by how well."""
    canvas = _colour(straight)
    for (_, _, rect), offsets, score in zip(
        page.layout.boxes(), page.frames.offsets, page.frames.scores, strict=True
    ):
        edges = np.array([(rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1)])
        for corners, colour, width in ((edges, _WORDS, 1), (edges + offsets, _blend(score), 2)):
            shape = (corners * _SCALE).round().astype(np.int32)
            cv2.polylines(canvas, [shape], isClosed=True, color=colour, thickness=width)
        _write(canvas, _pixel(edges[0] - (0, 1)), f"{score:.2f}", 0.4)
    return canvas


def _boxes(page: RegisteredPage, evidence: Mapping[FieldName, Evidence]) -> Picture:
    """A field a row: its boxes as the scorer gets them, and what it says of each."""
    crops, rows, start = cutting.boxes(page), [], 0
    for entry in page.layout.entries:
        own = crops[start : start + len(entry.boxes)]
        start += len(entry.boxes)
        scores = {str(name): each.boxes.scores for name, each in evidence.items()}.get(entry.field)
        strip = cv2.resize(np.hstack(list(own)), None, fx=_ZOOM, fy=_ZOOM, interpolation=cv2.INTER_CUBIC)
        row = cv2.copyMakeBorder(strip, 2, 2, 0, _ROOM, cv2.BORDER_CONSTANT, value=255)
        row = _colour(np.asarray(row, dtype=np.uint8))
        _write(row, (strip.shape[1] + 8, 20), entry.field, 0.5)
        for line, box in enumerate(() if scores is None else scores):
            _write(row, (strip.shape[1] + 8, 42 + 20 * line), _said(box), 0.45)
        rows.append(row)
    width = max(row.shape[1] for row in rows)
    rows = [_wider(row, width) for row in rows]
    rows += [np.full_like(rows[0], 255)] * (-len(rows) % _COLUMNS)
    length = len(rows) // _COLUMNS
    return np.hstack([np.vstack(rows[start : start + length]) for start in range(0, len(rows), length)])


def _said(scores: NDArray[np.floating]) -> str:
    order = np.argsort(scores)[::-1][:4]
    return "  ".join(f"{CLASSES[i]} {scores[i]:.3f}" for i in order if scores[i] > _TELLING)


def _bubbles(page: RegisteredPage, straight: Picture) -> Picture:
    """How dark each bubble is against its own paper, in hundredths."""
    canvas = _colour(straight)
    measured = bubbles.darkness(page)
    for entry in page.layout.entries:
        for column, dark in zip(entry.bubbles, measured.get(entry.field, ()), strict=False):
            for rect, share in zip(column, dark, strict=True):
                cv2.circle(
                    canvas, _pixel(rect.centre), round(rect.width * _SCALE * 0.6), _blend(1 - 2 * share), 2
                )
                _write(canvas, _pixel((rect.x1 + 0.5, rect.y1)), f"{share * 100:.0f}", 0.4)
    return canvas


def table(reading: Reading, evidence: Mapping[FieldName, Evidence]) -> str:
    """The reconciliation: each field with what came out, every witness, and who was outvoted."""
    lines = [f"{'field':<28}{'written':<9}{'value':>6}{'confidence':>12}{'agree':>7}  witnesses"]
    for each in reading.fields:
        said = [f"{who}={'-' if number is None else number}" for who, number in each.witnesses]
        boxes = evidence[each.name].boxes
        best = [
            f"{boxes.values[i]}:{boxes.likelihood[i]:.4f}" for i in np.argsort(boxes.likelihood)[::-1][:3]
        ]
        lost = f"  OUTVOTED {' '.join(each.outvoted)}" if each.outvoted else ""
        value = "null" if each.value is None else each.value
        lines.append(
            f"{each.name:<28}{each.written:<9}{value:>6}{each.confidence:>12.6f}{each.agreeing:>7}  "
            f"{' '.join(said)}  boxes say {' '.join(best)}{lost}"
        )
    lines += [f"{each.code} {' '.join(each.fields)} {dict(each.facts)}" for each in reading.findings]
    lines += [f"{each.photo}: {each.refusal.code}" for each in reading.pages if each.refusal]
    return "\n".join(lines) + "\n"


def _colour(grey: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def _wider(row: Picture, width: int) -> Picture:
    more = width - row.shape[1]
    return np.asarray(cv2.copyMakeBorder(row, 0, 0, 0, more, cv2.BORDER_CONSTANT, value=(255,) * 3), np.uint8)


def _pixel(place: Floats | tuple[float, float]) -> tuple[int, int]:
    return round(float(place[0]) * _SCALE), round(float(place[1]) * _SCALE)


def _blend(score: float) -> tuple[int, int, int]:
    """A colour between what was not found (0) and what was found well (1)."""
    share = float(np.clip(score, 0, 1))
    blue, green, red = (round(ill + share * (well - ill)) for ill, well in zip(_ILL, _WELL, strict=True))
    return blue, green, red


def _write(canvas: Picture, place: tuple[int, int], words: str, size: float) -> None:
    cv2.putText(canvas, words, place, cv2.FONT_HERSHEY_SIMPLEX, size, _WORDS, 1, cv2.LINE_AA)
