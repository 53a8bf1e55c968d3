"""KPU's tree from a small night: every file of it, in its shape, adding up."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from tests.publication import shapes
from tests.publication.conftest import COUNTRY, NAMES, PROFILE, SILENT, VOTES, folded, state_of
from tests.publication.shapes import faults
from tests.tiers.acts import CONTEST, FIRST, SECOND, decided, filed, situated

from sirekap.election.contests import Contest, Poll
from sirekap.election.records import Figures, Situation
from sirekap.election.regions import NATION, RegionCode
from sirekap.publication.country import Country
from sirekap.publication.kpu import area, districts, lists, paths, recapitulation, tree
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.kpu.station import Shown, station
from sirekap.publication.kpu.writing import percent
from sirekap.tiers.standing import BlockStanding, Standing
from sirekap.tiers.standing import State as Stands
from sirekap.tiers.tally import Tally

VILLAGE = "34/3404/340406/3404062001"


def presidential(state):
    """The presidential files of a state, read again."""
    files = tree.region_files(state, CONTEST, NATION)
    return {path: json.loads(content) for path, content in files}


def test_every_station_a_village_lists_has_a_file(state):
    """Also the silent one, so that a client that walks the lists never meets a missing file."""
    found = dict(tree.tree(replace(state, keys=_only(CONTEST))))
    listed = json.loads(found[f"wilayah/pemilu/ppwp/{VILLAGE}.json"])
    assert [each["kode"] for each in listed] == [FIRST, SILENT]
    for each in listed:
        assert f"pemilu/hhcw/ppwp/{VILLAGE}/{each['kode']}.json" in found


def test_a_silent_station_is_kpus_file_without_data(state):
    """No figures, three photos missing, nothing a result: as KPU writes it."""
    assert presidential(state)[f"pemilu/hhcw/ppwp/{VILLAGE}/{SILENT}.json"] == {
        "mode": "hhcw",
        "chart": None,
        "images": [None, None, None],
        "administrasi": None,
        "psu": None,
        "ts": "2024-02-15 00:30:00",
        "status_suara": False,
        "status_adm": False,
    }


def test_what_one_device_says_is_shown_and_no_result(state):
    """Two agreeing devices make a result; one alone is counted, and ``status_suara`` says it waits."""
    files = presidential(state)
    agreed = files[f"pemilu/hhcw/ppwp/{VILLAGE}/{FIRST}.json"]
    alone = files[f"pemilu/hhcw/ppwp/34/3404/340406/3404062002/{SECOND}.json"]
    assert (agreed["chart"]["100025"], agreed["status_suara"]) == (91, True)
    assert (alone["chart"]["100025"], alone["status_suara"]) == (10, False)
    assert agreed["images"] == [None, "/foto/aa.jpg", None]


def test_stations_add_up_to_the_nation(state):
    """Each region's chart is the sum of its table, down to the stations' own charts."""
    files = presidential(state)
    summed = 0
    for path, each in files.items():
        if "hhcw" in path and "table" in each:
            for key in keys(each["chart"]):
                assert each["chart"][key] == sum(row.get(key, 0) for row in each["table"].values())
                summed += 1
    assert summed == 3 * 6
    assert files["pemilu/hhcw/ppwp.json"]["chart"] == {
        "100025": 101,
        "100026": 78,
        "100027": 71,
        "persen": 66.67,
    }


def keys(chart):
    return [each for each in chart if each != "persen"]


def test_presidential_files_are_of_kpus_schema(state):
    """Stations, villages, regions and the recapitulation, as the samples are."""
    for path, each in presidential(state).items():
        assert faults(_shape_of(path), each, path) == []


def _shape_of(path):
    if "/hr/" in path:
        return shapes.RECAPITULATION
    return {13: shapes.STATION, 10: shapes.VILLAGE}.get(len(path.split("/")[-1][:-5]), shapes.REGION)


def test_legislative_lists_are_of_kpus_schema(state):
    """Districts, parties and people of every ballot of the profile, in the shapes clients describe."""
    shape_of = {
        "wilayah/pemilu/pdpr/dapil_dpr.json": shapes.DISTRICTS,
        "wilayah/pemilu/pdprdp/34.json": shapes.DISTRICTS,
        "wilayah/pemilu/pdprdk/34/3404.json": shapes.DISTRICTS,
        "pemilu/partai.json": shapes.PARTY_LIST,
        "pemilu/ppwp.json": shapes.TICKET_LIST,
        "pemilu/caleg/partai/1101.json": shapes.CANDIDATE_LIST,
        "pemilu/caleg/dpd/34.json": shapes.DPD_LIST,
        "wilayah/pemilu/pdpr/0.json": shapes.REGIONS,
    }
    found = dict(tree.list_files(state, list(Contest)))
    for path, shape in shape_of.items():
        assert faults(shape, json.loads(found[path]), path) == []


@pytest.mark.parametrize("contest", [Contest.DPR, Contest.DPRD_PROVINCE])
def test_a_station_of_a_party_contest(contest):
    """Parties with their people by number; no ``mode``; the district is named."""
    votes = {"partai_1": 2, "partai_1_caleg_1": 5, "partai_1_caleg_2": None, "partai_1_total": 7}
    standing = Standing((Poll.REPEAT_POLL,), BlockStanding(Stands.AGREED, Figures.of(votes)))
    document = station(Keys(PROFILE), Shown(FIRST, contest, state_of(folded()).at, standing))
    assert faults(shapes.LEGISLATIVE_STATION, document) == []
    assert document["chart"]["1"] == {"jml_suara_total": 7, "jml_suara_partai": 2}
    assert (document["caleg"]["1"]["9001001"], document["caleg"]["1"]["9001002"]) == (5, None)
    assert document["psu"] == "Pemungutan Suara Ulang"
    assert document["kode_dapil"].startswith("34")


def test_a_station_of_dpd():
    """A senator's key and votes, and the entry of nobody that clients step over."""
    standing = Standing((Poll.REGULAR,), BlockStanding(Stands.PENDING, Figures.of({"suara_1": 12})))
    document = station(Keys(PROFILE), Shown(FIRST, Contest.DPD, state_of(folded()).at, standing))
    assert faults(shapes.DPD_STATION, document) == []
    assert list(document["chart"].items())[:2] == [("null", None), ("9000001", 12)]


def test_kpus_key_of_a_candidate_is_used_where_it_is_known():
    """The set-up's key stands in the list and in the results alike."""
    known = Keys(PROFILE, {(Contest.DPD, "34", "suara_1"): "340011"})
    assert "340011" in lists.candidates(known, Contest.DPD, "34")
    assert known.people(Contest.DPD, "34")["340011"] == "suara_1"


def test_a_district_adds_up_its_regions():
    """Two regions' votes of a party and its first candidate make the district's."""
    parts = [Tally({"partai_1_total": 9, "partai_1": 4, "partai_1_caleg_1": 5}, {"counted": 1}) for _ in "ab"]
    together = districts.Together.of(parts, 4)
    document = districts.district(Keys(PROFILE), Contest.DPR, "1101", together, state_of(folded()).at)
    assert faults(shapes.DISTRICT, document) == []
    assert (document["chart"]["1"], document["chart"]["persen"]) == (18, 50.0)
    assert document["table"]["1"]["9001001"] == 10
    assert document["progres"] == {"total": 4, "progres": 2}


def test_recapitulation_shows_settled_figures_alone(state):
    """Before a plenary the count has figures and the recapitulation has none; after it both."""
    before = presidential(state)["pemilu/hr/ppwp.json"]
    assert before["chart"] == {"100025": 0, "100026": 0, "100027": 0}
    first = filed(VOTES)
    settled = state_of(
        folded(first, decided(VOTES, basis=[first])), certified={CONTEST: frozenset({RegionCode("340406")})}
    )
    after = presidential(settled)["pemilu/hr/ppwp/34.json"]
    assert after["chart"]["100025"] == 91
    assert after["table"]["3404"]["100025"] == 91
    assert after["progress_d_child"]["3404"]["da"] == {
        "persen": 100.0,
        "jml_wilayah": 1,
        "jml_wilayah_publikasi": 1,
    }
    assert after["progress_d"]["db"]["jml_wilayah_publikasi"] == 0


def test_recapitulation_of_a_district():
    """Parties of the whole district, and each candidate in each region."""
    parts = {"1101": districts.Together.of([Tally(settled={"partai_1": 1, "partai_1_caleg_1": 3})], 1)}
    at = state_of(folded()).at
    document = recapitulation.district(Keys(PROFILE), Contest.DPR, "1101", parts, at)
    assert faults(shapes.DISTRICT_RECAPITULATION, document) == []
    assert document["chart"]["1"]["jml_suara_partai"] == 1
    assert document["table"]["1101"]["9001001"] == 3


def test_an_annulled_station_shows_no_figures():
    """What a court has voided is neither in the station's file nor in the sums above it."""
    voided = presidential(state_of(folded(filed(VOTES), situated(Situation.ANNULLED))))
    assert voided[f"pemilu/hhcw/ppwp/{VILLAGE}/{FIRST}.json"]["chart"] is None
    assert voided["pemilu/hhcw/ppwp.json"]["chart"]["100025"] == 0


def test_the_order_of_records_does_not_show():
    """Any order of the same records gives the same bytes."""
    records = [filed(VOTES), filed(VOTES, device="b"), filed(VOTES, device="c", station=SECOND)]
    once = list(tree.region_files(state_of(folded(*records)), CONTEST, NATION))
    Random(7).shuffle(records)
    assert list(tree.region_files(state_of(folded(*records)), CONTEST, NATION)) == once


def test_a_place_without_a_number_of_kpus_gets_one_that_is_no_other():
    """Numbers of ours are exact in JavaScript, above all of KPU's, and differ from one another."""
    codes = [*COUNTRY.names, *COUNTRY.stations["3404062001"]]
    ours = [COUNTRY.id_of(code) for code in codes if code != "34"]
    assert COUNTRY.id_of("34") == 191101
    assert len(set(ours)) == len(ours)
    assert all(2**52 <= each < 2**53 for each in ours)


def test_a_file_out_of_shape_is_seen(state):
    """The schema is strict: another order, a number in a text's place, a member too many."""
    good = presidential(state)[f"pemilu/hhcw/ppwp/{VILLAGE}.json"]
    assert faults(shapes.VILLAGE, good) == []
    assert faults(shapes.VILLAGE, dict(reversed(good.items())))
    assert faults(shapes.VILLAGE, good | {"ts": 5})
    assert faults(shapes.VILLAGE, good | {"more": 1})
    assert faults(shapes.REGION, good)


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(25, 32, 78.13), (93, 160, 58.13), (2, 3, 66.67), (0, 0, 0.0)]
)
def test_halves_are_rounded_upwards(part, whole, said):
    """So KPU rounds percentages; rounding to the even digit would write 78.12 and 58.12."""
    assert percent(part, whole) == said


def test_paths_name_all_ancestors():
    """KPU's site has a file under the codes of all that lies above it."""
    assert paths.counted(Contest.DPR, FIRST) == f"pemilu/hhcw/pdpr/{VILLAGE}/{FIRST}.json"
    assert paths.recapitulated(CONTEST, "34") == "pemilu/hr/ppwp/34.json"
    assert (
        paths.counted_in_district(Contest.DPRD_REGENCY, "340401") == "pemilu/hhcd/pdprdk/34/3404/340401.json"
    )


def test_abroad_only_president_and_dpr_are_elected():
    """A station overseas has files of two contests, and counts in the progress of those two."""
    abroad = Country(
        NAMES | {"99": "Luar Negeri"}, dict(COUNTRY.stations) | {"9901010001": ("9901010001001",)}
    )
    state = replace(state_of(folded()), country=abroad)
    totals = {}
    for contest in Contest:
        files = dict(tree.region_files(state, contest, NATION))
        totals[contest] = json.loads(files[f"pemilu/hhcw/{contest}.json"])["progres"]["total"]
        there = f"pemilu/hhcw/{contest}/99/9901/990101/9901010001/9901010001001.json"
        assert (there in files) == (contest in {Contest.PRESIDENT, Contest.DPR})
    assert list(totals.values()) == [4, 4, 3, 3, 3]


def test_an_area_of_a_party_contest():
    """Parties by their number on the ballot, in the region's own sums and in each row."""
    counted = area.Counted(
        Contest.DPR,
        RegionCode("3404"),
        state_of(folded()).at,
        {RegionCode(code): Tally({"partai_3_total": 8}, {"counted": 3}) for code in ("3404", "340406")},
    )
    document = area.area(COUNTRY, Keys(PROFILE), counted)
    assert (document["chart"]["3"], document["chart"]["24"], document["chart"]["persen"]) == (8, 0, 100.0)
    assert document["table"]["340406"]["3"] == 8


def test_no_people_of_dpd_are_told_above_their_province():
    """Candidate 1 is another person in each province; the nation's file tells progress alone."""
    assert area.fields_of(Keys(PROFILE), Contest.DPD, NATION) == {}
    assert area.fields_of(Keys(PROFILE), Contest.DPD, "3404")


def _only(contest):
    entries = tuple(each for each in PROFILE.contests if each.contest is contest)
    return Keys(replace(PROFILE, contests=entries))
