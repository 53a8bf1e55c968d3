"""How returns came in: counts of five minutes by the leaves' times, carried on from what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.office.publish.pages import with_compressed
from sirekap.office.publish.part import Reading, Written
from sirekap.publication.pages.arrivals import Arrivals, arrivals_page, parse, path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.election.contests import Contest
    from sirekap.office.publish.ground import Ground
    from sirekap.office.publish.pages import Stand
    from sirekap.publication.pages.site import Site as Pages

_AT_ONCE = 20_000
_DIGITS = 9
_RETURN = "return"


@dataclass(frozen=True, slots=True)
class Arriving:
    """The arrivals of every contest. Fulfils :class:`sirekap.office.publish.part.Part`.

    The documents say how many leaves they tell, so leaves are read once.
    """

    ground: Ground
    pages: Pages
    stand: Stand
    every_s: float
    name: str = "arrivals"

    async def changed(self, after: int) -> Reading:
        """The next leaves behind those that the documents tell."""
        cursor, counted, new, done = await self._next(anew=False)
        return Reading(cursor, cursor if done else after, count=new, content=counted)

    async def whole(self, after: str) -> Reading:
        """The next leaves, the first ones to begin with."""
        cursor, counted, _, done = await self._next(anew=not after)
        size = min((each.size for each in counted), default=0)
        return Reading(
            cursor, reached=None if done else f"{size:0{_DIGITS}}", count=len(counted), content=counted
        )

    async def made(self, reading: Reading) -> Written:
        """Each contest's document and page."""
        counted: Sequence[Arrivals] = reading.content
        now = await self.stand(max((each.size for each in counted), default=0))
        return Written(
            (with_compressed(page for each in counted for page in arrivals_page(self.pages, now, each)),)
        )

    async def _next(self, *, anew: bool) -> tuple[int, list[Arrivals], int, bool]:
        """Count some leaves: how far the fold was, the counts, how many leaves, and whether they are all."""
        ground = self.ground
        cursor = await ground.projections.cursor()
        size = await ground.log.leaves_to(cursor)
        counted = [Arrivals(ground.election, each) for each in ground.contests]
        if not anew:
            counted = await self._standing(counted)
        start = min((each.size for each in counted), default=0)
        leaves = await ground.log.leaves(start, min(size - start, _AT_ONCE)) if size > start else []
        for each in counted:
            each.add((one.received for one in leaves if _is_of(one.kind, one.contest, each.contest)), 0)
            each.size = start + len(leaves)
        return cursor, counted, len(leaves), start + len(leaves) >= size

    async def _standing(self, empty: Sequence[Arrivals]) -> list[Arrivals]:
        """What the site's documents count, if all of them stand there and tell the same leaves."""
        found = await self.ground.site.read([path_of(each.contest) for each in empty])
        told = [parse(content) for content in found if content is not None]
        return told if len(told) == len(empty) and len({each.size for each in told}) == 1 else list(empty)


def _is_of(kind: str, contest: str | None, wanted: Contest) -> bool:
    return kind == _RETURN and contest == wanted.value
