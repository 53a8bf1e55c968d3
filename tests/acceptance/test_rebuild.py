"""What was folded as it came is what is folded anew from the records."""

from __future__ import annotations

from tests.acceptance.world import CONTEST, ELECTION, FOUR, JATIM, NGUNUT, ONE, TWO

from sirekap.election.contests import Contest
from sirekap.election.identity import Phase
from sirekap.election.records import Authority, ChangeReason
from sirekap.election.regions import NATION
from sirekap.office.fold import PLENARY, Folder
from sirekap.office.recapitulate import Change, Opened
from sirekap.tiers.rulebook import NO_RULES


async def documents(world):
    """Everything the projections hold of the contest, and of its plenaries."""
    held = [*Contest, *(PLENARY + each for each in Contest), "release"]
    figures = [one for kind in held for one in await world.projections.all_figures(kind, "", 1_000)]
    totals = [one for kind in held for one in await world.projections.all_totals(kind, "", 1_000)]
    return figures, totals


async def test_a_whole_recapitulation_is_rebuilt_to_the_same_bytes(world):
    """Four tiers certified, one sent back and corrected, a return moved: cleared, folded in threes."""
    await world.whole_country()
    await world.plenary.send_back(
        world.operator(NATION), JATIM, CONTEST, Authority.TIER_ABOVE, "12/PL", "Salah salin", [ONE]
    )
    await world.opens(NGUNUT)
    await world.recapitulate.correct(
        world.operator(NGUNUT),
        ONE,
        CONTEST,
        {"suara_1": Change(90, ChangeReason.ORDERED)},
        Opened(words="Surat"),
    )
    late = await world.sent(FOUR, 1, 2, 3, device="late")
    await world.dispute.move(world.operator("35"), late, TWO, "Salah TPS")
    await world.caught_up()
    as_it_came = await documents(world)

    await world.projections.clear()
    anew = Folder(world.records, world.projections, NO_RULES, ELECTION, Phase.REAL, world.places, batch=3)
    while await anew.step():
        pass

    assert await documents(world) == as_it_came
    assert len(as_it_came[0]) > 8
