"""What every store of records promises."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sirekap.office.ports import BatchRefused, Entry, Outcome, Stored

NOW = datetime(2024, 2, 14, 13, 0, 0, 250_000, tzinfo=UTC)
KEY = "0f" * 32


def entry(body: bytes, receipt: bytes = b"first", **fields: object) -> Entry:
    """A return of station 3404062001006, unless told otherwise."""
    given = Entry(
        id=hashlib.sha256(body).hexdigest(),
        kind="return",
        station="3404062001006",
        contest="ppwp",
        body=body,
        signature=b"signed",
        key=KEY,
        received=NOW,
        receipt=receipt,
    )
    return replace(given, **fields)


async def test_a_stored_entry_comes_back_as_it_was(store):
    """Every field of an entry is kept, and its first position is 1."""
    given = entry(b"{}", holds=("certificate-revoked", "late"))

    assert await store.records.append([given]) == [Outcome(b"first", given.holds, repeated=False)]
    assert await store.records.by_id(given.id) == Stored(1, given)
    assert await store.records.after(0, 10) == [Stored(1, given)]


async def test_an_entry_without_a_place_comes_back(store):
    """A record of no station or contest keeps neither."""
    given = entry(b"key", kind="key-listed", station=None, contest=None)

    await store.records.append([given])

    assert await store.records.by_id(given.id) == Stored(1, given)


async def test_what_is_not_stored_is_not_found(store):
    """An unknown id is answered with nothing."""
    assert await store.records.by_id("ab" * 32) is None
    assert await store.records.after(0, 10) == []
    assert await store.records.of_station("3404062001006", "ppwp") == []


async def test_sending_again_gives_the_first_receipt(store):
    """A repeat with a new receipt and hold stores nothing and answers the first ones."""
    await store.records.append([entry(b"a", b"first", holds=("late",))])

    again = await store.records.append([entry(b"a", b"second")])

    assert again == [Outcome(b"first", ("late",), repeated=True)]
    assert len(await store.records.after(0, 10)) == 1


async def test_a_batch_may_hold_old_new_and_double_entries(store):
    """Outcomes stand in the order of the batch; of two equal entries the first is stored."""
    await store.records.append([entry(b"old", b"r0")])

    outcomes = await store.records.append(
        [entry(b"new", b"r1"), entry(b"old", b"r2"), entry(b"new", b"r3"), entry(b"other", b"r4")]
    )

    assert [(one.receipt, one.repeated) for one in outcomes] == [
        (b"r1", False),
        (b"r0", True),
        (b"r1", True),
        (b"r4", False),
    ]
    stored = await store.records.after(0, 10)
    assert [(one.position, one.entry.body) for one in stored] == [(1, b"old"), (2, b"new"), (3, b"other")]


async def test_of_equal_entries_the_first_keeps_its_place(store):
    """A double entry is stored where it came first, before what stands between."""
    await store.records.append([entry(b"a"), entry(b"b"), entry(b"a"), entry(b"c")])

    assert [one.entry.body for one in await store.records.after(0, 10)] == [b"a", b"b", b"c"]


async def test_an_empty_batch_is_nothing(store):
    """No entries, no outcomes."""
    assert await store.records.append([]) == []


async def test_positions_have_no_gap_after_repeats(store):
    """Repeats use up no position."""
    for body in (b"a", b"a", b"b", b"a", b"c"):
        await store.records.append([entry(body)])

    assert [one.position for one in await store.records.after(0, 10)] == [1, 2, 3]


@pytest.mark.parametrize(
    "poison",
    [
        entry(b"body", id="00" * 32),
        entry(b"body", kind="re\0turn"),
        entry(b"body", station="34040620010\0"),
    ],
    ids=["id-of-another-body", "nul-in-kind", "nul-in-station"],
)
async def test_a_poisoned_batch_stores_nothing_and_its_good_rows_can_follow(store, poison):
    """One bad row refuses the batch whole; row by row the others are stored."""
    good = [entry(b"one"), entry(b"two")]

    with pytest.raises(BatchRefused):
        await store.records.append([good[0], poison, good[1]])
    assert await store.records.after(0, 10) == []

    for one in good:
        await store.records.append([one])
    assert [one.entry for one in await store.records.after(0, 10)] == good


async def test_reading_on_from_a_position(store):
    """``after`` begins behind the position and gives at most the limit."""
    await store.records.append([entry(bytes([n])) for n in range(7)])

    assert [one.position for one in await store.records.after(2, 3)] == [3, 4, 5]
    assert [one.position for one in await store.records.after(5, 3)] == [6, 7]
    assert await store.records.after(7, 3) == []


async def test_the_records_of_a_station(store):
    """Only those of the station's contest, in order."""
    mine = [entry(b"1"), entry(b"4")]
    others = [entry(b"2", contest="pdpr"), entry(b"3", station="3404062001007")]

    await store.records.append([mine[0], *others, mine[1]])

    assert await store.records.of_station("3404062001006", "ppwp") == [Stored(1, mine[0]), Stored(4, mine[1])]


async def test_a_large_body_is_kept(store):
    """A body of several pages of the database comes back whole."""
    given = entry(bytes(range(256)) * 400)

    await store.records.append([given])

    assert await store.records.by_id(given.id) == Stored(1, given)
