"""Photos from the request to the safe place, and every attack on the way refused with its code."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.office.photos import PhotoOffice, bomb, in_parts, named, picture

from sirekap.election.contests import Contest
from sirekap.election.refusal import Refusal
from sirekap.office.ask_photo import TooEarly
from sirekap.office.ports import StoreAway, Way
from sirekap.office.ports.jobs import READ
from sirekap.office.slots import Slots
from sirekap.seal.device import DeviceKey
from sirekap.seal.refusal import Refusal as SealRefusal

PHOTO, OTHER = picture(1), picture(2)


@pytest.fixture
def photos(office, ring):
    """The acts of photos in an office of two stations with two phones each."""
    return PhotoOffice(office, ring)


def refusing(code):
    """Only this refusal passes."""
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


async def test_a_photo_is_safe_when_a_worker_has_looked_at_it(photos):
    """Asked, sent, whole, verified, kept under its hash; and what came in is gone."""
    phone, record = await photos.file(0, PHOTO)
    token = await photos.sent(phone, record, PHOTO)
    assert (await photos.state(named(PHOTO))).way is Way.WHOLE
    assert not await photos.objects.has(named(PHOTO))

    assert await photos.verify.step() == 1

    assert (await photos.state(named(PHOTO))).way is Way.SAFE
    assert await photos.objects.kept(named(PHOTO)) == PHOTO
    assert await photos.objects.received(token) is None
    again = await photos.ask(named(PHOTO), photos.request(phone, record, PHOTO))
    assert (again.way, again.address) == (Way.SAFE, None)


async def test_a_return_is_read_when_its_last_photo_is_safe(photos):
    """Of two photos the second one brings the job, once; presidential or not."""
    phone, record = await photos.file(0, PHOTO, OTHER)
    await photos.sent(phone, record, PHOTO)
    await photos.verify.step()
    assert await photos.jobs.waiting(READ) == 0

    await photos.sent(phone, record, OTHER)
    await photos.verify.step()
    await photos.ask(named(PHOTO), photos.request(phone, record, PHOTO))

    assert await photos.jobs.waiting(READ) == 1


async def test_a_second_return_with_photos_that_are_safe_is_read_too(photos):
    """The other phone of the station names the same photo: nothing to send, and still a job."""
    phone, record = await photos.file(0, PHOTO)
    await photos.sent(phone, record, PHOTO)
    await photos.verify.step()
    second, its = await photos.file(1, PHOTO)

    offer = await photos.ask(named(PHOTO), photos.request(second, its, PHOTO))

    assert offer.way is Way.SAFE
    assert await photos.jobs.waiting(READ) == 2


async def test_parts_resume_where_the_line_was_cut(photos):
    """A third, an answer lost, the rest; asking again tells how much is there, at the same address."""
    phone, record = await photos.file(0, PHOTO)
    token = await photos.offered(phone, record, PHOTO)
    third, size = len(PHOTO) // 3, len(PHOTO)

    came = await photos.take(token, f"bytes 0-{third - 1}/{size}", third, in_parts(PHOTO[:third]))
    again = await photos.ask(named(PHOTO), photos.request(phone, record, PHOTO))
    assert (came.received, again.received) == (third, third)
    assert again.address.endswith(token)

    rest = f"bytes {third}-{size - 1}/{size}"
    assert (await photos.take(token, rest, size - third, in_parts(PHOTO[third:]))).received == size
    assert (await photos.take(token, rest, size - third, in_parts(PHOTO[third:]))).received == size
    await photos.verify.step()
    assert await photos.objects.kept(named(PHOTO)) == PHOTO


async def test_photo_too_early(office, ring):
    """Before its slot a photo is refused with the seconds to wait; in the slot it is not."""
    late = PhotoOffice(office, ring, Slots(office.now + timedelta(hours=2), timedelta(hours=10)))
    phone, record = await late.file(0, PHOTO)

    with pytest.raises(TooEarly) as refused:
        await late.ask(named(PHOTO), late.request(phone, record, PHOTO))
    assert 2 * 3600 <= refused.value.seconds <= 12 * 3600

    office.now += timedelta(seconds=refused.value.seconds)
    assert await late.offered(phone, record, PHOTO)


async def test_photo_not_named(photos):
    """Another photo, another station's return, and a return that is not there."""
    phone, record = await photos.file(0, PHOTO)
    stranger, theirs = await photos.file(2, OTHER)

    for who, what, which in (
        (phone, record, OTHER),
        (stranger, record, PHOTO),
        (phone, theirs, OTHER),
        (phone, "0" * 64, PHOTO),
    ):
        with refusing("photo_not_named"):
            await photos.ask(named(which), photos.request(who, what, which))


async def test_photo_request_of_another(photos):
    """A request for one photo at the address of another."""
    phone, record = await photos.file(0, PHOTO, OTHER)

    with refusing("photo_request_of_another"):
        await photos.ask(named(OTHER), photos.request(phone, record, PHOTO))


@pytest.mark.parametrize("minutes", [-11, 11])
async def test_photo_request_clock(photos, office, minutes):
    """A request of another hour is no request of now."""
    phone, record = await photos.file(0, PHOTO)
    at = office.now.replace(microsecond=0) + timedelta(minutes=minutes)

    with refusing("photo_request_clock"):
        await photos.ask(named(PHOTO), photos.request(phone, record, PHOTO, at=at))


async def test_a_request_by_no_phone_of_ours_is_refused(photos):
    """A key without certificate, and a signature of another key."""
    phone, record = await photos.file(0, PHOTO)
    unknown = DeviceKey(b"nobody").id
    for other, code in (({"key": unknown}, "certificate_unknown"), ({}, "signature_wrong")):
        envelope = photos.request(phone, record, PHOTO, **other)
        forged = envelope.replace(b'"size":', b'"size":1') if code == "signature_wrong" else envelope
        with pytest.raises(SealRefusal, match=code):
            await photos.ask(named(PHOTO), forged)


async def test_upload_unknown(photos):
    """A guessed address takes nothing."""
    with refusing("upload_unknown"):
        await photos.take("f" * 32, "", 5, in_parts(b"bytes"))


async def test_upload_over(photos, office):
    """An address that was used up, refused or not, and one whose time is over."""
    phone, record = await photos.file(0, PHOTO, OTHER)
    used = await photos.sent(phone, record, PHOTO)
    await photos.verify.step()
    late = await photos.offered(phone, record, OTHER)
    office.now += timedelta(hours=1)

    for token in (used, late):
        with refusing("upload_over"):
            await photos.take(token, "", len(OTHER), in_parts(OTHER))
    assert await photos.objects.kept(named(PHOTO)) == PHOTO


async def test_upload_too_long(photos):
    """More bytes than announced: told by the length, by the range, and met in the body."""
    phone, record = await photos.file(0, PHOTO)
    token = await photos.offered(phone, record, PHOTO)
    size = len(PHOTO)

    for content_range, length, body in (
        ("", size + 1, PHOTO + b"."),
        ("", None, PHOTO + b"."),
        (f"bytes 0-{size}/{size + 1}", size + 1, PHOTO + b"."),
        ("bytes 0-9/" + str(size), 11, PHOTO[:11]),
    ):
        with refusing("upload_too_long"):
            await photos.take(token, content_range, length, in_parts(body))
    assert await photos.verify.step() == 0


@pytest.mark.parametrize(
    "content_range", ["bytes 0-9", "bytes */10", "bytes 9-0/{size}", "bytes 0-9/20", "x"]
)
async def test_upload_range_wrong(photos, content_range):
    """A range that cannot be."""
    phone, record = await photos.file(0, PHOTO)
    token = await photos.offered(phone, record, PHOTO)

    with refusing("upload_range_wrong"):
        await photos.take(token, content_range.format(size=len(PHOTO)), 10, in_parts(PHOTO[:10]))


async def test_upload_gap(photos):
    """A part beyond what is there is refused with where to go on."""
    phone, record = await photos.file(0, PHOTO)
    token = await photos.offered(phone, record, PHOTO)

    with pytest.raises(Refusal) as refused:
        await photos.take(token, f"bytes 10-19/{len(PHOTO)}", 10, in_parts(PHOTO[10:20]))
    assert (refused.value.code, refused.value.facts["received"]) == ("upload_gap", 0)


TEXT = b"no picture at all".ljust(2000, b".")
WRONG = {
    "a bomb of pixels": (bomb(), "photo_too_many_pixels", "image/png"),
    "a truncated photo": (PHOTO[: len(PHOTO) // 2], "photo_truncated", "image/jpeg"),
    "a text": (TEXT, "photo_not_an_image", "image/jpeg"),
    "a PNG announced as JPEG": (picture(3, kind="PNG"), "photo_type_wrong", "image/jpeg"),
    "a stamp": (picture(4, 64, 64), "photo_too_small", "image/jpeg"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_is_no_photo_is_refused_by_the_worker(photos, case):
    """With its code, and nothing is kept; the phone may begin anew."""
    data, code, kind = WRONG[case]
    phone, record = await photos.file(0, data)
    token = await photos.sent(phone, record, data, type=kind)
    await photos.verify.step()

    now = await photos.state(named(data))
    assert (now.way, now.refusal) == (Way.REFUSED, code)
    assert not await photos.objects.has(named(data))
    assert await photos.objects.received(token) is None
    assert await photos.offered(phone, record, data, type=kind) != token


async def test_photo_hash_wrong(photos):
    """Other bytes of the same length: refused, and what is kept already stays as it is."""
    phone, record = await photos.file(0, PHOTO)
    swapped = PHOTO[:-1] + bytes([PHOTO[-1] ^ 1])
    token = await photos.offered(phone, record, PHOTO)
    await photos.take(token, "", len(PHOTO), in_parts(swapped))
    await photos.verify.step()
    assert (await photos.state(named(PHOTO))).refusal == "photo_hash_wrong"

    await photos.sent(phone, record, PHOTO)
    await photos.verify.step()
    assert await photos.objects.kept(named(PHOTO)) == PHOTO


async def test_photo_size_wrong(photos):
    """A bucket takes any length: one byte too many is seen before a byte is read."""
    phone, record = await photos.file(0, PHOTO)
    token = await photos.offered(phone, record, PHOTO)
    await photos.objects.write(token, 0, len(PHOTO) + 1, in_parts(PHOTO + b"."))
    assert (await photos.state(named(PHOTO))).way is Way.WHOLE
    await photos.verify.step()

    assert (await photos.state(named(PHOTO))).refusal == "photo_size_wrong"


async def test_what_is_written_after_the_look_goes_nowhere(photos):
    """The bytes that were verified are those that are kept, though the address is written to meanwhile."""
    phone, record = await photos.file(0, PHOTO)
    token = await photos.sent(phone, record, PHOTO)
    photos.inspect = swapping = Swapping(photos, token)
    await photos.verify.step()

    assert swapping.done
    assert await photos.objects.kept(named(PHOTO)) == PHOTO


class Swapping:
    """Looks at a picture, and has other bytes at its address when it is done."""

    def __init__(self, photos, token) -> None:
        self.photos, self.token, self.done, self.look = photos, token, False, photos.inspect

    def __call__(self, data) -> str:
        """The media type, as the real one tells it."""
        self.photos.objects._incoming[self.token] = (OTHER, self.photos.now())  # noqa: SLF001 -- as a bucket would take it
        self.done = True
        return self.look(data)


async def test_a_bucket_that_got_a_photo_is_noticed_by_the_sweeper(photos):
    """Nobody tells: the phone went away after its PUT. Leftovers are dropped in their time."""
    phone, record = await photos.file(0, PHOTO, OTHER)
    token = await photos.offered(phone, record, PHOTO)
    half = await photos.offered(phone, record, OTHER)
    photos.objects._now = photos.now  # noqa: SLF001 -- the store's clock is the office's
    await photos.objects.write(token, 0, len(PHOTO), in_parts(PHOTO))
    await photos.objects.write(half, 0, len(OTHER), in_parts(OTHER[:9]))
    await photos.objects.write("nobody-knows", 0, 9, in_parts(b"rubbish.."))

    await photos.sweep.step()
    assert await photos.verify.step() == 1
    assert await photos.objects.has(named(PHOTO))
    assert await photos.objects.received(half) == 9

    photos.office.now += timedelta(hours=3)
    await photos.sweep.step()
    assert await photos.objects.incoming("", 10) == []
    assert (await photos.uploads.by_token(half)).way is Way.EXPIRED


async def test_a_fault_over_one_photo_stops_nobody_and_parks_its_job(photos):
    """Thrice it fails and is parked with the fault's name; the photo after it is safe at once."""
    phone, record = await photos.file(0, PHOTO, OTHER)
    for one in (PHOTO, OTHER):
        await photos.sent(phone, record, one)
    look = photos.inspect
    photos.inspect = lambda data: look(data) if data == OTHER else 1 // 0

    assert [await photos.verify.step() for _ in range(4)] == [2, 1, 1, 0]

    assert (await photos.state(named(OTHER))).way is Way.SAFE
    (parked,) = await photos.jobs.parked(0, 10)
    assert parked.reason.startswith("ZeroDivisionError")


async def test_a_bucket_that_is_away_parks_nothing(photos):
    """Five times away: the jobs come again, uncounted."""
    phone, record = await photos.file(0, PHOTO)
    await photos.sent(phone, record, PHOTO)
    read, photos.objects.read = photos.objects.read, away
    for _ in range(5):
        with pytest.raises(StoreAway):
            await photos.verify.step()
    photos.objects.read = read

    assert await photos.verify.step() == 1
    assert (await photos.state(named(PHOTO))).way is Way.SAFE


async def away(*_):
    raise StoreAway


async def test_presidential_photos_are_looked_at_first(photos):
    """Whatever came before them."""
    phone, later = await photos.file(0, OTHER, contest=Contest.DPR)
    await photos.sent(phone, later, OTHER)
    phone, first = await photos.file(0, PHOTO)
    await photos.sent(phone, first, PHOTO)
    object.__setattr__(photos.verify, "batch", 1)
    await photos.verify.step()

    assert (await photos.state(named(PHOTO))).way is Way.SAFE
    assert (await photos.state(named(OTHER))).way is Way.WHOLE
