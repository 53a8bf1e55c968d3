"""Signing in: passwords, second factors, sessions and their ends, pauses; by a clock in the test's hand."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pyotp
import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sirekap.election.canonical import decode
from sirekap.election.identity import salted_hash
from sirekap.election.refusal import Refusal
from sirekap.election.regions import NATION, RegionCode
from sirekap.office.accounts import terms
from sirekap.office.accounts.keep_accounts import KeepAccounts
from sirekap.office.accounts.passwords import Passwords
from sirekap.office.accounts.secret import AccountsKey
from sirekap.office.accounts.sign_in import From, SignIn, actor_of
from sirekap.office.actor import Role
from sirekap.store.memory import MemoryAccounts, MemoryJournal, MemorySessions, MemoryTries

NOON = datetime(2024, 2, 15, 5, 0, tzinfo=UTC)
PASSWORD = "kertas suara di meja"
HOME, ELSEWHERE = From("10.0.0.1"), From("192.0.2.7")


class Hall:
    """A door with everything behind it in memory, and a quick hasher; people's names are hashed at once."""

    def __init__(self) -> None:
        self.now = NOON
        chance = random.Random(2024).randbytes
        self.journal, self.accounts = MemoryJournal(), MemoryAccounts()
        self.door = SignIn(
            accounts=self.accounts,
            sessions=MemorySessions(),
            tries=MemoryTries(),
            journal=self.journal,
            passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
            key=AccountsKey(b"a secret of the test's, 32 bytes"),
            now=lambda: self.now,
            random=chance,
        )
        self.keep = KeepAccounts(self.door, SimpleNamespace(write=self._write))

    async def _write(self, text):
        return salted_hash(bytes(32), text)

    async def first(self):
        """The first administrator, signed in by password."""
        token = await self.keep.first_link()
        return await self.keep.become_first(token, "ketua", "Ibu Ketua", PASSWORD, HOME)

    async def administrator(self, name="ketua"):
        """An administrator who acts."""
        return actor_of(await self.accounts.named(name), proven=True)

    async def person(self, name, role=Role.OPERATOR, region="3504"):
        """Somebody invited who chose a password."""
        by = await self.administrator()
        _, token = await self.keep.invite(by, name, f"Ibu {name}", role, RegionCode(region))
        return await self.keep.accept(token, PASSWORD, HOME)

    async def prove(self, begun):
        """Set a second factor and show it."""
        secret, _ = await self.door.offer_totp(begun.session)
        return secret, await self.door.totp(begun.session, self.code(secret), HOME)

    def code(self, secret):
        """What an authenticator shows now."""
        return pyotp.TOTP(secret).at(self.now)

    async def pass_time(self, **much):
        """Time goes on."""
        self.now += timedelta(**much)


async def refused(doing):
    with pytest.raises(Refusal) as caught:
        await doing
    return str(caught.value.code)


async def test_the_first_administrator_is_made_once_by_a_link_of_fifteen_minutes():
    """The link works until its end, once; with an administrator there is no other."""
    hall = Hall()
    late = await hall.keep.first_link()
    await hall.pass_time(minutes=15)
    assert await refused(hall.keep.become_first(late, "ketua", "Ibu", PASSWORD, HOME)) == "link_over"
    token = await hall.keep.first_link()
    other = await hall.keep.first_link()

    begun = await hall.keep.become_first(token, "Ketua", "Ibu Ketua", PASSWORD, HOME)

    assert (begun.account.role, begun.account.region, begun.account.name) == (
        Role.ADMINISTRATOR,
        NATION,
        "ketua",
    )
    assert await refused(hall.keep.become_first(other, "lain", "Ibu", PASSWORD, HOME)) == "link_over"
    assert await hall.keep.first_link() is None


@pytest.mark.parametrize("password", ["pendek", "a" * 40, "x" * 129, "aku ketua di sini"])
async def test_a_weak_password_is_refused_and_the_link_stays(password):
    """Short, of one character, over-long, with the account's name; then a good one works."""
    hall = Hall()
    token = await hall.keep.first_link()

    assert await refused(hall.keep.become_first(token, "ketua", "Ibu", password, HOME)) == "password_weak"
    await hall.keep.become_first(token, "ketua", "Ibu", PASSWORD, HOME)


async def test_an_invited_person_chooses_a_password_once():
    """A link works once; the name is signed in by in any case of letters."""
    hall = Hall()
    await hall.first()
    _, token = await hall.keep.invite(
        await hall.administrator(), "Budi", "Budi", Role.WITNESS, RegionCode("3504")
    )
    await hall.keep.accept(token, PASSWORD, HOME)

    assert await refused(hall.keep.accept(token, PASSWORD, HOME)) == "link_over"
    assert (await hall.door.password(" BUDI ", PASSWORD, HOME)).account.name == "budi"


async def test_wrong_name_and_wrong_password_get_one_answer_and_one_kind_of_line():
    """Neither answer nor journal tells which names exist to whoever asks; no password is in the journal."""
    hall = Hall()
    await hall.first()

    assert await refused(hall.door.password("ketua", "salah", HOME)) == "sign_in_wrong"
    assert await refused(hall.door.password("siapa", "salah", HOME)) == "sign_in_wrong"
    lines = await hall.journal.after(0, 100)
    assert b"salah" not in b"".join(one.detail for one in lines)
    assert [one.kind for one in lines[-2:]] == ["sign_in_attempt"] * 2


async def test_a_second_factor_is_set_shown_and_taken_once():
    """The session goes on under a new token; the old is dead; the same code is not right again."""
    hall = Hall()
    begun = await hall.first()
    secret, proven = await hall.prove(begun)

    assert not begun.session.proven
    assert proven.session.proven
    assert await refused(hall.door.who(begun.token)) == "not_signed_in"
    again = await hall.door.password("ketua", PASSWORD, HOME)
    assert await refused(hall.door.totp(again.session, hall.code(secret), HOME)) == "factor_wrong"
    await hall.pass_time(seconds=30)
    assert (await hall.door.totp(again.session, hall.code(secret), HOME)).session.proven


async def test_a_password_alone_replaces_no_second_factor():
    """Who has the password and not the telephone cannot set another one."""
    hall = Hall()
    await hall.prove(await hall.first())
    thief = await hall.door.password("ketua", PASSWORD, ELSEWHERE)

    assert await refused(hall.door.offer_totp(thief.session)) == "factor_there"


async def test_the_factor_that_was_is_right_until_the_new_one_was_shown():
    """A new factor is offered and not confirmed: the old one still signs in."""
    hall = Hall()
    secret, proven = await hall.prove(await hall.first())
    await hall.door.offer_totp(proven.session)
    await hall.pass_time(minutes=1)
    again = await hall.door.password("ketua", PASSWORD, HOME)

    assert (await hall.door.totp(again.session, hall.code(secret), HOME)).session.proven


async def test_a_session_ends_by_idleness_and_by_age():
    """Used every half an hour it lives twelve hours; unused, one."""
    hall = Hall()
    begun = await hall.first()
    for _ in range(23):
        await hall.pass_time(minutes=30)
        await hall.door.who(begun.token)
    await hall.pass_time(minutes=30)
    assert await refused(hall.door.who(begun.token)) == "not_signed_in"

    idle = await hall.door.password("ketua", PASSWORD, HOME)
    await hall.pass_time(hours=1)
    assert await refused(hall.door.who(idle.token)) == "not_signed_in"


async def test_closing_an_account_ends_its_sessions_and_its_password():
    """And opening it gives the password back, not the sessions."""
    hall = Hall()
    await hall.first()
    begun = await hall.person("budi")
    by = await hall.administrator()
    await hall.keep.close(by, "budi", closed=True)

    assert await refused(hall.door.who(begun.token)) == "not_signed_in"
    assert await refused(hall.door.password("budi", PASSWORD, HOME)) == "sign_in_wrong"
    await hall.keep.close(by, "budi", closed=False)
    assert await refused(hall.door.who(begun.token)) == "not_signed_in"
    await hall.door.password("budi", PASSWORD, HOME)


async def test_an_administrator_is_recovered_by_two_others():
    """The first asks; the same again is no second, nor is the owner; a day later it is forgotten."""
    hall = Hall()
    await hall.first()
    for name in ("wakil", "sekretaris"):
        await hall.person(name, Role.ADMINISTRATOR, NATION)
    wakil, sekretaris, ketua = [await hall.administrator(n) for n in ("wakil", "sekretaris", "ketua")]

    assert await hall.keep.reset(wakil, "ketua") is None
    assert await hall.keep.reset(wakil, "ketua") is None
    assert await refused(hall.keep.reset(ketua, "ketua")) == "account_own"
    await hall.pass_time(hours=25)
    assert await hall.keep.reset(sekretaris, "ketua") is None
    token = await hall.keep.reset(wakil, "ketua")
    assert await refused(hall.door.password("ketua", PASSWORD, HOME)) == "sign_in_wrong"
    await hall.keep.accept(token, PASSWORD + "!", HOME)


async def test_an_administrator_of_a_province_keeps_no_account_outside_it():
    """Neither of another province, nor of the nation."""
    hall = Hall()
    await hall.first()
    await hall.person("jatim", Role.ADMINISTRATOR, "35")
    await hall.person("budi", region="3404")
    by = await hall.administrator("jatim")

    assert await refused(hall.keep.reset(by, "budi")) == "actor_region"
    assert await refused(hall.keep.close(by, "ketua", closed=True)) == "actor_region"
    for region in ("34", NATION):
        invite = hall.keep.invite(by, f"baru.{region}", "Ibu", Role.OPERATOR, RegionCode(region))
        assert await refused(invite) == "actor_region"


async def test_a_guesser_elsewhere_cannot_keep_a_person_out():
    """After weeks of guessing at every moment the owner's browser signs in, and a new link goes round it."""
    hall = Hall()
    await hall.first()
    known = From("10.0.0.1", browser=(await hall.person("budi")).browser)
    for _ in range(2_000):
        await refused(hall.door.password("budi", "salah", ELSEWHERE))
        await hall.pass_time(minutes=15)

    await refused(hall.door.password("budi", "salah", ELSEWHERE))
    assert await refused(hall.door.password("budi", PASSWORD, From("10.0.0.9"))) == "sign_in_paused"
    assert (await hall.door.password("budi", PASSWORD, known)).account.name == "budi"
    token = await hall.keep.reset(await hall.administrator(), "budi")
    assert (await hall.keep.accept(token, PASSWORD, ELSEWHERE)).account.name == "budi"


async def test_what_is_kept_tells_no_token_code_or_secret():
    """Of everything in the store and the journal nothing is what a person types or a browser sends."""
    hall = Hall()
    begun = await hall.first()
    secret, proven = await hall.prove(begun)
    kept = repr((vars(hall.accounts), vars(hall.door.sessions), vars(hall.door.tries)))
    kept += repr([decode(one.detail) for one in await hall.journal.after(0, 100)])

    for hidden in (PASSWORD, begun.token, proven.token, secret, "10.0.0.1"):
        assert hidden not in kept


class Doorway(RuleBasedStateMachine):
    """Any order of right and wrong tries, of waiting and ending, against a plain count of them."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall()
        self.live = {}
        self.wrong = 0
        self.last = NOON
        self.free_at = NOON
        self._do(self._begin())

    def _do(self, doing):
        """Nothing here waits for anything outside, but for the hasher's thread."""
        import asyncio  # noqa: PLC0415 -- the machine alone runs loops of its own

        return asyncio.run(doing)

    async def _begin(self):
        await self.hall.first()
        await self.hall.person("budi")
        await self.hall.door.end((await self.hall.accounts.named("budi")).id)

    @rule(right=st.booleans())
    def tries(self, right):
        """Right or wrong from an unknown browser: paused as long as the table says, whatever was typed."""
        hall = self.hall
        met, begun = self._do(self._tried(PASSWORD if right else "salah"))
        assert (met == "sign_in_paused") == (hall.now < self.free_at)
        if met == "sign_in_paused":
            return
        assert (met is None) == right
        if begun is None:
            assert met == "sign_in_wrong"
            self.wrong = 1 if self.last + timedelta(days=1) <= hall.now else self.wrong + 1
            self.free_at = hall.now + timedelta(seconds=terms.OF_ACCOUNT.pause(self.wrong))
        else:
            self.live[begun.token] = (hall.now, hall.now)
            self.wrong, self.free_at = 0, hall.now
        self.last = hall.now

    @rule(minutes=st.sampled_from([1, 15, 59, 60, 300, 1440]))
    def waits(self, minutes):
        """Time goes on."""
        self.hall.now += timedelta(minutes=minutes)

    @rule(everything=st.booleans())
    def ends(self, everything):
        """One session is ended, or all."""
        account = self._do(self.hall.accounts.named("budi")).id
        if everything:
            self._do(self.hall.door.end(account))
            self.live.clear()
        elif self.live:
            token, _ = self.live.popitem()
            session, _ = self._do(self._find(token))
            if session is not None:
                self._do(self.hall.door.end(account, session.digest))

    async def _tried(self, password):
        """The code of the refusal, and the session that began."""
        try:
            return None, await self.hall.door.password("budi", password, ELSEWHERE)
        except Refusal as refusal:
            return str(refusal.code), None

    async def _find(self, token):
        try:
            return await self.hall.door.who(token)
        except Refusal:
            return None, None

    @invariant()
    def lives(self):
        """Sessions live an hour from their last use, twelve at most, and no longer than they were let."""
        now = self.hall.now
        for token, (begun, seen) in list(self.live.items()):
            session, _ = self._do(self._find(token))
            alive = now < begun + terms.LONGEST and now < seen + terms.IDLE
            assert (session is not None) == alive
            self.live[token] = (begun, now if alive and now - seen >= timedelta(minutes=1) else seen)
            if not alive:
                del self.live[token]


Doorway.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestDoorway = Doorway.TestCase
