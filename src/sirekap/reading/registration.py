"""Photo to registered page: which page it is, and where everything on it stands.

The tag names the page and its coarse pose, the corner marks refine it, the print
itself refines it again from coarse to fine, and each box is found by its frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from sirekap.reading import alignment, frames, marks
from sirekap.reading.refusal import Code, Refusal
from sirekap.reading.warp import Lattice, Warp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sirekap.reading.frames import Frames
    from sirekap.reading.photo import Photo
    from sirekap.reading.print import Print
    from sirekap.sheet.layout import PageLayout

    Floats = NDArray[np.float64]

#: Distance between the nodes of the displacement lattice in mm.
_PITCH = 50.0


@dataclass(frozen=True, slots=True)
class RegisteredPage:
    """A photo laid under its layout.

    ``grey`` is the upright photo, uint8 (height, width). ``warp`` maps mm to its
    pixels. ``frames`` holds, for each box in the order of ``layout.boxes()``, what
    its frame added. ``print_score`` is the median correlation of the print, 0..1.
    """

    layout: PageLayout
    photo: Photo
    grey: NDArray[np.uint8]
    warp: Warp
    frames: Frames
    print_score: float
    found_by: Literal["tag", "print"]

    def to_pixels(self, points_mm: Floats) -> Floats:
        """Map points (N, 2) in mm on paper to photo pixels (N, 2)."""
        return self.warp.to_pixels(points_mm)


def register(photo: Photo, prints: Sequence[Print]) -> RegisteredPage:
    """Find one of the prints in the photo, or refuse with the reason."""
    grey = np.asarray(cv2.cvtColor(photo.pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    seen = marks.tags(grey)
    if not seen:
        raise Refusal(Code.NO_PAGE)
    for tag in seen:
        for candidate in prints:
            if candidate.layout.tag.id == tag.id:
                return _refined(photo, grey, candidate, tag)
    raise Refusal(Code.WRONG_FORM, {"tag": seen[0].id})


def _refined(photo: Photo, grey: NDArray[np.uint8], sought: Print, tag: marks.SeenTag) -> RegisteredPage:
    anchored = marks.anchored(grey, sought.layout, tag)
    warp = Warp(anchored.pose.homography, Lattice.flat(*sought.size, _PITCH))
    for _ in range(1 if len(anchored.marks) == len(sought.layout.marks) // 2 else 3):
        warp = alignment.plane(warp, _looked(sought, 0, grey, warp, 20.0))
    warp = alignment.bend(warp, _looked(sought, 1, grey, warp, 10.0), 3.0, 2.0)
    last = _looked(sought, 2, grey, warp, 4.0)
    warp = alignment.bend(warp, last, 0.3, 1.0)
    boxes = frames.find(grey, warp, [rect for _, _, rect in sought.layout.boxes()])
    return RegisteredPage(sought.layout, photo, grey, warp, boxes, float(np.median(last.scores)), "tag")


def _looked(
    sought: Print, level: int, grey: NDArray[np.uint8], warp: Warp, reach: float
) -> alignment.Sightings:
    patches = sought.levels[level]
    return alignment.look(patches, warp.rectified(grey, sought.size, patches.scale), reach)
