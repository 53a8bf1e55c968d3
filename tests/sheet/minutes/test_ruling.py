"""Tables ruled onto pages: what is carried adds up, and nothing is lost or told twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sheet.minutes.small import LINES, NAMES, station, table, village

from sirekap.sheet.minutes.book import Column, Group, Kind, Line
from sirekap.sheet.minutes.ruling import CarryWords, Cut, Paper, ruled

WORDS = CarryWords("Pindahan", "Jumlah pindahan")
GOLDEN = Path(__file__).with_name("small.txt")


def drawn(leaves):
    """Pages as plain text, to be read."""
    lines = []
    for number, leaf in enumerate(leaves, start=1):
        lines.append(f"page {number}: {leaf.title}")
        heads = [f"{strip.group}/{strip.column.label}" for strip in leaf.strips]
        lines += ["  ".join(["Uraian", *heads])]
        lines += ["  ".join([row.label, *map(str, row.cells)]) for row in leaf.rows]
    return "\n".join(lines) + "\n"


def test_a_small_table_as_it_is_drawn():
    """Five stations of two villages on pages of four columns and six lines: the file beside shows them."""
    groups = [
        village("NGUNUT", [station(1, 41, 7), station(2, 5, 120), station(3, 8, 9), station(4, 1, 1)]),
        village("SUMBER", [station(1, 3, 4)]),
    ]

    assert drawn(ruled(table(groups), Paper(4, 6), WORDS)) == GOLDEN.read_text(encoding="utf-8")


@st.composite
def villages(draw):
    sizes = draw(st.lists(st.integers(1, 40), min_size=1, max_size=6))
    counts = st.integers(0, 300)
    return [
        village(f"DESA {place}", [station(n + 1, draw(counts), draw(counts)) for n in range(size)])
        for place, size in enumerate(sizes)
    ]


@given(villages(), st.integers(6, 18))
def test_columns_are_carried_and_each_stands_once(groups, most):
    """On every page: brought + its stations = carried or the village's sum; no page is too wide."""
    leaves = ruled(table(groups), Paper(most, 20), WORDS)

    seen = []
    for leaf in leaves:
        assert len(leaf.strips) <= most
        running = {}
        for strip in leaf.strips:
            if strip.cut is Cut.FIGURES:
                seen.append((strip.group, strip.column.label))
            if strip.cut in {Cut.CARRIED, Cut.SUM}:
                assert strip.column.figures == running.pop(strip.group)
            else:
                before = running.setdefault(strip.group, dict.fromkeys(NAMES, 0))
                running[strip.group] = {name: before[name] + strip.column.figures[name] for name in NAMES}
        assert not running
    assert seen == [(group.label, each.label) for group in groups for each in group.columns]
    ends = [leaf.strips[-1].column.figures for leaf in leaves if leaf.strips[-1].cut is Cut.CARRIED]
    begins = [leaf.strips[0].column.figures for leaf in leaves if leaf.strips[0].cut is Cut.BROUGHT]
    assert ends == begins


def parties(count, people):
    """The lines of so many parties with so many candidates."""
    lines = [Line("DPT · L+P", Kind.FIGURE, "pemilih_dpt_j")]
    for party in range(1, count + 1):
        names = [f"partai_{party}", *(f"partai_{party}_caleg_{n}" for n in range(1, people + 1))]
        lines.append(Line(f"Partai {party}", Kind.HEAD, block=party))
        lines += [Line(name, Kind.FIGURE, name, block=party) for name in names]
        total = f"partai_{party}_total"
        lines.append(Line(total, Kind.SUM, total, adds=True, block=party))
    return (*lines, Line("A. Suara sah", Kind.SUM, "suara_sah", block=count + 1))


@pytest.mark.parametrize("people", [1, 10, 40])
def test_votes_are_carried_down_the_pages(people):
    """18 parties: a page begins with what the one before ended with; in the end it is all."""
    lines = parties(18, people)
    figures = {line.name: 5 for line in lines if line.name}
    figures |= {line.name: 7 * number for number, line in enumerate(lines) if line.adds}
    figures["suara_sah"] = sum(figures[line.name] for line in lines if line.adds)
    column = Column("TPS 001", figures)

    leaves = ruled(table([Group("DESA", (column,), column)], lines), Paper(16, 36), WORDS)

    assert all(len(leaf.rows) <= 36 for leaf in leaves)
    carried = [leaf.rows[-1].cells for leaf in leaves if leaf.rows[-1].label == "Jumlah pindahan"]
    brought = [leaf.rows[0].cells for leaf in leaves if leaf.rows[0].label == "Pindahan"]
    assert carried == brought
    rows = [row for leaf in leaves for row in leaf.rows if row.kind != "carry"]
    assert [row.label for row in rows] == [line.label for line in lines]
    assert leaves[-1].rows[-1].cells[0] == figures["suara_sah"]
    last = brought[-1][0] + sum(
        row.cells[0] for row in leaves[-1].rows if row.label in {line.label for line in lines if line.adds}
    )
    assert last == figures["suara_sah"]


def test_a_party_stays_on_one_page():
    """Lists of ten fit on a page: none is torn."""
    lines = parties(18, 10)
    column = station(1, 0, 0)
    leaves = ruled(table([Group("DESA", (column,), column)], lines), Paper(16, 36), WORDS)

    for leaf in leaves:
        heads = [row.label for row in leaf.rows if row.kind == "head"]
        totals = [row.label for row in leaf.rows if row.label.endswith("_total")]
        assert len(heads) == len(totals)


def test_an_empty_place_is_told_and_adds_nothing():
    """A station without a poll has no figures; the sum is that of the others."""
    full = station(1, 4, 5)
    group = Group("DESA", (full, Column("TPS 002", {}, "nihil")), Column("Jumlah DESA", full.figures))

    (leaf,) = ruled(table([group]), Paper(16, 36), WORDS)

    assert [row.cells for row in leaf.rows if row.label == "1. ANIES"] == [(4, None, 4)]
    assert len(LINES) == len(leaf.rows)
