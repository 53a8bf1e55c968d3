"""Enrolment whatever is done in whatever order: a code works once, a slot holds one phone, guesses end."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.office.conftest import ring_of
from tests.office.enrolment_desk import ENROLMENT, RECEIPT, VALID, Desk

from sirekap.election.records import DeviceEnrolled, KeyRevoked, parse_record
from sirekap.election.refusal import Refusal
from sirekap.office.enrolment_terms import Code
from sirekap.office.journal import first_broken
from sirekap.seal.certificate import verify_certificate
from sirekap.seal.codes import one_time_code
from sirekap.seal.device import DeviceKey
from sirekap.simulate.crowd import station_of

STATIONS = [station_of(number) for number in range(2)]
PLACES = st.tuples(st.sampled_from(STATIONS), st.sampled_from([1, 2]))
PHONES = st.integers(0, 6)
COUNTED = {
    Code.CODE_WRONG,
    Code.CODE_USED,
    Code.CODE_CANCELLED,
    Code.CODE_EXPIRED,
    Code.SLOT_TAKEN,
    Code.KEY_KNOWN,
}


def key_of(phone):
    return DeviceKey(f"phone {phone}".encode()).id


class Enrolment(RuleBasedStateMachine):
    """The acts against what a person with pen and paper would expect of them."""

    def __init__(self, runner) -> None:
        super().__init__()
        self.run = runner.run
        self.desk = Desk()
        self.run(self.desk.set_up())
        self.codes = []  # (place, code, until) of every letter ever printed
        self.newest = {}  # place -> code
        self.printed_at = {}  # station -> time of its last letter
        self.used = {}  # code's text -> phone
        self.inside = {}  # place -> phone
        self.gone = set()  # phones that were replaced
        self.ever = set()  # phones that had a slot
        self.wrong = {station: [] for station in STATIONS}

    @rule()
    def print_letters(self):
        """A letter for every station, with a code for every free slot."""
        free = {(station, slot) for station in STATIONS for slot in (1, 2)} - set(self.inside)
        printed = self.run(self.desk.print())

        assert set(printed) == free
        for place, code in printed.items():
            self.codes.append((place, code, self.desk.now + VALID))
            self.newest[place] = code
            self.printed_at[place[0]] = self.desk.now

    @rule(number=st.integers(0, 10**6), phone=PHONES, typed=st.booleans())
    def claim(self, number, phone, typed):
        """A phone brings any code there ever was."""
        if self.codes:
            place, code, until = self.codes[number % len(self.codes)]
            expected = self.expected(place, code, until, phone)
            met = self.met(code, phone, code.typed if typed else code.text)
            assert met == expected
            if met == "enrolled":
                self.used[code.text], self.inside[place] = phone, phone
                self.ever.add(phone)
            elif met in COUNTED:
                self.wrong[place[0]].append(self.desk.now)

    @rule(station=st.sampled_from(STATIONS), phone=PHONES, secret=st.binary(min_size=16, max_size=16))
    def guess(self, station, phone, secret):
        """A phone brings a code that nobody printed."""
        met = self.met(one_time_code(station, secret), phone, None)

        assert met == (Code.LOCKED if self.locked(station) else Code.CODE_WRONG)
        if met == Code.CODE_WRONG:
            self.wrong[station].append(self.desk.now)

    @rule(place=PLACES)
    def replace(self, place):
        """The operator takes the phone out of a slot."""
        phone = self.inside.pop(place, None)

        assert self.run(self.desk.replaced(*place)) == (None if phone is None else key_of(phone))
        if phone is not None:
            self.gone.add(phone)

    @rule(hours=st.sampled_from([0.1, 0.5, 2, 24 * 15]))
    def wait(self, hours):
        """Time goes by."""
        self.desk.now += timedelta(hours=hours)

    @invariant()
    def one_phone_a_slot(self):
        """Never more than two live phones at a station; each with one record and a certificate that holds."""
        records = [parse_record(one.entry.body) for one in self.run(self.desk.records.after(0, 999))]
        enrolled = [one for one in records if isinstance(one, DeviceEnrolled)]
        revoked = [one.key for one in records if isinstance(one, KeyRevoked)]
        live = {one.device: (one.station, one.slot) for one in enrolled if one.device not in revoked}

        assert live == {key_of(phone): place for place, phone in self.inside.items()}
        assert len(set(live.values())) == len(live)
        assert len({one.device for one in enrolled}) == len(enrolled) == len(self.used)
        for one in enrolled:
            assert verify_certificate(one.certificate, ring_of(ENROLMENT, RECEIPT)).device == one.device

    @invariant()
    def the_region_sees_it(self):
        """The listing tells the slots that are filled and every refused claim."""
        shown = {one.station: one for one in self.run(self.desk.enrolment.phones("34", "", 9))}

        for station in STATIONS:
            inside = tuple(sorted(slot for at, slot in self.inside if at == station))
            assert (shown[station].enrolled, shown[station].refused) == (inside, len(self.wrong[station]))

    def teardown(self):
        """The journal is one chain."""
        assert first_broken(self.run(self.desk.journal.after(0, 9_999))) is None

    def expected(self, place, code, until, phone):  # noqa: PLR0911 -- one for each answer
        """What a claim should meet."""
        if self.used.get(code.text) == phone and phone not in self.gone:
            return "again"
        if self.locked(place[0]):
            return Code.LOCKED
        if code.text in self.used:
            return Code.CODE_USED
        if self.newest[place] is not code:
            return Code.CODE_CANCELLED
        if until <= self.desk.now:
            return Code.CODE_EXPIRED
        if place in self.inside:
            return Code.SLOT_TAKEN
        return Code.KEY_KNOWN if phone in self.ever else "enrolled"

    def locked(self, station):
        """Five wrong tries within an hour, since the last letter."""
        since = max(
            self.desk.now - timedelta(hours=1) + timedelta(microseconds=1),
            self.printed_at.get(station, self.desk.now - timedelta(hours=1) + timedelta(microseconds=1)),
        )
        return sum(at >= since for at in self.wrong[station]) >= 5

    def met(self, code, phone, entered):
        """What a claim does meet."""
        try:
            enrolled = self.run(self.desk.claim(code, phone, entered))
        except Refusal as refusal:
            return refusal.code
        return "again" if enrolled.repeated else "enrolled"


def test_no_order_of_acts_breaks_enrolment(runner):
    """Letters, claims, guesses, replacements and time, in any order."""
    quick = settings(
        max_examples=60,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Enrolment(runner), settings=quick)
