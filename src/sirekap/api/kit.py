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

from sirekap.api.forms import FormTold  # noqa: TC001 -- msgspec reads a type's annotations
from sirekap.api.problems import Code
from sirekap.api.stations import StationSetUp, told
from sirekap.election.refusal import Refusal
from sirekap.election.regions import StationCode
from sirekap.seal.keylist import print_key_list
from sirekap.sheet.apriltag import modules
from sirekap.sheet.shelf import load_layout

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.election.choices import DistrictCode
    from sirekap.election.identity import Phase
    from sirekap.office.station import ContestThere
    from sirekap.profiles.profile import Profile
    from sirekap.seal.keylist import KeyList
    from sirekap.sheet.layout import Entry, PageLayout, Rect

KIT = "/api/v1/stations/{station:str}/kit"
StationName = Annotated[
    str, Parameter(pattern="^[0-9]{2}[0-9A-Z]{8}[0-9]{3}$", description="A station's code.")
]
Box = Annotated[tuple[float, float, float, float], Meta(description="left, top, right, bottom, in mm")]
Point = tuple[float, float]


class KitPage(Struct, frozen=True):
    """A page by its tag, and what a camera finds on it: the tag's corners and the marks, in mm.

    ``bits`` are the tag's 36 modules inside its border, row by row, the first one highest, 1 being black.
    """

    number: int
    tag: int
    bits: int
    corners: tuple[Point, ...]
    marks: tuple[Box, ...]


class Sheet(Struct, frozen=True):
    """A form's paper: ``width`` and ``height`` of a page in mm, and where the number of a field stands."""

    width: float
    height: float
    pages: tuple[KitPage, ...]
    rows: dict[str, Box]


class FormAtStation(Struct, frozen=True):
    """A contest's form at the station, and its paper."""

    form: FormTold
    sheet: Sheet


class Kit(Struct, frozen=True):
    """All of it. ``keys`` is the text of the key list (spec/record.md § 5), by which receipts are checked."""

    election: str
    name: str
    phase: str
    station: StationSetUp
    forms: tuple[FormAtStation, ...]
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
        forms = (_at_station(doors, each) for each in found.contests)
        return Kit(
            election=outfit.profile.id,
            name=outfit.profile.name,
            phase=outfit.phase.value,
            station=told(found),
            forms=tuple(sorted(forms, key=lambda one: one.sheet.pages[0].tag)),  # In the order of the count.
            keys=print_key_list(outfit.keys).decode(),
        )

    return [kit]


def _at_station(doors: Doors, contest: ContestThere) -> FormAtStation:
    form = doors.form(contest.form, contest.district)
    if form is None:
        raise LookupError(contest.form)  # Set-up takes no contest whose form is not in the profile.
    return FormAtStation(form, sheet_of(doors.outfit.profile.id, contest.form, contest.district))


@lru_cache(maxsize=512)
def sheet_of(profile: str, code: str, district: DistrictCode | None) -> Sheet:
    """The paper of a form, for one district where its choices depend on it."""
    layout = load_layout(code, profile, district)
    rows = {entry.field: _row(entry) for page in layout.pages for entry in page.entries}
    return Sheet(layout.width, layout.height, tuple(map(_page, layout.pages)), rows)


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
