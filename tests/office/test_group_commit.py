"""Many submissions, one transaction, an answer only after it."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime

import pytest

from sirekap.election.refusal import Refusal
from sirekap.office.group_commit import Bounds, GroupCommit
from sirekap.office.ports import Entry, StoreAway
from sirekap.office.unable import Unable
from sirekap.store.memory import MemoryRecords


def entry(number: int, **fields: object) -> Entry:
    body = b"%d" % number
    given = {
        "id": hashlib.sha256(body).hexdigest(),
        "kind": "return",
        "station": "3404062001006",
        "contest": "ppwp",
        "body": body,
        "signature": b"signed",
        "key": "0f" * 32,
        "received": datetime(2024, 2, 14, 13, tzinfo=UTC),
        "receipt": b"receipt %d" % number,
    }
    return Entry(**(given | fields))


POISON = entry(0, id="00" * 32)


class Gate:
    """A moment of the store: batches wait while it is shut, and are away while ``away``."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.away = False

    async def __call__(self, act, when) -> None:  # noqa: ARG002 -- every act is one to it
        """Wait, or be away."""
        if when == "before":
            await self.open.wait()
        elif self.away:
            raise StoreAway


class Batches:
    """Notes how large each batch was."""

    def __init__(self) -> None:
        self.rows, self.again = [], []

    def stored(self, rows):
        """Note it."""
        self.rows.append(rows)

    def retried(self, rows):
        """Note it."""
        self.again.append(rows)


@pytest.fixture
def gate():
    """The store's gate, shut."""
    return Gate()


@pytest.fixture
def records(gate):
    """An empty store behind the gate."""
    return MemoryRecords(gate)


@pytest.fixture
def batches():
    """What the commit told."""
    return Batches()


@pytest.fixture
def commit(runner, records, batches):
    """Two writers at work; at most four rows a batch, twenty waiting."""

    async def begun():
        made = GroupCommit(records, Bounds(writers=2, batch=4, waiting=20), batches)
        return made, asyncio.create_task(made.run())

    made, running = runner.run(begun())
    yield made
    made.drain()
    runner.run(asyncio.wait_for(running, 5))


async def turn():
    """Let everything that can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


async def asked(commit, *entries: Entry):
    """Ask for each, and let the writers take what they take."""
    asking = [asyncio.create_task(commit.commit(one)) for one in entries]
    await turn()
    return asking


async def test_no_answer_before_the_commit(commit, records, gate):
    """While the store works nothing is answered; when it is done, the receipt of the entry is."""
    (one,) = await asked(commit, entry(1))
    assert not one.done()

    gate.open.set()

    assert (await one).receipt == b"receipt 1"
    assert await records.by_id(entry(1).id) is not None


async def test_what_waits_is_taken_at_once(commit, gate, batches):
    """One writer takes the first row, the other eight gather and follow in batches of at most four."""
    first = [*await asked(commit, entry(1)), *await asked(commit, entry(2))]
    rest = await asked(commit, *map(entry, range(3, 10)))

    gate.open.set()
    await asyncio.gather(*first, *rest)

    assert sorted(batches.rows) == [1, 4, 4]


async def test_a_poisoned_row_refuses_only_itself(commit, records, gate, batches):
    """Of four rows of a batch one cannot be stored: three are, and only its asker is told."""
    gate.open.set()

    good, bad, *others = await asked(commit, entry(1), POISON, entry(2), entry(3))

    assert [(await one).receipt for one in (good, *others)] == [b"receipt 1", b"receipt 2", b"receipt 3"]
    with pytest.raises(Refusal) as refusal:
        await bad
    assert refusal.value.code == "record_not_storable"
    assert batches.again == [4]
    assert len(await records.after(0, 10)) == 3


async def test_a_store_that_is_away_is_told_to_all(commit, gate):
    """Whether a batch was stored is not known when the store does not answer: all are told to come again."""
    gate.away = True
    gate.open.set()

    for one in await asked(commit, entry(1), entry(2)):
        with pytest.raises(Unable) as unable:
            await one
        assert unable.value.code == "store_away"

    gate.away = False
    assert (await commit.commit(entry(1))).repeated


async def test_more_than_the_bound_is_refused_at_once(commit, gate):
    """Twenty are taken on; the next is refused without waiting, and after them all is well again."""
    taken = await asked(commit, *map(entry, range(20)))
    assert commit.depth == 20

    with pytest.raises(Unable) as unable:
        await commit.commit(entry(20))
    assert unable.value.code == "overloaded"

    gate.open.set()
    await asyncio.gather(*taken)
    assert (commit.depth, (await commit.commit(entry(20))).repeated) == (0, False)


async def test_who_leaves_is_stored_all_the_same(commit, records, gate):
    """A client that goes away before its answer has its return stored."""
    (one,) = await asked(commit, entry(1))
    one.cancel()
    await turn()

    gate.open.set()
    await commit.commit(entry(2))

    assert {each.entry.body for each in await records.after(0, 10)} == {b"1", b"2"}


async def test_drained_it_answers_what_it_took_and_takes_no_more(records, gate):
    """Told to stop with eleven waiting: all are stored and answered, then the writers end."""
    commit = GroupCommit(records, Bounds(batch=4))
    running = asyncio.create_task(commit.run())
    taken = await asked(commit, *map(entry, range(11)))

    commit.drain()
    with pytest.raises(Unable) as unable:
        await commit.commit(entry(11))
    gate.open.set()
    await running

    assert unable.value.code == "draining"
    assert all([(await one).receipt for one in taken])
    assert len(await records.after(0, 20)) == 11
