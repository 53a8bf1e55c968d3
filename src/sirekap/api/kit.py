"""What a phone takes along to work without a network: its station, its forms with their places, the keys.

Asked for once, days before. The forms are the profile's own, rules and all, so that a phone checks with what
the server checks with.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from litestar import get
from litestar.params import Parameter
from msgspec import Meta, Struct

from sirekap.api.problems import Code
from sirekap.api.stations import StationSetUp, told
from sirekap.election import rules
from sirekap.election.refusal import Refusal
from sirekap.election.regions import StationCode
from sirekap.seal.keylist import print_key_list
from sirekap.sheet.apriltag import modules
from sirekap.sheet.shelf import load_layout

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.election.choices import DistrictCode
    from sirekap.election.forms import Form
    from sirekap.election.identity import Phase
    from sirekap.profiles.profile import Profile
    from sirekap.seal.keylist import KeyList
    from sirekap.sheet.layout import Entry, PageLayout, Rect

KIT = "/api/v1/stations/{station:str}/kit"
StationName = Annotated[
    str, Parameter(pattern="^[0-9]{2}[0-9A-Z]{8}[0-9]{3}$", description="A station's code.")
]
Box = Annotated[tuple[float, float, float, float], Meta(description="left, top, right, bottom, in mm")]
Point = tuple[float, float]


class KitField(Struct, frozen=True):
    """A number of a form. ``row`` is where it stands on its page, for showing it magnified."""

    name: str
    label: str
    block: str
    page: int
    digits: int
    row: Box | None


class KitGroup(Struct, frozen=True):
    """Fields under one heading of the paper."""

    heading: str
    label: str
    fields: tuple[KitField, ...]


class KitRule(Struct, frozen=True, omit_defaults=True):
    """A rule by its ``kind``; a member that its kind has not is left out.

    sum: ``fields`` add up to ``total``. equal: the two ``fields`` are. at_most: the first is not above
    the second. reserve: the first are the second and ``percent``, rounded up; within ``tolerance`` the
    finding is ``near``. voter_limit: the one is not above the station's. all_zero, takes_all.
    """

    code: str
    kind: str
    fields: tuple[str, ...]
    total: str | None = None
    near: str | None = None
    percent: int | None = None
    tolerance: int | None = None


class KitPage(Struct, frozen=True):
    """A page by its tag, and what a camera finds on it: the tag's corners and the marks, in mm.

    ``bits`` are the tag's 36 modules inside its border, row by row, the first one highest, 1 being black.
    """

    number: int
    tag: int
    bits: int
    corners: tuple[Point, ...]
    marks: tuple[Box, ...]


class KitForm(Struct, frozen=True):
    """A contest's form at the station: ``width`` and ``height`` of a page in mm."""

    contest: str
    code: str
    edition: str
    width: float
    height: float
    pages: tuple[KitPage, ...]
    groups: tuple[KitGroup, ...]
    rules: tuple[KitRule, ...]


class Kit(Struct, frozen=True):
    """All of it. ``keys`` is the text of the key list (spec/record.md § 5), by which receipts are checked."""

    election: str
    name: str
    phase: str
    station: StationSetUp
    voter_limit: int | None
    irregular: bool
    forms: tuple[KitForm, ...]
    keys: str


@dataclass(frozen=True, slots=True)
class Outfit:
    """Of what kits are made: the election, whether it is a rehearsal, the keys."""

    profile: Profile
    phase: Phase
    keys: KeyList


def kit_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handler on these doors."""

    @get(KIT, summary="All that a phone of a station takes along, to work without a network")
    async def kit(station: StationName) -> Kit:
        found = await doors.station(StationCode(station))
        if found is None:
            raise Refusal(Code.NOT_FOUND)
        outfit = doors.outfit
        about = outfit.profile.circumstances(found.code)
        forms = (kit_form(outfit.profile, each.form, each.district) for each in found.contests)
        return Kit(
            election=outfit.profile.id,
            name=outfit.profile.name,
            phase=outfit.phase.value,
            station=told(found),
            voter_limit=about.voter_limit,
            irregular=about.irregular,
            forms=tuple(sorted(forms, key=lambda form: form.pages[0].tag)),  # In the order of the count.
            keys=print_key_list(outfit.keys).decode(),
        )

    return [kit]


@lru_cache(maxsize=512)
def kit_form(profile: Profile, code: str, district: DistrictCode | None) -> KitForm:
    """A form with its rules and its places, for one district where its choices depend on it."""
    form = profile.form(code, district)
    layout = load_layout(code, profile.id, district)
    rows = {entry.field: _row(entry) for page in layout.pages for entry in page.entries}
    return KitForm(
        contest=form.contest.value,
        code=code,
        edition=form.edition,
        width=layout.width,
        height=layout.height,
        pages=tuple(map(_page, layout.pages)),
        groups=_groups(form, rows),
        rules=tuple(map(_rule, form.rules)),
    )


def _groups(form: Form, rows: dict[str, Box]) -> tuple[KitGroup, ...]:
    return tuple(
        KitGroup(
            group.heading,
            group.label,
            tuple(
                KitField(each.name, each.label, each.block.value, each.page, each.digits, rows.get(each.name))
                for each in group.fields
            ),
        )
        for group in form.groups
    )


def _page(page: PageLayout) -> KitPage:
    if page.tag is None:
        raise ValueError(page.number)  # A form that is filed carries tags; copies are not.
    inside = (row[1:-1] for row in modules(page.tag.family, page.tag.id)[1:-1])
    bits = int("".join(str(int(black)) for row in inside for black in row), 2)
    return KitPage(page.number, page.tag.id, bits, page.tag.corners, tuple(map(_box, page.marks)))


def _box(rect: Rect) -> Box:
    return (rect.x0, rect.y0, rect.x1, rect.y1)


def _row(entry: Entry) -> Box:
    """The boxes of a number, as one rectangle."""
    return (
        min(box.x0 for box in entry.boxes),
        min(box.y0 for box in entry.boxes),
        max(box.x1 for box in entry.boxes),
        max(box.y1 for box in entry.boxes),
    )


def _rule(rule: rules.Rule) -> KitRule:  # noqa: PLR0911 -- one for each kind
    match rule:
        case rules.Sum(code, parts, total):
            return KitRule(code, "sum", parts, total=total)
        case rules.Equal(code, left, right):
            return KitRule(code, "equal", (left, right))
        case rules.AtMost(code, smaller, larger):
            return KitRule(code, "at_most", (smaller, larger))
        case rules.Reserve(code, near, ballots, voters, percent, tolerance):
            return KitRule(
                code, "reserve", (ballots, voters), near=near, percent=percent, tolerance=tolerance
            )
        case rules.VoterLimit(code, voters):
            return KitRule(code, "voter_limit", (voters,))
        case rules.AllZero(code, fields):
            return KitRule(code, "all_zero", fields)
        case rules.TakesAll(code, choices):
            return KitRule(code, "takes_all", choices)
        case _:
            raise TypeError(rule)
