"""The door to what is folded from the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractAsyncContextManager


@dataclass(frozen=True, slots=True)
class Figure:
    """What the fold knows of a station's contest: its state in one word, and the rest as a document.

    ``document`` is canonical bytes, so that two folds of the same records can be compared.
    """

    station: str
    contest: str
    state: str
    document: bytes


@dataclass(frozen=True, slots=True)
class Total:
    """What the fold knows of a contest in a region, as a document of canonical bytes."""

    contest: str
    region: str
    document: bytes


class Snapshot(Protocol):
    """All that was folded, as it stood at one moment, for who reads it whole while the fold goes on."""

    @property
    def cursor(self) -> int:
        """The position of the last record that was folded in."""

    async def figures(self, contest: str, after: str, limit: int) -> list[Figure]:
        """A contest's figures by station, from the one behind ``after``."""

    async def totals(self, contest: str, after: str, limit: int) -> list[Total]:
        """A contest's totals by region, from the one behind ``after``."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed behind a position, all of one moment in which the fold had come to ``cursor``.

    Whatever changed up to ``to`` is in it, as it stood in that moment.
    """

    cursor: int
    to: int
    figures: list[Figure]
    totals: list[Total]


class Projections(Protocol):
    """What was folded from the records. It may be thrown away and made again."""

    async def cursor(self) -> int:
        """The position of the last record that was folded in; 0 before the first."""

    async def advance(
        self, start: int, end: int, figures: Iterable[Figure] = (), totals: Iterable[Total] = ()
    ) -> None:
        """Put figures and totals in place and move the cursor from ``start`` to ``end``, all or none.

        Raises :class:`CursorMoved` when the cursor does not stand at ``start``.
        """

    async def figures(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Figure]:
        """The figures of these (station, contest), as far as there are any."""

    async def totals(self, contest: str, regions: Sequence[str]) -> dict[str, Total]:
        """The totals of these regions, as far as there are any."""

    async def in_states(self, contest: str, region: str, states: Sequence[str], limit: int) -> list[Figure]:
        """A contest's figures under a region (``""`` for the nation) in one of these states, by station."""

    async def all_figures(self, contest: str, after: str, limit: int) -> list[Figure]:
        """A contest's figures by station, from the one behind ``after``."""

    async def all_totals(self, contest: str, after: str, limit: int) -> list[Total]:
        """A contest's totals by region, from the one behind ``after``."""

    def snapshot(self) -> AbstractAsyncContextManager[Snapshot]:
        """What stands now, unchanged for as long as it is open; between two pages ten minutes may pass."""

    async def changed_stations(self, after: int, limit: int) -> Changed:
        """The stations' figures that changed behind a position, and the totals of their villages.

        If they are many, those of some first changes, ``limit`` or a few more; but of each
        village in it everything that changed, so that its parts are of one moment.
        """

    async def changed_regions(self, after: int, digits: int, limit: int) -> Changed:
        """The totals that changed behind a position, of regions whose codes have so many digits.

        If they are many, those of some first changes, ``limit`` or a few more.
        """

    async def at_once(self, figures: Sequence[tuple[str, str]], totals: Sequence[tuple[str, str]]) -> Changed:
        """Figures by (station, contest) and totals by (contest, region), all of one moment."""

    async def clear(self) -> None:
        """Throw all of it away and set the cursor to 0."""
