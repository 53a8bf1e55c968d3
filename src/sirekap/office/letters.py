"""The act of writing letters: new codes for the free slots of stations, the unused old ones cancelled.

A letter is drafted first and opened after it is printed: a printer that fails, or a machine
that stops, leaves the codes that are in people's hands as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.regions import NATION, Level, RegionCode, ancestors, level_of, parent_of
from sirekap.office.ports import SLOTS, SlotCode
from sirekap.seal.codes import CODE_BYTES, OneTimeCode, one_time_code
from sirekap.sheet.heading import Heading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from datetime import datetime

    from sirekap.election.regions import StationCode
    from sirekap.office.ports import Enrolment, Journal, Places, StationPhones
    from sirekap.seal.codes import CodeKey

ISSUED = "letters_issued"
"""The journal's kind of line."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A station's letter: whose it is, and for each slot its code, or none where a phone is in it."""

    heading: Heading
    slips: Mapping[int, OneTimeCode | None]

    @property
    def codes(self) -> list[tuple[int, OneTimeCode]]:
        """The slots that get a code."""
        return [(slot, code) for slot, code in sorted(self.slips.items()) if code is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Writes letters. ``random`` gives so many unforeseeable bytes."""

    places: Places
    enrolment: Enrolment
    journal: Journal
    codes: CodeKey
    random: Callable[[int], bytes]

    async def batches(self, region: RegionCode, most: int) -> AsyncIterator[tuple[RegionCode, list[Letter]]]:
        """Draft the letters under a region: by subdistrict, at most so many at a time."""
        names = _Names(self.places)
        async for part in _parts(self.places, region):
            after = ""
            while phones := await self.enrolment.phones(part, after, most):
                after = phones[-1].station
                yield part, [await self._drafted(names, one) for one in phones]

    async def for_slot(self, station: StationCode, slot: int) -> Letter:
        """Draft a letter with a code for one slot alone; the other's is not touched."""
        return Letter(await _Names(self.places).heading(station), {slot: self._code(station)})

    async def _drafted(self, names: _Names, phones: StationPhones) -> Letter:
        slips = {slot: None if slot in phones.enrolled else self._code(phones.station) for slot in SLOTS}
        return Letter(await names.heading(phones.station), slips)

    def _code(self, station: StationCode) -> OneTimeCode:
        return one_time_code(station, self.random(CODE_BYTES))

    async def open(self, letters: Sequence[Letter], at: datetime, until: datetime) -> int:
        """Have the codes of printed letters open their slots; how many unused ones that cancels.

        Raises :class:`BatchRefused`, and :class:`StoreAway`: then none of them does, or all.
        """
        kept = [
            SlotCode(letter.heading.station, slot, *self.codes.digests(code))
            for letter in letters
            for slot, code in letter.codes
        ]
        cancelled = await self.enrolment.issue(kept, at, until)
        stations = sorted({one.station for one in kept})
        told = {"first": stations[0], "last": stations[-1]} if stations else {}
        counts = {"stations": len(stations), "codes": len(kept), "cancelled": cancelled}
        await self.journal.note(ISSUED, at, {**told, **counts})
        return cancelled


async def _parts(places: Places, region: RegionCode) -> AsyncIterator[RegionCode]:
    """The subdistricts of a region; a village is its own part."""
    if level_of(region) >= Level.SUBDISTRICT:
        yield region
        return
    for below in await places.regions(region):
        async for part in _parts(places, below.code):
            yield part


@dataclass(slots=True)
class _Names:
    """The names of regions, asked for once a parent; only those on the way to the last station are kept."""

    places: Places
    _below: dict[Level, tuple[RegionCode, dict[RegionCode, str]]] = field(default_factory=dict)

    async def heading(self, station: StationCode) -> Heading:
        village, subdistrict, regency, province, _ = [await self._name(one) for one in ancestors(station)]
        return Heading(station, province, regency, subdistrict, village)

    async def _name(self, code: RegionCode) -> str:
        parent = parent_of(code)
        if parent is None:
            return NATION
        level = level_of(code)
        if self._below.get(level, (None, {}))[0] != parent:
            rows = await self.places.regions(parent)
            self._below[level] = parent, {one.code: one.name for one in rows}
        return self._below[level][1][code]
