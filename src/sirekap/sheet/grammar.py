"""The rules by which forms are drawn whose choices depend on the district.

Data of a profile (``layouts/legislative.toml``): which page of a base form lends its
sheet, what is taken off it, how its words change, and how high a row of a choice is.
:mod:`sirekap.sheet.composition` makes layouts and artwork of it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import Any, Literal, Self

PageKind = Literal["administration", "choices", "totals"]
RowKind = Literal["party", "candidate", "person", "total"]


@dataclass(frozen=True, slots=True)
class Cut:
    """What is taken off a base page, mm: what begins at ``start`` or below with its middle in between."""

    start: float
    top: float
    bottom: float

    def takes(self, y0: float, y1: float) -> bool:
        """Whether something from ``y0`` down to ``y1`` is taken off."""
        return y0 >= self.start and self.top < (y0 + y1) / 2 < self.bottom


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of the base that a kind of page borrows, and the blocks that are drawn anew on it."""

    base: int
    witnesses: Cut
    table: Cut | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of the base, what it becomes, and what of its place stays; ``within`` is the room in mm."""

    text: str
    becomes: str
    keep: Literal["left", "middle", "width"]
    within: float | None = None


@dataclass(frozen=True, slots=True)
class WitnessCells:
    """The block of witnesses: cells a row, unless that makes more than ``down`` rows; letters in mm."""

    across: int
    down: int
    number: float
    name: float
    leading: float


@dataclass(frozen=True, slots=True)
class Table:
    """What all rows of choices share, mm; ``rule`` is the width and grey of the table's lines."""

    top: float
    header: float
    divide: float
    rule: tuple[float, float]
    caption: float
    leading: float


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of row: ``tally`` rows of cells ``cell`` high over a band of ``words``, and letters, mm."""

    tally: int
    cell: float
    words: float
    number: float
    name: float
    gap: float = 0.0
    label: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """From line to line, without the gap above."""
        return self.tally * self.cell + self.words


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """Where a page names the district: label, colon and name by page kind, x and baseline in mm."""

    label: str
    size: float
    administration: dict[str, tuple[float, float]]
    others: dict[str, tuple[float, float]]

    def on(self, kind: PageKind) -> dict[str, tuple[float, float]]:
        """The places on a kind of page."""
        return self.administration if kind == "administration" else self.others


@dataclass(frozen=True)
class Grammar:
    """All rules of a profile's composed forms, and the words of each form by its code."""

    source: str
    base: str
    pages: dict[PageKind, Sheet]
    witness: WitnessCells
    table: Table
    rows: dict[RowKind, Row]
    wordings: tuple[Wording, ...]
    district: DistrictLine
    words: dict[str, dict[str, str]] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a profile's rules; malformed ones are a ``ValueError``, ``KeyError`` or ``TypeError``."""
        data: dict[str, Any] = tomllib.loads(text)
        return cls(
            source=data["source"],
            base=data["base"],
            pages={kind: _sheet(each) for kind, each in data["pages"].items()},
            witness=WitnessCells(**data["witness"]),
            table=Table(**{**data["table"], "rule": tuple(data["table"]["rule"])}),
            rows={
                kind: Row(**{**each, "label": tuple(each.get("label", ()))})
                for kind, each in data["row"].items()
            },
            wordings=tuple(Wording(**each) for each in data["wording"]),
            district=DistrictLine(**data["district"]),
            words=data["form"],
        )


def _sheet(data: dict[str, Any]) -> Sheet:
    table = Cut(**data["table"]) if "table" in data else None
    return Sheet(data["base"], Cut(**data["witnesses"]), table)
