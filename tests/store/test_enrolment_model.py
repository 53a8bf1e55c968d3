"""Slots and codes: PostgreSQL against the twin in memory, whatever is done in whatever order."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sirekap.election.regions import NATION
from sirekap.office.ports import Attempt, BatchRefused, Device, Entry, Setup, SlotCode
from sirekap.simulate.crowd import places, station_of
from sirekap.store.memory import MemoryDevices, MemoryEnrolment, MemoryPlaces, MemoryRecords
from sirekap.store.postgres import (
    PostgresDevices,
    PostgresEnrolment,
    PostgresPlaces,
    PostgresRecords,
    open_intake_pool,
    open_pool,
)

START = datetime(2024, 1, 20, tzinfo=UTC)
STATIONS = st.sampled_from([station_of(0), station_of(1), "3499999999999"])
FORMS = st.sampled_from(["scanned", "typed"])
PHONES = st.sampled_from(["x", "y", "z"])
SLOTS = st.sampled_from([1, 2, 2, 1, 3])


def digest(word):
    return hashlib.sha256(word.encode()).hexdigest()


def entry(kind, body, at):
    """A record as a store looks at it."""
    return Entry(
        id=hashlib.sha256(body).hexdigest(),
        kind=kind,
        station=None if kind == "key_revoked" else station_of(0),
        contest=None,
        body=body,
        signature=b"s",
        key=digest("server"),
        received=at,
        receipt=b"r",
    )


async def told(answer):
    """What an act answers, or that it is refused."""
    try:
        return await answer
    except BatchRefused:
        return "refused"


class Agreement(RuleBasedStateMachine):
    """The same acts on both; every answer and every listing must agree."""

    def __init__(self, runner, pools) -> None:
        super().__init__()
        self.run = runner.run
        records, devices, kept = MemoryRecords(), MemoryDevices(), MemoryPlaces()
        intake, pool = pools
        self.now = START
        self.number = 0
        self.twins = [MemoryEnrolment(records, devices, kept), PostgresEnrolment(pool)]
        self.records = [records, PostgresRecords(intake, pool)]
        self.devices = [devices, PostgresDevices(pool)]
        for one in (kept, PostgresPlaces(pool)):
            self.run(one.put(Setup(*places(2)), dry=False))

    def both(self, act):
        """Do an act on both; give the answer they agree on."""
        first, second = (self.run(told(act(one))) for one in self.twins)
        assert first == second
        return first

    @rule(station=STATIONS, slots=st.lists(SLOTS, min_size=1, max_size=3), hours=st.integers(1, 9))
    def issue(self, station, slots, hours):
        """A letter, which may be one that cannot be."""
        self.number += 1
        words = [f"{'abcd'[(self.number + place) % 4]} {self.number} {place}" for place in range(len(slots))]
        codes = [
            SlotCode(station, slot, digest(f"{word} scanned"), digest(f"{word} typed"))
            for slot, word in zip(slots, words, strict=True)
        ]
        self.both(lambda one: one.issue(codes, self.now, self.now + timedelta(hours=hours)))

    def attempt(self, station, back, place, form, phone):
        """One of the last codes, or one that never was."""
        number = self.number - back
        word = f"{'abcd'[(number + place) % 4]} {number} {place}"
        return Attempt(station, digest(f"{word} {form}"), digest(phone), self.now, 3, timedelta(minutes=30))

    @rule(station=STATIONS, back=st.integers(0, 3), place=st.integers(0, 2), form=FORMS, phone=PHONES)
    def look(self, station, back, place, form, phone):
        """A phone tries a code."""
        self.both(lambda one: one.attempt(self.attempt(station, back, place, form, phone)))

    @rule(station=STATIONS, back=st.integers(0, 3), place=st.integers(0, 2), form=FORMS, phone=PHONES)
    def claim(self, station, back, place, form, phone):
        """A phone claims with a code; the slot of its certificate is of no matter to a store."""
        attempt = self.attempt(station, back, place, form, phone)
        device = Device(attempt.device, station, 1, f"certificate {phone} {self.now}".encode())
        made = entry("device_enrolled", f"{phone} {station} {self.now}".encode(), self.now)
        self.both(lambda one: one.claim(attempt, device, made))

    @rule(phone=PHONES)
    def close(self, phone):
        """A phone is revoked, which may never have been enrolled."""
        made = entry("key_revoked", f"{phone} {self.now} revoked".encode(), self.now)
        self.both(lambda one: one.close(digest(phone), self.now, "lost", made))

    @rule(minutes=st.sampled_from([1, 20, 90]))
    def wait(self, minutes):
        """Time goes by."""
        self.now += timedelta(minutes=minutes)

    @invariant()
    def listings_agree(self):
        """Phones, refused claims, revocations and records."""
        self.both(lambda one: one.phones(NATION, "", 9))
        self.both(lambda one: one.refused(NATION, 99))
        first, second = (self.run(one.after(0, 999)) for one in self.records)
        assert [one.entry.id for one in first] == [one.entry.id for one in second]
        revoked = [self.run(one.revoked()) for one in self.devices]
        assert revoked[0] == revoked[1]


def test_postgresql_and_the_twin_agree_on_enrolment(runner, empty_database):
    """Any letters, tries, claims and revocations."""

    def fresh():
        empty_database("system")
        return Agreement(runner, pools)

    address = empty_database("system").app
    pools = runner.run(open_intake_pool(address)), runner.run(open_pool(address))
    short = settings(
        max_examples=12,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(fresh, settings=short)
    finally:
        for pool in pools:
            runner.run(pool.close())
