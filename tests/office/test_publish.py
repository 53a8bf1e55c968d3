"""The publisher: what is written, in which order, when not, and that it comes to the same site in the end."""

from __future__ import annotations

import hashlib
import json

import pytest
from tests.acceptance.world import FOUR, NGUNUT, ONE, TWO
from tests.office.site_ground import Press, until_quiet

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
