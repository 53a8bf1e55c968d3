"""A country of three stations in two villages, and a night in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.tiers.acts import CONTEST, ELECTION, FIRST, SECOND, filed

from sirekap import profiles
from sirekap.publication.country import Country
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.kpu.tree import State
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import of_profile

PROFILE = profiles.load()
RULES = of_profile(PROFILE)
AT = datetime(2024, 2, 14, 17, 30, tzinfo=UTC)
SILENT = "3404062001002"
VOTES = {
    "suara_1": 91,
    "suara_2": 58,
    "suara_3": 41,
    "suara_sah": 190,
    "suara_tidak_sah": 3,
    "suara_total": 193,
}
FEWER = {
    "suara_1": 10,
    "suara_2": 20,
    "suara_3": 30,
    "suara_sah": 60,
    "suara_tidak_sah": 0,
    "suara_total": 60,
}
NAMES = {
    "34": "DAERAH ISTIMEWA YOGYAKARTA",
    "3404": "SLEMAN",
    "340406": "MLATI",
    "3404062001": "TIRTOADI",
    "3404062002": "SUMBERADI",
}
COUNTRY = Country(NAMES, {"3404062001": (FIRST, SILENT), "3404062002": (SECOND,)}, ids={"34": 191101})


def folded(*arrivals):
    """A ledger of these records."""
    ledger = Ledger(ELECTION)
    fold(ledger, arrivals, RULES)
    return ledger


def state_of(ledger, **more):
    """What is published of a ledger."""
    return State(COUNTRY, Keys(PROFILE), AT, ledger.threads, ledger.totals, **more)


@pytest.fixture
def night():
    """Two devices agree at the first station, one has sent of the third; the second is silent."""
    return folded(filed(VOTES), filed(VOTES, device="b", minute=1), filed(FEWER, device="c", station=SECOND))


@pytest.fixture
def state(night):
    """What is published of that night, with a photo of one page."""
    return state_of(night, photos={(FIRST, CONTEST): {2: "/foto/aa.jpg"}})
