"""Enrolling a phone: the certificate, the record, the refusals, and who is told of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.office.conftest import ring_of
from tests.office.enrolment_desk import CODES, ENROLMENT, RECEIPT, START, VALID, Desk

from sirekap.election.canonical import decode
from sirekap.election.records import DeviceEnrolled, KeyRevoked, parse_record
from sirekap.election.refusal import Refusal
from sirekap.office.enrolment_terms import Code, Wait
from sirekap.office.intake_terms import Code as IntakeCode
from sirekap.office.journal import first_broken
from sirekap.office.replace import SLOT_UNKNOWN
from sirekap.seal.certificate import Standing, verify_certificate
from sirekap.seal.claim import Claim, sign_claim
from sirekap.seal.codes import one_time_code
from sirekap.seal.device import DeviceKey
from sirekap.seal.envelope import wrap
from sirekap.seal.receipt import unwrap_receipt
from sirekap.seal.refusal import Code as SealCode
from sirekap.seal.refusal import Refusal as SealRefusal
from sirekap.simulate.crowd import station_of

HERE, THERE = station_of(0), station_of(1)


@pytest.fixture
def desk(runner):
    """Two stations without phones."""
    made = Desk()
    runner.run(made.set_up())
    return made


async def refused(claim):
    """The refusal that a claim meets."""
    with pytest.raises((Refusal, SealRefusal)) as caught:
        await claim
    return caught.value


async def noted(desk):
    """The journal's lines: kind, and what they tell of a station."""
    return [(line.kind, decode(line.detail)) for line in await desk.journal.after(0, 99)]


async def test_a_phone_gets_a_certificate_for_its_slot(desk):
    """Signed by the enrolment key, valid now, for the station and slot of the letter's code."""
    codes = await desk.print()

    enrolled = await desk.claim(codes[HERE, 2], 1)
    certificate = verify_certificate(enrolled.certificate, ring_of(ENROLMENT, RECEIPT))

    assert (certificate.station, certificate.slot) == (HERE, 2)
    assert certificate.public == DeviceKey(b"phone 1").public
    assert certificate.standing(desk.now, None) is Standing.VALID
    assert certificate.standing(desk.now - timedelta(minutes=5), None) is Standing.VALID
    assert (await desk.devices.by_key(certificate.device)).certificate == enrolled.certificate


async def test_the_enrolment_is_a_record(desk):
    """Of the phone, signed by the enrolment key, receipted, under the id the phone is told."""
    codes = await desk.print()

    enrolled = await desk.claim(codes[HERE, 1], 1)
    ((_, entry),) = [(one.position, one.entry) for one in await desk.records.after(0, 9)]
    record = parse_record(entry.body)

    assert isinstance(record, DeviceEnrolled)
    assert (record.station, record.slot, record.certificate) == (HERE, 1, enrolled.certificate)
    assert (entry.id, entry.kind, entry.station) == (enrolled.record, "device_enrolled", HERE)
    assert (entry.key, entry.signature) == (ENROLMENT.id, ENROLMENT.sign(entry.body))
    unwrap_receipt(entry.receipt).verify(ring_of(RECEIPT), entry.id)


async def test_a_lost_answer_is_asked_for_again(desk):
    """The same phone, the same code in either form, hours later: the same certificate, and no new record."""
    codes = await desk.print()
    first = await desk.claim(codes[HERE, 1], 1)
    desk.now += timedelta(hours=3)

    again = await desk.claim(codes[HERE, 1], 1, entered=codes[HERE, 1].typed)

    assert (again.certificate, again.record) == (first.certificate, first.record)
    assert (first.repeated, again.repeated) == (False, True)
    assert len(await desk.records.after(0, 9)) == 1


async def test_a_second_claim_is_refused_and_shown(desk):
    """The thief's or the officer's: the regency sees that a used code was brought, and when."""
    codes = await desk.print()
    await desk.claim(codes[HERE, 1], 1)

    met = await refused(desk.claim(codes[HERE, 1], 2))
    (shown,) = await desk.enrolment.refused("34", 9)

    assert met.code == Code.CODE_USED
    assert (shown.station, shown.slot, shown.met, shown.at) == (HERE, 1, "used", desk.now)
    assert (await noted(desk))[-1] == (
        "enrolment_attempt",
        {"station": HERE, "slot": 1, "device": DeviceKey(b"phone 2").id, "met": "used"},
    )
    assert first_broken(await desk.journal.after(0, 99)) is None


async def test_no_code_is_kept_or_noted_in_clear(desk):
    """Not in the store, not in the journal: neither form of it."""
    codes = await desk.print()
    await desk.claim(codes[HERE, 1], 1)
    kept = repr(vars(desk.enrolment)) + repr(await desk.journal.after(0, 99))

    for code in codes.values():
        assert code.text not in kept
        assert code.typed[:12] not in kept
        assert CODES.digest(code.station, code.text) in kept


async def test_old_letters_expire_and_new_ones_cancel_them(desk):
    """A code of a letter that was printed anew, and one of a letter that is too old."""
    old = await desk.print()
    desk.now += timedelta(days=1)
    new = await desk.print(HERE[:10])

    assert (await refused(desk.claim(old[HERE, 1], 1))).code == Code.CODE_CANCELLED
    desk.now = START + timedelta(days=1) + VALID
    assert (await refused(desk.claim(new[THERE, 1], 1))).code == Code.CODE_EXPIRED
    kinds = [line for line in await noted(desk) if line[0] == "letters_issued"]
    assert [detail["cancelled"] for _, detail in kinds] == [0, 4]


async def test_after_five_wrong_codes_the_station_is_locked(desk):
    """For an hour: the right code too, and a slip of the finger has cost nothing."""
    codes = await desk.print()
    typed = codes[HERE, 1].typed
    slip = typed[:12] + ("1" if typed[12] == "0" else "0")
    for _ in range(9):
        assert (await refused(desk.claim(codes[HERE, 1], 1, slip))).code == SealCode.CODE_MISTYPED
    left = []
    for number in range(5):
        guess = one_time_code(HERE, bytes([number]) * 16)
        left.append((await refused(desk.claim(guess, 1))).facts["left"])
    desk.now += timedelta(minutes=20)

    locked = await refused(desk.claim(codes[HERE, 1], 1))
    desk.now += timedelta(minutes=40)

    assert left == [4, 3, 2, 1, 0]
    assert isinstance(locked, Wait)
    assert (locked.code, locked.seconds, locked.facts) == (Code.LOCKED, 2400, {"minutes": 40})
    assert (await desk.claim(codes[HERE, 1], 1)).repeated is False


async def test_a_guesser_of_weeks_has_a_thousand_tries_and_no_chance(desk):
    """As many guesses as are let through, all the days a letter holds: far from 2^60 / 2."""
    await desk.print()
    weighed = 0
    for hour in range(int(VALID.total_seconds() // 3600)):
        desk.now = START + timedelta(hours=hour, seconds=1)
        for number in range(7):
            guess = one_time_code(HERE, (hour * 7 + number).to_bytes(16))
            weighed += (await refused(desk.claim(guess, 1))).code == Code.CODE_WRONG

    assert weighed == 5 * 24 * VALID.days
    assert weighed * 2 / 2**60 < 1e-14


async def test_an_address_that_is_wrong_too_often_is_paused(desk):
    """Thirty wrong tries here and there; then nothing more from it, while others go on."""
    codes = await desk.print()
    for number in range(30):
        await refused(desk.claim(codes[HERE, 1], number, "nonsense", "2001:db8::1"))

    paused = await refused(desk.claim(codes[HERE, 1], 1, address="2001:db8::2"))

    assert isinstance(paused, Wait)
    assert (paused.code, paused.seconds) == (Code.ADDRESS_PAUSED, 600)
    assert (await desk.claim(codes[HERE, 1], 1, address="192.0.2.1")).repeated is False
    desk.ticks += 600
    assert (await desk.claim(codes[HERE, 2], 2, address="2001:db8::2")).repeated is False


async def test_a_replaced_phone_makes_room_for_one(desk):
    """Its key is revoked by a record; its slot takes the next letter's phone, and no second."""
    codes = await desk.print()
    await desk.claim(codes[HERE, 1], 1)
    assert (await desk.print())[HERE, 2]

    gone = await desk.replaced(HERE, 1)
    codes = await desk.print()
    await desk.claim(codes[HERE, 1], 2)
    record = parse_record((await desk.records.after(1, 1))[0].entry.body)

    assert gone == DeviceKey(b"phone 1").id
    assert isinstance(record, KeyRevoked)
    assert (record.key, record.reason) == (gone, "replaced")
    assert list(await desk.devices.revoked()) == [gone]
    assert (await refused(desk.claim(codes[HERE, 1], 1))).code == Code.CODE_USED
    assert await desk.replaced(HERE, 2) is None


async def test_a_slot_in_use_gets_no_code(desk):
    """Letters printed again leave enrolled phones alone."""
    first = await desk.print()
    await desk.claim(first[HERE, 1], 1)

    assert set(await desk.print()) == set(first) - {(HERE, 1)}


@pytest.mark.parametrize(
    ("station", "slot", "code"),
    [(HERE, 3, SLOT_UNKNOWN), ("3499999999999", 1, IntakeCode.STATION_UNKNOWN)],
)
async def test_what_is_not_there_cannot_be_replaced(desk, station, slot, code):
    """No third slot, no such station."""
    assert (await refused(desk.replaced(station, slot))).code == code


async def test_a_key_is_enrolled_once(desk):
    """One phone cannot hold both slots."""
    codes = await desk.print()
    await desk.claim(codes[HERE, 1], 1)

    assert (await refused(desk.claim(codes[HERE, 2], 1))).code == Code.KEY_KNOWN


async def test_claims_that_are_none_are_refused(desk):
    """Another election, no such station, a body that is no claim, another's key."""
    codes = await desk.print()
    key, other = DeviceKey(b"phone 1"), DeviceKey(b"phone 2")
    code = codes[HERE, 1].text
    foreign = Claim(election="pilkada2024", station=HERE, code=code, exported=key.public)
    stolen = Claim(election="pemilu2024", station=HERE, code=code, exported=other.public)
    nowhere = one_time_code("3499999999999", bytes(16))

    assert (await refused(desk.enrol(sign_claim(foreign, key), None))).code == IntakeCode.ELECTION_UNKNOWN
    assert (await refused(desk.enrol(wrap(b"{}", key.sign(b"{}")), None))).code == Code.MALFORMED
    assert (await refused(desk.enrol(sign_claim(stolen, key), None))).code == SealCode.SIGNATURE_WRONG
    assert (await refused(desk.enrol(b"{}", None))).code == SealCode.ENVELOPE_MALFORMED
    assert (await refused(desk.claim(nowhere, 1))).code == IntakeCode.STATION_UNKNOWN
