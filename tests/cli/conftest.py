"""One simulated return, photographed once for all tests of the command line."""

from __future__ import annotations

import pytest

from sirekap import profiles
from sirekap.election.regions import station_code, village_of
from sirekap.sheet.drawing import Press
from sirekap.sheet.heading import Heading
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.count import count
from sirekap.simulate.night import photographed

STATION = "3504011001003"
SEED = 11


@pytest.fixture(scope="session")
def numbers():
    """What the simulated officer wrote."""
    return count(SEED)


@pytest.fixture(scope="session")
def photos(tmp_path_factory, numbers):
    """A folder named for the station with a photo of each page."""
    folder = tmp_path_factory.mktemp("returns") / STATION
    folder.mkdir()
    profile = profiles.load()
    code = station_code(STATION)
    heading = Heading(code, *(region.name for region in profile.path_of(village_of(code))))
    form = Print(
        load_layout("C.HASIL-PPWP"),
        load_artwork("C.HASIL-PPWP"),
        heading,
        {ticket.number: ticket.names for ticket in profile.tickets},
    )
    with Press() as press:
        for name, jpeg in photographed(press, form, numbers, SEED, "easy"):
            (folder / name).write_bytes(jpeg)
    return folder
