"""Photos on their way, in a test's hand: an office in memory, its phones, and pictures that are none."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import Image

from sirekap.election.contests import Contest
from sirekap.election.identity import KeyId, PhotoHash
from sirekap.election.records import PagePhoto
from sirekap.office.ask_photo import AskPhoto
from sirekap.office.photo_state import PhotoState
from sirekap.office.ports import Entry
from sirekap.office.slots import Slots
from sirekap.office.sweep_uploads import SweepUploads
from sirekap.office.take_bytes import TakeBytes
from sirekap.office.verify_photo import VerifyPhotos
from sirekap.reading.photo import inspect
from sirekap.seal.envelope import wrap
from sirekap.seal.photo_request import PhotoRequest, print_photo_request
from sirekap.seal.verifier import DeviceVerifier
from sirekap.store.memory import MemoryJobs, MemoryObjects, MemoryUploads


def picture(seed, width=400, height=600, kind="JPEG"):
    """A photo of nothing, another one for each seed."""
    pixels = np.random.default_rng(seed).integers(0, 255, (height // 8, width // 8, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).resize((width, height)).save(out, kind)
    return out.getvalue()


def bomb():
    """A PNG of a few kB that says it has two and a half gigapixels."""
    header = b"IHDR" + (50_000).to_bytes(4) * 2 + b"\x08\x00\x00\x00\x00"
    pixels = b"IDAT" + zlib.compress(bytes(100_000))
    chunks = (header, pixels, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (len(one) - 4).to_bytes(4) + one + zlib.crc32(one).to_bytes(4) for one in chunks
    )


def named(data):
    """A photo's name."""
    return PhotoHash(hashlib.sha256(data).hexdigest())


async def in_parts(*parts):
    for part in parts:
        yield part


@dataclass
class PhotoOffice:
    """The acts of photos on an office's store."""

    office: object
    ring: object
    slots: Slots = field(default_factory=Slots)
    jobs: MemoryJobs = field(default_factory=MemoryJobs)
    objects: MemoryObjects = field(default_factory=MemoryObjects)
    inspect: object = inspect

    def __post_init__(self) -> None:
        self.uploads = MemoryUploads(self.jobs)
        numbers = iter(range(10**6))
        self.ask = AskPhoto(
            phones=DeviceVerifier(self.ring, 100),
            devices=self.office.devices,
            records=self.office.records,
            uploads=self.uploads,
            objects=self.objects,
            jobs=self.jobs,
            slots=self.slots,
            now=self.now,
            random=lambda length: f"{next(numbers):0{length}x}",
        )
        self.take = TakeBytes(self.uploads, self.objects, self.now)
        self.state = PhotoState(self.uploads, self.objects)
        self.sweep = SweepUploads(self.uploads, self.objects, self.now)
        self.verify = VerifyPhotos(
            uploads=self.uploads,
            objects=self.objects,
            records=self.office.records,
            jobs=self.jobs,
            inspect=lambda data: self.inspect(data),  # noqa: PLW0108 -- a test puts another in its place
            now=self.now,
        )

    def now(self):
        """The office's time."""
        return self.office.now

    async def file(self, number, *photos, contest=Contest.PRESIDENT):
        """Phone ``number`` files a return that names these photos; gives the phone and the return's id."""
        phone = self.office.crowd.phone(number)
        pages = tuple(PagePhoto(page, named(photo)) for page, photo in enumerate(photos, 1))
        record = self.office.crowd.file(phone, {"suara_1": 41}, contest=contest).record
        filed = phone.sign(replace(record, photos=pages))
        entry = Entry(
            filed.id, "return", phone.station, contest.value, filed.body, filed.signature,
            KeyId(phone.key.id), self.office.now, b"",
        )  # fmt: skip
        await self.office.records.append([entry])
        return phone, filed.id

    def request(self, phone, record, photo, **other):
        """A signed request for a photo."""
        members = {
            "at": self.office.now.replace(microsecond=0),
            "key": phone.key.id,
            "record": record,
            "sha256": named(photo),
            "size": len(photo),
            "type": "image/jpeg",
        }
        body = print_photo_request(PhotoRequest(**members | other))
        return wrap(body, phone.key.sign(body))

    async def offered(self, phone, record, photo, **other):
        """The token of the address that a phone is given."""
        offer = await self.ask(other.get("sha256", named(photo)), self.request(phone, record, photo, **other))
        return offer.address.rpartition("/")[2]

    async def sent(self, phone, record, photo, **other):
        """Ask, and send all of it; what becomes of it is the worker's."""
        token = await self.offered(phone, record, photo, **other)
        await self.take(token, "", len(photo), in_parts(photo))
        return token
