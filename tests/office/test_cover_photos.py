"""Photos get public copies: a record for each, once a program; what is doubtful waits for an official."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

import pytest
from tests.acceptance.world import World
from tests.office.photos import PhotoOffice, named, picture
from tests.office.test_read_returns import KEY, OTHER, PHOTO, made, safe

from sirekap.election.identity import PhotoHash
from sirekap.election.records import Cover, PictureSize, Signatory, Signature, Signed, Turn
from sirekap.election.refusal import Refusal
from sirekap.office.actor import Role
from sirekap.office.cover_photos import UNCOVERED, CoverPhotos
from sirekap.office.coverer import CoverAreas, CoveredPhoto
from sirekap.office.draw_cover import DrawCover
from sirekap.office.ports.jobs import COVER
from sirekap.seal.keys import VerifyingKey
from sirekap.store.memory import (
    MemoryDesk,
    MemoryJournal,
    MemoryPlaces,
    MemoryProjections,
    MemoryWordbook,
)

SQUARE = ((0, 0), (400, 0), (400, 600), (0, 600))
STRIP = ((0, 500), (400, 500), (400, 560), (0, 560))
AREAS = CoverAreas(SQUARE, (STRIP,), Turn.NONE)
SIGNED = (Signature(Signatory.MEMBER, 1, Signed.SIGNED), Signature(Signatory.WITNESS, 2, Signed.EMPTY))


@dataclass
class Stated:
    """A program that covers as the test states; photos in ``refused`` it knows no page on."""

    program: int = 1
    refused: set = field(default_factory=set)
    asked: list = field(default_factory=list)

    def __call__(self, form, _station, data) -> CoveredPhoto:
        """Cover."""
        self.asked.append(named(data))
        if named(data) in self.refused:
            raise Refusal("cover_doubtful")
        jpeg = b"copy %d of " % self.program + data[:100]
        return CoveredPhoto(form, 1, PictureSize(400, 600), AREAS, SIGNED, jpeg)

    def drawn(self, data, areas):
        """Cover as drawn."""
        if areas.kept[0][0] > 400:
            raise ValueError(areas)
        return PictureSize(400, 600), b"drawn " + data[:100]


@pytest.fixture
def photos(office, ring):
    """The acts of photos."""
    return PhotoOffice(office, ring)


@pytest.fixture
def program():
    """A program that covers everything."""
    return Stated()


@pytest.fixture
def journal():
    """An empty journal."""
    return MemoryJournal()


@pytest.fixture
def covering(photos, program, journal):
    """The act of covering, with that program."""
    return CoverPhotos(
        records=photos.office.records, objects=photos.objects, jobs=photos.jobs, journal=journal,
        coverer=program, key=KEY, now=photos.now,
    )  # fmt: skip


@pytest.fixture
def world(photos):
    """People and their clerk, on the same records."""
    return World(photos.office.records, MemoryPlaces(), MemoryProjections(), MemoryWordbook(), MemoryDesk())


def drawing(photos, world, program):
    """The act of drawing areas."""
    return DrawCover(world.clerk, photos.objects, program)


async def test_each_photo_has_a_signed_record_and_a_copy_under_its_own_hash(photos, covering):
    """Original, copy, areas, version, boxes; the bytes are there when the record is."""
    phone, record = await safe(photos, 0, PHOTO, OTHER)

    assert await covering.step() == 1
    assert await covering.step() == 0

    covers = await made(photos)
    assert [one.photo for one, _ in covers] == [named(PHOTO), named(OTHER)]
    cover, entry = covers[0]
    assert isinstance(cover, Cover)
    assert (cover.of, cover.station, cover.page, cover.program) == (record, phone.station, 1, 1)
    assert (cover.kept, cover.painted, cover.signatures) == (SQUARE, (STRIP,), SIGNED)
    assert (cover.person, entry.kind, entry.station) == (None, "cover", phone.station)
    VerifyingKey(KEY.public).verify(entry.body, entry.signature)
    jpeg = await photos.objects.published(cover.copy)
    assert hashlib.sha256(jpeg).hexdigest() == cover.copy
    with pytest.raises(KeyError):
        await photos.objects.published(cover.photo)


async def test_a_photo_is_covered_once_by_one_program(photos, covering, program):
    """A job that comes again finds the record; a new version covers anew, and the old copy stays."""
    _, record = await safe(photos, 0, PHOTO)
    await covering.step()
    await photos.jobs.put(COVER, record, "ppwp")
    await covering.step()
    assert len(program.asked) == 1

    program.program = 2
    await photos.jobs.put(COVER, record, "ppwp")
    await covering.step()
    covers = [one for one, _ in await made(photos)]
    assert [one.program for one in covers] == [1, 2]
    assert len({await photos.objects.published(one.copy) for one in covers}) == 2


async def test_a_doubtful_photo_stays_private_and_a_person_is_asked(
    photos, covering, program, journal, world
):
    """The journal names it and why; the others of its return are public."""
    program.refused = {named(PHOTO)}
    phone, record = await safe(photos, 0, PHOTO, OTHER)
    await covering.step()

    assert [one.photo for one, _ in await made(photos)] == [named(OTHER)]
    (line,) = await journal.after(0, 10)
    assert line.kind == UNCOVERED
    assert json.loads(line.detail) == {
        "station": phone.station, "contest": "ppwp", "photo": named(PHOTO), "refusal": "cover_doubtful",
    }  # fmt: skip
    assert await drawing(photos, world, program).waiting(record) == [named(PHOTO)]


async def test_what_an_official_draws_is_public_and_no_program_covers_it_again(
    photos, covering, program, world
):
    """With the person and a reason behind hashes, and nothing said of signatures."""
    program.refused = {named(PHOTO)}
    phone, record = await safe(photos, 0, PHOTO)
    await covering.step()
    draw = drawing(photos, world, program)
    official = world.operator(phone.station[:6])

    await draw(official, record, named(PHOTO), 2, AREAS, "Foto miring")

    ((cover, _),) = await made(photos)
    assert (cover.page, cover.signatures, cover.person) == (2, (), official.person)
    assert (await world.words.read([cover.words]))[cover.words].text == "Foto miring"
    assert await photos.objects.published(cover.copy) == b"drawn " + PHOTO[:100]
    assert await draw.waiting(record) == []

    program.program, program.refused = 2, set()
    await photos.jobs.put(COVER, record, "ppwp")
    await covering.step()
    assert len(await made(photos)) == 1


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("cover_photo_not_named", {"photo": PhotoHash("0" * 64)}),
        ("cover_areas_wrong", {"areas": CoverAreas(SQUARE[:2], (), Turn.NONE)}),
        ("cover_areas_wrong", {"areas": CoverAreas(SQUARE, (SQUARE[:1],), Turn.NONE)}),
        ("cover_areas_wrong", {"areas": CoverAreas(((500, 0), (501, 0), (501, 9)), (), Turn.NONE)}),
        ("cover_areas_wrong", {"areas": CoverAreas(((10**7, 0), (0, 0), (0, 9)), (), Turn.NONE)}),
    ],
)
async def test_areas_are_refused(photos, program, world, code, change):
    """A photo of another return; polygons that are none, too far, or leave nothing."""
    phone, record = await safe(photos, 0, PHOTO)
    given = {"photo": named(PHOTO), "areas": AREAS} | change
    with pytest.raises(Refusal, match=code):
        await drawing(photos, world, program)(
            world.operator(phone.station[:6]), record, given["photo"], 1, given["areas"], "x"
        )


async def test_a_photo_that_has_not_come_yet_cannot_be_covered(photos, program, world):
    """cover_photo_not_safe."""
    missing = picture(9)
    phone, record = await photos.file(0, missing)
    with pytest.raises(Refusal, match="cover_photo_not_safe"):
        await drawing(photos, world, program)(
            world.operator(phone.station[:6]), record, named(missing), 1, AREAS, "x"
        )


@pytest.mark.parametrize(
    ("person", "code"),
    [(("x", Role.WITNESS, "0"), "actor_role"), (("x", Role.OPERATOR, "9904"), "actor_region")],
)
async def test_an_official_of_the_region_draws(photos, program, world, person, code):
    """Nobody else does."""
    _, record = await safe(photos, 0, PHOTO)
    with pytest.raises(Refusal, match=code):
        await drawing(photos, world, program)(world.person(*person), record, named(PHOTO), 1, AREAS, "x")
