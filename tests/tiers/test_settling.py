"""What people decide about a station is laid over what its claims say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tiers.acts import (
    ELECTION,
    FIRST,
    SECOND,
    SUBDISTRICT,
    answered,
    decided,
    filed,
    moved,
    objected,
    reopened,
    situated,
    stepped,
)

from sirekap import profiles
from sirekap.election.contests import Contest, Poll
from sirekap.election.records import Ruling, Situation, Step
from sirekap.election.regions import RegionCode, StationCode, ancestors
from sirekap.tiers.documents import canonical, parse_assembly, parse_thread, print_assembly, print_thread
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import NO_RULES, of_profile
from sirekap.tiers.standing import State

KEY = (FIRST, Contest.PRESIDENT)


def folded(*arrivals, rulebook=NO_RULES):
    ledger = Ledger(ELECTION)
    fold(ledger, arrivals, rulebook)
    return ledger


def votes(ledger, key=KEY):
    return ledger.threads[key].standing.votes


def counted(ledger, region="0"):
    return ledger.totals[Contest.PRESIDENT, RegionCode(region)].document()


def test_a_station_corrected_at_the_plenary_counts_as_corrected():
    """Filed 91, the opened paper says 41."""
    first = filed({"suara_1": 91})
    ledger = folded(first, decided({"suara_1": 41}, ruling=Ruling.CORRECT, basis=[first]))

    assert votes(ledger).state is State.RECAPITULATED
    assert counted(ledger)["votes"] == counted(ledger)["settled"] == {"suara_1": 41}


def test_a_station_that_sent_nothing_is_entered():
    """No return ever came: the plenary enters 41."""
    ledger = folded(decided({"suara_1": 41}, ruling=Ruling.ENTER))

    assert votes(ledger).state is State.RECAPITULATED
    assert counted(ledger, "3404062001")["votes"] == {"suara_1": 41}


def test_differing_claims_are_verified_at_the_desk():
    """Two devices say 41 and 14; a person looked at the photo: 41."""
    claims = [filed({"suara_1": 41}), filed({"suara_1": 14}, device="b")]
    ledger = folded(*claims, decided({"suara_1": 41}, ruling=Ruling.VERIFY, basis=claims))

    assert votes(ledger).state is State.VERIFIED
    assert counted(ledger)["votes"] == {"suara_1": 41}
    assert counted(ledger)["settled"] == {}


def test_news_that_the_desk_had_not_seen_puts_its_decision_aside():
    """Decided on 41 alone; then another device says 14: differing again."""
    first = filed({"suara_1": 41})
    desk = decided({"suara_1": 41}, ruling=Ruling.VERIFY, basis=[first])

    assert votes(folded(first, desk, filed({"suara_1": 14}, device="b", minute=90))).state is State.DIFFERING


def test_news_after_the_plenary_changes_nothing():
    """The paper was opened: what a phone sends later is kept and does not count."""
    first = filed({"suara_1": 41})
    ledger = folded(
        first, decided({"suara_1": 41}, basis=[first]), filed({"suara_1": 14}, device="b", minute=90)
    )

    assert (votes(ledger).state, counted(ledger)["votes"]) == (State.RECAPITULATED, {"suara_1": 41})


def test_two_decisions_at_once_are_told_apart_and_a_person_is_asked():
    """Both stand in for no decision: the first by the clock counts, the other is contradicted."""
    ledger = folded(
        decided({"suara_1": 41}, ruling=Ruling.ENTER, minute=60),
        decided({"suara_1": 14}, ruling=Ruling.ENTER, minute=61),
    )

    assert counted(ledger)["votes"] == {"suara_1": 41}
    assert ledger.threads[KEY].standing.contradicted == 1


def test_a_decision_takes_the_place_of_the_one_it_follows():
    """Entered 14, then corrected to 41 in the same plenary."""
    first = decided({"suara_1": 14}, ruling=Ruling.ENTER)
    ledger = folded(first, decided({"suara_1": 41}, ruling=Ruling.CORRECT, follows=first, minute=61))

    assert counted(ledger)["settled"] == {"suara_1": 41}
    assert ledger.threads[KEY].standing.contradicted == 0


@pytest.mark.parametrize(
    ("situation", "state"),
    [
        (Situation.NO_POLL, State.NO_POLL),
        (Situation.POSTPONED, State.POSTPONED),
        (Situation.ANNULLED, State.ANNULLED),
    ],
)
def test_a_station_without_a_poll_counts_nothing(situation, state):
    """41 was filed; it counts for nothing while the situation lasts, and again when it is restored."""
    story = [filed({"suara_1": 41}), situated(situation)]

    assert (votes(folded(*story)).state, counted(folded(*story))["votes"]) == (state, {})
    assert counted(folded(*story, situated(Situation.RESTORED, minute=95)))["votes"] == {"suara_1": 41}


def test_a_repeat_poll_counts_after_the_regular_one_was_annulled():
    """41 annulled, 50 in the repeat poll."""
    ledger = folded(
        filed({"suara_1": 41}),
        situated(Situation.ANNULLED),
        filed({"suara_1": 50}, poll=Poll.REPEAT_POLL, minute=1_000),
    )

    assert counted(ledger)["votes"] == {"suara_1": 50}
    assert ledger.threads[KEY].standing.polls == (Poll.REGULAR, Poll.REPEAT_POLL)


def test_a_return_moved_to_its_station_counts_there_alone():
    """Filed under the first station, it belongs to the second; the move may be known before the return."""
    wrong = filed({"suara_1": 41})
    right = moved(wrong, SECOND)

    for story in ([wrong, right], [right, wrong]):
        ledger = folded(*story)
        assert counted(ledger, "3404062002")["votes"] == {"suara_1": 41}
        assert counted(ledger, "0")["votes"] == {"suara_1": 41}


def test_reopened_figures_count_until_they_are_settled_again_and_are_settled_no_more():
    """Certified 41; sent back; then corrected to 14."""
    first = decided({"suara_1": 41}, ruling=Ruling.ENTER)
    opened = stepped(Step.OPENED)
    closed = stepped(Step.CLOSED, follows=opened, minute=101)
    certificate = stepped(Step.CERTIFIED, follows=closed, minute=102)
    back = reopened(certificate)
    again = decided({"suara_1": 14}, ruling=Ruling.CORRECT, follows=first, minute=210)

    ledger = folded(first, opened, closed, certificate, back)
    assert (votes(ledger).state, counted(ledger)["votes"]) == (State.REOPENED, {"suara_1": 41})
    assert counted(ledger)["settled"] == {}
    ledger = folded(first, opened, closed, certificate, back, again)
    assert (votes(ledger).state, counted(ledger)["settled"]) == (State.CORRECTED, {"suara_1": 14})


def test_an_open_objection_is_counted_until_it_is_answered():
    """One objection to the station; answered."""
    objection = objected()
    story = [filed({"suara_1": 41}), objection]

    assert counted(folded(*story))["stations"]["objected"] == 1
    assert "objected" not in counted(folded(*story, answered(objection)))["stations"]


def test_a_finding_holds_agreed_claims_back_until_a_person_has_looked():
    """R131: 41 + 7 + 2 is not 51; both devices say so. Decided as written, it counts."""
    numbers = {"suara_1": 41, "suara_2": 7, "suara_3": 2, "suara_sah": 51}
    claims = [filed(numbers), filed(numbers, device="b")]
    rulebook = of_profile(profiles.load())

    assert votes(folded(*claims, rulebook=rulebook)).state is State.HELD_BACK
    ledger = folded(*claims, decided(numbers, ruling=Ruling.VERIFY, basis=claims), rulebook=rulebook)
    assert votes(ledger).state is State.VERIFIED
    assert counted(ledger)["findings"] == {"R131": 1}


def test_a_correction_and_its_undoing_restore_the_totals():
    """41, corrected to 91, corrected back to 41: every region's totals as before, to the seal."""
    first = decided({"suara_1": 41}, ruling=Ruling.ENTER)
    second = decided({"suara_1": 91}, ruling=Ruling.CORRECT, follows=first, minute=61)
    third = decided({"suara_1": 41}, ruling=Ruling.CORRECT, follows=second, minute=62)

    before, after = folded(first), folded(first, second, third)
    assert {key: each.document() for key, each in before.totals.items()} == {
        key: each.document() for key, each in after.totals.items()
    }


@st.composite
def stories(draw):
    """Returns, decisions, situations, moves, plenaries, reopenings, objections: sensible or not."""
    made = []
    stations = [FIRST, SECOND, StationCode("3404062001002")]
    for minute in range(draw(st.integers(1, 12))):
        of_kind = lambda *kinds: [each for each in made if type(each.record).__name__ in kinds]  # noqa: E731 -- used at once
        station = draw(st.sampled_from(stations))
        count = {"suara_1": draw(st.integers(0, 3))}
        kind = draw(
            st.sampled_from(
                ["file", "decide", "decide", "situate", "move", "step", "reopen", "object", "answer"]
            )
        )
        returns, decisions = of_kind("Return"), of_kind("Decision")
        plenaries, objections = of_kind("Plenary"), of_kind("Objection")
        if kind == "decide":
            follows = draw(st.sampled_from([None, *decisions]))
            place = follows.record.station if follows else station
            ruling = draw(st.sampled_from(Ruling))
            basis = draw(st.sampled_from([returns, []]))
            made.append(
                decided(count, ruling=ruling, station=place, follows=follows, basis=basis, minute=minute)
            )
        elif kind == "situate":
            made.append(situated(draw(st.sampled_from(Situation)), station=station, minute=minute))
        elif kind == "move" and returns:
            target = draw(st.sampled_from(returns))
            to = draw(st.sampled_from([each for each in stations if each != target.record.station]))
            made.append(moved(target, to, minute=minute))
        elif kind == "step":
            follows = draw(st.sampled_from([None, *plenaries]))
            made.append(stepped(draw(st.sampled_from(Step)), follows=follows, minute=minute))
        elif kind == "reopen" and plenaries:
            named = draw(st.sets(st.sampled_from(stations)))
            made.append(reopened(draw(st.sampled_from(plenaries)), stations=named, minute=minute))
        elif kind == "object":
            made.append(objected(station=draw(st.sampled_from([None, *stations])), minute=minute))
        elif kind == "answer" and objections:
            made.append(answered(draw(st.sampled_from(objections)), minute=minute))
        else:
            made.append(filed(count, device=draw(st.sampled_from("ab")), station=station, minute=minute))
    return [*{each.id: each for each in made}.values()]


@given(stories(), st.randoms(use_true_random=False))
def test_any_order_of_any_acts_gives_the_same_bytes(story, random):
    """Folded at once, or shuffled with repeats and one by one."""
    shuffled = [*story, *random.choices(story, k=3)]
    random.shuffle(shuffled)
    one_by_one = Ledger(ELECTION)
    for arrival in shuffled:
        fold(one_by_one, [arrival], NO_RULES)

    assert canonical(one_by_one) == canonical(folded(*story))


@given(stories())
def test_totals_of_any_story_are_the_sum_of_its_stations(story):
    """Votes and settled figures of every region equal a plain sum; the nation equals its provinces."""
    ledger = folded(*story)
    plain = {}
    for (station, _), thread in ledger.threads.items():
        block = thread.standing.votes
        for region in ancestors(station):
            sums = plain.setdefault(region, ({}, {}))
            for name, count in block.figures.entries:
                for which in (0, 1) if block.state.settled else (0,):
                    sums[which][name] = sums[which].get(name, 0) + (count or 0)
    for (_, region), tally in ledger.totals.items():
        document = tally.document()
        for which, part in enumerate(("votes", "settled")):
            assert document[part] == {
                name: count for name, count in plain.get(region, ({}, {}))[which].items() if count
            }


@given(stories())
def test_threads_and_plenaries_come_back_as_they_were(story):
    """Printed and parsed: equal."""
    ledger = folded(*story)
    for key, thread in ledger.threads.items():
        assert parse_thread(print_thread(key, thread)) == (key, thread)
    for key, assembly in ledger.plenaries.items():
        assert parse_assembly(print_assembly(key, assembly)) == (key, assembly)


def test_the_region_of_the_tests_holds_their_stations():
    """Both stations stand in the subdistrict whose plenary is tried."""
    assert all(SUBDISTRICT in ancestors(station) for station in (FIRST, SECOND))
