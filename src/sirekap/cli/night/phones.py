"""The second act: letters are printed, phones enrolled, returns and photos sent, and the machine reads."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap.cli.letters import end_of_day
from sirekap.cli.night.papers import MISTYPED, Lot
from sirekap.cli.printing import A_FILE, Printer
from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName
from sirekap.election.identity import photo_hash
from sirekap.election.records import PhotosRead, parse_record
from sirekap.seal.device import DeviceKey
from sirekap.seal.receipt import unwrap_receipt
from sirekap.sheet.letter import LetterPress
from sirekap.simulate.crowd import Crowd
from sirekap.simulate.enrolling import NotEnrolled, claim_of, enrol
from sirekap.simulate.filing import file_first
from sirekap.simulate.uploading import send_photo
from sirekap.simulate.wire import Line, Server
from sirekap.wiring.enrolling import letters_of
from sirekap.wiring.machine import ShippedMachine
from sirekap.wiring.work import worker_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from sirekap.cli.night.papers import Paper
    from sirekap.election.forms import Form
    from sirekap.election.identity import RecordId
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.simulate.crowd import Filed, Phone
    from sirekap.wiring.small import SmallService

_DAYS = 30


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The phones by station, and why another phone with a used code was refused."""

    phones: dict[StationCode, Phone]
    refused: str


async def enrolled(service: SmallService, village: RegionCode, election: str, path: Path) -> Enrolled:
    """Print the village's letters, and enrol a phone a station with the code on its first slip."""
    letters = letters_of(service.store, service.settings)
    drafted = [one async for _, some in letters.batches(village, A_FILE) for one in some]
    with LetterPress() as press:
        await Printer(letters, press, election, end_of_day(datetime.now(UTC), _DAYS)).file(drafted, path)
    line = await Line.to(Server(service.port))
    phones: dict[StationCode, Phone] = {}
    for letter in drafted:
        (_, code), _ = letter.codes
        key = DeviceKey(os.urandom(32))
        phone = await enrol(line, service.port, claim_of(code.payload, key), key)
        phones[phone.station] = phone
    other = DeviceKey(os.urandom(32))
    refused = ""
    try:
        await enrol(line, service.port, claim_of(drafted[0].codes[0][1].payload, other), other)
    except NotEnrolled as why:
        refused = why.code
    line.cut()
    return Enrolled(phones, refused)


@dataclass(frozen=True, slots=True)
class Sent:
    """A return that was taken: its id, when the receipt says, and whether a repeat got the same one."""

    record: RecordId
    at: str
    same_again: bool


async def sent(service: SmallService, phone: Phone, paper: Paper, form: Form) -> Sent:
    """Type the paper's numbers, sign and send them, check the receipt, and send them once more."""
    server = Server(service.port)
    line = await Line.to(server)
    filed = _filed(service, phone, paper, form)
    answer = json.loads((await line.ask(server.post(filed.envelope))).body)
    again = json.loads((await line.ask(server.post(filed.envelope))).body)
    line.cut()
    receipt = json.dumps(answer["receipt"], separators=(",", ":"), sort_keys=True)
    unwrap_receipt(receipt.encode()).verify(service.keys.ring, filed.id)
    return Sent(filed.id, answer["receipt"]["body"]["at"], again["receipt"] == answer["receipt"])


def _filed(service: SmallService, phone: Phone, paper: Paper, form: Form) -> Filed:
    now = datetime.now(UTC).replace(microsecond=0)
    first = FieldName("suara_1")
    slip = {first: paper.numbers[first] + MISTYPED} if paper.lot is Lot.MISTYPED else {}
    photos = [(page, photo_hash(data)) for page, (_, data) in enumerate(paper.photos, 1)]
    crowd = Crowd(service.keys.enrolment, night=now, phase=service.settings.phase)
    return file_first(crowd, phone, form, paper.numbers | slip, photos=photos, at=now)


@asynccontextmanager
async def working(service: SmallService) -> AsyncIterator[None]:
    """A worker beside: it looks at what arrives, reads what is whole, and at the end finishes its work."""
    worker = worker_on(service.store, service.keys.reading, ShippedMachine(service.settings.election))
    told = asyncio.Event()
    beside = asyncio.create_task(worker.until(told))
    try:
        yield
    finally:
        told.set()
        await beside
    await worker.until_done()


async def arrived(service: SmallService, papers: Sequence[Paper]) -> tuple[int, int]:
    """How many photos are safe and how many returns were read: a job may be done twice, a record not."""
    named = {photo_hash(data) for paper in papers for _, data in paper.photos}
    read = set()
    for paper in papers:
        records = await service.store.records.of_station(paper.station, Contest.PRESIDENT.value)
        found = (parse_record(each.entry.body) for each in records)
        read |= {each.of for each in found if isinstance(each, PhotosRead)}
    return len(await service.store.uploads.safe(named)), len(read)


async def photos_sent(service: SmallService, phone: Phone, record: RecordId, photos: Sequence[bytes]) -> None:
    """Send the photos of a return in their slots until each is safe."""
    for data in photos:
        await send_photo(Server(service.port), phone, record, data)
