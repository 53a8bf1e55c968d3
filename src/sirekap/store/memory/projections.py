"""What was folded from the records, in memory."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.office.ports import Changed, CursorMoved, Figure, Total
from sirekap.store.memory.moments import Moment, calm

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class MemorySnapshot:
    """Fulfils :class:`sirekap.office.ports.Snapshot`."""

    cursor: int
    kept_figures: Mapping[tuple[str, str], Figure]
    kept_totals: Mapping[tuple[str, str], Total]

    async def figures(self, contest: str, after: str, limit: int) -> list[Figure]:
        """A page of a contest's figures."""
        keys = sorted(key for key in self.kept_figures if key[0] == contest and key[1] > after)
        return [self.kept_figures[key] for key in keys[:limit]]

    async def totals(self, contest: str, after: str, limit: int) -> list[Total]:
        """A page of a contest's totals."""
        keys = sorted(key for key in self.kept_totals if key[0] == contest and key[1] > after)
        return [self.kept_totals[key] for key in keys[:limit]]


_VILLAGE, _STATION = 10, 13
"""Characters of a code."""


class MemoryProjections:
    """Fulfils :class:`sirekap.office.ports.Projections`."""

    def __init__(self, moment: Moment = calm) -> None:
        self._moment = moment
        self._cursor = 0
        self._figures: dict[tuple[str, str], Figure] = {}
        self._totals: dict[tuple[str, str], Total] = {}
        self._changed: dict[tuple[str, str], int] = {}

    async def cursor(self) -> int:
        """The position of the last record that was folded in."""
        return self._cursor

    async def advance(
        self, start: int, end: int, figures: Iterable[Figure] = (), totals: Iterable[Total] = ()
    ) -> None:
        """Put figures and totals in place and move the cursor."""
        await self._moment("advance", "before")
        if self._cursor != start:
            message = f"the cursor no longer stands at {start}: another folder is at work"
            raise CursorMoved(message)
        figures, totals = list(figures), list(totals)
        self._figures.update({(one.contest, one.station): one for one in figures})
        self._totals.update({(one.contest, one.region): one for one in totals})
        self._changed.update(dict.fromkeys([(one.contest, one.station) for one in figures], end))
        self._changed.update(dict.fromkeys([(one.contest, one.region) for one in totals], end))
        self._cursor = end
        await self._moment("advance", "after")

    async def figures(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Figure]:
        """The figures of these (station, contest)."""
        found = {key: self._figures.get((key[1], key[0])) for key in keys}
        return {key: one for key, one in found.items() if one is not None}

    async def totals(self, contest: str, regions: Sequence[str]) -> dict[str, Total]:
        """The totals of these regions."""
        found = {region: self._totals.get((contest, region)) for region in regions}
        return {region: one for region, one in found.items() if one is not None}

    async def in_states(self, contest: str, region: str, states: Sequence[str], limit: int) -> list[Figure]:
        """A contest's figures under a region in one of these states."""
        found = [
            one
            for key, one in sorted(self._figures.items())
            if key[0] == contest and key[1].startswith(region) and one.state in states
        ]
        return found[:limit]

    async def all_figures(self, contest: str, after: str, limit: int) -> list[Figure]:
        """A page of a contest's figures."""
        return await self._now().figures(contest, after, limit)

    async def all_totals(self, contest: str, after: str, limit: int) -> list[Total]:
        """A page of a contest's totals."""
        return await self._now().totals(contest, after, limit)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[MemorySnapshot]:
        """What stands now."""
        yield MemorySnapshot(self._cursor, dict(self._figures), dict(self._totals))

    def _now(self) -> MemorySnapshot:
        return MemorySnapshot(self._cursor, self._figures, self._totals)

    async def changed_stations(self, after: int, limit: int) -> Changed:
        """What changed behind a position at stations."""
        keys = [key for key in self._figures if len(key[1]) == _STATION and self._changed[key] > after]
        first = sorted(self._changed[key] for key in keys)[:limit]
        to = self._cursor if len(first) < limit else first[-1]
        villages = {(key[0], key[1][:_VILLAGE]) for key in keys if self._changed[key] <= to}
        figures = [self._figures[key] for key in sorted(keys) if (key[0], key[1][:_VILLAGE]) in villages]
        totals = [self._totals[key] for key in sorted(villages) if key in self._totals]
        return Changed(self._cursor, to, figures, totals)

    async def changed_regions(self, after: int, digits: int, limit: int) -> Changed:
        """What changed behind a position in regions."""
        keys = [key for key in self._totals if len(key[1]) == digits and self._changed[key] > after]
        first = sorted(self._changed[key] for key in keys)[:limit]
        to = self._cursor if len(first) < limit else first[-1]
        totals = [self._totals[key] for key in sorted(keys) if self._changed[key] <= to]
        return Changed(self._cursor, to, [], totals)

    async def at_once(self, figures: Sequence[tuple[str, str]], totals: Sequence[tuple[str, str]]) -> Changed:
        """Figures and totals of one moment."""
        found = list((await self.figures(figures)).values())
        sums = [self._totals[key] for key in totals if key in self._totals]
        return Changed(self._cursor, self._cursor, found, sums)

    async def clear(self) -> None:
        """Throw all of it away."""
        await self._moment("clear", "before")
        self._cursor = 0
        self._figures.clear()
        self._totals.clear()
        self._changed.clear()
        await self._moment("clear", "after")
