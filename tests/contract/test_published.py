"""What changed behind a position, where leaves are, and how far the site is: in memory and on PostgreSQL."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from tests.contract.test_log import ROOT, entry

from sirekap.election.identity import salted_hash
from sirekap.office.ports import NOT_WRITTEN, CursorMoved, Entry, Figure, Stand, ToldWords, Total, Words

NOW = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
HERE, THERE = "3404062001", "3404062002"


def figure(station, said=b"{}"):
    """What is known of a station."""
    return Figure(station, "ppwp", "pending", said)


def total(region, said=b"{}"):
    """What is known of a region."""
    return Total("ppwp", region, said)


async def test_what_changed_is_told_with_the_totals_of_its_villages(store):
    """Behind a position, as it stands now; figures of other things than stations are not told."""
    projections = store.projections
    await projections.advance(0, 5, [figure(f"{HERE}001"), figure(f"{HERE}002")], [total(HERE), total("34")])
    await projections.advance(5, 9, [figure(f"{HERE}002", b"2"), figure("f" * 64)], [total(HERE, b"2")])

    changed = await projections.changed_stations(5, 100)
    assert (changed.cursor, changed.to) == (9, 9)
    assert changed.figures == [figure(f"{HERE}002", b"2")]
    assert changed.totals == [total(HERE, b"2")]
    assert (await projections.changed_stations(9, 100)).figures == []


async def test_of_many_changes_the_first_are_told_but_each_village_is_of_one_moment(store):
    """Cut at the first of three changes, the village it touched is told with its later change, too."""
    projections = store.projections
    await projections.advance(0, 1, [figure(f"{HERE}001")])
    await projections.advance(1, 2, [figure(f"{THERE}001")])
    await projections.advance(2, 3, [figure(f"{HERE}002")], [total(HERE)])

    changed = await projections.changed_stations(0, 1)

    assert (changed.cursor, changed.to) == (3, 1)
    assert [each.station for each in changed.figures] == [f"{HERE}001", f"{HERE}002"]
    assert changed.totals == [total(HERE)]


async def test_regions_of_a_tier_that_changed(store):
    """By the length of their codes."""
    projections = store.projections
    await projections.advance(0, 4, [], [total("0"), total("34"), total("3404")])
    await projections.advance(4, 6, [], [total("0", b"2"), total("35")])

    assert (await projections.changed_regions(4, 2, 100)).totals == [total("35")]
    assert (await projections.changed_regions(0, 2, 100)).totals == [total("34"), total("35")]
    assert (await projections.changed_regions(4, 1, 100)).cursor == 6
    first = await projections.changed_regions(0, 2, 1)
    assert (first.cursor, first.to, first.totals) == (6, 4, [total("34")])


async def test_figures_and_totals_at_once(store):
    """Those that are there, with how far the fold was."""
    await store.projections.advance(0, 4, [figure(f"{HERE}001")], [total(HERE)])
    keys = [(f"{HERE}001", "ppwp"), (f"{HERE}002", "ppwp")]

    found = await store.projections.at_once(keys, [("ppwp", HERE), ("ppwp", THERE)])

    assert (found.cursor, found.figures, found.totals) == (4, [figure(f"{HERE}001")], [total(HERE)])


async def test_leaves_are_found_by_record_and_by_position(store):
    """Of records 1 to 3, the first and the third are leaves 0 and 1."""
    await store.records.append([entry(number) for number in (1, 2, 3)])
    pen = store.pen()
    await pen.take()
    await pen.extend(0, [1, 3], ROOT, b"note")

    names = [entry(number).id for number in (1, 2, 3)]
    found = await store.log.leaves_of(names)
    assert {name: leaf.index for name, leaf in found.items()} == {names[0]: 0, names[2]: 1}
    assert {at: leaf.record for at, leaf in (await store.log.leaves_at([1, 2, 3])).items()} == {
        1: names[0],
        3: names[2],
    }
    assert [await store.log.leaves_to(position) for position in (0, 1, 2, 3, 9)] == [0, 1, 1, 2, 2]


async def test_how_far_each_part_is_comes_back(store):
    """Told anew, each keeps what it has told, and is to be written whole."""
    published = store.published
    assert await published.stands() == {}
    await published.put("villages", NOT_WRITTEN, Stand(3, 9, "ppwp 3404"))
    assert await published.stands() == {"villages": Stand(3, 9, "ppwp 3404")}
    await published.put("villages", Stand(3, 9, "ppwp 3404"), Stand(9))
    assert await published.stands() == {"villages": Stand(9)}

    await published.anew()

    assert await published.stands() == {"villages": Stand(9, 0, "")}


async def test_of_two_publishers_one_learns_that_the_other_was_there(store):
    """A part that is not where it is believed to be is not moved."""
    await store.published.put("villages", NOT_WRITTEN, Stand(3))

    for believed in (NOT_WRITTEN, Stand(2), Stand(3, 0, "")):
        with pytest.raises(CursorMoved):
            await store.published.put("villages", believed, Stand(5))

    assert await store.published.stands() == {"villages": Stand(3)}


async def test_withdrawn_words_are_found_where_they_were_told(store):
    """Once they are withdrawn, until it is noted that they are told no more."""
    names = [salted_hash(salt, "Salah baca.") for salt in (b"1" * 32, b"2" * 32)]
    for name, salt in zip(names, (b"1" * 32, b"2" * 32), strict=True):
        await store.words.keep(name, Words(salt, "Salah baca."))
    told = [ToldWords(names[0], "ppwp", HERE), ToldWords(names[0], "", ""), ToldWords(names[1], "", "")]
    await store.published.tell(told)
    await store.published.tell(told)
    assert await store.published.withdrawn(10) == []

    await store.words.withdraw(names[0])
    gone = await store.published.withdrawn(10)
    assert set(gone) == set(told[:2])
    await store.published.untell(gone[:1])
    assert await store.published.withdrawn(10) == gone[1:]


@pytest.mark.parametrize("kinds", [[], ["publication_pause"], ["publication_pause", "publication_resume"]])
async def test_the_last_record_about_a_pause(store, kinds):
    """Of both kinds the last one; none before the first."""
    for number, kind in enumerate(["return", *kinds]):
        body = b"%d" % number
        name = hashlib.sha256(body).hexdigest()
        await store.records.append([Entry(name, kind, None, None, body, b"s", "0f" * 32, NOW, b"r")])

    found = await store.published.last_pause()

    assert (found.entry.kind if found else None) == (kinds[-1] if kinds else None)
