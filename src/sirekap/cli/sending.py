"""The demonstration's second act: a phone is enrolled, and the return it sends is receipted and counted."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap.cli.letters import end_of_day
from sirekap.cli.printing import A_FILE, Printer
from sirekap.cli.uploading import photos_sent
from sirekap.election.contests import Contest
from sirekap.election.identity import photo_hash
from sirekap.election.regions import NATION, Station, ancestors, village_of
from sirekap.office.ports import ContestSetup, Setup
from sirekap.seal.device import DeviceKey
from sirekap.seal.receipt import unwrap_receipt
from sirekap.sheet.letter import LetterPress
from sirekap.simulate.crowd import Crowd
from sirekap.simulate.enrolling import NotEnrolled, claim_of, enrol
from sirekap.simulate.filing import file_first
from sirekap.simulate.wire import Line, Server
from sirekap.texts import say
from sirekap.wiring.enrolling import letters_of
from sirekap.wiring.small import small_service

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rich.console import Console

    from sirekap.election.identity import RecordId
    from sirekap.election.regions import StationCode
    from sirekap.profiles import Profile
    from sirekap.reading.result import Reading
    from sirekap.simulate.crowd import Filed, Phone
    from sirekap.wiring.small import SmallService

_DAYS = 30


@dataclass(frozen=True, slots=True)
class Read:
    """What the first act ends with: a station's return as read, its photos by name, the folder of it all."""

    profile: Profile
    station: StationCode
    reading: Reading
    photos: Mapping[str, bytes]
    out: Path


def send(read: Read, console: Console, language: str) -> None:
    """Start a server, enrol a phone, send what was read, and show receipt, state and totals."""
    asyncio.run(_sent(read, console, language))


async def _sent(read: Read, console: Console, language: str) -> None:
    console.print(say("demo.serve", language))
    async with small_service() as service:
        await _set_up(service, read)
        server = Server(service.port)
        line = await Line.to(server)
        phone = await _enrolled(service, read, line, console, language)
        filed = _filed(phone, service, read, datetime.now(UTC).replace(microsecond=0))
        answer = json.loads((await line.ask(server.post(filed.envelope))).body)
        again = await line.ask(server.post(filed.envelope))
        receipt = json.dumps(answer["receipt"], separators=(",", ":"), sort_keys=True)
        unwrap_receipt(receipt.encode()).verify(service.keys.ring, filed.id)
        console.print(say("demo.receipt", language, id=answer["id"][:16], at=answer["receipt"]["body"]["at"]))
        same = json.loads(again.body)["receipt"] == answer["receipt"]
        console.print(say("demo.again" if same else "demo.another", language, status=again.status))
        while await service.folder.step():
            pass
        await _show(line, server, filed.id, read, console, language)
        line.cut()
        photos = [read.photos[page.photo] for page in read.reading.pages if page.page is not None]
        await photos_sent(service, phone, filed, photos, console, language)


async def _enrolled(service: SmallService, read: Read, line: Line, console: Console, language: str) -> Phone:
    """Print the station's letter, and enrol a phone with the code on its first slip."""
    letters, path = letters_of(service.store, service.settings), read.out / f"surat-{read.station}.pdf"
    drafted = [one async for _, some in letters.batches(village_of(read.station), A_FILE) for one in some]
    with LetterPress() as press:
        printer = Printer(letters, press, read.profile.name, end_of_day(datetime.now(UTC), _DAYS))
        await printer.file(drafted, path)
    console.print(say("demo.letter", language, path=path), highlight=False)
    (_, code), _ = drafted[0].codes
    key, other = DeviceKey(os.urandom(32)), DeviceKey(os.urandom(32))
    phone = await enrol(line, service.port, claim_of(code.payload, key), key)
    console.print(say("demo.enrolled", language, station=phone.station, slot=phone.slot))
    try:
        await enrol(line, service.port, claim_of(code.payload, other), other)
    except NotEnrolled as refused:
        console.print(say("demo.used", language, why=refused.code))
    return phone


def _filed(phone: Phone, service: SmallService, read: Read, now: datetime) -> Filed:
    """Sign with the phone what was read."""
    crowd = Crowd(service.keys.enrolment, night=now)
    numbers = {each.name: each.value for each in read.reading.fields}
    photos = [
        (page.page, photo_hash(read.photos[page.photo]))
        for page in read.reading.pages
        if page.page is not None
    ]
    return file_first(crowd, phone, read.reading.form, numbers, photos=photos, at=now)


async def _show(  # noqa: PLR0913, PLR0917 -- whom to ask, for what, and whom to tell
    line: Line, server: Server, record: RecordId, read: Read, console: Console, language: str
) -> None:
    state = json.loads((await line.ask(server.get(f"/api/v1/returns/{record}"))).body)
    findings = ", ".join(state["findings"]) or "-"
    console.print(say("demo.state", language, state=state["state"], findings=findings))
    tickets = read.profile.tickets
    for region in (village_of(read.station), NATION):
        path = f"/api/v1/totals/{region}?contest={Contest.PRESIDENT}"
        totals = json.loads((await line.ask(server.get(path))).body)
        votes = "  ".join(f"{each.number}: {totals['votes'][f'suara_{each.number}']}" for each in tickets)
        name = read.profile.regions[region].name
        console.print(say("demo.total", language, region=name, votes=votes), highlight=False)


async def _set_up(service: SmallService, read: Read) -> None:
    profile = read.profile
    regions = [profile.regions[code] for code in ancestors(read.station)]
    contests = [ContestSetup(str(each.contest), each.name, each.form) for each in profile.contests]
    setup = Setup(regions=regions, stations=[Station(read.station)], contests=contests)
    await service.store.places.put(setup, dry=False)
