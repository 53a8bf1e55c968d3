"""Reports in NIST's format: valid by its schema, each name leads somewhere, and they add up."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import jsonschema_rs
import pytest
from tests.publication.conftest import AT, COUNTRY, FEWER, PROFILE, VOTES, folded
from tests.tiers.acts import CONTEST, FIRST, SECOND, arrived, decided, filed

from sirekap.election.contests import Contest
from sirekap.election.records import FormEdition, Ruling
from sirekap.election.regions import NATION
from sirekap.publication.export.nist import Report, report
from sirekap.publication.export.regions import all_regions
from sirekap.tiers.tally import Tally


@pytest.fixture(scope="module")
def schema(request):
    """NIST's own schema of version 2, where it is at hand; it is not ours to ship."""
    named = os.environ.get("SIREKAP_NIST_SCHEMA")
    place = Path(named) if named else request.getfixturevalue("shared") / "nist-1500-100-v2.json"
    if not place.is_file():
        pytest.skip(
            "NIST_V2_election_results_reporting.json of usnistgov/ElectionResultsReporting (branch version2) "
            "is not here; SIREKAP_NIST_SCHEMA may name it"
        )
    return jsonschema_rs.Draft4Validator(json.loads(place.read_text(encoding="utf-8")))


def of(ledger, region=NATION, contest=CONTEST, **more):
    """A report of a region, with the stations of a regency."""
    tallies = {
        code: ledger.totals.get((contest, code), Tally())
        for code in all_regions(COUNTRY, region)
        if region != NATION or len(code) <= 6
    }
    stations = {
        station: thread.standing
        for (station, of), thread in ledger.threads.items()
        if of is contest and station.startswith(region)
    }
    return Report(PROFILE, contest, COUNTRY, region, AT, tallies, stations, **more)


def document(*arrivals, **what):
    return json.loads(report(of(folded(*arrivals), **what)))


def story():
    """A corrected station, and one that waits for its second claim."""
    one = filed(VOTES)
    corrected = decided(VOTES | {"suara_1": 90}, ruling=Ruling.CORRECT, basis=[one])
    return [one, corrected, filed(FEWER, device="c", station=SECOND)]


def legislative(contest, form, votes):
    return arrived(replace(filed(votes).record, contest=contest, form=FormEdition(form, "2024")))


DPR = legislative(Contest.DPR, "C.HASIL-DPR", {"partai_1": 4, "partai_1_total": 4, "suara_sah": 4})
DPD = legislative(Contest.DPD, "C.HASIL-DPD", {"suara_1": 3, "suara_sah": 3})
REPORTS = {
    "nation": ([*story()], {}),
    "regency": ([*story()], {"region": "3404"}),
    "nothing": ([], {}),
    "rehearsal": ([*story()], {"rehearsal": True, "certified": True}),
    "DPR": ([DPR], {"contest": Contest.DPR}),
    "DPR in a regency": ([DPR], {"contest": Contest.DPR, "region": "3404"}),
    "DPD": ([DPD], {"contest": Contest.DPD}),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_valid(schema, name):
    """By the schema of SP 1500-100 version 2."""
    arrivals, what = REPORTS[name]
    assert [each.message for each in schema.iter_errors(document(*arrivals, **what))] == []


def test_the_schema_is_asked(schema):
    """A report with a member that the format does not have, or without one that it wants, is refused."""
    good = document(*story())
    assert not schema.is_valid(good | {"Votes": 1})
    assert not schema.is_valid({key: one for key, one in good.items() if key != "Format"})


@pytest.mark.parametrize("name", REPORTS)
def test_every_name_leads_somewhere(name):
    """Units, parties and candidates that are pointed at are there, and each is there once."""
    arrivals, what = REPORTS[name]
    told = document(*arrivals, **what)
    names, pointed = [], set()
    _walk(told, names, pointed)

    assert len(names) == len(set(names))
    assert pointed <= set(names)
    assert pointed


def _walk(value, names, pointed):
    if isinstance(value, list):
        for each in value:
            _walk(each, names, pointed)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == "@id":
                names.append(each)
            elif key.endswith("Ids") or key in {"GpUnitId", "ElectionDistrictId", "ElectionScopeId"}:
                pointed.update(each if isinstance(each, list) else [each])
            else:
                _walk(each, names, pointed)


def votes(told, unit):
    """The votes of each selection in a unit."""
    (election,) = told["Election"]
    return {
        selection["@id"]: count["Count"]
        for contest in election["Contest"]
        for selection in contest["ContestSelection"]
        for count in selection.get("VoteCounts", ())
        if count["GpUnitId"] == f"unit-{unit}"
    }


def test_counts_are_the_ledgers():
    """Of every region the totals, of every station its own figures; they add up from tier to tier."""
    ledger = folded(*story())
    nation, regency = document(*story()), document(*story(), region="3404")
    for region in ("0", "34", "3404", "340406"):
        tally = ledger.totals[CONTEST, region].votes
        assert list(votes(nation, region).values()) == [tally[f"suara_{number}"] for number in (1, 2, 3)]
    stations = [votes(regency, station) for station in (FIRST, SECOND)]
    assert stations[0]["selection-0-1"] == 90
    added = {name: sum(each[name] for each in stations) for name in stations[0]}
    assert added == votes(regency, "3404") == votes(nation, "0")


def test_the_status_is_said():
    """Partial while a station is missing; certified when the certificate stands for these figures."""
    assert document(*story())["Status"] == "unofficial-partial"
    assert document(*story(), certified=True)["Status"] == "certified"
    assert document(*story())["GeneratedDate"] == AT.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_parties_count_in_their_district():
    """DPR: a contest for each district, with the totals of parties; none above a district of several."""
    told = document(DPR, contest=Contest.DPR)
    assert votes(told, "3404")["selection-3401-party-1"] == 4
    assert votes(told, "0") == {}
