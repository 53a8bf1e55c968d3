"""Lay the print over the photo, from coarse to fine.

At each step the photo is rectified by the warp known so far, each printed patch
is looked for around its place, and the warp is fitted again: first a homography,
then a lattice that bends as little as the patches allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.pose import Pairs, Pose, fitted
from sirekap.reading.warp import Lattice, Warp, project

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.reading.print import Patches
    from sirekap.reading.warp import Pyramid

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sightings:
    """Where the patches were seen.

    ``points`` (N, 2) mm on paper, ``shifts`` (N, 2) mm from there to where the
    rectified photo shows them, ``scores`` (N,) their correlation, ``weights``
    (N, 2, 2) how much each direction counts.
    """

    points: Floats
    shifts: Floats
    scores: Floats
    weights: Floats


#: Growing: most steps; how well a place must be known (mm) to look there;
#: by how much paper bends (mm); what a patch of plenty of print is worth (mm).
_STEPS, _DOUBT, _KNOWN, _SIGMA, _SHARP = 8, 10.0, 4.0, 8.0, 1.0


def look(patches: Patches, rectified: NDArray[np.uint8], near: NDArray[np.bool_] | None = None) -> Sightings:
    """Find each patch (or each of those ``near``) within its reach of its place in the rectified page."""
    chosen = np.arange(len(patches.corners)) if near is None else np.flatnonzero(near)
    shifts, scores = patches.templates.found(rectified, patches.corners, chosen)
    trust = np.clip(scores - 0.25, 0, None) ** 2
    return Sightings(
        patches.centres[chosen],
        shifts / patches.scale,
        scores,
        patches.certainty[chosen] * trust[:, None, None],
    )


def grown(picture: Pyramid, patches: Patches, size: tuple[float, float], anchors: Pairs) -> Pose:
    """Extend a pose from its anchors over the whole page.

    A patch is looked for as soon as it is known well enough where; what is seen
    there makes the places beyond known. With all marks found one step does it.
    """
    pose, everywhere, before = fitted(anchors), False, 0
    if pose.doubt(patches.centres).max() < _KNOWN:
        return pose
    for _ in range(_STEPS):
        near = pose.doubt(patches.centres) < _DOUBT
        everywhere = everywhere or bool(near.all())
        flat = Warp(pose.homography, Lattice.flat(*size, max(size)))
        seen = look(patches, flat.rectified(picture, size, patches.scale), near)
        there = project(pose.homography, seen.points + seen.shifts)
        pose = fitted(anchors + Pairs(seen.points, there, seen.weights / _SHARP**2), _SIGMA)
        if everywhere and before == near.sum():
            break
        before = int(near.sum())
    return pose
