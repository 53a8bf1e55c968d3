"""The act of filing a return: one station's numbers for one contest, as its officers claim them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Self, cast

from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import PhotoHash
from sirekap.election.malformed import Code, Malformed
from sirekap.election.records.head import CONTEST, HEAD, RECORD_ID, SALTED_HASH, STATION
from sirekap.election.records.shape import (
    FLAG,
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
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.canonical import Json
    from sirekap.election.forms import FieldName
    from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, SaltedHash
    from sirekap.election.regions import StationCode

LARGEST_COUNT = 99_999
"""Five boxes, the widest number of any C.HASIL form (overseas)."""

MOST_FIELDS = 2_000
MOST_PHOTOS = 200
MOST_VERSIONS = 999
MOST_PAGES = 99


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one block, by field name, in the order of the names.

    ``None`` says that the field's place on the paper is empty. A field that is not
    named was not entered; a block without any is empty.
    """

    entries: tuple[tuple[FieldName, int | None], ...] = ()

    @classmethod
    def of(cls, numbers: Mapping[FieldName, int | None]) -> Self:
        """Take numbers in any order."""
        return cls(tuple(sorted(numbers.items())))

    @property
    def all(self) -> Mapping[FieldName, int | None]:
        """Every field named, empty ones too."""
        return MappingProxyType(dict(self.entries))

    @property
    def numbers(self) -> Mapping[FieldName, int]:
        """The fields that have a number: what rules are evaluated on."""
        return MappingProxyType({name: count for name, count in self.entries if count is not None})


@dataclass(frozen=True, slots=True)
class PagePhoto:
    """A photo of one page of the form; a page may have several."""

    page: int
    sha256: PhotoHash


@dataclass(frozen=True, slots=True)
class FormEdition:
    """Which printed form was filled in: its code and edition."""

    code: str
    edition: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A finding the officer saw before sending, and the words written about it, if any."""

    code: str
    reason: SaltedHash | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A station's numbers for one contest and poll, claimed by one device.

    ``version`` counts a device's filings from 1; ``replaces`` names the return this one
    stands in for, and is ``None`` for version 1 alone. ``seen_before_entry`` is true if
    the officer was shown another claim of these numbers first: then an agreement of the
    two is no second witness (architecture § 1).
    """

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    station: StationCode
    contest: Contest
    poll: Poll
    version: int
    replaces: RecordId | None
    form: FormEdition
    votes: Figures
    administration: Figures
    photos: tuple[PagePhoto, ...]
    acknowledged: tuple[Acknowledgement, ...]
    seen_before_entry: bool

    def __post_init__(self) -> None:
        if (self.version == 1) != (self.replaces is None):
            raise Malformed(Code.RECORD_REPLACES_WRONG, ("replaces",), f"version {self.version}")


_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")


@lru_cache(maxsize=4096)
def _is_field(name: str) -> bool:
    """Whether a text can be a field's name. Every return brings the same few."""
    return _NAME.fullmatch(name) is not None


def _figures(value: Json) -> Figures:
    if type(value) is not dict:
        wrong_type("object", value)
    if len(value) > MOST_FIELDS:
        raise Malformed(Code.RECORD_VALUE_WRONG, detail=f"{len(value)} fields, {MOST_FIELDS} allowed")
    for name, count in value.items():
        if not _is_field(name):
            raise Malformed(Code.RECORD_KEY_UNKNOWN, (name,))
        if type(count) is int:
            if not 0 <= count <= LARGEST_COUNT:
                raise Malformed(Code.RECORD_VALUE_WRONG, (name,), str(count))
        elif count is not None:
            raise Malformed(Code.RECORD_TYPE_WRONG, (name,), f"number wanted, {type(count).__name__} met")
    entries = cast("dict[FieldName, int | None]", value)  # Looked at just now, each one.
    return Figures(tuple(entries.items()))


def _written_figures(figures: Figures) -> Json:
    return {str(name): count for name, count in sorted(figures.entries)}


FIGURES: Shape[Figures] = Shape(
    _figures,
    _written_figures,
    f"object: field name (`[a-z][a-z0-9_]*`, up to 48) → whole number 0 to {LARGEST_COUNT}, or `null`"
    f" (empty on the paper); at most {MOST_FIELDS}",
)

_PHOTO = structure(PagePhoto, page=whole(1, MOST_PAGES), sha256=digest("SHA-256 of the photo", PhotoHash))
PHOTOS: Shape[tuple[PagePhoto, ...]] = ascending(
    _PHOTO, lambda photo: (photo.page, photo.sha256), MOST_PHOTOS
)
_FORM = structure(
    FormEdition,
    code=text("form code, 1 to 40 of `A-Z0-9.-`", r"[A-Z0-9][A-Z0-9.-]{0,39}", str),
    edition=text("edition, 1 to 20 of `a-z0-9.-`", r"[a-z0-9][a-z0-9.-]{0,19}", str),
)
_ACKNOWLEDGEMENT = structure(
    Acknowledgement,
    code=text("rule code, such as `R131`", r"[A-Z][0-9]{3}", str),
    reason=optional(SALTED_HASH),
)

RETURN: Shape[Return] = structure(
    Return,
    **HEAD,
    station=STATION,
    contest=CONTEST,
    poll=choice(Poll),
    version=whole(1, MOST_VERSIONS),
    replaces=optional(RECORD_ID),
    form=_FORM,
    votes=FIGURES,
    administration=FIGURES,
    photos=PHOTOS,
    acknowledged=ascending(_ACKNOWLEDGEMENT, lambda finding: finding.code, 100),
    seen_before_entry=FLAG,
)
