"""What a table is made of: columns with their types and meanings, and the rows between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

Cell: TypeAlias = str | int | bool | datetime | None
Row: TypeAlias = tuple[Cell, ...]
"""One row, a cell for each column; ``None`` where there is nothing to tell."""


class Kind(StrEnum):
    """How a column's cells are written."""

    TEXT = "text"
    """UTF-8. A list stands in one text, its parts parted by a semicolon."""
    WHOLE = "whole"
    """A whole number: int64 in Parquet."""
    TRUTH = "truth"
    """``true`` or ``false``."""
    MOMENT = "moment"
    """RFC 3339 in UTC, to the second; a timestamp of milliseconds in Parquet."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds, what it means in both languages, and in what it counts."""

    name: str
    kind: Kind
    id: str
    en: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table of a contest. Its rows go by ``key``, each once.

    One that is ``by_province`` has a file for each province, since it is too long for one.
    """

    name: str
    id: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    by_province: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(each.name for each in self.columns)


def text(name: str, indonesian: str, english: str) -> Column:
    """A column of texts."""
    return Column(name, Kind.TEXT, indonesian, english)


def whole(name: str, indonesian: str, english: str, unit: str) -> Column:
    """A column of whole numbers."""
    return Column(name, Kind.WHOLE, indonesian, english, unit)


def truth(name: str, indonesian: str, english: str) -> Column:
    """A column of true and false."""
    return Column(name, Kind.TRUTH, indonesian, english)


def moment(name: str, indonesian: str, english: str) -> Column:
    """A column of moments."""
    return Column(name, Kind.MOMENT, indonesian, english)
