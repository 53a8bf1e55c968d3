"""What every store of places promises."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sirekap.election.choices import District, DistrictCode
from sirekap.election.regions import NATION, Region, RegionCode, Station, StationCode
from sirekap.office.ports import BatchRefused, Change, ChoiceSetup, ContestSetup, Setup

NONE = Change(0, 0)
SETUP = Setup(
    regions=[
        Region(RegionCode("3404062002"), "Sendangadi"),
        Region(RegionCode("3404062001"), "Sinduadi"),
        Region(NATION, "Indonesia"),
        Region(RegionCode("340406"), "Mlati"),
        Region(RegionCode("3404"), "Sleman"),
        Region(RegionCode("34"), "Daerah Istimewa Yogyakarta"),
    ],
    stations=[
        Station(StationCode("3404062001002"), 270),
        Station(StationCode("3404062001001"), 266),
        Station(StationCode("3404062002001")),
    ],
    contests=[
        ContestSetup("ppwp", "Presiden dan Wakil Presiden", "C.HASIL-PPWP"),
        ContestSetup("pdpr", "DPR", "C.HASIL-DPR"),
    ],
    choices=[
        ChoiceSetup("ppwp", "", "suara_2", "Pasangan dua"),
        ChoiceSetup("ppwp", "", "suara_1", "Pasangan satu"),
        ChoiceSetup("pdpr", "3401", "partai_1", "Partai satu"),
    ],
    districts={"pdpr": [District(DistrictCode("3401"), "DI Yogyakarta", 8, ("34",))]},
)


async def test_a_set_up_that_changes_something_is_counted(store):
    """A dry run and a repeat change nothing."""
    places = store.places
    assert await places.version() == 0
    for dry, version in ((True, 0), (False, 1), (False, 1)):
        await places.put(SETUP, dry=dry)
        assert await places.version() == version
    await places.put(Setup(regions=[Region(RegionCode("34"), "DIY")]), dry=False)
    assert await places.version() == 2


async def test_a_setup_comes_back(store):
    """What was put is found; a ballot keeps its order, everything else goes by code."""
    changes = await store.places.put(SETUP, dry=False)

    assert changes == {
        "regions": Change(6, 0),
        "stations": Change(3, 0),
        "contests": Change(2, 0),
        "districts": Change(1, 0),
        "choices": Change(3, 0),
    }
    places = store.places
    assert await places.station(StationCode("3404062001001")) == Station(StationCode("3404062001001"), 266)
    assert await places.station(StationCode("3404062001009")) is None
    assert [one.code for one in await places.regions(RegionCode("340406"))] == ["3404062001", "3404062002"]
    named = [RegionCode("3404062001"), RegionCode("34"), RegionCode("35")]
    assert [one.code for one in await places.regions_named(named)] == ["34", "3404062001"]
    assert await places.regions(NATION) == [Region(RegionCode("34"), "Daerah Istimewa Yogyakarta")]
    assert [one.id for one in await places.contests()] == ["pdpr", "ppwp"]
    assert [one.field for one in await places.choices("ppwp", "")] == ["suara_2", "suara_1"]
    assert await places.choices("ppwp", "3401") == []
    assert await places.districts("pdpr") == [District(DistrictCode("3401"), "DI Yogyakarta", 8, ("34",))]


async def test_the_stations_under_a_region(store):
    """Stations are found under each tier above them."""
    await store.places.put(SETUP, dry=False)

    for under, numbers in (
        (NATION, 3),
        ("34", 3),
        ("340406", 3),
        ("3404062001", 2),
        ("3404062002", 1),
        ("35", 0),
    ):
        found = await store.places.stations(RegionCode(under))
        assert (under, len(found)) == (under, numbers)
        assert found == sorted(found)


async def test_how_many_stations_are_expected(store):
    """Each region with a station tells how many it has."""
    assert await store.places.expected() == {}
    await store.places.put(SETUP, dry=False)

    assert await store.places.expected() == {
        "0": 3,
        "34": 3,
        "3404": 3,
        "340406": 3,
        "3404062001": 2,
        "3404062002": 1,
    }


async def test_a_dry_run_tells_and_changes_nothing(store):
    """A dry run gives the same change as the real one, and leaves no trace."""
    told = await store.places.put(SETUP, dry=True)

    assert await store.places.contests() == []
    assert await store.places.expected() == {}
    assert await store.places.put(SETUP, dry=False) == told


async def test_putting_again_changes_only_what_differs(store):
    """The same set-up again is no change; a new name or DPT is one."""
    await store.places.put(SETUP, dry=False)

    assert set((await store.places.put(SETUP, dry=False)).values()) == {NONE}

    altered = replace(
        SETUP,
        stations=[Station(StationCode("3404062001001"), 267), Station(StationCode("3404062001002"))],
        contests=[replace(SETUP.contests[0], name="PPWP")],
        districts={"pdpr": [District(DistrictCode("3401"), "DI Yogyakarta", 9, ("34",))]},
        choices=[],
    )
    assert await store.places.put(altered, dry=False) == {
        "regions": NONE,
        "stations": Change(0, 2),
        "contests": Change(0, 1),
        "districts": Change(0, 1),
        "choices": NONE,
    }
    assert await store.places.station(StationCode("3404062001001")) == Station(
        StationCode("3404062001001"), 267
    )
    assert len(await store.places.stations(NATION)) == 3


@pytest.mark.parametrize(
    "bad",
    [
        replace(SETUP, stations=[Station(StationCode("3404062003001"), 200)]),
        replace(SETUP, regions=[Region(RegionCode("3404"), "Sleman")], stations=[]),
        replace(SETUP, choices=[ChoiceSetup("pdpd", "34", "suara_1", "Calon")]),
        replace(SETUP, districts={"pdpd": [District(DistrictCode("34"), "DIY", 4)]}),
        replace(SETUP, stations=[SETUP.stations[0], SETUP.stations[0]]),
    ],
    ids=["no-village", "no-parent", "no-contest-of-choice", "no-contest-of-district", "station-twice"],
)
async def test_a_setup_that_hangs_in_the_air_is_refused_whole(store, bad):
    """A row that names what is not there, or stands twice, refuses all rows."""
    with pytest.raises(BatchRefused):
        await store.places.put(bad, dry=False)

    assert await store.places.contests() == []
    assert await store.places.stations(NATION) == []


async def test_ballots_follow_the_lists(store):
    """270 and 266 voters have 276 and 272 ballots with 2 % rounded up; a list nobody knows counts 306."""
    await store.places.put(SETUP, dry=False)

    ballots = await store.places.ballots()

    assert (ballots["3404062001"], ballots["3404062002"], ballots["0"]) == (548, 306, 854)
