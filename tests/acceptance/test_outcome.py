"""The legal outcome of what plenaries have certified."""

from __future__ import annotations

from tests.acceptance.world import DIY, FOUR, JATIM

from sirekap import profiles
from sirekap.office.certified import Certified
from sirekap.tiers.outcome.president import Verdict, decide


async def test_the_outcome_is_that_of_settled_figures_alone(world):
    """All eight stations are certified; a phone's late return changes nothing of the outcome."""
    await world.whole_country()
    await world.sent(FOUR, 0, 240, 0, device="late")

    given = await Certified(world.places, world.projections, profiles.load()).presidential()
    result = decide(given.provinces, given.overseas, 2, given.below)

    assert given.provinces == {JATIM: {1: 600, 2: 360, 3: 240}, DIY: {1: 100, 2: 60, 3: 40}}
    assert given.overseas == {1: 100, 2: 60, 3: 40}
    assert (given.settled, given.expected) == (8, 8)
    assert (result.verdict, result.tickets) == (Verdict.RUN_OFF, (1, 2))
