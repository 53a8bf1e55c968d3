"""Minutes as they are drawn after what people did, on the store in memory and on PostgreSQL."""

from __future__ import annotations

import pytest
from tests.acceptance.world import (
    CONTEST,
    FOUR,
    JATIM,
    KALIDAWIR,
    NGUNUT,
    ONE,
    PAPER,
    PRISON,
    THREE,
    TULUNGAGUNG,
    TWO,
    numbers,
)

from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.election.records import (
    Authority,
    ChangeReason,
    ObjectionOutcome,
    Signing,
    Situation,
    SpecialEvents,
    WitnessCopy,
)
from sirekap.election.records import Role as Seat
from sirekap.election.refusal import Refusal
from sirekap.election.regions import NATION, Level
from sirekap.office.actor import Role
from sirekap.office.hold_plenary import Attendant, signing_code
from sirekap.office.minutes.copy import DrawCopy
from sirekap.office.minutes.draw import DrawMinutes
from sirekap.office.minutes.gather import Gathering
from sirekap.office.recapitulate import Change, Entered, Opened
from sirekap.sheet.minutes.book import Changed, Checkpoint
from sirekap.tiers.rulebook import NO_RULES

LOG = Checkpoint(4116, "cd" * 32)


def gathering(world):
    """Reads this world."""
    return Gathering(world.records, world.projections, world.places, world.words, profiles.load())


async def minutes(world, region, language="id"):
    """The book of a region's minutes as they stand."""
    draw = DrawMinutes(
        gathering=gathering(world),
        rulebook=NO_RULES,
        ends=lambda _: Level.NATION,
        page=lambda contest, place: f"https://pemilu.example/{contest.value}/{place}",
        language=language,
    )
    return await draw(region, CONTEST, LOG)


def row(table, label):
    """A line's figures by the columns' labels, the sums of groups among them."""
    (line,) = [each for each in table.lines if each.label.startswith(label) and each.name]
    columns = [each for group in table.groups for each in (*group.columns, group.sum) if each]
    return {each.label: each.figures.get(line.name) for each in columns}


def annex(book, title):
    """The rows of a list of the appendix."""
    (found,) = [each for each in book.annexes if each.title == title]
    return found.rows


async def a_full_plenary(world):
    """Ngunut: one corrected, one entered, one confirmed, one without a poll; an objection; one refuses."""
    await world.sent(ONE, 91, 7, 2)
    await world.sent(THREE, 30, 20, 10)
    await world.opens(NGUNUT)
    operator, second = world.operator(NGUNUT), world.second(NGUNUT)
    opened = Opened(
        WitnessCopy.DIFFERS, "saksi 03", SpecialEvents.SETTLED, "4 terbaca 9", objector="Saksi 02"
    )
    change = {"suara_1": Change(41, ChangeReason.MISREAD)}
    await world.recapitulate.correct(operator, ONE, CONTEST, change, opened)
    typed = Entered(numbers(5, 6, 7).all)
    await world.recapitulate.enter(operator, second, TWO, CONTEST, typed, typed, Opened(photos=PAPER))
    await world.confirms(THREE)
    await world.dispute.declare(operator, PRISON, CONTEST, Situation.NO_POLL, "Lapas dikosongkan")
    witness = world.person("Saksi 03", Role.WITNESS, NGUNUT)
    made = await world.dispute.object(witness, NGUNUT, CONTEST, "Salinan saya lain", ONE, "suara_1")
    await world.dispute.answer(operator, made, ObjectionOutcome.REJECTED, "Kotak dibuka: 41")
    return Attendant("Bambang", Seat.WITNESS, Signing.REFUSED, "keberatan ditolak")


async def test_minutes_tell_everything_the_plenary_did(world):
    """Figures by station and village; every change with its old figure; who refused; the same hash."""
    refusing = await a_full_plenary(world)
    await world.certifies(NGUNUT, [refusing])

    book = await minutes(world, NGUNUT)

    content = await world.plenary.content(NGUNUT, CONTEST)
    assert (book.seal.content, book.seal.code) == (content, signing_code(content))
    assert (book.form, book.draft, book.seal.url) == (
        "D.HASIL KECAMATAN-PPWP",
        "",
        "https://pemilu.example/ppwp/350401",
    )
    villages, stations = book.tables
    assert row(villages, "1. H. ANIES") == {"SUMBERINGIN": 76, "Jumlah akhir": 76}
    assert row(stations, "1. H. ANIES") == {
        "TPS 001": 41,
        "TPS 002": 5,
        "TPS 003": 30,
        "TPS 901": None,
        "Jumlah SUMBERINGIN": 76,
    }
    assert [each.note for each in stations.groups[0].columns] == ["", "", "", "nihil"]
    (corrected,) = annex(book, "Pembetulan")
    assert corrected[0] == "TPS 001 SUMBERINGIN"
    assert corrected[2:6] == (Changed("91", "41"), "salah baca mesin", "4 terbaca 9", "Saksi 02")
    told = [(each[0][:7], each[1]) for each in annex(book, "Kejadian di TPS")]
    assert told == [
        ("TPS 001", "Salinan saksi berbeda: saksi 03. Kejadian khusus, selesai."),
        ("TPS 002", "Angka dimasukkan di pleno oleh dua orang dari formulir yang dibuka."),
        ("TPS 901", "Tidak ada pemungutan suara."),
    ]
    (objection,) = annex(book, "Keberatan dan putusannya")
    assert objection[3:] == ("Salinan saya lain", "ditolak", "Kotak dibuka: 41")
    witnesses = book.panels[1].people
    assert (witnesses[0].name, witnesses[0].remark) == ("Bambang", "Menolak: keberatan ditolak")


async def test_before_it_is_certified_it_is_a_draft(world):
    """Drawn before the plenary closes, it bears the code to come, and says in red what it is."""
    await a_full_plenary(world)

    book = await minutes(world, NGUNUT)

    assert book.draft == "RANCANGAN – BELUM DISAHKAN"
    assert book.seal.content == await world.plenary.content(NGUNUT, CONTEST)


async def test_an_outlived_certificate_is_a_draft_again(world):
    """Reopened and corrected: until it is certified anew, nothing on the paper is certified."""
    await world.whole_country()
    court = world.operator(NATION)
    await world.plenary.send_back(
        court, NGUNUT, CONTEST, Authority.COURT, "12/PHPU/2024", "Hitung ulang", [ONE]
    )
    await world.opens(NGUNUT)
    change = {"suara_1": Change(90, ChangeReason.ORDERED)}
    operator = world.operator(NGUNUT)
    ordered = Opened(words="Putusan", order="12/PHPU/2024")
    await world.recapitulate.correct(operator, ONE, CONTEST, change, ordered)
    draft = await minutes(world, NGUNUT)

    await world.certifies(NGUNUT)
    book = await minutes(world, NGUNUT)

    assert draft.draft
    assert (book.draft, {each.label: each.value for each in book.facts}["Versi"]) == ("", "2")
    (sent,) = annex(book, "Pembukaan kembali")
    assert sent[1:5] == ("NGUNUT", "pengadilan", "12/PHPU/2024", "Hitung ulang")
    ((_, _, changed, why, explained, _, _),) = annex(book, "Pembetulan")
    assert (changed, why) == (Changed("100", "90"), "diperintahkan")
    assert explained == "Putusan (dokumen 12/PHPU/2024)"


async def test_a_tier_above_takes_the_certificates_below(world):
    """Tulungagung's columns are its subdistricts; each certificate's version and hash are named."""
    await world.whole_country()

    book = await minutes(world, TULUNGAGUNG)

    assert book.form == "D.HASIL KABKO-PPWP"
    assert row(book.tables[0], "1. H. ANIES") == {"NGUNUT": 400, "KALIDAWIR": 200, "Jumlah akhir": 600}
    taken = annex(book, "Berita acara yang direkap")
    contents = [await world.plenary.content(each, CONTEST) for each in (NGUNUT, KALIDAWIR)]
    assert [(each[0], each[1], each[3]) for each in taken] == [
        ("NGUNUT (350401)", "1", contents[0]),
        ("KALIDAWIR (350402)", "1", contents[1]),
    ]


async def test_a_correction_by_order_is_told_on_every_tier_it_passes(world):
    """The province is sent back for one station: its change stands in every appendix up to it."""
    await world.whole_country()
    nation = world.operator(NATION)
    for region in (NGUNUT, TULUNGAGUNG, JATIM):
        await world.plenary.send_back(
            nation, region, CONTEST, Authority.TIER_ABOVE, "7/PL/2024", "Salah salin", [ONE]
        )
    await world.opens(NGUNUT)
    change = {"suara_1": Change(99, ChangeReason.MISWRITTEN)}
    operator = world.operator(NGUNUT)
    await world.recapitulate.correct(operator, ONE, CONTEST, change, Opened(words="Salah salin"))
    for region in (NGUNUT, TULUNGAGUNG):
        if region != NGUNUT:
            await world.opens(region)
        await world.certifies(region)
    await world.opens(JATIM)

    for region in (TULUNGAGUNG, JATIM):
        ((station, _, changed, *_),) = annex(await minutes(world, region), "Pembetulan")
        assert (station, changed) == ("TPS 001 SUMBERINGIN", Changed("100", "99"))


async def test_the_nation_is_provinces_and_overseas(world):
    """Overseas is a column of its own, and what each post counted stands in a second table."""
    await world.whole_country()

    provinces, posts = (await minutes(world, NATION)).tables

    assert row(provinces, "1. H. ANIES") == {
        "DI YOGYAKARTA": 100,
        "JAWA TIMUR": 600,
        "LUAR NEGERI": 100,
        "Jumlah akhir": 800,
    }
    assert row(posts, "1. H. ANIES") == {"KUALA LUMPUR": 100, "Jumlah LUAR NEGERI": 100}


async def test_a_name_that_was_withdrawn_is_blank(world):
    """The record stays; the paper has an empty line where the name was."""
    refusing = await a_full_plenary(world)
    certificate = await world.certifies(NGUNUT, [refusing])
    present = (await world.record(certificate)).present
    (gone,) = [each for each in present if each.role is Seat.WITNESS]
    await world.words.withdraw(gone.person)

    book = await minutes(world, NGUNUT)

    first = book.panels[1].people[0]
    assert (first.name, first.remark) == ("", "Menolak: keberatan ditolak")


async def test_minutes_drawn_again_are_the_same(world):
    """Nothing in them is of the moment they are drawn."""
    refusing = await a_full_plenary(world)
    await world.certifies(NGUNUT, [refusing])

    first = await minutes(world, NGUNUT)
    world.tick()

    assert await minutes(world, NGUNUT) == first


async def test_a_courtesy_translation_says_that_it_is_one(world):
    """English words over the same figures."""
    refusing = await a_full_plenary(world)
    await world.certifies(NGUNUT, [refusing])

    english, law = await minutes(world, NGUNUT, "en"), await minutes(world, NGUNUT)

    assert english.furniture["courtesy"].startswith("Courtesy translation")
    assert law.furniture["courtesy"] == ""
    assert english.seal == law.seal


async def test_there_are_no_minutes_before_the_plenary(world):
    """Nothing was opened: exit with what to do; a village holds no plenary at all."""
    with pytest.raises(Refusal, match="minutes_not_met"):
        await minutes(world, NGUNUT)
    with pytest.raises(Refusal, match="plenary_not_here"):
        await minutes(world, ONE[:10])


async def test_a_copy_of_a_stations_form(world):
    """The figures as they count, their hash, and what was changed in them."""
    await a_full_plenary(world)
    draw = DrawCopy(
        gathering=gathering(world), rulebook=NO_RULES, page=lambda contest, place: f"{contest.value}/{place}"
    )

    book = await draw(ONE, CONTEST, None)

    assert (book.form, book.draft) == ("C.HASIL SALINAN-PPWP", "")
    assert row(book.tables[0], "1. H. ANIES") == {"Angka": 41}
    assert annex(book, "Pembetulan")[0][2] == Changed("91", "41")
    for station, contest, code in (
        (FOUR, CONTEST, "minutes_no_figures"),
        ("3504012001444", CONTEST, "station_unknown"),
    ):
        with pytest.raises(Refusal, match=code):
            await draw(station, contest, None)
    assert (await draw(THREE, Contest.PRESIDENT, LOG)).seal.checkpoint == LOG
