"""What the set-up alone decides: KPU's lists of what is voted on and where, and what a checker needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from sirekap.office.publish.part import Reading, Written
from sirekap.office.publish.tidying import compressed
from sirekap.publication.kpu.tree import list_files
from sirekap.publication.own import site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sirekap.office.publish.ground import Ground

_AT_ONCE = 2_000
_DIGITS = 9


@dataclass(slots=True)
class Fixed:
    """Files that no record changes: written whole once. Fulfils :class:`sirekap.office.publish.part.Part`."""

    ground: Ground
    name: str
    files: Callable[[], Iterator[tuple[str, bytes | None]]]
    every_s: float = 0.0
    _left: Iterator[tuple[str, bytes | None]] | None = field(default=None, init=False)
    _reached: int = field(default=0, init=False)

    async def changed(self, after: int) -> Reading:  # noqa: ARG002 -- nothing changes it
        """Nothing; it is as far as the fold."""
        cursor = await self.ground.projections.cursor()
        return Reading(cursor, cursor)

    async def whole(self, after: str) -> Reading:
        """The next files behind so many."""
        reached = int(after or 0)
        if self._left is None or self._reached != reached:
            self._left = islice(self.files(), reached, None)
        files = list(islice(self._left, _AT_ONCE))
        self._reached = reached + len(files)
        done = len(files) < _AT_ONCE
        if done:
            self._left = None
        cursor = await self.ground.projections.cursor()
        return Reading(
            cursor, reached=None if done else f"{self._reached:0{_DIGITS}}", count=len(files), content=files
        )

    async def made(self, reading: Reading) -> Written:
        """The files as they are."""
        return Written((dict(reading.content),))


def lists(ground: Ground, key_list: bytes) -> Fixed:
    """Keys, set-up, and KPU's lists of regions, districts, parties and candidates."""

    def files() -> Iterator[tuple[str, bytes | None]]:
        yield site.KEY_LIST, key_list
        setup = site.setup(
            site.Setup(
                election=ground.election,
                phase=ground.phase,
                profile=ground.profile.id,
                opens=ground.opens,
                contests=ground.contests,
                stations=ground.stations,
                names=ground.country.names,
            )
        )
        yield site.SETUP, setup
        yield from compressed(site.SETUP, setup).items()
        yield from list_files(ground.state, ground.contests)

    return Fixed(ground, "lists", files)
