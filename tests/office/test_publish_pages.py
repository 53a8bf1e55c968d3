"""The publisher's pages: behind every document its page, and only the pages in which something changed."""

from __future__ import annotations

import json

import brotli
import pytest
from tests.acceptance.world import CONTEST, ONE, TWO
from tests.office.site_ground import LATER, OPENS, Press, until_quiet
from tests.publication.reading_pages import read

from sirekap.election.contests import Contest
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.note import opened
from sirekap.log.tiles import CHECKPOINT
from sirekap.office.publish.arriving import Arriving
from sirekap.office.publish.assemblies import Assemblies
from sirekap.office.publish.pages import Paged, fixed_pages, standing_on
from sirekap.office.publish.regions import Regions
from sirekap.office.publish.villages import Villages
from sirekap.publication.pages.assets import Assets
from sirekap.publication.pages.site import Site


@pytest.fixture
def press(runner):
    """A country that is set up, with nothing sent yet."""
    made = Press()
    runner.run(made.world.set_up())
    return made


async def paged(press):
    """A publisher that writes pages."""
    publisher = await press.publisher()
    ground, key = publisher.ground, publisher.log_key
    pages = Site(ground.country, ground.keys, Assets())

    async def checkpoint():
        note = await press.log_site.get(CHECKPOINT)
        return Checkpoint.parse(opened(note, key.key, key.verify), key.key.name)

    stand = standing_on(ground, checkpoint)
    publisher.figures = [
        Paged(each, ground, pages, stand) if isinstance(each, (Villages, Regions)) else each
        for each in publisher.figures
    ]
    publisher.figures += [Assemblies(ground, pages, stand, 5.0), Arriving(ground, pages, stand, 5.0)]
    publisher.lists = [*publisher.lists, fixed_pages(ground, pages)]
    return publisher


async def test_a_return_stands_on_the_pages_from_its_station_to_the_nation(press):
    """Its numbers on the station's page, the village's and all above; both languages, compressed beside."""
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    await until_quiet(await paged(press))

    files = press.site.files
    assert read(files[f"hasil/ppwp/{ONE[:12]}.html"]).stations[ONE]["suara_1"] == 100
    for code in (ONE[:10], ONE[:6], ONE[:4], ONE[:2], "0"):
        for path in (f"hasil/ppwp/{code}.html", f"en/hasil/ppwp/{code}.html"):
            assert read(files[path]).totals == {"suara_1": 100, "suara_2": 60, "suara_3": 40}, path
            assert brotli.decompress(files[f"{path}.br"]) == files[path]
    assert "sampai nomor 1," in read(files["hasil/ppwp/0.html"]).text
    assert "50,00 %" in read(files["index.html"]).text
    assert {"layar/ppwp.html", "sematan/ppwp/35.html", "cara.html", "unduh.html", "cari.html"} <= files.keys()


async def test_only_pages_in_which_something_changed_are_written(press):
    """A second return leaves other villages' pages and other stations' sheets alone."""
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    publisher = await paged(press)
    await until_quiet(publisher)
    before = dict(press.site.files)

    await press.world.sent(TWO, 1, 2, 3)
    await press.logged()
    await until_quiet(publisher)

    written = {path for path, data in press.site.files.items() if before.get(path) != data}
    changed = {path for path in written if path.endswith(".html") and path.startswith("hasil/")}
    above = {"hasil/ppwp/0.html", "hasil/ppwp/kedatangan.html"}
    assert changed == {f"hasil/ppwp/{TWO[:size]}.html" for size in (2, 4, 6, 10, 12)} | above
    assert read(press.site.files[f"hasil/ppwp/{TWO[:12]}.html"]).stations[TWO]["suara_3"] == 3


async def test_arrivals_are_carried_on_from_what_stands(press):
    """A publisher that goes on where another was counts the leaves behind the document's, none twice."""
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    await until_quiet(await paged(press))
    assert sum(json.loads(press.site.files["v1/ppwp/arrivals.json"])["counts"]) == 1

    await press.world.sent(TWO, 1, 2, 3)
    await press.logged()
    await until_quiet(await paged(press))
    told = json.loads(press.site.files["v1/ppwp/arrivals.json"])
    assert (told["size"], sum(told["counts"])) == (2, 2)
    assert "2 kiriman" in read(press.site.files["hasil/ppwp/kedatangan.html"]).text


async def test_before_the_opening_the_front_says_when(press):
    """No page of a region is there; the front, the method and the search are."""
    press.now = OPENS.replace(year=2023)
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    await until_quiet(await paged(press))

    assert not any(path.startswith("hasil/") for path in press.site.files)
    assert "belum dibuka" in read(press.site.files["index.html"]).text
    press.now = LATER


async def test_districts_and_seats_have_pages(press):
    """Of a contest by parties: each district's, and the assembly's with a dot for every seat still open."""
    press.contests = (CONTEST, Contest.DPR)
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    await until_quiet(await paged(press))

    seats = press.site.files["hasil/pdpr/kursi-0.html"].decode()
    assert seats.count("<circle") == 580
    assert "Dapil Jawa Timur VI" in read(press.site.files["hasil/pdpr/dapil-3506.html"]).text
    assert "en/hasil/pdpr/dapil-3506.html.br" in press.site.files
