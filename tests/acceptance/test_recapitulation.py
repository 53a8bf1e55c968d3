"""Recapitulation as it happens, in the words of those who do it."""

from __future__ import annotations

import pytest
from tests.acceptance.world import (
    ABROAD,
    CONTEST,
    DIY,
    FIVE,
    FOUR,
    JATIM,
    KALIDAWIR,
    KUALA_LUMPUR,
    NGUNUT,
    ONE,
    PAPER,
    PRISON,
    SIX,
    SLEMAN,
    SLEMAN_REGENCY,
    THREE,
    TULUNGAGUNG,
    TWO,
    numbers,
)

from sirekap.election.contests import Poll
from sirekap.election.records import (
    Authority,
    ChangeReason,
    ObjectionOutcome,
    Signing,
    Situation,
    SpecialEvents,
    WitnessCopy,
)
from sirekap.election.records import Role as Seat
from sirekap.election.refusal import Refusal
from sirekap.election.regions import NATION
from sirekap.office.actor import Role
from sirekap.office.hold_plenary import Attendant, signing_code
from sirekap.office.recapitulate import Change, Entered, Opened

MISREAD = ChangeReason.MISREAD


async def test_every_station_is_confirmed_and_the_country_certified(world):
    """Eight stations with 100, 60, 40: through four plenaries, overseas straight to the nation."""
    await world.whole_country()

    assert await world.settled(NATION) == [800, 480, 320]
    assert await world.phase(NATION) == "certified"
    assert not await world.plenary.outlived(NATION, CONTEST)


async def test_a_station_corrected_at_the_plenary(world):
    """The phone sent 91; the opened paper says 41. The old number, the reason and who asked for it stay."""
    await world.sent(ONE, 91, 7, 2)
    await world.opens(NGUNUT)
    opened = Opened(WitnessCopy.EQUAL, words="Salah baca: 4 terbaca 9", objector="Saksi 02")

    made = await world.recapitulate.correct(
        world.operator(NGUNUT), ONE, CONTEST, {"suara_1": Change(41, MISREAD)}, opened
    )

    assert await world.votes(NATION) == [41, 7, 2]
    assert await world.state(ONE) == "recapitulated"
    decision = await world.record(made)
    assert [(each.field, each.old, each.new, each.reason) for each in decision.changes] == [
        ("suara_1", 91, 41, MISREAD)
    ]
    words = await world.words.read([decision.words, decision.objector])
    assert {each.text for each in words.values()} == {"Salah baca: 4 terbaca 9", "Saksi 02"}


async def test_claims_that_differ_are_corrected_against_the_last_one(world):
    """Two devices say 91 and 14, so none counts; the paper says 41, against the last claim."""
    await world.sent(ONE, 91, 7, 2)
    await world.sent(ONE, 14, 7, 2, device="two")
    await world.opens(NGUNUT)

    with pytest.raises(Refusal, match="differing_to_confirm"):
        await world.confirms(ONE)
    made = await world.recapitulate.correct(
        world.operator(NGUNUT),
        ONE,
        CONTEST,
        {"suara_1": Change(41, ChangeReason.MISTYPED)},
        Opened(words="Plano"),
    )

    assert [(each.old, each.new) for each in (await world.record(made)).changes] == [(14, 41)]
    assert await world.settled(NGUNUT) == [41, 7, 2]


async def test_numbers_never_sent_are_entered_by_two_people(world):
    """Nothing came from station 2: two people type the opened paper, neither seeing the other."""
    await world.opens(NGUNUT)
    operator, second = world.operator(NGUNUT), world.second(NGUNUT)
    right, wrong = Entered(numbers(41, 7, 2).all), Entered(numbers(14, 7, 2).all)

    with pytest.raises(Refusal, match="entries_differ") as refused:
        await world.recapitulate.enter(operator, second, TWO, CONTEST, right, wrong, Opened(photos=PAPER))
    assert refused.value.facts == {"fields": "suara_1"}
    with pytest.raises(Refusal, match="entry_without_photo"):
        await world.recapitulate.enter(operator, second, TWO, CONTEST, right, right, Opened())
    await world.recapitulate.enter(operator, second, TWO, CONTEST, right, right, Opened(photos=PAPER))

    assert await world.settled(NGUNUT) == [41, 7, 2]


async def test_photos_without_numbers_are_entered_too(world):
    """A return came with photos and no figures: there is nothing to confirm, so it is entered."""
    await world.sent_photos_only(ONE)
    await world.opens(NGUNUT)
    operator, second = world.operator(NGUNUT), world.second(NGUNUT)

    with pytest.raises(Refusal, match="nothing_to_confirm"):
        await world.recapitulate.confirm(operator, ONE, CONTEST, Opened())
    typed = Entered(numbers(41, 7, 2).all)
    await world.recapitulate.enter(operator, second, ONE, CONTEST, typed, typed, Opened(photos=PAPER))

    assert await world.votes(NGUNUT) == [41, 7, 2]


async def test_numbers_whose_photos_never_come_are_settled_by_the_paper(world):
    """The figures came, no photo did: the opened paper is what confirms them."""
    await world.sent(ONE, 41, 7, 2, photos=())
    await world.opens(NGUNUT)
    assert await world.state(ONE) == "pending"

    await world.confirms(ONE)

    assert await world.state(ONE) == "recapitulated"


async def test_a_return_filed_under_the_wrong_station_is_moved(world):
    """Station 3's numbers came as station 2's: moved with the reason, counted once, history on both."""
    wrong = await world.sent(TWO, 41, 7, 2)

    moved = await world.dispute.move(world.operator(NGUNUT), wrong, THREE, "Foto menunjukkan TPS 003")

    assert await world.votes("3504012001") == [41, 7, 2]
    assert await world.state(THREE) == "pending"
    assert (await world.state(TWO)) == "absent"
    assert (await world.record(moved)).moved == wrong


async def test_a_send_back_two_tiers_up(world):
    """The nation sends a province's minutes back for one station: corrected, certified anew upwards."""
    await world.whole_country()
    national = world.operator(NATION)

    await world.plenary.send_back(
        national, JATIM, CONTEST, Authority.TIER_ABOVE, "12/PL/2024", "Salah salin TPS 001", [ONE]
    )
    assert await world.state(ONE) == "reopened"
    assert await world.phase(JATIM) == "reopened"
    for region in (NGUNUT, TULUNGAGUNG, NATION):
        assert await world.plenary.outlived(region, CONTEST)

    await world.opens(NGUNUT)
    await world.recapitulate.correct(
        world.operator(NGUNUT), ONE, CONTEST, {"suara_1": Change(90, ChangeReason.ORDERED)},
        Opened(words="Sesuai surat 12/PL/2024", order="12/PL/2024"),
    )  # fmt: skip
    assert await world.state(ONE) == "corrected"
    await world.certifies(NGUNUT)
    for region in (TULUNGAGUNG, JATIM, NATION):
        await world.opens(region)
        await world.certifies(region)

    assert await world.settled(NATION) == [790, 480, 320]
    standing = (await world.clerk.assembly(JATIM, CONTEST)).standing
    assert (len(standing.certificates), standing.version) == (2, 2)
    assert not await world.plenary.outlived(NATION, CONTEST)


async def test_an_objection_upheld(world):
    """A witness objects to one field; the paper is opened, he is right, the answer names the correction."""
    await world.sent(ONE, 91, 7, 2)
    await world.opens(NGUNUT)
    witness = world.person("Saksi 02", Role.WITNESS, NGUNUT, proven=False)
    objection = await world.dispute.object(witness, NGUNUT, CONTEST, "Salinan kami 41", ONE, "suara_1")
    assert (await world.clerk.thread(ONE, CONTEST)).standing.objections == (objection,)

    correction = await world.recapitulate.correct(
        world.operator(NGUNUT), ONE, CONTEST, {"suara_1": Change(41, MISREAD)},
        Opened(WitnessCopy.DIFFERS, witness="Saksi 02", words="Plano: 41", objector="Saksi 02"),
    )  # fmt: skip
    await world.dispute.answer(
        world.operator(NGUNUT), objection, ObjectionOutcome.UPHELD, "Plano dibuka", correction
    )

    assert (await world.clerk.thread(ONE, CONTEST)).standing.objections == ()
    assert await world.votes(NGUNUT) == [41, 7, 2]
    with pytest.raises(Refusal, match="objection_not_open"):
        await world.dispute.answer(world.operator(NGUNUT), objection, ObjectionOutcome.REJECTED, "lagi")


async def test_a_recount(world):
    """Ballots are counted again in the plenary: the figure changes because of it."""
    await world.sent(ONE, 41, 7, 2)
    await world.opens(NGUNUT)

    made = await world.recapitulate.correct(
        world.operator(NGUNUT), ONE, CONTEST, {"suara_2": Change(9, ChangeReason.RECOUNTED)},
        Opened(special_events=SpecialEvents.SETTLED, words="Hitung ulang di rapat"),
    )  # fmt: skip

    assert await world.settled(NGUNUT) == [41, 9, 2]
    assert (await world.record(made)).special_events is SpecialEvents.SETTLED


async def test_a_repeat_poll(world):
    """Annulled by a court, polled again: the new votes count, the old stay visible."""
    await world.sent(ONE, 41, 7, 2)
    with pytest.raises(Refusal, match="state_refuses"):
        await world.dispute.declare(world.operator(NGUNUT), ONE, CONTEST, Situation.RESTORED, "keliru")
    await world.dispute.declare(
        world.operator(NGUNUT), ONE, CONTEST, Situation.ANNULLED, "PSU", order="PUTUSAN 1/2024"
    )
    assert await world.votes(NGUNUT) == [0, 0, 0]

    await world.sent(ONE, 50, 8, 3, poll=Poll.REPEAT_POLL)
    await world.opens(NGUNUT)
    await world.confirms(ONE)

    assert await world.settled(NGUNUT) == [50, 8, 3]
    polls = (await world.clerk.thread(ONE, CONTEST)).standing.polls
    assert polls == (Poll.REGULAR, Poll.REPEAT_POLL)


async def test_a_special_location_station(world):
    """TPS 901 in a prison is a station of its village like any other."""
    await world.sent(PRISON, 12, 5, 1)
    await world.opens(NGUNUT)
    await world.confirms(PRISON)

    assert await world.settled("3504012001") == [12, 5, 1]


async def test_a_witness_who_refuses_does_not_stop_the_plenary(world):
    """He refuses to sign and says why: it is written down, the minutes stand."""
    await world.sent(SIX, 100, 60, 40)
    await world.opens(SLEMAN)
    await world.confirms(SIX)

    refusing = Attendant("Saksi 01", Seat.WITNESS, Signing.REFUSED, "Menunggu jawaban keberatan")
    certificate = await world.record(await world.certifies(SLEMAN, [refusing]))

    (refused,) = [each for each in certificate.present if each.signing is Signing.REFUSED]
    words = await world.words.read([refused.person, refused.words])
    assert words[refused.words].text == "Menunggu jawaban keberatan"
    assert await world.phase(SLEMAN) == "certified"


async def test_a_certificate_reopened_by_the_court(world):
    """The court orders station 6 looked at again: its plenary meets, corrects, certifies version 2."""
    await world.whole_country()

    await world.plenary.send_back(
        world.operator(NATION), SLEMAN, CONTEST, Authority.COURT, "PHPU 01", "Putusan MK", [SIX]
    )
    await world.opens(SLEMAN)
    await world.recapitulate.correct(
        world.operator(SLEMAN), SIX, CONTEST, {"suara_1": Change(99, ChangeReason.ORDERED)},
        Opened(words="Putusan MK", order="PHPU 01"),
    )  # fmt: skip
    await world.certifies(SLEMAN)

    assert await world.plenary.outlived(SLEMAN_REGENCY, CONTEST)
    for region in (SLEMAN_REGENCY, DIY, NATION):
        await world.opens(region)
        await world.certifies(region)
    assert await world.settled(NATION) == [799, 480, 320]


async def test_a_plenary_does_not_close_before_every_station_has_its_act(world):
    """Four stations: one confirmed, one without a poll, one postponed; the fourth is named."""
    await world.sent(ONE, 41, 7, 2)
    await world.opens(NGUNUT)
    await world.confirms(ONE)
    operator = world.operator(NGUNUT)
    await world.dispute.declare(operator, TWO, CONTEST, Situation.NO_POLL, "TPS digabung")
    await world.dispute.declare(operator, THREE, CONTEST, Situation.POSTPONED, "Banjir")

    with pytest.raises(Refusal, match="plenary_stations_open") as refused:
        await world.plenary.close(operator, NGUNUT, CONTEST)
    assert refused.value.facts == {"count": 1, "first": PRISON}


async def test_a_regency_waits_for_every_subdistrict(world):
    """Ngunut is certified, Kalidawir is not: the regency cannot close."""
    for station in (ONE, TWO, THREE, PRISON):
        await world.sent(station, 100, 60, 40)
    await world.opens(NGUNUT)
    await world.confirms(ONE, TWO, THREE, PRISON)
    await world.certifies(NGUNUT)
    await world.opens(TULUNGAGUNG)

    with pytest.raises(Refusal, match="plenary_below_open") as refused:
        await world.plenary.close(world.operator(TULUNGAGUNG), TULUNGAGUNG, CONTEST)
    assert refused.value.facts["regions"] == KALIDAWIR


async def test_a_plenary_is_suspended_and_resumed(world):
    """While it is suspended nothing is settled."""
    await world.sent(FOUR, 1, 2, 3)
    await world.opens(KALIDAWIR)
    await world.plenary.suspend(world.operator(KALIDAWIR), KALIDAWIR, CONTEST, "Istirahat")
    with pytest.raises(Refusal, match="plenary_not_open"):
        await world.confirms(FOUR)

    await world.plenary.resume(world.operator(KALIDAWIR), KALIDAWIR, CONTEST)
    await world.confirms(FOUR)

    assert await world.state(FOUR) == "recapitulated"


async def test_certifying_needs_two_people_and_the_code_of_what_they_see(world):
    """The same person twice, an old code, a person without a second factor: each refused."""
    await world.sent(SIX, 100, 60, 40)
    await world.opens(SLEMAN)
    await world.confirms(SIX)
    operator, second = world.operator(SLEMAN), world.second(SLEMAN)
    await world.plenary.close(operator, SLEMAN, CONTEST)
    code = signing_code(await world.plenary.content(SLEMAN, CONTEST))

    with pytest.raises(Refusal, match="actor_same_person"):
        await world.plenary.certify(operator, operator, SLEMAN, CONTEST, code, ())
    with pytest.raises(Refusal, match="plenary_code_wrong"):
        await world.plenary.certify(operator, second, SLEMAN, CONTEST, "AAAA-AAAA", ())
    unproven = world.person("second", Role.SECOND, SLEMAN, proven=False)
    with pytest.raises(Refusal, match="actor_second_factor"):
        await world.plenary.certify(operator, unproven, SLEMAN, CONTEST, code, ())
    await world.plenary.certify(operator, second, SLEMAN, CONTEST, code.lower(), ())


async def test_nobody_acts_outside_their_region_or_role(world):
    """Kalidawir's operator in Ngunut; a witness who would confirm."""
    await world.sent(ONE, 1, 2, 3)
    await world.opens(NGUNUT)

    with pytest.raises(Refusal, match="actor_region"):
        await world.recapitulate.confirm(world.operator(KALIDAWIR), ONE, CONTEST, Opened())
    witness = world.person("Saksi", Role.WITNESS, NGUNUT)
    with pytest.raises(Refusal, match="actor_role"):
        await world.recapitulate.confirm(witness, ONE, CONTEST, Opened())


async def test_overseas_goes_straight_to_the_nation(world):
    """Kuala Lumpur has no province: its plenary settles stations, and the nation takes its minutes."""
    await world.sent(ABROAD, 7, 8, 9)
    await world.opens(KUALA_LUMPUR)
    await world.confirms(ABROAD)
    await world.certifies(KUALA_LUMPUR)

    assert await world.settled(KUALA_LUMPUR) == [7, 8, 9]
    assert KUALA_LUMPUR in await world.plenary.below(NATION)
    with pytest.raises(Refusal, match="plenary_not_here"):
        await world.plenary.open(world.operator(NATION), "99", CONTEST)


async def test_the_desk_decides_before_the_plenary_and_not_alone_where_it_matters(world):
    """Stations 4 and 5 differ; 5 can change the outcome: it comes first, and two people type it."""
    for station in (FOUR, FIVE):
        await world.sent(station, 41, 7, 2)
        await world.sent(station, 14, 7, 2, device="two")
    world.open_votes[FIVE] = (245, 200)
    ani, budi = (world.person(name, Role.OPERATOR, KALIDAWIR) for name in ("Ani", "Budi"))

    work = await world.verify.take(ani, KALIDAWIR, CONTEST)
    assert (work.station, work.people, work.fields) == (FIVE, 2, ("suara_1",))
    typed = {"suara_1": 41}
    assert await world.verify.type(ani, FIVE, CONTEST, typed, "Foto jelas") is None
    other = await world.verify.take(ani, KALIDAWIR, CONTEST)
    assert (other.station, other.people) == (FOUR, 1)
    assert (await world.verify.take(budi, KALIDAWIR, CONTEST)).station == FIVE
    with pytest.raises(Refusal, match="work_not_yours"):
        await world.verify.type(budi, FOUR, CONTEST, typed, "Foto jelas")
    made = await world.verify.type(budi, FIVE, CONTEST, typed, "Foto jelas")

    assert await world.state(FIVE) == "verified"
    assert {(await world.record(made)).person, (await world.record(made)).second} == {ani.person, budi.person}
    assert await world.votes("3504022001") == [41, 7, 2]
