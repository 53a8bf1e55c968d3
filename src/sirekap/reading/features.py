"""Find a page by the look of its print, where no tag can be read.

Points of the photo are matched with points of each drawn blank page (SIFT, Lowe
2004) and a homography is voted for. It costs some five times what all else does, so
it is the fall-back, and what it finds still has to prove itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.pose import Pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sirekap.reading.print import Print

#: Shorter side of the photo as looked at, and most points kept.
_SIDE, _MOST = 700, 3000
#: A match counts if its second choice is clearly further; so many agreeing ones make a page;
#: by how many pixels one may miss.
_RATIO, _FEW, _MISS = 0.8, 20, 5.0
#: How exact an agreeing match is, in mm; paper bends.
_SIGMA = 4.0


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Points of a picture that are known again: ``spots`` (N, 2), ``words`` (N, 128) float32."""

    spots: NDArray[np.float64]
    words: NDArray[np.float32]

    @classmethod
    def of(cls, picture: NDArray[np.uint8], scale: float) -> Landmarks:
        """Find them in a grey picture; ``scale`` turns its pixels into the unit of the spots."""
        spots, words = cv2.SIFT.create(_MOST).detectAndCompute(picture, None)
        places = np.array([spot.pt for spot in spots], dtype=np.float64).reshape(-1, 2) * scale
        return cls(places, np.asarray(words, dtype=np.float32))


def candidates(grey: NDArray[np.uint8], prints: Sequence[Print]) -> list[tuple[Print, Pairs]]:
    """Pages the photo may show, the likeliest first, each with the pairs of points that say so."""
    scale = _SIDE / min(grey.shape)
    size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    seen = Landmarks.of(small, 1 / scale)
    if len(seen.spots) < _FEW:
        return []
    pairs = [(sought, _agreeing(sought.landmarks, seen, _MISS / scale)) for sought in prints]
    found = [(sought, each) for sought, each in pairs if each is not None]
    return sorted(found, key=lambda each: -len(each[1].paper))


def _agreeing(own: Landmarks, seen: Landmarks, miss: float) -> Pairs | None:
    """Match the points of one blank page and keep those that one homography explains."""
    matches = cv2.BFMatcher().knnMatch(own.words, seen.words, k=2)
    clear = [pair[0] for pair in matches if len(pair) == 2 and pair[0].distance < _RATIO * pair[1].distance]  # noqa: PLR2004 - The best and the second best.
    if len(clear) < _FEW:
        return None
    paper = own.spots[[match.queryIdx for match in clear]]
    photo = seen.spots[[match.trainIdx for match in clear]]
    matrix, chosen = cv2.findHomography(paper, photo, cv2.USAC_MAGSAC, miss, maxIters=3000)
    kept = np.asarray(chosen, dtype=bool).ravel()
    # OpenCV gives no matrix where no four points agree, whatever its types say.
    if np.shape(matrix) != (3, 3) or kept.sum() < _FEW or np.linalg.det(matrix[:2, :2]) <= 0:
        return None
    return Pairs.exact(paper[kept], photo[kept], _SIGMA)
