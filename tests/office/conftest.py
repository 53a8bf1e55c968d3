"""An intake on the store in memory, its clock and keys in the test's hand."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from sirekap.election.contests import Contest
from sirekap.election.identity import ElectionId, Phase
from sirekap.election.records import FormEdition
from sirekap.office.group_commit import Bounds, GroupCommit
from sirekap.office.intake_terms import Terms
from sirekap.office.ports import ContestSetup, Device, Setup
from sirekap.office.receive import Receive
from sirekap.office.revocations import Revocations
from sirekap.office.slots import Slots
from sirekap.seal.keylist import KeyList, KeyRing, ListedKey
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.seal.verifier import DeviceVerifier
from sirekap.simulate.crowd import NIGHT, Crowd, places
from sirekap.store.memory import MemoryDevices, MemoryPlaces, MemoryRecords


def signing_key(purpose):
    return SigningKey(purpose, purpose.value.encode().ljust(32, b"."))


ENROLMENT, RECEIPT = signing_key(Purpose.ENROLMENT), signing_key(Purpose.RECEIPT)


def ring_of(*keys: SigningKey):
    listed = [
        ListedKey(
            public=key.public,
            purpose=key.purpose,
            valid_from=NIGHT - timedelta(days=365),
            valid_until=NIGHT + timedelta(days=365),
        )
        for key in keys
    ]
    ordered = tuple(sorted(listed, key=lambda one: one.id))
    return KeyRing(KeyList(election="pemilu2024", serial=1, at=NIGHT, keys=ordered))


@dataclass
class Office:
    """What processes share: the store, the keys, the time. ``intake`` is one process's."""

    now: object = NIGHT + timedelta(minutes=5)
    ticks: float = 0.0
    slots: Slots = field(default_factory=Slots)
    terms: Terms = field(
        default_factory=lambda: Terms(
            election=ElectionId("pemilu2024"),
            phase=Phase.REAL,
            forms={Contest.PRESIDENT: FormEdition("C.HASIL-PPWP", "2024")},
        )
    )
    records: MemoryRecords = field(default_factory=MemoryRecords)
    devices: MemoryDevices = field(default_factory=MemoryDevices)
    places: MemoryPlaces = field(default_factory=MemoryPlaces)
    crowd: Crowd = field(default_factory=lambda: Crowd(ENROLMENT))

    async def set_up(self, stations=2):
        """Stations with two enrolled phones each."""
        regions, polled = places(stations)
        contest = ContestSetup("ppwp", "Presiden", "C.HASIL-PPWP")
        await self.places.put(Setup(regions, polled, [contest]), dry=False)
        for number in range(2 * stations):
            await self.enrol(self.crowd.phone(number))

    async def enrol(self, phone):
        """Enrol a phone."""
        await self.devices.enrol(Device(phone.key.id, phone.station, phone.slot, phone.certificate))

    @asynccontextmanager
    async def intake(self, receipt_key=RECEIPT):
        """One process that takes returns."""
        commit = GroupCommit(self.records, Bounds())
        revocations = Revocations(self.devices, lambda: self.ticks)
        await revocations.step()
        running = asyncio.create_task(commit.run())
        yield Receive(
            terms=self.terms,
            phones=DeviceVerifier(ring_of(ENROLMENT, receipt_key), 100),
            revocations=revocations,
            commit=commit,
            devices=self.devices,
            places=self.places,
            receipt_key=receipt_key,
            log_promise=60,
            slots=self.slots,
            now=lambda: self.now,
        )
        commit.drain()
        await running


@pytest.fixture
def office(runner):
    """An office of two stations with two phones each, at five past eight on the night."""
    made = Office()
    runner.run(made.set_up())
    return made


@pytest.fixture
def ring():
    """The keys the office works with."""
    return ring_of(ENROLMENT, RECEIPT)
