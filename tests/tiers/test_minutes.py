"""What stands in minutes, from what was read of a region: sums, parts by district, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sirekap import profiles
from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import ElectionId, Phase
from sirekap.election.records import Figures, Plenary, Step
from sirekap.election.refusal import Refusal
from sirekap.tiers.ballots import ballots_of
from sirekap.tiers.ledger import Assembly, Thread
from sirekap.tiers.minutes import Under, minutes_of, settled_figures
from sirekap.tiers.plenaries import Held, plenary_standing
from sirekap.tiers.rulebook import NO_RULES
from sirekap.tiers.standing import BlockStanding, Standing, State
from sirekap.tiers.station_copy import standing_figures
from sirekap.tiers.tally import Tally

PROFILE = profiles.load()
SHARED = "122203"
NORTH, SOUTH = "1222032004", "1222032001"
OPENED = Plenary(
    election=ElectionId("pemilu2024"),
    phase=Phase.REAL,
    at=datetime(2024, 2, 17, 1, tzinfo=UTC),
    signer="a" * 64,
    region=SHARED,
    contest=Contest.DPRD_REGENCY,
    step=Step.OPENED,
    version=1,
    follows=None,
    person="b" * 64,
    second=None,
    words=None,
    present=(),
    content=None,
)
ACTS = (Held("c" * 64, OPENED),)


def thread(state=State.RECAPITULATED, **votes):
    """A station that stands so, with these votes."""
    block = BlockStanding(state, Figures.of(votes))
    return Thread((), Standing((Poll.REGULAR,), votes=block))


def under(**changed):
    """A subdistrict that two districts share: a station in a village of each, seven votes and five."""
    told = {
        "contest": Contest.DPRD_REGENCY,
        "region": SHARED,
        "outline": [(SOUTH, [f"{SOUTH}001"]), (NORTH, [f"{NORTH}001"])],
        "ballots": ballots_of(PROFILE, Contest.DPRD_REGENCY, SHARED),
        "tally": Tally(settled={"partai_1": 12, "suara_sah": 12}),
        "tallies": {},
        "assembly": Assembly(ACTS, plenary_standing(ACTS)),
        "assemblies": {},
        "threads": {
            f"{SOUTH}001": thread(partai_1=7, suara_sah=7),
            f"{NORTH}001": thread(partai_1=5, suara_sah=5),
        },
        "expected": 2,
    }
    return Under(**{**told, **changed})


def test_each_district_has_a_part_of_its_own():
    """Votes of one party name in two districts are never added up in one table."""
    minutes = minutes_of(under(), NO_RULES)

    told = [([column.code for column in part.columns], part.total["partai_1"]) for part in minutes.parts]
    assert sorted(told) == [([SOUTH], 7), ([NORTH], 5)]


def test_a_tier_above_adds_up_the_villages_of_each_district():
    """The regency takes the shared subdistrict into both parts, each with its own villages' votes."""
    ballots = [
        each for each in ballots_of(PROFILE, Contest.DPRD_REGENCY, "1222") if each.inside(SHARED) != ()
    ]
    regency = replace(OPENED, region="1222")
    acts = (Held("d" * 64, regency),)
    above = under(
        region="1222",
        outline=[(SHARED, ())],
        ballots=ballots,
        tallies={
            SHARED: Tally(settled={"partai_1": 12}),
            SOUTH: Tally(settled={"partai_1": 7}),
            NORTH: Tally(settled={"partai_1": 5}),
        },
        tally=Tally(settled={"partai_1": 12}),
        assembly=Assembly(acts, plenary_standing(acts)),
        assemblies={SHARED: Assembly()},
        threads={},
    )

    minutes = minutes_of(above, NO_RULES)

    assert sorted(part.total["partai_1"] for part in minutes.parts) == [5, 7]
    assert [(each.region, each.content) for each in minutes.taken] == [(SHARED, None)]


def test_figures_that_moved_between_two_reads_are_not_drawn():
    """The region's own total says thirteen, its stations twelve: draw again."""
    moved = under(tally=Tally(settled={"partai_1": 13, "suara_sah": 12}))

    with pytest.raises(Refusal, match="minutes_moved"):
        minutes_of(moved, NO_RULES)


def test_a_plenary_that_never_met_has_no_minutes():
    """Nothing was opened."""
    with pytest.raises(Refusal, match="minutes_not_met"):
        minutes_of(under(assembly=Assembly()), NO_RULES)


def test_only_what_a_plenary_stands_for_is_a_figure():
    """A verified block stands in no minutes, though its figures count."""
    verified = thread(State.VERIFIED, partai_1=7).standing

    assert settled_figures(verified) == {}
    assert standing_figures(verified) == {"partai_1": 7}
