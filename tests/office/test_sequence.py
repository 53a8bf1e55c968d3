"""The sequencer: what it logs, in what order, and what it never does, wherever it is stopped."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest
from tests.office.log_ground import NIGHT, Ground, entry, run

from sirekap.election.canonical import decode
from sirekap.election.records import ACTS
from sirekap.log.hashing import leaf_hash
from sirekap.log.proofs import check_inclusion
from sirekap.log.refusal import Refusal as LogRefusal
from sirekap.office.leaf import UNLOGGED, print_leaf
from sirekap.office.ports import Leaf, StoreAway
from sirekap.office.sequence import LogAtOdds, Sequencer

BATCHES = ([1, 2, 3], range(4, 260), [260], range(261, 700))


async def test_a_leaf_tells_kind_time_place_contest_and_id():
    """The entry is canonical JSON, the time the receipt's; nothing of the body is in it."""
    given = entry(1)
    leaf = Leaf(0, given.id, given.kind, given.station, given.contest, given.received)

    assert print_leaf(leaf) == (
        b'{"contest":"ppwp","kind":"return","place":"3404062001006","record":"%s",'
        b'"time":"2024-02-14T13:00:01Z","v":1}' % given.id.encode()
    )


def test_every_kind_of_record_is_logged():
    """None is kept out today; one that is must be named with its reason."""
    assert {act.kind for act in ACTS} & UNLOGGED == set()


async def test_records_are_logged_in_their_order():
    """What is published are the records' leaves, by position; nothing new, nothing written."""
    ground = Ground()
    await ground.records.append([entry(number) for number in (3, 1, 2)])
    sequencer = ground.sequencer()

    assert await sequencer.step() == 3
    numbers = [decode(one)["record"] for one in ground.published()]
    assert numbers == [entry(number).id for number in (3, 1, 2)]
    before = dict(ground.files.files)
    assert await sequencer.step() == 0
    assert ground.files.files == before


async def test_an_empty_log_publishes_nothing():
    """Before the first record there is no checkpoint."""
    ground = Ground()

    assert await ground.sequencer().step() == 0
    assert ground.files.files == {}


async def test_other_phases_and_elections_are_no_leaves():
    """300 rehearsal records, one of another election, then a real one: it is leaf 0."""
    ground = Ground()
    await ground.records.append([entry(number, phase="rehearsal") for number in range(300)])
    await ground.records.append([entry(1, election="pilkada2024"), entry(7)])

    await run(ground.sequencer())

    assert [decode(one)["record"] for one in ground.published()] == [entry(7).id]
    assert (await ground.log.find(entry(7).id)).index == 0


async def test_a_receipt_redeems_to_a_proof():
    """Each of 300 records proves its place under the published checkpoint; others have none."""
    ground = Ground()
    await ground.records.append([entry(number) for number in range(300)])
    await run(ground.sequencer())
    await ground.records.append([entry(300)])

    root = (await ground.log.head()).root
    for number in range(0, 300, 23):
        logged = await ground.redeem()(entry(number).id)
        assert logged.checkpoint == ground.files.files["checkpoint"]
        check_inclusion(logged.index, 300, leaf_hash(logged.leaf), logged.proof, root)
        assert decode(logged.leaf)["record"] == entry(number).id
    assert await ground.redeem()(entry(300).id) is None
    assert await ground.redeem()(entry(999).id) is None


async def test_a_leaf_that_is_not_yet_published_has_no_proof():
    """Numbered and kept, its files not written: the receipt waits."""
    ground = Ground()
    await ground.records.append([entry(1), entry(2)])
    await run(ground.sequencer())
    older = dict(ground.files.files)
    await ground.records.append([entry(3)])
    ground.log.holder = None
    await run(ground.sequencer())
    ground.files.files = older

    assert await ground.redeem()(entry(3).id) is None


class Killed(Exception):  # noqa: N818 -- it tells what happened
    """The process is no more."""


class Fate:
    """Lets so many moments pass and then ends the process, or cuts off the store."""

    def __init__(self, blows, blow=Killed) -> None:
        self.blows = list(blows)
        self.blow = blow
        self.passed = 0

    async def __call__(self, act, when) -> None:
        """Count, and strike when it is time."""
        self.passed += 1
        if self.blows and self.passed >= self.blows[0]:
            self.passed = 0
            self.blows.pop(0)
            raise self.blow(act, when)


async def night(fate, kind=Sequencer):
    """Four batches come in; a sequencer that is killed is followed by another."""
    ground = Ground(fate, kind=kind)
    sequencer = ground.sequencer()
    for batch in BATCHES:
        await ground.records.append([entry(number) for number in batch])
        while True:
            try:
                await run(sequencer)
                break
            except Killed:
                ground.log.holder = None
                sequencer = ground.sequencer()
            except StoreAway:
                pass  # The same process goes on.
    return ground


async def moments():
    """How many moments a night without a blow has."""
    fate = Fate([])
    await night(fate)
    return fate.passed


@pytest.mark.parametrize("blow", [Killed, StoreAway])
async def test_stopped_at_any_moment_it_publishes_one_log(blow):
    """At each moment in turn, before and after each write: one log, complete in the end, no leaf twice."""
    whole = (await night(Fate([]))).published()
    last = await moments()
    assert last > 60

    for at in range(1, last + 1):
        ground = await night(Fate([at], blow))
        assert ground.is_one_log(), at
        assert ground.published() == whole, at


@pytest.mark.parametrize("seed", range(40))
async def test_stopped_again_and_again_it_publishes_one_log(seed):
    """Up to twelve blows at random moments, some while it is recovering."""
    chance = random.Random(seed)
    whole = (await night(Fate([]))).published()

    ground = await night(Fate([chance.randint(1, 12) for _ in range(12)], chance.choice([Killed, StoreAway])))

    assert ground.is_one_log()
    assert ground.published() == whole


class Hasty(Sequencer):
    """Broken: the checkpoint goes out before what it speaks of."""

    async def _publish(self, edge, note):
        await self.files.replace("checkpoint", note)
        await super()._publish(edge, note)


class Forgetful(Sequencer):
    """Broken: publishes what it signed, and keeps it when there is time."""

    async def _extend(self, edge, stored):
        pen, self.pen = self.pen, Unkept()
        await super()._extend(edge, stored)
        self.pen = pen
        await pen.extend(edge.size, [one.position for one in stored], self._edge.root, b"")


class Unkept:
    """A pen without ink."""

    async def extend(self, *_):
        """Keep nothing."""


@pytest.mark.parametrize(
    ("broken", "words"), [(Hasty, "tile/"), (Forgetful, "are published and the store knows of")]
)
async def test_a_sequencer_that_is_broken_is_found_out(broken, words):
    """The check can fail: each wrong order shows at some moment."""
    told = []
    for at in range(1, 30):
        try:
            await night(Fate([at]), broken)
        except (AssertionError, KeyError, LogAtOdds, LogRefusal) as found:
            told.append(str(found))

    assert any(words in one for one in told)


class Pause:
    """Holds the process up at one moment, until it is let go."""

    def __init__(self, at) -> None:
        self.at, self.passed = at, 0
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    async def __call__(self, *_) -> None:
        """Count, and wait when it is time."""
        self.passed += 1
        if self.passed == self.at:
            self.reached.set()
            await self.go.wait()


async def test_one_that_was_asleep_cannot_fork_the_log():
    """Held up at each moment while another takes over: what it then writes is the same or refused."""
    for at in range(1, 14):
        pause = Pause(at)
        ground = Ground(pause)
        await ground.records.append([entry(number) for number in range(300)])
        asleep = asyncio.create_task(run(ground.sequencer()))
        await pause.reached.wait()
        ground.log.holder = None  # Its session was lost.
        awake = ground.sequencer()
        await run(awake)
        await ground.records.append([entry(number) for number in range(300, 330)])
        await run(awake)
        pause.go.set()
        await asyncio.gather(asleep, return_exceptions=True)
        await run(awake)  # An older checkpoint that was written over the newer is put right.

        assert ground.is_one_log(), at
        assert len(ground.published()) == 330, at


async def test_a_second_sequencer_waits():
    """While the first has the pen the second logs nothing; after it, it goes on."""
    ground = Ground()
    first, second = ground.sequencer(), ground.sequencer()
    await ground.records.append([entry(1)])
    await run(first)
    await ground.records.append([entry(2)])

    assert await second.step() == 0
    await first.pen.lay_down()
    assert await second.step() == 1
    assert await first.step() == 0
    assert len(ground.published()) == 2


@pytest.fixture
def ground(runner):
    """A log of 300 leaves."""
    made = Ground()
    runner.run(made.records.append([entry(number) for number in range(300)]))
    runner.run(run(made.sequencer()))
    made.log.holder = None
    return made


@pytest.mark.parametrize("kept", [0, 3], ids=["all-lost", "some-lost"])
async def test_lost_files_are_written_again_to_the_byte(ground, kept):
    """The folder is emptied, or only its last files are: the next step restores what was published."""
    before = dict(ground.files.files)
    ground.files.files = dict(list(before.items())[:kept]) | (
        {"checkpoint": before["checkpoint"]} if kept else {}
    )

    await ground.records.append([entry(300)])
    await run(ground.sequencer())

    again = ground.files.files
    full = {path for path in before if ".p/" not in path and path != "checkpoint"}
    assert {path: again[path] for path in full} == {path: before[path] for path in full}
    assert len(ground.published()) == 301


async def test_a_store_that_fell_behind_is_at_odds(ground):
    """Restored from before the last checkpoint, the store would fork the log: nothing is signed."""
    ground.log.heads.clear()
    del ground.log.positions[:]

    with pytest.raises(LogAtOdds, match="300 leaves are published and the store knows of 0"):
        await ground.sequencer().step()


async def test_a_store_with_another_tree_is_at_odds(ground):
    """The same size and another root."""
    ground.log.heads[-1] = replace(ground.log.heads[-1], root=bytes(32))

    with pytest.raises(LogAtOdds, match="two trees of 300 leaves"):
        await ground.sequencer().step()


async def test_records_that_were_altered_are_at_odds(ground):
    """A record's time was changed behind the store's back; the files are lost: nothing is written."""
    stored = ground.records._stored  # noqa: SLF001 -- what nobody may do
    stored[7] = replace(stored[7], entry=replace(stored[7].entry, received=NIGHT))
    ground.files.files = {}

    with pytest.raises(LogAtOdds, match="do not give the tree of 300"):
        await ground.sequencer().step()

    assert ground.files.files == {}


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000", "tile/entries/000"])
async def test_a_published_file_that_was_altered_is_at_odds(ground, path):
    """A bit of the checkpoint, or of a full file that must be written again: a person must look."""
    octets = bytearray(ground.files.files[path])
    octets[40] ^= 1
    ground.files.files[path] = bytes(octets)
    if path != "checkpoint":
        del ground.files.files["checkpoint"]

    with pytest.raises(LogAtOdds):
        await ground.sequencer().step()
