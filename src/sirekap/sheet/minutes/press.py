"""Minutes drawn by typst as PDF/A-2, and nothing in them from anywhere but the book."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Final, cast

from sirekap.election.amounts import spell
from sirekap.sheet.drawing import Press
from sirekap.sheet.lettering import ink_width
from sirekap.sheet.minutes.book import thousands
from sirekap.sheet.minutes.ruling import CarryWords, Paper, ruled
from sirekap.sheet.qr import qr_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.sheet.minutes.book import Annex, Book, Changed, Seal, Table
    from sirekap.sheet.minutes.ruling import Leaf

STANDARD: Final = "a-2b"
"""PDF/A-2, level B (ISO 19005-2): everything it needs to look the same in fifty years is in it."""

_TEMPLATES = ("look", "front", "closing")
_ACROSS_MM, _LABEL_MM = 277.0, 62.0
_UPRIGHT_LABEL_MM, _UPRIGHT_WIDTH_MM = 82.0, 20.0
_WIDTHS = ((100_000, 12.6), (10_000_000, 14.3), (10**12, 17.9))
"""How wide a column is, mm, for figures below a bound."""
_WIDEST_MM = 22.0
_LINES, _UPRIGHT_LINES = 36, 52
_TALL_MM, _UPRIGHT_TALL_MM, _TALLEST_MM = 162.0, 236.0, 5.6
"""How tall the rows of a page are together, and one of them at the most."""
_SHARED_LINES = 34
"""A copy with no more lines stands on one page with its facts."""
_SHARED_MM = 4.3
_FULL_PT, _LEAST_PT, _PT_PER_MM = 7.4, 4.6, 72 / 25.4


class MinutesPress(Press):
    """A typst compiler for minutes; see :class:`sirekap.sheet.drawing.Press`."""

    def __init__(self) -> None:
        super().__init__()
        folder = files("sirekap.sheet.minutes")
        self._templates = {f"{name}.typ": folder.joinpath(f"{name}.typ").read_bytes() for name in _TEMPLATES}
        self._templates["main.typ"] = folder.joinpath("minutes.typ").read_bytes()

    def minutes(self, book: Book) -> bytes:
        """Draw a book as PDF/A. Equal books give equal bytes."""
        return cast(
            "bytes",
            self._compiler.compile(
                cast("bytes", self._templates),  # Several files are a dict, which its types do not say.
                format="pdf",
                sys_inputs={"book": json.dumps([_told(book), list(_leaves(book))], ensure_ascii=False)},
                timestamp=book.dated.replace(microsecond=0),
                pdf_standards=STANDARD,
                pdf_tags=False,
            ),
        )


def leaves_of(book: Book) -> list[Leaf]:
    """The pages of all tables of a book, as they are drawn."""
    words = CarryWords(book.furniture["brought"], book.furniture["carried"])
    return [leaf for table in book.tables for leaf in ruled(table, _paper(book, table)[0], words)]


def _paper(book: Book, table: Table) -> tuple[Paper, float]:
    """What a page of a table holds, and how wide its columns are, mm."""
    if book.portrait:
        return Paper(1, _UPRIGHT_LINES), _UPRIGHT_WIDTH_MM
    room = _ACROSS_MM - _LABEL_MM
    largest = max(
        (
            abs(count or 0)
            for group in table.groups
            for column in (*group.columns, *((group.sum,) if group.sum else ()))
            for count in column.figures.values()
        ),
        default=0,
    )
    least = next(width for bound, width in _WIDTHS if largest < bound)
    columns = int(room / least)
    needed = sum(len(group.columns) + (group.sum is not None) for group in table.groups)
    return Paper(columns, _LINES), round(min(_WIDEST_MM, room / min(columns, needed)), 2)


def _told(book: Book) -> dict[str, object]:
    """A book as the templates are given it."""
    leaves = leaves_of(book)
    return {
        "form": book.form,
        "title": book.title,
        "contest": book.contest,
        "region": book.region,
        "election": book.election,
        "draft": book.draft,
        "portrait": book.portrait,
        "language": book.language,
        "facts": [asdict(one) for one in book.facts],
        "narrative": book.narrative,
        "outcomes": [
            {"label": one.label, "votes": thousands(one.votes), "words": one.words, "sum": one.sums}
            for one in book.outcomes
        ],
        "seal": _seal(book.seal),
        "place": book.place,
        "panels": [asdict(one) for one in book.panels],
        "annexes": [_annex(one) for one in book.annexes],
        "said": dict(book.furniture),
        "shares": book.portrait and len(leaves) == 1 and len(leaves[0].rows) <= _SHARED_LINES,
    }


def _seal(seal: Seal) -> dict[str, object]:
    told = {"content": seal.content, "code": seal.code, "url": seal.url, "qr": qr_svg(seal.url)}
    point = seal.checkpoint
    if point is None:
        return {**told, "checkpoint": None}
    half = len(point.root) // 2
    return {
        **told,
        "checkpoint": {"size": thousands(point.size), "root": [point.root[:half], point.root[half:]]},
    }


def _leaves(book: Book) -> Iterator[dict[str, object]]:
    words = CarryWords(book.furniture["brought"], book.furniture["carried"])
    for table in book.tables:
        paper, width = _paper(book, table)
        label = _UPRIGHT_LABEL_MM if book.portrait else _LABEL_MM
        for leaf in ruled(table, paper, words):
            yield {
                "title": leaf.title,
                "label": label,
                "width": width,
                "height": _height(book, len(leaf.rows)),
                "spelled": table.spelled,
                "groups": [] if table.spelled else _heads(leaf),
                "columns": [
                    {
                        "label": strip.column.label,
                        "note": strip.column.note,
                        "cut": strip.cut,
                        "size": _in_two_lines(strip.column.label, width - 2.4),
                    }
                    for strip in leaf.strips
                ],
                "rows": [
                    {
                        "kind": row.kind,
                        "label": row.label,
                        "size": _fitting(row.label, label - 2.6, 400 if row.kind == "figure" else 600),
                        "cells": [
                            *map(thousands, row.cells),
                            *((_words(row.cells[0]),) if table.spelled and row.cells else ()),
                        ],
                    }
                    for row in leaf.rows
                ],
            }


def _heads(leaf: Leaf) -> list[dict[str, object]]:
    """The groups over the columns of a page, and how many columns each spans."""
    return [
        {"label": label, "span": len(list(strips))}
        for label, strips in groupby(leaf.strips, lambda strip: strip.group)
    ]


def _words(count: int | None) -> str:
    return "" if count is None else spell(count)


def _fitting(text: str, room: float, weight: int) -> float:
    """The size, pt, in which a text has room in so many mm."""
    width = ink_width(text, _FULL_PT / _PT_PER_MM, weight)
    return _FULL_PT if width <= room else max(_LEAST_PT, round(_FULL_PT * room / width, 2))


def _in_two_lines(text: str, room: float) -> float:
    """The size, pt, in which a text has room on two lines of so many mm, no word broken."""
    longest = max(text.split(), key=len, default="")
    return min(_fitting(longest, room, 600), _fitting(text, 1.7 * room, 600))


def _height(book: Book, rows: int) -> float:
    """How tall the rows of a page are, mm: they fill it, as far as they are not too tall."""
    if book.portrait and rows <= _SHARED_LINES:
        return _SHARED_MM
    return round(min(_TALLEST_MM, (_UPRIGHT_TALL_MM if book.portrait else _TALL_MM) / rows), 2)


def _annex(one: Annex) -> dict[str, object]:
    def cell(what: str | Changed) -> object:
        return what if isinstance(what, str) else asdict(what)

    return {**asdict(one), "rows": [[cell(what) for what in row] for row in one.rows]}
