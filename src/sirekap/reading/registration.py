"""Photo to registered page: which page it is, and where everything on it stands.

The tag names the page and its coarse pose, the corner marks refine it, the print
itself refines it again from coarse to fine, and each box is found by its frame.
Without a tag, or where its pose leads nowhere, the look of the print stands in.
Nothing is believed until the boxes' frames are found where they should be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from sirekap.reading import alignment, features, frames, marks
from sirekap.reading.bending import bend
from sirekap.reading.pose import NoPose
from sirekap.reading.quality import Quality, dark, hidden, judged, lacking
from sirekap.reading.refusal import Code, Refusal
from sirekap.reading.warp import Lattice, Pyramid, Warp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sirekap.reading.frames import Frames
    from sirekap.reading.photo import Photo
    from sirekap.reading.pose import Pairs
    from sirekap.reading.print import Print
    from sirekap.sheet.layout import PageLayout, Rect

    Floats = NDArray[np.float64]

Way = Literal["tag", "print"]
"""What a page was found by: its tag, or the look of its print, which costs far more."""

#: Distance between the nodes of the displacement lattice in mm.
_PITCH = 50.0
#: The print counts as found at this median correlation; below it, up to so many further passes follow.
_WELL, _FURTHER = 0.75, 2
#: A page is believed when so much of it was found; print of this median correlation counts in full.
_FOUND, _PRINT = 0.5, 0.6
#: Of two pages of which more of the boxes stand alike than this, either can pass for the other.
_ALIKE = 0.5
#: A box of whose frame less than this was found may be elsewhere.
_UNFRAMED = 0.2
#: Frames found this well, or the print this well under frames found fairly, need no other pose beside them.
_GOOD, _FAIR, _PLAIN = 0.8, 0.6, 0.7
#: Below this sharpness no figure can be told from another.
_LEGIBLE = 0.1


@dataclass(frozen=True, slots=True)
class RegisteredPage:
    """A photo laid under its layout.

    ``grey`` is the upright photo, uint8 (height, width). ``warp`` maps mm to its
    pixels. In the order of ``layout.boxes()``: ``frames`` holds what each box's frame
    added, ``hidden`` (N,) which boxes lie outside the photo and must not be read.
    ``print_score`` is the median correlation of the print, 0..1.
    """

    layout: PageLayout
    photo: Photo
    grey: NDArray[np.uint8]
    warp: Warp
    frames: Frames
    hidden: NDArray[np.bool_]
    print_score: float
    quality: Quality
    found_by: Way

    def to_pixels(self, points_mm: Floats) -> Floats:
        """Map points (N, 2) in mm on paper to photo pixels (N, 2)."""
        return self.warp.to_pixels(points_mm)

    @property
    def doubtful(self) -> NDArray[np.bool_]:
        """Which boxes (N,) lie outside the photo or show no frame where it should be: not to be trusted."""
        return self.hidden | (self.frames.scores < _UNFRAMED)

    @property
    def found(self) -> float:
        """How much of what should be seen was seen where it should be, 0..1: frames, and print."""
        seen = self.frames.scores[~self.hidden]
        return float(seen.mean()) * min(1.0, self.print_score / _PRINT) if len(seen) else 0.0

    @property
    def convincing(self) -> bool:
        """Whether no other pose need be tried: no wrong one lies so well under print and frames."""
        return self.found >= _GOOD or (self.found >= _FAIR and self.print_score >= _PLAIN)


def register(photo: Photo, prints: Sequence[Print]) -> RegisteredPage:
    """Find one of the prints in the photo, or refuse with the reason."""
    grey = np.asarray(cv2.cvtColor(photo.pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    if dark(grey):
        raise Refusal(Code.TOO_DARK)
    seen = marks.tags(grey)
    if seen and not _tagged(seen, prints):
        raise Refusal(Code.WRONG_FORM, {"tag": seen[0].id})
    best: RegisteredPage | None = None
    for sought, anchors, way in _poses(grey, seen, prints):
        try:
            page = _refined(photo, grey, sought, anchors, way)
        except NoPose:
            continue
        if best is None or page.found > best.found:
            best = page
        if best.convincing:
            break
    if best is None:
        raise Refusal(lacking(grey) or Code.NO_PAGE)
    return _believed(best)


def _poses(
    grey: NDArray[np.uint8], seen: Sequence[marks.SeenTag], prints: Sequence[Print]
) -> Iterator[tuple[Print, Pairs, Way]]:
    """Yield what to try: by each tag; by the look of the print; by tags that are hard to see.

    Where nothing looks like the print nobody looks on: most such pictures show no page.
    """
    tagged = _tagged(seen, prints)
    for sought, tag in tagged:
        yield sought, marks.anchored(grey, sought.layout, tag), "tag"
    kinds, shared = distinct(prints)
    alike = features.candidates(grey, [sought for sought, _ in tagged] or kinds)
    for sought, pairs in alike:
        if tagged or sought.layout.number not in shared:
            yield sought, pairs, "print"
    if alike and not tagged:
        for sought, tag in _tagged(marks.faint_tags(grey), prints):
            yield sought, marks.anchored(grey, sought.layout, tag), "tag"


def _tagged(seen: Sequence[marks.SeenTag], prints: Sequence[Print]) -> list[tuple[Print, marks.SeenTag]]:
    known = {sought.layout.tag.id: sought for sought in prints if sought.layout.tag}
    return [(known[tag.id], tag) for tag in seen if tag.id in known]


def distinct(prints: Sequence[Print]) -> tuple[list[Print], frozenset[int]]:
    """One page of each placement of boxes, and the numbers of those that another page could pass for.

    Two parties' pages differ in their names and in how many rows there are, and a page read as
    another party's would be wrong in every number. A page of whose boxes, or of the other's, most
    stand where the other has one too is believed by its tag alone.
    """
    kinds: dict[frozenset[Rect], Print] = {}
    twice: set[int] = set()
    for each in prints:
        boxes = frozenset(rect for _, _, rect in each.layout.boxes())
        if boxes in kinds:
            twice.add(kinds[boxes].layout.number)
        kinds.setdefault(boxes, each)
    alike = {
        each.layout.number
        for boxes, each in kinds.items()
        for others in kinds
        if others is not boxes and len(boxes & others) > _ALIKE * min(len(boxes), len(others))
    }
    return list(kinds.values()), frozenset(twice | alike)


def _refined(
    photo: Photo, grey: NDArray[np.uint8], sought: Print, anchors: Pairs, way: Way
) -> RegisteredPage:
    picture = Pyramid.of(grey)
    pose = alignment.grown(picture, sought.levels[0], sought.size, anchors)
    warp, score = _bent(sought, picture, Warp(pose.homography, Lattice.flat(*sought.size, _PITCH)))
    for _ in range(_FURTHER):
        if score > _WELL:
            break
        warp, score = _bent(sought, picture, warp)
    layout = sought.layout
    seen = frames.find(grey, warp, [rect for _, _, rect in layout.boxes()])
    shape = (grey.shape[0], grey.shape[1])
    quality = judged(layout, warp, seen.strength, shape)
    return RegisteredPage(layout, photo, grey, warp, seen, hidden(layout, warp, shape), score, quality, way)


def _bent(sought: Print, picture: Pyramid, warp: Warp) -> tuple[Warp, float]:
    """Bend the warp to the print, stiff, then less so; how well the print was found in between."""
    warp = bend(warp, _looked(sought, 1, picture, warp), 1.0, 4.0)
    fine = _looked(sought, 2, picture, warp)
    return bend(warp, fine, 0.3, 1.0), float(np.median(fine.scores))


def _looked(sought: Print, level: int, picture: Pyramid, warp: Warp) -> alignment.Sightings:
    patches = sought.levels[level]
    return alignment.look(patches, warp.rectified(picture, sought.size, patches.scale))


def _believed(page: RegisteredPage) -> RegisteredPage:
    """Let a page pass whose boxes are there, else say what is wrong with it."""
    if page.quality.missing is not None:
        raise Refusal(page.quality.missing)
    if page.found < _FOUND:
        raise Refusal(lacking(page.grey) or Code.NO_PAGE)
    if page.quality.sharpness < _LEGIBLE:
        raise Refusal(Code.TOO_BLURRED)
    return page
