"""The act of covering a photo: a copy for the public, without people, their names and their signatures.

The record binds the photo as it came, by its hash, to the copy that is public, by its own,
and says what was painted over, by which version of the program or by whom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from sirekap.election.identity import PhotoHash
from sirekap.election.malformed import Code, Malformed
from sirekap.election.records.head import CONTEST, HEAD, RECORD_ID, SALTED_HASH, STATION
from sirekap.election.records.returned import MOST_PAGES
from sirekap.election.records.shape import (
    Shape,
    ascending,
    choice,
    digest,
    optional,
    structure,
    text,
    whole,
    wrong_type,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.canonical import Json
    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, SaltedHash
    from sirekap.election.regions import StationCode

MOST_AREAS = 40
MOST_CORNERS = 200
MOST_SIGNATURES = 200
LONGEST_SIDE = 200_000
"""Pixels of a photo's side, as its file declares it."""


class Signatory(StrEnum):
    """Who signs a result form."""

    MEMBER = "member"
    WITNESS = "witness"


class Signed(StrEnum):
    """What stands in a box for a signature."""

    SIGNED = "signed"
    EMPTY = "empty"
    UNSURE = "unsure"


class Turn(StrEnum):
    """By how much the upright photo was turned clockwise, in degrees, for its page to stand upright."""

    NONE = "0"
    RIGHT = "90"
    OVER = "180"
    LEFT = "270"


Area: TypeAlias = "tuple[tuple[int, int], ...]"
"""A polygon's corners (x, y), in pixels of the photo as its file declares them, by EXIF upright."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A box for a signature: whose by office and number, and whether something is written in it."""

    role: Signatory
    number: int
    state: Signed


@dataclass(frozen=True, slots=True)
class PictureSize:
    """A photo's width and height in pixels, by EXIF upright."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A photo of return ``of`` has a public copy.

    All outside ``kept`` and all inside ``painted`` is painted over. ``program`` is the version
    of the program that did it. A person who drew the areas stands as ``person``, with the
    reason in ``words``; nobody then looked for signatures.
    """

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    station: StationCode
    contest: Contest
    of: RecordId
    photo: PhotoHash
    copy: PhotoHash
    form: str
    page: int
    program: int
    size: PictureSize
    turn: Turn
    kept: Area
    painted: tuple[Area, ...]
    signatures: tuple[Signature, ...]
    person: SaltedHash | None
    words: SaltedHash | None

    def __post_init__(self) -> None:
        if (self.person is None) != (self.words is None):
            raise Malformed(Code.RECORD_VALUE_WRONG, ("words",), "a person says why")


_AREA = re.compile(r"(?:-?[1-9][0-9]{0,5}|0),(?:-?[1-9][0-9]{0,5}|0)", re.ASCII)
_LEAST_CORNERS = 3


def _area(value: Json) -> Area:
    if type(value) is not str:
        wrong_type("text", value)
    corners = value.split(" ")
    if not _LEAST_CORNERS <= len(corners) <= MOST_CORNERS or not all(map(_AREA.fullmatch, corners)):
        raise Malformed(Code.RECORD_VALUE_WRONG, detail=value[:80])
    return tuple((int(x), int(y)) for x, y in (corner.split(",") for corner in corners))


def written_area(area: Area) -> str:
    """A polygon as it stands in a record: ``x,y x,y …``, as in SVG's ``points``."""
    return " ".join(f"{x},{y}" for x, y in area)


AREA: Shape[Area] = Shape(
    _area,
    written_area,
    f"polygon: {_LEAST_CORNERS} to {MOST_CORNERS} corners `x,y` with a blank between, pixels of the photo",
)
_SIGNATURE = structure(Signature, role=choice(Signatory), number=whole(1, 999), state=choice(Signed))

COVER: Shape[Cover] = structure(
    Cover,
    **HEAD,
    station=STATION,
    contest=CONTEST,
    of=RECORD_ID,
    photo=digest("SHA-256 of the photo as it came", PhotoHash),
    copy=digest("SHA-256 of the public copy", PhotoHash),
    form=text("form code, 1 to 40 of `A-Z0-9.-`", r"[A-Z0-9][A-Z0-9.-]{0,39}", str),
    page=whole(1, MOST_PAGES),
    program=whole(1, 999),
    size=structure(PictureSize, width=whole(1, LONGEST_SIDE), height=whole(1, LONGEST_SIDE)),
    turn=choice(Turn),
    kept=AREA,
    painted=ascending(AREA, lambda area: area, MOST_AREAS),
    signatures=ascending(_SIGNATURE, lambda each: (each.role, each.number), MOST_SIGNATURES),
    person=optional(SALTED_HASH),
    words=optional(SALTED_HASH),
)
