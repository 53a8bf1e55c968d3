"""A form as a phone needs it: its fields, in which order they are typed, and its rules, to check offline.

The same words as ``election.forms`` and ``election.rules`` have. ``web/packages/form`` reads this
document; ``spec/vectors/rules-*.json`` hold both sides to the same findings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, TypeAlias

from litestar import Response, get
from litestar.params import Parameter
from msgspec import Meta, Struct

from sirekap.api.problems import Code
from sirekap.election import rules
from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.election.forms import Field, Form, Group

FORM = "/api/v1/forms/{form:str}/{district:str}"
NO_DISTRICT = "0"
"""Stands for the district where a ballot is the same everywhere."""

_VERSION = 1
_LATER = re.compile(r"partai_[0-9]+_caleg_[0-9]+")  # Parties' totals are sent before their candidates.

FormName = Annotated[str, Parameter(pattern="^[A-Z0-9][A-Z0-9.-]{0,39}$", description="A form's code.")]
DistrictName = Annotated[
    str,
    Parameter(
        pattern="^[0-9A-Z]{1,10}$", description="The district whose ballot it has; 0 where it has none."
    ),
]


class FieldTold(Struct, frozen=True):
    """A number of a form; those of stage 1 are typed and sent before those of stage 2."""

    name: str
    label: str
    block: str
    page: int
    digits: int
    stage: Annotated[int, Meta(ge=1, le=2)]


class GroupTold(Struct, frozen=True):
    """Fields under one heading of the paper."""

    heading: str
    label: str
    fields: tuple[FieldTold, ...]


class Sum(Struct, frozen=True, tag_field="rule", tag="sum"):
    """``parts`` add up to ``total``."""

    code: str
    parts: tuple[str, ...]
    total: str


class Equal(Struct, frozen=True, tag_field="rule", tag="equal"):
    """Both carry the same number."""

    code: str
    left: str
    right: str


class AtMost(Struct, frozen=True, tag_field="rule", tag="at_most"):
    """The first is not above the second."""

    code: str
    smaller: str
    larger: str


class Reserve(Struct, frozen=True, tag_field="rule", tag="reserve"):
    """Ballots are the voters and so many percent, rounded up; ``near_code`` up to the tolerance."""

    code: str
    near_code: str
    ballots: str
    voters: str
    percent: int
    tolerance: int


class VoterLimit(Struct, frozen=True, tag_field="rule", tag="voter_limit"):
    """The voters' list is not above the station's limit."""

    code: str
    voters: str


class AllZero(Struct, frozen=True, tag_field="rule", tag="all_zero"):
    """Not every one of these is zero."""

    code: str
    fields: tuple[str, ...]


class TakesAll(Struct, frozen=True, tag_field="rule", tag="takes_all"):
    """Not one choice has every vote."""

    code: str
    choices: tuple[str, ...]


RuleTold: TypeAlias = "Sum | Equal | AtMost | Reserve | VoterLimit | AllZero | TakesAll"


class FormTold(Struct, frozen=True):
    """A form of one district, whole. ``voter_limit`` is a regular station's; overseas has none."""

    v: int
    code: str
    edition: str
    contest: str
    district: str | None
    voter_limit: int
    groups: tuple[GroupTold, ...]
    rules: tuple[RuleTold, ...]


def form_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handler on these doors."""

    @get(FORM, summary="A form of a district: its fields and its rules, for checking without a network")
    async def form(form: FormName, district: DistrictName) -> Response[FormTold]:
        found = doors.form(form, None if district == NO_DISTRICT else district)
        if found is None:
            raise Refusal(Code.NOT_FOUND)
        return Response(found, headers={"cache-control": "public, max-age=3600"})

    return [form]


def form_told(form: Form, district: str | None, voter_limit: int) -> FormTold:
    """The document of a form."""
    groups = tuple(map(_group, form.groups))
    told = tuple(map(_rule, form.rules))
    return FormTold(
        _VERSION, form.code, form.edition, form.contest.value, district, voter_limit, groups, told
    )


def _group(group: Group) -> GroupTold:
    return GroupTold(group.heading, group.label, tuple(map(_field, group.fields)))


def _field(field: Field) -> FieldTold:
    stage = 2 if _LATER.fullmatch(field.name) else 1
    return FieldTold(field.name, field.label, field.block.value, field.page, field.digits, stage)


def _rule(rule: rules.Rule) -> RuleTold:
    told: RuleTold
    match rule:
        case rules.Sum(code, parts, total):
            told = Sum(code, _names(parts), total)
        case rules.Equal(code, left, right):
            told = Equal(code, left, right)
        case rules.AtMost(code, smaller, larger):
            told = AtMost(code, smaller, larger)
        case rules.Reserve(code, near_code, ballots, voters, percent, tolerance):
            told = Reserve(code, near_code, ballots, voters, percent, tolerance)
        case rules.VoterLimit(code, voters):
            told = VoterLimit(code, voters)
        case rules.AllZero(code, fields):
            told = AllZero(code, _names(fields))
        case rules.TakesAll(code, choices):
            told = TakesAll(code, _names(choices))
        case _:
            message = f"a phone is not told of rules such as {rule}"
            raise TypeError(message)
    return told


def _names(fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(str, fields))
