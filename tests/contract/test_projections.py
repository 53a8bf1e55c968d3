"""What every store of projections promises."""

from __future__ import annotations

import pytest

from sirekap.office.ports import CursorMoved, Figure, Total

HERE = Figure("3404062001001", "ppwp", "pending", b'{"suara_1":1}')
THERE = Figure("3404062001002", "ppwp", "current", b'{"suara_1":2}')
OTHER = Figure("3404062001001", "pdpr", "current", b"{}")
NATION = Total("ppwp", "0", b'{"counted":2}')
PROVINCE = Total("ppwp", "34", b'{"counted":2}')


async def test_the_cursor_begins_at_nothing(store):
    """Before the first record the cursor is 0."""
    assert await store.projections.cursor() == 0


async def test_an_advance_puts_everything_in_place(store):
    """Figures, totals and the cursor move together; a later advance replaces."""
    await store.projections.advance(0, 3, [HERE, THERE, OTHER], [NATION, PROVINCE])
    newer = Figure(HERE.station, "ppwp", "current", b'{"suara_1":3}')
    await store.projections.advance(3, 4, [newer], [Total("ppwp", "0", b'{"counted":3}')])

    projections = store.projections
    assert await projections.cursor() == 4
    key, missing = (HERE.station, "ppwp"), ("3404062001009", "ppwp")
    assert await projections.figures([key, missing]) == {key: newer}
    assert await projections.totals("ppwp", ["0", "34", "35"]) == {
        "0": Total("ppwp", "0", b'{"counted":3}'),
        "34": PROVINCE,
    }


async def test_two_folders_cannot_both_advance(store):
    """The second one from the same place is refused, and leaves no trace."""
    await store.projections.advance(0, 3, [HERE])

    with pytest.raises(CursorMoved):
        await store.projections.advance(0, 5, [THERE], [NATION])

    assert await store.projections.cursor() == 3
    assert await store.projections.all_figures("ppwp", "", 10) == [HERE]
    assert await store.projections.all_totals("ppwp", "", 10) == []


async def test_reading_page_by_page(store):
    """Figures go by station, totals by region, from behind the one named."""
    await store.projections.advance(0, 1, [THERE, HERE, OTHER], [PROVINCE, NATION])

    assert await store.projections.all_figures("ppwp", "", 1) == [HERE]
    assert await store.projections.all_figures("ppwp", HERE.station, 10) == [THERE]
    assert await store.projections.all_totals("ppwp", "", 10) == [NATION, PROVINCE]
    assert await store.projections.all_totals("ppwp", "0", 10) == [PROVINCE]


async def test_a_snapshot_stays_as_it_was(store):
    """While it is open the fold goes on, and it tells what stood at its beginning."""
    await store.projections.advance(0, 3, [THERE, HERE, OTHER], [NATION, PROVINCE])

    async with store.projections.snapshot() as seen:
        newer = Figure(HERE.station, "ppwp", "current", b'{"suara_1":3}')
        await store.projections.advance(3, 4, [newer], [Total("ppwp", "35", b"{}")])

        assert seen.cursor == 3
        assert await seen.figures("ppwp", "", 1) == [HERE]
        assert await seen.figures("ppwp", HERE.station, 10) == [THERE]
        assert await seen.totals("ppwp", "", 10) == [NATION, PROVINCE]

    async with store.projections.snapshot() as seen:
        assert seen.cursor == 4
        assert await seen.figures("ppwp", "", 1) == [newer]


async def test_clearing_throws_all_away(store):
    """After clearing, the fold begins anew."""
    await store.projections.advance(0, 1, [HERE], [NATION])

    await store.projections.clear()

    assert await store.projections.cursor() == 0
    assert await store.projections.all_figures("ppwp", "", 10) == []
    assert await store.projections.all_totals("ppwp", "", 10) == []


async def test_figures_in_some_states_under_a_region(store):
    """Two differ in 3404, one elsewhere, one is agreed: those asked for, by station."""
    figures = [
        Figure("3404062001002", "ppwp", "differing", b"{}"),
        Figure("3404062001001", "ppwp", "differing", b"{}"),
        Figure("3404062001003", "ppwp", "agreed", b"{}"),
        Figure("3504062001001", "ppwp", "differing", b"{}"),
    ]
    await store.projections.advance(0, 1, figures)

    found = await store.projections.in_states("ppwp", "3404", ["differing", "held_back"], 10)

    assert [one.station for one in found] == ["3404062001001", "3404062001002"]
    assert len(await store.projections.in_states("ppwp", "", ["differing"], 2)) == 2
