"""A contact sheet of every field that is wrong or asked: where the next improvement is found.

The most serious first: wrong and accepted, wrong and asked, refused photos, then right but
asked, the least certain first. It shows pieces of real forms and stays outside the repository.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.reading.figures import answer
from bench.reading.records import OTHER_FORM
from sirekap.reading.scoring import CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bench.reading.records import BoxSeen, FieldSeen, PhotoSeen, Run, View

    Picture = NDArray[np.uint8]

_WIDTH, _TEXT, _GAP, _LINE, _HEAD = 2000, 430, 10, 20, 16
_ROOMS = {"bubbles": (220, 160), "tally and row sums": (240, 640), "words": (110, 520)}
_ROOM = (140, 400)
"""At most so many pixels (height, width) for each kind of view."""
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_RED, _AMBER, _BLACK, _GREY = (0, 0, 200), (0, 110, 200), (0, 0, 0), (110, 110, 110)


def contact_sheet(run: Run) -> tuple[bytes, int]:
    """The sheet as a PNG, and how many fields and photos it shows."""
    boxes = defaultdict(list)
    for box in run.boxes:
        boxes[box.station, box.name].append(box)
    fields = [each for each in run.fields if each.asked or not each.right]
    rows = [_field(each, boxes[each.station, each.name]) for each in sorted(fields, key=_seriousness)]
    refused = [each for each in run.photos if each.refusal and each.shows != OTHER_FORM]
    first_right = sum(not each.right for each in fields)
    rows[first_right:first_right] = [_photo(each) for each in refused]
    legend = f"{len(fields)} fields and {len(refused)} refused photos: wrong, refused, asked though right"
    page = np.vstack([_lines([(legend, _BLACK)], _WIDTH), *rows])
    _, png = cv2.imencode(".png", page)
    return png.tobytes(), len(rows)


def _seriousness(seen: FieldSeen) -> tuple[int, float]:
    sure = seen.said.confidence if seen.said else 0.0
    if seen.silent:
        return 0, -sure
    return (2, sure) if seen.right else (1, -sure)


def _field(seen: FieldSeen, boxes: Sequence[BoxSeen]) -> Picture:
    said, told = seen.said, seen.told
    colour = _RED if not seen.right else _AMBER
    lines = [
        (f"{seen.station} {seen.name}", colour),
        (f"truth {told.written} = {told.value} ({told.certainty})", _BLACK),
    ]
    if said is None:
        lines.append((f"not read: {seen.refusal}", _RED))
    else:
        verdict = "SILENTLY WRONG" if seen.silent else str(seen.status)
        lines += [
            (f"read {said.written} = {said.value}   {verdict}", colour),
            (f"posterior {said.confidence:.6f}, {said.agreeing} agree", _BLACK),
            *(
                (f"{who}: {_voice(number)}{'   outvoted' if who in said.outvoted else ''}", _BLACK)
                for who, number in said.witnesses
            ),
            *((f"{way}: {number}", _GREY) for way, number in seen.less.items()),
        ]
    lines += [(each, _BLACK) for rule in seen.rules for each in rule.split(", ")]
    return _row(lines, [_under(each, boxes) for each in seen.views])


def _voice(number: int | None) -> str:
    return "abstains" if number is None else str(number)


def _under(view: View, boxes: Sequence[BoxSeen]) -> Picture:
    """A view under its label; the crops as scored with the two best classes of each below."""
    picture = _fitted(view.picture, *_ROOMS.get(view.label, _ROOM))
    label = _lines([(view.label, _GREY)], max(picture.shape[1], 90), _HEAD)
    parts = [label, _padded(picture, label.shape[1])]
    if view.label == "as scored":
        texts = [_best_two(box) for box in sorted(boxes, key=lambda box: box.position)]
        parts += [_lines([(text, _RED if wrong else _BLACK)], label.shape[1], _HEAD) for text, wrong in texts]
    return np.vstack(parts)


def _best_two(box: BoxSeen) -> tuple[str, bool]:
    first, second = np.argsort(box.scores)[::-1][:2]
    text = (
        f"{box.written}: {CLASSES[first]} {box.scores[first]:.3f}  {CLASSES[second]} {box.scores[second]:.3f}"
    )
    return text, answer(box) != box.written


def _photo(seen: PhotoSeen) -> Picture:
    lines = [
        (f"{seen.station} page {seen.shows}", _RED),
        (seen.photo[:44], _BLACK),
        (f"refused: {seen.refusal}", _RED),
    ]
    return _row(lines, [] if seen.thumbnail is None else [seen.thumbnail])


def _row(lines: Sequence[tuple[str, tuple[int, int, int]]], pictures: Sequence[Picture]) -> Picture:
    """Text at the left, pictures beside it, broken into as many lines as they need."""
    shelves: list[list[Picture]] = [[]]
    room = _WIDTH - _TEXT
    for picture in pictures:
        if shelves[-1] and sum(each.shape[1] + _GAP for each in shelves[-1]) + picture.shape[1] > room:
            shelves.append([])
        shelves[-1].append(picture)
    strips = [_shelf(each, room) for each in shelves if each]
    right = np.vstack(strips) if strips else _white(1, room)
    left = _lines(lines, _TEXT)
    height = max(left.shape[0], right.shape[0]) + _GAP
    row = _white(height, _WIDTH)
    row[: left.shape[0], :_TEXT] = left
    row[: right.shape[0], _TEXT:] = right
    row[-2:] = 200
    return row


def _shelf(pictures: Sequence[Picture], width: int) -> Picture:
    shelf = _white(max(each.shape[0] for each in pictures) + _GAP, width)
    start = 0
    for each in pictures:
        end = min(start + each.shape[1], width)
        shelf[: each.shape[0], start:end] = each[:, : end - start]
        start = end + _GAP
    return shelf


def _fitted(picture: Picture, tallest: int, longest: int) -> Picture:
    """Bring a view to a size that can be looked at: small ones are enlarged, large ones reduced."""
    height, width = picture.shape[:2]
    zoom = min(tallest / height, longest / width, 3.0)
    way = cv2.INTER_CUBIC if zoom > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=way), dtype=np.uint8)


def _padded(picture: Picture, width: int) -> Picture:
    padded = _white(picture.shape[0], max(width, picture.shape[1]))
    padded[:, : picture.shape[1]] = picture
    return padded


def _lines(lines: Sequence[tuple[str, tuple[int, int, int]]], width: int, step: int = _LINE) -> Picture:
    picture = _white(step * len(lines) + 4, width)
    for number, (text, colour) in enumerate(lines, start=1):
        size = 0.5 if step == _LINE else 0.38
        cv2.putText(picture, text, (4, number * step - 4), _FONT, size, colour, 1, cv2.LINE_AA)
    return picture


def _white(height: int, width: int) -> Picture:
    return np.full((height, width, 3), 255, np.uint8)
