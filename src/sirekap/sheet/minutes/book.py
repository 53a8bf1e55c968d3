"""What minutes are drawn from: facts, tables of whole numbers, signatures and an appendix, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.forms import FieldName

DASH = "\u2013"
"""Stands in an empty place."""


def thousands(count: int | None) -> str:
    """A figure as it is printed in Indonesia: ``1.250``; an empty place as a dash."""
    return DASH if count is None else f"{count:,}".replace(",", ".")


class Kind(StrEnum):
    """How a line is set."""

    HEAD = "head"
    FIGURE = "figure"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table. A head has no ``name``.

    ``adds`` marks the lines whose sum is carried down the pages; lines with the same
    ``block`` stay on one page if they fit on one.
    """

    label: str
    kind: Kind
    name: FieldName | None = None
    adds: bool = False
    block: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures by the names of the lines; ``None`` is an empty place. ``note`` says why."""

    label: str
    figures: Mapping[FieldName, int | None]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that stand under one head, and their sum; a column that stands alone has none."""

    label: str
    columns: tuple[Column, ...]
    sum: Column | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of all lines by all columns; ``spelled`` adds each figure of its one column in words."""

    title: str
    lines: tuple[Line, ...]
    groups: tuple[Group, ...]
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and what it is."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a choice has in all, with its amount in words if there is one; ``sums`` is set for totals."""

    label: str
    votes: int
    words: str = ""
    sums: bool = False


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of the public log when the minutes were drawn: how many records, and their root in hex."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Seal:
    """What binds paper and data: the hash of the figures, the code read out, the log, the public page."""

    content: str
    code: str
    checkpoint: Checkpoint | None
    url: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who signs, or does not: ``remark`` stands where the signature would."""

    name: str
    office: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Signatories of one kind under a title."""

    title: str
    people: tuple[Signatory, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """An old figure, struck out, and the new one."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Annex:
    """A list in the appendix. ``widths`` are the columns' shares; ``empty`` stands where it has no rows."""

    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str | Changed, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Minutes, or the copy of a form, with all their words.

    ``furniture`` are the words of the pages themselves, by name. ``dated`` is the document's date;
    equal books give equal bytes.
    """

    form: str
    title: str
    contest: str
    region: str
    election: str
    draft: str
    language: str = "id"
    portrait: bool = False
    facts: tuple[Fact, ...]
    narrative: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    seal: Seal
    tables: tuple[Table, ...]
    place: str
    panels: tuple[Panel, ...]
    annexes: tuple[Annex, ...] = ()
    furniture: Mapping[str, str] = field(default_factory=dict)
    dated: datetime
