"""What every store promises about the slots of stations and the codes of their letters."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sirekap.election.regions import NATION
from sirekap.office.ports import Attempt, BatchRefused, Device, Entry, Met, Setup, SlotCode
from sirekap.simulate.crowd import places, station_of

NOON = datetime(2024, 2, 1, 5, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
HERE, THERE = station_of(0), station_of(1)


def digest(word):
    return hashlib.sha256(word.encode()).hexdigest()


def code(word, station=HERE, slot=1):
    return SlotCode(station, slot, digest(f"{word} scanned"), digest(f"{word} typed"))


def attempt(word, phone="phone", form="scanned", station=HERE, at=NOON):
    return Attempt(station, digest(f"{word} {form}"), digest(phone), at, 5, HOUR)


def entry(tried, slot=1):
    """A record of this phone's enrolment, as far as a store looks at it."""
    body = f"{tried.device} {slot} {tried.at}".encode()
    return Entry(
        id=hashlib.sha256(body).hexdigest(),
        kind="device_enrolled",
        station=tried.station,
        contest=None,
        body=body,
        signature=b"signature",
        key=digest("server"),
        received=tried.at,
        receipt=b"receipt",
    )


def device(tried, slot=1):
    return Device(tried.device, tried.station, slot, f"certificate of {tried.device}".encode())


@pytest.fixture
def slots(store, runner):
    """Two stations; the first has a letter with a code for each slot."""
    regions, stations = places(2)
    runner.run(store.places.put(Setup(regions, stations), dry=False))
    runner.run(store.enrolment.issue([code("one"), code("two", slot=2)], NOON - HOUR, NOON + WEEK))
    return store.enrolment


def claim(slots, tried, slot=1):
    """Claim a slot."""
    return slots.claim(tried, device(tried, slot), entry(tried, slot))


@pytest.mark.parametrize("form", ["scanned", "typed"])
async def test_either_form_of_a_code_opens_its_slot(store, slots, form):
    """The phone is in the slot, and its record among the records, once the claim is answered."""
    tried = attempt("two", form=form)

    assert (await slots.attempt(tried)).met is Met.OPEN
    answer = await claim(slots, tried, 2)

    assert (answer.met, answer.slot, answer.certificate) == (Met.OPEN, 2, device(tried).certificate)
    assert await store.devices.by_key(tried.device) == device(tried, 2)
    assert [one.entry for one in await store.records.after(0, 9)] == [entry(tried, 2)]


async def test_a_repeated_claim_is_told_the_first_certificate(store, slots):
    """The answer was lost: the same phone asks again, with either form, even later than the code holds."""
    await claim(slots, attempt("one"))

    again = await claim(slots, attempt("one", form="typed", at=NOON + 2 * WEEK))

    assert (again.met, again.slot) == (Met.REPEATED, 1)
    assert again.certificate == device(attempt("one")).certificate
    assert len(await store.records.after(0, 9)) == 1


async def test_a_code_works_once(store, slots):
    """Another phone that brings a used code is told so, counted, and listed."""
    await claim(slots, attempt("one"))
    second = attempt("one", phone="another", form="typed")

    assert (await slots.attempt(second)).met is Met.USED
    answer = await claim(slots, second)

    assert (answer.met, answer.slot, answer.left) == (Met.USED, 1, 3)
    assert await store.devices.by_key(second.device) is None
    refused = await slots.refused(NATION, 9)
    assert [(one.station, one.slot, one.met, one.device) for one in refused] == [
        (HERE, 1, Met.USED, second.device)
    ] * 2


async def test_five_wrong_tries_close_a_station_for_an_hour(slots):
    """The right code is refused too, until the oldest of the five is an hour old; others are not touched."""
    left = [
        (await slots.attempt(attempt(f"guess {number}", at=NOON + timedelta(minutes=number)))).left
        for number in range(5)
    ]

    locked = await slots.attempt(attempt("one", at=NOON + timedelta(minutes=5)))
    later = await slots.attempt(attempt("one", at=NOON + HOUR))

    assert left == [4, 3, 2, 1, 0]
    assert (locked.met, locked.until) == (Met.LOCKED, NOON + HOUR)
    assert later.met is Met.OPEN
    assert (await slots.attempt(attempt("x", station=THERE))).met is Met.WRONG


async def test_guesses_side_by_side_are_counted_one_by_one(slots):
    """Of forty guesses at once five are weighed, and the rest meet the lock."""
    answers = await asyncio.gather(*(slots.attempt(attempt(f"guess {number}")) for number in range(40)))

    assert sorted(one.met for one in answers) == [Met.LOCKED] * 35 + [Met.WRONG] * 5


async def test_a_new_letter_cancels_the_open_code_and_begins_the_count_anew(slots):
    """The old letter's code is told to be cancelled; the new one's works, though the station was locked."""
    for number in range(5):
        await slots.attempt(attempt(f"guess {number}"))

    cancelled = await slots.issue([code("new")], NOON + HOUR / 2, NOON + WEEK)
    at = NOON + HOUR / 2 + timedelta(minutes=1)

    assert cancelled == 1
    assert (await slots.attempt(attempt("one", at=at))).met is Met.CANCELLED
    assert (await slots.attempt(attempt("two", at=at))).met is Met.OPEN
    assert (await claim(slots, attempt("new", at=at))).met is Met.OPEN


async def test_a_code_expires(slots):
    """At the time it was given until, it opens nothing."""
    at = NOON + WEEK

    assert (await slots.attempt(attempt("one", at=at - timedelta(seconds=1)))).met is Met.OPEN
    assert (await slots.attempt(attempt("one", at=at))).met is Met.EXPIRED


async def test_a_slot_with_a_phone_takes_no_other(slots):
    """A code printed while a phone was being enrolled opens nothing before that phone is replaced."""
    first = attempt("one")
    await claim(slots, first)
    await slots.issue([code("late")], NOON, NOON + WEEK)
    second = attempt("late", phone="another", at=NOON + timedelta(seconds=1))

    taken = await claim(slots, second)
    closing = replace(entry(second), kind="key_revoked", station=None)
    closed = [await slots.close(first.device, NOON, "replaced", closing) for _ in range(2)]
    freed = await claim(slots, second)

    assert (taken.met, taken.slot) == (Met.TAKEN, 1)
    assert closed == [True, False]
    assert freed.met is Met.OPEN


async def test_a_revoked_phone_is_not_told_its_certificate_again(store, slots):
    """Its code is a used one to it as to everybody."""
    tried = attempt("one")
    await claim(slots, tried)
    await slots.close(tried.device, NOON, "lost", replace(entry(tried, 9), kind="key_revoked", station=None))

    assert (await slots.attempt(tried)).met is Met.USED
    assert await store.devices.revoked() == {tried.device: NOON}
    assert [one.entry.kind for one in await store.records.after(0, 9)] == ["device_enrolled", "key_revoked"]


async def test_a_key_is_certified_once(slots):
    """A phone that has one slot cannot have the other with the same key."""
    await claim(slots, attempt("one"))

    assert (await claim(slots, attempt("two"), 2)).met is Met.KEY_KNOWN


async def test_a_code_opens_nothing_at_another_station(slots):
    """There it is a wrong one; where there is no station it is nothing at all."""
    assert (await slots.attempt(attempt("one", station=THERE))).met is Met.WRONG
    assert (await slots.attempt(attempt("one", station="3499999999999"))).met is Met.NO_STATION


async def test_stations_show_their_phones(slots):
    """Slots with a phone, slots with an open code, refused attempts: page by page, by code."""
    await claim(slots, attempt("one"))
    await slots.attempt(attempt("guess"))

    shown = await slots.phones(NATION, "", 9)

    assert [(one.station, one.enrolled, one.open, one.refused) for one in shown] == [
        (HERE, (1,), (2,), 1),
        (THERE, (), (), 0),
    ]
    assert await slots.phones(NATION, HERE, 9) == shown[1:]
    assert await slots.phones(NATION, "", 1) == shown[:1]


@pytest.mark.parametrize(
    "codes",
    [[code("a", station="3499999999999")], [code("a"), code("b")], [code("a", slot=3)]],
    ids=["no station", "slot twice", "third slot"],
)
async def test_a_letter_that_cannot_be_is_refused_whole(slots, codes):
    """Nothing of it is issued, and nothing cancelled."""
    with pytest.raises(BatchRefused):
        await slots.issue(codes, NOON, NOON + WEEK)

    assert (await slots.attempt(attempt("one"))).met is Met.OPEN


async def test_of_many_phones_that_race_for_a_slot_one_wins(store, slots):
    """Twelve phones with the same letter at once: one certificate, one record, one device."""
    racers = [replace(attempt("one", phone=f"phone {number}"), tries=99) for number in range(12)]

    answers = await asyncio.gather(*(claim(slots, one) for one in racers))

    assert sorted(one.met for one in answers) == [Met.OPEN] + [Met.USED] * 11
    assert len(await store.devices.of_station(HERE)) == 1
    assert len(await store.records.after(0, 99)) == 1
