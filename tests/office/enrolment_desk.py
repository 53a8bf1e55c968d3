"""Enrolment on the store in memory: the acts of the desk, and phones that claim, with a clock to turn."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sirekap.election.identity import ElectionId, Phase
from sirekap.election.records import RevocationReason
from sirekap.election.regions import NATION
from sirekap.office.enrol import Enrol
from sirekap.office.letters import Letters
from sirekap.office.pace import Pace
from sirekap.office.ports import Setup
from sirekap.office.registrar import Registrar
from sirekap.office.replace import Replace
from sirekap.seal.claim import Claim, sign_claim
from sirekap.seal.codes import CodeKey
from sirekap.seal.device import DeviceKey
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.simulate.crowd import places
from sirekap.store.memory import MemoryDevices, MemoryEnrolment, MemoryJournal, MemoryPlaces, MemoryRecords

START = datetime(2024, 1, 20, 3, tzinfo=UTC)
VALID = timedelta(days=20)
CODES = CodeKey(b"the test's secret of letters 001")


def signing_key(purpose):
    return SigningKey(purpose, purpose.value.encode().ljust(32, b"."))


ENROLMENT, RECEIPT = signing_key(Purpose.ENROLMENT), signing_key(Purpose.RECEIPT)


def registrar():
    return Registrar(
        election=ElectionId("pemilu2024"),
        phase=Phase.REAL,
        enrolment_key=ENROLMENT,
        receipt_key=RECEIPT,
        log_promise=60,
        valid=timedelta(days=180),
    )


@dataclass
class Desk:
    """The acts on one store; ``now`` and ``ticks`` are the test's to turn."""

    records: MemoryRecords = field(default_factory=MemoryRecords)
    devices: MemoryDevices = field(default_factory=MemoryDevices)
    places: MemoryPlaces = field(default_factory=MemoryPlaces)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    now: datetime = START
    ticks: float = 0.0

    def __post_init__(self) -> None:
        self.enrolment = MemoryEnrolment(self.records, self.devices, self.places)
        self.chance = random.Random(14)
        self.letters = Letters(
            places=self.places,
            enrolment=self.enrolment,
            journal=self.journal,
            codes=CODES,
            random=self.chance.randbytes,
        )
        self.enrol = Enrol(
            enrolment=self.enrolment,
            journal=self.journal,
            registrar=registrar(),
            codes=CODES,
            pace=Pace(lambda: self.ticks, most=30),
            now=lambda: self.now,
        )
        self.replace = Replace(
            places=self.places,
            devices=self.devices,
            enrolment=self.enrolment,
            journal=self.journal,
            registrar=registrar(),
            now=lambda: self.now,
        )

    async def set_up(self, stations=2):
        """Stations without phones."""
        regions, polled = places(stations)
        await self.places.put(Setup(regions, polled), dry=False)

    async def print(self, region=NATION):
        """New letters; the code of each station and slot that got one."""
        drafted = [one async for _, some in self.letters.batches(region, 50) for one in some]
        await self.letters.open(drafted, self.now, self.now + VALID)
        return {(one.heading.station, slot): code for one in drafted for slot, code in one.codes}

    async def claim(self, code, phone, entered=None, address=None):
        """A phone, by its number, claims with a code as it was printed, or as it is entered."""
        key = DeviceKey(f"phone {phone}".encode())
        claim = Claim(
            election="pemilu2024",
            station=code.station,
            code=code.text if entered is None else entered,
            exported=key.public,
        )
        return await self.enrol(sign_claim(claim, key), address)

    async def replaced(self, station, slot):
        """The phone in a slot is taken out of it."""
        return await self.replace(station, slot, RevocationReason.REPLACED)
