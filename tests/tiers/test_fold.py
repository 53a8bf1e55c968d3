"""Records fold into figures and totals: scenarios, and any order of anything."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirekap import profiles
from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, SaltedHash, record_id
from sirekap.election.records import Figures, FormEdition, Release, Return, print_record
from sirekap.election.regions import RegionCode, StationCode, ancestors
from sirekap.tiers.claims import Arrival
from sirekap.tiers.documents import canonical, parse_tally, parse_thread, print_tally, print_thread
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import NO_RULES, of_profile
from sirekap.tiers.standing import State

ELECTION = ElectionId("uji2024")
FIRST, SECOND = StationCode("3404062001001"), StationCode("3404062002001")
NIGHT = datetime(2024, 2, 14, 12, 0, 0, tzinfo=UTC)
KEY = (FIRST, Contest.PRESIDENT)


def key_of(name: str) -> KeyId:
    return KeyId(hashlib.sha256(name.encode()).hexdigest())


def filed(  # noqa: PLR0913 -- every part of a return that the fold looks at, each with a plain default
    votes: dict[str, int | None],
    *,
    device: str = "a",
    replaces: Arrival | None = None,
    station: StationCode = FIRST,
    poll: Poll = Poll.REGULAR,
    minute: int = 0,
    seen: bool = False,
    holds: tuple[str, ...] = (),
    phase: Phase = Phase.REAL,
    administration: dict[str, int | None] | None = None,
) -> Arrival:
    """A presidential return with these votes."""
    record = Return(
        election=ELECTION,
        phase=phase,
        at=NIGHT + timedelta(minutes=minute),
        signer=key_of(device),
        station=station,
        contest=Contest.PRESIDENT,
        poll=poll,
        version=2 if replaces else 1,
        replaces=replaces.id if replaces else None,
        form=FormEdition("C.HASIL-PPWP", "2024"),
        votes=Figures.of(votes),
        administration=Figures.of(administration or {}),
        photos=(),
        acknowledged=(),
        seen_before_entry=seen,
    )
    return Arrival(record_id(print_record(record)), record, holds)


def released(target: Arrival, *codes: str, holds: tuple[str, ...] = (), minute: int = 60) -> Arrival:
    """A person's release of a record for some codes."""
    nobody = SaltedHash("0" * 64)
    record = Release(
        election=ELECTION,
        phase=Phase.REAL,
        at=NIGHT + timedelta(minutes=minute),
        signer=key_of("office"),
        record=RecordId(target.id),
        holds=tuple(sorted(codes)),
        person=nobody,
        reason=nobody,
    )
    return Arrival(record_id(print_record(record)), record, holds)


def folded(*arrivals: Arrival, rulebook=NO_RULES):
    ledger = Ledger(ELECTION)
    fold(ledger, arrivals, rulebook)
    return ledger


def counts(ledger, region="0"):
    document = ledger.totals[Contest.PRESIDENT, RegionCode(region)].document()
    return {name: document[name] for name in ("votes", "stations", "findings")}


def test_one_return_counts_in_every_region_above_it():
    """Station 3404062001001 says 41 and 7: so say village, subdistrict, regency, province, nation."""
    ledger = folded(filed({"suara_1": 41, "suara_2": 7}))

    for region in ("3404062001", "340406", "3404", "34", "0"):
        assert counts(ledger, region)["votes"] == {"suara_1": 41, "suara_2": 7}
    assert counts(ledger)["stations"] == {"received": 1, "counted": 1, "pending": 1}


def test_a_return_without_any_choice_is_received_and_not_counted():
    """Only the invalid votes are given, 3: they are in the totals, the station is not counted."""
    ledger = folded(filed({"suara_1": None, "suara_tidak_sah": 3}))

    assert counts(ledger)["votes"] == {"suara_tidak_sah": 3}
    assert counts(ledger)["stations"] == {"received": 1, "pending": 1}


def test_a_new_version_takes_the_place_of_the_old():
    """41, then 14 in its place: 14 counts, and both claims stay visible."""
    first = filed({"suara_1": 41})
    ledger = folded(first, filed({"suara_1": 14}, replaces=first, minute=1))

    assert counts(ledger)["votes"] == {"suara_1": 14}
    assert len(ledger.threads[KEY].claims) == 2


@pytest.mark.parametrize(
    ("seen", "state"), [(False, State.AGREED), (True, State.PENDING)], ids=["blind", "shown the other"]
)
def test_equal_numbers_of_two_devices_agree_if_entered_blind(seen, state):
    """Devices a and b both say 41: counted once; two witnesses only if b saw nothing before."""
    ledger = folded(filed({"suara_1": 41}), filed({"suara_1": 41}, device="b", seen=seen))

    assert ledger.threads[KEY].standing.votes.state is state
    assert counts(ledger)["votes"] == {"suara_1": 41}


def test_the_same_device_twice_is_one_witness():
    """Device a files 41 twice as its first version: counted once, still pending."""
    ledger = folded(filed({"suara_1": 41}), filed({"suara_1": 41}, minute=5))

    assert ledger.threads[KEY].standing.votes.state is State.PENDING
    assert counts(ledger)["votes"] == {"suara_1": 41}


def test_unequal_first_versions_go_to_a_person_and_count_nothing():
    """Device a says 41, device b says 91."""
    ledger = folded(filed({"suara_1": 41}), filed({"suara_1": 91}, device="b"))

    assert ledger.threads[KEY].standing.votes.state is State.DIFFERING
    assert counts(ledger) == {"votes": {}, "stations": {"received": 1, "differing": 1}, "findings": {}}


def test_a_fork_counts_nothing_new():
    """41, and two returns that both replace it, 42 and 43: differing, and 41 still counts."""
    first = filed({"suara_1": 41})
    forks = [filed({"suara_1": count}, replaces=first, minute=count) for count in (42, 43)]
    ledger = folded(first, *forks)

    assert ledger.threads[KEY].standing.votes.state is State.DIFFERING
    assert counts(ledger)["votes"] == {"suara_1": 41}


def test_blocks_differ_apart():
    """Both devices say 41 votes, but 300 and 301 voters: votes agree, administration differs."""
    ledger = folded(
        filed({"suara_1": 41}, administration={"pemilih_dpt_j": 300}),
        filed({"suara_1": 41}, device="b", administration={"pemilih_dpt_j": 301}),
    )

    assert ledger.threads[KEY].standing.votes.state is State.AGREED
    assert ledger.threads[KEY].standing.administration.state is State.DIFFERING
    assert counts(ledger)["stations"]["administration_differing"] == 1


def test_a_held_return_counts_after_its_release_and_not_before():
    """41 held for a revoked key and lateness: a release for one code is not enough."""
    held = filed({"suara_1": 41}, holds=("certificate_revoked", "late"))

    assert counts(folded(held, released(held, "late"))) == {
        "votes": {}, "stations": {"held": 1}, "findings": {},
    }  # fmt: skip
    assert counts(folded(held, released(held, "late", "certificate_revoked")))["votes"] == {"suara_1": 41}


def test_a_held_release_releases_nothing_until_it_is_released():
    """41 held; its release is itself held; only the release of the release lets 41 count."""
    held = filed({"suara_1": 41}, holds=("late",))
    first = released(held, "late", holds=("key_expired",))
    second = released(first, "key_expired")

    assert counts(folded(held, first))["votes"] == {}
    assert counts(folded(second, first, held))["votes"] == {"suara_1": 41}


def test_a_version_waits_for_the_one_it_replaces():
    """14 in place of 41 comes first: nothing counts until 41 is there."""
    first = filed({"suara_1": 41})
    second = filed({"suara_1": 14}, replaces=first)

    assert folded(second).threads[KEY].standing.waiting == 1
    assert counts(folded(second, first))["votes"] == {"suara_1": 14}


def test_the_last_poll_counts_and_the_earlier_stays_visible():
    """41 in the regular poll, 50 in a repeat poll; a late correction of the regular one undoes nothing."""
    regular = filed({"suara_1": 41})
    repeat = filed({"suara_1": 50}, poll=Poll.REPEAT_POLL, minute=1_000)
    ledger = folded(regular, repeat, filed({"suara_1": 40}, replaces=regular, minute=2_000))

    assert counts(ledger)["votes"] == {"suara_1": 50}
    assert ledger.threads[KEY].standing.polls == (Poll.REGULAR, Poll.REPEAT_POLL)


def test_rehearsal_never_counts():
    """A rehearsal's return leaves a real election's ledger as it was."""
    assert folded(filed({"suara_1": 41}, phase=Phase.REHEARSAL)) == Ledger(ELECTION)


def test_findings_are_counted_by_code_and_hold_their_block():
    """R131: 41 + 7 + 2 is not 51. R411 stands where only one of three tickets is given."""
    rulebook = of_profile(profiles.load())
    wrong = filed({"suara_1": 41, "suara_2": 7, "suara_3": 2, "suara_sah": 51})
    ledger = folded(wrong, filed({"suara_1": 3}, station=SECOND), rulebook=rulebook)

    assert counts(ledger)["findings"] == {"R131": 1, "R411": 1}
    assert ledger.threads[KEY].standing.votes.holding == ("R131",)


@st.composite
def histories(draw):
    """Up to ten returns of two stations and three devices, forks, holds, polls; and releases."""
    made = []
    for minute in range(draw(st.integers(1, 10))):
        earlier = draw(st.sampled_from([None, *made]))
        device = draw(st.sampled_from("abc"))
        record = earlier.record if earlier else None
        made.append(
            filed(
                {"suara_1": draw(st.integers(0, 2)), "suara_2": draw(st.sampled_from([None, 0, 5]))},
                device=device,
                replaces=earlier,
                station=record.station if record else draw(st.sampled_from([FIRST, SECOND])),
                poll=record.poll if record else draw(st.sampled_from([Poll.REGULAR, Poll.REPEAT_POLL])),
                minute=minute,
                seen=draw(st.booleans()),
                holds=draw(st.sampled_from([(), (), ("late",), ("late", "revoked")])),
            )
        )
    for target in draw(st.lists(st.sampled_from(made), max_size=4)):
        codes = draw(st.sampled_from([("late",), ("late", "revoked")]))
        release = released(target, *codes, holds=draw(st.sampled_from([(), ("expired",)])))
        made.append(release)
        if draw(st.booleans()):
            made.append(released(release, "expired"))
    unique = {each.id: each for each in made}
    return [*unique.values()]


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_with_any_repeats_in_any_batches_gives_the_same_bytes(history, random):
    """Folded at once, or shuffled with repeats and one by one: the same canonical bytes."""
    shuffled = [*history, *random.choices(history, k=4)]
    random.shuffle(shuffled)
    one_by_one = Ledger(ELECTION)
    for arrival in shuffled:
        fold(one_by_one, [arrival], NO_RULES)

    assert canonical(one_by_one) == canonical(folded(*history))


@given(histories())
def test_totals_are_the_sum_of_the_figures_that_count(history):
    """Every region's votes, kept by differences, equal a plain sum over its stations' figures."""
    ledger = folded(*history)
    plain = {}
    for (station, _), thread in ledger.threads.items():
        for region in ancestors(station):
            sums = plain.setdefault(region, {})
            for name, count in thread.standing.votes.figures.entries:
                sums[name] = sums.get(name, 0) + (count or 0)

    for (_, region), tally in ledger.totals.items():
        assert tally.document()["votes"] == {k: v for k, v in plain[region].items() if v}


@given(histories())
def test_no_open_hold_ever_counts(history):
    """A head is never a return of which some code has not been released."""
    ledger = folded(*history)
    for thread in ledger.threads.values():
        open_holds = {each.id for each in thread.claims if each.holds}
        assert not open_holds & set(thread.standing.votes.heads)


@given(histories())
def test_documents_come_back_as_they_were(history):
    """A thread or a total, printed and parsed, is printed to the same bytes and equal."""
    ledger = folded(*history)
    for key, thread in ledger.threads.items():
        assert parse_thread(print_thread(key, thread)) == (key, thread)
    for tally in ledger.totals.values():
        assert print_tally(parse_tally(print_tally(tally))) == print_tally(tally)
