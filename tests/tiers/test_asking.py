"""Which figures a person has to look at."""

from __future__ import annotations

from tests.tiers.acts import ELECTION, FIRST, filed

from sirekap import profiles
from sirekap.election.contests import Block, Contest
from sirekap.tiers.asking import asked
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import of_profile

KEY = (FIRST, Contest.PRESIDENT)
RULES = of_profile(profiles.load())


def asks(*arrivals):
    ledger = Ledger(ELECTION)
    fold(ledger, arrivals, RULES)
    return asked(KEY, ledger.threads[KEY], RULES)


def test_only_the_field_on_which_claims_differ_is_asked():
    """Two devices: 41 and 14 for the first pair, the rest alike; the typed number completes the block."""
    block = asks(filed({"suara_1": 41, "suara_2": 7}), filed({"suara_1": 14, "suara_2": 7}, device="b"))[
        Block.VOTES
    ]

    assert block.fields == ("suara_1",)
    assert block.with_typed({"suara_1": 41}).all == {"suara_1": 41, "suara_2": 7}


def test_the_fields_of_the_finding_that_holds_are_asked():
    """R131: 41 + 7 + 2 is not 51. Tickets and their sum are asked, the invalid votes are not."""
    numbers = {"suara_1": 41, "suara_2": 7, "suara_3": 2, "suara_sah": 51, "suara_tidak_sah": 3}

    block = asks(filed(numbers), filed(numbers, device="b"))[Block.VOTES]

    assert block.fields == ("suara_1", "suara_2", "suara_3", "suara_sah")
    assert block.shared.all == {"suara_tidak_sah": 3}


def test_a_field_that_one_claim_lacks_is_asked():
    """One device entered no third pair."""
    block = asks(filed({"suara_1": 41}), filed({"suara_1": 41, "suara_3": 2}, device="b"))[Block.VOTES]

    assert block.fields == ("suara_3",)


def test_nothing_is_asked_of_agreeing_claims():
    """Two devices, the same numbers."""
    assert asks(filed({"suara_1": 41}), filed({"suara_1": 41}, device="b")) == {}
