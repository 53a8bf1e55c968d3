"""A table ruled onto pages: its heads repeated, its totals carried on.

Across: where a group of columns goes on, the page ends with what its columns add up to so far
(*jumlah pindahan*) and the next begins with the same (*pindahan*). Down: where lines go on,
the same is done for the votes of the lines that add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.sheet.minutes.book import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sirekap.election.forms import FieldName
    from sirekap.sheet.minutes.book import Group, Line, Table

_FEWEST = 3
"""No group is begun at the end of a page with fewer columns than these."""


class Cut(StrEnum):
    """What a column on a page is."""

    FIGURES = "figures"
    BROUGHT = "brought"
    CARRIED = "carried"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Strip:
    """A column on a page."""

    group: str
    column: Column
    cut: Cut


@dataclass(frozen=True, slots=True)
class Row:
    """A row on a page. ``cells`` are empty for a head."""

    kind: str
    label: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a table."""

    title: str
    strips: tuple[Strip, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page holds: so many columns, and so many lines."""

    columns: int
    lines: int


@dataclass(frozen=True, slots=True)
class CarryWords:
    """What carried columns and rows are called."""

    brought: str
    carried: str


def ruled(table: Table, paper: Paper, words: CarryWords) -> list[Leaf]:
    """The pages of a table: its columns from left to right, and under them all lines."""
    blocks = list(_chunks(table.lines, paper.lines))
    leaves: list[Leaf] = []
    for strips in _across(table.groups, paper.columns, words):
        votes = [0] * len(strips)
        for place, lines in enumerate(blocks):
            rows = [_row(line, strips) for line in lines]
            before, votes = (
                votes,
                [
                    had + sum(_count(strip.column, line) or 0 for line in lines if line.adds)
                    for had, strip in zip(votes, strips, strict=True)
                ],
            )
            if place and any(before):
                rows.insert(0, Row("carry", words.brought, tuple(before)))
            if place < len(blocks) - 1 and any(votes):
                rows.append(Row("carry", words.carried, tuple(votes)))
            leaves.append(Leaf(table.title, tuple(strips), tuple(rows)))
    return leaves


def _row(line: Line, strips: Sequence[Strip]) -> Row:
    if line.kind is Kind.HEAD:
        return Row(line.kind, line.label, ())
    return Row(line.kind, line.label, tuple(_count(strip.column, line) for strip in strips))


def _count(column: Column, line: Line) -> int | None:
    return None if line.name is None else column.figures.get(line.name)


def _chunks(lines: Sequence[Line], most: int) -> Iterator[list[Line]]:
    """Lines by pages: a block begins a new page when the rest of this one does not hold it.

    When all lines do not fit on one page, each keeps room for the two carried rows.
    """
    room = most if len(lines) <= most else most - 2
    page: list[Line] = []
    for block in _blocks(lines):
        if page and len(page) + len(block) > room:
            yield page
            page = []
        for line in block:
            if len(page) == room:
                yield page
                page = []
            page.append(line)
    if page:
        yield page


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if block and line.block != block[-1].block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _across(groups: Sequence[Group], most: int, words: CarryWords) -> Iterator[list[Strip]]:
    """Columns by pages. A group goes on over pages when it is too wide for what is left of one."""
    page: list[Strip] = []
    for group in groups:
        left, ends = list(group.columns), int(group.sum is not None)
        total: dict[FieldName, int] = {}
        if page and len(page) + len(left) + ends > most and len(page) + _FEWEST + ends > most:
            yield page
            page = []
        brought = False
        while len(page) + brought + len(left) + ends > most:
            if brought:
                page.append(_strip(group, words.brought, total, Cut.BROUGHT))
            taken, left = left[: most - 1 - len(page)], left[most - 1 - len(page) :]
            page += [Strip(group.label, each, Cut.FIGURES) for each in taken]
            _add(total, taken)
            page.append(_strip(group, words.carried, total, Cut.CARRIED))
            yield page
            page, brought = [], True
        if brought:
            page.append(_strip(group, words.brought, total, Cut.BROUGHT))
        page += [Strip(group.label, each, Cut.FIGURES) for each in left]
        if group.sum is not None:
            page.append(Strip(group.label, group.sum, Cut.SUM))
    if page:
        yield page


def _strip(group: Group, label: str, total: Mapping[FieldName, int], cut: Cut) -> Strip:
    return Strip(group.label, Column(label, dict(total)), cut)


def _add(total: dict[FieldName, int], columns: Sequence[Column]) -> None:
    for column in columns:
        for name, count in column.figures.items():
            total[name] = total.get(name, 0) + (count or 0)
