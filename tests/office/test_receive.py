"""What the intake takes, refuses and holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sirekap.election.contests import Contest
from sirekap.election.identity import ElectionId, Phase, SaltedHash
from sirekap.election.malformed import Malformed
from sirekap.election.records import FormEdition, Release, print_record
from sirekap.election.refusal import Refusal
from sirekap.election.regions import StationCode
from sirekap.office.unable import Unable
from sirekap.seal.envelope import wrap
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.seal.receipt import unwrap_receipt
from sirekap.seal.refusal import Refusal as SealRefusal
from sirekap.simulate.crowd import NIGHT
from sirekap.texts import LANGUAGES, say

RELEASE = Release(
    election=ElectionId("pemilu2024"),
    phase=Phase.REAL,
    at=NIGHT,
    signer="a" * 64,
    record="b" * 64,
    holds=("received_late",),
    person=SaltedHash("c" * 64),
    reason=SaltedHash("d" * 64),
)


def changed(office, **members):
    """The first phone's first return, with members changed and signed again."""
    filed = next(office.crowd.night_of(0))
    return office.crowd.phone(0).sign(replace(filed.record, **members))


async def test_a_return_is_stored_and_its_receipt_verifies(office, ring):
    """The receipt names the record and the second it was received, and the receipt key signed it."""
    filed = next(office.crowd.night_of(0))

    async with office.intake() as receive:
        received = await receive(filed.envelope)

    receipt = unwrap_receipt(received.outcome.receipt)
    receipt.verify(ring, filed.id)
    assert (receipt.receipt.at, receipt.receipt.log_promise) == (office.now, 60)
    stored = await office.records.by_id(filed.id)
    assert (stored.entry.body, stored.entry.signature, stored.entry.holds) == (
        filed.body,
        filed.signature,
        (),
    )


async def test_another_process_gives_the_first_receipt(office):
    """Sent again an hour later to a process with another receipt key, the answer is the first one."""
    filed = next(office.crowd.night_of(0))
    async with office.intake() as receive:
        first = await receive(filed.envelope)
    office.now += timedelta(hours=1)

    async with office.intake(SigningKey(Purpose.RECEIPT, b"another host".ljust(32, b"."))) as receive:
        second = await receive(filed.envelope)

    assert second.outcome == replace(first.outcome, repeated=True)
    assert len(await office.records.after(0, 10)) == 1


async def test_numbers_that_break_the_form_are_taken(office):
    """A finding is no refusal: 41 + 107 + 52 is not 201, and the return is stored all the same."""
    filed = changed(
        office, votes=replace(next(office.crowd.night_of(0)).record.votes, entries=(("suara_sah", 201),))
    )

    async with office.intake() as receive:
        received = await receive(filed.envelope)

    assert received.outcome.holds == ()


REFUSED = {
    "envelope_malformed": lambda _: b"{}",
    "json_not_canonical": lambda _: wrap(b'{"kind": 1}', bytes(64)),
    "record_kind_unknown": lambda _: wrap(b'{"kind":"poem","v":1}', bytes(64)),
    "signature_malformed": lambda office: wrap(next(office.crowd.night_of(0)).body, bytes(64)),
    "signature_wrong": lambda office: wrap(
        next(office.crowd.night_of(0)).body, next(office.crowd.night_of(1)).signature
    ),
    "certificate_unknown": lambda office: next(office.crowd.night_of(9)).envelope,
    "station_unknown": lambda office: changed(office, station=StationCode("9901010001001")).envelope,
    "contest_not_held": lambda office: changed(office, contest=Contest.DPD).envelope,
    "election_unknown": lambda office: changed(office, election=ElectionId("pilkada2024")).envelope,
    "phase_other": lambda office: changed(office, phase=Phase.REHEARSAL).envelope,
    "not_a_return": lambda _: wrap(print_record(RELEASE), bytes(64)),
}


@pytest.mark.parametrize("code", REFUSED)
async def test_refused(office, code):
    """Each of these is refused under its code, its sentence can be said, and nothing is stored."""
    async with office.intake() as receive:
        with pytest.raises((Refusal, SealRefusal, Malformed)) as refusal:
            await receive(REFUSED[code](office))

    assert refusal.value.code == code
    assert all(say(code, language, **refusal.value.facts) for language in LANGUAGES)
    assert await office.records.after(0, 10) == []


async def test_a_phone_enrolled_for_a_station_that_is_not_there_is_refused(office):
    """The certificate is good and the station unknown: nothing could count it."""
    phone = office.crowd.phone_of(StationCode("9901010001001"), 1)
    await office.enrol(phone)
    filed = phone.sign(
        replace(next(office.crowd.night_of(0)).record, station=phone.station, signer=phone.key.id)
    )

    async with office.intake() as receive:
        with pytest.raises(Refusal) as refusal:
            await receive(filed.envelope)

    assert refusal.value.code == "station_unknown"


def _expired(office):
    office.now = NIGHT + timedelta(days=61)
    return next(office.crowd.night_of(0))


def _not_yet(office):
    office.now = NIGHT - timedelta(days=2)
    return changed(office, at=office.now)


def _late(office):
    office.terms = replace(office.terms, closes=office.now)
    return next(office.crowd.night_of(0))


def _before_the_day(office):
    office.terms = replace(office.terms, opens=NIGHT)
    return changed(office, at=NIGHT - timedelta(seconds=1))


HELD = {
    "certificate_expired": _expired,
    "certificate_not_yet_valid": _not_yet,
    "certificate_of_another_station": lambda office: changed(office, station=office.crowd.phone(2).station),
    "form_of_another_contest": lambda office: changed(office, form=FormEdition("C.HASIL-DPR", "2024")),
    "form_of_another_edition": lambda office: changed(office, form=FormEdition("C.HASIL-PPWP", "2019")),
    "received_late": _late,
    "clock_far_off": lambda office: changed(office, at=office.now + timedelta(minutes=11)),
    "clock_far_off behind": _before_the_day,
}


@pytest.mark.parametrize("case", HELD)
async def test_held(office, ring, case):
    """Each of these is stored and receipted, and held under its code."""
    filed = HELD[case](office)

    async with office.intake() as receive:
        received = await receive(filed.envelope)

    assert received.outcome.holds == (case.split()[0],)
    unwrap_receipt(received.outcome.receipt).verify(ring, filed.id)
    assert (await office.records.by_id(filed.id)).entry.holds == received.outcome.holds


async def test_held_when_the_phone_is_revoked(office):
    """A phone revoked a minute ago: the process that has read the list again holds what it sends."""
    filed = next(office.crowd.night_of(0))

    async with office.intake() as receive:
        await office.devices.revoke(filed.record.signer, office.now - timedelta(minutes=1), "lost")
        await receive.revocations.step()
        received = await receive(filed.envelope)

    assert received.outcome.holds == ("certificate_revoked",)


async def test_several_holds_stand_side_by_side(office):
    """A return that is late and of an older edition is held for both."""
    office.terms = replace(office.terms, closes=office.now)

    async with office.intake() as receive:
        received = await receive(changed(office, form=FormEdition("C.HASIL-PPWP", "2019")).envelope)

    assert received.outcome.holds == ("form_of_another_edition", "received_late")


async def test_no_phone_is_judged_by_an_old_revocation_list(office):
    """Eleven seconds after the list was read nothing is taken; read again, it is."""
    filed = next(office.crowd.night_of(0))

    async with office.intake() as receive:
        office.ticks = 10.5
        with pytest.raises(Unable) as unable:
            await receive(filed.envelope)
        await receive.revocations.step()
        received = await receive(filed.envelope)

    assert unable.value.code == "revocations_stale"
    assert not received.outcome.repeated
