"""Returns whose photos are safe are read: a record beside the entry, judged, and R402 where photos meet."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from tests.office.photos import PhotoOffice, named, picture

from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName, Witness
from sirekap.election.records import PhotosRead, Resemblance, Status, parse_record
from sirekap.election.refusal import Refusal
from sirekap.office.machine import FieldSeen, PageSeen, SheafSeen
from sirekap.office.ports.jobs import READ
from sirekap.office.read_returns import ReadReturns
from sirekap.seal.keys import Purpose, SigningKey, VerifyingKey
from sirekap.store.memory import MemoryLooks

PHOTO, OTHER = picture(1), picture(2)
KEY = SigningKey(Purpose.READING, b"reading".ljust(32, b"."))
LOOK = bytes(range(32))


@dataclass
class Stated:
    """A machine that reads what the test states; ``looks`` by photo, None where no page is found."""

    id: str = "0" * 64
    looks: dict = field(default_factory=dict)
    fails: set = field(default_factory=set)
    sheaves: list = field(default_factory=list)

    def __call__(self, sheaves) -> list:
        """Read."""
        if {sheaf.station for sheaf in sheaves} & self.fails:
            raise Refusal("form_unknown")
        self.sheaves += sheaves
        return [self._seen(sheaf) for sheaf in sheaves]

    def _seen(self, sheaf):
        pages = tuple(
            PageSeen(name, page if self.looks.get(name, LOOK) else None, self.looks.get(name, LOOK), None)
            for page, (name, _) in enumerate(sheaf.photos, 1)
        )
        fields = (
            FieldSeen(FieldName("suara_1"), 41, 0.999999, 3, ()),
            FieldSeen(FieldName("suara_2"), 7, 0.99, 1, (Witness.BUBBLES,)),
            FieldSeen(FieldName("suara_3"), None, 0.3, 0, ()),
        )
        return SheafSeen(pages, fields, ("R152",))


@pytest.fixture
def photos(office, ring):
    """The acts of photos."""
    return PhotoOffice(office, ring)


@pytest.fixture
def machine():
    """A machine that reads 41."""
    return Stated()


@pytest.fixture
def reader(photos, machine):
    """The act of reading, with that machine."""
    return ReadReturns(
        records=photos.office.records, objects=photos.objects, jobs=photos.jobs, looks=MemoryLooks(),
        machine=machine, key=KEY, alike=32, now=photos.now,
    )  # fmt: skip


async def safe(photos, number, *pictures):
    """A return whose photos are all safe; gives its phone and id."""
    phone, record = await photos.file(number, *pictures)
    for one in pictures:
        if not await photos.uploads.safe([named(one)]):
            await photos.sent(phone, record, one)
            await photos.verify.step()
        else:
            await photos.ask(named(one), photos.request(phone, record, one))
    return phone, record


async def made(photos):
    """The records of the server's own, with their entries."""
    stored = await photos.office.records.after(0, 1000)
    return [(parse_record(one.entry.body), one.entry) for one in stored if one.entry.kind != "return"]


async def test_a_reading_becomes_a_signed_record_beside_the_return(photos, reader, machine):
    """It names the return, the model and the photos; each field is judged by the stated risk."""
    phone, record = await safe(photos, 0, PHOTO, OTHER)

    assert await reader.step() == 1

    ((reading, entry),) = await made(photos)
    assert isinstance(reading, PhotosRead)
    assert (reading.of, reading.station, reading.contest) == (record, phone.station, Contest.PRESIDENT)
    assert reading.reader == machine.id
    assert [each.sha256 for each in reading.photos] == sorted([named(PHOTO), named(OTHER)])
    assert [(each.name, each.status) for each in reading.fields] == [
        ("suara_1", Status.ACCEPTED), ("suara_2", Status.ASK), ("suara_3", Status.UNREADABLE),
    ]  # fmt: skip
    assert reading.fields[0].confidence == 999_999
    assert reading.findings == ("R152",)
    VerifyingKey(KEY.public).verify(entry.body, entry.signature)
    assert machine.sheaves[0].photos == ((named(PHOTO), PHOTO), (named(OTHER), OTHER))


async def test_a_return_is_read_once_by_one_model(photos, reader, machine):
    """A job that comes again finds the record there; another model reads anew."""
    _, record = await safe(photos, 0, PHOTO)
    await reader.step()
    await photos.jobs.put(READ, record, "ppwp")
    await reader.step()
    assert len(machine.sheaves) == 1

    machine.id = "1" * 64
    await photos.jobs.put(READ, record, "ppwp")
    await reader.step()
    assert [one.reader for one, _ in await made(photos)] == ["0" * 64, "1" * 64]
    assert await photos.jobs.waiting(READ) == 0


async def test_one_sheaf_that_cannot_be_read_fails_only_itself(photos, reader, machine):
    """The other returns of its batch are read; it is parked after three tries, with the reason."""
    phone, _ = await safe(photos, 0, PHOTO)
    await safe(photos, 2, OTHER)
    machine.fails = {phone.station}

    while await reader.step():
        pass

    assert [one.station for one, _ in await made(photos) if isinstance(one, PhotosRead)] != [phone.station]
    assert len(await made(photos)) >= 1
    (parked,) = await photos.jobs.parked(0, 10)
    assert "form_unknown" in parked.reason


async def test_r402_the_same_photo_at_two_stations(photos, reader, machine):
    """One record says it of both, though no page was found on it; found once."""
    machine.looks = {named(PHOTO): None}
    one, _ = await safe(photos, 0, PHOTO)
    other, record = await safe(photos, 2, PHOTO)
    while await reader.step():
        pass
    machine.id = "1" * 64
    await photos.jobs.put(READ, record, "ppwp")
    await reader.step()

    (found,) = [each for each, _ in await made(photos) if isinstance(each, Resemblance)]
    assert [(each.station, each.sha256) for each in found.photos] == [
        (one.station, named(PHOTO)), (other.station, named(PHOTO)),
    ]  # fmt: skip
    assert found.distance == 0


@pytest.mark.parametrize(("flips", "met"), [(range(30), True), (range(40), False)])
async def test_r402_nearly_the_same_photo_at_two_stations(photos, reader, machine, flips, met):
    """Thirty bits are a copy, forty another paper; two phones of one station may well be alike."""
    near = int.from_bytes(LOOK)
    for place in flips:
        near ^= 1 << place
    machine.looks = {named(OTHER): near.to_bytes(32)}
    await safe(photos, 0, PHOTO)
    await safe(photos, 1, OTHER)
    await safe(photos, 2, OTHER)
    while await reader.step():
        pass

    pairs = {
        frozenset(each.sha256 for each in one.photos)
        for one, _ in await made(photos)
        if isinstance(one, Resemblance)
    }
    assert (frozenset({named(PHOTO), named(OTHER)}) in pairs) is met


async def test_no_resemblance_within_a_station(photos, reader):
    """Both phones of a station file the same photo: no finding."""
    await safe(photos, 0, PHOTO)
    await safe(photos, 1, PHOTO)
    while await reader.step():
        pass

    assert [type(one) for one, _ in await made(photos)] == [PhotosRead, PhotosRead]
