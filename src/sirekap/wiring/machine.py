"""The reader of photos as the office wants it: sheaves in, what was seen out."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.election.identity import PhotoHash
from sirekap.election.regions import ancestors
from sirekap.office.machine import FieldSeen, PageSeen, SheafSeen
from sirekap.reading.excerpt import excerpt
from sirekap.reading.look import LookOut
from sirekap.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sirekap.election.forms import FieldName
    from sirekap.election.regions import StationCode
    from sirekap.office.machine import Sheaf
    from sirekap.reading.reader import Sheet
    from sirekap.reading.result import PageReading, Reading

_PAPER = ("R15", "R401")
"""Codes that the numbers of a reading do not show, by their beginnings."""


class ShippedMachine:
    """Fulfils :class:`sirekap.office.machine.Machine` with the shipped model, one core each.

    The reader of a form, or of a district's form, is made when its first sheaf comes.
    """

    def __init__(self, election: str) -> None:
        self._profile = profiles.load(election)
        self._readers: dict[tuple[str, str | None], tuple[Reader, dict[int, LookOut]]] = {}
        weights = files("sirekap.reading").joinpath("weights", "digits.onnx").read_bytes()
        self.id = hashlib.sha256(weights).hexdigest()

    def __call__(self, sheaves: Sequence[Sheaf]) -> list[SheafSeen]:
        """Read each sheaf. Raises :class:`Refusal` (``form_unknown``)."""
        return [self._read(sheaf) for sheaf in sheaves]

    def reader(self, form: str, station: StationCode) -> Reader:
        """The reader of a form as it is at a station. Raises :class:`Refusal` (``form_unknown``)."""
        return self._of(form, self._district(form, station))[0]

    def _read(self, sheaf: Sheaf) -> SheafSeen:
        reader, outlooks = self._of(sheaf.form, self._district(sheaf.form, sheaf.station))
        reading, sheets = reader.read([*sheaf.photos], claimed=sheaf.station)
        looks = {each.photo: _look(each, outlooks) for each in sheets}
        return SheafSeen(
            tuple(_page(each, looks) for each in reading.pages),
            _fields(reading),
            _findings(reading),
            tuple(_rows(sheaf, reading, sheets)),
        )

    def _district(self, form: str, station: StationCode) -> str | None:
        """The electoral district whose ballot the form bears; none where the nation has one."""
        contest = next((each.contest for each in self._profile.contests if each.form == form), None)
        if contest is None or contest is Contest.PRESIDENT:
            return None
        above = set(ancestors(station))
        districts = self._profile.districts(contest).values()
        return next((each.code for each in districts if above & set(each.regions)), None)

    def _of(self, form: str, district: str | None) -> tuple[Reader, dict[int, LookOut]]:
        key = form, district
        if key not in self._readers:
            reader = Reader(self._profile, form, district=district)
            size = (reader.layout.width, reader.layout.height)
            outlooks = {page.number: LookOut(page, reader.artwork, size) for page in reader.layout.pages}
            self._readers[key] = reader, outlooks
        return self._readers[key]


def _rows(sheaf: Sheaf, reading: Reading, sheets: Sequence[Sheet]) -> Iterator[tuple[FieldName, bytes]]:
    """The rows of what is not surely what was entered."""
    pages = {each.field: sheet.registered for sheet in sheets for each in sheet.registered.layout.entries}
    for each in reading.fields:
        agrees = each.name in sheaf.entered and sheaf.entered[each.name] == each.value
        if each.name in pages and not (agrees and each.confidence >= sheaf.sure and not each.outvoted):
            yield each.name, excerpt(pages[each.name], each.name)


def _look(sheet: Sheet, outlooks: dict[int, LookOut]) -> bytes:
    return outlooks[sheet.registered.layout.number].of(sheet.registered)


def _page(page: PageReading, looks: dict[str, bytes]) -> PageSeen:
    refusal = None if page.refusal is None else str(page.refusal.code)
    return PageSeen(PhotoHash(page.sha256), page.page, looks.get(page.photo), refusal)


def _fields(reading: Reading) -> tuple[FieldSeen, ...]:
    return tuple(
        FieldSeen(each.name, each.value, each.confidence, each.agreeing, each.outvoted)
        for each in reading.fields
    )


def _findings(reading: Reading) -> tuple[str, ...]:
    return tuple(each.code for each in reading.findings if each.code.startswith(_PAPER))
