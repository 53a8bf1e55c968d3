"""Public copies on the site: before any document names one, replaced ones too, and only what has a cover."""

from __future__ import annotations

import json

from tests.acceptance.world import CONTEST, ONE
from tests.office.site_ground import Press, until_quiet
from tests.tiers.test_covers import SQUARE

from sirekap.election.identity import PhotoHash
from sirekap.election.records import Cover, PictureSize, Turn
from sirekap.office.cover_photos import copy_name
from sirekap.store.memory import MemorySite


async def set_up():
    """A country set up, whose site is new."""
    press = Press()
    await press.world.set_up()
    return press


async def covered(press, of, photo, jpeg, page=1):
    """A photo of a return gets a copy; gives the copy's path."""
    copy = copy_name(jpeg)
    await press.objects.publish(copy, jpeg)
    await press.world.clerk.file(
        Cover(
            **press.world.clerk.head(), station=ONE, contest=CONTEST, of=of, photo=PhotoHash(photo * 64),
            copy=copy, form="C.HASIL-PPWP", page=page, program=1, size=PictureSize(900, 1300), turn=Turn.NONE,
            kept=SQUARE, painted=(), signatures=(), person=None, words=None,
        )
    )  # fmt: skip
    return f"foto/{copy}.jpg"


def photos_of(files):
    """The photos that the station's village tells."""
    village = ONE[:10]
    pointer = json.loads(files[f"v1/ppwp/{village[:2]}/{village[:4]}/{village[:6]}/{village}.json"])
    document = json.loads(files[pointer["document"]])
    return next(one for one in document["stations"] if one["station"] == ONE)["photos"]


async def published(press, publisher):
    """The site after all that is stored."""
    await press.logged()
    await until_quiet(publisher)
    return press.site.files


async def test_a_copy_stands_where_the_documents_say():
    """The village's, and KPU's file of the station; a replaced return's photo stays."""
    press = await set_up()
    publisher = await press.publisher()
    sent = await press.world.sent(ONE, 10, 20, 30)
    first = await covered(press, sent, "a", b"first copy")
    second = await covered(press, sent, "b", b"second copy", page=2)

    files = await published(press, publisher)

    assert (files[first], files[second]) == (b"first copy", b"second copy")
    assert [each["address"] for each in photos_of(files)] == [f"/{first}", f"/{second}"]
    path = f"pemilu/hhcw/ppwp/{ONE[:2]}/{ONE[:4]}/{ONE[:6]}/{ONE[:10]}/{ONE}.json"
    assert json.loads(files[path])["images"] == [f"/{first}", f"/{second}", None]

    later = await covered(press, sent, "a", b"a better copy")
    files = await published(press, publisher)
    assert [each["address"] for each in photos_of(files)] == [f"/{later}", f"/{second}"]
    assert files[first] == b"first copy"
    assert files == await press.fresh()


async def test_a_photo_without_a_cover_is_not_on_the_site():
    """A copy that was made and whose record never came is nowhere."""
    press = await set_up()
    publisher = await press.publisher()
    await press.world.sent(ONE, 10, 20, 30)
    await press.objects.publish(copy_name(b"no record"), b"no record")

    files = await published(press, publisher)

    assert not [path for path in files if path.startswith("foto/")]
    assert photos_of(files) == []


async def test_no_document_names_a_copy_that_is_not_there():
    """At every writing of the site each address that a document tells has its file."""
    seen = []

    class Watched(MemorySite):
        async def lay(self, *layers):
            await super().lay(*layers)
            seen.append(dict(self.files))

    press = await set_up()
    site = Watched(now=lambda: press.now)
    publisher = await press.publisher(site)
    for number in range(3):
        sent = await press.world.sent(ONE, 10, 20, 30 + number, device=f"{number}")
        await covered(press, sent, f"{number}", b"copy %d" % number)
        await published(press, publisher)

    assert len(seen) > 3
    for files in seen:
        named = [
            path
            for path in files
            if path.startswith(f"v1/ppwp/{ONE[:2]}") and path.endswith(".json") and path.count(".") == 2
        ]
        for path in named:
            for station in json.loads(files[path])["stations"]:
                assert all(each["address"].lstrip("/") in files for each in station["photos"])
