"""The publisher: what is written, in which order, when not, and that it comes to the same site in the end."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from tests.acceptance.world import CONTEST, FOUR, NGUNUT, ONE, SIX, THREE, TWO
from tests.office.site_ground import LATER, OPENS, Press, until_quiet

from sirekap.election.contests import Contest
from sirekap.election.records import ChangeReason
from sirekap.election.refusal import Refusal
from sirekap.office.actor import Role
from sirekap.office.pause import Pause
from sirekap.office.recapitulate import Change, Opened

VILLAGE = "v1/ppwp/35/3504/350401/3504012001.json"


@pytest.fixture
def press(runner):
    """A country that is set up, with nothing sent yet."""
    made = Press()
    runner.run(made.world.set_up())
    return made


async def test_the_whole_site_is_written(press):
    """A document of each village and its pointer, regions above it, KPU's files, records, where it stands."""
    name = await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    await until_quiet(await press.publisher())

    files = press.site.files
    pointer = json.loads(files[VILLAGE])
    document = files[pointer["document"]]
    assert hashlib.sha256(document).hexdigest()[:16] in pointer["document"]
    assert pointer["size"] == 1
    assert json.loads(document)["votes"] == {"suara_1": 100, "suara_2": 60, "suara_3": 40}
    assert json.loads(files["v1/ppwp.json"])["votes"]["suara_1"] == 100
    assert json.loads(files["pemilu/hhcw/ppwp.json"])["progres"] == {"total": 8, "progres": 1}
    assert hashlib.sha256(files[f"v1/records/{name}.json"]).hexdigest() == name
    assert json.loads(files["v1/latest.json"])["size"] == 1
    assert json.loads(files["v1/latest.json"])["received"]["ppwp"] == 1


async def test_only_what_changed_is_written(press):
    """A second return of a village leaves the others' files alone, and the end is as if written at once."""
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    publisher = await press.publisher()
    await until_quiet(publisher)
    before = dict(press.site.files)

    await press.world.sent(TWO, 1, 2, 3)
    await press.logged()
    await until_quiet(publisher)

    changed = {path for path, data in press.site.files.items() if before.get(path) != data}
    assert VILLAGE in changed
    assert not any("34" in path.split("/") for path in changed)
    assert press.site.files == await press.fresh()


async def test_a_night_and_its_plenaries_published_bit_by_bit_is_the_site_written_at_once(press):
    """After each act another publisher goes on; the site is the same to the byte."""
    for station in (ONE, TWO, FOUR):
        await press.world.sent(station, 100, 60, 40)
        await press.logged()
        await until_quiet(await press.publisher())
    await press.world.whole_country()
    await press.logged()
    await until_quiet(await press.publisher())

    fresh = await press.fresh()
    assert press.site.files == fresh
    assert json.loads(fresh["v1/ppwp.json"])["plenary"]["phase"] == "certified"
    assert json.loads(fresh[f"v1/ppwp/35/3504/{NGUNUT}.json"])["plenary"]["record"]


async def test_nothing_with_a_number_is_told_before_it_opens(press):
    """No figure, no record; how much has come in is told. When it opens, all of it comes."""
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    press.now = OPENS - timedelta(seconds=1)
    publisher = await press.publisher()
    await until_quiet(publisher)
    files = press.site.files
    assert not [
        path for path in files if path.startswith(("v1/ppwp", "v1/records", "pemilu/hhcw", "pemilu/hr"))
    ]
    latest = json.loads(files["v1/latest.json"])
    assert (latest["opened"], latest["size"], latest["received"]) == (False, 0, {"ppwp": 1})

    press.now = LATER
    await until_quiet(publisher)

    assert json.loads(files["v1/latest.json"])["size"] == 1
    assert files == await press.fresh()


async def test_numbers_stand_still_while_publication_is_paused(press):
    """Which record says so can be read, with its reason; later all that came meanwhile is told."""
    act = Pause(press.world.clerk, press.published)
    chair = press.world.person("chair", Role.ADMINISTRATOR, "0")
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    publisher = await press.publisher()
    await until_quiet(publisher)
    before = dict(press.site.files)

    name = await act.pause(chair, "Jumlah satu provinsi salah")
    await press.world.sent(TWO, 1, 2, 3)
    await press.logged()
    await until_quiet(publisher)

    files = press.site.files
    assert json.loads(files["v1/latest.json"])["paused"]["record"] == name
    words = json.loads(files[f"v1/records/{name}.json"])["words"]
    assert json.loads(files[f"v1/words/{words}.json"])["text"] == "Jumlah satu provinsi salah"
    added = {f"v1/records/{name}.json", f"v1/records/{name}.sig.json", f"v1/words/{words}.json"}
    assert files.keys() - before.keys() == added
    assert {path for path in before if before[path] != files[path]} == {"v1/latest.json"}

    await act.resume(chair, "Sudah dibetulkan")
    await press.logged()
    await until_quiet(await press.publisher())
    assert json.loads(files["v1/latest.json"])["paused"] is None
    assert files == await press.fresh()


@pytest.mark.parametrize(
    ("role", "why", "code"),
    [
        (Role.OPERATOR, "x", "actor_role"),
        (Role.ADMINISTRATOR, " ", "pause_without_reason"),
        (Role.ADMINISTRATOR, "x", "publication_paused"),
    ],
)
async def test_a_pause_is_refused(press, role, why, code):
    """To who may not, without a reason, and while it is paused; so is going on while it is not."""
    act = Pause(press.world.clerk, press.published)
    chair = press.world.person("chair", Role.ADMINISTRATOR, "0")
    with pytest.raises(Refusal, match="publication_not_paused"):
        await act.resume(chair, "x")
    await act.pause(chair, "y")

    with pytest.raises(Refusal, match=code):
        await act.pause(press.world.person("somebody", role, "0"), why)


async def test_withdrawn_words_go_at_once_even_while_it_is_paused(press):
    """From their own file and from the village's document, whose older versions go too; its figures stay."""
    await press.world.sent(ONE, 100, 60, 40)
    await press.world.opens(NGUNUT)
    await press.world.recapitulate.correct(
        press.world.operator(NGUNUT), ONE, CONTEST,
        {"suara_1": Change(90, ChangeReason.MISREAD)}, Opened(words="Nama saya Budi"),
    )  # fmt: skip
    await press.logged()
    publisher = await press.publisher()
    await until_quiet(publisher)
    files = press.site.files
    (word,) = [path for path, data in files.items() if path.startswith("v1/words/") and b"Budi" in data]
    chair = press.world.person("chair", Role.ADMINISTRATOR, "0")
    await Pause(press.world.clerk, press.published).pause(chair, "x")
    await press.logged()
    await until_quiet(publisher)

    await press.world.words.withdraw(word.removeprefix("v1/words/").removesuffix(".json"))
    await until_quiet(publisher)

    assert word not in files
    assert not [path for path, data in files.items() if b"Budi" in data]
    document = json.loads(files[json.loads(files[VILLAGE])["document"]])
    assert document["votes"]["suara_1"] == 90


async def test_a_document_that_is_lost_or_false_is_made_anew(press):
    """What stands is trusted by its name alone: one changed byte, and the village is made whole."""
    for station in (ONE, TWO):
        await press.world.sent(station, 100, 60, 40)
    await press.logged()
    publisher = await press.publisher()
    await until_quiet(publisher)
    path = json.loads(press.site.files[VILLAGE])["document"]
    press.site.files[path] = press.site.files[path].replace(b"100", b"900")

    await press.world.sent(THREE, 1, 2, 3)
    await press.logged()
    await until_quiet(publisher)

    assert press.site.files == await press.fresh()


async def test_districts_of_a_contest_by_parties_are_published(press):
    """One figure in Sleman: DPR's district there, its nation, and no other district change."""
    press.contests = (Contest.PRESIDENT, Contest.DPR)
    await press.world.sent(SIX, 100, 60, 40)
    await press.logged()
    publisher = await press.publisher()
    await until_quiet(publisher)
    before = dict(press.site.files)

    entered = await press.world.sent(SIX, 1, 2, 3, contest=Contest.DPR, votes={"partai_1_total": 70})
    await press.logged()
    await until_quiet(publisher)

    changed = {path for path, data in press.site.files.items() if before.get(path) != data}
    assert {path for path in changed if path.startswith("pemilu/hhcd")} == {
        "pemilu/hhcd/pdpr/0.json",
        "pemilu/hhcd/pdpr/3401.json",
    }
    assert json.loads(press.site.files["pemilu/hhcd/pdpr/3401.json"])["chart"]["1"] == 70
    assert f"v1/records/{entered}.json" in changed
    assert press.site.files == await press.fresh()


async def test_a_publisher_that_finds_another_at_work_has_all_written_anew(press):
    """Who knows which of two files came last? In the end the site is the one written at once."""
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    publisher = await press.publisher()
    await until_quiet(publisher)
    await press.world.sent(TWO, 1, 2, 3)
    await press.logged()
    lay = press.site.lay

    async def late(*layers):
        """Another is quicker, in the middle of this one's writing."""
        press.site.lay = lay
        await until_quiet(await press.publisher())
        await lay(*layers)

    press.site.lay = late
    await until_quiet(publisher)

    assert press.site.files == await press.fresh()


@pytest.mark.parametrize("path", [VILLAGE, "pemilu/hhcw/ppwp/35/3504/350401/3504012001.json"])
async def test_what_a_power_cut_tore_is_no_file(press, path):
    """A name without content: the village is made whole, and all is as if nothing had been there."""
    await press.world.sent(ONE, 100, 60, 40)
    await press.logged()
    publisher = await press.publisher()
    await until_quiet(publisher)
    press.site.files[path] = b""

    await press.world.sent(TWO, 1, 2, 3)
    await press.logged()
    await until_quiet(publisher)

    assert press.site.files == await press.fresh()
