"""The thin plate through sightings: exact where they agree, deaf to strays, stiff where none are."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap.reading.alignment import Sightings
from sirekap.reading.bending import bend
from sirekap.reading.warp import Lattice, Warp

FLAT = Warp(np.eye(3), Lattice.flat(600, 900, 50))


def seen(shift_of, strays=0):
    """Sightings every 40 mm of a displacement given by its formula; some far off, as a scribble's are."""
    points = np.stack(np.meshgrid(np.arange(20.0, 600, 40), np.arange(20.0, 900, 40)), -1).reshape(-1, 2)
    shifts = shift_of(points)
    shifts[:: max(1, len(points) // strays) if strays else len(points) + 1] += 9.0 if strays else 0.0
    weights = np.tile(np.eye(2), (len(points), 1, 1))
    return Sightings(points, shifts, np.ones(len(points)), weights)


def slanted(points):
    """A displacement that grows over the page, 3 mm at its end, and 1 mm the other way."""
    return points * [3 / 600, -1 / 900]


@pytest.mark.parametrize("strays", [0, 20])
def test_a_smooth_displacement_is_found(strays):
    """Everywhere within a tenth of a millimetre, although a twentieth of the sightings are wild."""
    warp = bend(FLAT, seen(slanted, strays), 0.3, 1.0)
    places = np.array([[30.0, 40.0], [300.0, 450.0], [570.0, 860.0], [120.0, 700.0]])

    # A point appears where it is displaced to: the sighting tells that of its own place.
    assert warp.to_pixels(places) == pytest.approx(places + slanted(places), abs=0.1)


def test_a_fold_stays_where_it_is():
    """Paper squeezed by 2 mm below its middle: above nothing moves, below all does."""
    warp = bend(FLAT, seen(lambda points: np.where(points[:, 1:] > 450, [0.0, -2.0], 0.0)), 0.3, 1.0)
    above, below = warp.to_pixels(np.array([[300.0, 300.0], [300.0, 600.0]]))

    assert above == pytest.approx([300, 300], abs=0.15)
    assert below == pytest.approx([300, 598], abs=0.15)
