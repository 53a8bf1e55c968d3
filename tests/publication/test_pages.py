"""The pages for people: numbers are the documents', links lead somewhere, nothing is lost, nobody named."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urldefrag, urljoin

import msgspec
import pytest
from tests.publication.folder import Folder, whole
from tests.publication.reading_pages import read
from tests.publication.small_night import CROWDED, KEYS, PROFILE, REGENCY, country, night
from tests.tiers.acts import CONTEST, SOMEBODY

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, RegionCode, StationCode, level_of
from sirekap.publication.pages import arrivals, paths
from sirekap.publication.pages.assets import Assets
from sirekap.publication.pages.choices import SUMS
from sirekap.publication.pages.documents import Latest
from sirekap.publication.pages.pictures import PicturePress
from sirekap.publication.pages.region import region_page
from sirekap.publication.pages.search import index_files, key_of, words
from sirekap.publication.pages.site import Site
from sirekap.publication.pages.speech import Speech, title_case
from sirekap.publication.pages.village import village_pages

VILLAGES = 6
LEGISLATIVE = Contest.DPR
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def made():
    ledger, told, _ = night(VILLAGES)
    site = Site(country(VILLAGES), KEYS, Assets(), address="https://hasil.example")
    return Folder(site, ledger, told)


@pytest.fixture(scope="module")
def files(made):
    """Every file of the small site: presidential and DPR."""
    return dict(whole(made, (CONTEST, LEGISLATIVE), "35"))


@pytest.fixture(scope="module")
def pages(files):
    return {path: read(content) for path, content in files.items() if path.endswith(".html")}


def document_of(files, contest, code):
    """A region's or a village's document."""
    if len(code) < 10:
        return json.loads(files[paths.document(contest, RegionCode(code))])
    prefix = paths.document(contest, RegionCode(code)).removesuffix("json")
    return json.loads(
        next(content for path, content in files.items() if path.startswith(prefix) and path.count(".") > 1)
    )


@pytest.mark.parametrize("contest", [CONTEST, LEGISLATIVE])
def test_a_regions_page_has_its_documents_numbers_and_kpus(files, pages, contest):
    """Of every region, nation to village: each choice's votes on the page, in /v1, in KPU's shape are one."""
    compared = 0
    keys = {field: key for key, field in KEYS.tickets.items()}
    regions = {NATION, *country(VILLAGES).names}
    for code in regions:
        page = pages[paths.region(contest, code)]
        document = document_of(files, contest, code)
        steps = "/".join(code[:size] for size in (2, 4, 6, 10) if size <= len(code))
        kpu = json.loads(files[f"pemilu/hhcw/{contest}{'' if code == NATION else '/' + steps}.json"])
        for field, shown in page.totals.items():
            if "caleg" in field:
                continue
            key = keys.get(field) or field.removeprefix("partai_").removesuffix("_total")
            assert shown == document["votes"].get(field, 0) == kpu["chart"][key], (code, field)
            compared += 1
    local = 0 if contest is CONTEST else 6 * 2  # Aceh's own parties, in Aceh and in the nation.
    assert compared == (3 if contest is CONTEST else 18) * len(regions) + local


@pytest.mark.parametrize("contest", [CONTEST, LEGISLATIVE])
def test_a_stations_numbers_are_its_documents(files, pages, contest):
    """Every field of every station, sums and candidates too; where nothing counts nothing is shown."""
    compared = 0
    for village, stations in country(VILLAGES).stations.items():
        told = {each["station"]: each for each in document_of(files, contest, village)["stations"]}
        for station in stations:
            shown = pages[paths.sheet(contest, station)].stations[station]
            figures = told[station]["votes"]["figures"] | told[station]["administration"]["figures"]
            for field, value in figures.items():
                if field in shown:
                    assert shown[field] == value, (station, field)
                    compared += 1
            assert {
                name for name in told[station]["votes"]["figures"] if not name.startswith("suara_s")
            } <= shown.keys()
            if not told[station]["votes"]["figures"]:
                assert not set(SUMS) & shown.keys()
    assert compared > 200


def test_both_languages_have_the_same_numbers(pages):
    """A page and its English twin differ in words alone."""
    for path, page in pages.items():
        if not path.startswith("en/") and path != "404.html":
            twin = pages[f"en/{path}"]
            assert (page.totals, page.stations) == (twin.totals, twin.stations)
            assert page.ids == twin.ids


def test_every_link_leads_to_a_file_and_a_place_on_it(files, pages):
    """No page points at nothing, but for what others write: records, log, exports, photos."""
    elsewhere = ("v1/records/", "v1/export/", "v1/key-list.json", "v1/setup.json", "log/", "foto/", "mailto:")
    absent = tuple(f"hasil/{each}/" for each in (Contest.DPD, Contest.DPRD_PROVINCE, Contest.DPRD_REGENCY))
    lost = set()
    for path, page in pages.items():
        for link in page.links:
            target, place = urldefrag(urljoin(f"https://site/{path}", link))
            target = target.removeprefix("https://site/")
            plain = target.removeprefix("en/")
            if "/dapil-" in plain and "/dapil-35" not in plain:
                continue
            if plain.startswith((*elsewhere, *absent)) or target.startswith("http"):
                continue
            if any(
                f"/{each}." in f"/{plain}" or f"/{each}/" in f"/{plain}"
                for each in Contest
                if each not in {CONTEST, LEGISLATIVE}
            ):
                continue
            if target not in files or (place and place not in pages[target].ids):
                lost.add((path, link))
    assert lost == set()


def test_what_is_printed_on_minutes_leads_to_the_page(files):
    """The address of a region, and of a station: a page that has the station on it."""
    assert paths.place(CONTEST, "350401") in files
    assert paths.place(CONTEST, NATION) in files
    page, _, place = paths.place(CONTEST, f"{CROWDED}012").partition("#")
    assert page == f"hasil/ppwp/{CROWDED}01.html"
    assert f'id="{place}"' in files[page].decode()


def test_a_sheet_has_at_most_ten_stations(pages):
    """A village of twenty-three stations has three sheets: to 9, to 19, to 23."""
    sheets = [pages[f"hasil/ppwp/{CROWDED}0{tens}.html"] for tens in range(3)]
    assert [len(each.stations) for each in sheets] == [9, 10, 4]


def test_a_correction_strikes_the_old_number_out_and_says_why(pages):
    """The old figure, the new one, the reason, the words, and its place in the log."""
    ledger, told, _ = night(VILLAGES)
    key, act = next(
        (key, done)
        for key, thread in ledger.threads.items()
        for done in thread.acts
        if getattr(done.act, "changes", ())
    )
    page = pages[paths.sheet(CONTEST, key[0])]
    change = act.act.changes[0]
    assert str(change.old) in page.struck
    assert page.stations[key[0]][change.field] == change.new
    assert "salah baca mesin" in page.text
    assert told.words[SOMEBODY] in page.text
    assert f"log {told.log[act.id]:,}".replace(",", ".") in page.text


def test_words_are_escaped():
    """What people wrote is text on a page, never markup."""
    ledger, told, _ = night(VILLAGES)
    hostile = Folder(
        Site(country(VILLAGES), KEYS), ledger, replace(told, words=dict.fromkeys(told.words, HOSTILE))
    )
    _, content = hostile.village_document(CONTEST, CROWDED)
    found = b"".join(page for _, page in village_pages(hostile.site, hostile.latest, content))
    assert HOSTILE.encode() not in found
    assert b"&lt;script&gt;" in found


def test_differing_numbers_are_not_shown_as_a_result(pages):
    """While sources differ nothing counts; what each says is in the history."""
    ledger, _, _ = night(VILLAGES)
    station = next(
        key[0]
        for key, thread in sorted(ledger.threads.items())
        if key[1] is CONTEST
        and thread.standing.votes.state == "differing"
        and not thread.standing.votes.figures.entries
    )
    page = pages[paths.sheet(CONTEST, station)]
    assert "suara_1" not in page.stations[station]
    assert "Tidak ada angka yang dihitung selama sumbernya berbeda" in page.text


def test_the_rows_of_a_region_add_up_to_its_total(made, files):
    """The page of the regency says the sum of its rows, and says nothing about a difference."""
    text = files[paths.region(CONTEST, RegionCode(REGENCY))].decode()
    assert "Jumlah di atas ialah jumlah" in text
    assert "ditulis pada saat yang berlainan" not in text
    document = document_of(files, CONTEST, REGENCY)
    document["votes"]["suara_1"] += 1
    changed = dict(region_page(made.site, made.latest, msgspec.json.encode(document)))
    assert "ditulis pada saat yang berlainan" in changed[paths.region(CONTEST, RegionCode(REGENCY))].decode()


def test_before_the_opening_there_is_progress_and_no_number(made, files):
    """A page made before the moment of opening has how many are in, and no choice's votes."""
    closed = Latest(election="uji2024", size=3, opened=False)
    content = files[paths.document(CONTEST, RegionCode(REGENCY))]
    page = read(dict(region_page(made.site, closed, content))[paths.region(CONTEST, RegionCode(REGENCY))])
    assert page.totals == {}
    assert "belum dibuka" in page.text


def test_a_pause_is_told_on_every_page(made, files):
    """While numbers stand still the page says since when, and leads to the record that tells why."""
    record = "c" * 64
    paused = msgspec.json.decode(
        json.dumps(
            {"election": "uji2024", "size": 3, "paused": {"since": "2024-02-15T01:00:00Z", "record": record}}
        ),
        type=Latest,
    )
    page = read(dict(region_page(made.site, paused, files["v1/ppwp.json"]))[paths.region(CONTEST, NATION)])
    assert "Angka dihentikan sementara sejak 15 Februari 2024, 08.00 WIB." in page.text
    assert f"../../v1/records/{record}.json" in page.links


def test_what_is_not_certified_says_that_it_is_not_official(pages):
    """Every page with a result, but of a certified region, says so; the certified one says that."""
    certified = paths.region(CONTEST, RegionCode("350401"))
    assert "Pleno wilayah ini telah mengesahkan" in pages[certified].text
    for path, page in pages.items():
        if page.totals and path.startswith("hasil/") and path != certified:
            assert "bukan hasil resmi" in page.text, path


def test_the_seats_of_an_assembly_are_those_of_its_districts(pages):
    """The chart has a dot for every seat of the districts told, and each district its last seat's margin."""
    text = pages[paths.seats(LEGISLATIVE)].text
    districts = [each for code, each in PROFILE.districts(LEGISLATIVE).items() if code.startswith("35")]
    assert f"{sum(each.seats for each in districts)} kursi" in text
    assert all(title_case(each.name) in text for each in districts)


def test_arrivals_are_counted_in_steps_of_five_minutes(made):
    """Two returns within five minutes, none in the next, one after: from the first on, without a gap."""
    at = made.at
    counted = arrivals.Arrivals("uji2024", CONTEST)
    counted.add([at, at.replace(minute=4)], 2)
    counted.add([at.replace(minute=10)], 3)
    assert json.loads(arrivals.document(counted)) == {
        "v": 1,
        "election": "uji2024",
        "contest": "ppwp",
        "size": 3,
        "start": "2024-02-15T05:00:00Z",
        "step": 300,
        "counts": [2, 0, 1],
    }


def test_a_place_is_found_by_any_word_of_its_name():
    """The file of a word's first three letters has the place, with what it lies in."""
    index = dict(index_files(country(VILLAGES)))
    assert words("Sidodadi (Ngampél)") == ["sidodadi", "ngampel"]
    listed = json.loads(index[f"cari/{key_of('tertek')}.json"])
    assert [CROWDED, "Tertek", "Tulungagung, Tulungagung, Jawa Timur"] in listed
    assert all(level_of(RegionCode(code)) for content in index.values() for code, _, _ in json.loads(content))


def test_shares_are_rounded_as_kpu_rounds():
    """Halves go up, in either language's way of writing."""
    indonesian, english = Speech("id"), Speech("en")
    assert indonesian.share(1, 3) == "33,33 %"
    assert english.share(1, 800) == "0.13%"
    assert english.count(1234567) == "1,234,567"
    assert indonesian.share(0, 0) == "–"


def test_no_device_is_named_in_full(pages):
    """A phone is told by the beginning of its key, a person not at all."""
    from tests.tiers.acts import key_of as signer  # noqa: PLC0415 -- beside the one use

    device = signer("a" + StationCode(f"{CROWDED}001"))
    assert all(device not in page.text for page in pages.values())


def test_a_shared_link_has_a_picture_of_its_own(made, files):
    """1200 by 630 pixels, a PNG beside the page; the same document gives the same bytes."""
    content = files[paths.document(CONTEST, RegionCode("35"))]
    with PicturePress() as press:
        path, picture = press.picture(made.site, made.latest, content)
        assert press.picture(made.site, made.latest, content) == (path, picture)
    assert path == "hasil/ppwp/35.png"
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(picture[at : at + 4]) for at in (16, 20)] == [1200, 630]
    assert f"https://hasil.example/{path}" in files["hasil/ppwp/35.html"].decode()
