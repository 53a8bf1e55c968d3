"""Accounts, links, sessions and tries, on every store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sirekap.election.identity import SaltedHash
from sirekap.election.regions import NATION, RegionCode
from sirekap.office.actor import Role
from sirekap.office.ports import Account, Bound, Credentials, Link, Passkey, Purpose, Session

NOON = datetime(2024, 2, 15, 12, 0, tzinfo=UTC)
FULL = Credentials("$argon2id$x", b"seed", b"new", 57, (Passkey(b"id", b"key", 3),), "a" * 32, NOON)


NONE = Credentials()


def account(name, region="3504", role=Role.OPERATOR, credentials=NONE):
    return Account(name.ljust(32, "0"), name, role, RegionCode(region), SaltedHash("1" * 64), credentials)


def session(token, begun=NOON, of="ani"):
    return Session(
        token.ljust(32, b"."), of, begun, begun, begun + timedelta(hours=12), proven=True, agent="Firefox"
    )


async def test_an_account_is_read_as_it_was_written(store):
    """With every kind of credential; by id and by name."""
    ani = account("ani", credentials=FULL)

    assert await store.accounts.add(ani)
    assert await store.accounts.by_id(ani.id) == ani
    assert await store.accounts.named("ani") == ani
    assert await store.accounts.named("budi") is None


async def test_a_name_is_one_account_s(store):
    """A second Ani is refused, and the first is as it was."""
    await store.accounts.add(account("ani"))

    assert not await store.accounts.add(replace(account("ani", "3404"), id="f" * 32))
    assert (await store.accounts.named("ani")).region == "3504"


async def test_of_two_who_write_one_account_the_first_counts(store):
    """Both read version 1; the second is told."""
    ani = account("ani")
    await store.accounts.add(ani)

    assert await store.accounts.replace(replace(ani, closed=True, version=2))
    assert not await store.accounts.replace(replace(ani, role=Role.AUDITOR, version=2))
    assert (await store.accounts.by_id(ani.id)).closed


async def test_accounts_of_a_region_and_below_come_by_name_page_by_page(store):
    """Two of 3504, one of the nation, which is in no province."""
    for one in (account("citra", "350401"), account("ani"), account("budi", "34"), account("dewi", "0")):
        await store.accounts.add(one)

    assert [one.name for one in await store.accounts.under(RegionCode("35"), "", 9)] == ["ani", "citra"]
    assert [one.name for one in await store.accounts.under(NATION, "ani", 2)] == ["budi", "citra"]


async def test_the_whole_is_administered_by_an_open_account_with_a_password(store):
    """Not by a province's, not by one that is only invited, not by a closed one."""
    province = account("ani", "35", Role.ADMINISTRATOR, Credentials("x"))
    invited = account("budi", "0", Role.ADMINISTRATOR)
    for one in (province, invited):
        await store.accounts.add(one)
    assert not await store.accounts.administered()

    ready = replace(invited, credentials=Credentials("x"), version=2)
    await store.accounts.replace(ready)
    assert await store.accounts.administered()

    await store.accounts.replace(replace(ready, closed=True, version=3))
    assert not await store.accounts.administered()


async def test_a_link_works_once_for_one_of_many(store):
    """Eight come at once."""
    link = Link(b"1" * 32, "ani", Purpose.INVITATION, NOON)
    await store.accounts.issue(link)
    before = NOON - timedelta(seconds=1)

    found = await asyncio.gather(*(store.accounts.use(link.digest, before) for _ in range(8)))

    assert [one for one in found if one is not None] == [link]


async def test_a_link_that_is_over_or_was_replaced_opens_nothing(store):
    """At its end; and when a later one was issued for the same account."""
    old, new = (Link(digit * 32, "ani", Purpose.INVITATION, NOON) for digit in (b"1", b"2"))
    for one in (old, new):
        await store.accounts.issue(one)

    assert await store.accounts.use(old.digest, NOON - timedelta(hours=1)) is None
    assert await store.accounts.opens(new.digest, NOON) is None
    assert await store.accounts.opens(new.digest, NOON - timedelta(hours=1)) == new


async def test_of_several_first_links_one_is_taken(store):
    """Two servers each printed one; whoever comes second finds theirs gone."""
    links = [Link(digit * 32, "", Purpose.FIRST, NOON) for digit in (b"1", b"2")]
    for one in links:
        await store.accounts.issue(one)

    found = [await store.accounts.use(one.digest, NOON - timedelta(hours=1)) for one in links]

    assert found == [links[0], None]


async def test_sessions_end_one_by_one_and_all(store):
    """Three of Ani's, one of Budi's, which stays."""
    mine = [session(bytes([48 + n]), NOON + timedelta(minutes=n)) for n in range(3)]
    for one in (*mine, session(b"b", of="budi")):
        await store.sessions.begin(one)
    later = NOON + timedelta(hours=1)
    await store.sessions.touch(mine[0].digest, later)

    assert await store.sessions.find(mine[0].digest) == replace(mine[0], seen=later)
    assert await store.sessions.of("ani") == [mine[2], mine[1], replace(mine[0], seen=later)]
    assert await store.sessions.end("budi", mine[0].digest) == 0
    assert await store.sessions.end("ani", mine[0].digest) == 1
    assert await store.sessions.end("ani") == 2
    assert await store.sessions.of("ani") == []
    assert await store.sessions.sweep(NOON + timedelta(hours=13)) == 1
    assert await store.sessions.find(session(b"b").digest) is None


async def test_beyond_the_free_tries_each_is_followed_by_a_pause_twice_as_long(store):
    """Two free, then 30 s, 60 s; a success forgets them; so does a day."""
    bounds = {"a": Bound(free=3)}

    assert [await store.tries.begin(bounds, NOON) for _ in range(3)] == [None] * 3
    assert await store.tries.begin(bounds, NOON) == NOON + timedelta(seconds=30)
    after = NOON + timedelta(seconds=30)
    assert await store.tries.begin(bounds, after) is None
    assert await store.tries.begin(bounds, after) == after + timedelta(seconds=60)
    assert await store.tries.begin(bounds, after + timedelta(days=1)) is None
    assert await store.tries.begin(bounds, after + timedelta(days=1)) is None

    await store.tries.clear(["a"])
    assert [await store.tries.begin(bounds, after) for _ in range(3)] == [None] * 3


async def test_a_paused_key_refuses_and_counts_nothing_under_the_others(store):
    """The account is paused; the network's count does not move."""
    account, network = Bound(free=1), Bound(free=2)
    await store.tries.begin({"a": account, "n": network}, NOON)

    for _ in range(5):
        assert await store.tries.begin({"a": account, "n": network}, NOON) is not None

    assert await store.tries.begin({"n": network}, NOON) is None


async def test_of_any_number_of_tries_at_once_the_free_ones_alone_go_through(store):
    """Twenty at once against five."""
    bounds = {"a": Bound(free=5), "b": Bound(free=50)}

    found = await asyncio.gather(*(store.tries.begin(bounds, NOON) for _ in range(20)))

    assert found.count(None) == 5
