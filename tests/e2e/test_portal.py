"""The public pages in a real browser: nothing in the way, whole without scripts, small, alive with them."""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from bench.front import behind
from bench.portal.walk import walk
from bench.processes import free_port
from tests.publication.folder import Folder, whole, write
from tests.publication.reading_pages import read
from tests.publication.small_night import CROWDED, KEYS, REGENCY, country, night
from tests.tiers.acts import CONTEST

from sirekap.election.contests import Contest
from sirekap.publication.pages.assets import built as built_assets
from sirekap.publication.pages.site import Site

VILLAGES = 4
SHEET = f"hasil/ppwp/{CROWDED}00.html"
STATION = f"{CROWDED}002"
TYPES = {
    "front": "index.html",
    "nation": "hasil/ppwp/0.html",
    "province": "hasil/ppwp/35.html",
    "regency": f"hasil/ppwp/{REGENCY}.html",
    "subdistrict": "hasil/ppwp/350401.html",
    "village": f"hasil/ppwp/{CROWDED}.html",
    "stations": SHEET,
    "parties": "hasil/pdpr/0.html",
    "party stations": f"hasil/pdpr/{CROWDED}00.html",
    "district": "hasil/pdpr/dapil-3506.html",
    "seats": "hasil/pdpr/kursi-0.html",
    "arrivals": "hasil/ppwp/kedatangan.html",
    "screen": "layar/ppwp.html",
    "frame": "sematan/ppwp/35.html",
    "method": "cara.html",
    "downloads": "unduh.html",
    "search": "cari.html?q=tertek",
    "lost": "404.html",
}
SCRIPT, FIRST_LOAD = 40_000, 100_000
"""What a first load may weigh, compressed, in bytes: scripts alone, and all but the map."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, built):
    """A small site on disk with the scripts as they were built; photos are a plain grey."""
    from PIL import Image  # noqa: PLC0415 -- beside the one use

    built("portal")
    ledger, told, arrivals = night(VILLAGES, (CONTEST, Contest.DPR))
    site = Site(
        country(VILLAGES), KEYS, built_assets(), address="https://hasil.example", report="mailto:l@example.id"
    )
    made = tmp_path_factory.mktemp("site")
    times = [(each.record.at, each.record.contest) for each in arrivals if hasattr(each.record, "replaces")]
    write(made, whole(Folder(site, ledger, told), (CONTEST, Contest.DPR), "3506", times))
    (made / "foto").mkdir()
    grey = Image.new("RGB", (60, 90), "#bbb")
    for photos in told.photos.values():
        for each in photos:
            if each.address:
                grey.save(made / each.address.lstrip("/"))
    return made


@pytest.fixture(scope="module")
def address(folder, served):
    with served(folder) as there:
        yield there


@pytest.mark.parametrize("kind", TYPES)
async def test_axe_finds_nothing_and_nothing_is_cut_off(page, address, barriers, kind):
    """Each kind of page, Indonesian on a phone by day and English on a desk by night."""
    await page.goto(address + TYPES[kind])
    assert await barriers(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360

    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.emulate_media(color_scheme="dark")
    await page.goto(f"{address}en/{TYPES[kind]}")
    assert await page.locator("html").get_attribute("lang") == "en"
    assert await barriers(page) == []


@pytest.mark.parametrize("kind", ["nation", "village", "stations", "parties", "district", "seats"])
async def test_every_number_stands_without_scripts(chromium, address, folder, kind):
    """With JavaScript off the browser shows the numbers that the page's bytes have."""
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(address + TYPES[kind])
    told = read((folder / TYPES[kind]).read_bytes())
    shown = {
        await each.get_attribute("data-field"): await each.inner_text()
        for each in await page.locator("table.bars [data-field]").all()
    }
    assert {name: int(re.sub(r"\D", "", text)) for name, text in shown.items()} == told.totals
    assert await page.locator("svg.bar, .station b, circle").count() > 0
    await context.close()


async def test_a_link_to_a_station_shows_that_station_alone(page, address):
    """Also without scripts: the address names the station, and the others of its page give way."""
    await page.goto(f"{address}{SHEET}#{STATION}")
    assert await page.locator("article.station:visible").count() == 1
    assert STATION in await page.locator("article.station:visible").inner_text()
    await page.goto(f"{address}{SHEET}")
    assert await page.locator("article.station:visible").count() == 9


@pytest.mark.parametrize("kind", TYPES)
def test_a_first_load_is_small(folder, kind):
    """Scripts and all of a page, gzipped: what it names itself, without the map's shapes and photos."""
    content = (folder / TYPES[kind].partition("?")[0]).read_bytes()
    without_map = re.sub(rb'<section class="map".*?</section>', b"", content, flags=re.DOTALL)
    named = {one for one in read(content).links if "aset/" in one and "ikon" not in one}
    sizes = {one: len(gzip.compress((folder / one.replace("../", "")).read_bytes())) for one in named}
    scripts = sum(size for one, size in sizes.items() if one.endswith(".js"))
    assert len(sizes) == 3
    assert scripts <= SCRIPT
    assert sum(sizes.values()) + len(gzip.compress(without_map)) <= FIRST_LOAD


def test_every_script_there_is_stays_small(folder):
    """Also what is fetched later, all of it together, would be within the first load's budget."""
    scripts = list((folder / "aset").glob("*.js"))
    assert len(scripts) >= 5
    assert sum(len(gzip.compress(each.read_bytes())) for each in scripts) <= SCRIPT


async def test_search_finds_a_village_and_a_stations_code_leads_to_it(page, address):
    """A name as it is typed, with another word of where it lies; and thirteen figures."""
    await page.goto(f"{address}cari.html")
    await page.fill("#cari", "tertek tulungagung")
    await page.locator("#temuan a").first.wait_for()
    assert (await page.locator("#temuan a").first.inner_text()).startswith("Tertek")
    await page.fill("#cari", STATION)
    await page.locator(f"#temuan a[href$='{STATION}']").click()
    await page.wait_for_url(f"**/{CROWDED}00.html#{STATION}")
    assert await page.locator("article.station:visible").count() == 1


async def test_a_photo_opens_over_the_page_and_escape_closes_it(page, address):
    """By keyboard alone; the focus comes back to the photo."""
    await page.goto(f"{address}{SHEET}#{STATION}")
    photo = page.locator("article:visible a[data-photo]").first
    await photo.focus()
    await page.keyboard.press("Enter")
    assert await page.locator("dialog.photo[open] img").count() == 1
    await page.keyboard.press("Escape")
    assert await page.locator("dialog.photo").count() == 0
    assert await photo.evaluate("each => each === document.activeElement")


async def test_the_readers_choice_of_dark_is_kept(page, address):
    """The switch turns the page dark, and the next page is dark from the start."""
    await page.goto(f"{address}index.html")
    await page.locator("[data-theme-switch]").click()
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    await page.goto(f"{address}cara.html")
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"


async def test_the_hall_screen_renews_itself(page, address, folder):
    """What the site wrote anew stands on the screen after its time, and the page was not loaded again."""
    written = folder / "layar/ppwp.html"
    content = written.read_text(encoding="utf-8")
    await page.clock.install()
    await page.goto(f"{address}layar/ppwp.html")
    await page.evaluate("window.stayed = true")
    written.write_text(
        re.sub(r'data-size="[0-9]+"', 'data-size="9999"', content).replace("<h1>", "<h1>Baru ")
    )
    await page.clock.fast_forward(31_000)
    await page.locator("h1", has_text="Baru").wait_for()
    assert await page.evaluate("window.stayed")
    written.write_text(content)


async def test_the_newsrooms_script_puts_a_frame(page, address, folder):
    """One line on another page shows a region's result there."""
    script = next((folder / "aset").glob("widget-*.js")).name
    await page.goto(f"{address}404.html")
    await page.evaluate(
        """([source]) => new Promise(done => {
            const script = document.createElement("script");
            Object.assign(script.dataset, {contest: "ppwp", region: "35"});
            Object.assign(script, {src: source, onload: done});
            document.querySelector("main").append(script);
        })""",
        [f"{address}aset/{script}"],
    )
    frame = page.frame_locator("iframe")
    assert "Jawa Timur" in await frame.locator("h1").inner_text()


async def test_every_page_answers_with_no_service_behind(folder, tool):
    """Nginx on the folder alone, database and service stopped: every page and all it links to is there."""
    tool("nginx")
    with tempfile.TemporaryDirectory(prefix="sirekap-site-") as name:  # nginx has another account.
        here = Path(name)
        here.chmod(0o755)
        shutil.copytree(folder, here / "published")
        (here / "published").chmod(0o755)
        async with behind(here, free_port()) as (_, nginx):
            walked = await walk(nginx)

    written = {str(each.relative_to(folder)) for each in folder.rglob("*.html")}
    other_ways = ("sematan/", "404", "index.html", "cari.html")  # By frames, a server, its root, a form.
    assert [path for path in walked.missing if path in written] == []
    assert (
        sorted(each for each in written - walked.seen if not each.removeprefix("en/").startswith(other_ways))
        == []
    )
