"""Tables as CSV: RFC 4180, UTF-8 without a mark, a header, lines that end in CR LF; and back again.

Nothing is an empty cell. A text that a spreadsheet would take for a formula, because it begins
with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return, or with an apostrophe, has an
apostrophe before it; whoever reads the file with a program takes one away. Numbers are never
negative and need none.
"""

from __future__ import annotations

import csv
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from sirekap.publication.export.columns import Kind
from sirekap.publication.own.writing import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sirekap.publication.export.columns import Cell, Row, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_BATCH = 8_192


class CsvFile:
    """A table's file as it grows. The file is opened with ``newline=""`` and closed by its owner."""

    def __init__(self, table: Table, file: TextIO) -> None:
        self.rows = 0
        self._columns = table.columns
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._writer.writerow(table.names)

    def add(self, rows: Sequence[Row]) -> None:
        """Write the next rows."""
        if not rows:
            return
        cells = zip(*rows, strict=True)
        written = [_PRINTS[each.kind](column) for each, column in zip(self._columns, cells, strict=True)]
        self._writer.writerows(zip(*written, strict=True))
        self.rows += len(rows)


def read_rows(table: Table, file: TextIO) -> Iterator[list[Row]]:
    """The rows of a table's file, some thousand at a time, as they were before they were written."""
    lines = csv.reader(file)
    next(lines)
    while batch := list(islice(lines, _BATCH)):
        cells = zip(*batch, strict=True)
        read = [_READS[each.kind](column) for each, column in zip(table.columns, cells, strict=True)]
        yield list(zip(*read, strict=True))


def guarded(value: str) -> str:
    """A text as no spreadsheet takes it for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _same(column: Iterable[Cell]) -> Iterable[Cell]:
    return column


def _texts(column: Iterable[Cell]) -> Iterable[Cell]:
    return [guarded(each) if isinstance(each, str) else each for each in column]


def _truths(column: Iterable[Cell]) -> Iterable[Cell]:
    said = {True: "true", False: "false", None: None}
    return [said[bool(each) if each is not None else None] for each in column]


def _moments(column: Iterable[Cell]) -> Iterable[Cell]:
    return [moment(each) if isinstance(each, datetime) else None for each in column]


_PRINTS: dict[Kind, Callable[[Iterable[Cell]], Iterable[Cell]]] = {
    Kind.TEXT: _texts,
    Kind.WHOLE: _same,
    Kind.TRUTH: _truths,
    Kind.MOMENT: _moments,
}


def _read_texts(column: Sequence[str]) -> Iterable[Cell]:
    return [each.removeprefix("'") or None for each in column]


def _read_wholes(column: Sequence[str]) -> Iterable[Cell]:
    return [int(each) if each else None for each in column]


def _read_truths(column: Sequence[str]) -> Iterable[Cell]:
    return [each == "true" if each else None for each in column]


def _read_moments(column: Sequence[str]) -> Iterable[Cell]:
    return [datetime.fromisoformat(each) if each else None for each in column]


_READS: dict[Kind, Callable[[Sequence[str]], Iterable[Cell]]] = {
    Kind.TEXT: _read_texts,
    Kind.WHOLE: _read_wholes,
    Kind.TRUTH: _read_truths,
    Kind.MOMENT: _read_moments,
}
