"""A result form as data: groups of fields, and the rules its numbers must obey.

A form is defined once, in a profile. Printing, reading, entry, comparison and
checking are derived from this definition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.election.contests import Block, Contest
    from sirekap.election.rules import Rule

FieldName = NewType("FieldName", str)
"""The stable name of a number on a form, such as ``suara_1`` or ``pemilih_dpt_l``."""


class Witness(StrEnum):
    """The ways one number may stand on the paper."""

    BOXES = "boxes"
    BUBBLES = "bubbles"
    ROWS = "rows"
    TALLY = "tally"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Field:
    """One number of a form: its name, the paper's words for it, and how it is written."""

    name: FieldName
    label: str
    block: Block
    page: int
    digits: int = 3
    witnesses: tuple[Witness, ...] = (Witness.BOXES,)

    @property
    def largest(self) -> int:
        """The largest number its boxes can hold."""
        return int(10**self.digits) - 1


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together under one heading of the paper."""

    heading: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """A result form: ``code`` as printed on it, its edition, its groups and rules."""

    code: str
    edition: str
    contest: Contest
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...] = field(repr=False)

    def fields(self) -> Iterator[Field]:
        """Every field, in the order of the paper."""
        for group in self.groups:
            yield from group.fields

    @cached_property
    def by_name(self) -> dict[FieldName, Field]:
        """Each field under its name."""
        return {each.name: each for each in self.fields()}

    @cached_property
    def pages(self) -> tuple[int, ...]:
        """The numbers of the pages that carry a field, in order."""
        return tuple(sorted({each.page for each in self.fields()}))

    def on_page(self, number: int) -> tuple[Field, ...]:
        """The fields that stand on one page."""
        return tuple(each for each in self.fields() if each.page == number)
