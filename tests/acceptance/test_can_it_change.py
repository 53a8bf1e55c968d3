"""Can it still change? Asked while the votes come in."""

from __future__ import annotations

from tests.acceptance.world import ABROAD, CONTEST, FIVE, FOUR, ONE, PRISON, SIX, THREE, TWO

from sirekap import profiles
from sirekap.office.margins import Margins

BALLOTS = 245
"""Of every station here: 240 voters and 2 %, rounded up."""


def asked(world):
    return Margins(world.places, world.projections, profiles.load())


async def test_before_the_first_return_everything_is_open(world):
    """Eight stations with 245 ballots each."""
    margin = await asked(world).president()

    assert margin.change.can_change
    assert margin.open == 8 * BALLOTS


async def test_a_settled_station_is_open_no_more(world):
    """Station 6 is confirmed: seven stations are open, and each may bring its ballots."""
    await world.sent(SIX, 100, 60, 40)
    await world.opens(SIX[:6])
    await world.confirms(SIX)
    margins = asked(world)

    assert (await margins.president()).open == 7 * BALLOTS
    assert (await margins.weight(SIX, CONTEST))[0] == 0
    assert (await margins.weight(ONE, CONTEST))[0] == BALLOTS


async def test_two_devices_that_agree_close_a_station_before_its_plenary(world):
    """Agreed numbers are open no more; a station without a poll neither."""
    await world.sent(ONE, 100, 60, 40)
    await world.sent(ONE, 100, 60, 40, device="two")
    await world.caught_up()

    assert (await asked(world).president()).open == 7 * BALLOTS


async def test_more_than_half_in_two_provinces_can_still_become_a_win(world):
    """60 : 30 : 10 in two provinces of 38: a run-off now, and nothing but provinces is lacking."""
    for station in (ONE, TWO, THREE, PRISON, FOUR, FIVE, SIX, ABROAD):
        await world.sent(station, 60, 30, 10)
    await world.caught_up()

    margin = await asked(world).president()

    assert margin.change.run_off
    assert margin.votes == 18  # One in each of 18 more provinces: 20 of 38 are needed.
