"""Words beside the records, and the verification desk, on every store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sirekap.election.identity import salted_hash
from sirekap.office.ports import Typed, Words

NOON = datetime(2024, 2, 15, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
SALT = bytes(range(32))


async def test_words_are_read_under_their_hash(store):
    """Kept twice, read once; an unknown hash gives nothing."""
    name = salted_hash(SALT, "Salah baca")
    await store.words.keep(name, Words(SALT, "Salah baca"))
    await store.words.keep(name, Words(SALT, "Salah baca"))

    assert await store.words.read([name, salted_hash(SALT, "lain")]) == {name: Words(SALT, "Salah baca")}


async def test_withdrawn_words_do_not_come_back(store):
    """Withdrawn, then kept again: still nothing."""
    name = salted_hash(SALT, "Budi")
    await store.words.keep(name, Words(SALT, "Budi"))
    await store.words.withdraw(name)
    await store.words.keep(name, Words(SALT, "Budi"))

    assert await store.words.read([name]) == {}


async def test_work_is_one_person_s_until_they_fall_silent(store):
    """Ani has it until 12:05; Budi gets it then, not before. Ani may prolong."""
    assert await store.desk.take("ppwp 1", "ani", NOON, LATER)
    assert not await store.desk.take("ppwp 1", "budi", NOON, LATER)
    assert await store.desk.take("ppwp 1", "ani", NOON, LATER)
    assert await store.desk.taken(NOON) == {"ppwp 1"}
    assert await store.desk.take("ppwp 1", "budi", LATER, LATER + timedelta(minutes=5))


async def test_only_its_taker_gives_work_back(store):
    """Budi cannot give Ani's back."""
    await store.desk.take("ppwp 1", "ani", NOON, LATER)
    await store.desk.give_back("ppwp 1", "budi")
    assert await store.desk.taken(NOON) == {"ppwp 1"}

    await store.desk.give_back("ppwp 1", "ani")
    assert await store.desk.taken(NOON) == set()


async def test_what_was_typed_is_kept_until_it_is_decided(store):
    """Two people; Ani types again; cleared."""
    for person, figures in (("budi", b"{}"), ("ani", b"1"), ("ani", b"2")):
        await store.desk.type("ppwp 1", Typed(person, figures))
    assert await store.desk.typed("ppwp 1") == [Typed("ani", b"2"), Typed("budi", b"{}")]

    await store.desk.clear("ppwp 1")
    assert await store.desk.typed("ppwp 1") == []
