"""Real provinces walked by their pages: page, /v1, KPU's shape and the published files say one number."""

from __future__ import annotations

import json
import os
from random import Random

import pytest
from tests.publication.folder import Folder
from tests.publication.nine_provinces import country, ledger_of, rows
from tests.publication.reading_pages import read
from tests.publication.small_night import KEYS, RULES

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION
from sirekap.publication.kpu import tree
from sirekap.publication.own.told import Told
from sirekap.publication.pages import paths
from sirekap.publication.pages.region import region_page
from sirekap.publication.pages.site import Site
from sirekap.publication.pages.village import village_pages

LONG = bool(os.environ.get("SIREKAP_LONG"))
PROVINCES = "[0-9][0-9]" if LONG else "[69][52]"
"""All nine, or four small ones: Kalimantan Tengah and Utara, Papua Barat and Pegunungan."""
SAMPLE = 120
TICKETS = {"100025": "suara_1", "100026": "suara_2", "100027": "suara_3"}
CONTEST = Contest.PRESIDENT


@pytest.fixture(scope="module")
def made(shared):
    ledger, codes = ledger_of(shared, PROVINCES)
    return Folder(Site(country(shared, codes), KEYS), ledger, Told(RULES))


@pytest.fixture(scope="module")
def summed(shared):
    """What the files say of every region, added up apart from us."""
    found = {}
    for code, _, row in rows(shared, PROVINCES):
        for region in (NATION, code[:2], code[:4], code[:6], code[:10]):
            place = found.setdefault(region, [0, 0, 0])
            for ticket in range(3):
                place[ticket] += int(row[f"suara_0{ticket + 1}"] or 0)
    return found


def test_every_regions_page_adds_up_to_the_files(made, summed):
    """From the nation to villages: page = /v1 = KPU's shape = the files' own sum."""
    villages = [code for code in summed if len(code) == 10]
    chosen = villages if LONG else Random(1).sample(villages, SAMPLE)
    above = [code for code in summed if len(code) < 10]
    for code in (*above, *chosen):
        kpu = json.loads(tree.counted_file(made.state, CONTEST, code)[1])
        if len(code) == 10:
            _, content = made.village_document(CONTEST, code)
            pages = dict(village_pages(made.site, made.latest, content))
        else:
            content = made.region_document(CONTEST, code)
            pages = dict(region_page(made.site, made.latest, content))
        page, document = read(pages[paths.region(CONTEST, code)]), json.loads(content)
        shown = [page.totals[f"suara_{number}"] for number in (1, 2, 3)]
        assert (
            shown == [document["votes"].get(f"suara_{number}", 0) for number in (1, 2, 3)] == summed[code]
        ), code
        assert shown == [kpu["chart"][key] for key in TICKETS], code
    assert len(above) > 100


def test_every_stations_section_is_its_file(made, shared):
    """Of the sampled villages every station: the page's numbers, KPU's file of the station, and the row."""
    told = {code: row for code, _, row in rows(shared, PROVINCES)}
    villages = sorted(made.site.country.stations)
    chosen = villages if LONG else Random(2).sample(villages, SAMPLE)
    compared = 0
    for village in chosen:
        _, content = made.village_document(CONTEST, village)
        pages = dict(village_pages(made.site, made.latest, content))
        for station in made.site.country.stations[village]:
            shown = read(pages[paths.sheet(CONTEST, station)]).stations[station]
            kpu = json.loads(tree.station_file(made.state, CONTEST, station)[1])["chart"]
            for key, field in TICKETS.items():
                written = told[station][f"suara_0{field[-1]}"]
                assert shown.get(field) == (int(written) if written else None), station
                assert shown.get(field) == (kpu or {}).get(key), station
                compared += 1
    assert compared >= 3 * SAMPLE
