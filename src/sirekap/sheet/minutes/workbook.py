"""The tables of minutes as XLSX: the same figures, a sheet a table, without the carrying over pages.

A convenience for who counts again. What binds is the paper; each sheet bears the hash that
is printed there. Equal books give equal bytes.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import xlsxwriter

from sirekap.sheet.minutes.book import Changed, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from sirekap.sheet.minutes.book import Annex, Book, Column, Line, Table

_LABEL_WIDTH, _COLUMN_WIDTH, _TEXT_WIDTH = 46, 11, 28
_NAME_LENGTH = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_HEADS = 2


class _Styles:
    """The few formats of a workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.head: Format = workbook.add_format({"bold": True, "bg_color": "#E0E0E0", "text_wrap": True})
        self.section: Format = workbook.add_format({"bold": True, "bg_color": "#EDEDED"})
        self.label: Format = workbook.add_format({})
        self.strong: Format = workbook.add_format({"bold": True})
        self.figure: Format = workbook.add_format({"num_format": "#,##0"})
        self.sum: Format = workbook.add_format({"num_format": "#,##0", "bold": True})
        self.text: Format = workbook.add_format({"text_wrap": True, "valign": "top"})


def workbook_of(book: Book) -> bytes:
    """Write a book's facts, tables and appendix as an XLSX file.

    Texts are written as texts, whatever they begin with: nothing in them is a formula or a link.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(content, options)
    workbook.set_properties(
        {"title": f"{book.form} {book.region}", "created": book.dated.replace(tzinfo=None)}
    )
    styles, names = _Styles(workbook), _Names()
    _cover(workbook.add_worksheet(names.of(book.form)), book, styles)
    for table in book.tables:
        _table(workbook.add_worksheet(names.of(table.title)), table, styles)
    for annex in book.annexes:
        _annex(workbook.add_worksheet(names.of(annex.title)), annex, styles)
    workbook.close()
    return content.getvalue()


class _Names:
    """Sheets' names: short, without what Excel forbids, each once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, title: str) -> str:
        """The name for a title."""
        plain = _FORBIDDEN.sub(" ", title)[:_NAME_LENGTH].strip()
        name, number = plain, 2
        while name.lower() in self._given:
            name, number = f"{plain[: _NAME_LENGTH - 4]} ({number})", number + 1
        self._given.add(name.lower())
        return name


def _cover(sheet: Worksheet, book: Book, styles: _Styles) -> None:
    point = book.seal.checkpoint
    rows = [
        ("", book.title),
        ("", f"{book.contest}, {book.region}"),
        *([("", book.draft)] if book.draft else []),
        *((one.label, one.value) for one in book.facts),
        (book.furniture["code"], book.seal.code),
        (book.furniture["content"], book.seal.content),
        (book.furniture["public"], book.seal.url),
        (book.furniture["log"], "" if point is None else f"{point.size} {point.root}"),
    ]
    sheet.set_column(0, 0, _TEXT_WIDTH)
    sheet.set_column(1, 1, 3 * _TEXT_WIDTH)
    for row, (label, value) in enumerate(rows):
        sheet.write_string(row, 0, label, styles.label)
        sheet.write_string(row, 1, value, styles.strong)


def _table(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.freeze_panes(_HEADS, 1)
    columns = list(_columns(table))
    for place, (group, column) in enumerate(columns, start=1):
        sheet.write_string(0, place, group, styles.head)
        sheet.write_string(1, place, column.label, styles.head)
    sheet.set_column(1, len(columns), _COLUMN_WIDTH)
    for row, line in enumerate(table.lines, start=_HEADS):
        sheet.write_string(row, 0, line.label, _label(line, styles))
        if line.name is None:
            continue
        for place, (_, column) in enumerate(columns, start=1):
            count = column.figures.get(line.name)
            if count is not None:
                sheet.write_number(row, place, count, styles.sum if line.kind is Kind.SUM else styles.figure)


def _columns(table: Table) -> Iterator[tuple[str, Column]]:
    """Every column with the head it stands under; the sum of each group behind its columns."""
    for group in table.groups:
        for column in group.columns:
            yield group.label, column
        if group.sum is not None:
            yield group.label, group.sum


def _label(line: Line, styles: _Styles) -> Format:
    if line.kind is Kind.HEAD:
        return styles.section
    return styles.strong if line.kind is Kind.SUM else styles.label


def _annex(sheet: Worksheet, annex: Annex, styles: _Styles) -> None:
    sheet.set_column(0, len(annex.heads), _TEXT_WIDTH)
    sheet.freeze_panes(1, 0)
    for place, head in enumerate(annex.heads):
        sheet.write_string(0, place, head, styles.head)
    for row, cells in enumerate(annex.rows, start=1):
        for place, cell in enumerate(cells):
            told = f"{cell.old} \u2192 {cell.new}" if isinstance(cell, Changed) else cell
            sheet.write_string(row, place, told, styles.text)
