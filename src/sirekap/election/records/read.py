"""The acts of the machine: a return's photos were read, and two stations' photos are alike.

A reading stands beside the officer's entry and replaces nothing: it is a claim about the
same paper by another claimant. What becomes of a field was judged when it was read, by
the risk stated then (``office/acceptance.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.forms import FieldName, Witness
from sirekap.election.identity import PhotoHash
from sirekap.election.malformed import Code, Malformed
from sirekap.election.records.head import CONTEST, HEAD, RECORD_ID, STATION
from sirekap.election.records.returned import LARGEST_COUNT, MOST_FIELDS, MOST_PAGES, MOST_PHOTOS
from sirekap.election.records.shape import (
    Shape,
    ascending,
    choice,
    digest,
    optional,
    structure,
    text,
    whole,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId
    from sirekap.election.regions import StationCode

CERTAIN = 1_000_000
LOOK_BITS = 256


class Status(StrEnum):
    """What becomes of one field of a reading."""

    ACCEPTED = "accepted"
    ASK = "ask"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FieldRead:
    """One field as the machine reads it.

    ``confidence`` is the posterior of ``value`` in millionths, cut, not rounded. ``agreeing``
    counts the witnesses and identities that speak for it; ``outvoted`` names those that do not.
    """

    name: FieldName
    value: int | None
    confidence: int
    status: Status
    agreeing: int
    outvoted: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class PhotoRead:
    """One photo of a reading: the page it shows, or the code of why it shows none."""

    sha256: PhotoHash
    page: int | None
    refusal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotosRead:
    """What a machine reads on the photos of one return.

    ``reader`` is the SHA-256 of the model. ``findings`` are those about the paper that its
    numbers do not show: R151 to R154 and R401.
    """

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    station: StationCode
    contest: Contest
    of: RecordId
    reader: str
    photos: tuple[PhotoRead, ...]
    fields: tuple[FieldRead, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedPhoto:
    """A photo where it was filed."""

    station: StationCode
    contest: Contest
    page: int
    sha256: PhotoHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """Two stations filed the same photo, or two that are nearly identical (finding R402).

    ``distance`` counts the bits by which their looks differ, of 256; 0 for the same photo.
    """

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    photos: tuple[PlacedPhoto, ...]
    distance: int

    def __post_init__(self) -> None:
        if len({photo.station for photo in self.photos}) != 2:  # noqa: PLR2004 -- a resemblance is of two
            raise Malformed(Code.RECORD_VALUE_WRONG, ("photos",), "two stations wanted")


_CODE = text("code of a finding, such as `R401`", r"[A-Z][0-9]{3}", str)
_PHOTO_HASH = digest("SHA-256 of the photo", PhotoHash)
_FIELD = structure(
    FieldRead,
    name=text("field name, 1 to 48 of `a-z0-9_`", r"[a-z][a-z0-9_]{0,47}", FieldName),
    value=optional(whole(0, LARGEST_COUNT)),
    confidence=whole(0, CERTAIN),
    status=choice(Status),
    agreeing=whole(0, 99),
    outvoted=ascending(choice(Witness), str, len(Witness)),
)
_PHOTO = structure(
    PhotoRead,
    sha256=_PHOTO_HASH,
    page=optional(whole(1, MOST_PAGES)),
    refusal=optional(text("code of a refusal, 1 to 63 of `a-z0-9_`", r"[a-z][a-z0-9_]{0,62}", str)),
)
_PLACED = structure(
    PlacedPhoto, station=STATION, contest=CONTEST, page=whole(1, MOST_PAGES), sha256=_PHOTO_HASH
)

PHOTOS_READ: Shape[PhotosRead] = structure(
    PhotosRead,
    **HEAD,
    station=STATION,
    contest=CONTEST,
    of=RECORD_ID,
    reader=digest("SHA-256 of the model", str),
    photos=ascending(_PHOTO, lambda photo: photo.sha256, MOST_PHOTOS),
    fields=ascending(_FIELD, lambda field: field.name, MOST_FIELDS),
    findings=ascending(_CODE, str, 100),
)
RESEMBLANCE: Shape[Resemblance] = structure(
    Resemblance,
    **HEAD,
    photos=ascending(_PLACED, lambda photo: (photo.station, photo.contest, photo.page, photo.sha256), 2),
    distance=whole(0, LOOK_BITS),
)
