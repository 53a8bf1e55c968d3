"""A subdistrict's plenary in memory, made of the real acts: sent, confirmed, corrected, certified."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count as counter
from typing import TYPE_CHECKING

from sirekap import profiles
from sirekap.election.contests import Block, Contest, Poll
from sirekap.election.identity import ElectionId, KeyId, Phase, SaltedHash, record_id
from sirekap.election.records import (
    Acknowledgement,
    ChangeReason,
    Figures,
    FormEdition,
    ObjectionOutcome,
    Return,
    Signing,
    SpecialEvents,
    WitnessCopy,
    print_record,
)
from sirekap.election.records import Role as Seat
from sirekap.election.regions import Level, Region, RegionCode, Station, StationCode
from sirekap.office.actor import Actor, Role
from sirekap.office.clerk import Clerk
from sirekap.office.dispute import Dispute
from sirekap.office.fold import Folder
from sirekap.office.hold_plenary import Attendant, HoldPlenary, signing_code
from sirekap.office.minutes.copy import DrawCopy
from sirekap.office.minutes.draw import DrawMinutes
from sirekap.office.minutes.gather import Gathering
from sirekap.office.ports import Entry, Setup
from sirekap.office.recapitulate import Change, Opened, Recapitulate
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.sheet.minutes.book import Checkpoint
from sirekap.simulate.choices import count_form
from sirekap.store.memory import MemoryPlaces, MemoryProjections, MemoryRecords, MemoryWordbook
from sirekap.tiers.ballots import ballots_of
from sirekap.tiers.rulebook import of_profile

if TYPE_CHECKING:
    from sirekap.election.forms import Form
    from sirekap.sheet.minutes.book import Book

REGION = RegionCode("321401")
"""A subdistrict of DPR's district Jawa Barat VII, which has ten seats and lists of ten."""
CHECKPOINT = Checkpoint(4_116_180, hashlib.sha256(b"root").hexdigest())
_NAMES = {"32": "JAWA BARAT", "3214": "PURWAKARTA", "321401": "PURWAKARTA"}
_VILLAGES = (
    *("NAGRI TENGAH", "NAGRI KIDUL", "NAGRI KALER", "CISEUREUH", "TEGALMUNJUL", "SINDANGKASIH", "MUNJULJAYA"),
    *("CIPAISAN", "PURWAMEKAR", "CITALANG"),
)
_MORNING = datetime(2024, 2, 17, 1, 0, tzinfo=UTC)


def _page(contest: Contest, place: str) -> str:
    return f"https://pemilu.example/v1/hasil/{contest.value}/{place}"


@dataclass
class SmallPlenary:
    """A subdistrict of so many stations and its plenary for one contest; time goes on by seconds."""

    stations: int
    contest: Contest = Contest.PRESIDENT
    ticks: counter[int] = field(default_factory=lambda: counter(1))

    def __post_init__(self) -> None:
        profile = profiles.load()
        self.profile = profile
        self.records, self.places = MemoryRecords(), MemoryPlaces()
        self.projections, self.words = MemoryProjections(), MemoryWordbook()
        self.rulebook = of_profile(profile)
        election = ElectionId(profile.id)
        self.folder = Folder(self.records, self.projections, self.rulebook, election, Phase.REAL, self.places)
        self.clerk = Clerk(
            records=self.records,
            projections=self.projections,
            words=self.words,
            key=SigningKey(Purpose.OFFICE, b"o" * 32),
            receipt_key=SigningKey(Purpose.RECEIPT, b"r" * 32),
            election=election,
            phase=Phase.REAL,
            log_promise=60,
            now=self.tick,
            random=lambda size: hashlib.shake_256(str(next(self.ticks)).encode()).digest(size),
            caught_up=self._caught_up,
        )
        self.recapitulate = Recapitulate(self.clerk)
        self.plenary = HoldPlenary(self.clerk, self.places, lambda _: Level.NATION)
        self.dispute = Dispute(self.clerk, self.places)
        self.form: Form = ballots_of(profile, self.contest, REGION)[0].form
        self.codes = [
            StationCode(f"{REGION}{2001 + place:04}{1 + number:03}")
            for place in range(len(_VILLAGES))
            for number in range(self.stations)
            if (number * len(_VILLAGES) + place) < self.stations
        ]

    def tick(self) -> datetime:
        """Half a minute later at each look."""
        return _MORNING + timedelta(seconds=30 * next(self.ticks))

    async def _caught_up(self) -> None:
        while await self.folder.step():
            pass

    def person(self, name: str, role: Role) -> Actor:
        """Somebody of this subdistrict."""
        return Actor(name, role, REGION, SaltedHash(hashlib.sha256(name.encode()).hexdigest()), proven=True)

    async def held(self) -> None:
        """Every station sends and is confirmed, a few are corrected; one objection; certified."""
        villages = [Region(RegionCode(f"{REGION}{2001 + n:04}"), name) for n, name in enumerate(_VILLAGES)]
        regions = [Region(RegionCode("0"), "INDONESIA")]
        regions += [Region(RegionCode(code), name) for code, name in _NAMES.items()]
        stations = [Station(code, 240) for code in self.codes]
        await self.places.put(Setup([*regions, *villages], stations), dry=False)
        for number, code in enumerate(self.codes):
            await self._sent(number, code)
        operator = self.person("operator", Role.OPERATOR)
        await self.plenary.open(operator, REGION, self.contest)
        for number, code in enumerate(self.codes):
            if number % 17 == 3:  # noqa: PLR2004 -- now and then
                await self._corrected(operator, code)
            else:
                await self.recapitulate.confirm(operator, code, self.contest, _opened(number))
        await self._objected(operator)
        await self._certified(operator)

    async def _sent(self, number: int, station: StationCode) -> None:
        broken = "R122" if number % 23 == 5 else None  # noqa: PLR2004 -- now and then
        numbers = count_form(self.form, number, 240, broken)
        blocks = {each.name: each.block for each in self.form.fields()}
        why = await self.clerk.write("Enam belas pemilih DPTb belum dicatat pada surat suara digunakan.")
        record = Return(
            election=self.clerk.election,
            phase=Phase.REAL,
            at=self.tick(),
            signer=KeyId(hashlib.sha256(station.encode()).hexdigest()),
            station=station,
            contest=self.contest,
            poll=Poll.REGULAR,
            version=1,
            replaces=None,
            form=FormEdition(self.form.code, self.form.edition),
            votes=Figures.of({name: n for name, n in numbers.items() if blocks[name] is Block.VOTES}),
            administration=Figures.of(
                {name: n for name, n in numbers.items() if blocks[name] is Block.ADMINISTRATION}
            ),
            photos=(),
            acknowledged=(Acknowledgement("R122", why),) if broken else (),
            seen_before_entry=False,
        )
        body = print_record(record)
        await self.records.append(
            [
                Entry(
                    record_id(body),
                    "return",
                    station,
                    self.contest.value,
                    body,
                    b"s",
                    record.signer,
                    record.at,
                    b"r",
                )
            ]
        )

    async def _corrected(self, operator: Actor, station: StationCode) -> None:
        standing = (await self.clerk.thread(station, self.contest)).standing
        name, old = next(
            (name, n) for name, n in standing.votes.figures.entries if n and not name.endswith("total")
        )
        words = "Pada formulir tertulis angka lain; foto terlipat tepat pada kotak satuan."
        opened = Opened(WitnessCopy.EQUAL, words=words, objector="Sri Wahyuni, saksi 02")
        change = {name: Change(old + 1, ChangeReason.MISREAD)}
        await self.recapitulate.correct(operator, station, self.contest, change, opened)

    async def _objected(self, operator: Actor) -> None:
        witness = self.person("witness", Role.WITNESS)
        why = "Jumlah surat suara digunakan tidak sama dengan jumlah pengguna hak pilih."
        made = await self.dispute.object(
            witness, REGION, self.contest, why, self.codes[0], "surat_suara_digunakan"
        )
        answer = "Kotak dibuka, surat suara dihitung di depan saksi: angka formulir benar."
        await self.dispute.answer(operator, made, ObjectionOutcome.REJECTED, answer)

    async def _certified(self, operator: Actor) -> None:
        await self.plenary.close(operator, REGION, self.contest)
        code = signing_code(await self.plenary.content(REGION, self.contest))
        present = (
            Attendant("Asep Hidayat", Seat.CHAIR, Signing.SIGNED),
            *(Attendant(name, Seat.MEMBER, Signing.SIGNED) for name in ("Dewi Lestari", "Ujang Suryana")),
            Attendant("Rina Marlina", Seat.MEMBER, Signing.SIGNED),
            Attendant("Yusuf Maulana", Seat.MEMBER, Signing.ABSENT),
            Attendant("Siti Aminah (01)", Seat.WITNESS, Signing.SIGNED),
            Attendant("Sri Wahyuni (02)", Seat.WITNESS, Signing.SIGNED),
            Attendant(
                "Bambang Irawan (03)", Seat.WITNESS, Signing.REFUSED, "keberatan atas TPS 001 tidak diterima"
            ),
            Attendant("Nurhayati (Panwaslu)", Seat.SUPERVISOR, Signing.NOT_ASKED),
        )
        second = self.person("second", Role.SECOND)
        await self.plenary.certify(operator, second, REGION, self.contest, code, present)

    def _gathering(self) -> Gathering:
        return Gathering(self.records, self.projections, self.places, self.words, self.profile)

    async def book(self) -> Book:
        """The minutes."""
        draw = DrawMinutes(
            gathering=self._gathering(), rulebook=self.rulebook, ends=lambda _: Level.NATION, page=_page
        )
        return await draw(REGION, self.contest, CHECKPOINT)

    async def copy(self, station: StationCode) -> Book:
        """The copy of a station's form."""
        draw = DrawCopy(gathering=self._gathering(), rulebook=self.rulebook, page=_page)
        return await draw(station, self.contest, CHECKPOINT)


def _opened(number: int) -> Opened:
    if number % 41 == 7:  # noqa: PLR2004 -- now and then
        return Opened(WitnessCopy.DIFFERS, "saksi 03", SpecialEvents.SETTLED, "Pemilih ganda ditolak KPPS.")
    return Opened()
